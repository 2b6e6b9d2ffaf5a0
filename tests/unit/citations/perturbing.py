"""Titles as other databases would write them, and titles of works that are near and not the same."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Change = Callable[[str, random.Random], str]

_SPELLINGS = (
    ("isation", "ization"), ("ised", "ized"), ("aemia", "emia"), ("aediatric", "ediatric"), ("behaviour", "behavior"),
    ("tumour", "tumor"), ("oedema", "edema"), ("ization", "isation"), ("ized", "ised"), ("programme", "program"),
)  # fmt: skip


def _typo(title: str, chance: random.Random) -> str:
    """One letter of one long word left out, doubled, or changed places with the next."""
    words = list(re.finditer(r"[A-Za-z]{7,}", title))
    if not words:
        return title
    word = chance.choice(words)
    place = chance.randrange(word.start() + 2, word.end() - 2)
    kind = chance.randrange(3)
    if kind == 0:
        return title[:place] + title[place + 1 :]
    if kind == 1:
        return title[:place] + title[place] + title[place:]
    return title[:place] + title[place + 1] + title[place] + title[place + 2 :]


def _spelling(title: str, _: random.Random) -> str:
    for ours, theirs in _SPELLINGS:
        if ours in title:
            return title.replace(ours, theirs)
    return title


SAME_WORK: dict[str, Change] = {
    "capitals": lambda title, _: title.upper(),
    "full stop": lambda title, _: f"{title}.",
    "no punctuation": lambda title, _: re.sub(r"[^\w\s]", " ", title),
    "no accents": lambda title, _: unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode(),
    "other dashes": lambda title, _: title.replace("-", "–").replace(": ", " – "),
    "and for &": lambda title, _: title.replace("&", "and"),
    "markup": lambda title, _: re.sub(r"\b(\w{4,})\b", r"<i>\1</i>", title, count=1),
    "no article": lambda title, _: re.sub(r"\b(?:[Tt]he|[Aa]n?)\s", "", title, count=1),
    "words together": lambda title, _: title.replace("-", "", 1),
    "spelling": _spelling,
    "typing error": _typo,
}
"""What happens to a title on its way through databases and people."""

_OPPOSITES = (
    ("adults", "children"), ("children", "adults"), ("women", "men"), ("patients", "carers"), ("severe", "mild"),
    ("effects", "causes"), ("treatment", "diagnosis"), ("chronic", "acute"), ("positive", "negative"),
    ("increased", "decreased"), ("diagnosis", "prognosis"), ("hypo", "hyper"), ("male", "female"),
)  # fmt: skip


def _other_word(title: str, _: random.Random) -> str:
    for ours, theirs in _OPPOSITES:
        if re.search(rf"\b{ours}", title, re.IGNORECASE):
            return re.sub(rf"\b{ours}", theirs, title, count=1, flags=re.IGNORECASE)
    return f"{title} in rats"


OTHER_WORK: dict[str, Change] = {
    "one other word": _other_word,
    "part two": lambda title, _: f"{title} 2",
    "other number": lambda title, _: re.sub(r"\d", "7", title) if re.search(r"[0-689]", title) else f"{title} 7",
    "protocol": lambda title, _: f"{title}: study protocol",
    "correction": lambda title, _: f"Correction to: {title}",
    "reply": lambda title, _: f"Reply to “{title}”",
    "comment": lambda title, _: f"Comment on: {title}",
    "patients": lambda title, _: f"Summary for patients: {title}",
    "retraction": lambda title, _: f"Retraction: {title}",
}
"""What makes a title that of another work."""
