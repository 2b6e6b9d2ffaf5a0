"""What went up and what went down: "cortisol was lower in patients" -> (cortisol, down).

Reads the words right beside a word of direction, nothing else. "Higher in healthy people" counts as lower in patients.
A thing is known by its rarer words: fatigue, pain, scores and the like alone name nothing in particular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

UP_WORDS = (
    "rose rise rises risen rising increase increases increased increasing higher greater raised elevated "
    "elevation grew gain gained climbed upregulated longer more"
)
UP = frozenset(UP_WORDS.split())
DOWN_WORDS = (
    "fell fall falls fallen falling decrease decreases decreased decreasing lower lowered less fewer reduced "
    "reduction reductions declined decline dropped drop shorter loss downregulated diminished smaller"
)
DOWN = frozenset(DOWN_WORDS.split())
BARE = frozenset(
    ["more", "less", "rising", "falling", "gain", "loss", "longer", "shorter", "smaller", "lowered", "fewer"]
)
"""Words that say a direction beside a number, and too little beside a noun."""

_NOUNS_WORDS = "increase increases decrease decreases reduction reductions rise rises fall falls drop decline elevation"
_NOUNS = frozenset(_NOUNS_WORDS.split())
_TO_BE = frozenset(["was", "were", "is", "are", "be", "been", "being", "seemed", "looked", "remained"])
_ADVERBS_WORDS = (
    "also much slightly somewhat significantly markedly clearly statistically more far often generally a lot"
)
_ADVERBS = frozenset(_ADVERBS_WORDS.split())
_STOP_WORDS = (
    "and or but than that which who when while after before with without for from by to as at on into over "
    "between among compared versus vs during because if so not no did do does had has have could may might can "
    "would will"
)
_STOP = frozenset(_STOP_WORDS.split())
_SKIPPED_WORDS = (
    "the a an of in their its his her our these those this some many both all each most overall mean average "
    "median level levels number numbers amount amounts count counts score scores value values rate rates "
    "concentration concentrations proportion share risk odds significantly very such"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_GENERAL_WORDS = (
    "fatigue pain sleep symptom symptoms people patient patients participant control controls group groups women "
    "men healthy subject subjects day days week month months year years treatment study test tests time change "
    "changes difference differences response responses activity function severity illness disease quality life "
    "health baseline case cases cell cells blood more less severe people me cfs me/cfs"
)
_GENERAL = frozenset(_GENERAL_WORDS.split())
_TOKEN = re.compile(r"[^\W_]+(?:[-'’/][^\W_]+)*|[.,;:!?()\n]")
_AFTER_COMPARISON = frozenset(["than", "compared", "versus", "vs", "with", "to"])
_CONTROLS = frozenset(["healthy", "control", "controls", "hcs", "comparison"])


@dataclass(frozen=True, slots=True)
class Movement:
    """`way` is 1 for up and -1 for down, as seen from the patients; `start` and `end` are the place of the words."""

    things: frozenset[str]
    way: int
    start: int
    end: int


def movements(text: str) -> Iterator[Movement]:
    tokens = list(_TOKEN.finditer(text))
    words = [token.group().lower() for token in tokens]
    for index, word in enumerate(words):
        way = 1 if word in UP else -1 if word in DOWN else 0
        if (
            not way
            or word in BARE
            or "not" in words[max(0, index - 4) : index]
            or "no" in words[max(0, index - 3) : index]
        ):
            continue
        places = _beside(words, index)
        things = frozenset(stem(words[place]) for place in places)
        if not things - _GENERAL_STEMS:
            continue
        if _is_of_controls(words, index):
            way = -way
        first, last = min([*places, index]), max([*places, index])
        yield Movement(things, way, tokens[first].start(), tokens[last].end())


def stem(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_GENERAL_STEMS = frozenset(stem(word) for word in _GENERAL)


def same_thing(one: Movement, other: Movement) -> bool:
    """Do two movements name the same thing: a rare word in common, and every rare word of the shorter name?"""
    rare, others = one.things - _GENERAL_STEMS, other.things - _GENERAL_STEMS
    return min(rare, others, key=len) <= max(rare, others, key=len)


def _beside(words: list[str], index: int) -> list[int]:
    """The places of the words that name what moved."""
    before = index - 1
    while before >= 0 and words[before] in _ADVERBS:
        before -= 1
    if before >= 0 and words[before] in _TO_BE:
        return _collected(words, range(before - 1, max(-1, before - 7), -1))
    if words[index] in _NOUNS and index + 1 < len(words) and words[index + 1] in {"in", "of"}:
        return _collected(words, range(index + 2, min(len(words), index + 8)))
    after = index + 1
    if (
        after < len(words)
        and words[after] not in _STOP
        and words[after] not in {"in", "by", "of"}
        and words[after][0].isalpha()
    ):
        return _collected(words, range(after, min(len(words), after + 5)))
    return _collected(words, range(before, max(-1, before - 5), -1))


def _collected(words: list[str], places: range) -> list[int]:
    found: list[int] = []
    for place in places:
        word = words[place]
        if word in _STOP or not word[0].isalpha():
            break
        if word in {"in", "of"} and found and places.step > 0:
            break
        if word in _SKIPPED or word in _ADVERBS or len(word) < 2:
            continue
        found.append(place)
        if len(found) == 3:
            break
    return found


def _is_of_controls(words: list[str], index: int) -> bool:
    for place in range(index + 1, min(len(words) - 1, index + 8)):
        if words[place] in {".", ";", "!", "?", ":", "\n"}:
            return False
        if words[place] in {"in", "among", "for"} and words[place - 1] not in _AFTER_COMPARISON:
            following = [word for word in words[place + 1 : place + 3] if word not in {"the", "their"}]
            return bool(following) and following[0] in _CONTROLS
    return False
