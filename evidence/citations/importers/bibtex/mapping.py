"""Fields of a BibTeX or biblatex entry to a `CitationRecord`.

The tables say which field feeds which; the functions below them say how a value is read. `note`, `annote` and
whatever else a collection keeps for itself (keywords, ratings, streams) are somebody's working notes: they
are never taken into a record, only looked through for identifiers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ... import identifiers, latex
from ...dates import ReadDate, make_date, parse_date, parse_month, parse_year
from ...kinds import kind_by_title, kind_by_words
from ...languages import language_tag
from ...names import parse_names
from ...plain_text import decode_entities
from ...preprints import server_name
from ...record import CitationRecord, Name
from .entry_types import record_type as entry_type_of
from .identifying import find_identifiers
from .reading import Reader

_CONTAINER = {
    "article-journal": ("journaltitle", "journal", "fjournal", "booktitle", "maintitle"),
    "article": ("journaltitle", "journal", "fjournal", "booktitle"),
    "chapter": ("booktitle", "maintitle", "journaltitle", "journal"),
    "paper-conference": ("booktitle", "maintitle", "journaltitle", "journal", "eventtitle"),
}
_OTHER_CONTAINER = ("booktitle", "journaltitle", "journal", "maintitle")
_PUBLISHER = ("publisher", "institution", "school", "organization", "organisation", "company")
_PLACE = ("location", "address", "place")
_NUMBER = ("eid", "articleno", "article-number", "articlenumber", "elocation-id", "artnum")

_SHOWN = {
    "title": ("title", "subtitle"),
    "name of the journal or book": ("journal", "journaltitle", "booktitle"),
    "list of authors": ("author",),
}
"""Where a LaTeX command that was not understood would be seen by every reader -> the fields it can stand in."""


class NoTitle(ValueError):
    """An entry that names no title cannot become a record."""


def to_record(entry_type: str, fields: dict[str, str], key: str = "") -> tuple[CitationRecord, list[str]]:
    """The record of an entry and sentences about what deserves a look.

    `fields` are lower-case names and resolved values. Raises NoTitle with a full sentence.
    """
    read = Reader(entry_type, fields, key)
    title = _title(read)
    if not title:
        raise NoTitle("The entry has no title, so no record can be made from it.")
    for label, names in () if read.plain else _SHOWN.items():
        for command in read.unknown_commands(*names):
            read.remarks.append(
                f"The {label} holds the LaTeX command “{command}”, which was not understood; please look."
            )
    authors, complete = _names(read, "author")
    editors = _names(read, "editor")[0] if "editor" in fields else ()
    ids = find_identifiers(read)
    record_type = entry_type_of(read, ids)
    date = _date(read)
    pages, number, issue = _numbers(read, record_type)
    publisher = _publisher(read, record_type)
    container = _container(read, record_type, publisher, ids.server)
    if record_type == "article" and container and server_name(publisher) == server_name(container) != "":
        publisher = ""
    if publisher and publisher == container == read.text("howpublished"):
        publisher = ""  # `howpublished` repeats the container for styles that print nothing else of it
    original = read.text("origtitle") if "origtitle" in fields else ""
    isbn = issn = ""
    if "isbn" in fields or "issn" in fields:
        isbn = _checked(read, "isbn", "ISBN") or identifiers.canonical_isbn(read.text("issn"))
        issn = _checked(read, "issn", "ISSN") or identifiers.canonical_issn(read.text("isbn"))
    language = read.text("langid", "language", "hyphenation")
    kind = kind_by_title(title) or ("entrysubtype" in fields and kind_by_words(read.text("entrysubtype"))) or ""
    return CitationRecord(
        title=title,
        original_title=original if original != title else "",
        type=record_type,
        kind_of_record=kind,
        authors=authors,
        authors_complete=complete,
        editors=editors,
        container_title=container,
        container_short=read.text("shortjournal", "journalabbreviation", "journal-iso", "shortbooktitle"),
        publisher=publisher,
        place=read.text(*_PLACE),
        edition=read.text("edition") if "edition" in fields else "",
        year=date.year,
        month=date.month,
        day=date.day,
        volume=_range(read.text("volume")),
        issue=issue,
        pages=pages,
        number=number,
        doi=ids.doi,
        pmid=ids.pmid,
        pmcid=ids.pmcid,
        isbn=isbn,
        issn=issn,
        url=ids.url,
        accessed=_accessed(read),
        version=read.text("version") if "version" in fields else "",
        language=language_tag(language) if language else "",
        abstract=read.text("abstract"),
    ), read.remarks


def _title(read: Reader) -> str:
    names = ["title"]
    if read.type.endswith("proceedings") or read.type in ("collection", "periodical"):
        names += ["booktitle", "maintitle", "journaltitle", "issuetitle"]
    title = read.text(*names)
    subtitle = read.text("subtitle")
    if title and subtitle and subtitle.lower() not in title.lower():
        title = f"{title}{' ' if title[-1] in '?!:.' else ': '}{subtitle}"
    return title if _WORD_SIGN.search(title) else ""


def _names(read: Reader, name: str) -> tuple[tuple[Name, ...], bool]:
    value = read.fields.get(name, "")
    if not value:
        return (), True
    parsed = parse_names(decode_entities(value))
    read.remarks.extend(parsed.remarks)
    return _with_orcids(parsed.names, read.fields.get(f"{name}+an:orcid", "")), parsed.complete


_ANNOTATION = re.compile(r"(\d{1,5})\s*=\s*\"([^\"]*)\"")


def _with_orcids(names: tuple[Name, ...], annotation: str) -> tuple[Name, ...]:
    """Names with the ORCIDs that biblatex's annotation (`1="0000-..."; 3="..."`) gives for their places."""
    if not annotation:
        return names
    given = {int(place): identifiers.canonical_orcid(text) for place, text in _ANNOTATION.findall(annotation)}
    if not any(given.values()) or max(given) > len(names):
        return names
    return tuple(replace(name, orcid=given.get(place, "")) for place, name in enumerate(names, 1))


def _checked(read: Reader, name: str, label: str) -> str:
    value = read.text(name)
    if not value:
        return ""
    canonical = identifiers.canonical_isbn(value) if name == "isbn" else identifiers.canonical_issn(value)
    other = identifiers.canonical_issn(value) if name == "isbn" else identifiers.canonical_isbn(value)
    if not canonical and not other:
        read.remarks.append(f"“{value[:40]}” is not a valid {label} (its check digit does not fit); it was left out.")
    return canonical


# -- type, container, numbers, dates ----------------------------------------------------------------------


def _container(read: Reader, record_type: str, publisher: str, server: str) -> str:
    names = _CONTAINER.get(record_type, _OTHER_CONTAINER)
    container = read.text(*names)
    for title, subtitle in (("booktitle", "booksubtitle"), ("journaltitle", "journalsubtitle")):
        if container and container == read.text(title) and (rest := read.text(subtitle)):
            container = f"{container}: {rest}"
    if record_type == "article" and not container:
        container = read.text("howpublished")
        if not server_name(container):
            container = server or (publisher if server_name(publisher) else container)
    if record_type in ("book", "document", "webpage") and container == _title(read):
        return ""
    return container


def _publisher(read: Reader, record_type: str) -> str:
    names = ("institution", *_PUBLISHER) if record_type in ("report", "thesis") else _PUBLISHER
    publisher = read.text(*names)
    if not publisher and record_type in ("document", "webpage", "report", "dataset", "software"):
        published = read.text("howpublished")
        if not re.search(r"https?://|www\.", published):
            publisher = published
    return publisher


def _range(text: str) -> str:
    """Numbers with plain hyphens: "12–13" and "12--13" become "12-13"."""
    return text if text.isalnum() else _DASHES.sub("-", text)


_DASHES = re.compile(r"\s*[-‐‑‒–—−]+\s*")
_BEFORE_PAGES = re.compile(r"^(?:pp?\.\s*|pp?\s+|pp|(?:pages?|pgs?\.?|S\.|Seiten?)\s+)(?=\d)")
_COMMA = re.compile(r"\s*,\s*")
_PLAIN_PAGES = re.compile(r"([^\W\d]?\d+)[-–](\w+)")
_WORD_SIGN = re.compile(r"\w")


def _pages(text: str) -> str:
    if plain := _PLAIN_PAGES.fullmatch(text):
        return f"{plain.group(1)}-{plain.group(2)}"
    text = _COMMA.sub(", ", _range(_BEFORE_PAGES.sub("", text))).strip(" ,")
    return text if _WORD_SIGN.search(text) else ""


def _numbers(read: Reader, record_type: str) -> tuple[str, str, str]:
    """(pages, number, issue): `number` is the issue of a journal and the number of anything else."""
    pages = _pages(read.text("pages", "page"))
    number = read.text(*_NUMBER)
    issue, plain = _range(read.text("issue")), _range(read.text("number"))
    if record_type in ("article-journal", "article"):
        issue = plain or issue
    else:
        number = number or plain
    if number == pages:
        number = ""
    return pages, number, issue


def _date(read: Reader) -> ReadDate:
    whole = read.verbatim("date")
    year_text = latex.decode(read.fields.get("year", ""))
    date = parse_date(whole) if whole else ReadDate()
    if date.year is None and year_text:
        date = parse_year(year_text)
    elif whole and year_text and date.year and (year := parse_year(year_text).year) and year != date.year:
        read.remarks.append(f"The entry gives two years, {date.year} and {year}; the first was kept.")
    if date.remark:
        read.remarks.append(date.remark)
    if date.year is None:
        if not whole and not year_text:
            read.remarks.append("The entry gives no year.")
        return ReadDate()
    if date.month is None and (month_text := latex.decode(read.fields.get("month", ""))):
        month, day = parse_month(month_text)
        if month is None:
            read.remarks.append(f"No month could be read from “{month_text[:40]}”.")
            return date
        return _completed(read, date.year, month, day or _day(read))
    if date.month and date.day is None and (day := _day(read)):
        return _completed(read, date.year, date.month, day)
    return date


def _day(read: Reader) -> int | None:
    match = re.search(r"(?<!\d)\d{1,2}(?!\d)", read.verbatim("day")) if "day" in read.fields else None
    return int(match.group()) if match else None


def _completed(read: Reader, year: int, month: int, day: int | None) -> ReadDate:
    date = make_date(year, month, day, source="")
    if date.remark:
        parts = (latex.decode(read.fields.get(name, "")) for name in ("year", "month", "day"))
        date = make_date(year, month, day, source=" ".join(filter(None, parts)))
        read.remarks.append(date.remark)
    return date


_ACCESSED = ("urldate", "accessed", "lastchecked")


def _accessed(read: Reader) -> str:
    if read.fields.keys().isdisjoint(_ACCESSED):
        return ""
    value = next(filter(None, map(read.verbatim, _ACCESSED)), "")
    date = parse_date(value) if value else ReadDate()
    if date.year is None:
        return ""
    return "-".join(f"{part:02d}" for part in (date.year, date.month, date.day) if part is not None)
