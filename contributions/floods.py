"""Why a letter is held back for a look before anybody takes it, and whose letters count together. Pure.

Nothing is dropped: a held letter is stored in quarantine, and people look at every one.
"""

from __future__ import annotations

import ipaddress
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from contributions import limits
from contributions.letter import Letter


@dataclass(frozen=True, slots=True)
class Counts:
    """How many came before this one and with it: within the hour from the visitor and from all; today of its text."""

    from_visitor: int = 0
    from_all: int = 0
    of_text: int = 0


def why_held(
    letter: Letter, *, honeypot: str, rendered_at: datetime | None, now: datetime, counts: Counts
) -> list[str]:
    """Keys of `triage.HELD_BECAUSE`, in its order; empty where nothing is held against the letter.

    `rendered_at` is when the form was made, None where that is not known, which counts against nobody.
    """
    reasons = {
        "honeypot": bool(honeypot),
        "too_fast": rendered_at is not None and (now - rendered_at).total_seconds() < limits.TOO_FAST_SECONDS,
        "links": limits.links_in(letter.message) + limits.links_in(letter.passage) > limits.MAX_LINKS,
        "repeated": counts.of_text > 1,
        "many_from_one": counts.from_visitor > limits.VISITOR_HELD,
        "flood": counts.from_all > limits.GLOBAL_AN_HOUR,
    }
    return [name for name, true in reasons.items() if true]


def network_of(visitor: str) -> str:
    """What counts as one visitor: an IPv4 address, or the /64 network of an IPv6 address; else the text itself."""
    try:
        found = ipaddress.ip_address(visitor.strip())
    except ValueError:
        return visitor.strip()
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.IPv6Network((int(found), 64), strict=False))
    return str(found)


def plain(text: str) -> str:
    """A text as it is compared with others of the day: no blanks, punctuation and capitals."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if character.isalnum())
