"""The history of a page for its readers: every publication, and what changed from any one to any other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext as _

from evidence.diff import ContentDiff, Kind, diff_content
from evidence.models import Publication
from evidence.presenters.wording import capitalise
from evidence.presenters.words import checked_words, plain_date

_TOLD = 8
"""Sentences about one publication in the list; the comparison has them all."""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One publication in the list. `compared` leads to the comparison with the one before, `since` with the newest."""

    number: int
    date: str
    reason: str
    checked: str
    override_reason: str
    is_newest: bool
    is_withdrawn: bool
    changes: tuple[str, ...]
    further: int
    address: str
    compared: str
    since: str


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """Why one publication came."""

    number: int
    date: str
    reason: str
    address: str


class HistoryPage:
    """All publications of one page. `publications` are those of its address, in any order; there is at least one."""

    def __init__(self, publications: Sequence[Publication]) -> None:
        self._oldest_first = sorted(publications, key=lambda publication: publication.number)
        self.newest = self._oldest_first[-1]

    @property
    def title(self) -> str:
        return self.newest.citation.title

    @property
    def path(self) -> str:
        return page_path(self.newest)

    @cached_property
    def entries(self) -> list[HistoryEntry]:
        """Newest first."""
        befores = [None, *self._oldest_first[:-1]]
        return [
            self._entry(publication, before) for publication, before in zip(self._oldest_first, befores, strict=True)
        ][::-1]

    def _entry(self, publication: Publication, before: Publication | None) -> HistoryEntry:
        told, further = _what_changed(before, publication) if before else ((), 0)
        since = publication.number + 1 < self.newest.number
        return HistoryEntry(
            number=publication.number,
            date=_date(publication),
            reason=reason_of(publication),
            checked=capitalise(checked_words(publication.provenance, publication.sha256)),
            override_reason="" if is_withdrawn(publication) else publication.override_reason,
            is_newest=publication is self.newest,
            is_withdrawn=is_withdrawn(publication),
            changes=told,
            further=further,
            address=version_path(publication),
            compared=diff_path(before, publication) if before else "",
            since=diff_path(publication, self.newest) if since else "",
        )


class DiffPage:
    """What changed from one publication of a page to another, and why.

    `steps` are all publications from the older to the newer of the two; `first` and `last` are the numbers asked for,
    in either order.
    """

    def __init__(self, steps: Sequence[Publication], first: int, last: int) -> None:
        self._steps = sorted(steps, key=lambda publication: publication.number)
        by_number = {publication.number: publication for publication in self._steps}
        self.before, self.after = by_number[first], by_number[last]

    @property
    def title(self) -> str:
        return self._steps[-1].citation.title

    @property
    def path(self) -> str:
        return page_path(self.after)

    @property
    def heading(self) -> str:
        return _("What changed from publication %(before)d to %(after)d") % {
            "before": self.before.number, "after": self.after.number,
        }  # fmt: skip

    @property
    def is_backwards(self) -> bool:
        return self.before.number > self.after.number

    @property
    def turned_round(self) -> str:
        return diff_path(self.after, self.before)

    @property
    def versions(self) -> list[tuple[int, str, str]]:
        """(number, date, address) of both."""
        return [(one.number, _date(one), version_path(one)) for one in (self.before, self.after)]

    @cached_property
    def diff(self) -> ContentDiff:
        return diff_content(self.before.content, self.after.content)

    @property
    def reasons(self) -> list[ReasonLine]:
        """Of every publication after the older one, in the order in which they came."""
        return [ReasonLine(one.number, _date(one), reason_of(one), version_path(one)) for one in self._steps[1:]]

    @cached_property
    def sentences(self) -> list[str]:
        """What changed, without details; that about the PEM verdict with its reason."""
        told = {change.sentence for change in self.diff.changes if change.path == ("pem", "verdict")}
        because = self._why_the_verdict_changed()
        return [
            _("%(change)s, because: %(reason)s") % {"change": sentence.removesuffix("."), "reason": because}
            if sentence in told and because
            else sentence
            for sentence in self.diff.gist
        ]

    @property
    def further(self) -> int:
        """How many sentences about details were left out."""
        return len(self.diff.summary) - len(self.diff.gist)

    def _why_the_verdict_changed(self) -> str:
        """The reasons of the publications that brought another verdict; "" on the way back."""
        changed = any(change.path == ("pem", "verdict") and change.kind is Kind.VALUE for change in self.diff.changes)
        if self.is_backwards or not changed:
            return ""
        pairs = zip(self._steps, self._steps[1:], strict=False)
        reasons = [reason_of(after) for before, after in pairs if _verdict(before) != _verdict(after)]
        return " ".join(_("“%(words)s”") % {"words": reason} for reason in reasons if reason)


def _what_changed(before: Publication, after: Publication) -> tuple[tuple[str, ...], int]:
    """The first sentences without details, and how many more there are."""
    difference = diff_content(before.content, after.content)
    # That a page was withdrawn, and why, stands above the list.
    above = 1 if is_withdrawn(after) and not is_withdrawn(before) else 0
    told = difference.gist[above:][:_TOLD]
    return told, len(difference.summary) - above - len(told)


def page_path(publication: Publication) -> str:
    return f"/evidence/{publication.content['slug']}"


def version_path(publication: Publication) -> str:
    return f"{page_path(publication)}/v/{publication.number}"


def diff_path(before: Publication, after: Publication) -> str:
    return f"{version_path(before)}/diff/{after.number}"


def is_withdrawn(publication: Publication) -> bool:
    """True for a tombstone."""
    return "withdrawn" in publication.content


def reason_of(publication: Publication) -> str:
    """Why it came, for readers."""
    if is_withdrawn(publication):
        return str(publication.content["withdrawn"]["reason"])
    return publication.reason or (_("First publication of this page.") if publication.number == 1 else "")


def _date(publication: Publication) -> str:
    return plain_date(publication.published_at.date().isoformat())


def _verdict(publication: Publication) -> str:
    return str(publication.content["pem"].get("verdict", ""))
