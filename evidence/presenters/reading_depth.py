"""How much of an evidence page a reader wants at once: one sentence, the summary, or all; or part by part.

Whatever is chosen, notices, verdict and limits are shown: nobody reads a finding without what it does not prove.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from evidence.presenters.page_parts import Block
from evidence.presenters.study_page import StudyPage
from evidence.presenters.words import reading_time, shown

DEPTHS = {
    "sentence": gettext_noop("One sentence"),
    "summary": gettext_noop("Summary"),
    "all": gettext_noop("Everything"),
}
"""Depth -> its words, from the shortest."""
PEM = Block("pem", gettext_noop("PEM and the criteria used"))


@dataclass(frozen=True, slots=True)
class DepthLine:
    """One choice of how much to read: words, how long that takes, and where it leads."""

    words: str
    time: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a page that is read part by part. `block` is PEM for the part about the criteria."""

    number: int
    total: int
    block: Block
    previous: str
    next: str
    next_words: str

    @property
    def is_pem(self) -> bool:
        return self.block.key == PEM.key


@dataclass(frozen=True, slots=True)
class Reading:
    """What is shown. `part` is None unless the page is read part by part."""

    depth: str
    lines: tuple[DepthLine, ...]
    by_parts: str
    part: Part | None = None

    @property
    def hides_summary(self) -> bool:
        return self.depth == "sentence"

    @property
    def hides_rest(self) -> bool:
        return self.depth != "all"

    @property
    def goes_on(self) -> DepthLine | None:
        """The next deeper choice; None where everything is shown."""
        later = list(DEPTHS).index(self.depth) + 1
        return self.lines[later] if later < len(self.lines) else None


def reading(page: StudyPage, *, depth: str = "", usual: str = "all", part: str = "", path: str = "") -> Reading:
    """What to show of `page`. `depth` and `part` come from the address as they are, `usual` from the reader's choice.

    What is not known is passed over: an odd address shows the page as usual.
    """
    path = path or page.path
    depth = depth if depth in DEPTHS else usual if usual in DEPTHS else "all"
    first, limits = _words(page, "one_sentence"), _words(page, "does_not_prove")
    summary = _words(page, "summary", "why_it_matters")
    rest = [text for block in page.more_blocks for text in (*block.paragraphs, *block.items)]
    texts = {
        "sentence": [*first, *limits],
        "summary": [*first, *limits, *summary],
        "all": [*first, *limits, *summary, *rest],
    }
    lines = tuple(
        DepthLine(shown(words), reading_time(texts[key]), f"{path}?depth={key}", key == depth)
        for key, words in DEPTHS.items()
    )
    return Reading(depth, lines, f"{path}?part=1", _part(page, part, path))


def _words(page: StudyPage, *keys: str) -> list[str]:
    return [
        text for key in keys if key in page.blocks for text in (*page.blocks[key].paragraphs, *page.blocks[key].items)
    ]


def _part(page: StudyPage, asked: str, path: str) -> Part | None:
    parts = [*page.blocks.values(), Block("pem", shown(PEM.heading))]
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 3 else 0
    if not 1 <= number <= len(parts):
        return None
    following = parts[number] if number < len(parts) else None
    return Part(
        number,
        len(parts),
        parts[number - 1],
        f"{path}?part={number - 1}" if number > 1 else "",
        f"{path}?part={number + 1}" if following else "",
        following.heading if following else "",
    )
