"""Lists of studies, their facets and suggestions: what the search of the site finds, in the shapes of the API."""

from typing import Any

from django.http import QueryDict
from pydantic import Field

from evidence.api import addresses, telling
from evidence.api.parameters import NO_NUL, Limit, Parameters
from evidence.api.problems import Refused, refused_parameter
from evidence.api.schemas.lists import Facet, FacetCount, Facets, PageLinks, StudyPage, Suggestions
from evidence.api.schemas.problem import ParameterFault
from evidence.models import Topic
from evidence.search import shelf as search
from evidence.search.asked import SORTS, Asked, from_params
from evidence.search.places import BadCursor
from evidence.search.query import BY_KEY

MOST_VALUES = 50
YEARS = r"^$|^[0-9]{4}(\.\.([0-9]{4})?)?$|^\.\.[0-9]{4}$"


FACETS = {
    "pem": ("PEM verdict.", "required"),
    "criteria": ("Key of a set of criteria that let people in, as in `/criteria`.", "ccc2003"),
    "design": ("Design of the study.", "cohort"),
    "topic": ("Key of a topic, as in `/topics`.", "rest"),
    "journal": ("Whole name of a journal.", "Journal of Rest"),
    "checked": ("How the page was checked.", "two_people"),
    "notice": ("Kind of notice about the paper; `none` for papers without any.", "retraction"),
    "basis": ("What the page's texts rest on.", "full_text"),
    "severity": ("Whether the severity of those who took part is given.", "given"),
}
"""Parameter -> what it means, an example. The values are those of the site's search."""


def _facet(key: str) -> Any:
    words, example = FACETS[key]
    values = BY_KEY[key].values
    item: dict[str, Any] = {"type": "string"}
    item |= {"maxLength": 300, "pattern": NO_NUL} if values is None else {"enum": list(values)}
    return Field(
        [], max_length=MOST_VALUES, description=f"{words} Repeat it for more: any one is enough.",
        examples=[[example]], json_schema_extra={"items": item},
    )  # fmt: skip


class Filters(Parameters):
    q: str = Field(
        "", max_length=500, pattern=NO_NUL, examples=["rituximab"],
        description="What to look for, as in the box of the site: words, \"phrases\", -without, author:name, "
        "pem:required, 2019..2021, a DOI or a PubMed number. What cannot be understood is told in `hints`.",
    )  # fmt: skip
    pem: list[str] = _facet("pem")
    criteria: list[str] = _facet("criteria")
    design: list[str] = _facet("design")
    topic: list[str] = _facet("topic")
    journal: list[str] = _facet("journal")
    checked: list[str] = _facet("checked")
    notice: list[str] = _facet("notice")
    basis: list[str] = _facet("basis")
    severity: list[str] = _facet("severity")
    year: str = Field(
        "", pattern=YEARS, description="A year, or years from..to; either end may be left out.", examples=["2019..2021"]
    )
    notices: str = Field(
        "", description="`without` leaves out papers that were retracted or withdrawn.", examples=["without"],
        pattern="^$|^without$",
    )  # fmt: skip


class StudiesQuery(Filters):
    sort: str = Field(
        "", examples=["changed"], json_schema_extra={"enum": ["", *SORTS]},
        description=f"Order ({'; '.join(f'{key}: {words}' for key, words in SORTS.items())}). "
        "Without it: by relevance where words were asked for, else the newest first.",
    )  # fmt: skip
    after: str = Field(
        "", max_length=300, pattern="^[0-9A-Za-z_-]*$", examples=["WyJuZXdlc3QiLDIwMTksNDJd"],
        description="Cursor `next` of the page before, with the same other parameters. One that leads nowhere is 404.",
    )  # fmt: skip
    limit: Limit = 20


class SuggestQuery(Parameters):
    q: str = Field(max_length=500, pattern=NO_NUL, description="What was typed into the box.", examples=["rituximap"])


def asked_for(sent: QueryDict, query: Filters) -> Asked:
    """What the parameters ask the search for. Refused, by name, where a value is not known."""
    for key, described in BY_KEY.items():
        for value in getattr(query, key):
            if described.values is not None and value not in described.values:
                raise refused_parameter(key, f"“{value[:60]}” is not known. Known are: {', '.join(described.values)}.")
            if len(value) > 300:
                raise refused_parameter(key, "A value has at most 300 characters.")
    if isinstance(query, StudiesQuery) and query.sort and query.sort not in SORTS:
        raise refused_parameter("sort", f"Known are: {', '.join(SORTS)}.")
    return from_params(sent)


def found_studies(sent: QueryDict, query: StudiesQuery) -> StudyPage:
    """One page of the list."""
    asked = asked_for(sent, query)
    try:
        # Exactly, however many there are: reviewers report this number.
        found = search.find(asked, size=query.limit, total=search.counted(asked, shown=()).total)
    except BadCursor:
        detail = "This cursor leads nowhere. Begin again without it."
        raise Refused(404, detail, (ParameterFault(parameter="after", where="query", detail=detail),)) from None
    limit = ("limit", str(query.limit))
    first = asked.first_page()
    return StudyPage(
        total=found.total,
        hints=list(asked.problems),
        studies=[telling.summary(publication) for publication in found.rows],
        next=found.next,
        links=PageLinks(
            self=addresses.api("/studies", *asked.params, limit),
            next=addresses.api("/studies", *first.params, limit, ("after", found.next)) if found.next else None,
            page=addresses.site(first.address("/evidence")),
        ),
    )


def found_facets(sent: QueryDict, query: Filters) -> Facets:
    """The facets of a list with their counts."""
    asked = asked_for(sent, query)
    names = dict(Topic.objects.values_list("key", "name"))
    return Facets(
        hints=list(asked.problems),
        facets=[
            Facet(
                key=key,
                values=[
                    FacetCount(value=one.value, words=one.words, count=one.count, chosen=one.chosen) for one in values
                ],
            )
            for key, values in search.counted(asked, topics=names).facets.items()
        ],
    )


def suggestions(query: SuggestQuery) -> Suggestions:
    return Suggestions(suggestions=search.suggest(query.q))
