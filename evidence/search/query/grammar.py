"""From the text of the box to a `Query`, and back. Pure, total and linear: any text gives a query.

    exercise test            words: all of them have to occur, in any order and form (exercise, exercises)
    "exercise test"          these words side by side
    -mice  -"long covid"     must not occur; works before any field too: -pem:unclear
    pem:required             a field (`fields.FIELDS`); several values of one field: any of them
    author:jason             a name among the authors
    2019..2021  2019..  year:2020     published in these years
    10.1234/abc  PMID 123  PMC123  https://doi.org/...       a paper by its identifier

What cannot be understood is told in a sentence (`problems`) and searched as text. `Query.text` is the canonical
spelling: parsing it gives the same query.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from evidence.search.query.fields import BY_KEY, BY_NAME, FIELDS, HAS, known_values, resolve, value_words
from evidence.search.query.identifiers import identifier_of, tidy
from evidence.search.query.spelling import plain
from evidence.tongue import gettext as _

LONGEST = 20_000
"""Characters that are read. The canonical text of what was read always fits."""
MOST_TERMS = 50
LONGEST_TERM = 200


_DASHES = r"\-−–—‐‑‒―﹣－"
_PIECE = re.compile(
    rf'\s*(?P<sign>[{_DASHES}]+(?=[^\s{_DASHES}])|)(?:(?P<field>[^\W\d_]+):(?=\S))?(?:"(?P<quoted>[^"]*)"|'
    r'(?P<open>")|(?P<bare>[^\s"]+))'
)
_YEARS = re.compile(r"(?:(\d{4})\.{2,3}(\d{4})?|\.{2,3}(\d{4})|(\d{4})[-–—](\d{4}))", re.ASCII)
_ENDS = re.compile(r"^[\W_]+|[\W_]+$")
_LONE_PMID = re.compile(r"[1-9]\d{6,7}", re.ASCII)
_MARKERS = ("doi", "pmid", "pmcid")


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked for. Every part has to hold; of several values of one filter any will do.

    `years` is (first, last), either of them None; `identifier` (scheme, value) with the scheme doi, pmid or pmcid.
    `excluded` holds words and phrases (a phrase has a space), `excluded_filters` values by facet. `notes` say how
    something was understood, `problems` what was not.
    """

    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    excluded_authors: tuple[str, ...] = ()
    years: tuple[int | None, int | None] | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    excluded_filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    identifier: tuple[str, str] | None = None
    problems: tuple[str, ...] = field(default=(), compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def box(self) -> str:
        """The part that only the box can hold: all but filters and years, which have parameters of their own."""
        parts = [":".join(self.identifier)] if self.identifier else []
        parts += self.words
        parts += [f'"{phrase}"' for phrase in self.phrases]
        parts += [f"author:{_quoted(name)}" for name in self.authors]
        parts += [f'-"{one}"' if _needs_quotes(one) else f"-{one}" for one in self.excluded]
        parts += [f"-author:{_quoted(name)}" for name in self.excluded_authors]
        parts += _filter_texts(self.excluded_filters, "-")
        return " ".join(parts)

    @property
    def text(self) -> str:
        """The canonical spelling of the whole query."""
        years = [f"{self.years[0] or ''}..{self.years[1] or ''}"] if self.years else []
        return " ".join(filter(None, [self.box, *_filter_texts(self.filters, ""), *years]))

    @property
    def has_text(self) -> bool:
        """There is something to rank by."""
        return bool(self.words or self.phrases or self.authors)

    @property
    def is_empty(self) -> bool:
        return self == Query()


def _quoted(text: str) -> str:
    return f'"{text}"' if _needs_quotes(text) else text


def _needs_quotes(text: str) -> bool:
    return not re.fullmatch(r"[^\W_]+", text)


def _filter_texts(filters: Mapping[str, tuple[str, ...]], sign: str) -> list[str]:
    return [f"{sign}{key}:{_quoted_value(value)}" for key, values in filters.items() for value in values]


def _quoted_value(value: str) -> str:
    return value if re.fullmatch(r"[a-z0-9_-]+", value) else f'"{value}"'


def parse(text: str) -> Query:
    """The query that `text` asks for. Never raises; linear in the length of `text`."""
    reading = _Reading()
    reading.read(text)
    return reading.query()


def narrowed(
    query: Query, filters: Mapping[str, Iterable[str]], years: tuple[int | None, int | None] | None = None
) -> Query:
    """`query` with more values of its filters, and with `years` unless it names some itself."""
    merged = {key: {plain(value): value for value in values} for key, values in query.filters.items()}
    for key, values in filters.items():
        for value in values:
            merged.setdefault(key, {}).setdefault(plain(value), value)
    by_value = {
        key: {(value if BY_KEY[key].values else spelling): value for spelling, value in chosen.items()}
        for key, chosen in merged.items()
    }
    return replace(query, filters=_in_order(by_value), years=query.years or years)


def years_of(text: str) -> tuple[int | None, int | None] | None:
    """ "2019..2021", "2019..", "..2015", "2019-2021" or "2020" -> (first, last); None for anything else."""
    if re.fullmatch(r"\d{4}", text, re.ASCII):
        return int(text), int(text)
    match = _YEARS.fullmatch(text)
    if match is None:
        return None
    first, last = match.group(1) or match.group(4), match.group(2) or match.group(3) or match.group(5)
    years = (int(first) if first else None, int(last) if last else None)
    if years[0] is not None and years[1] is not None and years[0] > years[1]:
        return years[1], years[0]
    return years


class _Reading:
    """What has been read so far."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}  # plain spelling -> as typed
        self.phrases: dict[str, str] = {}
        self.excluded: dict[str, str] = {}
        self.authors: dict[bool, dict[str, str]] = {False: {}, True: {}}
        self.filters: dict[bool, dict[str, dict[str, str]]] = {False: {}, True: {}}
        self.years: tuple[int | None, int | None] | None = None
        self.identifier: tuple[str, str] | None = None
        self.problems: list[str] = []
        self.notes: list[str] = []
        self.terms = 0

    def read(self, text: str) -> None:
        if len(text) > LONGEST:
            self.problem(_("The search was cut after %(most)s characters.") % {"most": f"{LONGEST:,}"})
        text, place, negated = tidy(text[:LONGEST]), 0, False
        while match := _PIECE.match(text, place):
            place = match.end()
            sign = bool(match["sign"]) or negated
            name, quoted, bare = match["field"], match["quoted"], match["bare"]
            operator = bare and not sign and not name and _ENDS.sub("", bare)
            negated = operator == "NOT"
            if match["open"]:
                self.problem(_("A quotation mark is never closed, so what follows it was read as single words."))
            elif operator == "OR":
                self.problem(
                    _("There is no “OR”: all words have to occur. Several values of one field are alternatives.")
                )
            elif operator in ("AND", "NOT"):
                continue
            elif name:
                self.field(name, bare if quoted is None else quoted, sign)
            elif quoted is not None:
                self.phrase(quoted, sign)
            else:
                self.bare(bare, sign)

    def problem(self, sentence: str) -> None:
        if sentence not in self.problems:
            self.problems.append(sentence)

    def _room(self) -> bool:
        """Whether one more term is read."""
        if self.terms >= MOST_TERMS:
            self.problem(_("Only the first %(most)s words, phrases and names were searched.") % {"most": MOST_TERMS})
            return False
        self.terms += 1
        return True

    def bare(self, text: str, sign: bool) -> None:
        for candidate in (text, _ENDS.sub("", text)):
            if not sign and (found := identifier_of("", candidate)):
                return self.paper(found, text)
            if not candidate.isdigit() and (years := years_of(candidate)):
                return self.span(years, sign)
        if sign or ":" in candidate or len(candidate) > LONGEST_TERM:
            return self.phrase(candidate, sign)
        spelling = plain(candidate)
        if spelling and spelling not in self.words and self._room():
            self.words[spelling] = candidate
        return None

    def phrase(self, text: str, sign: bool) -> None:
        pasted, text, spelling = text.strip(), _ENDS.sub("", " ".join(text.split())), plain(text)
        if len(text) > LONGEST_TERM or ":" in text:
            text = spelling = spelling[:LONGEST_TERM].strip()
        for candidate in () if sign else (pasted, text):
            if found := identifier_of("", candidate):
                return self.paper(found, pasted)
        into = self.excluded if sign else self.phrases
        if spelling and spelling not in into and self._room():
            into[spelling] = text
        return None

    def text(self, text: str, sign: bool) -> None:
        """What was not understood is searched as it stands."""
        self.phrase(plain(text), sign)

    def paper(self, identifier: tuple[str, str], text: str) -> None:
        if self.identifier in (None, identifier):
            self.identifier = identifier
        else:
            self.problem(
                _("One paper at a time is found by its identifier: “%(text)s” was left out.") % {"text": text[:80]}
            )

    def span(self, years: tuple[int | None, int | None], sign: bool) -> None:
        if sign:
            self.problem(_("Years cannot be excluded. Ask for those that you want, for example 2015..2020."))
        elif self.years not in (None, years):
            self.problem(_("Only one span of years can be asked for. The first one was taken."))
        else:
            self.years = years

    def field(self, name: str, text: str, sign: bool) -> None:
        known, value = plain(name), _ENDS.sub("", " ".join(text.split()))
        if known in (*_MARKERS, "http", "https"):
            address = f"{known}:{text}" if known.startswith("http") else text
            found = None if sign else identifier_of("" if known.startswith("http") else known, address)
            if found:
                return self.paper(found, f"{name}:{text}")
            self.problem(
                _("“%(text)s” is no identifier that we know, so it was searched as text.")
                % {"text": f"{name}:{text[:80]}"}
            )
            return self.text(f"{name} {text}", sign)
        if known in ("author", "authors"):
            spelling = plain(value)[:LONGEST_TERM].strip()
            into = self.authors[sign]
            if spelling and spelling not in into and self._room():
                into[spelling] = value if len(value) <= LONGEST_TERM else spelling
            return None
        if known in ("year", "years"):
            if years := years_of(text.strip()):
                return self.span(years, sign)
            self.problem(
                _("“%(text)s” is no year. Write 2020, 2019..2021, 2019.. or ..2015.") % {"text": f"{name}:{text[:80]}"}
            )
            return self.text(text, sign)
        if known == "has":
            key, values = HAS.get(plain(value), ("", ()))
            if not key:
                self.problem(
                    _("“%(text)s” is not known, so it was searched as text. Known are: %(known)s.")
                    % {"text": f"has:{value[:80]}", "known": ", ".join(HAS)}
                )
                return self.text(text, sign)
        elif known in BY_NAME:
            key, values = BY_NAME[known].key, resolve(BY_NAME[known].key, value)
        else:
            names = ", ".join(["author", "year", "has", *BY_KEY])
            self.problem(
                _("“%(name)s” is no field, so “%(text)s” was searched as text. Fields are: %(names)s.")
                % {"name": name[:80], "text": f"{name[:80]}:{text[:80]}", "names": names}
            )
            return self.text(f"{name} {text}", sign)
        if not values:
            told = _("“%(asked)s” is not known, so “%(text)s” was searched as text.")
            told %= {"asked": f"{name}:{text[:80]}", "text": text[:80]}
            if known := known_values(key):
                told = " ".join((told, _("Known are: %(known)s.") % {"known": known}))
            self.problem(told)
            return self.text(text, sign)
        if len(values) > 1 and known != "has":
            names = "; ".join(_(value_words(key, one)) for one in values)
            self.notes.append(
                _("“%(text)s” can mean: %(names)s. All of them were searched.")
                % {"text": f"{name}:{value}", "names": names}
            )
        return self.values(key, values, sign)

    def values(self, key: str, values: tuple[str, ...], sign: bool = False) -> None:
        into = self.filters[sign].setdefault(key, {})
        for value in values:
            if BY_KEY[key].values is not None:
                into[value] = value
            elif plain(value) in into or self._room():
                into.setdefault(plain(value), value)

    def query(self) -> Query:
        words = self._without_marked_identifiers()
        alone = not (self.phrases or self.excluded or self.authors[False] or self.authors[True])
        if self.identifier is None and alone and len(words) == 1 and _LONE_PMID.fullmatch(words[0]):
            self.identifier, words = ("pmid", words[0]), []
        return Query(
            words=tuple(words),
            phrases=tuple(self.phrases.values()),
            excluded=tuple(self.excluded.values()),
            authors=tuple(self.authors[False].values()),
            excluded_authors=tuple(self.authors[True].values()),
            years=self.years,
            filters=_in_order(self.filters[False]),
            excluded_filters=_in_order(self.filters[True]),
            identifier=self.identifier,
            problems=tuple(self.problems),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _without_marked_identifiers(self) -> list[str]:
        """ "PMID 123" is written with a space as often as with a colon."""
        words: list[str] = []
        for word in self.words.values():
            marker = words[-1].casefold() if words else ""
            found = identifier_of(marker, word) if marker in _MARKERS else None
            if found and self.identifier in (None, found):
                self.identifier = found
                words.pop()
            else:
                words.append(word)
        return words


def _in_order(filters: Mapping[str, Mapping[str, str]]) -> dict[str, tuple[str, ...]]:
    """Facets in the order of the table, known values in theirs, free ones by their plain spelling."""
    ordered = {}
    for one in FIELDS:
        chosen = filters.get(one.key) or {}
        values = (
            [value for value in one.values if value in chosen]
            if one.values
            else [chosen[key] for key in sorted(chosen)]
        )
        if values:
            ordered[one.key] = tuple(values)
    return ordered
