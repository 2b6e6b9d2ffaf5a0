"""Case definitions as pages show them: what they ask about PEM, where that was seen, and how sure it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evidence.citations.identifiers import doi_url, find_doi
from evidence.pem import Verdict
from evidence.pem.facts import REQUIREMENT_WORDS
from evidence.pem.reference import ReferenceCriterion, reference_criteria
from evidence.presenters.wording import capitalise
from evidence.presenters.words import shown, shown_capital

_CONFIDENCE = {
    "high": gettext_noop("We read the source, or a source that quotes it."),
    "medium": gettext_noop("Part of this rests on an indirect source."),
    "low": gettext_noop("No source has been opened for this yet. Nothing is decided by machine from it."),
}
_UNREAD = "background knowledge - no source opened; VERIFY before use"


@dataclass(frozen=True, slots=True)
class CriteriaPage:
    key: str
    path: str
    name: str
    year: int | None
    author: str
    aliases: tuple[str, ...]
    citation: str
    citation_address: str
    requirement: str
    sole_use: str
    detail: str
    source: str
    confidence: str
    confidence_sentence: str
    person_decides: bool


def sole_verdict(entry: ReferenceCriterion) -> Verdict:
    """The verdict of a study that used this set and nothing else."""
    criterion = entry.criterion
    if not criterion.is_mecfs:
        return Verdict.NOT_APPLICABLE
    if criterion.person_decides:
        return Verdict.UNCLEAR
    return Verdict.REQUIRED if criterion.stance == "requires" else Verdict.NOT_REQUIRED


def criteria_page(entry: ReferenceCriterion) -> CriteriaPage:
    sole_use = {
        Verdict.NOT_APPLICABLE: (
            _("This is no definition of ME/CFS. A study of people with long COVID only gives “PEM not applicable”.")
        ),
        Verdict.UNCLEAR: _("A study that used only this set is “PEM unclear” until a person has decided."),
        Verdict.REQUIRED: _("A study that used only this set is “PEM required”."),
        Verdict.NOT_REQUIRED: _("A study that used only this set is “PEM not required”."),
    }[sole_verdict(entry)]
    criterion = entry.criterion
    return CriteriaPage(
        key=entry.key,
        path=f"/criteria/{entry.key}",
        name=entry.name,
        year=entry.year,
        author=entry.author,
        aliases=entry.aliases,
        citation=entry.citation,
        citation_address=doi_url(found) if (found := find_doi(entry.citation)) else "",
        requirement=shown_capital(REQUIREMENT_WORDS[entry.pem]),
        sole_use=sole_use,
        detail=entry.detail.replace("VERIFY before use", "to be verified before use"),
        source=capitalise(
            entry.source.replace(_UNREAD, "our background knowledge: no source opened yet, to be verified before use")
        ),
        confidence=entry.confidence,
        confidence_sentence=shown(_CONFIDENCE[entry.confidence]),
        person_decides=criterion.person_decides,
    )


@dataclass(frozen=True, slots=True)
class YearLine:
    """Studies of one year that used a set; `share` is their number in twentieths of the busiest year, at least 1."""

    year: int
    count: int
    share: int
    address: str


def timeline_rows(counts: Iterable[tuple[int, int]], key: str) -> list[YearLine]:
    """`counts` are (year, studies), oldest first; years without a study are left out and said to be so on the page."""
    rows = list(counts)
    most = max((count for _, count in rows), default=1)
    return [
        YearLine(year, count, max(1, round(20 * count / most)), f"/evidence?criteria={key}&year={year}..{year}")
        for year, count in rows
    ]


def criteria_rows() -> list[CriteriaPage]:
    """All sets, oldest first, those without a year last."""
    pages = [criteria_page(entry) for entry in reference_criteria().values()]
    return sorted(pages, key=lambda page: (page.year or 9999, page.name))
