"""The four PEM verdicts and the words around them."""

from __future__ import annotations

from enum import StrEnum


class Verdict(StrEnum):
    """Was post-exertional malaise an explicit required criterion for inclusion?"""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNCLEAR = "unclear"
    NOT_APPLICABLE = "not_applicable"


VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.REQUIRED: "PEM required",
    Verdict.NOT_REQUIRED: "PEM not required",
    Verdict.UNCLEAR: "PEM unclear",
    Verdict.NOT_APPLICABLE: "PEM not applicable",
}

VERDICT_SENTENCES: dict[Verdict, str] = {
    Verdict.REQUIRED: "Everybody in the study had to have post-exertional malaise to be included.",
    Verdict.NOT_REQUIRED: "People could be included without having post-exertional malaise.",
    Verdict.UNCLEAR: "What was read does not say whether post-exertional malaise was needed to be included.",
    Verdict.NOT_APPLICABLE: "No people with ME/CFS were included, so the question does not arise.",
}

BADGE_EXPLANATION = (
    "This badge says whether post-exertional malaise (PEM) was an explicit required criterion for inclusion. "
    "It does not say whether PEM was studied, observed or discussed. "
    "Criteria that do not require PEM, such as Fukuda or Oxford, give “PEM not required”."
)
"""The standing explanation that every PEM block carries (product.md, block 6)."""

NOT_REQUIRED_REASONS: dict[str, str] = {
    "optional": "PEM is optional in the criteria.",
    "absent": "PEM is not part of the criteria.",
    "alternatives": "There were alternatives, and at least one of them does not require PEM.",
    "classification": "The criteria were used to classify people, not to include them.",
    "cohort": "The study has groups with different rules, and at least one group did not require PEM.",
}

NOT_APPLICABLE_REASONS: dict[str, str] = {
    "animal": "This is a study in animals.",
    "in_vitro": "This is a laboratory study without people.",
    "guideline": "This is a guideline, not a study that included people.",
    "review": "This is a review of other studies. It included no people of its own.",
    "editorial": "This is a commentary, an editorial or a news item. It included no people.",
    "long_covid_only": "The study included people with long COVID, and no group with ME/CFS.",
    "no_participants": "The study included no people with ME/CFS.",
}
