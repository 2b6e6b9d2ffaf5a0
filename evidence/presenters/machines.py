"""The machines in public: every rule of the scanner, and how often the classifier is right.

The second part is worked out twice: from the published measurement on labelled excerpts, and from the shelf, where
each page tells what the classifier had read before people coded the study.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from evidence.classifier.baseline import BASELINE_NAME
from evidence.classifier.scoreboard import ALL_PARTS, Pair, board, published_scoreboard, unseen_measurement
from evidence.classifier.words import name_of
from evidence.models import Publication
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.presenters.words import decimal, plain_date, shown
from evidence.scanner import SCANNER_VERSION, RuleRow, rules_table, severities

FEW = 30
"""Below this many pages the figures of the shelf say little."""

_PARTS = {
    "all": gettext_noop("all texts"), "title": gettext_noop("title only"),
    "abstract": gettext_noop("title and abstract"), "methods": gettext_noop("methods section"),
}  # fmt: skip
_SEVERITIES = {
    "CRITICAL": gettext_noop("Critical"), "WARNING": gettext_noop("Warning"), "NOTE": gettext_noop("Note"),
}  # fmt: skip
_VERDICTS = {str(verdict): words for verdict, words in VERDICT_WORDS.items()}


# --- The scanner ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RuleGroup:
    """Rules of one subject. `key` is the end of their address on the page."""

    key: str
    heading: str
    rules: tuple[RuleRow, ...]


@dataclass(frozen=True, slots=True)
class ScannerRules:
    """Every rule, by subject; and severity -> (what follows from it, how many rules have it)."""

    version: str
    groups: tuple[RuleGroup, ...]
    severities: tuple[tuple[str, str, int], ...]


def scanner_rules() -> ScannerRules:
    """The page of the scanner's rules, from the rules themselves."""
    rows = rules_table()
    return ScannerRules(
        version=SCANNER_VERSION,
        groups=tuple(
            RuleGroup(heading.lower().replace(" ", "-"), shown(heading), tuple(rules))
            for heading, rules in groupby(rows, key=lambda row: row.group)
        ),
        severities=tuple(
            (shown(_SEVERITIES[severity]), shown(words), sum(row.severity == severity for row in rows))
            for severity, words in severities().items()
        ),
    )


# --- The classifier -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """The figures of one reader on one part of the texts, in words."""

    reader: str
    count: int
    figures: tuple[str, ...]
    """One for each of `figure_labels()`."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often a settled verdict was proposed as which. `rows`: (settled, counts in the order of `heads`)."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Miss:
    name: str
    part: str
    told: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class PartBoard:
    """One part of the texts: readers side by side, and where the classifier went wrong."""

    key: str
    heading: str
    columns: tuple[Column, ...]
    confusions: tuple[Confusion, ...]
    misses: tuple[Miss, ...]

    @property
    def rows(self) -> list[tuple[str, list[str]]]:
        """(figure, one cell a reader)."""
        return [
            (label, [column.figures[place] for column in self.columns]) for place, label in enumerate(figure_labels())
        ]


def figure_labels() -> tuple[str, ...]:
    """The figures of a reader, in the order of the page."""
    return (
        _("Texts"),
        _("Verdict right"),
        *(
            frame % {"verdict": shown(words)}
            for words in _VERDICTS.values()
            for frame in (_("Precision, “%(verdict)s”"), _("Recall, “%(verdict)s”"))
        ),
        _("Criteria: precision"),
        _("Criteria: recall"),
        _("Criteria: F1"),
    )


@dataclass(frozen=True, slots=True)
class ShelfFigures:
    """What the classifier had read blind, against what people settled on pages that stand now."""

    parts: tuple[PartBoard, ...]
    pages: int
    demo_pages: int

    @property
    def sentence(self) -> str:
        if not self.pages:
            return _("No pages yet: no published page tells of a reading that was made before people coded the study.")
        told = ngettext(
            "%(count)d published page tells what the classifier had read before people coded the study.",
            "%(count)d published pages tell what the classifier had read before people coded the study.",
            self.pages,
        ) % {"count": self.pages}
        return told + " " + _("That is too few to say much.") if self.pages < FEW else told

    @property
    def demo_sentence(self) -> str:
        if not self.demo_pages:
            return ""
        if self.demo_pages == self.pages:
            return _("All of them are of the demonstration, coded by demo accounts. Do not rely on them.")
        return _("%(count)d of them are of the demonstration, coded by demo accounts. Do not rely on them.") % {
            "count": self.demo_pages
        }


@dataclass(frozen=True, slots=True)
class VersionFigures:
    """One version of the classifier on the texts the rules were written with: one for each of `version_labels()`."""

    version: str
    figures: tuple[str, ...]


def version_labels() -> tuple[str, ...]:
    """The figures of a version, in the order of the page."""
    required = {"verdict": shown(VERDICT_WORDS[Verdict.REQUIRED])}
    return (
        _("Texts"),
        _("Verdict right"),
        _("Precision, “%(verdict)s”") % required,
        _("Recall, “%(verdict)s”") % required,
        _("Criteria: F1"),
    )


@dataclass(frozen=True, slots=True)
class Unseen:
    """Figures on texts that the rules had never met: (what, how many) in words, the day, and what to know of them.

    `version` is that of the classifier which was measured, or "".
    """

    version: str
    day: str
    rows: tuple[tuple[str, str], ...]
    about: str


@dataclass(frozen=True, slots=True)
class Scoreboard:
    """The page of the classifier. `measured` is empty where no measurement was published."""

    version: str
    policy: str
    source: str
    measured: tuple[PartBoard, ...]
    versions: tuple[VersionFigures, ...]
    unseen: Unseen | None
    shelf: ShelfFigures

    @property
    def version_figures(self) -> tuple[str, ...]:
        return version_labels()


def scoreboard() -> Scoreboard:
    """One query, whatever the number of pages."""
    published = published_scoreboard() or {}
    return Scoreboard(
        version=str(published.get("version", "")),
        policy=str(published.get("policy_version", "")),
        source=str(published.get("source", "")),
        measured=_boards(published.get("rows", ())),
        versions=tuple(_version_by_version(published)),
        unseen=_unseen(),
        shelf=_shelf(),
    )


def _version_by_version(published: Mapping[str, Any]) -> Iterator[VersionFigures]:
    """The newest version first, each with its row over all parts."""
    for one in (published, *published.get("earlier", ())):
        for row in one.get("rows", ()):
            if row["part"] != ALL_PARTS or row["reader"] == BASELINE_NAME:
                continue
            f1 = row["criteria"].get("f1")
            required = str(Verdict.REQUIRED)
            figures = (
                str(row["count"]),
                _share(row["accuracy"]),
                _share(row["precision"].get(required)),
                _share(row["recall"].get(required)),
                _("no figure") if f1 is None else decimal(f"{f1:.2f}"),
            )
            yield VersionFigures(str(one.get("version", "")), figures)


def _unseen() -> Unseen | None:
    told = unseen_measurement()
    if told is None:
        return None

    def share(right: str, of: str) -> str:
        return _share({"right": told[right], "of": told[of]})

    texts, right, precision, recall, *_others = version_labels()
    return Unseen(
        version=str(told.get("version", "")),
        day=plain_date(told["measured_on"]),
        rows=(
            (texts, str(told["texts"])),
            (right, share("verdict_right", "texts")),
            (precision, share("required_proposed_right", "required_proposed")),
            (recall, share("required_found", "required_settled")),
            (_("Criteria: precision"), share("criteria_named_right", "criteria_named")),
            (_("Criteria: recall"), share("criteria_found", "criteria_settled")),
        ),
        about=told["about"],
    )


def _shelf() -> ShelfFigures:
    rows = Publication.objects.current().order_by("slug").values_list(
        "slug", "number", "demo", "content__pem__method", "content__pem__verdict", "content__pem__criteria",
        "provenance__machine",
    )  # fmt: skip
    pairs, addresses, demo = [], {}, 0
    for slug, number, is_demo, method, verdict, criteria, machine in rows:
        if not isinstance(machine, Mapping) or method == "machine":
            continue
        if machine.get("verdict") not in _VERDICTS or verdict not in _VERDICTS:
            continue
        pairs.append(
            Pair(
                id=slug, part="abstract", proposed=machine["verdict"], settled=verdict,
                proposed_criteria=frozenset(machine.get("criteria") or ()),
                settled_criteria=frozenset(row["key"] for row in criteria or ()),
                reader=f"classifier {machine.get('version', '')}".strip(),
            )
        )  # fmt: skip
        addresses[slug] = f"/evidence/{slug}/v/{number}"
        demo += is_demo
    told = [row for row in board(pairs, source="the shelf")["rows"] if row["part"] == "all"] if pairs else []
    return ShelfFigures(_boards(told, addresses), len(pairs), demo)


def _boards(rows: Any, addresses: Mapping[str, str] | None = None) -> tuple[PartBoard, ...]:
    """The rows of a scoreboard, one board a part: readers side by side, the keyword list last."""
    parts: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        parts.setdefault(str(row["part"]), []).append(row)
    return tuple(
        PartBoard(
            key=part,
            heading=shown(_PARTS.get(part, part)),
            columns=tuple(_column(row) for row in found),
            confusions=tuple(_confusion(row, part) for row in found),
            misses=tuple(
                _miss(miss, addresses or {})
                for row in found
                if row["reader"] != BASELINE_NAME
                for miss in row["misses"]
            ),
        )
        for part, found in parts.items()
    )


def _column(row: Mapping[str, Any]) -> Column:
    figures = [str(row["count"]), _share(row["accuracy"])]
    for verdict in _VERDICTS:
        figures += [_share(row["precision"].get(verdict)), _share(row["recall"].get(verdict))]
    criteria = row["criteria"]
    f1 = criteria.get("f1")
    figures += [_share(criteria["precision"]), _share(criteria["recall"])]
    figures.append(_("no figure") if f1 is None else decimal(f"{f1:.2f}"))
    return Column(row["reader"], row["count"], tuple(figures))


def _share(share: Mapping[str, Any] | None) -> str:
    """ "97 % (35 of 36)". Never rounded up to a hundred."""
    if not share or not share["of"]:
        return _("no figure")
    percent = 100 * share["right"] / share["of"]
    told = "100" if share["right"] == share["of"] else f"{min(percent, 99.9):.1f}".removesuffix(".0")
    return _("%(percent)s %% (%(right)d of %(of)d)") % {
        "percent": decimal(told), "right": share["right"], "of": share["of"],
    }  # fmt: skip


def _confusion(row: Mapping[str, Any], part: str) -> Confusion:
    counts = row["confusion"]
    return Confusion(
        caption=f"{row['reader'][:1].upper()}{row['reader'][1:]}, {shown(_PARTS.get(part, part))}",
        heads=tuple(map(shown, _VERDICTS.values())),
        rows=tuple(
            (shown(words), tuple(counts.get(settled, {}).get(proposed, 0) for proposed in _VERDICTS))
            for settled, words in _VERDICTS.items()
        ),
    )


def _miss(miss: Mapping[str, Any], addresses: Mapping[str, str]) -> Miss:
    told = []
    if not miss["verdict_right"]:
        proposed, settled = (_words(miss[name]) for name in ("proposed", "settled"))
        told.append(
            _("It proposed “%(proposed)s”; people settled “%(settled)s”.") % {"proposed": proposed, "settled": settled}
        )
    for name, frame in (
        ("criteria_missing", _("It missed: %(names)s.")),
        ("criteria_too_many", _("It named besides: %(names)s.")),
    ):
        if miss[name]:
            told.append(frame % {"names": ", ".join(name_of(key) for key in miss[name])})
    part = shown(_PARTS.get(miss["part"], miss["part"]))
    return Miss(miss["id"], part, " ".join(told), addresses.get(miss["id"], ""))


def _words(verdict: str) -> str:
    return shown(VERDICT_WORDS[Verdict(verdict)])
