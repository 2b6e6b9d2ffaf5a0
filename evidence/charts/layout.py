"""Where things stand in a chart: counts and labels in, whole numbers out. Pure.

Lengths are in units of the drawing, from its top left corner; a template turns them into SVG. Nothing here says more
than the table beside the drawing does, and no meaning hangs on a colour: size and number say it.

    grid      rows and columns of marks, their areas as the counts      topics x verdicts
    strips    one row of columns for each series, all on one scale      studies a year
    bars      one bar a label, lying                                    how pages were checked
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import isqrt

LINE = 18
"""Height of a line of text of 14 units."""
_CHARACTER = 8  # width of a character of such a text, rather too much than too little
_PAD = 12
_RADIUS = 16  # of the largest mark of a grid
_LEAST = 3  # what is there is seen, however small beside the largest

_COLUMN_SPACE, _AXIS = 72, 24  # of a strip: height of the largest column, and of the axis below


@dataclass(frozen=True, slots=True)
class Words:
    """A label in lines; each line is (text, y of its baseline)."""

    x: int
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """One place of a grid. `radius` is 0 where nothing was counted; the number stands right of the mark.

    `kind` is that of its column, for its form.
    """

    x: int
    y: int
    radius: int
    count: int
    number_x: int
    row: int
    column: int
    kind: str = ""

    @property
    def number(self) -> str:
        return grouped(self.count)

    @property
    def left(self) -> int:
        return self.x - self.radius

    @property
    def top(self) -> int:
        return self.y - self.radius

    @property
    def baseline(self) -> int:
        """Of the number."""
        return self.y + 5

    @property
    def across(self) -> int:
        return 2 * self.radius


@dataclass(frozen=True, slots=True)
class Grid:
    width: int
    height: int
    columns: tuple[Words, ...]
    rows: tuple[Words, ...]
    rules: tuple[int, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a strip. `number` is "" where it does not fit; the table has it."""

    x: int
    y: int
    width: int
    height: int
    count: int
    number: str
    number_x: int
    number_y: int


@dataclass(frozen=True, slots=True)
class Strip:
    """One series. `scale` is (words, y) of the line that `Strips.top` stands for."""

    title: Words
    base: int
    scale: tuple[str, int]
    columns: tuple[Column, ...]
    axis: tuple[tuple[str, int], ...]
    axis_y: int


@dataclass(frozen=True, slots=True)
class Strips:
    width: int
    height: int
    left: int
    top: int
    strips: tuple[Strip, ...]

    @property
    def right(self) -> int:
        return self.width - _PAD

    @property
    def scale_x(self) -> int:
        """Where the numbers of the scale end."""
        return self.left - 8


@dataclass(frozen=True, slots=True)
class Bar:
    label: Words
    x: int
    y: int
    width: int
    height: int
    count: int
    number: str
    number_x: int
    number_y: int


@dataclass(frozen=True, slots=True)
class Bars:
    width: int
    height: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Bins:
    """Years in steps of equal length: `starts` holds the first year of each."""

    step: int
    starts: tuple[int, ...]

    def place(self, year: int) -> int:
        """Which step a year falls into, from 0."""
        return (year - self.starts[0]) // self.step

    @property
    def labels(self) -> tuple[str, ...]:
        """ "2019", or "2015 to 2019"."""
        return tuple(str(start) if self.step == 1 else f"{start} to {start + self.step - 1}" for start in self.starts)


def grouped(number: int) -> str:
    """ "12,345"."""
    return f"{number:,}"


def nice_ceiling(number: int) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, ... that is at least `number`; 1 for nothing."""
    power = 1
    while True:
        for step in (1, 2, 5):
            if step * power >= number:
                return step * power
        power *= 10


def year_bins(years: Iterable[int], *, most: int) -> Bins:
    """Every year from the first to the last, in the shortest steps that make at most `most` of them.

    Longer steps begin at a multiple of their length, so that "2015 to 2019" stays what it is when years are added.
    Without years there are no steps. Raises ValueError when `most` is below 2.
    """
    if most < 2:
        raise ValueError("A range of years that crosses a round number has two steps at least.")
    known = set(years)
    if not known:
        return Bins(1, ())
    first, last = min(known), max(known)
    step = 1
    while (last // step) - (first // step) + 1 > most:
        step = nice_ceiling(step + 1)
    start = first - first % step
    return Bins(step, tuple(range(start, last + 1, step)))


def wrap(text: str, characters: int, *, lines: int = 3) -> tuple[str, ...]:
    """A label in at most so many lines of so many characters; what does not fit ends in "…"."""
    made: list[str] = []
    for word in text.split():
        while len(word) > characters:
            made.append(word[: characters - 1] + "-")
            word = word[characters - 1 :]
        if made and not made[-1].endswith("-") and len(made[-1]) + 1 + len(word) <= characters:
            made[-1] += f" {word}"
        else:
            made.append(word)
    if len(made) > lines:
        made = [*made[: lines - 1], made[lines - 1][: characters - 1].rstrip(" -,") + "…"]
    return tuple(made)


def grid(
    rows: Sequence[str],
    columns: Sequence[str],
    counts: Sequence[Sequence[int]],
    *,
    kinds: Sequence[str] = (),
    label: int = 208,
    cell: int = 104,
) -> Grid:
    """Marks in rows and columns; the area of a mark is as its count, the largest has the whole space.

    `counts` holds a row of numbers for each label of `rows`; `kinds` names a form of marks for each column. `label`
    and `cell` are widths; a cell grows with its number. Raises ValueError where the shape does not fit or a number is
    below 0.
    """
    _check(counts, len(rows), len(columns))
    most = max((number for row in counts for number in row), default=0)
    cell = max(cell, 2 * _RADIUS + 6 + _CHARACTER * len(grouped(most)) + _PAD)
    heads = [wrap(text, (cell - 4) // _CHARACTER) for text in columns]
    head = _PAD + LINE * max((len(lines) for lines in heads), default=1)
    y = head + _PAD
    placed, rules, marks = [], [y], []
    for number, text in enumerate(rows):
        lines = wrap(text, (label - _PAD) // _CHARACTER)
        height = max(2 * _RADIUS + _PAD, len(lines) * LINE + _PAD)
        middle = y + height // 2
        placed.append(_words(0, middle, lines))
        for column, count in enumerate(counts[number]):
            x = label + column * cell + _RADIUS
            kind = kinds[column] if kinds else ""
            marks.append(Mark(x, middle, _radius(count, most), count, x + _RADIUS + 6, number, column, kind))
        y += height
        rules.append(y)
    return Grid(
        width=label + cell * len(columns),
        height=y + 1,
        columns=tuple(
            Words(label + place * cell, tuple((line, _PAD + LINE * at) for at, line in enumerate(lines)))
            for place, lines in enumerate(heads)
        ),
        rows=tuple(placed),
        rules=tuple(rules),
        marks=tuple(marks),
    )


def strips(
    series: Sequence[str], axis: Sequence[str], counts: Sequence[Sequence[int]], *, width: int = 680, left: int = 56
) -> Strips:
    """One strip of columns for each series, all on one scale, so that they can be compared.

    `counts` holds for each series one number for each label of `axis`. `left` is the room for the scale. Raises
    ValueError as `grid` does.
    """
    _check(counts, len(series), len(axis))
    top = nice_ceiling(max((number for row in counts for number in row), default=0))
    room = width - left - _PAD
    slot = room // len(axis) if axis else room
    made, y = [], 0
    for place, name in enumerate(series):
        title = Words(0, ((name, y + LINE),))
        base = y + LINE + _PAD + LINE + _COLUMN_SPACE
        columns = []
        for at, count in enumerate(counts[place]):
            height = max(_LEAST, count * _COLUMN_SPACE // top) if count else 0
            number = grouped(count) if count and len(grouped(count)) * _CHARACTER <= slot else ""
            x = left + at * slot
            columns.append(
                Column(x + 1, base - height, max(1, slot - 2), height, count, number, x + slot // 2, base - height - 4)
            )
        made.append(
            Strip(title, base, (grouped(top), base - _COLUMN_SPACE), tuple(columns), _axis(axis, left, slot),
                  base + LINE)
        )  # fmt: skip
        y = base + _AXIS
    return Strips(width, y + _PAD, left, top, tuple(made))


def bars(labels: Sequence[str], counts: Sequence[int], *, width: int = 560, label: int = 208) -> Bars:
    """One lying bar for each label. Raises ValueError as `grid` does."""
    _check([counts], 1, len(labels))
    most = max(counts, default=0)
    number_room = _CHARACTER * len(grouped(most)) + _PAD
    room = width - label - number_room
    if room < 1:
        raise ValueError("There is no room for a bar between the labels and the numbers.")
    made, y = [], 0
    for text, count in zip(labels, counts, strict=True):
        lines = wrap(text, (label - _PAD) // _CHARACTER)
        height = max(28, len(lines) * LINE) + _PAD
        middle = y + height // 2
        long = max(_LEAST, count * room // most) if count else 0
        made.append(
            Bar(_words(0, middle, lines), label, middle - 10, long, 20, count, grouped(count), label + long + 6,
                middle + 5)
        )  # fmt: skip
        y += height
    return Bars(width, y, tuple(made))


def _check(counts: Sequence[Sequence[int]], rows: int, columns: int) -> None:
    if len(counts) != rows or any(len(row) != columns for row in counts):
        raise ValueError("There has to be one number for each row and column.")
    if any(number < 0 for row in counts for number in row):
        raise ValueError("Nothing is counted below 0.")


def _radius(count: int, most: int) -> int:
    return max(_LEAST, isqrt(count * _RADIUS * _RADIUS // most)) if count else 0


def _words(x: int, middle: int, lines: tuple[str, ...]) -> Words:
    """Lines around a middle height."""
    first = middle - (len(lines) - 1) * LINE // 2 + 5
    return Words(x, tuple((line, first + LINE * at) for at, line in enumerate(lines)))


def _axis(labels: Sequence[str], left: int, slot: int) -> tuple[tuple[str, int], ...]:
    """As many labels below the columns as there is room for: every one, every second, every fifth ..."""
    if not labels:
        return ()
    needed = _CHARACTER * max(len(label) for label in labels) + _PAD
    every = nice_ceiling(-(-needed // slot)) if slot else len(labels)
    return tuple((label, left + at * slot + slot // 2) for at, label in enumerate(labels) if at % every == 0)
