"""The baseline that needs no model: it picks sentences of the paper and says what each is for. Pure.

    1. Every sentence gets a role: from the heading above it and from cue words (CUES); in an abstract without
       headings also from the order in which abstracts are told (`ordering`).
    2. Every field takes the sentences of the roles it is made of (RECIPES), best first, shown in the paper's order.
    3. Nothing is rewritten. The sentences are the paper's own, so a proposal is never publishable: the editor
       says the same in plain words of the atlas.

The same text always gives the same proposal. "What this study does not prove" is left to the editor: no abstract
says it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.generator.ordering import in_order
from evidence.generator.reading import sentences, without_markup
from evidence.generator.support import LONGEST_QUOTE, Candidate
from evidence.generator.values import DraftRequest, Span

CUES: tuple[tuple[str, float, str], ...] = (
    (
        "aim",
        4,
        r"\b(?:aim(?:s|ed)?|objectives?|purpose|goal|sought|set out|hypothesi[sz]ed?"
        r"|investigate[ds]? whether|to (?:determine|assess|examine|evaluate|compare|explore|test"
        r"|investigate) (?:whether|if|the|how))\b|^to [a-z]{4,}"
        r"|\bthis (?:study|trial|review|paper) (?:evaluate|investigate|examine|compare|assesse|explore|describe)[ds]\b",
    ),
    (
        "participants",
        4,
        r"(?<![\d.])\b(?:\d+|[a-z]+teen|twenty|thirty|forty|fifty|sixty)[ -](?:[\w/,-]+ ){0,3}?(?:patients?|people"
        r"|participants?|adults?|women|men|children|adolescents|controls?|individuals?|volunteers?"
        r"|subjects?|respondents?|cases)\b",
    ),
    (
        "participants",
        2,
        r"\b(?:recruited|enrolled|included|randomi[sz]ed|eligible|were assigned|took part|participated)\b",
    ),
    (
        "methods",
        3,
        r"\bwe (?:measured|used|performed|conducted|analy[sz]ed|assessed|compared|searched|asked|tested"
        r"|collected|applied|did|examined|screened)\b|\b(?:were|was) (?:measured|assessed|collected"
        r"|analy[sz]ed|performed|administered|obtained|calculated|recorded|interviewed|followed)\b",
    ),
    (
        "methods",
        1,
        r"\b(?:were|was) (?!found|observed|seen|associated|correlated|increased|decreased|improved)(?:[a-z]+ly )?"
        r"(?:[a-z]+ed|made|taken|drawn|given|done)\b|\b(?:using|by means of)\b",
    ),
    ("methods", 6, r"\bconsidered (?:to be )?(?:statistically )?significant\b"),
    (
        "methods",
        2,
        r"\b(?:questionnaire|double-blind|placebo-controlled|cross-sectional|cohort|case-control|registry"
        r"|survey(?:ed)?|follow-up|primary (?:outcome|endpoint)|regression|randomi[sz]ed)\b",
    ),
    (
        "findings",
        5,
        r"\b(?:p ?[<=>≤]|95 ?% ?CI|confidence interval|odds ratio|hazard ratio|OR ?=|r ?=|d ?=)",
    ),
    (
        "findings",
        3,
        r"\b(?:we found|found that|showed|revealed|observed|reported|were (?:significantly )?(?:higher"
        r"|lower|greater|associated|correlated)|was (?:significantly )?(?:higher|lower|greater|associated)"
        r"|did not differ|no (?:significant )?differences?|increased|decreased|improved|declined|fell|rose"
        r"|differed|correlated)\b",
    ),
    ("findings", 2, r"\bsignificant(?:ly)?\b|\d(?:[.,·]\d+)? ?%"),
    (
        "conclusion",
        4,
        r"\b(?:in conclusion|we conclude|these (?:findings|results|data)|our (?:findings|results|data"
        r"|study)|the (?:findings|results|present study|data)) ?(?:suggests?|shows?|indicates?|supports?"
        r"|demonstrates?|provides?|may|could|imply|implies|highlights?|underlines?|confirms?|that)?\b",
    ),
    (
        "limits",
        6,
        r"\b(?:limitations? (?:include|are|were|is|was)|limitations? of (?:this|the|our)|study limitations?"
        r"|limited by|small sample|caution|cannot (?:be|rule|exclude|determine)|preliminary"
        r"|generali[sz]ability|not (?:be )?generali[sz]ed?|lack of (?:a )?(?:control|blinding|randomi[sz]ation)"
        r"|no control group|sample (?:size )?was (?:small|limited)|single[- ](?:cent(?:re|er)|site)"
        r"|(?:selection|recall|response) bias)\b",
    ),
    (
        "open_question",
        6,
        r"\b(?:further|future|more|larger|additional) (?:\w+ ){0,3}?(?:research|studies|study|trials?|work"
        r"|investigations?)\b|\b(?:remains?|is|are|still) (?:unclear|unknown|to be (?:determined"
        r"|established|elucidated)|poorly understood|not (?:known|understood))\b",
    ),
    (
        "background",
        3,
        r"\b(?:is|are) (?:a|an) (?:\w+[ -]){0,4}?(?:disease|illness|disorder|condition|syndrome)\b"
        r"|\b(?:affects|characteri[sz]ed by|previous (?:studies|research|work)|has been (?:suggested|shown"
        r"|reported|proposed)|have been (?:suggested|shown|reported|proposed)|little is known)\b",
    ),
    (
        "strength",
        5,
        r"\b(?:double-blind|randomi[sz]ed|placebo-controlled|pre-?registered|multi-?cent(?:re|er)"
        r"|matched controls|prospective(?:ly)?|validated|replicat(?:ed|ion)|blinded)\b",
    ),
)
"""(role, weight, words that speak for it). Weights are ours, set by reading abstracts; none is learned."""

PLACE_WEIGHT = 3.0
"""An abstract without headings usually begins with its background and ends with a conclusion."""
HEADING_WEIGHT = 5.0
"""A heading says what the authors themselves call the section."""
BESIDE = frozenset({"strength", "open_question"})
"""Roles that a sentence has beside its main one: a methods sentence may also show a strength."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a field is made of: roles, and how many sentences of each at most."""

    field: str
    roles: tuple[tuple[str, int], ...]


RECIPES: tuple[Recipe, ...] = (
    Recipe("one_sentence", (("findings", 1),)),
    Recipe("summary", (("aim", 1), ("participants", 1), ("methods", 1), ("findings", 2))),
    Recipe("why_it_matters", (("background", 1),)),
    Recipe("observed_findings", (("findings", 6),)),
    Recipe("authors_conclude", (("conclusion", 2),)),
    Recipe("open_questions", (("open_question", 2),)),
    Recipe("strengths", (("strength", 2),)),
    Recipe("limitations", (("limits", 3),)),
)

_CUES = tuple((role, weight, re.compile(words, re.IGNORECASE)) for role, weight, words in CUES)
MAX_SENTENCES = 400
"""Of a full text only so many sentences are weighed, from its beginning."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A sentence of the paper, its main role ("" where nothing speaks for one), and how strongly cues speak."""

    span: Span
    text: str
    role: str
    scores: dict[str, float]

    def plays(self, role: str) -> bool:
        if role == "conclusion" and self.scores.get("open_question", 0) > self.scores.get("conclusion", 0):
            return False  # "Further studies are needed" stands under Conclusions and concludes nothing.
        return self.scores.get(role, 0) > 0 if role in BESIDE else self.role == role


def weigh(request: DraftRequest, addressed: dict[str, list[tuple[int, int]]]) -> list[Weighed]:
    """Every usable sentence of the abstract, or of the full text where there is no abstract."""
    part = "abstract" if request.abstract.strip() else "full_text"
    text = request.parts.get(part, "")
    usable = [
        one
        for one in sentences(text)[:MAX_SENTENCES]
        if one.end - one.start <= LONGEST_QUOTE
        and not any(one.start < end and start < one.end for start, end in addressed.get(part, ()))
    ]
    said = [without_markup(text[one.start : one.end]) for one in usable]
    scores = [_scores(words, one.section) for words, one in zip(said, usable, strict=True)]
    roles = list(map(_strongest, scores))
    if part == "abstract" and len(usable) > 2 and not any(one.section for one in usable):
        first, last = scores[0], scores[-1]
        if "aim" not in first:
            first["background"] = first.get("background", 0) + PLACE_WEIGHT
        last["conclusion"] = last.get("conclusion", 0) + PLACE_WEIGHT
        roles = _by_order(scores)
    return [
        Weighed(Span(part, one.start, one.end), words, role, score)
        for one, words, role, score in zip(usable, said, roles, scores, strict=True)
    ]


def _scores(said: str, section: str) -> dict[str, float]:
    scores = {section: HEADING_WEIGHT} if section else {}
    for role, weight, words in _CUES:
        if words.search(said):
            scores[role] = scores.get(role, 0) + weight
    return scores


def _strongest(scores: dict[str, float]) -> str:
    main = {role: score for role, score in scores.items() if role not in BESIDE}
    return max(main, key=lambda role: main[role]) if main else ""


def _by_order(scores: list[dict[str, float]]) -> list[str]:
    """Roles where no heading helps: who took part is told among the methods, limits may stand anywhere."""
    staged = [one | {"methods": one.get("methods", 0) + one.get("participants", 0)} for one in scores]
    roles = []
    for stage, one in zip(in_order(staged), scores, strict=True):
        if _strongest(one) == "limits":
            roles.append("limits")
        elif stage == "methods" and _strongest(one) == "participants":
            roles.append("participants")
        else:
            roles.append(stage)
    return roles


def candidates(request: DraftRequest, addressed: dict[str, list[tuple[int, int]]]) -> list[Candidate]:
    """The sentences for every wanted field, in the paper's order within a field."""
    weighed = weigh(request, addressed)
    found = []
    for recipe in RECIPES:
        if recipe.field not in request.fields:
            continue
        chosen: list[tuple[Weighed, str]] = []
        for role, most in recipe.roles:
            playing = [one for one in weighed if one.plays(role) and all(one is not other for other, _ in chosen)]
            playing.sort(key=lambda one: (-_strength(one, role), one.span.start))
            chosen += [(one, role) for one in playing[:most]]
        chosen.sort(key=lambda pair: pair[0].span.start)
        found += [Candidate(recipe.field, role, one.text, spans=(one.span,)) for one, role in chosen]
    return found


def _strength(one: Weighed, role: str) -> float:
    """Among findings, those that state numbers say more."""
    stated = role == "findings" and re.search(r"\d", one.text) is not None
    return one.scores.get(role, 0) + (1 if stated else 0)
