"""What editors change: facts, texts, notices, links. Each save goes through its action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.actions import notices, studies, texts
from evidence.admin.base import ActionAdmin, ActionForm, ReadOnlyAdmin
from evidence.admin.bulk import BulkActions
from evidence.models import Author, Authorship, DiagnosticCriteria, Notice, Study, StudyLink, StudyText
from evidence.vocabulary import TEXT_FIELDS


class IdentityFilter(admin.SimpleListFilter):
    title = gettext_lazy("identity")
    parameter_name = "identity"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("confirmed", _("confirmed")), ("open", _("not confirmed"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Study]) -> QuerySet[Study]:
        if self.value() in ("confirmed", "open"):
            return queryset.filter(identity_confirmed_at__isnull=self.value() == "open")
        return queryset


class AuthorshipInline(admin.TabularInline):
    model = Authorship
    extra = 0
    can_delete = False
    fields = readonly_fields = ("position", "author", "orcid")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Authorship]:
        return super().get_queryset(request).select_related("author")


class StudyForm(ActionForm):
    seen_token = forms.IntegerField(label="", widget=forms.HiddenInput)

    class Meta:
        model = Study
        fields = sorted(studies.FACTS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_token"] = self.instance.edit_token

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for identifier in ("doi", "pmid", "pmcid"):
            cleaned[identifier] = cleaned.get(identifier) or None
        return cleaned


@admin.register(Study)
class StudyAdmin(BulkActions, ActionAdmin):
    class Media:
        css = {"all": ["css/desk.css"]}

    form = StudyForm
    list_display = ("title_short", "year", "container_title", "design", "identity", "updated_at", "workbench")
    list_filter = (IdentityFilter, "design", "basis", "type", "demo")
    search_fields = ("title", "doi", "pmid", "slug")
    readonly_fields = (
        "slug", "identity_confirmed_at", "identity_confirmed_by", "identity_sources", "registered_title", "demo",
    )  # fmt: skip
    inlines = (AuthorshipInline,)
    list_per_page = 50
    show_full_result_count = False
    fieldsets = (
        (None, {"fields": (
            "seen_token", "slug", "title", "original_title", "type", "kind_of_record", "authors_complete")}),
        (gettext_lazy("Where it appeared"), {"fields": (
            "container_title", "container_short", "publisher", "place", "edition", "year", "month", "day", "volume",
            "issue", "pages", "number", "doi", "pmid", "pmcid", "isbn", "issn", "url", "version", "language")}),
        (gettext_lazy("Identity"), {"fields": (
            "identity_confirmed_at", "identity_confirmed_by", "identity_sources", "registered_title")}),
        (gettext_lazy("The study"), {"fields": (
            "design", "peer_review", "basis", "basis_seen", "abstract", "participants_cases", "participants_controls",
            "severity", "duration", "country", "funder", "registration", "open_access_url")}),
        (gettext_lazy("Judgement"), {"fields": ("risk_of_bias", "replication", "replication_note")}),
        (gettext_lazy("House-keeping"), {"fields": ("facts_from", "demo")}),
    )  # fmt: skip

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # studies come in through an import, so that their source is kept

    @admin.display(description=gettext_lazy("title"), ordering="title")
    def title_short(self, study: Study) -> str:
        return study.title if len(study.title) <= 90 else study.title[:89] + "…"

    @admin.display(description=gettext_lazy("identity confirmed"), boolean=True)
    def identity(self, study: Study) -> bool:
        return study.identity_confirmed

    @admin.display(description=gettext_lazy("workbench"))
    def workbench(self, study: Study) -> str:
        return format_html('<a href="{}">{}</a>', reverse("desk:workbench", args=[study.pk]), _("Open"))

    def save_model(self, request: HttpRequest, obj: Study, form: StudyForm, change: bool) -> None:
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in studies.FACTS}
        studies.edit_study(study=obj, by=request.user, changes=changes, token=form.cleaned_data["seen_token"])

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Authorships are shown, not edited, here."""


class StudyTextForm(ActionForm):
    seen_token = forms.IntegerField(label="", widget=forms.HiddenInput, required=False)

    class Meta:
        model = StudyText
        fields = ("study", "language", *TEXT_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen_token"] = self.instance.edit_token if self.instance.pk else None


@admin.register(StudyText)
class StudyTextAdmin(ActionAdmin):
    form = StudyTextForm
    list_display = ("study", "language", "drafted_by", "updated_at")
    list_select_related = ("study",)
    raw_id_fields = ("study",)
    search_fields = ("study__title", "summary")
    fields = ("seen_token", "study", "language", *TEXT_FIELDS)

    def get_readonly_fields(self, request: HttpRequest, obj: StudyText | None = None) -> tuple[str, ...]:
        return ("study", "language") if obj else ()

    def save_model(self, request: HttpRequest, obj: StudyText, form: StudyTextForm, change: bool) -> None:
        saved = texts.write_text(
            study=obj.study,
            by=request.user,
            texts={name: form.cleaned_data[name] for name in TEXT_FIELDS},
            language=obj.language,
            token=form.cleaned_data["seen_token"] if change else None,
        )
        obj.pk = saved.pk


@admin.register(Notice)
class NoticeAdmin(ActionAdmin):
    list_display = ("study", "kind", "date", "confirmed_at")
    list_select_related = ("study",)
    raw_id_fields = ("study",)
    fields = ("study", "kind", "date", "title", "doi", "pmid", "source", "detail")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: Notice, form: Any, change: bool) -> None:
        obj.pk = notices.add_notice(by=request.user, **form.cleaned_data).pk


@admin.register(StudyLink)
class StudyLinkAdmin(ActionAdmin):
    list_display = ("study", "kind", "target", "title")
    list_select_related = ("study", "target")
    raw_id_fields = ("study", "target")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def save_model(self, request: HttpRequest, obj: StudyLink, form: Any, change: bool) -> None:
        obj.pk = studies.link_studies(by=request.user, **form.cleaned_data).pk


@admin.register(Author)
class AuthorAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "orcid", "studies")
    search_fields = ("family", "given", "literal", "orcid")
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Author]:
        return super().get_queryset(request).annotate(study_count=Count("authorships"))

    @admin.display(description=gettext_lazy("studies"), ordering="study_count")
    def studies(self, author: Author) -> int:
        return author.study_count


@admin.register(DiagnosticCriteria)
class DiagnosticCriteriaAdmin(ReadOnlyAdmin):
    """Reference data: changed in `evidence/pem/criteria.json`, with the policy's version."""

    list_display = ("name", "year", "pem", "confidence")
    list_filter = ("pem", "confidence")
    search_fields = ("name", "key", "aliases")
