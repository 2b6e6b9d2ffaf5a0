"""How much a letter may hold, how many may come, and what is wrong with one, in plain English. Pure.

Forms say it in the language of the page (`contributions.spoken`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from contributions.letter import Letter
from contributions.triage import CONTACT_USES, KINDS
from contributions.words import Sentence, gettext_noop

MESSAGE_MAX = 10_000
"""Characters of the message, and of each answer, reply or note."""
SOURCE_MAX = 500
PASSAGE_MAX = 2_000
CONTACT_MAX = 254
BODY_MAX = 200_000
"""Bytes of a whole request. Four bytes a character, percent-encoded, of all fields together stay far below."""
COMBINING_MAX = 12
"""Combining marks in a row. No script that people write needs more; stacks of them only hide a page."""

MAX_LINKS = 5
"""Links in message and passage; with more, a person looks at the letter before anybody takes it."""
TOO_FAST_SECONDS = 3
VISITOR_HELD = 5
"""Letters within an hour from one visitor; those beyond it go to quarantine."""
VISITOR_STOPPED = 20
"""Letters within an hour from one visitor; beyond it the visitor is asked to wait."""
GLOBAL_AN_HOUR = 300
"""Letters within an hour from everybody; those beyond it are stored in quarantine."""
GUESSES_FROM_ONE = 60
"""Codes that one visitor may type within an hour, right ones and wrong ones alike."""
GUESSES_AN_HOUR = 5_000
"""Codes that everybody together may type within an hour."""

_LINE_ENDS = re.compile(r"\r\n?|\u2028|\u2029")
_NO_TEXT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0x10000, 0x110000, 0x10000))
    + "]"
)
_LINK = re.compile(r"https?://|\bwww\.", re.IGNORECASE)
_LOCAL_PART = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"(?!-)[^\W_](?:[\w-]{0,61}[^\W_])?(?<!-)")

_NAMES = {
    "message": (gettext_noop("What you want to tell us"), MESSAGE_MAX),
    "source": (gettext_noop("The source"), SOURCE_MAX),
    "passage": (gettext_noop("The passage"), PASSAGE_MAX),
    "contact": (gettext_noop("The e-mail address"), CONTACT_MAX),
}


def clean(text: str) -> tuple[str, bool]:
    """`text` without characters that are none (NUL, control characters, halves of characters); was anything taken out?

    Line ends become "\\n", which counts as no change. Tabs stay.
    """
    even = _LINE_ENDS.sub("\n", text)
    cleaned = _NO_TEXT.sub("", even)
    return cleaned, cleaned != even


def cleaned(letter: Letter) -> Letter:
    """The letter as it is checked and stored: clean, without blank space around it, a contact's use only with one."""
    texts = {name: clean(getattr(letter, name))[0].strip() for name in _NAMES}
    return replace(
        letter,
        message=texts["message"],
        source=texts["source"],
        passage=texts["passage"],
        contact=texts["contact"],
        kind=letter.kind or "other",
        contact_use=letter.contact_use if texts["contact"] else "",
        page_slug=clean(letter.page_slug)[0].strip(),
    )


def check(letter: Letter) -> dict[str, str]:
    """What is wrong with it: name of the field -> a full sentence. Empty where it can be sent."""
    letter = cleaned(letter)
    wrong: dict[str, str] = {}
    if not letter.message:
        wrong["message"] = gettext_noop("Tell us what we should know. This box is empty.")
    if letter.kind not in KINDS:
        wrong["kind"] = gettext_noop("Choose what your letter is about from the list.")
    for field, (name, most) in _NAMES.items():
        text = getattr(letter, field)
        if len(text) > most:
            wrong[field] = Sentence.of(
                gettext_noop("{name} is too long: {count} characters. At most {most} fit."),
                name=name, count=len(text), most=most,
            )  # fmt: skip
        elif too_many_marks(text):
            wrong[field] = Sentence.of(
                gettext_noop("{name} stacks many marks on one letter, so that nobody can read it. Take them out."),
                name=name,
            )
    if letter.contact and "contact" not in wrong:
        if not is_address(letter.contact):
            wrong["contact"] = gettext_noop("This does not look like one e-mail address, such as name@example.org.")
        elif letter.contact_use not in CONTACT_USES:
            wrong["contact_use"] = gettext_noop("Choose how we may use your address, or leave the address out.")
    return wrong


def check_text(text: str) -> str:
    """What is wrong with an answer, a reply or a note, as a full sentence; "" where it can be kept."""
    text = clean(text)[0].strip()
    if not text:
        return gettext_noop("Write something first. The box is empty.")
    if len(text) > MESSAGE_MAX:
        return Sentence.of(
            gettext_noop("The text is too long: {count} characters. At most {most} fit."),
            count=len(text), most=MESSAGE_MAX,
        )  # fmt: skip
    if too_many_marks(text):
        return gettext_noop("The text stacks many marks on one letter, so that nobody can read it. Take them out.")
    return ""


def is_address(text: str) -> bool:
    """One e-mail address and nothing else: no name before it, no second one, no line end."""
    if len(text) > CONTACT_MAX or text.count("@") != 1:
        return False
    local, _, domain = text.partition("@")
    labels = domain.split(".")
    return (
        len(local) <= 64
        and _LOCAL_PART.fullmatch(local) is not None
        and len(labels) > 1
        and len(labels[-1]) > 1
        and not labels[-1].isdigit()
        and all(_LABEL.fullmatch(label) for label in labels)
    )


def too_many_marks(text: str) -> bool:
    """More than COMBINING_MAX combining marks in a row?"""
    run = 0
    for character in text:
        run = run + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if run > COMBINING_MAX:
            return True
    return False


def links_in(text: str) -> int:
    return len(_LINK.findall(text))
