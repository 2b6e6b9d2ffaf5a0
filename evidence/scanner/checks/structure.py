"""What a page must have, and what kind of work it says the paper is."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.citations.agreement import titles_agree
from evidence.vocabulary import FINDINGS_FIELDS, STUDY_DESIGNS

from ..model import Hit, Rule, Severity, sample
from ..page import Page
from ..patterns import one_of

RULES = (
    Rule(
        "findings-from-a-title",
        Severity.CRITICAL,
        "Findings from a title alone",
        "Without an abstract and without the full text nobody knows what was found. Such a page tells no findings.",
        "Take the findings out, or read the abstract.",
        sample("Fatigue was lower.", title="A trial of rest in ME/CFS", basis="title_only"),
        sample("Sleep matters to many people.", "why_it_matters", title="A trial of rest in "
                                                                        "ME/CFS", basis="title_only"),
    ),
    Rule(
        "does-not-prove-missing",
        Severity.CRITICAL,
        "What the study does not prove is missing",
        "A page with findings says what the study does not prove.",
        "Write one or two limits of this very study.",
        sample("Fatigue was lower."),
        sample("Fatigue was lower.", besides={"does_not_prove": "It does not show why fatigue was lower."}),
    ),
    Rule(
        "does-not-prove-boilerplate",
        Severity.WARNING,
        "A limit that would fit any study",
        "“More research is needed” and “correlation is not causation” say nothing about this study.",
        "Name what this study measured, and what does not follow from it.",
        sample("Correlation does not mean causation.", "does_not_prove"),
        sample("It does not show that low cortisol makes people tired.", "does_not_prove"),
    ),
    Rule(
        "title-says-otherwise",
        Severity.CRITICAL,
        "A correction or retraction told as the paper",
        "A title that begins with “Correction”, “Erratum” or “Retraction” belongs to a notice. Findings of the paper "
        "that it "
        "is about do not belong on its page.",
        "Link the notice to the paper, and tell no findings here.",
        sample("Fatigue was lower.", title="Correction to: A trial of rest"),
        sample("Fatigue was lower.", title="A trial of rest"),
    ),
    Rule(
        "kind-told-otherwise",
        Severity.WARNING,
        "Another kind of work than it is",
        "An editorial is no guideline, a plan is no trial with results, a review is no study of patients.",
        "Call the work what it is, or correct the study design.",
        sample("This guideline sums up care.", design="commentary"),
        sample("This viewpoint comments on a guideline.", design="commentary"),
    ),
    Rule(
        "protocol-with-results",
        Severity.CRITICAL,
        "Results in a plan",
        "The protocol of a study has no results.",
        "Say what is planned. Results belong to the page of the results.",
        sample("The trial found that fatigue fell.", design="protocol"),
        sample("The trial will ask whether fatigue falls.", design="protocol"),
    ),
    Rule(
        "title-of-another-paper",
        Severity.CRITICAL,
        "The identifier leads to another paper",
        "The title that the DOI or the PubMed number is registered with must be the title on the page.",
        "Correct the identifier or the title. Do not publish before they agree.",
        sample("The study looked at sleep.", title="Sleep in ME/CFS", registered_title="Gut bacteria of "
                                                                                       "laboratory mice"),
        sample("The study looked at sleep.", title="Sleep in ME/CFS", registered_title="Sleep in ME/CFS."),
    ),
    Rule(
        "notice-untold",
        Severity.WARNING,
        "A retraction or a later version that the text does not know",
        "Where a paper was retracted, withdrawn, doubted or superseded, the text says so, or the page links to what "
        "came "
        "after it.",
        "Say it in the summary, and link the later version.",
        sample("The review found a benefit.", notices=("superseded",), links=()),
        sample("The review found a benefit.", notices=("superseded",), links=("superseded_by",)),
    ),
    Rule(
        "link-missing",
        Severity.WARNING,
        "A work about another work, without the link",
        "A correction links to what it corrects, a comment to what it comments on.",
        "Add the related record.",
        sample("The letter doubts the numbers.", title="Comment on: a trial of rest", design="commentary", links=()),
        sample(
            "The letter doubts the numbers.", title="Comment on: a trial of rest", design="commentary",
            links=("comment_on",),
        ),
    ),
)  # fmt: skip

_NOTICE_TITLE = re.compile(
    r"^\W*"
    + one_of(
        """corrections? | corrigendum | errat(?:um|a) | retraction | retracted | withdrawn | withdrawal |
        expression of concern | publisher correction | author correction"""
    )
    + r"(?!\s+of (?:anaemia|anemia|deficien|vitamin))"
    + r"(?=\s*(?:to|of|for|note|notice|article)?\s*[:.\-–—]|\s+to\b|\s*$)",
    re.IGNORECASE,
)
_ABOUT_TITLE = re.compile(
    r"^\W*(?:comment(?:ary)?|reply|response|letter|invited commentary|editorial comment)\s*(?:on|to|:)", re.IGNORECASE
)
KINDS: dict[str, tuple[str, frozenset[str]]] = {
    "guideline": (r"(?:guidelines?|guidance)", frozenset({"guideline", "systematic_review", "other"})),
    "trial": (
        r"(?:randomi[sz]ed |controlled |clinical |small |open |new )*trial",
        frozenset({"randomised_trial", "non_randomised_trial", "protocol", "other"}),
    ),
    "review": (
        r"(?:systematic |narrative )?review|meta-analysis",
        frozenset({"systematic_review", "meta_analysis", "narrative_review", "guideline", "protocol", "other"}),
    ),
    "editorial": (r"(?:editorial|commentary|viewpoint|letter)", frozenset({"commentary", "other"})),
    "case report": (r"case report", frozenset({"case_report", "other"})),
}
"""Kind -> how a text calls the work itself, and the designs that may be called so."""
_CALLED = {
    kind: (re.compile(rf"\b(?:this|the present|our) (?P<kind>{words})\b", re.IGNORECASE), designs)
    for kind, (words, designs) in KINDS.items()
}
_RESULT = re.compile(
    one_of(
        "trial | study | authors | researchers | team | it | they | treatment | drug | group | patients | people "
        "| participants"
    )
    + r" (?:\w+ ){0,2}?"
    + one_of(
        "improved | reduced | worsened | recovered | responded | lowered | relieved | eased | (?:found|showed) that"
    )
    + "|"
    + one_of(
        "(?:was|were) (?:significantly )?(?:lower|higher|better|worse) (?:in|than|after) | "
        "(?:fell|rose|dropped) (?:by|from)"
    ),
    re.IGNORECASE,
)
_OUTCOME = re.compile(
    one_of(
        "fatigue | symptoms? | sleep | slept | pain | scores? | function | better | worse | improv\\w+ | "
        "recover\\w+ | respon\\w+"
    ),
    re.IGNORECASE,
)
_EARLIER = re.compile(
    r"\b(?:earlier|previous|before|other|past|pilot|older|will|would|may|might|success|if|whether|already|had|known)\b",
    re.IGNORECASE,
)
_SERIOUS = ("retraction", "withdrawal", "expression_of_concern", "superseded")
_NOTICE_TOLD = re.compile(
    r"\b(?:retract\w*|withdr[ae]w\w*|concern\w*|supersed\w*|later version|newer version|updated?|replaced|no longer)\b",
    re.IGNORECASE,
)
_GENERIC_WORDS = (
    "a all always an and any anything are as association associations at be been but by can cannot care causal "
    "causality causation cause caused causes caution certain certainly chronic conclusion conclusions confirm "
    "confirmed confirms correlate correlation correlations could definite definitely did disease do does effect "
    "effects encephalomyelitis equal equals every everybody everyone evidence fact fatigue final find finding "
    "findings for from further future general has have how illness implies imply in interpret interpreted is it "
    "its itself larger later limit limitations limited link links may me/cfs mean means mecfs more must myalgic "
    "necessarily need needed needs no not nothing of on one only or other our out patients people perfect proof "
    "prove proved proven proves question questions relationship repeat repeated replicate replicated required "
    "research result results rule same say says science scientific should show shows single small so some studies "
    "study such syndrome than that the their them there these they this those to too treatment treatments true us "
    "was we what whether which who why will with work works would yet"
)
_GENERIC = frozenset(_GENERIC_WORDS.split())
"""Words that the limits of any study could be made of."""
_WORD = re.compile(r"[^\W_]+(?:[-/’'][^\W_]+)*")


def check(page: Page) -> Iterator[Hit]:
    findings = [field for field in page.fields if field.key in FINDINGS_FIELDS and field.key in page.field_texts]
    if page.source.basis == "title_only" or (
        page.source.title and not page.source.basis and not page.source.is_at_hand
    ):
        for field in findings:
            yield Hit(
                "findings-from-a-title",
                "Only the title was read, so nobody knows this.",
                field=field.key,
                whole_field=True,
            )
    if findings and "does_not_prove" not in page.field_texts:
        yield Hit(
            "does-not-prove-missing", "The page tells findings and not what they do not prove.", field="does_not_prove"
        )
    yield from _boilerplate(page)
    title = page.source.title
    if findings and _NOTICE_TITLE.match(title):
        yield Hit(
            "title-says-otherwise", "The title is that of a correction or a retraction, and findings are told.",
            field=findings[0].key, whole_field=True,
        )  # fmt: skip
    yield from _kinds(page)
    registered = page.facts.registered_title
    if registered and title and not titles_agree(title, registered):
        yield Hit(
            "title-of-another-paper", "The identifier is registered with another title.",
            field="facts.registered_title", fact=registered,
        )  # fmt: skip
    yield from _notices_and_links(page)


def _boilerplate(page: Page) -> Iterator[Hit]:
    for sentence in page.sentences:
        if page.fields[sentence.field].key != "does_not_prove":
            continue
        line = page.text[sentence.start : min(sentence.end, sentence.start + 400)]
        if all(word.lower() in _GENERIC for word in _WORD.findall(line)):
            # A general sentence beside a particular one in the same line does no harm.
            if _has_company(page, sentence.start, sentence.end):
                continue
            yield Hit("does-not-prove-boilerplate", "This would fit any study.", sentence.start, sentence.end)


def _has_company(page: Page, start: int, end: int) -> bool:
    """Does another sentence of the same line say something particular?"""
    index = page.sentence_index(start)
    for other in page.sentences[max(0, index - 1) : index + 2]:
        if other.start == start or "\n" in page.text[min(other.end, end) : max(other.start, start)]:
            continue
        words = _WORD.findall(page.text[other.start : min(other.end, other.start + 400)])
        if not all(word.lower() in _GENERIC for word in words):
            return True
    return False


def _kinds(page: Page) -> Iterator[Hit]:
    design = page.facts.design
    if not design:
        return
    for kind, (pattern, designs) in _CALLED.items():
        if design in designs:
            continue
        for match in pattern.finditer(page.text):
            yield Hit(
                "kind-told-otherwise",
                f"The page says that the work is a {STUDY_DESIGNS.get(design, 'work of another kind')}, not a {kind}.",
                *match.span(),
            )
    if design == "protocol":
        for match in _RESULT.finditer(page.text):
            key = page.field_at(match.start()).key
            around = page.around(match.start(), match.end())
            if key not in FINDINGS_FIELDS or page.is_negated(match.end()) or _EARLIER.search(around):
                continue
            if match.group().endswith("that") and not _OUTCOME.search(around):
                continue  # a plan may well have found that many people are needed
            yield Hit("protocol-with-results", "The plan of a study has no results.", *match.span())


def _notices_and_links(page: Page) -> Iterator[Hit]:
    facts = page.facts
    serious = [kind for kind in _SERIOUS if kind in facts.notices]
    links = facts.links
    # A link to what came after is enough for a superseded paper, and without links nobody knows.
    is_linked = serious == ["superseded"] and (links is None or "superseded_by" in links)
    if serious and page.has_findings and not is_linked and not _NOTICE_TOLD.search(page.text):
        yield Hit("notice-untold", "There is a notice about this paper. The text does not mention it.", field="summary")
    if links is None:
        return
    title = page.source.title
    about = {"erratum_of", "comment_on", "retracted_by", "reanalysis_of", "related"}
    if (_NOTICE_TITLE.match(title) or _ABOUT_TITLE.match(title)) and about.isdisjoint(links):
        yield Hit("link-missing", "The title names another work, and no related record is linked.", field="facts.links")
