"""How long and how hard a text is: words, minutes, and a reading grade. Pure.

`static/js/counts.js` computes the same while somebody types; a test holds both to the same samples, so every
rule here is spelled out in terms that both languages share.

    words       what stands between white space, as the public page counts them
    minutes     at 150 words a minute, a slow pace (`evidence.presenters.wording`)
    grade       Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words/sentences + 11.8 syllables/words - 15.59,
                about the number of years at school that a reader needs; our texts aim at 8 or less

Syllables are estimated by groups of vowels. A sentence ends with a full stop, exclamation or question mark before
white space and no small letter ("e.g. the" goes on), and with each line, since lists hold one item a line.
"""

from __future__ import annotations

import re

from evidence.presenters.wording import reading_time, word_count

_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]*\s+(?![\sa-zß-öø-ÿ])|[\r\n]+""")
_NO_LETTER = re.compile(r"[^a-zß-öø-ÿ]")
_NO_ASCII_LETTER = re.compile(r"[^A-Za-z]")
_SPELLED_OUT = re.compile(r"^[A-Z]{2,6}$")
_VOWELS = re.compile(r"[aeiouyà-æè-ïò-öøù-ýÿ]+")
_SILENT_END = re.compile(r"(?:[gq]ue[sd]?|[^aeiouyl]e|[aeiouy]le|[^aeiouycsxzghl]es|[aeiouy]les|[^aeiouytd]ed)$")


def syllables(word: str) -> int:
    """How many syllables a word has, estimated; at least 1.

    Short words in capitals are read letter by letter ("ME/CFS": five). A number counts as one.
    """
    plain = _NO_ASCII_LETTER.sub("", word)
    if _SPELLED_OUT.match(plain):
        return len(plain)
    letters = _NO_LETTER.sub("", word.lower())
    groups = len(_VOWELS.findall(letters))
    if groups > 1 and _SILENT_END.search(letters):
        groups -= 1
    return max(1, groups)


def sentences(text: str) -> int:
    """How many sentences a text has; 0 for an empty one."""
    return sum(1 for part in _SENTENCE_END.split(text) if part.split())


def grade(text: str) -> float:
    """The Flesch-Kincaid grade, one decimal, never below 0; 0.0 for an empty text."""
    words = text.split()
    if not words:
        return 0.0
    exact = 0.39 * len(words) / sentences(text) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    # Half up, in plain arithmetic: Python's round() and JavaScript's differ at the halves.
    return max(0.0, int(exact * 10 + 0.5) / 10) if exact > 0 else 0.0


def counts(text: str, limit: int = 0) -> str:
    """ "31 words · about half a minute · grade 9.1 · 6 words over the limit of 25"; `limit` 0: there is none."""
    words = word_count(text)
    if not words:
        return "empty"
    told = f"{reading_time(text)} · grade {grade(text):.1f}"
    if limit and words > limit:
        over = words - limit
        told += f" · {over} word{'' if over == 1 else 's'} over the limit of {limit}"
    return told
