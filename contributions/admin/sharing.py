"""A copy of a letter for editors: a triager takes out, by hand, what nobody else needs to know.

No machine does this. The list is there so that nothing is forgotten; what a machine can see for certain (an e-mail
address) is refused.
"""

from __future__ import annotations

import re

CHECKS: dict[str, str] = {
    "names": "No names or initials: of the writer, of family, of doctors, of places of care",
    "places": "Nothing about where somebody lives, works, studies or is treated",
    "times": "No dates, no ages, nothing about how long somebody has been ill",
    "health": "No diagnoses, symptoms, test results, medicines or treatments of the writer or of others",
    "contact": "No addresses, phone numbers, user names or links to somebody's own pages",
    "voice": "No turn of phrase or story by which somebody could be recognised",
}
"""What the copy must not hold; each is ticked before the copy is shared."""

_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>.]{1,253}\.[^\s@<>]{1,63}")


def refusals(text: str, *, ticked: list[str], contact: str | None) -> list[str]:
    """What stands in the way of sharing this copy, in full sentences."""
    found = []
    if not text.strip():
        found.append("The copy is empty. To take it back from editors, use the button for that.")
    unticked = len(CHECKS.keys() - set(ticked))
    if unticked:
        found.append(f"Not ticked yet: {unticked} of {len(CHECKS)}. Read the copy once more and tick each.")
    if (contact and contact.casefold() in text.casefold()) or _ADDRESS.search(text):
        found.append("The copy holds an e-mail address. Take it out.")
    return found
