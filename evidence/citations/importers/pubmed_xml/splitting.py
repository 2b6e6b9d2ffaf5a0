"""A PubMed XML file of any size as articles: each one's text and line, found without parsing the file.

An article ends at its end tag, one that has none where the next begins. Comments and CDATA sections are passed
over, so that a tag which only stands in one counts for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ..base import LONGEST_ENTRY, Text

_STEP = 4_000_000  # characters that are looked at together
_NAMES = "PubmedArticle|PubmedBookArticle|MedlineCitation"
_ROOT = re.compile(
    rf"<(?P<prefix>[A-Za-z_][\w.-]{{0,50}}:)?(?:(?:{_NAMES})(?=[\s/>])|"
    r"(?:PubmedArticleSet|PubmedBookArticleSet|MedlineCitationSet)(?P<more>\s[^<>]{0,5000})?>)"
)
_NAMESPACE = re.compile(r"\sxmlns:[\w.-]+\s*=\s*(?:\"[^\"<]{0,300}\"|'[^'<]{0,300}')")
_END_OF_SUBSET = re.compile(r"\]\s*>")
_PLAIN = " "  # in place of a fault: nothing in the article but elements and text
_ENTITY = re.compile(r"<!ENTITY\s")
_PMID = re.compile(r"<(?:[\w.-]{1,50}:)?PMID[^>]{0,100}>\s*(\d{1,9})\s*</")

_UNCLOSED = "The article is not closed: {end} is missing before {where}. Fetch the record from PubMed again."
_TOO_LONG = f"The article is longer than {LONGEST_ENTRY:,} characters, which none is; it was not read."
_ENTITIES = (
    "The file declares XML entities of its own. PubMed's files never do, and such files can attack their reader; the "
    "declarations were not read, and an article that uses them is refused."
)


class _Tags:
    """What an article begins and ends with, where the file's elements have this prefix ("pm:", or none)."""

    def __init__(self, prefix: str) -> None:
        p = re.escape(prefix)
        self.start = re.compile(rf"<!--|<!\[CDATA\[|<!DOCTYPE\b|<(?P<name>{p}(?:{_NAMES}|DeleteCitation))(?=[\s/>])")
        self.inner = re.compile(
            rf"<!--|<!\[CDATA\[|</(?P<end>{p}(?:{_NAMES}|DeleteCitation))\s*>"
            rf"|<(?P<start>{p}(?:PubmedArticle|PubmedBookArticle))(?=[\s/>])"
        )


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it stands in the file; `document` is what to parse, `fault` a sentence when it cannot be.

    `wrapped` says that `document` holds the article in an element which declares the namespaces of the file's root.
    """

    line: int
    raw: str
    document: str
    wrapped: bool = False
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about the file that deserves a look."""

    line: int
    reason: str


class _Buffer:
    """What has been read of a text and not yet been passed."""

    def __init__(self, text: Text) -> None:
        self.parts = text.parts()
        self.text = ""
        self.line = 1
        self.ended = False

    def more(self) -> bool:
        """Read on; False at the end of the text."""
        filled, length = [self.text], 0
        while length < _STEP and not self.ended:
            part = next(self.parts, None)
            if part is None:
                self.ended = True
            else:
                filled.append(part)
                length += len(part)
        self.text = "".join(filled)
        return length > 0

    def forget(self, place: int) -> None:
        """Drop what stands before `place`, and count its lines."""
        self.line += self.text.count("\n", 0, place)
        self.text = self.text[place:]


def articles_of(text: Text) -> Iterator[Article | Remark]:
    """The articles of a file in their order, and remarks about the file."""
    buffer = _Buffer(text)
    buffer.more()
    root = _ROOT.search(buffer.text[:100_000])
    namespaces = "".join(_NAMESPACE.findall(root["more"])) if root and root["more"] else ""
    prefix = root["prefix"] or "" if root else ""
    tags = _Tags(prefix)
    place = counted = 0
    line = buffer.line
    endless: set[str] = set()

    def line_at(where: int) -> int:
        nonlocal counted, line
        line += buffer.text.count("\n", counted, where)
        counted = where
        return line

    while True:
        match = tags.start.search(buffer.text, place)
        if match is None or (match.end() > len(buffer.text) - 20 and not buffer.ended):
            keep = max(place, len(buffer.text) - 40) if match is None else match.start()
            buffer.forget(keep)
            place, counted, line = 0, 0, buffer.line
            if (buffer.ended or not buffer.more()) and match is None:
                return
            continue
        if not match.group("name"):
            end = -1 if match.group() in endless else _end_of_aside(buffer.text, match)
            if end < 0 and not buffer.ended and len(buffer.text) - match.start() < 4 * LONGEST_ENTRY:
                buffer.forget(match.start())
                place, counted, line = 0, 0, buffer.line
                buffer.more()
                continue
            if end < 0:  # what never ends is read as if it had not begun
                endless.add(match.group())
            if match.group() == "<!DOCTYPE" and _ENTITY.search(buffer.text, match.start(), max(end, match.end())):
                yield Remark(line_at(match.start()), _ENTITIES)
            place = end if end >= 0 else match.end()
            continue
        begin = match.start()
        end, fault = _end_of_article(buffer.text, match, tags, ended=buffer.ended)
        if end < 0:
            if len(buffer.text) - begin > LONGEST_ENTRY:
                end, fault = len(buffer.text), _TOO_LONG
            else:
                buffer.forget(begin)
                place, counted, line = 0, 0, buffer.line
                buffer.more()
                continue
        plain = fault == _PLAIN and not prefix
        fault = fault.strip()
        raw = buffer.text[begin:end]
        at = line_at(begin)
        if match.group("name") == f"{prefix}DeleteCitation":
            numbers = ", ".join(_PMID.findall(raw)[:50])
            yield Remark(at, f"The file says that PubMed has deleted these records: {numbers}.")
        elif not fault and len(raw) > LONGEST_ENTRY:
            yield Article(at, raw, "", fault=_TOO_LONG)
        else:
            document = without_unread(raw) if plain else raw
            document = f"<set{namespaces}>{document}</set>" if namespaces else document
            yield Article(at, raw.rstrip(), document, wrapped=bool(namespaces), fault=fault)
        place = end
        if place > _STEP:
            buffer.forget(place)
            place, counted, line = 0, 0, buffer.line


def without_unread(raw: str) -> str:
    """An article without what no record is made of, so that half of it need not be parsed.

    Of the lists behind the `Article` element each is cut from its first to its last tag, since lists of references may
    hold others; of the references to other works only those are cut that merely cite, and affiliations everywhere. The
    line ends stay. `raw` holds no comments and no CDATA sections.
    """
    behind = raw.find("</Article>")
    if behind < 0:
        return raw
    grants = raw.rfind("</GrantList>", 0, behind)
    if grants >= 0 and (start := raw.rfind("<GrantList", 0, grants)) >= 0:
        raw = raw[:start] + "\n" * raw.count("\n", start, grants) + raw[grants + 12 :]
        behind -= grants + 12 - start  # the line ends that stay are behind it
    for start_tag, end_tag in _UNREAD:
        start = raw.find(start_tag, behind)
        end = raw.rfind(end_tag, start) if start >= 0 else -1
        if end > start:
            raw = raw[:start] + "\n" * raw.count("\n", start, end) + raw[end + len(end_tag) :]
    if raw.find(_CITES, behind) >= 0:
        raw = _without_each(raw, _CITES, "</CommentsCorrections>")
    return _without_each(raw, "<AffiliationInfo>", "</AffiliationInfo>")


_UNREAD = (
    ("<ReferenceList>", "</ReferenceList>"),
    ("<History>", "</History>"),
    ("<MeshHeadingList>", "</MeshHeadingList>"),
    ("<ChemicalList>", "</ChemicalList>"),
)
_CITES = '<CommentsCorrections RefType="Cites">'


def _without_each(raw: str, start_tag: str, end_tag: str) -> str:
    """`raw` without each element that has this start tag; none of them holds another one."""
    first, *parts = raw.split(start_tag)
    kept = [first]
    for part in parts:
        end = part.find(end_tag)
        if end < 0:
            kept.append(start_tag + part)
        else:
            kept.append("\n" * part.count("\n", 0, end) + part[end + len(end_tag) :])
    return "".join(kept)


def _end_of_aside(text: str, match: re.Match[str]) -> int:
    """Behind a comment, a CDATA section or a document type; -1 when it does not end in `text`."""
    opening = match.group()
    if opening == "<!--":
        end = text.find("-->", match.end())
        return end + 3 if end >= 0 else -1
    if opening == "<![CDATA[":
        end = text.find("]]>", match.end())
        return end + 3 if end >= 0 else -1
    close = text.find(">", match.end())
    subset = text.find("[", match.end())
    if 0 <= subset < close:
        closing = _END_OF_SUBSET.search(text, subset)
        return closing.end() if closing else -1
    return close + 1 if close >= 0 else -1


def _plain(text: str, begin: int, end: int) -> bool:
    """Whether there is no comment, CDATA section or other declaration between two places."""
    place = text.find("!", begin, end)
    while place >= 0:
        if text[place - 1] == "<":
            return False
        place = text.find("!", place + 1, end)
    return True


def _end_of_article(text: str, match: re.Match[str], tags: _Tags, *, ended: bool) -> tuple[int, str]:
    """(where the article that begins at `match` ends, a sentence when it is not closed); -1 when that is not known."""
    name = match.group("name")
    closing = f"</{name}>"
    begin = match.end()
    # The next article is looked for first, since the end stands right before it: one way through the text, not two.
    following = text.find(f"<{name}", begin)
    end = text.rfind(closing, begin, following if following >= 0 else len(text))
    if end >= 0 and _plain(text, begin, end):
        return end + len(closing), _PLAIN
    if end < 0 and following >= 0 and _plain(text, begin, following):
        return following, _UNCLOSED.format(end=closing, where="the next article begins")
    place = match.end()
    while token := tags.inner.search(text, place):
        if token.group() in ("<!--", "<![CDATA["):
            aside = text.find("-->" if token.group() == "<!--" else "]]>", token.end())
            if aside < 0:
                break
            place = aside
        elif token.group("end") == name:
            return token.end(), ""
        elif token.group("start"):
            return token.start(), _UNCLOSED.format(end=closing, where="the next article begins")
        else:
            place = token.end()
    if not ended:
        return -1, ""
    return len(text), _UNCLOSED.format(end=closing, where="the file ends")
