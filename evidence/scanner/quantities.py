"""Numbers as people write them: digits, words, fractions, shares, each with its unit.

    "1,439"  "10 458"  "15.5"  "15·5" (the Lancet's point)  ".045"  "2.5 million"  "forty-five"  "a hundred and two"
    "8-9 months" (both are months)  "24, 48 and 72 h"  "day 2"  "n = 47"  "one in five"  "two thirds"  "24 of 57"

Left out, because they are names and not amounts: digits that hang on letters (CD38, VO2, 16S, COVID-19, SF-36),
ordinals (2nd), numbered things (table 2, phase 3, type 2), addresses and identifiers (DOI, NCT, EudraCT).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
NUMBER_WORDS: dict[str, int] = {word: value for value, word in enumerate(_SMALL.split())}
TENS: dict[str, int] = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
SCALES: dict[str, int] = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
PARTS: dict[str, int] = {
    "half": 2, "third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
}  # fmt: skip

UNITS: dict[str, tuple[str, ...]] = {
    "percent": ("%", "％", "percent", "per cent", "pct"),
    "second": ("second", "seconds", "sec", "secs"),
    "minute": ("minute", "minutes", "min", "mins"),
    "hour": ("hour", "hours", "hr", "hrs", "h"),
    "day": ("day", "days", "d"),
    "week": ("week", "weeks", "wk", "wks", "weekly"),
    "month": ("month", "months", "mo", "mos"),
    "year": ("year", "years", "yr", "yrs", "y"),
    "mg": ("mg", "milligram", "milligrams", "milligramme", "milligrammes"),
    "g": ("g", "gram", "grams", "gramme", "grammes"),
    "kg": ("kg", "kilogram", "kilograms", "kilo", "kilos"),
    "µg": ("µg", "μg", "mcg", "ug", "microgram", "micrograms"),
    "ml": ("ml", "millilitre", "millilitres", "milliliter", "milliliters"),
    "l": ("l", "litre", "litres", "liter", "liters"),
    "mm": ("mm", "millimetre", "millimetres"),
    "cm": ("cm", "centimetre", "centimetres"),
    "m": ("m", "metre", "metres", "meter", "meters"),
    "km": ("km", "kilometre", "kilometres"),
    "mmHg": ("mmhg",),
    "bpm": ("bpm",),
    "°C": ("°c",),
    "point": ("point", "points", "percentage points", "percentage point"),
    "step": ("step", "steps"),
    "times": ("times", "fold", "x"),
}
DURATIONS: dict[str, tuple[str, float]] = {
    "second": ("second", 1), "minute": ("second", 60), "hour": ("second", 3_600), "day": ("second", 86_400),
    "week": ("second", 604_800), "month": ("month", 1), "year": ("month", 12),
}  # fmt: skip
"""Unit -> (what it can be counted in exactly, how many). A month has no exact number of days."""

PEOPLE = "people"
PERSON_NOUNS = (
    "people|persons?|patients?|participants?|subjects?|individuals?|adults?|women|woman|men|man|females?|males?|"
    "children|child|girls?|boys?|adolescents?|teenagers?|cases?|controls?|respondents?|volunteers?|responders?|"
    "non-responders?|donors?|sufferers?|students?|veterans?|doctors?|nurses?|carers?|HCs?|HVs?"
)
_UNIT_OF = {word: unit for unit, words in UNITS.items() for word in words}
_FUNCTION_WORDS = (
    "of|in|for|from|with|without|and|or|to|by|on|at|as|the|a|an|were|was|is|are|had|has|have|who|that|which|than|after|"
    "before|per|into|over|did|do|could|not|when|while|if|because|it|they|there|them"
)

_MASKED = re.compile(
    r"https?://\S+|www\.\S+|\bdoi:?\s*\S+|\b10\.\d{4,9}/\S+|\b(?:NCT|ISRCTN|ACTRN|DRKS|PMC|PMID:?\s*)\d+|"
    r"\bEudraCT\s*(?:number|no\.?)?:?\s*\d{4}-\d{6}-\d{2}|\b\d{4}-\d{6}-\d{2}\b|\b\d{4}-\d\d-\d\d\b|"
    r"\b\d{1,2}(?= (?:January|February|March|April|May|June|July|August|September|October|November|December)\b)",
    re.IGNORECASE,
)
_WORDS = "|".join(sorted((*NUMBER_WORDS, *TENS, *SCALES, "dozen"), key=len, reverse=True))
_TOKEN = re.compile(
    r"(?P<digits>(?<![^\W_])(?:\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+(?![\d])(?:[.·]\d+)?|\d+(?:[.·,]\d+)?|"
    r"(?<![\d.·])[.·]\d+))"
    rf"|\b(?P<word>{_WORDS})\b",
    re.IGNORECASE,
)
_THOUSANDS = re.compile(r"\d{1,3}(?:[,\u00a0\u2009\u202f ]\d{3})+(?:\.\d+)?")
_SEPARATORS = re.compile(r"[,\u00a0\u2009\u202f ]")
_NAME_BEFORE = re.compile(
    r"(?:[A-Z\u0370-\u03ff][\w-]*[-–]|\b(?:omega|interleukin|factor|coenzyme|vitamin|covid)[-– ]|"
    r"\b(?:table|figure|fig\.?|phase|type|stage|grade|version|publication|number|no\.|chapter|part|page|policy|group|"
    r"arm|visit|aim|step|question|item|model|section|box)s? )$",
    re.IGNORECASE,
)
_CAPITAL_NAME_BEFORE = re.compile(r"[\w/]*[A-Z\u0370-\u03ff][\w/]*[-–]$")
_AFTER_DIGITS = re.compile(r"[-–\u00a0 ]?([A-Za-zµμ°]+)")
_UNIT_AFTER = re.compile(
    r"[-–\s]{0,2}(%|％|per ?cent\b|percent\b|pct\b|percentage points?\b|°C\b|[A-Za-zµμ]+\b)(?!/)", re.IGNORECASE
)
_UNIT_BEFORE = re.compile(
    r"\b(day|week|month|year|hour)s? $|\b(age)d? (?:of |over |under |from |between )?$", re.IGNORECASE
)
_PEOPLE_AFTER = re.compile(
    rf"[\s-]+(?:(?:(?!(?:{_FUNCTION_WORDS})\b)[\w/’'&-]{{1,40}}|(?<=-\s)and)[\s-]+){{0,5}}?(?P<noun>{PERSON_NOUNS})\b"
    r"(?P<with>\s+(?:who\s+(?:have|had|has|did not|do not|were|are)|with(?:out)?|"
    r"living with)\s+(?:(?!and\b)[^.,;()\d\s]+\s?){1,6})?",
    re.IGNORECASE,
)
_WITH_AFTER = re.compile(r"\s+(?:with|had|have)\s+(?:ME\b|CFS\b|ME/CFS|chronic fatigue|myalgic)", re.IGNORECASE)
_N_BEFORE = re.compile(r"\b[nN]\s*=\s*$")
_P_BEFORE = re.compile(r"\bp(?:[- ]?values?)?(?:\s+of)?\s*(?:=|<|>|≤|≥|&lt;|&gt;)?\s*$", re.IGNORECASE)
_JOINED = re.compile(r"\s*(?:-|–|—|−|to|and|or|,|vs\.?|versus|through|against)\s*(?:and|or)?\s*", re.IGNORECASE)
_JOINED_PEOPLE = re.compile(r"\s*(?:-|–|to|and|or)\s*", re.IGNORECASE)
_APPROXIMATE = re.compile(
    r"(?:\b(?:(?P<about>about|around|some|roughly|approximately|close to|ca\.|average of)|"
    r"(?P<over>just over|over|more than|above|at least|exceed\w*|greater than|longer than)|"
    r"(?P<under>just under|nearly|almost|under|less than|fewer than|below|at most|up to|as many as|as much as))|"
    r"(?P<sign>[~≈]))\s*(?:an? |the )?$",
    re.IGNORECASE,
)
_FRACTION = re.compile(
    r"\b(?P<times>a|an|one|two|three|four|five|six|seven|eight|nine|\d)(?P<gap>[\s-])"
    r"(?P<part>half|thirds?|quarters?|fifths?|sixths?|sevenths?|eighths?|ninths?|tenths?)\b(?P<of>\s+of\b)?",
    re.IGNORECASE,
)
_HALF = re.compile(r"\bhalf\b(?=\s+(?:of|the|as|had|did|were|got|said|a)\b|[\s.,;)]|$)", re.IGNORECASE)
_HALF_ONLY_AFTER = re.compile(
    r"\b(?:about|around|nearly|almost|over|more than|under|less than|fewer than|roughly|just|only|by|exactly)\s+$",
    re.IGNORECASE,
)
_RATIO_BETWEEN = re.compile(r"\s+(?P<how>of|in|out of)\s+(?:(?:the|every|all|these|those)\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its place (without the unit). `unit` is a key of UNITS, "people", or "" where none was seen.

    form    "digits", "word", or "share": a fraction or ratio, whose `value` is per cent
    role    for people: "case", "control", "women", "men" or "people"; for a ratio "of" ("24 of 57") or "in" ("1 in 5")
    is_labelled  the unit stands before it ("day 2", "aged 18"): it names a point, and how long may be told otherwise
    about   how the text softens it: "about", "over", "under" or ""
    whole   for a ratio "a of b": (a, b)
    """

    start: int
    end: int
    value: float
    decimals: int = 0
    unit: str = ""
    form: str = "digits"
    role: str = ""
    is_p: bool = False
    is_labelled: bool = False
    about: str = ""
    whole: tuple[float, float] | None = None

    @property
    def is_year_like(self) -> bool:
        return self.form == "digits" and not self.decimals and 1900 <= self.value <= 2099 and not self.unit


def quantities(text: str) -> list[Quantity]:
    """Every amount in a text, in order. Fractions and ratios stand beside the numbers they are made of."""
    masked = _MASKED.sub(lambda match: "\x00" * len(match.group()), text)
    plain = _with_shared_units(text, list(_plain(masked)))
    shares = [*_fractions(masked), *_ratios(masked, plain)]
    covered = {place for share in shares if share.whole is None for place in range(share.start, share.end)}
    return sorted(
        [*(one for one in plain if one.start not in covered), *shares], key=lambda one: (one.start, one.form == "share")
    )


def _plain(text: str) -> list[Quantity]:
    """Numbers in digits and in words, one by one, with what stands directly around them."""
    tokens = list(_TOKEN.finditer(text))
    found: list[Quantity] = []
    index = 0
    while index < len(tokens):
        token = tokens[index]
        if token.group("digits"):
            one = _from_digits(text, token)
            following = tokens[index + 1] if index + 1 < len(tokens) else None
            if one and following and following.group("word") and text[token.end() : following.start()] == " ":
                scale = SCALES.get(following.group("word").lower())
                if scale:
                    one = replace(one, end=following.end(), value=one.value * scale, decimals=0)
                    index += 1
            index += 1
        else:
            one, index = _from_words(text, tokens, index)
        if one:
            found.append(_completed(text, one))
    return found


def _from_digits(text: str, token: re.Match[str]) -> Quantity | None:
    start, end = token.span()
    if _CAPITAL_NAME_BEFORE.search(text, max(0, start - 20), start) or _NAME_BEFORE.search(
        text, max(0, start - 20), start
    ):
        return None
    after = _AFTER_DIGITS.match(text, end)
    if after:
        glued = after.start(1) == end
        word = after.group(1)
        if glued and word.lower() not in _UNIT_OF:
            return None
        if text[end : end + 1] in "-–" and word[:1].isupper() and word.lower() not in _UNIT_OF:
            return None
    value, decimals = read_digits(token.group("digits"))
    return Quantity(start, end, value, decimals)


def read_digits(written: str) -> tuple[float, int]:
    """(value, decimals) of a number in digits: "1,234" 1234, "12,5" 12.5, "15·5" 15.5. ValueError if it is none."""
    written = written.replace("·", ".")
    if _THOUSANDS.fullmatch(written):
        written = _SEPARATORS.sub("", written)
    written = written.replace(",", ".")
    return float(written), len(written.partition(".")[2])


def _from_words(text: str, tokens: list[re.Match[str]], index: int) -> tuple[Quantity | None, int]:
    """The number that begins with the word `tokens[index]`, and the index behind it."""
    start, end = tokens[index].span()
    total, current, last = 0, _worth(tokens[index]), tokens[index].group().lower()
    if last in SCALES:
        # "a hundred" is a number, "hundred" behind something else is not for us.
        if not re.search(r"\ba $", text[max(0, start - 3) : start], re.IGNORECASE):
            return None, index + 1
        start -= 2
    index += 1
    while index < len(tokens) and tokens[index].group("word"):
        word = tokens[index].group().lower()
        gap = text[end : tokens[index].start()].lower()
        worth = _worth(tokens[index])
        if word in SCALES and gap in {" ", "-"} and current:
            if worth == 100:
                current *= worth
            else:
                total, current = total + current * worth, 0
        elif (last in TENS and gap in {"-", " "} and word in NUMBER_WORDS and 0 < worth < 10) or (
            last in SCALES and gap in {" ", " and "} and worth < 100
        ):
            current += worth
        else:
            break
        end, last = tokens[index].end(), word
        index += 1
    return Quantity(start, end, float(total + current), form="word"), index


def _worth(token: re.Match[str]) -> int:
    word = token.group().lower()
    return NUMBER_WORDS.get(word) or TENS.get(word) or SCALES.get(word) or (12 if word == "dozen" else 0)


def _completed(text: str, one: Quantity) -> Quantity:
    before = text[max(0, one.start - 60) : one.start]
    is_p, is_n = bool(_P_BEFORE.search(before)), bool(_N_BEFORE.search(before))
    unit, role, labelled = "", "", False
    after = _UNIT_AFTER.match(text, one.end)
    word = re.sub(r"\s+", " ", after.group(1)).lower() if after else ""
    if after and word in _UNIT_OF and not (len(word) == 1 and text[one.end : one.end + 1] == " " and word in "mdyx"):
        unit = _UNIT_OF[word]
    elif not is_p and (people := _PEOPLE_AFTER.match(text, one.end)):
        unit, role = PEOPLE, _role(people.group(), people.group("noun"), people.group("with") or "")
    elif is_n:
        unit, role = PEOPLE, _role_before(before)
    elif _WITH_AFTER.match(text, one.end):
        unit, role = PEOPLE, "case"
    elif named := _UNIT_BEFORE.search(before):
        unit, labelled = (named.group(1) or "year").lower(), True
    return replace(one, unit=unit, role=role, is_p=is_p, is_labelled=labelled, about=_softened(before))


def _softened(before: str) -> str:
    match = _APPROXIMATE.search(before)
    if not match:
        return ""
    return (match.lastgroup or "").replace("sign", "about")


_CONTROL = re.compile(r"\b(?:controls?|healthy|comparison|HCs?|HVs?|unaffected)\b", re.IGNORECASE)
_CASE = re.compile(r"\b(?:patients?|cases?|sufferers?|ME|CFS|ME/CFS|ill)\b", re.IGNORECASE)
_NOT_ILL = re.compile(r"\b(?:without|did not|do not|not ill|were not|are not)\b", re.IGNORECASE)
_ILL = re.compile(r"\b(?:ME|CFS|ME/CFS|chronic fatigue|myalgic|the (?:illness|disease|condition))\b", re.IGNORECASE)


def _role(stretch: str, noun: str, with_words: str) -> str:
    noun = noun.lower()
    before = stretch.removesuffix(with_words)
    if _CONTROL.search(before) or _NOT_ILL.search(with_words):
        return "control"
    if re.match(r"wom[ae]n|females?|girls?", noun):
        return "women"
    if re.match(r"m[ae]n|males?|boys?", noun):
        return "men"
    if re.match(r"doctors?|nurses?|carers?|donors?|students?|responders?|non-responders?|respondents?", noun):
        return "people"
    if _CASE.search(before) or _ILL.search(with_words):
        return "case"
    return "people"


def _role_before(before: str) -> str:
    """The people that "(n = 39)" counts: the last noun before it."""
    nouns = list(
        re.finditer(rf"(?:[\w/-]+\s+){{0,2}}\b(?P<noun>{PERSON_NOUNS})\b(?P<rest>[^.;]*)$", before, re.IGNORECASE)
    )
    if not nouns:
        return "people"
    found = nouns[-1]
    return _role(found.group()[: found.start("rest") - found.start()], found.group("noun"), found.group("rest"))


def _with_shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """ "8-9 months", "24, 48 and 72 h": a number without a unit takes the one of the number it is joined to."""
    for index in range(len(found) - 2, -1, -1):
        one, following = found[index], found[index + 1]
        if one.unit or not following.unit or following.start - one.end > 12:
            continue
        joined = _JOINED_PEOPLE if following.unit == PEOPLE else _JOINED
        if not one.is_p and not following.is_p and joined.fullmatch(text, one.end, following.start):
            found[index] = replace(one, unit=following.unit, role=following.role)
    return found


def _fractions(text: str) -> Iterator[Quantity]:
    for match in _FRACTION.finditer(text):
        part = match.group("part").lower()
        times_word = match.group("times").lower()
        times = 1 if times_word in {"a", "an"} else NUMBER_WORDS.get(times_word) or int(times_word)
        base = PARTS[part.removesuffix("s")]
        plural = part.endswith("s")
        hyphen = match.group("gap") == "-"
        before = text[max(0, match.start() - 20) : match.start()]
        if not (plural and times > 1) and not match.group("of") and not hyphen and not _HALF_ONLY_AFTER.search(before):
            continue
        if (plural and times == 1) or times >= base:
            continue
        end = match.end("part")
        yield Quantity(
            match.start(), end, 100 * times / base, unit="percent", form="share",
            about=_softened(before),
        )  # fmt: skip
    for match in _HALF.finditer(text):
        before = text[max(0, match.start() - 20) : match.start()]
        if re.search(r"\b(?:first|second|other|one|a|and a|later|every|each)\s+$", before, re.IGNORECASE):
            continue
        if text[match.end() : match.end() + 3].startswith(" a ") or (
            not re.match(r"\s+(?:of|the|as|had|did|were|got|said)\b", text[match.end() : match.end() + 8])
            and not _HALF_ONLY_AFTER.search(before)
        ):
            continue
        yield Quantity(
            match.start(), match.end(), 50.0, unit="percent", form="share",
            about=_softened(before),
        )  # fmt: skip


def _ratios(text: str, found: list[Quantity]) -> Iterator[Quantity]:
    for one, other in pairwise(found):
        if one.decimals or other.decimals or one.form == "share" or not 0 < one.value < other.value:
            continue
        if other.start - one.end > 20 or other.is_year_like or one.unit not in {"", PEOPLE} or other.unit == "percent":
            continue
        between = _RATIO_BETWEEN.fullmatch(text, one.end, other.start)
        if between or text[one.end : other.start] == "/":
            in_every = between is not None and between.group("how").lower() != "of"
            yield Quantity(
                one.start, other.end, 100 * one.value / other.value, unit="percent", form="share",
                role="in" if in_every else "of", about=one.about, whole=(one.value, other.value),
            )  # fmt: skip
