"""The page as its reader saw it: exactly that publication, from its frozen content, with the quoted passage marked.

Nothing is framed or fetched. The order is that of the page; what the content does not hold is left out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _

from contributions.spoken import spoken
from evidence.citations.exporters import format_reference
from evidence.models import Publication, Study, StudyText
from evidence.pem import VERDICT_WORDS

LEAST_MARKED = 12  # characters: shorter lines of a passage would be marked everywhere
_LIKE = str.maketrans("“”„«»‘’‐‑–—", '"""""\'\'----')


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text; `quoted` where it is what the reader quoted."""

    text: str
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One part of the page: its heading, and paragraphs or items of runs."""

    title: str
    paragraphs: tuple[tuple[Run, ...], ...]


@dataclass(frozen=True, slots=True)
class SeenPage:
    """`is_assumed`: the letter named no page, so this is what stands there now."""

    publication: Publication
    blocks: tuple[Block, ...]
    passage_found: bool
    is_assumed: bool
    now: Publication | None

    @property
    def address(self) -> str:
        return reverse("evidence:study_version", args=[self.publication.content["slug"], self.publication.number])

    @property
    def has_changed_since(self) -> bool:
        return self.now is not None and self.now.number != self.publication.number

    @property
    def changes_address(self) -> str:
        """Where readers see what has changed since; "" where nothing has, or nothing stands there any more."""
        if self.now is None or not self.has_changed_since or self.now.is_withdrawn or self.publication.is_withdrawn:
            return ""
        numbers = (self.publication.number, self.now.number)
        return reverse("evidence:study_diff", args=[self.publication.content["slug"], *numbers])


def seen_page(*, publication: Publication | None, study: Study | None, passage: str = "") -> SeenPage | None:
    """The page a letter is about: `publication` where it named one, else what stands for `study` now, else None."""
    about = publication.study_id if publication else study.pk if study else None
    now = Publication.objects.standing().filter(study=about).first() if about else None
    shown = publication or now
    if shown is None:
        return None
    wanted = quoted_lines(passage)
    blocks = tuple(
        Block(title, tuple(marked(text, wanted) for text in texts)) for title, texts in _parts(shown) if texts
    )
    found = any(run.quoted for block in blocks for paragraph in block.paragraphs for run in paragraph)
    return SeenPage(shown, blocks, passage_found=found, is_assumed=publication is None, now=now)


# --- What stands on the page ------------------------------------------------------------------------------


def _parts(publication: Publication) -> Iterator[tuple[str, list[str]]]:
    content: Mapping[str, Any] = publication.content
    yield _("Title"), [content["citation"]["title"]]
    if "withdrawn" in content:
        yield _("This page was withdrawn"), [content["withdrawn"]["reason"]]
    yield _("Kind of study"), [_words(Study, "design", content["design"])] if content["design"] else []
    for field in StudyText._meta.fields:  # whose order is that of the page; the stored content has none
        text = content["texts"].get(field.name, [])
        yield spoken(str(field.verbose_name)), text if isinstance(text, list) else text.split("\n\n")
    yield _("Criteria and PEM"), list(_pem(content["pem"]))
    yield _("Facts"), [f"{name.replace('_', ' ').capitalize()}: {value}" for name, value in content["facts"].items()]
    yield _("Notices"), [_notice(one) for one in content["notices"]]
    yield _("How the paper is cited"), [format_reference(publication.citation, style="apa", output="text")]


def _pem(pem: Mapping[str, Any]) -> Iterator[str]:
    if not pem:
        return
    yield spoken(VERDICT_WORDS.get(pem["verdict"], pem["verdict"]))
    for one in pem["criteria"]:
        yield f"{one['name']} ({one['year']})" if one["year"] else one["name"]
    if pem["quote"]:
        yield f"“{pem['quote']}”" + (f" ({pem['place']})" if pem["place"] else "")
    yield from pem["reasons"]


def _notice(notice: Mapping[str, str]) -> str:
    return ". ".join(
        part for part in (spoken(notice["kind"].replace("_", " ")), notice["title"], notice["detail"]) if part
    )


def _words(model: type[models.Model], field: str, value: str) -> str:
    return spoken(str(dict(model._meta.get_field(field).flatchoices).get(value, value)))


# --- The quoted passage -----------------------------------------------------------------------------------


def quoted_lines(passage: str) -> list[str]:
    """What is looked for: the passage as a whole, and its lines, for one that was copied over several blocks.

    All of it folded; short lines are not looked for by themselves.
    """
    whole, lines = _folded(passage)[0], (_folded(line)[0] for line in passage.splitlines())
    return list(dict.fromkeys([*([whole] if whole else []), *(line for line in lines if len(line) >= LEAST_MARKED)]))


def marked(text: str, wanted: Iterable[str]) -> tuple[Run, ...]:
    """`text` in runs. Spaces, capitals and the shapes of quotation marks and dashes make no difference."""
    folded, places = _folded(text)
    spans: list[tuple[int, int]] = []
    for line in wanted:
        start = folded.find(line)
        while start >= 0:
            spans.append((places[start], places[start + len(line) - 1] + 1))
            start = folded.find(line, start + len(line))
    runs, reached = [], 0
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if start > reached:
            runs.append(Run(text[reached:start]))
        if end > reached:
            runs.append(Run(text[max(start, reached) : end], quoted=True))
            reached = end
    if reached < len(text):
        runs.append(Run(text[reached:]))
    return tuple(runs)


def _folded(text: str) -> tuple[str, list[int]]:
    """Text made comparable, and for each of its characters where it came from in `text`."""
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        if character.isspace():
            if not characters or characters[-1] == " ":
                continue
            likened = " "
        else:
            likened = unicodedata.normalize("NFKD", character.translate(_LIKE)).casefold()
        for one in likened:
            if not unicodedata.combining(one):
                characters.append(one)
                places.append(place)
    while characters and characters[-1] == " ":
        characters.pop()
        places.pop()
    return "".join(characters), places
