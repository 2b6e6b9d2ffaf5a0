"""What a request asks of the shelf: a query, an order, a place in it. Every list, feed and export reads it from here.

Parameters of every list:

    q          the box (`evidence.search.query`)
    pem, criteria, design, topic, journal, checked, notice, basis, severity     one value each, repeated for more
    year       2019..2021, 2019.., ..2015 or 2020; from=2019 and to=2021 as a form sends them
    notices    "without": leave out retracted and withdrawn papers
    sort       relevance, newest or changed
    after      where the next page begins; opaque

One question has one address (`Asked.address`): filters that stand in the box move to their own parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from evidence.search.query import FIELDS, Query, narrowed, parse, resolve, years_of
from evidence.tongue import gettext as _
from evidence.tongue import gettext_noop

SORTS: Mapping[str, str] = {
    "relevance": gettext_noop("best match first"),
    "newest": gettext_noop("newest studies first"),
    "changed": gettext_noop("pages changed last first"),
}
_MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Asked:
    """`sort` is a key of SORTS, `after` a cursor or ""; `leave_out_retracted` says what `notices=without` does."""

    query: Query = field(default_factory=Query)
    sort: str = "newest"
    after: str = ""
    leave_out_retracted: bool = False
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def default_sort(self) -> str:
        return "relevance" if self.query.has_text else "newest"

    @property
    def params(self) -> list[tuple[str, str]]:
        """Names and values in canonical order; what is the default is left out."""
        pairs = [("q", self.query.box)] if self.query.box else []
        pairs += [(key, value) for key, values in self.query.filters.items() for value in values]
        if self.query.years:
            first, last = self.query.years
            pairs.append(("year", f"{first}" if first == last else f"{first or ''}..{last or ''}"))
        if self.leave_out_retracted:
            pairs.append(("notices", "without"))
        if self.sort != self.default_sort:
            pairs.append(("sort", self.sort))
        if self.after:
            pairs.append(("after", self.after))
        return pairs

    def address(self, path: str) -> str:
        """The canonical address of this question at `path`."""
        pairs = self.params
        return f"{path}?{urlencode(pairs, safe=':/')}" if pairs else path

    @property
    def is_everything(self) -> bool:
        """Nothing is asked for but the whole shelf."""
        return self.query.is_empty and not self.leave_out_retracted

    def first_page(self) -> Asked:
        return replace(self, after="")


def from_params(params: Mapping[str, str]) -> Asked:
    """What a `QueryDict` (or a plain dictionary) asks for. Total: what is not understood is told in `problems`."""
    problems: list[str] = []
    query = parse(_last(params, "q"))
    filters: dict[str, list[str]] = {}
    for one in FIELDS:
        for text in _all(params, one.key)[:_MOST_VALUES]:
            values = resolve(one.key, text.replace("\x00", "").replace('"', "")[:300])
            if values:
                filters.setdefault(one.key, []).extend(values)
            elif text.strip():
                problems.append(
                    _("“%(value)s” is no value of “%(field)s” that we know, so it was left out.")
                    % {"value": text[:80], "field": _(one.words)}
                )
    years = None
    ends = [_last(params, name).strip()[:20] for name in ("from", "to")]
    if asked := "..".join(ends) if any(ends) else _last(params, "year").strip():
        years = years_of(asked[:20])
        if years is None and asked != "..":
            problems.append(_("“%(years)s” is no year or span of years, so it was left out.") % {"years": asked[:80]})
    query = narrowed(query, filters, years)
    sort = _last(params, "sort") or ("relevance" if query.has_text else "newest")
    if sort not in SORTS:
        problems.append(
            _("“%(order)s” is no order that we know. Known are: %(known)s.")
            % {"order": sort[:80], "known": ", ".join(SORTS)}
        )
        sort = "relevance"
    if sort == "relevance" and not query.has_text:
        sort = "newest"
    return Asked(
        query=query,
        sort=sort,
        after=_last(params, "after")[:300],
        leave_out_retracted=_last(params, "notices") == "without",
        problems=(*query.problems, *problems),
    )


def _all(params: Mapping[str, str], name: str) -> list[str]:
    getlist = getattr(params, "getlist", None)
    if getlist is not None:
        return list(getlist(name))
    value = params.get(name)
    return [] if value is None else [value] if isinstance(value, str) else list(value)


def _last(params: Mapping[str, str], name: str) -> str:
    values = _all(params, name)
    return values[-1] if values else ""
