"""What kind of paper a text belongs to, and whether people with ME/CFS took part in it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evidence.classifier.rules import kinds as rules
from evidence.classifier.rules.names import DSQ
from evidence.classifier.rules.other_ways import PEM
from evidence.classifier.scanning import first_hit, sentences_hit
from evidence.classifier.text import PlainText, Sentences

SHORTEST_ESSAY = 450
"""Characters. A shorter piece of an abstract may simply leave out what was done."""

KINDS: dict[str, str] = {
    "trial": "trial of a treatment",
    "lab case-control": "laboratory comparison of cases and controls",
    "observational": "observational study",
    "qualitative": "qualitative study",
    "case report": "case report or series",
    "protocol": "protocol (plan of a study)",
    "review": "review",
    "meta-analysis": "meta-analysis",
    "other": "other kind of paper",
}
"""Study kinds as the labelled sample names them -> words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A rule that spoke, the part it spoke about and where, in the plain text of that part."""

    rule: str
    part: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Setting:
    """The paper as a whole. `strong` reasons stand whatever the sentences say; weak ones yield to participants.

    `of_the_illness`: ME/CFS is named. `of_others`: by its title it studies other people, such as a population or
    people with long COVID, among whom some may have ME/CFS. `unnamed`: there is a title, and it does not name ME/CFS.
    `yields`: the methods may prove the title wrong.
    """

    kind: str
    not_applicable: str = ""
    strong: bool = False
    found: tuple[Found, ...] = ()
    of_the_illness: bool = False
    of_others: bool = False
    unnamed: bool = False
    yields: bool = True


def setting_of(title: PlainText, part: str, body: PlainText, sentences: Sentences) -> Setting:
    """Judge title and text together. `part` is where the text comes from."""
    in_title = {
        one.key: _found(one.name, "title", match) for one in rules.TITLE_KINDS if (match := one.search(title.lower))
    }
    text = body.lower
    covid_title = rules.ANOTHER_ILLNESS.search(title.lower) is not None
    named = rules.ME_WORD.search(title.lower) is not None or _capital_me(title) or _names_pem(title)
    named = named or ("chronic fatigue" in title.lower and _meant_for_real(body, sentences))
    named = named or (DSQ.search(text) is not None and rules.ME_WORD.search(text) is not None and not covid_title)
    own = (
        any(words in text for words in _PLAINLY_OWN)
        or rules.OWN_DATA.search(text) is not None
        or rules.TITLE_OWN_DATA.search(title.lower) is not None
    )
    kind = _design(title.lower, text)
    verdict = _paper_without_people(in_title, title, part, body, sentences, own=own)
    if verdict:
        reason, strong, where = verdict
        paper = _kind_of_paper(reason, in_title, title.lower, text, kind)
        yields = "review" not in in_title and rules.SURE.search(title.lower) is None
        yields = yields or _cohort_besides(title.lower, body, sentences)
        return Setting(paper, reason, strong, (where,) if where else (), named, yields=yields)
    absent = _nobody_with_me(title, part, body, sentences, named=named)
    covid = not named and (_long_covid(title, body) or rules.POPULATION.search(title.lower) is not None)
    covid = covid or rules.AMONG_THEM.search(title.lower) is not None
    if absent:
        return Setting(kind, absent, False, (), named, covid)
    of_the_illness = named or first_hit(rules.ME_WORD, body, sentences) is not None
    unnamed = not named and bool(title.lower.strip())
    return Setting(kind, of_the_illness=of_the_illness, of_others=covid, unnamed=unnamed)


_PLAINLY_OWN = (
    *(
        "(n = ",
        "(n=",
        "healthy controls",
        "were recruited",
        "placebo",
        "cross-sectional",
        "case-control",
        "we recruited",
    ),
    *("we compared", "we measured", "we studied", "we examined", "we investigated", "we assessed", "we conducted"),
    *("we performed", "we collected", "we tested", "we found", "we evaluated"),
)
"""Any of these settles at once that there are people of their own; the pattern is dearer."""


def _paper_without_people(
    in_title: dict[str, Found], title: PlainText, part: str, body: PlainText, sentences: Sentences, *, own: bool
) -> tuple[str, bool, Found | None] | None:
    text = body.lower
    if "editorial" in in_title:
        return "editorial", True, in_title["editorial"]
    if rules.CASE_TOLD.search(title.lower) and "systematic" not in title.lower:
        return None
    if "review" in in_title and not _review_took_people_in(title.lower, part, text):
        return "review", True, in_title["review"]
    strong = first_hit(rules.STRONG_REVIEW, body, sentences)
    if strong:
        return "review", False, Found(strong.rule.name, part, strong.start, strong.end)
    sure = rules.SURE.search(title.lower) is not None and rules.TITLE_OWN_DATA.search(title.lower) is None
    numbered = "clinical guideline" in title.lower and rules.OWN_DATA.search(text) is None
    if "guideline" in in_title and (sure or numbered or not own):
        return "guideline", True, in_title["guideline"]
    if "animal" in in_title and not rules.HUMANS.search(title.lower) and not rules.ME_PEOPLE.search(text):
        return "animal", True, in_title["animal"]
    if rules.ANIMALS.search(text) and not rules.HUMANS.search(text):
        return "animal", False, None
    if "in_vitro" in in_title and not own and not rules.HUMANS.search(title.lower):
        return "in_vitro", False, in_title["in_vitro"]
    if "model" in in_title and not rules.PEOPLE_COUNTED.search(text):
        return "in_vitro", False, in_title["model"]
    if "view" in in_title and not own:
        return "editorial", False, in_title["view"]
    weak = None if own else rules.WEAK_VIEW.search(text)
    if weak:
        return "review", False, _found(rules.WEAK_VIEW.name, part, weak)
    if not own and part == "abstract" and len(text) >= SHORTEST_ESSAY and not rules.NOTHING_FOUND_HERE.search(text):
        return "review", False, None
    return None


def _review_took_people_in(title: str, part: str, text: str) -> bool:
    """The title names a review, and yet the methods tell how people came into the study."""
    if part != "methods" or "systematic" in title:
        return False
    return rules.TITLE_OWN_DATA.search(title) is not None or rules.OWN_COHORT.search(text) is not None


def _cohort_besides(title: str, body: PlainText, sentences: Sentences) -> bool:
    """A meta-analysis that also took in people of its own, and says so in a text that tells of no search."""
    own = "meta-anal" in title and rules.OWN_COHORT.search(body.lower) is not None
    return own and first_hit(rules.STRONG_REVIEW, body, sentences) is None


def _nobody_with_me(title: PlainText, part: str, body: PlainText, sentences: Sentences, *, named: bool) -> str:
    text = body.lower
    helpers = rules.HELPERS.search(title.lower)
    if helpers and (not rules.HUMANS.search(title.lower) or rules.HELPING.search(title.lower)):
        return "no_participants"
    if named or not (title.lower.strip() or text.strip()):
        return ""
    if _people_with_me(body, sentences):
        return ""
    if _long_covid(title, body) or rules.LONG_COVID_WORD.search(text):
        return "long_covid_only"
    if _me_in_the_data(body, sentences):
        return ""
    # An excerpt of the methods without a title may simply not name the illness again.
    return "no_participants" if title.lower.strip() or part == "abstract" else ""


def _long_covid(title: PlainText, body: PlainText) -> bool:
    """About long COVID by its title; without a title, by which illness the text names first."""
    if title.lower.strip():
        return rules.LONG_COVID_WORD.search(title.lower) is not None
    covid = rules.LONG_COVID_WORD.search(body.lower)
    illness = rules.ME_WORD.search(body.lower)
    return covid is not None and (illness is None or covid.start() < illness.start())


def _people_with_me(body: PlainText, sentences: Sentences) -> bool:
    return any(rules.EMPIRICAL.search(sentence) for sentence in sentences_hit(rules.ME_PEOPLE, body, sentences))


def _me_in_the_data(body: PlainText, sentences: Sentences) -> bool:
    """ME/CFS is named where the study tells what it did or found, and not only as something similar."""
    return any(
        rules.EMPIRICAL.search(sentence) and not rules.MENTIONED_ONLY.search(sentence)
        for sentence in sentences_hit(rules.ME_WORD, body, sentences)
    )


def _meant_for_real(body: PlainText, sentences: Sentences) -> bool:
    """The text names ME/CFS, and not only as an example or a use to come."""
    return any(not rules.MENTIONED_ONLY.search(one) for one in sentences_hit(rules.ME_WORD, body, sentences))


def _capital_me(text: PlainText) -> bool:
    """“ME” in capitals within a title that is not all capitals is the illness, not the speaker."""
    return re.search(r"\bME\b", text.cased) is not None and text.cased != text.cased.upper()


def _names_pem(title: PlainText) -> bool:
    """A title on PEM is about ME/CFS, unless it says that it is about another illness."""
    return PEM.search(title.lower) is not None and not rules.ANOTHER_ILLNESS.search(title.lower)


def _kind_of_paper(reason: str, in_title: dict[str, Found], title: str, text: str, kind: str) -> str:
    if reason == "review":
        return "meta-analysis" if "meta-analy" in title or "meta-analy" in text else "review"
    if reason == "editorial":
        return "review" if "view" in in_title and "editorial" not in in_title else "other"
    return "other" if reason in ("guideline", "animal", "in_vitro") else kind


def _design(title: str, text: str) -> str:
    in_title = {one.name for one in rules.DESIGNS if one.search(title)}

    def said(name: str) -> bool:
        return name in in_title or _DESIGN[name].search(text) is not None

    for name in ("protocol", "case report", "qualitative"):
        if name in in_title or ("laboratory" not in in_title and said(name)):
            return name
    if "treatment in the title" in in_title or ("cohort" not in in_title and said("trial")):
        return "trial"
    if ("laboratory" in in_title or (said("comparison group") and said("laboratory"))) and not said("cohort"):
        return "lab case-control"
    return "observational"


_DESIGN = {one.name: one for one in rules.DESIGNS}


def _found(rule: str, part: str, match: object) -> Found:
    start, end = match.span()  # type: ignore[attr-defined]
    return Found(rule, part, start, end)
