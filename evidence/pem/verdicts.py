"""The four PEM verdicts and the words around them."""

from __future__ import annotations

from enum import StrEnum

from evidence.tongue import gettext_noop as _


class Verdict(StrEnum):
    """Was post-exertional malaise an explicit required criterion for inclusion?"""

    REQUIRED = "required"
    NOT_REQUIRED = "not_required"
    UNCLEAR = "unclear"
    NOT_APPLICABLE = "not_applicable"


VERDICT_WORDS: dict[Verdict, str] = {
    Verdict.REQUIRED: _("PEM required"),
    Verdict.NOT_REQUIRED: _("PEM not required"),
    Verdict.UNCLEAR: _("PEM unclear"),
    Verdict.NOT_APPLICABLE: _("PEM not applicable"),
}

VERDICT_NAMES: dict[str, str] = {
    Verdict.REQUIRED: _("required"),
    Verdict.NOT_REQUIRED: _("not required"),
    Verdict.UNCLEAR: _("unclear"),
    Verdict.NOT_APPLICABLE: _("not applicable"),
}
"""As the coding desk names them."""

VERDICT_SENTENCES: dict[Verdict, str] = {
    Verdict.REQUIRED: _("Everybody in the study had to have post-exertional malaise to be included."),
    Verdict.NOT_REQUIRED: _("People could be included without having post-exertional malaise."),
    Verdict.UNCLEAR: _("What was read does not say whether post-exertional malaise was needed to be included."),
    Verdict.NOT_APPLICABLE: _("No people with ME/CFS were included, so the question does not arise."),
}

BADGE_EXPLANATION = _(
    "This badge says whether post-exertional malaise (PEM) was an explicit required criterion for inclusion. "
    "It does not say whether PEM was studied, observed or discussed. "
    "Criteria that do not require PEM, such as Fukuda or Oxford, give “PEM not required”."
)
"""The standing explanation that every PEM block carries (product.md, block 6)."""

NOT_REQUIRED_REASONS: dict[str, str] = {
    "optional": _("PEM is optional in the criteria."),
    "absent": _("PEM is not part of the criteria."),
    "alternatives": _("There were alternatives, and at least one of them does not require PEM."),
    "classification": _("The criteria were used to classify people, not to include them."),
    "cohort": _("The study has groups with different rules, and at least one group did not require PEM."),
}

NOT_APPLICABLE_REASONS: dict[str, str] = {
    "animal": _("This is a study in animals."),
    "in_vitro": _("This is a laboratory study without people."),
    "guideline": _("This is a guideline, not a study that included people."),
    "review": _("This is a review of other studies. It included no people of its own."),
    "editorial": _("This is a commentary, an editorial or a news item. It included no people."),
    "long_covid_only": _("The study included people with long COVID, and no group with ME/CFS."),
    "no_participants": _("The study included no people with ME/CFS."),
}
