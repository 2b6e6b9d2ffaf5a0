"""Dates of publication as bibliographies write them: ISO, EDTF, years with letters, months as names.

Nothing here raises: what cannot be read comes back as None with a sentence that says so.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from functools import lru_cache

EARLIEST_YEAR, LATEST_YEAR = 1000, 2999

_MONTH_NAMES = {
    1: "january januar janvier enero gennaio januari janeiro",
    2: "february februar février fevrier febrero febbraio februari fevereiro",
    3: "march märz maerz mars marzo maart março marco",
    4: "april avril abril aprile",
    5: "may mai mayo maggio mei maio",
    6: "june juni juin junio giugno junho",
    7: "july juli juillet julio luglio julho",
    8: "august août aout agosto augustus",
    9: "september septembre septiembre settembre setembro sept",
    10: "october oktober octobre octubre ottobre outubro okt",
    11: "november novembre noviembre novembro",
    12: "december dezember décembre decembre diciembre dicembre dezembro dez dic déc",
}
_MONTHS: dict[str, int] = {}
for _number, _names in _MONTH_NAMES.items():
    for _name in _names.split():
        _MONTHS.setdefault(_name, _number)
        if len(_name) > 3:
            _MONTHS.setdefault(_name[:3], _number)
_MONTHS |= {"juin": 6, "juil": 7, "jui": 7}

_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_DATE = re.compile(r"(\d{4})(?:[-/.](\d{1,2}|[xXuU]{2})(?:[-/.](\d{1,2}|[xXuU]{2}))?)?[~?%]*(?:[T ]\d.*)?")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class ReadDate:
    """A date as far as it could be read; `remark` is a sentence about what could not be, or ""."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    remark: str = ""


def make_date(year: int | None, month: int | None = None, day: int | None = None, *, source: str) -> ReadDate:
    """A date whose parts belong together; parts that no calendar has are left out with a remark."""
    if year is None or not EARLIEST_YEAR <= year <= LATEST_YEAR:
        return ReadDate(remark=f"No year could be read from “{source}”.")
    if month is not None and not 1 <= month <= 12:
        return ReadDate(year, remark=f"“{source}” names no month of the year; only the year was kept.")
    if day is not None and (month is None or not 1 <= day <= calendar.monthrange(year, month)[1]):
        return ReadDate(year, month, remark=f"“{source}” names no day of that month; the day was left out.")
    return ReadDate(year, month, day)


def iso_date(parts: tuple[int | None, int | None, int | None] | None) -> str:
    """(2020, 5, None) -> "2020-05"; "" where there is no year. What no calendar has is left out."""
    date = make_date(*parts, source="") if parts else ReadDate()
    told = [f"{part:0{width}d}" for part, width in ((date.year, 4), (date.month, 2), (date.day, 2)) if part is not None]
    return "-".join(told)


@lru_cache(maxsize=5000)
def parse_date(text: str) -> ReadDate:
    """A date field: ISO 8601 or EDTF ("2023-05~", "2014-02-02/2014-02-07", "1999-XX").

    Of a range the first date is taken; a range without a beginning gives no year.
    """
    source, text = text, text.strip()
    first = text.split("/", maxsplit=1)[0].strip() if _is_range(text) else text
    if not first.strip("."):
        return ReadDate(remark=f"The date “{source}” has no beginning; no year was recorded.")
    match = _DATE.fullmatch(first)
    if not match:
        return _parse_loose(first, source)
    year = int(match.group(1))
    month, day = (int(part) if part and part.isdigit() else None for part in match.groups()[1:])
    if month is not None and 21 <= month <= 41:
        return ReadDate(*_year_only(year), remark=f"“{source}” names a season; only the year was kept.")
    date = make_date(year, month, day if month else None, source=source)
    if not date.remark and re.search(r"[~?%]", first):
        remark = f"“{source}” says that the date is approximate; it was kept without that sign."
        return ReadDate(date.year, date.month, date.day, remark)
    return date


def _year_only(year: int) -> tuple[int | None]:
    return (year if EARLIEST_YEAR <= year <= LATEST_YEAR else None,)


def _is_range(text: str) -> bool:
    return "/" in text and not re.fullmatch(r"\d{4}/\d{1,2}(?:/\d{1,2})?", text)


def _parse_loose(text: str, source: str) -> ReadDate:
    """A date in words: "12 May 2020", "May 2020", "12.5.2020", "c. 2010", "[2010]", "2023a"."""
    if match := re.fullmatch(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})", text):
        return make_date(int(match[3]), int(match[2]), int(match[1]), source=source)
    match = _YEAR.search(text)
    if not match or re.match(r"\s*[Yy]?-", text):
        return ReadDate(remark=f"No year could be read from “{source}”.")
    rest = text[: match.start()] + " " + text[match.end() :]
    if _YEAR.search(rest):  # "2010 Epub 2009 Dec": nobody can tell which year a month belongs to
        year = match.group(1)
        return ReadDate(*_year_only(int(year)), remark=f"“{source}” names more than one year; only {year} was kept.")
    month, day = parse_month(rest) if _WORD.search(rest) else (None, None)
    date = make_date(int(match.group(1)), month, day, source=source)
    if not date.remark and not month and re.search(r"\d", rest):
        return ReadDate(date.year, remark=f"Only the year could be read from “{source}”.")
    return date


@lru_cache(maxsize=5000)
def parse_year(text: str) -> ReadDate:
    """A year field; whatever else it says about the date is read too ("May 2020", "2020-05-12")."""
    return parse_date(re.sub(r"\s*(?:--|–|—)\s*", "/", text.strip(), count=1).strip("[]()., "))


@lru_cache(maxsize=5000)
def parse_month(text: str) -> tuple[int | None, int | None]:
    """(month, day) of a month field: "jan", "05", "May", "may--june", "12 May"; of two the first."""
    words = [word.lower() for word in _WORD.findall(text)]
    month = next((number for word in words if (number := _month_of(word))), None)
    numbers = [int(number) for number in re.findall(r"(?<!\d)\d{1,2}(?!\d)", text)]
    if month is not None:
        day = numbers[0] if numbers and 1 <= numbers[0] <= 31 else None
        return month, day
    if not words and numbers and 1 <= numbers[0] <= 12:
        return numbers[0], None
    return None, None


def _month_of(word: str) -> int | None:
    if word in _MONTHS:
        return _MONTHS[word]
    for name, number in _MONTHS.items():
        if len(word) >= 4 and name.startswith(word):
            return number
    return None
