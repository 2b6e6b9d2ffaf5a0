"""The trail and the imports."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.admin.base import ReadOnlyAdmin
from evidence.desk.visibility import visible_events
from evidence.models import AuditEvent, ImportBatch, ImportRecord


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    list_display = ("at", "action", "actor", "object_type", "object_id", "reason")
    list_select_related = ("actor",)
    list_filter = ("action",)
    date_hierarchy = "at"
    show_full_result_count = False

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """Nobody asks by address what an event holds."""
        return not lookup.startswith("detail") and super().lookup_allowed(lookup, value, request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[AuditEvent]:
        """Who has finished a blind reading is no news until the other has as well."""
        return super().get_queryset(request).filter(pk__in=visible_events(request.user).values("pk"))


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = ("name", "imported_at", "imported_by", "read", "created", "updated", "matched", "refused")
    list_select_related = ("imported_by",)


@admin.register(ImportRecord)
class ImportRecordAdmin(ReadOnlyAdmin):
    list_display = ("key", "line", "outcome", "reason", "study")
    list_select_related = ("study",)
    list_filter = ("outcome",)
    search_fields = ("key", "raw")
    show_full_result_count = False
