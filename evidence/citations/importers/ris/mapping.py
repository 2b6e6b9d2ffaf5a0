"""Tags of one RIS record to a `CitationRecord`.

What a tag holds differs between programs: the journal is in JF, T2 or JO, the year in PY, Y1 or DA, the abstract in AB
or N2. The tables name the tags in the order in which they are trusted. Notes (N1, RN, U1 ...) are somebody's working
notes: they are looked through for identifiers and never taken into a record.
"""

from __future__ import annotations

import re

from ... import identifiers
from ...dates import ReadDate, make_date, parse_date
from ...kinds import kind_by_title, kind_by_words
from ...languages import language_tag
from ...markup import clean_text
from ...names import listed_name
from ...plain_text import plain_text
from ...preprints import is_preprint_doi, server_name
from ...record import PUBLICATION_TYPES, CitationRecord, Name
from ..pubmed_words import whole_pages

TYPES: dict[str, str] = {
    "JOUR": "article-journal", "EJOUR": "article-journal", "MGZN": "article-journal", "NEWS": "article-journal",
    "JFULL": "article-journal", "INPR": "article-journal", "ABST": "article-journal", "UNPB": "document",
    "MANSCPT": "document", "BOOK": "book", "EBOOK": "book", "EDBOOK": "book", "SER": "book", "CLSWK": "book",
    "CHAP": "chapter", "ECHAP": "chapter", "ENCYC": "chapter", "DICT": "chapter", "CPAPER": "paper-conference",
    "CONF": "paper-conference", "RPRT": "report", "GOVDOC": "report", "STAND": "report", "THES": "thesis",
    "DATA": "dataset", "AGGR": "dataset", "DBASE": "dataset", "COMP": "software", "ELEC": "webpage", "WEB": "webpage",
    "BLOG": "webpage", "ICOMM": "webpage", "GEN": "document", "MISC": "document", "OTHER": "document",
    "PREPRINT": "article", "PAMP": "document", "PCOMM": "document", "PAT": "document", "VIDEO": "document",
    "SOUND": "document", "SLIDE": "document", "MAP": "document", "ART": "document", "LEGAL": "document",
    "BILL": "document", "CASE": "document", "HEAR": "document", "STAT": "document", "UNBILL": "document",
    "ADVS": "document", "ANCIENT": "document", "CHART": "document", "CTLG": "document", "EQUA": "document",
    "FIGURE": "document", "GRANT": "document", "MPCT": "document", "MULTI": "document", "MUSIC": "document",
    "JOURNAL ARTICLE": "article-journal", "BOOK SECTION": "chapter", "CONFERENCE PAPER": "paper-conference",
    "CONFERENCE PROCEEDINGS": "paper-conference", "REPORT": "report", "THESIS": "thesis", "WEB PAGE": "webpage",
    "DATASET": "dataset", "COMPUTER PROGRAM": "software", "GENERIC": "document",
    "ELECTRONIC ARTICLE": "article-journal", "UNPUBLISHED WORK": "document", "EDITED BOOK": "book",
}  # fmt: skip
"""RIS type, or EndNote's words for it -> type of the record. Any other one is told and read as it can be."""

TAGS = frozenset(
    """
    TY A1 A2 A3 A4 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CN CP CT CY DA DB DI DO DP ED EP ER ET ID IS J1 J2 JA JF
    JI JO J9 KW L1 L2 L3 L4 LA LB LK M1 M2 M3 N1 N2 NV OP PA PB PI PP PU PY RI RN RP SE SN SP ST T1 T2 T3 TA TI TT U1 U2
    U3 U4 U5 UR VL VO Y1 Y2
    """.split()  # noqa: SIM905
)

_JOURNAL = ("JF", "T2", "BT", "JO", "JA", "J2", "J1", "JI", "J9")
_SHORT = ("J2", "JA", "JI", "J1", "JO", "J9")
_BOOK = ("T2", "BT", "JF", "JO")
_NOTES = ("N1", "M3", "L3", "U1", "U2", "U3", "U4", "U5", "C1", "C5")
_NOTHING = frozenset(["na", "n/a", "null", "none", "-"])
_NOT_ALL = "The source of this record does not name all authors."
_OTHERS = re.compile(r"(?:and\s+)?(?:others|et\.?\s*al\.?)", re.IGNORECASE)
_PUBMED = re.compile(r"pubmed|medline|nlm|ncbi|^$", re.IGNORECASE)


class NoTitle(ValueError):
    """A record that names no title cannot become one of ours."""


class _Tags:
    """The values of a record by their tags."""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self.fields = fields
        self.values: dict[str, list[str]] = {}
        for tag, value in fields:
            if value and value.lower() not in _NOTHING:
                self.values.setdefault(tag, []).append(value)

    def all(self, *tags: str) -> list[str]:
        return [value for tag in tags for value in self.values.get(tag, ())]

    def in_their_order(self, *tags: str) -> list[str]:
        """The values of these tags as they stand in the record; those of one, where another only repeats them."""
        used = [tag for tag in tags if tag in self.values]
        if all(self.values[tag] == self.values[used[0]] for tag in used):
            return self.all(*used[:1])
        return [value for tag, value in self.fields if tag in used and value in self.values[tag]]

    def first(self, *tags: str) -> str:
        return next(iter(self.all(*tags)), "")

    def text(self, *tags: str) -> str:
        """The first of these tags that says something, as plain text."""
        return next((text for value in self.all(*tags) if (text := clean_text(value))), "")


def to_record(fields: list[tuple[str, str]]) -> tuple[CitationRecord, list[str]]:
    """The record of a record's tags and values, and sentences about what deserves a look. Raises NoTitle."""
    tags = _Tags(fields)
    remarks: list[str] = []
    said = tags.first("TY").strip().upper()
    record_type = TYPES.get(said)
    if record_type is None:
        record_type = "article-journal" if tags.first("JF", "JO", "T2") else "document"
        remarks.append(f"The type “{said[:40]}” is not known; it was read as: {PUBLICATION_TYPES[record_type]}.")
    title = tags.text(
        "TI", "T1", *(("CT",) if record_type != "chapter" else ()), "BT" if record_type == "book" else "ST"
    )
    title = title or tags.text("ST", "T2" if record_type == "book" else "TI")
    if not re.search(r"\w", title):
        raise NoTitle("The record has no title (TI or T1), so no record can be made from it. Add it and import again.")
    doi = _doi(tags, remarks)
    container = tags.text(*(_BOOK if record_type in ("chapter", "paper-conference") else _JOURNAL))
    publisher = tags.text("PB", "PU")
    preprint = "preprint" in tags.first("M3").lower() or is_preprint_doi(doi) or bool(server_name(container))
    if record_type in ("article-journal", "document") and preprint:
        record_type = "article"
        container = container or (publisher if server_name(publisher) else "")
        publisher = "" if publisher == container else publisher
    if record_type in ("book", "document", "webpage") and container == title:
        container = ""
    authors, complete = _names(tags.in_their_order("AU", "A1"))
    editors, _ = _names(tags.all("A2", "ED") if said != "EDBOOK" else tags.all("AU", "A1", "A2", "ED"))
    if said in ("EDBOOK", "EDITED BOOK"):
        authors, editors = (), editors or authors
    if _NOT_ALL in tags.all("N1"):
        complete = False
    date = _date(tags)
    if date.remark:
        remarks.append(date.remark)
    volume, issue = _volume(plain_text(tags.first("VL", "VO")), plain_text(tags.first("IS", "CP")))
    pages, number = _pages(tags, record_type)
    numbers = " ".join(tags.all("SN"))
    url = _url(tags)
    pmid, pmcid = _pubmed(tags)
    edition = plain_text(tags.first("ET"))
    versioned = record_type in ("dataset", "software")
    short = tags.text(*_SHORT)
    language = tags.first("LA")
    original = tags.text("TT", "OP") if record_type == "article-journal" else ""
    return CitationRecord(
        title=title,
        original_title=original if original != title else "",
        type=record_type,
        kind_of_record=_kind(said, title, tags),
        authors=authors,
        authors_complete=complete or not authors,
        editors=editors,
        container_title=container,
        container_short=short if short != container else "",
        publisher=publisher,
        place=tags.text("CY", "PP", "PI"),
        edition="" if versioned else edition,
        version=edition if versioned else "",
        year=date.year,
        month=date.month,
        day=date.day,
        volume=volume,
        issue=issue,
        pages=pages,
        number=number,
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        isbn=identifiers.canonical_isbn(numbers),
        issn=identifiers.canonical_issn(numbers) if not identifiers.canonical_isbn(numbers) else "",
        url=url,
        accessed=_accessed(tags.first("Y2", "RD")),
        language=language_tag(language) if language else "",
        abstract=max((clean_text(value) for value in tags.all("AB", "N2")), key=len, default=""),
    ), remarks


def _kind(said: str, title: str, tags: _Tags) -> str:
    """What the title says, else what EndNote keeps as the type of article, else that it is an abstract."""
    by_words = next((kind for value in tags.all("M3") if (kind := kind_by_words(value))), "")
    return kind_by_title(title) or by_words or ("conference_abstract" if said == "ABST" else "")


def _doi(tags: _Tags, remarks: list[str]) -> str:
    written = tags.first("DO", "DI")
    doi = identifiers.canonical_doi(written) or identifiers.find_doi(written)
    if written and not doi:
        remarks.append(f"“{written[:80]}” is not a DOI; it was left out.")
    for value in tags.all("UR", "LK", "L3", "M3") if not doi else ():
        doi = doi or identifiers.canonical_doi(value.split(" ")[0])
    if not doi:
        in_notes = dict.fromkeys(
            found for value in tags.all("N1", "M3", "L3") for found in identifiers.find_dois(value)
        )
        if len(in_notes) == 1:
            doi = next(iter(in_notes))
            remarks.append(f"The DOI {doi} was found in a note; please check it.")
    return doi


def _pubmed(tags: _Tags) -> tuple[str, str]:
    """(PMID, PMCID): EndNote keeps them in AN and C2, PubMed Central in U1 and AN."""
    pmid = pmcid = ""
    for value in tags.all("AN", "C2", *_NOTES, "UR"):
        pmcid = pmcid or identifiers.find_pmcid(value)
        marked = re.fullmatch(r"\s*(\d{1,8})\s*\[pmid\]\s*", value, re.IGNORECASE)
        pmid = pmid or (identifiers.canonical_pmid(marked.group(1)) if marked else identifiers.find_pmid(value))
    number = tags.first("AN").strip()
    if not pmid and re.fullmatch(r"\d{1,8}", number) and _PUBMED.search(tags.first("DB", "DP")):
        pmid = identifiers.canonical_pmid(number)
    if not pmcid and re.fullmatch(r"PMC\d+", tags.first("C2").strip()):
        pmcid = identifiers.canonical_pmcid(tags.first("C2"))
    return pmid, pmcid


def _names(written: list[str]) -> tuple[tuple[Name, ...], bool]:
    names = []
    complete = True
    for value in written:
        for one in value.split(";") if value.count(";") and "," in value else [value]:
            text = clean_text(one).strip(" ,;")
            if _OTHERS.fullmatch(text):
                complete = False
            elif text and (name := listed_name(text if not one.rstrip().endswith(",,") else one)):
                names.append(name)
    return tuple(names), complete


_RIS_DATE = re.compile(r"\s*(\d{4})(?:[/.-](\d{0,2})(?:[/.-](\d{0,2}))?)?(?:[/.-].*)?\Z")


def _date(tags: _Tags) -> ReadDate:
    """The date of publication: the fullest of those that tell the same year as the first one."""
    found = ReadDate()
    remark = ""
    for value in tags.all("PY", "Y1", "DA"):
        if re.search(r"received|accepted|revised", value, re.IGNORECASE):
            continue
        match = _RIS_DATE.match(value)
        if match:
            year, month, day = match.groups()
            date = make_date(
                int(year),
                int(month) if month and int(month) else None,
                int(day) if month and day and int(month) and int(day) else None,
                source=value,
            )
        else:
            text = f"{value} {found.year}" if found.year and not re.search(r"\d{4}", value) else value
            date = parse_date(text.strip(" /"))
        if date.year is None:
            remark = remark or (date.remark if re.search(r"\d", value) else "")
        elif found.year is None or (date.year == found.year and _precision(date) > _precision(found)):
            found = date
    return found if found.year is not None else ReadDate(remark=remark or "The record gives no year.")


def _precision(date: ReadDate) -> int:
    return sum(part is not None for part in (date.year, date.month, date.day))


def _accessed(value: str) -> str:
    date = parse_date(value.strip(" /").replace("/", "-")) if value else ReadDate()
    return "-".join(f"{part:02d}" for part in (date.year, date.month, date.day) if part is not None)


def _volume(volume: str, issue: str) -> tuple[str, str]:
    """(volume, issue): "50(2)" holds both, "v. 40" a word too many."""
    volume = re.sub(r"\A(?:v|vol|volume)\.?\s+(?=\d)", "", volume, flags=re.IGNORECASE)
    match = re.fullmatch(r"(\w+)\s*\(\s*([^()]+?)\s*\)", volume)
    if match and not issue:
        return match.group(1), match.group(2)
    return re.sub(r"\s*[-–—]+\s*", "-", volume), re.sub(r"\s*[-–—]+\s*", "-", issue)


def _pages(tags: _Tags, record_type: str) -> tuple[str, str]:
    """(pages, number of the article or report)."""
    first, last = plain_text(tags.first("SP")), plain_text(tags.first("EP"))
    in_journal = record_type in ("article-journal", "article")
    number = plain_text(tags.first("C7") if in_journal else tags.first("M1"))
    if record_type == "report" and not number:
        number = next((value for value in tags.all("SN") if not _is_serial(value)), "")
    first = re.sub(r"\A(?:pp?\.?\s*)(?=\d)", "", first, flags=re.IGNORECASE)
    pages = whole_pages(f"{first}-{last}" if first and last and last != first else first)
    return ("" if pages == number else pages), number


def _is_serial(value: str) -> bool:
    return bool(identifiers.canonical_isbn(value) or identifiers.canonical_issn(value))


def _url(tags: _Tags) -> str:
    """The first web address that is not the DOI's or PubMed's own."""
    for value in tags.all("UR", "LK"):
        for address in re.split(r";\s*(?=(?:https?:)?//)|\s+", value):
            address = re.sub(r"\A//(?=\w)|\A(?=www\.)", "https://", address.strip(" <>;"))
            if not re.match(r"(?:https?|ftp)://[^\s<>\"]+\Z", address):
                continue
            if not identifiers.canonical_doi(address) and not re.search(
                r"//(?:www\.)?(?:pubmed\.)?ncbi\.nlm\.nih\.gov/pubmed", address
            ):
                return address
    return ""
