"""Charts of what the atlas holds: each a title, a sentence, a drawing, the numbers as a table, and a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from evidence.charts import counting
from evidence.charts.layout import Bars, Bins, Grid, Strips, bars, grid, strips, year_bins
from evidence.diff.fields import criterion_name
from evidence.models.shelf_entry import HOW_CHECKED
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.presenters.csv_text import csv_text
from evidence.presenters.gap_map import counted
from evidence.presenters.wording import capitalise, plain_date

_MOST_COLUMNS, _MOST_STEPS = 40, 9
NO_YEAR = "year not known"


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
    for year, verdict, studies in counting.years_by_verdict(state=state):
        counts[year, verdict] += studies
    bins = year_bins((year for year, _ in counts if year is not None), most=_MOST_COLUMNS)
    table = _by_bin(counts, bins, [str(verdict) for verdict in VERDICT_WORDS])
    names = tuple(VERDICT_WORDS.values())
    most = max((number for row in table.values() for number in row), default=0)
    return Chart(
        key="years",
        title="Studies a year by PEM verdict",
        about="The year is the one in which the paper came out. Each verdict has a row of its own, all on one scale.",
        shape="strips",
        drawing=strips(names, bins.labels, list(table.values())),
        drawing_words=f"{counted(len(names), 'row')} of columns, one column {_each(bins)}. "
        f"The highest column stands for {counted(most, 'study', 'studies')}. The table below has the same numbers.",
        heads=("Year", *names),
        rows=_turned(bins, table, counts),
        file_head=("From year", "To year", "PEM verdict", "Studies"),
        file_rows=_lines(bins, table, dict(zip(table, names, strict=True)), counts),
        note=_without_year(sum(number for (year, _), number in counts.items() if year is None)),
    )


def criteria_over_time(state: UUID | None = None) -> Chart:
    """Which sets of criteria the studies of each time used."""
    counts = Counter[tuple[int | None, str]]()
    without_year = 0
    for year, keys, studies in counting.years_by_criteria(state=state):
        without_year += studies if year is None and keys else 0
        for key in set(keys):
            counts[year, key] += studies
    used = [key for key in reference_criteria() if any(key == one for _, one in counts)]
    bins = year_bins((year for year, _ in counts if year is not None), most=_MOST_STEPS)
    table = _by_bin(counts, bins, used)
    names = tuple(criterion_name(key) for key in used)
    most = max((number for row in table.values() for number in row), default=0)
    return Chart(
        key="criteria",
        title="Sets of criteria over time",
        about="A study that used two sets counts in both rows. A study that named none counts in no row.",
        shape="grid",
        drawing=grid(names, bins.labels, list(table.values()), label=256, cell=72),
        drawing_words=f"{counted(len(names), 'set')} of criteria in rows, one column {_each(bins)}. The larger a mark, "
        f"the more studies; the largest stands for {counted(most, 'study', 'studies')}. "
        "The table below has the same numbers.",
        heads=("Year", *names),
        rows=_turned(bins, table, counts),
        file_head=("From year", "To year", "Set of criteria", "Studies"),
        file_rows=_lines(bins, table, dict(zip(used, names, strict=True)), counts),
        note=_without_year(without_year),
    )


def how_pages_were_checked(state: UUID | None = None) -> Chart:
    """By how many people the texts of the pages were checked."""
    counts = counting.how_checked(state=state)
    names = tuple(capitalise(words) for words in HOW_CHECKED.values())
    numbers = tuple(counts.get(key, 0) for key in HOW_CHECKED)
    return Chart(
        key="checked",
        title="How the pages were checked",
        about="Of the pages as they stand now: how many people had approved exactly this content before it came out.",
        shape="bars",
        drawing=bars(names, numbers),
        drawing_words=f"{'; '.join(f'{name}: {number:,}' for name, number in zip(names, numbers, strict=True))}.",
        heads=("How it was checked", "Pages"),
        rows=tuple((name, (number,)) for name, number in zip(names, numbers, strict=True)),
        file_head=("How it was checked", "Pages"),
        file_rows=tuple(zip(names, numbers, strict=True)),
    )


MAKERS = {"years": studies_a_year, "criteria": criteria_over_time, "checked": how_pages_were_checked}
"""Chart key, as in its address -> what makes it, in one query each."""


def _by_bin(counts: Counter[tuple[int | None, str]], bins: Bins, keys: Iterable[str]) -> dict[str, list[int]]:
    """Series key -> one number for each step of years."""
    table = {key: [0] * len(bins.starts) for key in keys}
    for (year, key), studies in counts.items():
        if year is not None:
            table[key][bins.place(year)] += studies
    return table


def _turned(
    bins: Bins, table: dict[str, list[int]], counts: Counter[tuple[int | None, str]]
) -> tuple[tuple[str, tuple[int, ...]], ...]:
    """Years in rows, newest first, as people read them; what has no year comes last."""
    rows = [(label, tuple(numbers[place] for numbers in table.values())) for place, label in enumerate(bins.labels)][
        ::-1
    ]
    unknown = tuple(counts[None, key] for key in table)
    return (*rows, *([(capitalise(NO_YEAR), unknown)] if any(unknown) else []))


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


def _each(bins: Bins) -> str:
    if not bins.starts:
        return "a year"
    first, last = bins.starts[0], bins.starts[-1] + bins.step - 1
    each = "a year" if bins.step == 1 else f"for {bins.step} years"
    return f"{each} from {first} to {last}" if first != last else f"for {first}"


def _without_year(studies: int) -> str:
    """The drawing has years only; the table tells of the rest."""
    if not studies:
        return ""
    return f"{counted(studies, 'study', 'studies')} without a known year {'is' if studies == 1 else 'are'} not drawn."
