"""The words of the field, each once: value stored -> words a reader sees. Pure.

Models take their choices from here, presenters their words, tests their tables. A value never reaches
a reader: pages show the words.
"""

from __future__ import annotations

import re

from evidence.tongue import gettext_noop as _

STUDY_DESIGNS: dict[str, str] = {
    "randomised_trial": _("randomised trial"),
    "non_randomised_trial": _("non-randomised trial"),
    "cohort": _("cohort study"),
    "case_control": _("case-control study"),
    "cross_sectional": _("cross-sectional study"),
    "case_report": _("case report or series"),
    "qualitative": _("qualitative study"),
    "diagnostic_accuracy": _("diagnostic accuracy study"),
    "systematic_review": _("systematic review"),
    "meta_analysis": _("meta-analysis"),
    "narrative_review": _("narrative review"),
    "guideline": _("guideline"),
    "protocol": _("protocol (plan of a study)"),
    "animal": _("animal study"),
    "in_vitro": _("laboratory study without people (in vitro)"),
    "commentary": _("commentary or editorial"),
    "dataset": _("dataset or genetics study"),
    "other": _("other kind of study"),
}

PEER_REVIEW: dict[str, str] = {
    "peer_reviewed": _("peer-reviewed"),
    "preprint": _("preprint, not peer-reviewed"),
    "unknown": _("peer review not known"),
}

BASIS: dict[str, str] = {
    "full_text": _("the full text"),
    "abstract": _("the abstract"),
    "title_only": _("the title only"),
}
"""What the text of a page rests on. Title only means: no findings text at all."""

RISK_OF_BIAS: dict[str, str] = {
    "low": _("low"),
    "some_concerns": _("some concerns"),
    "high": _("high"),
    "not_judged": _("not judged"),
}

REPLICATION: dict[str, str] = {
    "replicated": _("replicated"),
    "contradicted": _("contradicted"),
    "mixed": _("mixed results"),
    "single_study": _("single study so far"),
    "not_assessed": _("not assessed"),
}

NOTICES: dict[str, str] = {
    "retraction": _("Retracted"),
    "withdrawal": _("Withdrawn"),
    "expression_of_concern": _("Expression of concern"),
    "correction": _("Correction"),
    "superseded": _("Superseded by a later version"),
}
"""Most serious first: pages show them in this order."""

LINKS: dict[str, str] = {
    "protocol_of": _("plan (protocol) of"),
    "result_of": _("results of the plan in"),
    "reanalysis_of": _("reanalysis of"),
    "comment_on": _("comment on"),
    "erratum_of": _("correction of"),
    "preprint_of": _("preprint of"),
    "published_as": _("published in a journal as"),
    "superseded_by": _("superseded by"),
    "supersedes": _("later version of"),
    "commented_by": _("comment in"),
    "corrected_by": _("correction in"),
    "planned_in": _("planned in"),
    "reanalysed_in": _("reanalysed in"),
    "retracted_by": _("retraction notice"),
    "related": _("related record"),
}

TEXT_FIELDS: dict[str, str] = {
    "one_sentence": _("In one sentence"),
    "summary": _("Summary"),
    "why_it_matters": _("Why it matters"),
    "does_not_prove": _("What this study does not prove"),
    "observed_findings": _("What was observed"),
    "authors_conclude": _("What the authors conclude"),
    "open_questions": _("Questions that remain"),
    "strengths": _("Strengths of the method"),
    "limitations": _("Limitations"),
}
"""The blocks of reading text, in the order of the page."""

LIST_TEXT_FIELDS = frozenset({"does_not_prove", "observed_findings", "open_questions", "strengths", "limitations"})
"""Blocks that are lists: one item a line on the desk, an array in a frozen revision."""

FINDINGS_FIELDS = frozenset({"one_sentence", "summary", "observed_findings", "authors_conclude"})
"""Blocks that retell findings. Without an abstract or a full text they must be empty (product.md, fault 4)."""

LANGUAGES: dict[str, str] = {
    "en-GB": _("British English"),
    "en": _("English"),
    "de": _("German"),
    "es": _("Spanish"),
    "fr": _("French"),
    "it": _("Italian"),
    "nb": _("Norwegian"),
    "nl": _("Dutch"),
    "sv": _("Swedish"),
}
"""Languages that texts are likely to be in, by their BCP 47 tag; any tag of the form below may be used."""

LANGUAGE_TAG = "^[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$"
"""BCP 47 as far as texts need it: a language, perhaps a script, perhaps a region ("en-GB", "sr-Latn", "es-419").

Python's `re` and PostgreSQL read it alike.
"""


def is_language_tag(text: str) -> bool:
    """Is this the tag of a language in the form that texts have it (`LANGUAGE_TAG`)?"""
    return re.fullmatch(LANGUAGE_TAG.strip("^$"), text) is not None


DRAFTED_BY: dict[str, str] = {
    "person": _("a person"),
    "generator": _("a generator, then edited by a person"),
}
