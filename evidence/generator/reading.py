"""Where sentences begin and end in a paper's text, which section they stand in, and which speak to a machine. Pure.

Every rule here takes time in proportion to the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SECTIONS: dict[str, str] = {
    "background": "background",
    "introduction": "background",
    "context": "background",
    "rationale": "background",
    "importance": "background",
    "objective": "aim",
    "objectives": "aim",
    "aim": "aim",
    "aims": "aim",
    "purpose": "aim",
    "aim of the study": "aim",
    "background and aim": "background",
    "background and aims": "background",
    "background and objective": "background",
    "background and objectives": "background",
    "background/objective": "background",
    "background/objectives": "background",
    "participants": "participants",
    "patients": "participants",
    "subjects": "participants",
    "population": "participants",
    "sample": "participants",
    "setting": "methods",
    "setting and participants": "participants",
    "design": "methods",
    "study design": "methods",
    "design and setting": "methods",
    "intervention": "methods",
    "interventions": "methods",
    "measurements": "methods",
    "main outcome measures": "methods",
    "method": "methods",
    "methods": "methods",
    "material and methods": "methods",
    "materials and methods": "methods",
    "patients and methods": "methods",
    "methods and analysis": "methods",
    "methods and findings": "methods",
    "result": "findings",
    "results": "findings",
    "findings": "findings",
    "main results": "findings",
    "discussion": "conclusion",
    "conclusion": "conclusion",
    "conclusions": "conclusion",
    "conclusions and relevance": "conclusion",
    "discussion and conclusion": "conclusion",
    "results and conclusions": "findings",
    "interpretation": "conclusion",
    "significance": "conclusion",
    "implications": "conclusion",
    "limitation": "limits",
    "limitations": "limits",
    "strengths and limitations": "limits",
}
"""Headings of structured abstracts and papers -> role of the sentences below them."""

_HEADING = re.compile(
    "(?P<name>" + "|".join(sorted(map(re.escape, SECTIONS), key=len, reverse=True)) + r")(?P<mark>\s*[:.–—]|\s*\n)\s*",
    re.IGNORECASE,
)
_END = re.compile(r"""[.!?…]+["'”’)\]]*(?=\s)|\n[ \t]*\n""")
_ABBREVIATED = re.compile(
    r"(?:\b(?:e\.g|i\.e|vs|cf|al|approx|ca|resp|viz|fig|figs|ref|refs|eq|no|nos|dr|prof|mr|mrs|ms|st|incl|sp|spp|inc|ltd)"
    r"|(?:^|[\s(])[A-Z])\.$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"""["'“‘(\[]*(?:[^\W_]|[<≥≤~±+-])""")

SPEAKS_TO_MACHINES: dict[str, str] = {
    "overrides": r"\b(?:ignore|disregard|forget|override|bypass)\b[^.!?]{0,60}\b(?:instructions?|prompts?|rules|"
    r"directions|commands)\b",
    "asks to forget": r"\b(?:ignore|disregard|forget) (?:all |everything )?(?:the |of the )?(?:above|previous text)\b",
    "gives instructions": r"\b(?:new|updated|real|hidden|secret) instructions? ?:",
    "names the prompt": r"\b(?:system|developer) (?:prompt|message)\b",
    "names the model": r"(?:\b(?:you are|you're|pretend to be)|^act as)\b[^.!?]{0,30}"
    r"\b(?:AI|LLM|language model|assistant|chat ?bot|GPT)\b",
    "calls the machine": r"\b(?:notes?|messages?|instructions?|attention|dear)\s(?:to |for )?(?:the |any |all )?"
    r"(?:AI|LLMs?|language models?|assistants?|chat ?bots?|summari[sz]ers?|generators?)\b",
    "tells the machine": r"\b(?:the|any|all) (?:AI|LLMs?|language models?|assistants?|summari[sz]ers?|generators?) "
    r"(?:must|should|shall|will now|is to|are to|has to|have to)\b",
    "marks of a chat": r"<\|? ?/?(?:im_start|im_end|system|assistant|user|endoftext|eot_id)\b[^>]{0,20}>|\[/?INST\]|"
    r"<</?SYS>>|(?:^|\n)[ \t]*#+[ \t]*(?:system|instructions?|assistant)\b|(?:^|\n)[ \t]*(?:system|assistant) ?:",
    "commands": r"(?:^|:\s|\n[ \t]*)(?:please )?(?:(?:respond|reply|output|print|return) (?:only|exactly|with|"
    r"in json|the following)"
    r"|(?:say|state|write|claim|conclude|report) that|tell (?:the )?(?:readers?|users?|editors?))\b",
}
"""What no paper says to its readers, only a text that wants to steer a machine: name -> pattern in a sentence."""

_SPEAKS = re.compile("|".join(f"(?:{pattern})" for pattern in SPEAKS_TO_MACHINES.values()), re.IGNORECASE)
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")
_MARKUP = re.compile(r"</?(?:i|b|em|strong|sup|sub|sc|u)\s*/?>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """`text[start:end]` of the part, and the role that the heading above it gives ("" where there is none)."""

    start: int
    end: int
    section: str


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in order, without the headings that stand before them."""
    found = []
    section = ""
    for start, end in _pieces(text):
        while heading := _heading_at(text, start, end):
            start, section = heading
        if start < end:
            found.append(Sentence(start, end, section))
    return found


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for mark in _END.finditer(text):
        end = mark.end() if text[mark.start()] != "\n" else mark.start()
        if text[mark.start()] != "\n" and not _is_end(text, start, mark.end()):
            continue
        yield from _trimmed(text, start, end)
        start = mark.end()
    yield from _trimmed(text, start, len(text))


def _is_end(text: str, start: int, end: int) -> bool:
    if _ABBREVIATED.search(text[max(start, end - 12) : end]):
        return False
    following = text[end : end + 40].lstrip()
    return not following or (_BEGINS.match(following) is not None and not following[0].islower())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if start < end:
        yield start, end


def _heading_at(text: str, start: int, end: int) -> tuple[int, str] | None:
    """(where the sentence goes on, role) when a heading stands at `start`.

    A heading ends with a colon or a line end, or is in capitals, or fills the whole piece: "Results showed"
    is none, and neither is "Patients." at the end of a list.
    """
    heading = _HEADING.match(text, start, end)
    if heading is None:
        return None
    name, mark = heading["name"], heading["mark"]
    if mark.strip() == ":" or "\n" in mark or name.isupper() or heading.end() == end:
        return heading.end(), SECTIONS[" ".join(name.lower().split())]
    return None


def addressed_to_machines(text: str) -> list[tuple[int, int]]:
    """Stretches that speak to a machine and not to a reader, in order, as (start, end).

    A stretch begins with the sentence that gives it away and goes to the end of the paragraph: what follows
    such a sentence was written by the same hand. Nothing in it may be cited or sent.
    """
    found: list[tuple[int, int]] = []
    for one in sentences(text):
        if found and one.start < found[-1][1]:
            continue
        if _SPEAKS.search(text[one.start : one.end]):
            close = _PARAGRAPH_END.search(text, one.end)
            found.append((one.start, close.start() if close else len(text)))
    return found


def without_markup(text: str) -> str:
    """The words as a reader sees them: inline tags removed, white space as single spaces."""
    return " ".join(_MARKUP.sub("", text).split())


def markup(text: str) -> Iterator[tuple[int, int]]:
    """Where inline tags such as <i> stand: they are no part of what a quote says."""
    for tag in _MARKUP.finditer(text):
        yield tag.span()


def storable(text: str) -> str:
    """The text with "\N{REPLACEMENT CHARACTER}" for what no database keeps: control signs and halves of letters."""
    return _UNSTORABLE.sub("\ufffd", text)
