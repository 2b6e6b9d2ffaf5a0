"""The pages around the evidence: Markdown with a version and a date, in `atlas/content/<key>/<n>.md`.

A file begins with its title, description and date; what follows is CommonMark with tables. `{{name}}` stands for a
value of this site (VALUES), `[source:key]` for a paper of `sources.json`, which is listed under the text. The highest
number is the page; older ones stay readable at `<path>/v/<n>`. A version that was once published is not edited:
`published.json` holds the SHA-256 of each, a test compares them, and `manage.py seal_guides` adds new ones.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

CONTENT = Path(__file__).parent / "content"
PUBLISHED = CONTENT / "published.json"
SOURCES = CONTENT / "sources.json"

PATHS: Mapping[str, str] = {
    "about": "/about",
    "process": "/process",
    "editorial-policy": "/editorial-policy",
    "what-is-pem": "/what-is-pem",
    "why-criteria-matter": "/why-criteria-matter",
    "start": "/start",
    "newly-ill": "/start/newly-ill",
    "carer": "/start/carer",
    "clinician": "/start/clinician",
    "researcher": "/start/researcher",
    "faq": "/faq",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
    "press": "/press",
    "contact": "/contact",
    "copyright": "/copyright",
}
"""Key of a guide -> its address."""


def _contact() -> str:
    return f"You can also write to <{settings.CONTACT_EMAIL}>." if settings.CONTACT_EMAIL else ""


VALUES: Mapping[str, Callable[[], str]] = {
    "site_name": lambda: settings.SITE_NAME,
    "site_url": lambda: settings.SITE_URL,
    "licence": lambda: settings.CONTENT_LICENCE,
    "licence_url": lambda: settings.CONTENT_LICENCE_URL,
    "contact": _contact,
}
"""What `{{name}}` in a guide stands for. A value changes with the site's settings, not with the version of the page."""

_HEAD = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_VALUE = re.compile(r"\{\{([a-z_]+)\}\}")
_SOURCE = re.compile(r"\[source:([a-z0-9-]+)\]")
_ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "li": {"class"},
    "p": {"class"},
    "th": {"scope"},
    "div": {"class", "tabindex", "role", "aria-label"},
}
"""Tag -> the attributes it may have, beside the plain tags of _TAGS."""
_TAGS = {"ul", "ol", "strong", "em", "code", "table", "thead", "tbody", "tr", "td", *_ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class Source:
    """A paper that a guide names. `words` stand in the text ("White and others, 2011"); it appeared in `place`."""

    key: str
    words: str
    title: str
    place: str
    doi: str


@dataclass(frozen=True, slots=True)
class Guide:
    """One version of a guide. `text` is its words without markup, for counting; `date` is ISO.

    `sources` are the papers that it names, in the order of the text.
    """

    key: str
    number: int
    title: str
    description: str
    date: str
    body: SafeString
    text: str
    sources: tuple[Source, ...] = ()

    @property
    def path(self) -> str:
        return PATHS[self.key]

    @property
    def version_path(self) -> str:
        return f"{self.path}/v/{self.number}"


def versions(key: str) -> list[int]:
    """The numbers of a guide's versions, oldest first."""
    return sorted(int(path.stem) for path in (CONTENT / key).glob("*.md"))


@cache
def guide(key: str, number: int | None = None) -> Guide:
    """A version of a guide, or its newest. Raises KeyError where there is none, ValueError where it cannot be read."""
    known = versions(key) if key in PATHS else []
    if not known or (number is not None and number not in known):
        raise KeyError(key)
    number = number or known[-1]
    return _read(key, number, (CONTENT / key / f"{number}.md").read_text("utf-8"))


def _read(key: str, number: int, source: str) -> Guide:
    found = _HEAD.fullmatch(source)
    if found is None:
        raise ValueError(f"{key}/{number}.md does not begin with its title, description and date.")
    head = dict(line.split(": ", 1) for line in found["head"].splitlines())
    missing = {"title", "description", "date"} - head.keys()
    if missing:
        raise ValueError(f"{key}/{number}.md lacks: {', '.join(sorted(missing))}.")
    known = sources()
    named = tuple(dict.fromkeys(_SOURCE.findall(found["body"])))
    if unknown := [one for one in named if one not in known]:
        raise ValueError(f"{key}/{number}.md names sources that sources.json does not have: {', '.join(unknown)}.")
    marked = _SOURCE.sub(lambda source: f"([{known[source[1]].words}](#source-{source[1]}))", found["body"])
    body, text = render(_filled(marked))
    return Guide(
        key, number, _filled(head["title"]), _filled(head["description"]), head["date"], body, text,
        tuple(known[one] for one in named),
    )  # fmt: skip


@cache
def sources() -> dict[str, Source]:
    """Every paper that a guide may name."""
    rows = json.loads(SOURCES.read_text("utf-8"))
    return {key: Source(key, row["words"], row["title"], row["in"], row["doi"]) for key, row in rows.items()}


def _filled(text: str) -> str:
    return _VALUE.sub(lambda found: VALUES[found[1]](), text)


def render(markdown: str) -> tuple[SafeString, str]:
    """Safe HTML with an id on each heading, and its words."""
    parser = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = parser.parse(markdown)
    words: list[str] = []
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", heading_id(tokens[index + 1].content))
        if token.type == "inline":
            words.append(_words(token))
            if _is_one_link(token):
                tokens[index - 1 if not tokens[index - 1].hidden else index - 2].attrSet("class", "go")
    html = parser.renderer.render(_tables_that_scroll(tokens), parser.options, {})
    clean = nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"https", "http", "mailto"}, link_rel=None)
    # Safe: HTML in Markdown is switched off, and nh3 keeps the few tags and attributes above only.
    return mark_safe(clean), " ".join(words)  # noqa: S308


def heading_id(text: str) -> str:
    """ "What it is not" -> "what-it-is-not"."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "part"


def _words(token: Token) -> str:
    return "".join(child.content if child.type in ("text", "code_inline") else " " for child in token.children or [])


def _is_one_link(token: Token) -> bool:
    """A link that stands alone, which has room around it to be pressed."""
    children = token.children or []
    links = [child.type for child in children if child.type.startswith("link_")]
    return (
        links == ["link_open", "link_close"] and children[0].type == "link_open" and children[-1].type == "link_close"
    )


def _tables_that_scroll(tokens: list[Token]) -> list[Token]:
    """A wide table scrolls within its own place, which a keyboard can reach; its head cells say what they head."""
    around: list[Token] = []
    heading = "Table"
    for index, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[index + 1].content
        if token.type == "th_open":
            token.attrs = {"scope": "col"}
        elif token.type == "td_open":
            token.attrs = {}
        if token.type == "table_open":
            region: dict[str, str | int | float] = {
                "class": "scroll",
                "role": "region",
                "tabindex": "0",
                "aria-label": f"{heading}: table",
            }
            around.append(Token("div_open", "div", 1, attrs=region, block=True))
        around.append(token)
        if token.type == "table_close":
            around.append(Token("div_close", "div", -1, block=True))
    return around


def fingerprints() -> dict[str, str]:
    """ "about/1" -> SHA-256 of the file, for every version there is."""
    return {
        f"{path.parent.name}/{path.stem}": hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(CONTENT.glob("*/*.md"))
    }


def published() -> dict[str, str]:
    """The fingerprints that have been sealed."""
    return json.loads(PUBLISHED.read_text("utf-8")) if PUBLISHED.exists() else {}


def seal() -> list[str]:
    """Add what is not sealed yet, and say which. Raises ValueError where a sealed version was edited or is gone."""
    now, before = fingerprints(), published()
    broken = [name for name, sha256 in before.items() if now.get(name) != sha256]
    if broken:
        raise ValueError(
            f"These versions were published and are not what they were: {', '.join(broken)}. Add a new one."
        )
    PUBLISHED.write_text(json.dumps(now, indent=1, sort_keys=True) + "\n", "utf-8")
    return sorted(now.keys() - before.keys())
