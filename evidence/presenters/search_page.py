"""The list of evidence as a page: what was asked in words, how to change it, and what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evidence.presenters.study_list import StudyRow
from evidence.presenters.words import number, shown, studies
from evidence.search.asked import SORTS, Asked
from evidence.search.facets import Counts, FacetValue, shown_value, toggled
from evidence.search.query import BY_KEY, FIELDS, Query
from evidence.search.shelf import Found

PATH = "/evidence"
LONGEST_TITLE = 90
_DOORS = {
    "doi": ("DOI", "https://doi.org/"),
    "pmid": (gettext_noop("PubMed number"), "https://pubmed.ncbi.nlm.nih.gov/"),
    "pmcid": (gettext_noop("PubMed Central number"), "https://pmc.ncbi.nlm.nih.gov/articles/"),
}
EXPORTS = (
    ("BibTeX", "/evidence.bib"),
    ("RIS", "/evidence.ris"),
    ("CSL-JSON", "/evidence.csl.json"),
    ("CSV", "/evidence.csv"),
    ("JSON Lines", "/evidence.jsonl"),
    (gettext_noop("Everything for a review (ZIP)"), "/evidence.zip"),
)


@dataclass(frozen=True, slots=True)
class Chip:
    """One part of the question in words, and the address of the question without it."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Group:
    """One facet of the form. `opened`: something of it is chosen."""

    key: str
    words: str
    values: list[FacetValue]
    opened: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One year of the histogram, in units of the drawing (100 high)."""

    x: int
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Years:
    """The years of the result as a small drawing and in words; `first` and `last` fill the form."""

    first: str
    last: str
    bars: tuple[Bar, ...]
    width: int
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """One result: the row of any list of studies, and the passage that holds the words.

    `drawn` is the whole of it as a page shows it, where that is known already.
    """

    study: StudyRow
    passage: SafeString | str
    drawn: SafeString | str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A row as a page shows it: without a passage, and what stands before and behind one."""

    told: StudyRow
    alone: SafeString
    before: SafeString
    behind: SafeString

    def row(self, passage: SafeString | str) -> Row:
        return Row(
            self.told, passage, self.before + conditional_escape(passage) + self.behind if passage else self.alone
        )


@dataclass(frozen=True, slots=True)
class SearchPage:
    """All that the page shows. `is_plain`: the whole shelf, first page, in its usual order."""

    title: str
    box: str
    count: str
    total: int
    rows: list[Row]
    chips: list[Chip]
    groups: list[Group]
    years: Years
    sorts: list[tuple[str, str, bool]]
    kept: list[tuple[str, str]]
    problems: tuple[str, ...]
    notes: tuple[str, ...]
    suggestions: list[tuple[str, str]]
    paper: tuple[str, str, str] | None
    retracted: int
    leave_out_retracted: bool
    next: str
    first: str
    exports: list[tuple[str, str]]
    feed: str
    address: str
    is_plain: bool
    is_question: bool
    shelf_is_empty: bool


def search_page(
    asked: Asked,
    found: Found,
    counts: Counts,
    *,
    topics: Mapping[str, str],
    suggestions: list[Query] | None = None,
    problems: tuple[str, ...] = (),
    shelf_is_empty: bool = False,
) -> SearchPage:
    """`found` has an `Item` for each row; `topics` are names of topics; `suggestions` lead to something."""
    query, everything = asked.query, asked.first_page()
    chosen = chips(asked, topics)
    return SearchPage(
        title=_title([chip.words for chip in chosen], asked),
        box=query.box,
        count=count_words(counts.total),
        total=counts.total,
        rows=[item.row(found.highlights.get(pk, "")) for pk, item in zip(found.ids, found.rows, strict=True)],
        chips=chosen,
        groups=_groups(asked, counts),
        years=_years(asked, counts.facets.get("year", [])),
        sorts=_sorts(asked),
        kept=[("sort", asked.sort)] if asked.sort != asked.default_sort else [],
        problems=(*asked.problems, *problems),
        notes=query.notes,
        suggestions=[(one.text, replace(everything, query=one).address(PATH)) for one in suggestions or []],
        paper=_paper(query),
        retracted=counts.retracted,
        leave_out_retracted=asked.leave_out_retracted,
        next=replace(asked, after=found.next).address(PATH) if found.next else "",
        first=everything.address(PATH) if asked.after else "",
        exports=[(shown(words), everything.address(path)) for words, path in EXPORTS],
        feed=everything.address("/feeds/search.atom") if not asked.is_everything else "/feeds/evidence.atom",
        address=asked.address(PATH),
        is_plain=not asked.params,
        is_question=not asked.is_everything,
        shelf_is_empty=shelf_is_empty,
    )


def count_words(count: int, capped: bool = False) -> str:
    """ "No studies", "1 study", "1,234 studies", "1,000+ studies"."""
    if not count:
        return _("No studies")
    if capped:
        return _("%(count)s+ studies") % {"count": number(count)}
    return studies(count)


def chips(asked: Asked, topics: Mapping[str, str]) -> list[Chip]:
    """Every part of the question, each with the way to drop it."""
    query, first = asked.query, asked.first_page()
    parts: list[tuple[str, Asked]] = []
    if query.identifier:
        scheme, value = query.identifier
        parts.append((f"{shown(_DOORS[scheme][0])} {value}", _with(first, replace(query, identifier=None))))
    for name, frame in (
        ("words", _("“%(words)s”")),
        ("phrases", _("“%(words)s” as a phrase")),
        ("excluded", _("without “%(words)s”")),
        ("authors", _("author %(words)s")),
        ("excluded_authors", _("not by %(words)s")),
    ):
        for one in getattr(query, name):
            rest = tuple(other for other in getattr(query, name) if other != one)
            parts.append((frame % {"words": one}, _with(first, replace(query, **{name: rest}))))
    for key, values in query.filters.items():
        for value in values:
            parts.append((filter_words(key, value, topics), toggled(asked, key, value)))
    for key, values in query.excluded_filters.items():
        for value in values:
            left = tuple(other for other in values if other != value)
            filters = {one: kept for one, kept in (dict(query.excluded_filters) | {key: left}).items() if kept}
            words = _("not %(words)s") % {"words": filter_words(key, value, topics)}
            parts.append((words, _with(first, replace(query, excluded_filters=filters))))
    if query.years:
        parts.append((years_words(query.years), _with(first, replace(query, years=None))))
    if asked.leave_out_retracted:
        parts.append((_("without retracted papers"), replace(first, leave_out_retracted=False)))
    return [Chip(words, without.address(PATH)) for words, without in parts]


def _with(asked: Asked, query: Query) -> Asked:
    """Another query in the same order, unless that order needs words and none are left."""
    usual = asked.sort == asked.default_sort or not query.has_text
    changed = replace(asked, query=query)
    return replace(changed, sort=changed.default_sort) if usual and asked.sort != "changed" else changed


def filter_words(key: str, value: str, topics: Mapping[str, str]) -> str:
    """A chosen value as a reader says it: “PEM required”, “Design: cohort study”."""
    words = topics.get(value, value) if key == "topic" else shown_value(key, value)
    return words if key == "pem" else f"{shown(BY_KEY[key].words)}: {words}"


def years_words(years: tuple[int | None, int | None]) -> str:
    first, last = years
    if first == last:
        return _("published in %(year)s") % {"year": first}
    if first is None:
        return _("published up to %(year)s") % {"year": last}
    if last is None:
        return _("published from %(year)s on") % {"year": first}
    return _("published %(first)s to %(last)s") % {"first": first, "last": last}


def _title(words: list[str], asked: Asked) -> str:
    if not words:
        base = _("Evidence")
        if asked.sort != asked.default_sort:
            base = f"{base}, {shown(SORTS[asked.sort])}"
    else:
        base = _("Search: %(words)s") % {"words": ", ".join(words)}
        base = base if len(base) <= LONGEST_TITLE else base[: LONGEST_TITLE - 2].rstrip() + " …"
    return _("%(title)s, a later page") % {"title": base} if asked.after else base


def _groups(asked: Asked, counts: Counts) -> list[Group]:
    groups = []
    for one in FIELDS:
        values = counts.facets.get(one.key, [])
        if values:
            groups.append(Group(one.key, shown(one.words), values, bool(asked.query.filters.get(one.key))))
    return groups


def _years(asked: Asked, values: list[FacetValue]) -> Years:
    first, last = asked.query.years or (None, None)
    counted = {int(value.value): value.count for value in values if value.count}
    ends = (f"{first or ''}", f"{last or ''}")
    if not counted:
        return Years(*ends, (), 0, "")
    begin, end, most = min(counted), max(counted), max(counted.values())
    bars = tuple(
        Bar(x=(year - begin) * 10, y=100 - height, height=height)
        for year, count in sorted(counted.items())
        if (height := max(2, round(100 * count / most)))
    )
    busiest = max(year for year, count in counted.items() if count == most)
    words = (
        _("%(studies)s from %(year)d") % {"studies": count_words(most), "year": begin}
        if begin == end
        else _("From %(first)d to %(last)d. Most in %(year)d: %(studies)s.")
        % {"first": begin, "last": end, "year": busiest, "studies": count_words(most)}
    )
    return Years(*ends, bars, (end - begin + 1) * 10, words)


def _sorts(asked: Asked) -> list[tuple[str, str, bool]]:
    """(words, address, whether it is the order now)."""
    return [
        (shown(words), replace(asked.first_page(), sort=sort).address(PATH), sort == asked.sort)
        for sort, words in SORTS.items()
        if sort != "relevance" or asked.query.has_text
    ]


def _paper(query: Query) -> tuple[str, str, str] | None:
    """(scheme in words, identifier, where the paper itself is)."""
    if query.identifier is None:
        return None
    scheme, value = query.identifier
    words, door = _DOORS[scheme]
    return shown(words), value, door + value
