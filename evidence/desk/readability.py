"""How long and how hard a text is: words, minutes, and a reading grade. Nothing here asks a database.

`static/js/counts.js` computes the same while somebody types; a test holds both to the same samples, so every
rule here is spelled out in terms that both share. Its words come from here (`script_words`), by way of the page.

    words       what stands between white space, as the public page counts them
    minutes     at 150 words a minute, a slow pace (`evidence.presenters.wording`)
    grade       Flesch-Kincaid grade (Kincaid et al. 1975): 0.39 words/sentences + 11.8 syllables/words - 15.59,
                about the number of years at school that a reader needs; our texts aim at 8 or less

Syllables are estimated by groups of vowels. A sentence ends with a full stop, exclamation or question mark before
white space and no small letter ("e.g. the" goes on), and with each line, since lists hold one item a line.
"""

from __future__ import annotations

import json
import re

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.presenters.wording import word_count
from evidence.presenters.words import decimal, reading_time

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
        return _("empty")
    told = [reading_time(text), _("grade %(grade)s") % {"grade": decimal(f"{grade(text):.1f}")}]
    if limit and words > limit:
        told.append(_over(words - limit) % {"over": words - limit, "limit": limit})
    return " · ".join(told)


def _over(words: int) -> str:
    return ngettext("%(over)d word over the limit of %(limit)d", "%(over)d words over the limit of %(limit)d", words)


def script_words() -> str:
    """The words of `counts.js` in the reader's language, as JSON: the same sentences, with the places left open."""
    one, many = (ngettext("%(count)d word", "%(count)d words", number) for number in (1, 2))
    return json.dumps(
        {
            "empty": _("empty"), "word": one, "words": many, "half": _("half a minute"), "minute": _("1 minute"),
            "minutes": _("%(minutes)s minutes"), "time": _("%(words)s · about %(minutes)s"),
            "grade": _("grade %(grade)s"), "over": _over(1), "overMany": _over(2), "point": decimal("."),
        },
        ensure_ascii=False,
    )  # fmt: skip
