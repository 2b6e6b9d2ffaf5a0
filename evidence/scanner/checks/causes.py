"""Cause and effect where the design of the study cannot carry them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Hit, Rule, Severity, sample
from ..page import Page
from ..patterns import one_of
from ..phrases import ATTRIBUTED, HEDGED, LIMITS, NEGATED, QUESTION, Phrase, Phrases

OBSERVING = frozenset(
    {"cohort", "case_control", "cross_sectional", "case_report", "qualitative", "diagnostic_accuracy", "dataset"}
)
"""Designs that watch and change nothing: they find links, never causes."""
WITHOUT_COMPARISON = OBSERVING | {"non_randomised_trial"}
"""Designs in which nobody can tell how people would have fared otherwise."""

RULES = (
    Rule(
        "causal-claim",
        Severity.CRITICAL,
        "A cause in a study that cannot show causes",
        "A study that watches people (cohort, case-control, cross-sectional, case report, interviews, genetics) finds "
        "links. It cannot say that one thing causes, triggers, drives or leads to an illness or a symptom.",
        "Say “was linked with” or “was seen together with”. Or say “may”, if the authors do.",
        sample("Low cortisol causes fatigue.", design="cross_sectional"),
        sample("Low cortisol was linked with fatigue.", design="cross_sectional"),
    ),
    Rule(
        "causal-wording",
        Severity.WARNING,
        "Words that sound like cause and effect",
        "“Due to”, “the effect of”, “improved symptoms”, or a cause told as the authors' view, where the design cannot "
        "show an effect.",
        "Say what changed, and that it changed at the same time.",
        sample("The drug relieved fatigue in ten women.", design="non_randomised_trial"),
        sample("Fatigue was lower in ten women by month 8.", design="non_randomised_trial"),
    ),
    Rule(
        "explains-the-illness",
        Severity.WARNING,
        "The cause of the illness",
        "No single study explains ME/CFS or finds its cause, whatever its design.",
        "Say what was found, and that the cause is not known.",
        sample("The study found the cause of ME/CFS.", design="randomised_trial"),
        sample("The study did not find the cause of ME/CFS.", design="randomised_trial"),
    ),
)

_OUTCOME_WORDS = one_of(
    """symptoms? | fatigue | tired(?:ness)? | pain | sleep | function(?:ing)? | quality of life | malaise | PEM |
    fog | thinking | memory | energy | health | disability | ill(?:ness)? | disease | ME/CFS | ME | CFS |
    inflammation | scores? | severity | activity | strength | anxiety | depression | recovery | fitness |
    weakness | damage | worse | better"""
)
_OUTCOME = (
    r"(?:\b(?:the|their|his|her|its|these|many|most|all|core|main|some|overall|mental|physical|daily|severe|of|muscle|joint|"
    r"brain) )*" + _OUTCOME_WORDS
)
_BACKGROUND = (
    r"\b(?:ME/CFS|CFS|ME|illness|disease|syndrome|condition|covid|COVID-19|infections?|virus(?:es)?|SARS-CoV-2|"
    r"long covid|PEM|malaise|placebo effect|effort|exertion|it|this|that|which|what|whatever|nothing|something) "
    r"(?:often |can |usually |also |then )?"
)
"""Before a causal verb these tell what is known of an illness, or nothing in particular."""
_NOT_RESULTS = (
    r"\s+(?:new |more |better |further |larger )?(?:studies|research|trials?|treatments?|questions|ideas)\b|"
    r"\s+(?:COVID|long covid|influenza|the flu|glandular fever|AIDS)"
)
_DOUBTED = frozenset({NEGATED, QUESTION, HEDGED})
_VERBS = one_of(
    """causes | caused(?: by)? | triggers | triggered(?: by)? | leads? to | led to | drives | driven by |
    brings? about | brought about | gives? rise to | gave rise to | (?:is|are) responsible for |
    is the (?:main |root |real )?cause of | are the (?:main |root |real )?causes? of | is what makes |
    makes (?:people|patients) ill"""
)
_VERB_CUES = (
    "cause", "trigger", "lead", "led to", "driv", "bring", "brought", "rise to", "responsible", "what makes", "makes p",
)  # fmt: skip

CLAIMS = Phrases(
    [
        Phrase(
            "causal-claim",
            _VERBS,
            cues=_VERB_CUES,
            message="“{words}”: this kind of study finds links, not causes.",
            unless=_DOUBTED | {ATTRIBUTED},
            not_before=_BACKGROUND,
            not_after=_NOT_RESULTS,
            but_not_in=LIMITS,
        ),
    ]
)
WORDINGS = Phrases(
    [
        Phrase(
            "causal-wording",
            _VERBS,
            cues=_VERB_CUES,
            message="“{words}” speaks of a cause. This kind of study finds links.",
            unless=_DOUBTED,
            not_before=r"\b(?:ME/CFS|illness|disease|infections?|virus(?:es)?|COVID-19) (?:often |can |usually )?",
            not_after=_NOT_RESULTS,
            but_not_in=LIMITS,
        ),
        Phrase(
            "causal-wording",
            one_of(
                "due to | as a result of | thanks to | because of | attributable to | stems? from | a consequence of"
            ),
            cues=("due to", "result of", "thanks to", "because of", "attributable", "stem", "consequence"),
            message="“{words}” speaks of cause and effect. This kind of study finds links.",
            unless=_DOUBTED | {ATTRIBUTED},
            not_after=(
                r"\s+(?:their|its|the) (?:quality|illness|design|small|low|missing)\b|\s+(?:chance|missing|poor)\b"
            ),
            but_not_in=LIMITS,
        ),
        Phrase(
            "causal-wording",
            one_of("the effects? of | has an effect on | had an effect on | the impact of"),
            cues=("effect", "impact"),
            message="“{words}” speaks of cause and effect. This kind of study finds links.",
            unless=_DOUBTED | {ATTRIBUTED},
            but_not_in=LIMITS,
        ),
    ]
)
EFFECTS = Phrases(
    [
        Phrase(
            "causal-wording",
            r"\b(?:reduc|improv|reliev|lower|rais|prevent|boost|restor|eas|worsen|help|increas|decreas|strengthen|weaken|"
            rf"revers|normali[sz])(?:es|ed|s) (?={_OUTCOME})",
            cues=(
                "reduc",
                "improv",
                "reliev",
                "lower",
                "rais",
                "prevent",
                "boost",
                "restor",
                "eas",
                "worsen",
                "help",
                "increas",
                "decreas",
                "strengthen",
                "weaken",
                "revers",
                "normali",
            ),
            message="“{words}…” tells of an effect. Without a comparison group nobody knows how it would have gone.",
            unless=_DOUBTED | {ATTRIBUTED},
            not_before=(
                r"\b(?:and|with|of|the|had|have|showed|reported|marked(?:ly)?|an?|who|whose|were|was|be|been|being|is|are|"
                r"in) "
            ),
            but_not_in=LIMITS | {"strengths", "why_it_matters"},
        ),
    ]
)
WHOLE_ILLNESS = Phrases(
    [
        Phrase(
            "explains-the-illness",
            r"\b(?:the|a root|the root|the real|the true|the underlying) (?:biological )?"
            r"(?:cause|explanation|reason|mechanism)s? (?:of|for|behind) "
            + one_of("the illness | the disease | ME/CFS | CFS | ME | chronic fatigue syndrome | myalgic"),
            cues=("cause", "explanation", "reason", "mechanism"),
            message="“{words}”: no single study settles this.",
            unless=_DOUBTED,
            not_before=(
                r"\b(?:search\w*|look\w*|guide \w+|clues?|for|nothing about|about|towards?|understand\w*) "
                r"(?:\w+ ){0,3}"
            ),
            but_not_in=LIMITS,
        ),
        Phrase(
            "explains-the-illness",
            r"\bexplains? " + one_of("ME/CFS | CFS | the illness | the disease | why people (?:get|become|fall) ill"),
            cues=("explain",),
            message="“{words}”: no single study settles this.",
            unless=_DOUBTED,
            but_not_in=LIMITS,
        ),
    ]
)

_OUTCOME_NEAR = re.compile(_OUTCOME_WORDS, re.IGNORECASE)
_LOOKS_BACK = re.compile(r" by$|^(?:due|as|thanks|because|attributable|stem|a c)", re.IGNORECASE)


def check(page: Page) -> Iterator[Hit]:
    yield from WHOLE_ILLNESS.hits(page)
    if page.facts.design not in WITHOUT_COMPARISON:
        return
    claimed: set[int] = set()
    if page.facts.design in OBSERVING:
        for hit in CLAIMS.hits(page):
            if _is_about_an_outcome(page, hit):
                claimed.add(hit.start)
                yield hit
    for hit in WORDINGS.hits(page):
        words = page.text[hit.start : hit.end]
        if hit.start not in claimed and (not _LOOKS_BACK.search(words) or _is_about_an_outcome(page, hit)):
            yield hit
    yield from EFFECTS.hits(page)


def _is_about_an_outcome(page: Page, hit: Hit) -> bool:
    """Does it name a symptom or an illness as what was caused? "Their answers led to five themes" does not."""
    words = page.text[hit.start : hit.end]
    if _LOOKS_BACK.search(words):
        return bool(_OUTCOME_NEAR.search(page.before(hit.start, length=80)))
    return " ill" in words or bool(_OUTCOME_NEAR.search(page.after(hit.end, 70)))
