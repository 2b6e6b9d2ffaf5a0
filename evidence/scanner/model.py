"""What goes into the scanner and what comes out: plain values, no rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evidence.pem import Verdict
from evidence.tongue import gettext_noop as _

TextsOfAPage = Mapping[str, str | Sequence[str]]
"""Field -> text. A list may come as one text with one item a line (the desk) or as a sequence (a revision)."""


class Severity(StrEnum):
    """How sure the machine is, and what follows. Worst first."""

    CRITICAL = "CRITICAL"
    WARNING = "WARNING"
    NOTE = "NOTE"


SEVERITY_WORDS: dict[Severity, str] = {
    Severity.CRITICAL: _("Blocks submission until it is mended or an editor disputes it with a reason."),
    Severity.WARNING: _("Likely a fault. An editor looks at it and mends it or says why not."),
    Severity.NOTE: _("Worth knowing. Nothing has to follow."),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found. `words` is `text[start:end]` of the field; lists count as one item a line.

    Findings about a whole field span it; findings about something missing have `start == end == 0` and no words;
    findings about a fact of the page have a field such as "facts.cases" whose text is the fact as written.
    `fingerprint` stays the same while the sentence around the words stays the same, whatever else changes.
    """

    rule: str
    severity: Severity
    field: str
    start: int
    end: int
    words: str
    message: str
    mend: str
    fingerprint: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON, in a fixed order."""
        return {name: getattr(self, name) for name in self.__slots__} | {"severity": self.severity.value}


@dataclass(frozen=True, slots=True)
class Source:
    """What the texts were written from. Everything may be empty: then it cannot be compared.

    `basis` is a key of `vocabulary.BASIS`. `full_text` may be the methods alone: any part of the paper that was read
    besides the abstract. Text left out is marked […].
    """

    title: str = ""
    abstract: str = ""
    full_text: str = ""
    basis: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.abstract, self.full_text) if part.strip())

    @property
    def is_at_hand(self) -> bool:
        """Is there more than a title?"""
        return bool(self.abstract.strip() or self.full_text.strip())

    @property
    def is_whole(self) -> bool:
        """Is everything at hand that the texts were written from? Then what is not there was made up."""
        if "[…]" in self.abstract or "[...]" in self.abstract:
            return False
        return self.is_at_hand and (self.basis != "full_text" or bool(self.full_text.strip()))


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page already knows of the study. Everything is optional; what is unknown makes no finding.

    pem_verdict    a value of `pem.Verdict`, or ""
    criteria       keys of the reference data (ccc2003); criteria_names as readers see them
    design         a key of `vocabulary.STUDY_DESIGNS`
    population     "people", "animals", "cells", or ""
    conditions     "mecfs", "long_covid": which of them the participants had
    ages           "adults", "children", "all", or ""
    notices, links kinds of `vocabulary.NOTICES` and `LINKS`; links None: not known
    """

    pem_verdict: str = ""
    criteria: tuple[str, ...] = ()
    criteria_names: tuple[str, ...] = ()
    design: str = ""
    population: str = ""
    conditions: tuple[str, ...] = ()
    ages: str = ""
    cases: int | None = None
    controls: int | None = None
    year: int | None = None
    authors: tuple[str, ...] = ()
    slug: str = ""
    doi: str = ""
    pmid: str = ""
    registration: str = ""
    url: str = ""
    registered_title: str = ""
    notices: tuple[str, ...] = ()
    links: tuple[str, ...] | None = None

    @property
    def pem_required(self) -> bool | None:
        """True or False; None while the verdict is unknown, unclear or does not apply."""
        return {Verdict.REQUIRED.value: True, Verdict.NOT_REQUIRED.value: False}.get(self.pem_verdict)

    @property
    def is_about_animals_or_cells(self) -> bool:
        return self.population in {"animals", "cells"} or self.design in {"animal", "in_vitro"}

    @classmethod
    def of_page(cls, content: Mapping[str, Any], **more: Any) -> Facts:
        """From the content of a page (its shape: `evidence/actions/content.py`). `more` adds or overrides."""
        pem, facts = content.get("pem") or {}, content.get("facts") or {}
        citation = content.get("citation") or {}
        links = content.get("links")
        known: dict[str, Any] = {
            "pem_verdict": pem.get("verdict", ""),
            "criteria": tuple(pem.get("keys", ())),
            "criteria_names": tuple(row["name"] for row in pem.get("criteria", ())),
            "design": content.get("design", ""),
            "cases": facts.get("cases"),
            "controls": facts.get("controls"),
            "year": citation.get("year"),
            "authors": tuple(_family_name(author) for author in citation.get("authors", ())),
            "slug": content.get("slug", ""),
            "doi": citation.get("doi", ""),
            "pmid": citation.get("pmid", ""),
            "registration": facts.get("registration", ""),
            "url": citation.get("url", ""),
            "notices": tuple(row["kind"] for row in content.get("notices", ())),
            "links": None if links is None else tuple(row["kind"] for row in links),
        }
        if pem.get("not_applicable") in {"animal", "in_vitro"}:
            known["population"] = {"animal": "animals", "in_vitro": "cells"}[pem["not_applicable"]]
        if pem.get("not_applicable") == "long_covid_only":
            known["conditions"] = ("long_covid",)
        return cls(**{**known, **more})


def _family_name(author: Mapping[str, Any] | str) -> str:
    if isinstance(author, str):
        return author
    return author.get("literal") or author.get("family") or ""


@dataclass(frozen=True, slots=True)
class Sample:
    """A made-up page that shows a rule: the words of one field, and as little around them as the rule needs."""

    words: str
    field: str = "summary"
    source: Source = Source()
    facts: Facts = Facts()
    besides: tuple[tuple[str, str], ...] = ()
    """Other fields of the page and their texts."""

    @property
    def texts(self) -> dict[str, str]:
        return {self.field: self.words, **dict(self.besides)}


def sample(
    words: str,
    field: str = "summary",
    *,
    abstract: str = "",
    title: str = "",
    full_text: str = "",
    basis: str = "abstract",
    besides: Mapping[str, str] | None = None,
    **facts: Any,
) -> Sample:
    """A `Sample` in one line."""
    source = Source(title=title, abstract=abstract, full_text=full_text, basis=basis)
    return Sample(words, field, source, Facts(**facts), tuple((besides or {}).items()))


@dataclass(frozen=True, slots=True)
class Rule:
    """One documented rule. `example` must be flagged by it, `counter_example` must not."""

    key: str
    severity: Severity
    name: str
    what: str
    mend: str
    example: Sample
    counter_example: Sample


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check hands back: a rule, a place on the joined page (or a fact), and words about it.

    `start` and `end` are places in `Page.text`. `field` is set where the finding is not about a stretch of text:
    a whole field, something missing, or a fact ("facts.cases") with its text in `fact`.
    """

    rule: str
    message: str
    start: int = 0
    end: int = 0
    field: str = ""
    fact: str = ""
    mend: str = ""
    whole_field: bool = False
