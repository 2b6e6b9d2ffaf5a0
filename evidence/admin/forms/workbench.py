"""The parts of the study workbench. All of them stand in one HTML form, so that no button loses what another holds.

Nothing here is `required` in the browser, and numbers are typed into plain text boxes: a browser that refuses to
send a form, or silently drops what it takes for no number, loses text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.citations.identifiers import canonical_doi, canonical_pmcid, canonical_pmid
from evidence.models import Notice, Study, StudyText, Topic
from evidence.tongue import gettext_noop
from evidence.vocabulary import LINKS, LIST_TEXT_FIELDS, TEXT_FIELDS

GROUPS: dict[str, tuple[str, ...]] = {
    gettext_noop("What it is"): (
        "title", "original_title", "type", "kind_of_record", "authors_complete", "language", "version",
    ),
    gettext_noop("Where it appeared"): (
        "container_title", "container_short", "publisher", "place", "edition", "year", "month", "day", "volume",
        "issue", "pages", "number",
    ),
    gettext_noop("Identifiers"): ("doi", "pmid", "pmcid", "isbn", "issn", "url"),
    gettext_noop("The study"): (
        "design", "topics", "peer_review", "basis", "basis_seen", "participants_cases", "participants_controls",
        "severity", "duration", "country", "funder", "registration", "open_access_url", "licence",
    ),
    gettext_noop("Judgement"): ("risk_of_bias", "replication", "replication_note"),
    gettext_noop("Sources"): ("abstract", "facts_from"),
}  # fmt: skip
"""Every field of FACTS, in the order of the page."""

LIMITS = {"one_sentence": 25, "summary": 150}
"""Block of text -> at most so many words. Told, not enforced."""

_CANONICAL = {
    "doi": (canonical_doi, gettext_noop("A DOI looks like 10.1093/oxfimm/iqad003.")),
    "pmid": (canonical_pmid, gettext_noop("A PMID is a number, such as 37255930.")),
    "pmcid": (canonical_pmcid, gettext_noop("A PMCID looks like PMC10224655.")),
}
_TALL = {"abstract": 12, "summary": 8, "title": 3, "original_title": 2}


def with_plain_line_ends(data: QueryDict) -> QueryDict:
    """Browsers send each line end as two signs; the desk keeps one."""
    plain = QueryDict(mutable=True)
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:
        lines = value if isinstance(value, list | tuple) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.to_python(initial) != self.to_python(data)


class Ticks(forms.CheckboxSelectMultiple):
    """Boxes to tick. An empty value goes with them, since a browser sends nothing at all where none is ticked."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> str:
        ticks = super().render(name, value, attrs, renderer)
        is_for_reading = "disabled" in self.attrs
        return ticks if is_for_reading else format_html('<input type="hidden" name="{}" value="">{}', name, ticks)

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [value for value in super().value_from_datadict(data, files, name) or [] if value]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data


class TopicsField(forms.MultipleChoiceField):
    """The topics in use, and those retired ones that the study has already."""

    widget = Ticks

    def offer(self, chosen: Sequence[str]) -> None:
        self.choices = [
            (topic.key, str(topic)) for topic in Topic.objects.all() if not topic.retired or topic.key in chosen
        ]

    def clean(self, value: Any) -> list[str]:
        return sorted(super().clean(value))


class Part(forms.BaseForm):
    """What the parts have in common: plain text boxes, hints that a screen reader finds."""

    use_required_attribute = False

    def make_plain(self) -> None:
        for name, field in self.fields.items():
            if isinstance(field, forms.IntegerField):
                field.widget = forms.TextInput(attrs={"inputmode": "numeric"})
            widget = field.widget
            if isinstance(widget, forms.Textarea):
                widget.attrs["rows"] = _TALL.get(name, 4)
                widget.attrs.pop("cols", None)
            widget.attrs.pop("maxlength", None)  # the server says it; a browser would cut a pasted text off

    def with_identifiers(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """DOI, PMID and PMCID as people copy them, in their one spelling."""
        for name in _CANONICAL.keys() & cleaned.keys():
            canonical, looks_like = _CANONICAL[name]
            if told := cleaned[name]:
                cleaned[name] = canonical(told)
                if not cleaned[name]:
                    self.add_error(name, _(looks_like))
        return cleaned

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for title, names in GROUPS.items():
            yield _(title), [self[name] for name in names]


class FactsForm(Part, forms.ModelForm):
    topics = TopicsField(
        label=gettext_lazy("Topics"), required=False, help_text=gettext_lazy("What the study is about; any number.")
    )
    facts_from = Lines(
        label=gettext_lazy("Facts from"),
        required=False,
        help_text=gettext_lazy("Where these facts were read, one source a line."),
    )

    class Meta:
        model = Study
        fields = tuple(name for names in GROUPS.values() for name in names)
        widgets = {"url": forms.TextInput, "open_access_url": forms.TextInput}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="facts", **kwargs)
        self.fields["topics"].offer(self.instance.topics)
        self.make_plain()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return self.with_identifiers(cleaned)


class TextsForm(Part, forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="texts", **kwargs)
        for name, label in TEXT_FIELDS.items():
            hint = StudyText._meta.get_field(name).help_text
            hint = _("One item a line.") if name in LIST_TEXT_FIELDS else hint
            self.fields[name] = forms.CharField(required=False, label=_(label), help_text=hint, widget=forms.Textarea)
        self.make_plain()


class NoticeForm(Part, forms.ModelForm):
    class Meta:
        model = Notice
        fields = ("kind", "date", "title", "doi", "pmid", "source", "detail")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="notice", **kwargs)
        self.make_plain()

    def clean(self) -> dict[str, Any]:
        return self.with_identifiers(super().clean() or self.cleaned_data)


class LinkForm(Part, forms.Form):
    kind = forms.ChoiceField(
        label=gettext_lazy("This study is"),
        choices=[("", gettext_lazy("choose one")), *((key, gettext_lazy(words)) for key, words in LINKS.items())],
    )
    target = forms.CharField(
        required=False,
        label=gettext_lazy("a study of the atlas"),
        help_text=gettext_lazy("The address of its page, its DOI or its PMID."),
    )
    title = forms.CharField(required=False, label=gettext_lazy("or another work: its title"))
    doi = forms.CharField(required=False, label=gettext_lazy("its DOI"), max_length=300)
    pmid = forms.CharField(required=False, label=gettext_lazy("its PMID"), max_length=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="link", **kwargs)
        self.make_plain()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        told = cleaned.get("target", "").strip()
        cleaned["target"] = find_study(told) if told else None
        if told and cleaned["target"] is None:
            self.add_error("target", _("No study of the atlas has this address, DOI or PMID."))
        if not told and not cleaned.get("title"):
            self.add_error("target", _("Name a study of the atlas, or another work by its title."))
        return self.with_identifiers(cleaned)


class IdentityForm(Part, forms.Form):
    registered_title = forms.CharField(
        label=gettext_lazy("Title as the registry has it"),
        help_text=gettext_lazy("Copied from the registry, not from this page."),
    )
    sources = Lines(
        label=gettext_lazy("Sources that were looked at"), help_text=gettext_lazy("At least two, one a line.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="identity", **kwargs)
        self.make_plain()


class WordsForm(Part, forms.Form):
    """The few words that a decision takes."""

    submit = forms.CharField(required=False, label=gettext_lazy("What changes on the live page, and why"))
    take_back = forms.CharField(required=False, label=gettext_lazy("Why it is taken back"))
    answer = forms.CharField(required=False, label=gettext_lazy("Your answer to the comments"))
    withdraw = forms.CharField(required=False, label=gettext_lazy("Why the page is withdrawn (the page shows it)"))
    restore = forms.CharField(required=False, label=gettext_lazy("Why you go back to an earlier publication"))
    code_again = forms.CharField(required=False, label=gettext_lazy("Why the study is coded again"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="words", **kwargs)
        for field in self.fields.values():
            field.widget = forms.Textarea()
        self.make_plain()
        for field in self.fields.values():
            field.widget.attrs["rows"] = 2


def find_study(told: str) -> Study | None:
    """The study that an address, a slug, a DOI or a PMID names."""
    slug = told.rstrip("/").rpartition("/")[2]
    doi, pmid = canonical_doi(told), canonical_pmid(told)
    wanted = Q(slug=slug)
    if doi:
        wanted |= Q(doi=doi)
    if pmid:
        wanted |= Q(pmid=pmid)
    return Study.objects.filter(wanted).first()


def facts_of(study: Study) -> dict[str, Any]:
    """The facts as they stand on the desk."""
    return {name: getattr(study, name) for name in FactsForm.Meta.fields}


def texts_of(text: StudyText | None) -> dict[str, str]:
    """The blocks of text as they stand on the desk."""
    return {name: getattr(text, name) if text else "" for name in TEXT_FIELDS}


def as_data(form: forms.BaseForm, data: QueryDict, name: str, value: Any) -> None:
    """Put a value into the data of a form, as a browser would send it."""
    key, field = form.add_prefix(name), form.fields[name]
    if isinstance(field, forms.BooleanField):
        data.setlist(key, ["on"] if value else [])
    elif isinstance(field, forms.MultipleChoiceField):
        data.setlist(key, ["", *value])
    else:
        shown = field.prepare_value(value)
        data.setlist(key, ["" if shown is None else str(shown)])


def shown(form: forms.BaseForm, name: str, value: Any) -> str:
    """A value in the words of the page."""
    field = form.fields[name]
    if isinstance(field, forms.BooleanField):
        return _("yes") if value else _("no")
    words = dict(getattr(field, "choices", ()))
    if isinstance(value, list | tuple):
        return "\n".join(str(words.get(item, item)) for item in value)
    return str(words.get(value, "" if value is None else value))
