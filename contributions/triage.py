"""The way of a reader's letter, pure: states, who may move what, what each side may see.

    received ──────────────┐
    quarantine ─ release ──┤
                           v
        take -> triaged (48 h) <──────────── answer ── needs_information
                  │ │ │ └ ask ──────────────────────────────^
                  │ │ └── decline (reason) ─> declined ┐
                  │ └──── merge ────────────> duplicate │ reopen -> triaged
                  └────── accept ───────────> accepted ─┤
                                                │ link  │
                                                v       │
                                              linked ── publication of the draft -> resolved

    withdrawn: the contributor took it back by code; everything written is erased at once. Duplicates of a letter that
    was taken back before it was answered `return` to received, as nobody else speaks for them any more.

Whoever contributed to the publication that a letter disputes does not decide about it (`Move.decides`). The database
holds the same table in a trigger (`moves_only_along_the_table`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from contributions.words import gettext_noop

LEASE = timedelta(hours=48)
"""How long a triager keeps a letter without doing anything about it. It lapses without blame."""

KINDS: Mapping[str, str] = {
    "text_error": gettext_noop("An error in a text"),
    "pem_verdict": gettext_noop("A wrong PEM verdict or wrong criteria"),
    "citation": gettext_noop("A wrong citation"),
    "missing_study": gettext_noop("A study that is missing"),
    "notice": gettext_noop("A retraction or another notice"),
    "wording": gettext_noop("How the wording feels, from lived experience"),
    "accessibility": gettext_noop("Something is hard to use"),
    "other": gettext_noop("Something else"),
}
"""Kind of letter -> the words of the form."""

CONTACT_USES: Mapping[str, str] = {
    "questions": gettext_noop("You may ask me questions about this letter."),
    "outcome": gettext_noop("You may ask me questions, and tell me when my letter has been answered."),
}
"""What a contributor allows us to do with their address. Nothing else is ever done with it."""

STATES: Mapping[str, str] = {
    "received": gettext_noop("received"),
    "quarantine": gettext_noop("held back by a filter; a person looks at it"),
    "triaged": gettext_noop("being checked"),
    "needs_information": gettext_noop("more information wanted"),
    "duplicate": gettext_noop("a duplicate of an earlier letter"),
    "declined": gettext_noop("looked at, and not changed"),
    "accepted": gettext_noop("accepted; a draft will be made"),
    "linked": gettext_noop("a draft is being made"),
    "resolved": gettext_noop("changed on the page"),
    "withdrawn": gettext_noop("taken back by its writer"),
}
"""State -> what triagers read. `WORDS_FOR_THE_WRITER` is what the writer reads."""

WORDS_FOR_THE_WRITER: Mapping[str, str] = {
    "received": gettext_noop("Received. It waits for a person to look at it."),
    "quarantine": gettext_noop("Received. It waits for a person to look at it."),
    "triaged": gettext_noop("A person is checking it."),
    "needs_information": gettext_noop("We would like to know more."),
    "duplicate": gettext_noop("Somebody told us the same before. We follow both letters together."),
    "declined": gettext_noop("We looked at it and did not change the page."),
    "accepted": gettext_noop("We agree. The page will be changed."),
    "linked": gettext_noop("We agree. A change to the page is being made and checked."),
    "resolved": gettext_noop("The page has been changed."),
    "withdrawn": gettext_noop("You took your letter back. What you wrote has been erased."),
}
"""Quarantine reads like "received": a filter's guess is no verdict, and must not teach spammers."""

BEGINNINGS = ("received", "quarantine")
CLOSED = frozenset({"duplicate", "declined", "resolved", "withdrawn"})
OPEN = frozenset(STATES) - CLOSED

DECLINE_REASONS: Mapping[str, str] = {
    "as_the_paper_says": gettext_noop("The page says what the paper says."),
    "not_in_scope": gettext_noop("The atlas does not cover this."),
    "cannot_verify": gettext_noop("We could not confirm it from a source."),
    "not_about_the_page": gettext_noop("The letter is not about anything on the site."),
    "advertising": gettext_noop("The letter is advertising."),
    "other": gettext_noop("Another reason, told in the answer."),
}

HELD_BECAUSE: Mapping[str, str] = {
    "honeypot": gettext_noop("a field was filled in that people do not see"),
    "too_fast": gettext_noop("it was sent within three seconds of opening the form"),
    "links": gettext_noop("it holds many links"),
    "repeated": gettext_noop("the same text came before, today"),
    "many_from_one": gettext_noop("many letters came from one place within an hour"),
    "flood": gettext_noop("more letters came within an hour than people can look at"),
}
"""Why a filter held a letter back. People look at every one."""


@dataclass(frozen=True, slots=True)
class Move:
    """One way from state to state. `by` is triager, contributor or system; `decides` where four eyes are needed."""

    name: str
    sources: tuple[str, ...]
    target: str
    by: str
    decides: bool = False


MOVES: tuple[Move, ...] = (
    Move("release", ("quarantine",), "received", "triager"),
    Move("take", ("received", "quarantine", "triaged", "needs_information"), "triaged", "triager"),
    Move("hand_back", ("triaged",), "received", "triager"),
    Move("lapse", ("triaged",), "received", "system"),
    Move("ask", ("triaged",), "needs_information", "triager"),
    Move("answer", ("needs_information",), "received", "contributor"),
    Move("merge", ("received", "triaged", "needs_information"), "duplicate", "triager", decides=True),
    Move("decline", ("quarantine", "triaged", "needs_information"), "declined", "triager", decides=True),
    Move("accept", ("triaged", "needs_information"), "accepted", "triager", decides=True),
    Move("link", ("accepted", "linked"), "linked", "triager"),
    Move("resolve", ("linked",), "resolved", "system"),
    Move("return", ("duplicate",), "received", "system"),
    Move("reopen", ("declined", "duplicate", "accepted", "linked", "resolved"), "triaged", "triager"),
    Move("withdraw", tuple(state for state in STATES if state != "withdrawn"), "withdrawn", "contributor"),
)
MOVES_BY_NAME: Mapping[str, Move] = {move.name: move for move in MOVES}


def mermaid() -> str:
    """The way of a letter as a Mermaid diagram; `docs/letters.md` holds it. Taking back works from everywhere."""
    lines = ["stateDiagram-v2", *(f"    [*] --> {state}" for state in BEGINNINGS)]
    lines += [f"    {state}: {words.replace(';', ',')}" for state, words in STATES.items() if state != "withdrawn"]
    for move in MOVES:
        if move.name != "withdraw":
            lines += [f"    {source} --> {move.target}: {move.name} ({move.by})" for source in move.sources]
    return "\n".join(lines) + "\n"


VOICES: Mapping[str, str] = {
    "note": gettext_noop("note among triagers"),
    "shared": gettext_noop("what editors may see of the letter, with private details taken out"),
    "reply": gettext_noop("text for the contributor"),
    "answer": gettext_noop("answer of the contributor"),
}
"""Who speaks in an entry of a letter, and to whom."""

_SEES: Mapping[str, frozenset[str]] = {
    "triager": frozenset(VOICES),
    "contributor": frozenset({"reply", "answer"}),
    "editor": frozenset({"shared"}),
    "other": frozenset(),
}
VIEWERS = tuple(_SEES)


def sees(viewer: str, voice: str) -> bool:
    """The one visibility function. `viewer` is a key of VIEWERS, `voice` of VOICES or "letter" for the letter itself.

    A superuser who is no triager is "other": they see that letters exist, not what they say.
    """
    if voice == "letter":
        return viewer in ("triager", "contributor")
    if voice not in VOICES:
        raise ValueError(f"{voice!r} is no voice that we know.")
    return voice in _SEES[viewer]
