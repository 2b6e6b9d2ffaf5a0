r"""Plain Unicode text to LaTeX that compiles and that `decode` reads back to the same text.

The output is UTF-8, not ASCII: every TeX since 2018 reads it, and no name has to go through accent commands.
Only what LaTeX would take for a command is escaped, and what it would take for a ligature is parted.
"""

from __future__ import annotations

import re

from ..plain_text import plain_text

_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    "`": r"\textasciigrave{}",
    '"': r"\textquotedbl{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
}
_UNBALANCED = {"{": r"\textbraceleft{}", "}": r"\textbraceright{}"}
_ESCAPED = re.compile(r"[\\{}$&%#_^~`\"<>]")
_LIGATURE = re.compile(r"-(?=-)|'(?=')|'(?=\Z)|[!?](?=`)")
_MAY_NEED_CARE = re.compile(r"[\\{}$&%#_^~`\"<>]|--|''|'\Z")
"""Where this finds nothing, there is nothing to escape and no ligature to part."""


def _balanced(text: str) -> bool:
    if "{" not in text and "}" not in text:
        return True
    depth = 0
    for sign in text:
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0


def _word(word: str, escapes: dict[str, str]) -> str:
    word = _LIGATURE.sub(lambda match: match.group() + "\0", word)
    return _ESCAPED.sub(lambda match: escapes[match.group()], word).replace("\0", "{}")


def encode(text: str) -> str:
    r"""`text` with everything escaped that LaTeX would not print as it stands.

    Braces are written `\{` only where they balance, because BibTeX counts escaped braces too; otherwise as
    commands. Control characters and bidi overrides are gone (`plain_text`).
    """
    if not text:
        return ""
    text = plain_text(text)
    if not _MAY_NEED_CARE.search(text):
        return text
    return _word(text, _ESCAPES if _balanced(text) else _ESCAPES | _UNBALANCED)


_INNER_CAPITAL = re.compile(r"[^\W_]\S*[A-ZÀ-ÖØ-Þ]|[A-ZÀ-ÖØ-Þ]\S*\d|^[^\w\s]*[B-HJ-Z][^\w\s]*$")


def encode_title(text: str) -> str:
    """`text` encoded, with braces around each word whose capitals must stay: "{ME/CFS} in {COVID-19}".

    A style may turn a title to lower case; what is in braces it leaves alone. Protected are words with a
    capital after their first letter or beside a digit (COVID-19, VO2max, mRNA) and single capitals (vitamin
    D). The first letter of an ordinary word is not: whether to keep it is the style's decision.
    """
    text = plain_text(text)
    if not _MAY_NEED_CARE.search(text) and "'" not in text:
        return " ".join(
            f"{{{word}}}" if not word.islower() and _INNER_CAPITAL.search(word) else word for word in text.split(" ")
        )
    escapes = _ESCAPES if _balanced(text) else _ESCAPES | _UNBALANCED
    words = []
    for word in text.split(" "):
        encoded = _word(word, escapes)
        protected = _INNER_CAPITAL.search(word) and "{" not in word and "}" not in word
        words.append("{" + encoded + "}" if protected else encoded)
    return " ".join(words)
