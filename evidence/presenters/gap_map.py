"""The evidence gap map: topics in rows, verdicts or criteria in columns, how many studies in each place.

The table comes first; the drawing beside it and the file say the same numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from evidence.charts.counting import CRITERIA, VERDICTS, Cross
from evidence.charts.layout import Grid, grid
from evidence.diff.fields import criterion_name
from evidence.models import Topic
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.presenters.csv_text import csv_text
from evidence.presenters.words import number, plain_date, shown, shown_capital, studies
from evidence.vocabulary import STUDY_DESIGNS

BY: dict[str, str] = {VERDICTS: gettext_noop("PEM verdict"), CRITERIA: gettext_noop("Set of criteria")}
"""What the columns can be -> its words. The first is the map's own address."""
SWITCH: dict[str, str] = {VERDICTS: gettext_noop("By PEM verdict"), CRITERIA: gettext_noop("By set of criteria")}
CSV_HEAD = ("Topic", "{by}", "Design", "Studies", "As of", "Address of the list")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row's or a column's head. `about` leads to the page about it, `mark` names the form of its marks."""

    key: str
    words: str
    about: str
    mark: str = "criteria"


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the table: how many studies, and where they are listed."""

    count: int
    address: str
    words: str

    @property
    def number(self) -> str:
        return number(self.count)


@dataclass(frozen=True, slots=True)
class Row:
    head: Heading
    places: tuple[Place, ...]
    total: Place


@dataclass(frozen=True, slots=True)
class Choice:
    """A link of a switch."""

    words: str
    address: str
    chosen: bool


def map_address(by: str = VERDICTS, design: str = "", *, extension: str = "") -> str:
    """The one address of a map: what is the usual is left out."""
    asked = {"by": by if by != VERDICTS else "", "design": design}
    told = urlencode({name: value for name, value in asked.items() if value})
    return f"/map{extension}" + (f"?{told}" if told else "")


def list_address(**facets: str) -> str:
    """The list of evidence, narrowed by facets; what is empty is left out."""
    told = urlencode([(name, facets[name]) for name in ("pem", "criteria", "design", "topic") if facets.get(name)])
    return "/evidence" + (f"?{told}" if told else "")


@dataclass(frozen=True)
class GapMap:
    """Everything that the page of the map shows. `as_of` is None while nothing has been published."""

    by: str
    design: str
    cross: Cross
    topics: tuple[Topic, ...]
    designs: dict[str, int]
    as_of: date | None

    @property
    def state(self) -> tuple[object, ...]:
        """What the page depends on, in one order whatever order the database answers in."""
        counted = (self.cross.cells, self.cross.rows, self.cross.columns)
        topics = [(topic.key, topic.name, topic.retired) for topic in self.topics]
        return (
            self.by, self.design, self.as_of, self.cross.total, self.cross.unsorted, topics,
            sorted(self.designs.items()), *(sorted(counts.items()) for counts in counted),
        )  # fmt: skip

    @property
    def address(self) -> str:
        return map_address(self.by, self.design)

    @property
    def csv_address(self) -> str:
        return map_address(self.by, self.design, extension=".csv")

    @property
    def by_words(self) -> str:
        return shown(BY[self.by])

    @property
    def design_words(self) -> str:
        return shown(STUDY_DESIGNS.get(self.design, ""))

    @property
    def day(self) -> str:
        return plain_date(self.as_of.isoformat()) if self.as_of else ""

    @property
    def switches(self) -> list[Choice]:
        return [Choice(shown(words), map_address(by, self.design), by == self.by) for by, words in SWITCH.items()]

    @property
    def design_choices(self) -> list[Choice]:
        """All designs, then those that a live page has, in the order of the vocabulary."""
        there = [key for key in STUDY_DESIGNS if self.designs.get(key)]
        every = Choice(_("All designs"), map_address(self.by), not self.design)
        return [
            every,
            *(
                Choice(f"{shown_capital(STUDY_DESIGNS[key])} ({number(self.designs[key])})", map_address(self.by, key),
                       key == self.design)
                for key in there
            ),
        ]  # fmt: skip

    @cached_property
    def columns(self) -> tuple[Heading, ...]:
        """Every verdict; or the sets of criteria that a study here used, in the order of the list of criteria."""
        if self.by == VERDICTS:
            return tuple(
                Heading(str(key), shown(words), f"/pem/{str(key).replace('_', '-')}", str(key))
                for key, words in VERDICT_WORDS.items()
            )
        return tuple(
            Heading(key, criterion_name(key), f"/criteria/{key}")
            for key in reference_criteria()
            if self.cross.columns[key]
        )

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every topic in use, with or without studies; a retired one as long as a live page has it."""
        return tuple(self._row(topic) for topic in self.topics if not topic.retired or self.cross.rows[topic.key])

    def _row(self, topic: Topic) -> Row:
        places = tuple(
            self._place(self.cross.cells[topic.key, column.key], f"{topic.name}, {column.words}", topic.key, column.key)
            for column in self.columns
        )
        total = self._place(self.cross.rows[topic.key], topic.name, topic.key)
        return Row(Heading(topic.key, str(topic), topic.path), places, total)

    def _place(self, count: int, words: str, topic: str = "", column: str = "") -> Place:
        address = list_address(**{self.by: column, "design": self.design, "topic": topic})
        return Place(count, address, f"{_studies(count)}: {words}" if words else _studies(count))

    @property
    def totals(self) -> tuple[Place, ...]:
        return tuple(self._place(self.cross.columns[one.key], one.words, column=one.key) for one in self.columns)

    @property
    def total(self) -> Place:
        return self._place(self.cross.total, _("all topics"))

    @property
    def empty(self) -> int:
        return sum(not place.count for row in self.rows for place in row.places)

    @property
    def unsorted(self) -> str:
        """A sentence about studies that are in no row; "" where there are none."""
        count = self.cross.unsorted
        if not count:
            return ""
        return ngettext(
            "%(count)s study has no topic yet, so no row counts it.",
            "%(count)s studies have no topic yet, so no row counts them.",
            count,
        ) % {"count": number(count)}

    @property
    def without_column(self) -> str:
        """Sets of criteria that no study here used, in a sentence; "" with verdicts."""
        if self.by == VERDICTS:
            return ""
        left_out = len(reference_criteria()) - len(self.columns)
        if not left_out:
            return ""
        return _("%(count)d more sets of criteria are known to the atlas, and no study counted here used them.") % {
            "count": left_out
        }

    @property
    def title(self) -> str:
        told = (
            _("Studies by topic and PEM verdict") if self.by == VERDICTS else _("Studies by topic and set of criteria")
        )
        return f"{told}, {self.design_words}" if self.design else told

    @property
    def drawing(self) -> Grid:
        return grid(
            [row.head.words for row in self.rows],
            [column.words for column in self.columns],
            [[place.count for place in row.places] for row in self.rows],
            kinds=[column.mark for column in self.columns],
            cell=104 if self.by == VERDICTS else 144,
        )

    @property
    def drawing_words(self) -> str:
        """What somebody who does not see the drawing has to know of it."""
        places = len(self.rows) * len(self.columns)
        most = max(((place.count, place.words) for row in self.rows for place in row.places), default=(0, ""))
        topics = ngettext("%(count)s topic", "%(count)s topics", len(self.rows)) % {"count": number(len(self.rows))}
        columns = ngettext("%(count)s column", "%(count)s columns", len(self.columns)) % {
            "count": number(len(self.columns))
        }
        told = [
            _("%(topics)s in rows and %(columns)s.") % {"topics": topics, "columns": columns},
            _("The larger a mark, the more studies; the number stands beside it."),
            _("%(empty)d of %(places)d places are empty.") % {"empty": self.empty, "places": places},
            *([_("The largest is %(place)s.") % {"place": most[1]}] if most[0] else []),
            _("The table has the same numbers."),
        ]
        return " ".join(told)

    def csv(self, site_url: str) -> str:
        """One row a place, empty places included; the address of each list in full. English, as files are."""
        head = [name.format(by=BY[self.by]) for name in CSV_HEAD]
        told = self.as_of.isoformat() if self.as_of else ""
        design = STUDY_DESIGNS.get(self.design, "") or "all designs"
        return csv_text(
            head,
            (
                (row.head.words, column.words, design, place.count, told, site_url + place.address)
                for row in self.rows
                for column, place in zip(self.columns, row.places, strict=True)
            ),
        )


def _studies(count: int) -> str:
    return studies(count) if count else _("no studies")
