"""A copy of a letter for editors: a triager takes out, by hand, what nobody else needs to know.

No machine does this. The list is there so that nothing is forgotten; what a machine can see for certain (an e-mail
address) is refused.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext, gettext_noop

CHECKS: dict[str, str] = {
    "names": gettext_noop("No names or initials: of the writer, of family, of doctors, of places of care"),
    "places": gettext_noop("Nothing about where somebody lives, works, studies or is treated"),
    "times": gettext_noop("No dates, no ages, nothing about how long somebody has been ill"),
    "health": gettext_noop("No diagnoses, symptoms, test results, medicines or treatments of the writer or of others"),
    "contact": gettext_noop("No addresses, phone numbers, user names or links to somebody's own pages"),
    "voice": gettext_noop("No turn of phrase or story by which somebody could be recognised"),
}
"""What the copy must not hold; each is ticked before the copy is shared."""

_ADDRESS = re.compile(r"[^\s@<>]{1,64}@[^\s@<>.]{1,253}\.[^\s@<>]{1,63}")


def refusals(text: str, *, ticked: list[str], contact: str | None) -> list[str]:
    """What stands in the way of sharing this copy, in full sentences."""
    found = []
    if not text.strip():
        found.append(gettext("The copy is empty. To take it back from editors, use the button for that."))
    unticked = len(CHECKS.keys() - set(ticked))
    if unticked:
        told = gettext("Not ticked yet: %(number)d of %(all)d. Read the copy once more and tick each.")
        found.append(told % {"number": unticked, "all": len(CHECKS)})
    if (contact and contact.casefold() in text.casefold()) or _ADDRESS.search(text):
        found.append(gettext("The copy holds an e-mail address. Take it out."))
    return found
