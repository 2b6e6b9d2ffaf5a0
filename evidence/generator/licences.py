"""May the paper's text leave this machine? The licence and the operator's setting decide. Pure.

    setting         open licence    other or unknown licence
    never           no              no
    open_licence    yes             no                          (the default)
    always          yes             yes

Open are the licences that let anybody use and adapt the text for any purpose: the Open Definition's conditions
(opendefinition.org). Licences with NC (no commercial use) or ND (no adaptations) are not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

SENDING: dict[str, str] = {
    "never": "never",
    "open_licence": "only under an open licence",
    "always": "always",
}

OPEN_LICENCES: dict[str, str] = {
    "CC0": "Creative Commons Zero (public domain dedication)",
    "PDM": "Public Domain Mark, or stated to be in the public domain",
    "CC BY": "Creative Commons Attribution",
    "CC BY-SA": "Creative Commons Attribution-ShareAlike",
}

_KNOWN = {**OPEN_LICENCES, "CC BY-NC": "", "CC BY-ND": "", "CC BY-NC-SA": "", "CC BY-NC-ND": ""}
_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\.)?creativecommons\.org/"
    r"(?:licen[cs]es/(?P<terms>by(?:-nc)?(?:-nd|-sa)?)|publicdomain/(?P<free>zero|mark))(?:/[\w./-]*)?"
)
_VERSION = re.compile(r"[ -]*(?:v(?:ersion)? ?)?[1-4]\.0[ -]*")
_WORDS = {
    "attribution": "by",
    "noncommercial": "nc",
    "non commercial": "nc",
    "noderivatives": "nd",
    "noderivs": "nd",
    "no derivatives": "nd",
    "sharealike": "sa",
    "share alike": "sa",
}
_AROUND = re.compile(r"\b(?:international|unported|generic|licen[cs]ed?|public|the)\b")


@dataclass(frozen=True, slots=True)
class Sending:
    """Whether the text may be sent, and why, in a sentence for the editor."""

    allowed: bool
    reason: str


def licence_key(text: str) -> str | None:
    """ "https://creativecommons.org/licenses/by/4.0/", "cc-by", "CC BY 4.0" -> "CC BY"; None for any other text.

    Only a text that is nothing but the name or the address of a licence is read, so that "not CC BY" is None.
    """
    said = " ".join(text.lower().split()).strip(" .")
    if address := _ADDRESS.fullmatch(said):
        if address["free"]:
            return {"zero": "CC0", "mark": "PDM"}[address["free"]]
        return _key(address["terms"].split("-"))
    if said in ("public domain", "public domain mark", "pdm", "pd", "in the public domain"):
        return "PDM"
    said = _VERSION.sub(" ", f"{said} ")
    said = re.sub(r"creative commons", "cc", said).replace("-", " ").replace("_", " ")
    said = _AROUND.sub(" ", re.sub(r"\s*\((?:cc )?[a-z ]*\)\s*", " ", said))
    for words, short in _WORDS.items():
        said = re.sub(rf"\b{words}\b", short, said)
    words_left = said.split()
    if words_left in (["cc0"], ["cc", "0"], ["cc", "zero"], ["cc0", "universal"]):
        return "CC0"
    return _key(words_left[1:]) if words_left[:1] == ["cc"] else None


def _key(terms: list[str]) -> str | None:
    key = f"CC {'-'.join(terms).upper()}"
    return key if key in _KNOWN else None


def may_send(setting: str, licence: str) -> Sending:
    """The table above. `setting` is a key of SENDING."""
    if setting == "always":
        return Sending(True, "The operator's setting allows the paper's text to be sent, whatever its licence.")
    if setting == "never":
        return Sending(False, "The operator's setting says that the paper's text is never sent.")
    key = licence_key(licence)
    if key in OPEN_LICENCES:
        return Sending(True, f"The paper's text may be sent: its licence, {key}, is open.")
    if key is None:
        told = "is not known" if not licence.strip() else "is not one of the open licences known here"
        return Sending(False, f"The paper's text was not sent: its licence {told}.")
    return Sending(False, f"The paper's text was not sent: its licence, {key}, is not open.")
