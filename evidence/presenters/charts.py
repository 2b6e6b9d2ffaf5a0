"""Charts of what the atlas holds: each a title, a sentence, a drawing, the numbers as a table, and a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from evidence.charts import counting
from evidence.charts.layout import Bars, Bins, Grid, Strips, bars, grid, strips, year_bins
from evidence.diff.fields import criterion_name
from evidence.models.shelf_entry import HOW_CHECKED
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.presenters.csv_text import csv_text
from evidence.presenters.wording import capitalise
from evidence.presenters.words import number, plain_date, shown, shown_capital, studies

_MOST_COLUMNS, _MOST_STEPS = 40, 9
NO_YEAR = gettext_noop("year not known")


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart. `shape` names the template of its drawing: strips, grid or bars.

    `heads` are the columns of the table, `rows` its rows: a label, then numbers. `file_head` and `file_rows` are the
    same numbers, one a line.
    """

    key: str
    title: str
    about: str
    shape: str
    drawing: Strips | Grid | Bars
    drawing_words: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]
    file_head: tuple[str, ...]
    file_rows: tuple[tuple[str | int, ...], ...]
    note: str = ""

    @property
    def csv_address(self) -> str:
        return f"/charts/{self.key}.csv"

    def csv(self, as_of: date | None) -> str:
        day = as_of.isoformat() if as_of else ""
        return csv_text((*self.file_head, "As of"), ((*row, day) for row in self.file_rows))


@dataclass(frozen=True, slots=True)
class Charts:
    charts: tuple[Chart, ...]
    as_of: date | None

    @property
    def day(self) -> str:
        return plain_date(self.as_of.isoformat()) if self.as_of else ""


def all_charts() -> Charts:
    """Every chart: five queries, one while the shelf stays as it is."""
    state = counting.shelf_state()
    return Charts(tuple(make(state) for make in MAKERS.values()), counting.as_of(state=state))


def studies_a_year(state: UUID | None = None) -> Chart:
    """How many studies of each verdict came out in each year."""
    counts = Counter[tuple[int | None, str]]()
    for year, verdict, count in counting.years_by_verdict(state=state):
        counts[year, verdict] += count
    bins = year_bins((year for year, _verdict in counts if year is not None), most=_MOST_COLUMNS)
    table = _by_bin(counts, bins, [str(verdict) for verdict in VERDICT_WORDS])
    names = tuple(map(shown, VERDICT_WORDS.values()))
    most = max((count for row in table.values() for count in row), default=0)
    return Chart(
        key="years",
        title=_("Studies a year by PEM verdict"),
        about=_(
            "The year is the one in which the paper came out. Each verdict has a row of its own, all on one scale."
        ),
        shape="strips",
        drawing=strips(names, _labels(bins), list(table.values())),
        drawing_words=_(
            "%(count)s rows of columns, one column %(each)s. The highest column stands for %(most)s. "
            "The table below has the same numbers."
        )
        % {"count": number(len(names)), "each": _each(bins), "most": studies(most)},
        heads=(_("Year"), *names),
        rows=_turned(bins, table, counts),
        file_head=("From year", "To year", "PEM verdict", "Studies"),
        file_rows=_lines(bins, table, dict(zip(table, VERDICT_WORDS.values(), strict=True)), counts),
        note=_without_year(sum(count for (year, _verdict), count in counts.items() if year is None)),
    )


def criteria_over_time(state: UUID | None = None) -> Chart:
    """Which sets of criteria the studies of each time used."""
    counts = Counter[tuple[int | None, str]]()
    without_year = 0
    for year, keys, count in counting.years_by_criteria(state=state):
        without_year += count if year is None and keys else 0
        for key in set(keys):
            counts[year, key] += count
    used = [key for key in reference_criteria() if any(key == one for _year, one in counts)]
    bins = year_bins((year for year, _key in counts if year is not None), most=_MOST_STEPS)
    table = _by_bin(counts, bins, used)
    names = tuple(criterion_name(key) for key in used)
    most = max((count for row in table.values() for count in row), default=0)
    return Chart(
        key="criteria",
        title=_("Sets of criteria over time"),
        about=_("A study that used two sets counts in both rows. A study that named none counts in no row."),
        shape="grid",
        drawing=grid(names, _labels(bins), list(table.values()), label=256, cell=72),
        drawing_words=ngettext(
            "%(count)s set of criteria in rows, one column %(each)s. The larger a mark, the more studies; "
            "the largest stands for %(most)s. The table below has the same numbers.",
            "%(count)s sets of criteria in rows, one column %(each)s. The larger a mark, the more studies; "
            "the largest stands for %(most)s. The table below has the same numbers.",
            len(names),
        )
        % {"count": number(len(names)), "each": _each(bins), "most": studies(most)},
        heads=(_("Year"), *names),
        rows=_turned(bins, table, counts),
        file_head=("From year", "To year", "Set of criteria", "Studies"),
        file_rows=_lines(bins, table, dict(zip(used, names, strict=True)), counts),
        note=_without_year(without_year),
    )


def how_pages_were_checked(state: UUID | None = None) -> Chart:
    """By how many people the texts of the pages were checked."""
    counts = counting.how_checked(state=state)
    names = tuple(shown_capital(words) for words in HOW_CHECKED.values())
    numbers = tuple(counts.get(key, 0) for key in HOW_CHECKED)
    return Chart(
        key="checked",
        title=_("How the pages were checked"),
        about=_(
            "Of the pages as they stand now: how many people had approved exactly this content before it came out."
        ),
        shape="bars",
        drawing=bars(names, numbers),
        drawing_words=f"{'; '.join(f'{name}: {number(pages)}' for name, pages in zip(names, numbers, strict=True))}.",
        heads=(_("How it was checked"), _("Pages")),
        rows=tuple((name, (pages,)) for name, pages in zip(names, numbers, strict=True)),
        file_head=("How it was checked", "Pages"),
        file_rows=tuple(zip(map(capitalise, HOW_CHECKED.values()), numbers, strict=True)),
    )


MAKERS = {"years": studies_a_year, "criteria": criteria_over_time, "checked": how_pages_were_checked}
"""Chart key, as in its address -> what makes it, in one query each."""


def _by_bin(counts: Counter[tuple[int | None, str]], bins: Bins, keys: Iterable[str]) -> dict[str, list[int]]:
    """Series key -> one number for each step of years."""
    table = {key: [0] * len(bins.starts) for key in keys}
    for (year, key), count in counts.items():
        if year is not None:
            table[key][bins.place(year)] += count
    return table


def _turned(
    bins: Bins, table: dict[str, list[int]], counts: Counter[tuple[int | None, str]]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Years in rows, newest first, as people read them; what has no year comes last."""
    rows = [(label, tuple(numbers[place] for numbers in table.values())) for place, label in enumerate(_labels(bins))][
        ::-1
    ]
    unknown = tuple(counts[None, key] for key in table)
    return (*rows, *([(shown_capital(NO_YEAR), unknown)] if any(unknown) else []))


def _lines(
    bins: Bins, table: dict[str, list[int]], names: dict[str, str], counts: Counter[tuple[int | None, str]]
) -> tuple[tuple[str | int, ...], ...]:
    """One line a step and series, for the file; years that are not known are empty."""
    known = [
        (start, start + bins.step - 1, names[key], numbers[place])
        for place, start in enumerate(bins.starts)
        for key, numbers in table.items()
    ]
    return (*known, *(("", "", names[key], counts[None, key]) for key in table if counts[None, key]))


def _labels(bins: Bins) -> tuple[str, ...]:
    """ "2019", or "2015 to 2019", as people read it."""
    if bins.step == 1:
        return bins.labels
    spans = ((start, start + bins.step - 1) for start in bins.starts)
    return tuple(_("%(first)d to %(last)d") % {"first": first, "last": last} for first, last in spans)


def _each(bins: Bins) -> str:
    if not bins.starts:
        return _("a year")
    first, last = bins.starts[0], bins.starts[-1] + bins.step - 1
    if first == last:
        return _("for %(year)d") % {"year": first}
    if bins.step == 1:
        return _("a year from %(first)d to %(last)d") % {"first": first, "last": last}
    return _("for %(step)d years from %(first)d to %(last)d") % {"step": bins.step, "first": first, "last": last}


def _without_year(count: int) -> str:
    """The drawing has years only; the table tells of the rest."""
    if not count:
        return ""
    return ngettext(
        "%(count)s study without a known year is not drawn.",
        "%(count)s studies without a known year are not drawn.",
        count,
    ) % {"count": number(count)}
