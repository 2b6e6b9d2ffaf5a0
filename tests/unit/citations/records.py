"""Records to test with: one of every kind, and generated ones with the nastiest names and titles."""

import calendar

from hypothesis import strategies as st

from evidence.citations.identifiers import canonical_doi
from evidence.citations.latex import encode
from evidence.citations.names import parse_names, person
from evidence.citations.plain_text import decode_entities, plain_text, strip_inline_markup
from evidence.citations.preprints import is_preprint_doi, server_name
from evidence.citations.record import PUBLICATION_TYPES, CitationRecord, Name


def people(count: int) -> tuple[Name, ...]:
    """ "Aalto, A. X.", "Babel, B. X.", ...: names that are easy to tell apart."""
    letters = [chr(ord("A") + number % 26) for number in range(count)]
    return tuple(
        Name(f"{letter}amily{'' if number < 26 else number}", f"{letter}iven X.")
        for number, letter in enumerate(letters)
    )


def record(**changes: object) -> CitationRecord:
    """A whole journal article, with these facts instead."""
    facts = {
        "title": "Fatigue in adults: A study",
        "authors": people(2),
        "container_title": "Journal of Rest",
        "year": 2021,
        "month": 5,
        "day": 4,
        "volume": "12",
        "issue": "3",
        "pages": "45-67",
        "doi": "10.1234/rest.12",
    }
    return CitationRecord(**(facts | changes))  # type: ignore[arg-type]


ONE_OF_EACH = {
    "article-journal": record(pmid="37255930", pmcid="PMC10224655", issn="0028-0836"),
    "article": record(
        type="article", container_title="medRxiv", doi="10.1101/2021.01.28.21250708", volume="", issue="", pages=""
    ),
    "book": record(
        type="book",
        container_title="",
        publisher="Unipub",
        place="Oslo",
        edition="2nd",
        isbn="9780306406157",
        issue="",
        pages="",
    ),
    "chapter": record(
        type="chapter",
        container_title="The book of rest",
        editors=people(1),
        publisher="Unipub",
        place="Oslo",
        issue="",
    ),
    "paper-conference": record(type="paper-conference", container_title="Proceedings of rest", issue=""),
    "report": record(
        type="report",
        container_title="",
        publisher="World Health Organization",
        number="12",
        volume="",
        issue="",
        pages="",
    ),
    "thesis": record(
        type="thesis", container_title="", publisher="University of Oslo", volume="", issue="", pages="", doi=""
    ),
    "dataset": record(
        type="dataset", container_title="", publisher="Zenodo", version="2", volume="", issue="", pages=""
    ),
    "webpage": record(
        type="webpage",
        container_title="A site",
        doi="",
        url="https://example.org/page",
        accessed="2024-01-05",
        volume="",
        issue="",
        pages="",
    ),
    "software": record(
        type="software", container_title="", publisher="Zenodo", version="1.4", volume="", issue="", pages=""
    ),
    "document": record(
        type="document", container_title="", publisher="A clinic", volume="", issue="", pages="", doi=""
    ),
}
assert ONE_OF_EACH.keys() == PUBLICATION_TYPES.keys()


# -- generated records ------------------------------------------------------------------------------------

_SIGNS = st.sampled_from("abc ABC éÖßñøŁ ЖΩ 王محم 09 .,-'’ {}\\%&#$_~^\"<>@()[]*+=/:;!?–—`|\u0301")
_WORDS = st.sampled_from(
    ["ME/CFS", "and", "AND", "others", "van", "Jr", "5 %", "AT&T", "--", "``", "CD8⁺", "\\&", "{x", "x}"]
)


def texts(least: int = 0, most: int = 40) -> st.SearchStrategy[str]:
    """Plain text as a record may hold it: no markup, no entities, nothing to fold."""
    pieces = st.lists(st.text(_SIGNS, min_size=1, max_size=6) | _WORDS, min_size=least, max_size=max(most // 6, 1))
    return (
        pieces.map(" ".join)
        .map(plain_text)
        .filter(lambda text: len(text) >= least and strip_inline_markup(decode_entities(text)) == text)
    )


def _is_a_name(name: Name) -> bool:
    return any(sign.isalnum() for sign in name.display)


def _is_somebody(name: Name) -> bool:
    """A body called "Unknown" or "others" is nobody, in whichever format it is written."""
    return not name.is_body or bool(parse_names("{" + encode(name.literal) + "}").names)


names = (
    st.builds(person, texts(1, 14), texts(0, 14), texts(0, 8), texts(0, 5))
    | st.builds(
        Name,
        family=st.sampled_from(["O'Neil", "Smith", "Al Hassan", "de Vries", "García-López", "王", "<script>"]),
        given=texts(0, 10),
    )
    | texts(1, 30).map(lambda text: Name(literal=text))
).filter(lambda name: _is_a_name(name) and _is_somebody(name))

dois = (
    st.from_regex(r"10\.[0-9]{4,5}/[a-z0-9.()<>;:_/{}\\%-]{1,20}", fullmatch=True)
    .map(canonical_doi)
    .filter(lambda doi: doi and not is_preprint_doi(doi))
)
_numbers = st.from_regex(r"[A-Za-z]?[0-9]{1,5}(?:-[0-9]{1,5})?(?: Suppl)?", fullmatch=True)
_pages = st.from_regex(r"[A-OQ-Za-oq-z]{0,2}[0-9]{1,5}(?:-[A-OQ-Z]{0,2}[0-9]{1,5})?(?:, [0-9]{1,4})?", fullmatch=True)
_urls = st.sampled_from(
    ["https://example.org/a_b?c=d&e=50%25#f~g", "http://example.org/~user/", "ftp://example.org/x-{y}"]
).map(lambda url: url.replace("{", "%7B").replace("}", "%7D"))


@st.composite
def dates(draw: st.DrawFn) -> tuple[int | None, int | None, int | None]:
    year = draw(st.none() | st.integers(1000, 2999))
    month = draw(st.none() | st.integers(1, 12)) if year else None
    day = draw(st.none() | st.integers(1, calendar.monthrange(year, month)[1])) if year and month else None
    return year, month, day


@st.composite
def records(draw: st.DrawFn) -> CitationRecord:
    year, month, day = draw(dates())
    authors = tuple(draw(st.lists(names, max_size=4)))
    title = draw(texts(1, 60).filter(lambda text: any(sign.isalnum() for sign in text)))
    record_type = draw(st.sampled_from(sorted(PUBLICATION_TYPES)))
    another = texts(0, 30).filter(lambda text: not server_name(text) and text != title)
    container, publisher = draw(another), draw(another)
    pages, number = draw(st.just("") | _pages), draw(st.just("") | _numbers)
    url = draw(st.just("") | _urls)
    return CitationRecord(
        title=title,
        type=record_type,
        authors=authors,
        authors_complete=not authors or draw(st.booleans()),
        editors=tuple(draw(st.lists(names, max_size=2))),
        container_title=container,
        container_short=draw(texts(0, 10)),
        publisher="" if publisher == container else publisher,
        place=draw(texts(0, 10)),
        edition=draw(texts(0, 6)),
        year=year,
        month=month,
        day=day,
        volume=draw(st.just("") | _numbers),
        issue=draw(st.just("") | _numbers),
        pages=pages,
        number="" if number == pages else number,
        doi=draw(st.just("") | dois),
        pmid=draw(st.sampled_from(["", "37255930", "1"])),
        pmcid=draw(st.sampled_from(["", "PMC10224655"])),
        isbn=draw(st.sampled_from(["", "9780306406157", "080442957X"])),
        issn=draw(st.sampled_from(["", "0028-0836", "2434-561X"])),
        url=url,
        accessed=draw(st.sampled_from(["", "2024-01-05", "2024-01", "2024"])),
        version=draw(texts(0, 8)),
        language=draw(st.sampled_from(["", "en", "de", "pt-BR", "zh-Hant-TW"])),
        abstract=draw(texts(0, 80)),
    )
