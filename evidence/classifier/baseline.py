"""A naive reader to measure against: a list of keywords, with no idea of what a sentence says.

It looks for the names of criteria as anybody would type them into a search box, takes every name found as used for
inclusion, and calls two names "or". It is not a straw man: it knows the usual spellings, reviews by their title, and
the policy. What the rules buy beyond it stands in the scoreboard beside it.
"""

from __future__ import annotations

from dataclasses import dataclass

from evidence.pem import Cohort, CriteriaUse, PEMFacts, Verdict, decide
from evidence.pem.reference import criteria_by_key

BASELINE_NAME = "keyword list"

KEYWORDS: dict[str, tuple[str, ...]] = {
    "ccc2003": ("canadian consensus", "canadian criteria", "canadian clinical", "canadian case", "(ccc)"),
    "icc2011": ("international consensus criteria", "me-icc", "(icc)"),
    "iom2015": ("institute of medicine", "iom criteria", "(iom)", "national academy of medicine", "seid"),
    "fukuda1994": ("fukuda", "cdc 1994", "1994 cdc", "cdc-1994"),
    "oxford1991": ("oxford criteria",),
    "holmes1988": ("holmes", "cdc 1988"),
    "reeves2005": ("empirical criteria", "empirical definition"),
    "nice2021": ("ng206", "nice 2021"),
    "nice2007": ("nice criteria", "cg53"),
    "cdc_unspecified": ("cdc criteria",),
    "self_report": ("self-report", "self report"),
    "icd_code": ("icd-10", "icd-9", "g93.3"),
    "physician_dx": ("diagnosed by a physician", "physician-diagnosed", "medical diagnosis"),
}
NO_PEOPLE = {
    "review": ("review", "meta-analysis"),
    "editorial": ("editorial", "commentary", "correction", "retraction", "letter"),
    "guideline": ("guideline",),
    "animal": ("mice", "mouse", "rats"),
}
OF_THE_ILLNESS = ("me/cfs", "cfs/me", "myalgic", "chronic fatigue syndrome")


@dataclass(frozen=True, slots=True)
class KeywordReading:
    """What the keyword list makes of a text."""

    verdict: Verdict
    criteria: tuple[str, ...]


def read_by_keywords(*, title: str, text: str) -> KeywordReading:
    """Look for keywords in title and text. Never raises."""
    heading = title.lower()
    for words in NO_PEOPLE.values():
        if any(word in heading for word in words):
            return KeywordReading(Verdict.NOT_APPLICABLE, ())
    both = f"{heading}\n{text.lower()}"
    if not any(word in both for word in OF_THE_ILLNESS):
        return KeywordReading(Verdict.NOT_APPLICABLE, ())
    keys = tuple(key for key, words in KEYWORDS.items() if any(word in both for word in words))
    cohorts = (Cohort(groups=(tuple(CriteriaUse(key) for key in keys),)),) if keys else ()
    return KeywordReading(decide(PEMFacts(cohorts), criteria_by_key()).verdict, keys)
