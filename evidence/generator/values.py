"""What goes into a generator and what comes out. Pure values, no rules.

    DraftRequest    the paper's own words (title, abstract, full text), its licence, and which fields are wanted
    DraftProposal   field -> sentences with the places they rest on; what was dropped and why; where it comes from

Offsets are counted in Unicode code points of the text exactly as the request gave it: `text[start:end]`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import Any

from evidence.tongue import gettext_noop as _
from evidence.vocabulary import LIST_TEXT_FIELDS, TEXT_FIELDS

PARTS = ("title", "abstract", "full_text")
"""Parts of the source, in the order in which a quote is looked for."""

ROLES: dict[str, str] = {
    "background": _("background"),
    "aim": _("aim of the study"),
    "participants": _("who took part"),
    "methods": _("what was done"),
    "findings": _("what was found"),
    "conclusion": _("what the authors conclude"),
    "limits": _("limits of the study"),
    "strength": _("strength of the method"),
    "open_question": _("question that remains"),
    "caution": _("what the study does not prove"),
}
"""Role of a sentence -> the words an editor reads."""


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """One paper, and what is wanted of it. ValueError where a wanted field does not exist.

    `design` and `pem_verdict` are the words of the vocabulary ("case-control study", "PEM not required"),
    or "". `licence` is what the record says, in any usual spelling, or "".
    """

    title: str
    abstract: str = ""
    full_text: str = ""
    licence: str = ""
    design: str = ""
    pem_verdict: str = ""
    fields: tuple[str, ...] = tuple(TEXT_FIELDS)

    def __post_init__(self) -> None:
        unknown = [name for name in self.fields if name not in TEXT_FIELDS]
        if unknown:
            raise ValueError(f"There is no block of text called {', '.join(unknown)}.")

    @property
    def parts(self) -> dict[str, str]:
        """Part -> text, for the parts that hold something."""
        return {part: text for part in PARTS if (text := getattr(self, part)).strip()}

    @property
    def title_only(self) -> bool:
        return not (self.abstract.strip() or self.full_text.strip())

    @property
    def source_sha256(self) -> str:
        """Which text a proposal was made from, so that a later change of the record shows."""
        joined = "\0".join(getattr(self, part) for part in PARTS)
        return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the source: `request.parts[part][start:end]`."""

    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class ProposedSentence:
    """One sentence and the places of the paper that it rests on; there is at least one."""

    text: str
    role: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class DroppedSentence:
    """A sentence that is not proposed: `rule` is a key of `support.RULES`, `reason` says it in words."""

    field: str
    text: str
    role: str
    rule: str
    reason: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a proposal comes from and what it took.

    `tokens_in`, `tokens_out` and `cost` are None where the server or the settings do not tell; `cost` is in the
    currency of the prices set. `attempts` counts HTTP requests. `asked` is the provider of the settings, which
    differs from `provider` where the text could not be sent. `duration` is in seconds.
    """

    provider: str
    asked: str
    generator_version: str
    request_id: str
    source_sha256: str
    source_sent: bool
    sending: str
    model: str = ""
    answered_by: str = ""
    answer_id: str = ""
    prompt_version: str = ""
    prompt_sha256: str = ""
    structured: str = ""
    attempts: int = 0
    tokens_in: int | None = None
    tokens_out: int | None = None
    cost: Decimal | None = None
    duration: float = 0.0

    @property
    def label(self) -> str:
        """What a page and a draft call the generator, at most 100 characters."""
        told = [self.generator_version, self.model or self.provider]
        if self.prompt_version:
            told.append(f"prompt {self.prompt_version}")
        label = ", ".join(told)
        return label if len(label) <= 100 else f"{label[:99]}…"

    def as_json(self) -> dict[str, Any]:
        """Plain values for JSON; the cost as text, so that no digit is lost."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return values | {"cost": None if self.cost is None else str(self.cost), "label": self.label}


@dataclass(frozen=True, slots=True)
class DraftProposal:
    """What a machine proposes; it becomes content only when a person takes it over.

    `publishable` False: these are the paper's own sentences, to be rewritten first. True: a person may take a
    field over after reading it beside its source. `missing`: fields wanted for which nothing was found.
    """

    fields: Mapping[str, tuple[ProposedSentence, ...]]
    dropped: tuple[DroppedSentence, ...]
    missing: tuple[str, ...]
    notes: tuple[str, ...]
    provenance: Provenance
    publishable: bool = False

    def texts(self) -> dict[str, str]:
        """Field -> text as the desk keeps it: lists one item a line, the rest as running text."""
        return {
            name: ("\n" if name in LIST_TEXT_FIELDS else " ").join(one.text for one in sentences)
            for name, sentences in self.fields.items()
        }

    def with_notes(self, *notes: str, **changes: Any) -> DraftProposal:
        """The same proposal with notes before its own; `changes` are of the provenance."""
        return replace(self, notes=(*notes, *self.notes), provenance=replace(self.provenance, **changes))

    def as_json(self) -> dict[str, Any]:
        """The whole proposal in plain values for JSON."""
        return {
            "publishable": self.publishable,
            "fields": {
                name: [
                    {
                        "text": one.text,
                        "role": one.role,
                        "spans": [{"part": span.part, "start": span.start, "end": span.end} for span in one.spans],
                    }
                    for one in sentences
                ]
                for name, sentences in self.fields.items()
            },
            "dropped": [{key.name: getattr(one, key.name) for key in fields(one)} for one in self.dropped],
            "missing": list(self.missing),
            "notes": list(self.notes),
            "provenance": self.provenance.as_json(),
        }
