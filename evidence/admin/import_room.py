"""What imports and merges leave behind, to read only. People decide in `rooms/imports` and `rooms/doubles`."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from evidence.admin.base import ReadOnlyAdmin
from evidence.models import (
    DoubtfulEntry,
    ImportPreviewRow,
    ImportUndo,
    ImportUpload,
    ImportUploadPart,
    MergedIdentity,
    MergeProposal,
    RemovedDraft,
)


@admin.register(ImportUpload)
class ImportUploadAdmin(ReadOnlyAdmin):
    list_display = ("name", "state", "size", "uploaded_by", "uploaded_at", "kept_until")
    list_select_related = ("uploaded_by",)
    list_filter = ("state",)
    show_full_result_count = False


@admin.register(ImportUploadPart)
class ImportUploadPartAdmin(ReadOnlyAdmin):
    list_display = ("upload", "number")
    list_select_related = ("upload",)
    fields = ("upload", "number")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[ImportUploadPart]:
        """Without the bytes themselves, which are shown nowhere."""
        return super().get_queryset(request).defer("data")


@admin.register(ImportUndo)
class ImportUndoAdmin(ReadOnlyAdmin):
    list_display = ("batch", "state", "asked_by", "asked_at", "ended_at")
    list_select_related = ("batch", "asked_by")
    list_filter = ("state",)
    show_full_result_count = False


@admin.register(ImportPreviewRow)
class ImportPreviewRowAdmin(ReadOnlyAdmin):
    list_display = ("upload", "position", "key", "fate", "reason")
    list_select_related = ("upload",)
    list_filter = ("fate",)
    show_full_result_count = False


@admin.register(DoubtfulEntry)
class DoubtfulEntryAdmin(ReadOnlyAdmin):
    list_display = ("key", "line", "batch", "state", "study", "decided_by", "decided_at")
    list_select_related = ("batch", "study", "decided_by")
    list_filter = ("state",)
    show_full_result_count = False


@admin.register(MergeProposal)
class MergeProposalAdmin(ReadOnlyAdmin):
    """Without `before`: what an undo needs may hold a machine's verdict that coders have not seen."""

    list_display = ("one_title", "other_title", "state", "opened_by", "decided_by", "decided_at")
    list_select_related = ("opened_by", "decided_by")
    list_filter = ("state",)
    exclude = ("before",)
    show_full_result_count = False


@admin.register(MergedIdentity)
class MergedIdentityAdmin(ReadOnlyAdmin):
    list_display = ("slug", "study", "doi", "pmid", "pmcid", "at", "undone_at")
    list_select_related = ("study",)
    search_fields = ("slug", "title", "doi", "pmid")
    show_full_result_count = False


@admin.register(RemovedDraft)
class RemovedDraftAdmin(ReadOnlyAdmin):
    list_display = ("slug", "title", "batch", "removed_at")
    list_select_related = ("batch",)
    search_fields = ("slug", "title")
    show_full_result_count = False
