"""Which component is drawn by which template, with what. Each is shown in every theme, side by side."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from atlas.guides import render as render_markdown
from atlas.palette import THEMES
from atlas.style_page import samples
from contributions.forms import LetterForm
from contributions.posted import Posted
from evidence.charts.layout import bars, grid, strips
from evidence.diff import diff_content
from evidence.pem import VERDICT_WORDS
from evidence.presenters.badges import badges
from evidence.presenters.gap_map import Place
from evidence.presenters.jargon import Jargon
from evidence.presenters.reading_depth import reading
from evidence.presenters.search_page import Row, SearchPage, search_page
from evidence.search.asked import Asked
from evidence.search.facets import Counts, FacetValue
from evidence.search.query import parse
from evidence.search.shelf import Found

Drawing = tuple[str, Mapping[str, Any]]
"""A template and what it is given."""

WORDS = """
## A heading of a part

### A heading below it

Text is set in the serif of the device. A [link](/about) is underlined, **strong words** are few, and `code` is rare.

- One thing.
- Another thing.

1. First.
2. Second.

## A table

| What | How many |
|---|---|
| Studies of one kind | 12 |
| Studies of another kind | 3 |
"""


@dataclass(frozen=True, slots=True)
class Specimen:
    """One component: what it is called, what it is for, and (theme, words of the theme, HTML) for each theme."""

    key: str
    name: str
    about: str
    panels: tuple[tuple[str, str, SafeString], ...]


def specimens(request: HttpRequest) -> list[Specimen]:
    """Every component in every theme. Asks nothing of the database."""
    made = []
    for key, (name, about, scope, drawings) in TABLE.items():
        html = "\n".join(_drawn(one, request) for one in drawings())
        wrapped = _wide(html, name) if scope == "scroll" else f'<div class="{scope}">{html}</div>' if scope else html
        panels = tuple((theme, words, kept_apart(wrapped, theme, words)) for theme, words in THEMES.items())
        made.append(Specimen(key, name, about, panels))
    return made


def kept_apart(html: str, prefix: str, words: str) -> SafeString:
    """The same piece of a page once more on one page: ids, and what points to them, get a prefix; names get words.

    Nothing in it takes the focus by itself, and its parts are no landmarks, which would be there once for each theme.
    """

    def ids(found: re.Match[str]) -> str:
        return f'{found[1]}="{" ".join(f"{prefix}-{one}" for one in found[2].split())}"'

    html = re.sub(r'(<section\b[^>]*?) aria-labelledby="[^"]*"', r"\1", html)
    html = re.sub(r'\b(id|for|aria-labelledby|aria-describedby|list)="([^"]+)"', ids, html)
    html = re.sub(r'\bhref="#([^"]+)"', rf'href="#{prefix}-\1"', html)
    html = re.sub(r'\baria-label="([^"]+)"', rf'aria-label="\1 ({words})"', html)
    # Safe: it came out of our own templates, which escape, and the prefixes are constants of ours.
    return mark_safe(re.sub(r"\sautofocus\b", "", html))  # noqa: S308


def _wide(html: str, name: str) -> str:
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{name}, to scroll">{html}</div>'


def _drawn(drawing: Drawing, request: HttpRequest) -> str:
    template, context = drawing
    return render_to_string(template, dict(context), request=request)


# --- The table ------------------------------------------------------------------------------------------------


def _badges() -> Iterable[Drawing]:
    for verdict in VERDICT_WORDS:
        yield "evidence/_badges.html", {"badges": badges(samples.page(str(verdict)))}
    doubtful = samples.page("required", approvals=0, method="machine", drafted_by="generator")
    yield "evidence/_badges.html", {"badges": badges(doubtful)}


def _verdicts() -> Iterable[Drawing]:
    for verdict in VERDICT_WORDS:
        yield "evidence/_verdict.html", {"page": samples.page(str(verdict))}
    yield "evidence/_verdict.html", {"page": samples.page("required", method="machine")}


def _meanings() -> Iterable[Drawing]:
    yield "evidence/_meanings.html", {"badges": badges(samples.page("unclear", approvals=0))}


def _criteria() -> Iterable[Drawing]:
    yield "evidence/_pem.html", {"page": samples.page("required")}


def _notices() -> Iterable[Drawing]:
    yield "evidence/_notice_alert.html", {"notice_alert": samples.alert()}
    kinds = ("retraction", "expression_of_concern", "correction", "superseded")
    yield "evidence/_notices.html", {"page": samples.page("required", notices=kinds)}
    yield "evidence/_override.html", {"page": samples.page("required", override="A mistake had to go at once.")}
    yield "evidence/_standing.html", {"page": samples.page("required", current=False)}


def _reading() -> Iterable[Drawing]:
    page = samples.page("required")
    told: dict[str, Any] = {"page": page, "reading": reading(page), "jargon": Jargon()}
    yield "evidence/_gist.html", told
    for block in page.first_blocks:
        yield "evidence/_block.html", told | {"block": block}
    yield "evidence/_words.html", told


def _studies() -> Iterable[Drawing]:
    rows = [
        samples.row("required"),
        samples.row("unclear", notices=("retraction",)),
        samples.row("not_required", found="", approvals=0),
        samples.row("not_applicable", notices=("correction",)),
    ]
    yield "components/_study_rows.html", {"rows": rows, "level": 3}


def _search() -> Iterable[Drawing]:
    page = _search_sample()
    yield "components/_search_form.html", {"page": page}
    yield "components/_search_told.html", {"page": page}
    yield "components/_search_rows.html", {"page": page}
    yield "components/_search_after.html", {"page": page}


def _search_sample() -> SearchPage:
    asked = Asked(query=parse("rest pem:required"), problems=("“colour:” is no field of the search.",))
    values = [FacetValue(str(key), words, 3, key == "required", "/evidence") for key, words in VERDICT_WORDS.items()]
    years = [FacetValue(str(year), str(year), count, False, "/evidence") for year, count in ((2019, 2), (2021, 5))]
    counts = Counts(7, {"pem": values, "year": years}, retracted=1)
    page = search_page(asked, Found([], 7, False, "further"), counts, topics={})
    return replace(page, rows=[Row(samples.row("required"), "A passage in which the words stand.")])


def _nothing() -> Iterable[Drawing]:
    asked = Asked(query=parse("10.1234/nothing"))
    page = search_page(asked, Found([], 0, False, None), Counts(0), topics={}, suggestions=[parse("rest")])
    yield "components/_search_empty.html", {"page": page}


def _form() -> Iterable[Drawing]:
    form = LetterForm(Posted({"message": "", "contact": "no address", "kind": "wrong"}, frozenset()))
    form.is_valid()
    yield "contributions/_summary.html", {"form": form}
    yield "atlas/style_form.html", {"form": form}


def _buttons() -> Iterable[Drawing]:
    yield "atlas/_contribute.html", {"page": samples.page("required")}


def _map() -> Iterable[Drawing]:
    places = [Place(12, "/evidence", "12 studies"), Place(0, "", "no studies found")]
    yield "atlas/style_map.html", {"places": places, "map": {"day": "27 November 2026"}}


def _drawings() -> Iterable[Drawing]:
    kinds = [str(verdict) for verdict in VERDICT_WORDS]
    names = list(VERDICT_WORDS.values())
    shared = {"title": "A drawing", "words": "What it shows, in words."}
    yield "evidence/_drawing_grid.html", shared | {"drawing": grid(["A topic"], names, [[12, 5, 3, 0]], kinds=kinds,
                                                                   label=90), "id": "grid"}  # fmt: skip
    yield "evidence/_drawing_strips.html", shared | {"drawing": strips(names[:2], ["2024", "2025", "2026"],
                                                     [[2, 5, 1], [0, 1, 4]], width=360), "id": "strips"}  # fmt: skip
    yield "evidence/_drawing_bars.html", shared | {"drawing": bars(["One", "Another"], [9, 4], width=360, label=90),
                                                   "id": "bars"}  # fmt: skip


def _changes() -> Iterable[Drawing]:
    before, after = samples.publication().content, samples.publication().content
    after["texts"]["summary"] = after["texts"]["summary"].replace("a little", "by a small amount")
    yield "evidence/_diff.html", {"diff": diff_content(before, after)}


def _words() -> Iterable[Drawing]:
    yield "atlas/style_words.html", {"body": render_markdown(WORDS)[0]}


TABLE: Mapping[str, tuple[str, str, str, Callable[[], Iterable[Drawing]]]] = {
    "words": ("Text, links, lists, tables", "What guides are made of.", "", _words),
    "badges": ("Badges", "Words first. What is doubtful has a broken edge.", "", _badges),
    "verdict": ("Verdict and receipt", "The paper's own words unfold in place.", "", _verdicts),
    "meanings": ("What badges mean", "One tap away, in place.", "", _meanings),
    "criteria": ("PEM and the criteria used", "The whole receipt.", "", _criteria),
    "notices": ("Notices", "They stand before the title. A retraction is the heaviest.", "", _notices),
    "reading": ("Reading depths and words explained", "A sentence, a place to stop, and more.", "", _reading),
    "studies": ("Studies in a list", "A retraction is said before the title, inside its link.", "", _studies),
    "search": ("Search", "Box, filters, what was asked, a result, what follows.", "finder", _search),
    "nothing": ("A search that finds nothing", "It says what to try.", "finder", _nothing),
    "form": ("A form with errors", "What is wrong stands at the top and at its field.", "letterbox", _form),
    "buttons": ("A button", "The one way to write to us.", "", _buttons),
    "map": ("Places of the map", "An empty place says so in words.", "", _map),
    "drawings": ("Drawings", "Shape and number tell, never colour alone.", "scroll", _drawings),
    "changes": ("What changed", "Added and removed are words for who listens.", "", _changes),
}
"""Key -> name, what it is for, the class around it, and what draws it."""
