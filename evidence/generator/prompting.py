"""From a request to the messages that a model is sent. Pure but for reading the prompt files beside it.

The prompts are files, `prompts/<name>.<version>.txt`. An old version stays, so that what an old draft was asked
can be read. The paper's text stands between two lines that carry a mark made from the text itself: nobody who
writes an abstract can close the fence, since a text cannot hold a hash of itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

from evidence.generator.reading import storable
from evidence.generator.values import PARTS, DraftRequest, Span

PROMPT_VERSION = "1"
PROMPTS = Path(__file__).parent / "prompts"
PIECES = ("system", "user", "repair")
MAX_SOURCE_CHARACTERS = 60_000
"""What is sent of one paper, about 15,000 tokens. What goes beyond is cut off, and the proposal says so."""
LEFT_OUT = "[words that speak to a machine were left out]"

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Prompted:
    """The messages, and what of the source they do not hold."""

    messages: tuple[Message, ...]
    notes: tuple[str, ...]


@cache
def prompt(piece: str, version: str = PROMPT_VERSION) -> str:
    """The text of one prompt file; FileNotFoundError where there is no such version."""
    return (PROMPTS / f"draft.{version}.{piece}.txt").read_text("utf-8")


@cache
def prompt_sha256(version: str = PROMPT_VERSION) -> str:
    """One hash over the pieces of a version, for the provenance of a draft and for the test of versions."""
    return hashlib.sha256("\0".join(prompt(piece, version) for piece in PIECES).encode()).hexdigest()


def messages_for(request: DraftRequest, addressed: dict[str, list[tuple[int, int]]]) -> Prompted:
    """System and user message. `addressed`: stretches of each part that speak to machines; they are left out."""
    source, notes = _fenced(request, addressed)
    user = Template(prompt("user")).substitute(
        fields=", ".join(request.fields),
        design=_fact(request.design),
        pem_verdict=_fact(request.pem_verdict),
        source=source,
    )
    return Prompted(({"role": "system", "content": prompt("system")}, {"role": "user", "content": user}), notes)


def repair_message(faults: list[str]) -> Message:
    """What a model is told about an answer that could not be used."""
    told = "\n".join(f"- {fault}" for fault in faults)
    return {"role": "user", "content": Template(prompt("repair")).substitute(faults=told)}


def _fact(said: str) -> str:
    """A fact in one short line: it comes from the vocabulary, and is kept to that."""
    return " ".join(said.split())[:80] or "not known"


def _fenced(request: DraftRequest, addressed: dict[str, list[tuple[int, int]]]) -> tuple[str, tuple[str, ...]]:
    mark = request.source_sha256[:16]
    room = MAX_SOURCE_CHARACTERS
    blocks, notes = [], []
    for part in PARTS:
        if part not in request.parts:
            continue
        text = storable(request.parts[part])
        if part in addressed:
            notes.append(f"The {_name(part)} holds words that speak to a machine. They were left out: look at them.")
            text = _without(text, [Span(part, start, end) for start, end in addressed[part]])
        if len(text) > room:
            notes.append(f"The {_name(part)} is long: only its first {room:,} characters were sent.")
            text = text[:room]
        room -= len(text)
        if text:
            blocks.append(f"===== {mark} begin {part} =====\n{text}\n===== {mark} end {part} =====")
    return "\n\n".join(blocks), tuple(notes)


def _name(part: str) -> str:
    return part.replace("_", " ")


def _without(text: str, spans: list[Span]) -> str:
    kept, at = [], 0
    for span in spans:
        kept += [text[at : span.start], LEFT_OUT]
        at = span.end
    return "".join([*kept, text[at:]])
