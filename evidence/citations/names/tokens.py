"""What the grammar of names stands on: words, braces, commas, initials."""

from __future__ import annotations

import re

from .. import latex
from .patterns import BODY_WORD, FUNCTION_WORD, HELD_TOGETHER, SUFFIX, SURE_SUFFIX


def are_initials(text: str) -> bool:
    """ "J", "JK", "J. K.", "J.-P.": up to four capitals and nothing else."""
    letters = re.sub(r"[.\s~‐-]", "", latex.decode(text))
    return 1 <= len(letters) <= 4 and letters.isalpha() and letters.isupper()


def ends_in_initials(words: list[str]) -> bool:
    """Whether a name without a comma is family name and initials: "Smith JK", "van der Berg A", not "J K Smith".

    Where a first word may be initials too ("KM NG") nothing is sure, and BibTeX's own order stays.
    """
    if len(words) < 2 or HELD_TOGETHER.search(" ".join(words)):
        return False
    *head, last = (latex.decode(word) for word in words)
    letters = re.sub(r"[.‐-]", "", last)
    if not (1 <= len(letters) <= 3 and letters.isalpha() and letters.isupper()):
        return False
    if len(words) > 2 and is_suffix(last, SURE_SUFFIX):
        return False
    first = head[0]
    if "." in first or len(first) < 2 or (first.isupper() and len(first) <= 3 and len(letters) > 1):
        return False
    whole = " ".join(head)
    if not all(word[:1].isalpha() or word[:1] in ("'", "’") for word in head):
        return False
    return not (BODY_WORD.search(whole) or FUNCTION_WORD.search(whole) or re.search(r"[\d&@/()]", whole))


def count_commas(raw: str) -> int:
    return len(at_depth_zero(raw, ",")) - 1


def is_group(raw: str) -> bool:
    """Whether one pair of braces holds the whole text, and it is not a LaTeX special character (`{\\'E}`)."""
    if not (raw.startswith("{") and raw.endswith("}")):
        return False
    depth = 0
    for match in re.finditer(r"\\.|[{}]", raw, re.DOTALL):
        depth += (match.group() == "{") - (match.group() == "}")
        if depth == 0:
            return match.end() == len(raw)
    return False


def at_depth_zero(raw: str, separator: str) -> list[str]:
    """`raw` parted at each `separator` (a sign, or " " for white space and ties) outside braces."""
    parts, depth, start = [], 0, 0
    pattern = r"\\.|[{}]|" + (r"[\s~]+" if separator == " " else re.escape(separator))
    for match in re.finditer(pattern, raw, re.DOTALL):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
        elif (depth == 0 and not sign.startswith("\\")) or (depth == 0 and separator == " " and sign == "\\ "):
            parts.append(raw[start : match.start()])
            start = match.end()
    parts.append(raw[start:])
    return parts


def words_of(raw: str) -> list[str]:
    """The words of a part of a name. An accent command keeps the letter that follows it after a space."""
    words: list[str] = []
    for word in at_depth_zero(raw, " "):
        if not word:
            continue
        if words and re.search(r"\\(?:[cvkdbutrHGUh]|[`'^\"~=.])\Z", words[-1]):
            words[-1] += " " + word
        else:
            words.append(word)
    return words


def is_lower(word: str) -> bool:
    """Whether BibTeX takes a raw word for a particle: its first letter outside braces is a small one."""
    if word.startswith("{") and not word.startswith("{\\"):
        return False
    for sign in latex.decode(word):
        if sign.isalpha():
            return sign.islower()
    return False


def is_suffix(word: str, pattern: re.Pattern[str] = SUFFIX) -> bool:
    return pattern.fullmatch(word.strip()) is not None
