"""Lists of studies and what helps to find them: pages, facets, suggestions, lookups."""

from __future__ import annotations

from evidence.api.schemas.fields import Address, Shape, told
from evidence.api.schemas.study import StudySummary

_LIST = "https://atlas.example/api/v1/studies"


class PageLinks(Shape):
    """Where this list is, and where it goes on."""

    self: Address = told("This very list, in its canonical spelling.", f"{_LIST}?pem=required")
    next: Address | None = told("The next page; null on the last one.", f"{_LIST}?pem=required&after=abc")
    page: Address | None = told("The same list for people.", "https://atlas.example/evidence?pem=required")


class StudyPage(Shape):
    """One page of a list of studies."""

    total: int = told("How many studies fit, exactly.", 42, ge=0)
    hints: list[str] = told(
        "Sentences about what was typed into `q` and could not be understood.", ["“pem:maybe” is no verdict."]
    )
    studies: list[StudySummary] = told("The studies, in the order asked for.")
    next: str | None = told("Cursor of the next page, for `after`; null on the last page.", "abc")
    links: PageLinks = told("Addresses of this page and the next.")


class FacetCount(Shape):
    """One value by which a list can be narrowed."""

    value: str = told("The value, as the parameter of the facet takes it.", "required")
    words: str = told("The same for people.", "PEM required")
    count: int = told("How many studies would be left.", 12, ge=0)
    chosen: bool = told("True where the list is narrowed by it already.", False)


class Facet(Shape):
    """One way to narrow a list. `key` is the name of its parameter."""

    key: str = told("Name of the parameter.", "pem")
    values: list[FacetCount] = told("Its values with counts.")


class Facets(Shape):
    """Every facet of a list."""

    hints: list[str] = told(
        "Sentences about what was typed into `q` and could not be understood.", ["“pem:maybe” is no verdict."]
    )
    facets: list[Facet] = told("The facets. The counts of each respect all parameters but its own.")


class Suggestions(Shape):
    """What a mistyped query may have meant."""

    suggestions: list[str] = told(
        "Other spellings that lead to something, nearest first; empty where the query leads somewhere itself.",
        ["rituximab"],
    )


class Found(Shape):
    """What the atlas has about one identifier that was asked for."""

    scheme: str = told("`doi` or `pmid`.", "doi")
    asked: str = told("The identifier as it was sent.", "https://doi.org/10.1234/BERG2019")
    canonical: str | None = told("The identifier as the atlas writes it; null where it is none.", "10.1234/berg2019")
    study: StudySummary | None = told("The study; null where the atlas has no page for it.")


class Lookup(Shape):
    """One answer for each identifier, in the order sent, DOIs first."""

    found: int = told("How many of them have a page.", 1, ge=0)
    results: list[Found] = told("The answers.")
