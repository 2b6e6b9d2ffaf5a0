"""What the generator proposes for a study's texts, beside the paper it was made from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from evidence.actions.scanning import Judged, findings_of
from evidence.desk.machines.findings import FoundLine, seen_content, worst_first
from evidence.desk.machines.places import Piece, mappings, pieces, place_of
from evidence.generator import DraftRequest
from evidence.generator.values import ROLES
from evidence.models import GeneratedDraft, Study
from evidence.presenters.words import decimal, shown
from evidence.tongue import gettext_noop
from evidence.vocabulary import LIST_TEXT_FIELDS, TEXT_FIELDS

PROVIDERS = {
    "extractive": gettext_noop("no model: picks the paper's own sentences"),
    "openai_compatible": gettext_noop("a language model on a server"),
}
_PARTS = {"title": gettext_noop("title"), "abstract": gettext_noop("abstract"), "full_text": gettext_noop("full text")}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A proposed sentence with the words it rests on: (part in words, words of the paper, place on the page or "")."""

    number: int
    text: str
    role: str
    rests_on: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class FieldProposal:
    """The sentences proposed for one field; what the desk has there; who took it over; what the scanner finds."""

    field: str
    heading: str
    sentences: tuple[Sentence, ...]
    present: str
    taken_over: str
    findings: tuple[FoundLine, ...]


class DraftPage:
    """One proposal of the generator beside the paper, as `person` may see it. Any stored shape can be shown."""

    def __init__(self, draft: GeneratedDraft, study: Study, person: models.Model) -> None:
        self.draft, self.study, self.person = draft, study, person
        self.proposal = _mapping(draft.proposal)
        self._told = _mapping(self.proposal.get("provenance"))
        proposed = _mapping(self.proposal.get("fields"))
        self._proposed = {name: rows for name in TEXT_FIELDS if (rows := mappings(proposed.get(name)))}
        self.content = seen_content(study, person)

    @property
    def source_has_changed(self) -> bool:
        """The places are those of the text that was read. Where it has been edited since, none is shown."""
        now = DraftRequest(title=self.study.title, abstract=self.study.abstract).source_sha256
        return bool(self._told.get("source_sha256")) and self._told["source_sha256"] != now

    @cached_property
    def _numbered(self) -> list[tuple[str, int, Mapping[str, Any]]]:
        rows = [(field, row) for field, sentences in self._proposed.items() for row in sentences]
        return [(field, number, row) for number, (field, row) in enumerate(rows, start=1)]

    @cached_property
    def texts(self) -> dict[str, str]:
        """Field -> the text it would be."""
        return {
            field: ("\n" if field in LIST_TEXT_FIELDS else " ").join(str(row.get("text", "")) for row in rows)
            for field, rows in self._proposed.items()
        }

    @cached_property
    def findings(self) -> list[FoundLine]:
        """What the scanner finds in the proposed fields, if they stood on the page among the others."""
        content = self.content | {"texts": {**self.content["texts"], **self.texts}}
        found = [one for one in findings_of(content, self.study) if one.field in self.texts]
        return worst_first(FoundLine.of(Judged(one, None)) for one in found)

    @property
    def fields(self) -> list[FieldProposal]:
        taken = _mapping(self.draft.taken_over)
        return [
            FieldProposal(
                field=field,
                heading=_(TEXT_FIELDS[field]),
                sentences=tuple(self._sentence(number, row) for name, number, row in self._numbered if name == field),
                present=_text(self.content["texts"].get(field, "")),
                taken_over=str(taken[field].get("name", "")) if isinstance(taken.get(field), Mapping) else "",
                findings=tuple(line for line in self.findings if line.field == field),
            )
            for field in self._proposed
        ]

    def _sentence(self, number: int, row: Mapping[str, Any]) -> Sentence:
        role = str(row.get("role", ""))
        return Sentence(
            number, str(row.get("text", "")), shown(ROLES.get(role, role)), tuple(self._rests_on(number, row))
        )

    def _rests_on(self, number: int, row: Mapping[str, Any]) -> Iterable[tuple[str, str, str]]:
        texts = {"title": self.study.title, "abstract": self.study.abstract}
        for part, start, end in filter(None, map(place_of, mappings(row.get("spans")))):
            fits = not self.source_has_changed and 0 <= start < end <= len(texts.get(part, ""))
            words = " ".join(texts[part][start:end].split()) if fits else ""
            yield shown(_PARTS.get(part, part)), words, f"place-{part}-{number}" if fits else ""

    @property
    def paper(self) -> list[tuple[str, str, list[Piece]]]:
        """(part, heading, pieces) of title and abstract; a mark is the number of the sentence that rests there."""
        places = [
            (part, start, end, str(number))
            for _field, number, row in self._numbered
            for part, start, end in filter(None, map(place_of, mappings(row.get("spans"))))
            if not self.source_has_changed
        ]
        return [
            (part, heading, pieces(text, [(start, end, mark) for name, start, end, mark in places if name == part]))
            for part, heading, text in (
                ("title", _("Title"), self.study.title), ("abstract", _("Abstract"), self.study.abstract))
            if text
        ]  # fmt: skip

    @property
    def dropped(self) -> list[tuple[str, str, str]]:
        """(field in words, sentence, why it is not proposed)."""
        return [
            (shown(TEXT_FIELDS.get(str(row.get("field")), str(row.get("field", "")))), str(row.get("text", "")),
             shown(str(row.get("reason", ""))))
            for row in mappings(self.proposal.get("dropped"))
        ]  # fmt: skip

    @property
    def missing(self) -> list[str]:
        return [_(TEXT_FIELDS[name]) for name in _listed(self.proposal.get("missing")) if name in TEXT_FIELDS]

    @property
    def notes(self) -> list[str]:
        return [shown(note) for note in _listed(self.proposal.get("notes"))]

    @property
    def provenance(self) -> list[tuple[str, str]]:
        """Where it comes from and what it took, as (label, words); what is not known is left out."""
        told = self._told
        sent = ""
        if "source_sent" in told:
            sent = " ".join((_("Yes.") if told["source_sent"] else _("No."), shown(told.get("sending") or ""))).strip()
        rows = {
            _("Generator"): told.get("label") or self.draft.label,
            _("Kind"): _provider(told.get("provider")),
            _("Asked for by the settings"): _provider(told.get("asked"))
            if told.get("asked") != told.get("provider")
            else "",
            _("Model"): told.get("model"),
            _("Answered by"): told.get("answered_by"),
            _("Version of the prompt"): told.get("prompt_version"),
            _("Was the paper's text sent?"): sent,
            _("Requests"): told.get("attempts"),
            _("Tokens in"): told.get("tokens_in"),
            _("Tokens out"): told.get("tokens_out"),
            _("Cost"): told.get("cost"),
            _("Seconds"): decimal(f"{told['duration']:.1f}") if isinstance(told.get("duration"), int | float) else "",
            _("Number of the request"): told.get("request_id"),
        }
        return [(label, str(value)) for label, value in rows.items() if value not in (None, "")]


def _text(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: Any) -> list[str]:
    return list(map(str, value)) if isinstance(value, list) else []


def _provider(name: Any) -> str:
    return shown(PROVIDERS.get(str(name), str(name))) if name else ""
