"""What the scanner finds on the desk, in a frozen revision and on the shelf, in words and with its disputes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import QuerySet

from evidence.actions.content import page_content
from evidence.actions.scanning import Judged, findings_of
from evidence.desk.machines.places import mappings
from evidence.desk.visibility import visible_classifications
from evidence.models import FindingDispute, PEMClassification, Publication, ShelfScan, Study, TextScan
from evidence.presenters.words import shown
from evidence.scanner import RULES, SCANNER_VERSION
from evidence.tongue import gettext, gettext_noop
from evidence.vocabulary import TEXT_FIELDS

SEVERITIES: dict[str, str] = {
    "CRITICAL": gettext_noop("Critical: blocks submission"),
    "WARNING": gettext_noop("Warning: likely a fault"),
    "NOTE": gettext_noop("Note: worth knowing"),
}
"""Severity, worst first -> its words at the desk."""

_PLACES = {"facts.pem_verdict": "pem", "facts.links": "links", "facts.registered_title": "identity"}
"""Findings about facts that have a section of their own on the workbench."""

_FACTS = {
    "cases": gettext_noop("number of people who took part"),
    "links": gettext_noop("related records"),
    "pem_verdict": gettext_noop("PEM verdict"),
    "registered_title": gettext_noop("registered title"),
    "slug": gettext_noop("address of the page"),
    "url": gettext_noop("address of the paper"),
}
"""Facts that the scanner speaks of, by name."""

LONGEST_WORDS = 200
"""Characters of a finding's words that are shown: some findings are about a whole field."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding in words, and the dispute that answers it. `dispute` is its id at the desk, None once frozen."""

    rule: str
    severity: str
    field: str
    words: str
    message: str
    mend: str
    fingerprint: str
    reason: str = ""
    by: str = ""
    on: date | None = None
    dispute: int | None = None

    @classmethod
    def of(cls, judged: Judged) -> FoundLine:
        found, dispute = judged.finding, judged.dispute
        told: dict[str, Any] = {} if dispute is None else {
            "reason": dispute.reason, "by": str(dispute.by), "on": dispute.at.date(), "dispute": dispute.pk,
        }  # fmt: skip
        return cls(
            found.rule, str(found.severity), found.field, found.words, shown(found.message), shown(found.mend),
            found.fingerprint,
            **told,
        )  # fmt: skip

    @classmethod
    def frozen(cls, found: Mapping[str, Any], disputes: Mapping[str, Any]) -> FoundLine:
        """From what was kept with a revision; a scanner of another version may have kept less."""
        names = ("rule", "severity", "field", "words", "message", "mend", "fingerprint")
        kept = {name: str(found.get(name, "")) for name in names}
        dispute = disputes.get(found.get("fingerprint", "")) or {}
        return cls(
            **{name: shown(words) if name in ("message", "mend") else words for name, words in kept.items()},
            reason=str(dispute.get("reason", "")), by=str(dispute.get("by", "")), on=_day(dispute.get("on")),
        )  # fmt: skip

    @property
    def is_disputed(self) -> bool:
        return bool(self.reason)

    @property
    def blocks(self) -> bool:
        return self.severity == "CRITICAL" and not self.is_disputed

    @property
    def severity_words(self) -> str:
        return gettext(SEVERITIES.get(self.severity, self.severity.capitalize()))

    @property
    def rule_name(self) -> str:
        return RULES[self.rule].name if self.rule in RULES else self.rule.replace("-", " ")

    @property
    def field_words(self) -> str:
        if self.field in TEXT_FIELDS:
            return gettext(TEXT_FIELDS[self.field])
        name = self.field.removeprefix("facts.")
        return gettext("Facts: %(field)s") % {
            "field": gettext(_FACTS[name]) if name in _FACTS else name.replace("_", " ")
        }

    @property
    def place(self) -> str:
        """Where on the workbench it is mended."""
        return f"id_texts-{self.field}" if self.field in TEXT_FIELDS else _PLACES.get(self.field, "facts")

    @property
    def quoted(self) -> str:
        """Its words, where the message does not tell them already."""
        return "" if self.words and self.words in self.message else self.shown_words

    @property
    def shown_words(self) -> str:
        words = " ".join(self.words.split())
        return words if len(words) <= LONGEST_WORDS else f"{words[:LONGEST_WORDS].rsplit(' ', 1)[0]} …"


def worst_first(lines: Iterable[FoundLine]) -> list[FoundLine]:
    """By severity, what is disputed after what is open, else in the order of the page."""
    order = list(SEVERITIES)
    return sorted(lines, key=lambda line: (order.index(line.severity) if line.severity in order else 9,
                                           line.is_disputed))  # fmt: skip


def seen_content(study: Study, person: models.Model) -> dict[str, Any]:
    """The content of the page on the desk, without a verdict where that is a proposal hidden from `person`."""
    content = page_content(study)
    if content["pem"].get("method") == "machine" and not proposals_shown(study, person).exists():
        content["pem"] = {}
    return content


def findings_for(
    study: Study,
    person: models.Model,
    content: Mapping[str, Any] | None = None,
    *,
    disputes: Iterable[FindingDispute] | None = None,
) -> list[FoundLine]:
    """What the scanner finds on the desk that `person` may see, worst first. `content` is that of `seen_content`;
    it and the study's `disputes` are asked for where they are not given."""
    found = findings_of(seen_content(study, person) if content is None else content, study)
    if disputes is None:
        disputes = study.disputes.select_related("by")
    answers = {dispute.fingerprint: dispute for dispute in disputes}
    return worst_first(FoundLine.of(Judged(one, answers.get(one.fingerprint))) for one in found)


def frozen_findings(scan: TextScan | None) -> list[FoundLine]:
    """What was found in a revision when it was submitted, worst first."""
    if scan is None:
        return []
    return worst_first(FoundLine.frozen(one, scan.disputes) for one in mappings(scan.findings))


@dataclass(frozen=True, slots=True)
class FailingPage:
    """A live page that fails the scanner: its study, since when, and how many critical findings are open."""

    study_id: int
    since: datetime
    critical: int


def failing_pages() -> list[FailingPage]:
    """Live pages in which the present version of the scanner finds something critical that nobody disputed, not even
    at the desk since; those that have failed longest first. Two queries."""
    scans = (
        ShelfScan.objects.filter(scanner_version=SCANNER_VERSION, critical__gt=0)
        .filter(publication__in=Publication.objects.current().values("pk"))
        .order_by("scanned_at", "pk")
        .values_list("publication__study_id", "scanned_at", "findings")
    )
    rows = list(scans)
    disputes = FindingDispute.objects.filter(study__in=[study for study, _, _ in rows])
    disputed = set(disputes.values_list("study_id", "fingerprint"))
    pages = []
    for study, since, findings in rows:
        critical = [one for one in mappings(findings) if one.get("severity") == "CRITICAL"]
        still = sum((study, one.get("fingerprint")) not in disputed for one in critical)
        if still:
            pages.append(FailingPage(study, since, still))
    return pages


def studies_with_hidden_proposal(person: models.Model) -> QuerySet[PEMClassification, dict[str, Any]]:
    """Ids of studies whose only verdict is a machine's that `person` may not see yet."""
    shown = visible_classifications(person).values("study")
    return PEMClassification.objects.exclude(study__in=shown).values("study")


def proposals_shown(study: Study, person: models.Model) -> QuerySet[PEMClassification]:
    """The machine's readings of a study that `person` may see."""
    return visible_classifications(person).filter(study=study, method="machine")


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None
