"""What is frozen: revisions, votes, publications, classifications. To see, never to change."""

from __future__ import annotations

import json

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from evidence.admin.base import ReadOnlyAdmin
from evidence.desk.visibility import blind_content, visible_assessments, visible_classifications
from evidence.models import (
    PEMAssessment,
    PEMClassification,
    ProposalSeen,
    Publication,
    Review,
    Revision,
    RevisionContributor,
    RevisionStep,
    SlugRedirect,
    StudyContributor,
)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    list_display = ("slug", "number", "pem_verdict", "published_at", "is_current", "page")
    list_filter = ("is_current", "pem_verdict", "review_policy", "demo")
    search_fields = ("slug", "title", "doi", "pmid")
    date_hierarchy = "published_at"

    @admin.display(description=_("page"))
    def page(self, publication: Publication) -> str:
        return format_html('<a href="/evidence/{0}/v/{1}">/v/{1}</a>', publication.slug, publication.number)


class ReviewInline(admin.TabularInline):
    model = Review
    extra = 0
    can_delete = False
    fields = readonly_fields = ("reviewer", "decision", "comment", "conflict", "created_at")

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ("study", "number", "created_by", "created_at", "sha256")
    list_select_related = ("study", "created_by")
    search_fields = ("study__title", "sha256")
    exclude = ("canonical", "content")
    readonly_fields = ("shown_content",)
    inlines = (ReviewInline,)

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Nobody finds out by an address with a filter what the page itself does not show."""
        return lookup.split("__")[0] not in ("content", "canonical") and super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("content"))
    def shown_content(self, revision: Revision) -> str:
        content = blind_content(revision.content, study=revision.study)
        return format_html("<pre>{}</pre>", json.dumps(content, ensure_ascii=False, indent=2))


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ("revision", "reviewer", "decision", "conflict", "created_at")
    list_select_related = ("revision", "reviewer")
    list_filter = ("decision", "conflict")


@admin.register(PEMClassification)
class PEMClassificationAdmin(ReadOnlyAdmin):
    """A machine's proposal shows only once two people have coded the study."""

    list_display = ("study", "verdict", "method", "decided_by", "decided_at")
    list_select_related = ("study", "decided_by")
    list_filter = ("verdict", "method")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PEMClassification]:
        visible = visible_classifications(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=visible)


@admin.register(PEMAssessment)
class PEMAssessmentAdmin(ReadOnlyAdmin):
    """Blind: another coder's reading shows only once the study's verdict is settled from it."""

    list_display = ("study", "coder", "verdict", "round", "submitted_at")
    list_select_related = ("study", "coder")

    def get_queryset(self, request: HttpRequest) -> QuerySet[PEMAssessment]:
        visible = visible_assessments(request.user).values("pk")
        return super().get_queryset(request).filter(pk__in=visible)


@admin.register(RevisionContributor)
class RevisionContributorAdmin(ReadOnlyAdmin):
    list_display = ("revision", "person", "kind")
    list_select_related = ("revision", "person")


@admin.register(ProposalSeen)
class ProposalSeenAdmin(ReadOnlyAdmin):
    list_display = ("study", "person", "at")
    list_select_related = ("study", "person")


@admin.register(RevisionStep)
class RevisionStepAdmin(ReadOnlyAdmin):
    list_display = ("revision", "kind", "person", "at")
    list_select_related = ("revision", "person")


@admin.register(StudyContributor)
class StudyContributorAdmin(ReadOnlyAdmin):
    list_display = ("study", "person", "kind", "at")
    list_select_related = ("study", "person")


@admin.register(SlugRedirect)
class SlugRedirectAdmin(ReadOnlyAdmin):
    list_display = ("old_slug", "study")
    list_select_related = ("study",)
