"""What machines found and proposed, as it was kept: to read only. People decide about it in `rooms/machines.py`."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.admin.base import ReadOnlyAdmin
from evidence.desk.machines import studies_with_hidden_proposal
from evidence.models import FindingDispute, GeneratedDraft, ShelfScan, TextScan


@admin.register(TextScan)
class TextScanAdmin(ReadOnlyAdmin):
    """A scan tells what the verdict is, so it shows no earlier than a hidden proposal does."""

    list_display = ("revision", "scanner_version", "blocking", "scanned_at")
    list_select_related = ("revision__study",)
    list_filter = ("scanner_version",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[TextScan]:
        hidden = studies_with_hidden_proposal(request.user)
        return super().get_queryset(request).exclude(revision__study__in=hidden)


@admin.register(FindingDispute)
class FindingDisputeAdmin(ReadOnlyAdmin):
    list_display = ("study", "rule", "field", "by", "at")
    list_select_related = ("study", "by")
    list_filter = ("rule",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[FindingDispute]:
        return super().get_queryset(request).exclude(study__in=studies_with_hidden_proposal(request.user))


@admin.register(ShelfScan)
class ShelfScanAdmin(ReadOnlyAdmin):
    list_display = ("publication", "scanner_version", "critical", "warnings", "scanned_at")
    list_select_related = ("publication",)
    list_filter = ("scanner_version",)
    show_full_result_count = False


@admin.register(GeneratedDraft)
class GeneratedDraftAdmin(ReadOnlyAdmin):
    list_display = ("study", "state", "label", "publishable", "requested_by", "requested_at")
    list_select_related = ("study", "requested_by")
    list_filter = ("state", "publishable")
    show_full_result_count = False
