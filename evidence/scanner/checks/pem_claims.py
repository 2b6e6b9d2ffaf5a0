"""What the text says of post-exertional malaise as a condition for taking part, against the classification."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.pem import Verdict

from ..model import Hit, Rule, Severity, sample
from ..page import Page

WITHOUT_PARTICIPANTS = frozenset({"narrative_review", "guideline", "animal", "in_vitro", "commentary"})
"""Designs that include nobody, so that a PEM verdict cannot apply."""

RULES = (
    Rule(
        "pem-claim-against-verdict",
        Severity.CRITICAL,
        "PEM for everybody, and the verdict says otherwise",
        "“Everybody had PEM” and “PEM was required” need the verdict “PEM required”. “PEM was not required” must not "
        "stand "
        "beside that verdict.",
        "Tell what the classification says, or have it decided again.",
        sample("All participants had PEM.", pem_verdict="not_required"),
        sample("All participants had PEM.", pem_verdict="required"),
    ),
    Rule(
        "pem-not-required-untold",
        Severity.WARNING,
        "PEM was not required, and the text does not say so",
        "Where people could be included without post-exertional malaise, the text says so: it limits for whom the "
        "findings "
        "hold.",
        "Add to the limitations: “People could take part without post-exertional malaise.”",
        sample("The study had 40 people.", pem_verdict="not_required", besides={"limitations": "The study was small."}),
        sample(
            "The study had 40 people.", pem_verdict="not_required",
            besides={"limitations": "People could take part without post-exertional malaise."},
        ),
    ),
    Rule(
        "pem-without-participants",
        Severity.CRITICAL,
        "A PEM verdict where nobody took part",
        "A review, a guideline, a commentary and a study in animals or cells include no people with ME/CFS: the "
        "verdict is "
        "“not applicable”.",
        "Code the study as not applicable, with the reason.",
        sample("The authors sum up earlier work.", design="narrative_review", pem_verdict="required"),
        sample("The authors sum up earlier work.", design="narrative_review", pem_verdict="not_applicable"),
    ),
)  # fmt: skip

_PEM = r"(?:PEM|PENE|post-?\s?exertional (?:malaise|symptom exacerbation|neuroimmune exhaustion))"
_ALL_HAD = re.compile(
    rf"\b(?:all|every|each)(?: (?:of )?(?:the )?(?:people|patients?|participants?|cases?|women|men|person|"
    rf"them))\b[^.;:!?]{{0,60}}\b"
    rf"(?:had|have|has|met|reported|experienced|suffered from|with)\b(?: to have|"
    rf" had to have)?[^.;:!?]{{0,20}}\b{_PEM}\b|"
    rf"\b(?:everybody|everyone)\b[^.;:!?]{{0,60}}\b(?:had|has|reported|experienced)\b[^.;:!?]{{0,20}}\b{_PEM}\b|"
    rf"\b{_PEM}\b(?: \(PEM\))?,? (?:was|is|had been) (?:an? )?(?:explicit |strict )?(?:required|mandatory|compulsory|"
    rf"obligatory|a must|needed)\b|"
    rf"\b(?:required|had) to have {_PEM}\b|\bmust have (?:had )?{_PEM}\b|\b(?:study|criteria|trial|"
    rf"authors) required? {_PEM}\b",
    re.IGNORECASE,
)
_NOT_REQUIRED = re.compile(
    rf"\b{_PEM}\b(?: \(PEM\))?,? (?:was|is|were) (?:not (?:an? )?(?:required|mandatory|needed|necessary|part of|"
    rf"asked)|optional)|"
    rf"\b(?:without|no need (?:for|to have)|(?:not|n['’]t) (?:have|need)(?: to have)?|(?:not|n['’]t) (?:require|"
    rf"ask for|demand|include|name|mention)) "
    rf"(?:\w+ ){{0,2}}?{_PEM}\b|\b(?:not|n['’]t) have to have {_PEM}\b|\bnot (?:all|everybody|"
    rf"everyone)\b[^.;]{{0,60}}\b{_PEM}\b|"
    rf"\b{_PEM}\b[^.;]{{0,20}}\b(?:did not|does not|need not|didn['’]t) (?:have to|need|count)|"
    rf"\bwith or without {_PEM}\b",
    re.IGNORECASE,
)

_IN_A_TEST = re.compile(
    r"\s*(?:\([^)]{0,20}\)\s*)?,?\s*(?:after|following|during|in response|within|when|on (?:the|day)|"
    r"the (?:next )?day|at some|for days|by (?:the|day))\b",
    re.IGNORECASE,
)
"""Behind "everybody had PEM": then it was seen in the study, and not asked for before it."""


def check(page: Page) -> Iterator[Hit]:
    verdict = page.facts.pem_verdict
    if verdict and verdict != Verdict.NOT_APPLICABLE and page.facts.design in WITHOUT_PARTICIPANTS:
        yield Hit(
            "pem-without-participants",
            "Nobody took part in this kind of work, so a PEM verdict does not apply.",
            field="facts.pem_verdict",
            fact=verdict,
        )
    if verdict in {Verdict.NOT_REQUIRED, Verdict.NOT_APPLICABLE, Verdict.UNCLEAR}:
        yield from _claims_of_everybody(page)
    if verdict == Verdict.REQUIRED:
        for match in _NOT_REQUIRED.finditer(page.text):
            if re.match(r"without|not (?:all|every)", match.group(), re.IGNORECASE):
                continue  # "people without PEM" may be a comparison group
            if page.field_at(match.start()).key != "open_questions" and not page.is_question(match.start()):
                yield Hit("pem-claim-against-verdict", "The classification says that PEM was required.", *match.span())
    if verdict == Verdict.NOT_REQUIRED and page.has_findings and not _says_so(page):
        yield Hit(
            "pem-not-required-untold",
            "People could be included without post-exertional malaise. The text does not say so.",
            field="limitations",
        )


def _claims_of_everybody(page: Page) -> Iterator[Hit]:
    for match in _ALL_HAD.finditer(page.text):
        place = match.start()
        if page.field_at(place).key in {"open_questions", "why_it_matters"} or page.is_question(place):
            continue
        if _IN_A_TEST.match(page.text, match.end()):
            continue
        if page.is_negated(place) or page.is_hedged(place) or _NOT_REQUIRED.search(match.group()):
            continue
        yield Hit(
            "pem-claim-against-verdict", "The classification does not say that PEM was required.", place, match.end()
        )


def _says_so(page: Page) -> bool:
    return any(
        not page.is_question(match.start()) and page.field_at(match.start()).key != "open_questions"
        for match in _NOT_REQUIRED.finditer(page.text)
    )
