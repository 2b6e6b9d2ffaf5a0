"""What a speech engine or a text browser makes of a page: headings, punctuation, links that say where they lead."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from evidence.actions import notices, texts
from tests.factories import person, publish
from tests.kept_worlds import kept
from tests.test_site import PAGES

pytestmark = pytest.mark.django_db

BLOCKS = {
    "p", "li", "dt", "dd", "h1", "h2", "h3", "h4", "td", "th", "caption", "summary", "legend", "label", "figcaption",
    "div", "section", "nav", "ul", "ol", "dl", "table", "tr", "main", "header", "footer", "aside", "article", "form",
    "fieldset", "details", "blockquote", "figure", "title", "body", "option", "button", "text", "desc", "svg",
}  # fmt: skip
EMPTY = {"meta", "link", "br", "wbr", "input", "img", "rect", "circle", "path", "col", "hr", "meter"}
NO_NOUN = re.compile(
    r"(?:read|learn|see|show|find out)? ?(?:more|here|this|that|details|click here|link|go|next|back)\b\W*"
)
ENDS = re.compile(r"[.?!:…][”’)\]]*$")


class Page(HTMLParser):
    """Links with their words, headings, languages, and each block of text as it is read, words for the ear included."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.headings: list[tuple[int, str]] = []
        self.blocks: list[tuple[str, str]] = []
        self.languages: list[str] = []
        self.glued: list[str] = []
        self._open: list[tuple[str, dict[str, str | None]]] = []
        self._texts: list[list[str]] = [[]]
        self._link: list[str] | None = None
        self._after_link = ""
        self.feed(html)

    @property
    def sentences(self) -> list[str]:
        """Paragraphs of more than a few words, without links at their end: they are announced, and so make a pause.

        References and lists of facts set off by dots are left out.
        """
        links = tuple(words for words, _ in self.links if words)
        told = []
        for tag, text in self.blocks:
            if tag == "p" and len(text.split()) > 9 and "·" not in text:
                while last := max((words for words in links if text.endswith(words)), key=len, default=""):
                    text = text.removesuffix(last).strip()
                told.append(text)
        return [text for text in told if text]

    @property
    def _is_silent(self) -> bool:
        return any(tag in ("script", "style") or named.get("aria-hidden") == "true" for tag, named in self._open)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if "lang" in named:
            self.languages.append(named["lang"] or "")
        if tag in EMPTY:
            return
        self._open.append((tag, named))
        if tag in BLOCKS:
            self._texts.append([])
        if tag == "a":
            if self._after_link:
                self.glued.append(self._after_link)
            self._link = []

    def handle_data(self, data: str) -> None:
        if self._is_silent:
            return
        as_written = any(tag == "code" or named.get("class") == "ref" for tag, named in self._open)
        self._texts[-1].append("Thus it is written." if as_written else data)
        self._after_link = ""
        if self._link is not None:
            self._link.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in EMPTY:
            return
        opened, named = self._open.pop()
        assert opened == tag, f"</{tag}> closes <{opened}>"
        if tag == "a":
            words = named.get("aria-label") or " ".join("".join(self._link or []).split())
            self.links.append((words, named.get("href") or ""))
            self._after_link, self._link = words, None
        if tag in BLOCKS:
            text = " ".join("".join(self._texts.pop()).split())
            self._after_link = ""
            if re.fullmatch(r"h[1-6]", tag):
                self.headings.append((int(tag[1]), text))
            if text:
                self.blocks.append((tag, text))


@pytest.fixture
@kept
def slug() -> str:
    study = publish(text={
        "one_sentence": "People who rested had lower scores.", "summary": "Their scores fell.",
        "why_it_matters": "Few had tested it.", "does_not_prove": "That rest caused it.",
        "observed_findings": "Scores fell by two.", "limitations": "It was small.",
    }).study  # fmt: skip
    texts.write_text(study=study, by=person("editor"), texts={"summary": "Their scores fell a little."})
    return publish(study, reason="The summary was hard to read.").study.slug


def read(path: str, slug: str) -> Page:
    return Page(Client().get(path.format(slug=slug)).content.decode())


def test_every_page_reads_well_aloud(slug: str) -> None:
    wrong: dict[str, list[str]] = {}
    for path in PAGES:
        page = read(path, slug)
        faults = [f"a link without a noun: {words!r}" for words, _ in page.links if NO_NOUN.fullmatch(words.lower())]
        faults += [f"a link without words, to {address}" for words, address in page.links if not words]
        faults += [f"no room between links, after {words!r}" for words in page.glued]
        where: dict[str, set[str]] = {}
        for words, address in page.links:
            if not address.startswith("#"):
                where.setdefault(words, set()).add(address.partition("#")[0])
        faults += [f"{words!r} leads to {sorted(places)}" for words, places in where.items() if len(places) > 1]
        faults += [f"a heading without words: h{level}" for level, words in page.headings if not words]
        faults += [f"a sentence without an end: {text!r}" for text in page.sentences if not ENDS.search(text)]
        faults += [f"no language: {one!r}" for one in page.languages if not re.fullmatch(r"[a-z]{2,3}(-\w+)*", one)]
        if page.languages[:1] != ["en-GB"]:
            faults.append("the page does not say its language")
        if page.links[0] != ("Skip to the content", "#main"):
            faults.append("the first link does not skip to the content")
        if faults:
            wrong[path] = faults
    assert not wrong, "\n".join(f"{path}: {fault}" for path, faults in wrong.items() for fault in faults)


def test_each_depth_is_reached_by_a_heading(slug: str) -> None:
    headings = [words for level, words in read("/evidence/{slug}", slug).headings if level == 2]
    depths = ["In one sentence", "Summary", "What was observed"]
    places = [next(place for place, words in enumerate(headings) if words.startswith(depth)) for depth in depths]
    assert places == sorted(places)
    assert headings[places[1]].startswith("Summary, "), "a pause before the words and minutes"


def test_badges_are_read_one_by_one(slug: str) -> None:
    blocks = [text for _, text in read("/evidence/{slug}", slug).blocks]
    assert any(text.startswith("PEM required. ") and "Peer-reviewed. Texts checked by two people." in text
               for text in blocks)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "word"), [("retraction", "Retracted"), ("expression_of_concern", "Expression of concern")]
)
def test_a_retraction_is_the_first_thing_heard(kind: str, word: str) -> None:
    study = publish().study
    notices.add_notice(
        study=study,
        kind=kind,
        date="2026-11-01",
        detail="The data were made up.",
        source="the journal",
        by=person("editor"),
    )
    slug = publish(study, reason="The paper has a notice.").study.slug
    page = read("/evidence/{slug}", slug)
    title = study.record.title
    assert next(text for tag, text in page.blocks if tag == "title").startswith(f"{word}: {title}")
    headings = [words for _, words in page.headings]
    assert headings[0].startswith(word)
    assert headings[1] == title
    for path in ("/evidence", "/", "/pem/required", "/criteria/ccc2003"):
        links = [words for words, address in read(path, slug).links if address == f"/evidence/{slug}"]
        assert links == [f"{word}: {title}"], path


def test_a_correction_is_no_retraction() -> None:
    study = publish().study
    notices.add_notice(
        study=study, kind="correction", date="2026-11-01", detail="A name.", source="the journal", by=person("editor")
    )
    slug = publish(study, reason="The paper has a notice.").study.slug
    assert "<title>Rest" in Client().get(f"/evidence/{slug}").content.decode()
    assert [words for words, to in read("/evidence", slug).links if to == f"/evidence/{slug}"] == [study.record.title]


def test_what_reads_badly_would_be_heard() -> None:
    page = Page('<p><a href="/a">One</a><a href="/b">Two</a> <a href="/c">Read more</a></p>')
    assert page.glued == ["One"]
    assert NO_NOUN.fullmatch(page.links[2][0].lower())
    assert not NO_NOUN.fullmatch("read the newest version")
