"""What the registries said, as it was kept: to read only. People decide about it in `rooms/registries.py`."""

from __future__ import annotations

from django.contrib import admin

from evidence.admin.base import ReadOnlyAdmin
from evidence.models import FoundNotice, LiteratureSync, LookupRequest, NoticeAlert, RegistryAnswer


@admin.register(RegistryAnswer)
class RegistryAnswerAdmin(ReadOnlyAdmin):
    list_display = ("study", "registry", "identifier", "result", "titles_agree", "asked_at")
    list_select_related = ("study",)
    list_filter = ("registry", "result", "titles_agree")
    search_fields = ("identifier", "title")
    show_full_result_count = False


@admin.register(LookupRequest)
class LookupRequestAdmin(ReadOnlyAdmin):
    list_display = ("study", "asked_by", "asked_at", "attempts", "not_before")
    list_select_related = ("study", "asked_by")
    show_full_result_count = False


@admin.register(FoundNotice)
class FoundNoticeAdmin(ReadOnlyAdmin):
    list_display = ("study", "registry", "kind", "identifier", "found_at", "state", "decided_by", "decided_at")
    list_select_related = ("study", "decided_by")
    list_filter = ("state", "kind", "registry")
    search_fields = ("identifier", "title")
    show_full_result_count = False


@admin.register(NoticeAlert)
class NoticeAlertAdmin(ReadOnlyAdmin):
    list_display = ("study", "found_at", "confirmed_kind")
    list_select_related = ("study",)
    show_full_result_count = False


@admin.register(LiteratureSync)
class LiteratureSyncAdmin(ReadOnlyAdmin):
    list_display = ("covered_until", "last_run_at", "found", "new")
