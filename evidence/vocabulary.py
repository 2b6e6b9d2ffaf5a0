"""The words of the field, each once: value stored -> words a reader sees. Pure.

Models take their choices from here, presenters their words, tests their tables. A value never reaches
a reader: pages show the words.
"""

from __future__ import annotations

STUDY_DESIGNS: dict[str, str] = {
    "randomised_trial": "randomised trial",
    "non_randomised_trial": "non-randomised trial",
    "cohort": "cohort study",
    "case_control": "case-control study",
    "cross_sectional": "cross-sectional study",
    "case_report": "case report or series",
    "qualitative": "qualitative study",
    "diagnostic_accuracy": "diagnostic accuracy study",
    "systematic_review": "systematic review",
    "meta_analysis": "meta-analysis",
    "narrative_review": "narrative review",
    "guideline": "guideline",
    "protocol": "protocol (plan of a study)",
    "animal": "animal study",
    "in_vitro": "laboratory study without people (in vitro)",
    "commentary": "commentary or editorial",
    "dataset": "dataset or genetics study",
    "other": "other kind of study",
}

PEER_REVIEW: dict[str, str] = {
    "peer_reviewed": "peer-reviewed",
    "preprint": "preprint, not peer-reviewed",
    "unknown": "peer review not known",
}

BASIS: dict[str, str] = {
    "full_text": "the full text",
    "abstract": "the abstract",
    "title_only": "the title only",
}
"""What the text of a page rests on. Title only means: no findings text at all."""

RISK_OF_BIAS: dict[str, str] = {
    "low": "low",
    "some_concerns": "some concerns",
    "high": "high",
    "not_judged": "not judged",
}

REPLICATION: dict[str, str] = {
    "replicated": "replicated",
    "contradicted": "contradicted",
    "mixed": "mixed results",
    "single_study": "single study so far",
    "not_assessed": "not assessed",
}

NOTICES: dict[str, str] = {
    "retraction": "Retracted",
    "withdrawal": "Withdrawn",
    "expression_of_concern": "Expression of concern",
    "correction": "Correction",
    "superseded": "Superseded by a later version",
}
"""Most serious first: pages show them in this order."""

LINKS: dict[str, str] = {
    "protocol_of": "plan (protocol) of",
    "result_of": "results of the plan in",
    "reanalysis_of": "reanalysis of",
    "comment_on": "comment on",
    "erratum_of": "correction of",
    "preprint_of": "preprint of",
    "published_as": "published in a journal as",
    "superseded_by": "superseded by",
    "supersedes": "later version of",
    "commented_by": "comment in",
    "corrected_by": "correction in",
    "planned_in": "planned in",
    "reanalysed_in": "reanalysed in",
    "retracted_by": "retraction notice",
    "related": "related record",
}

TEXT_FIELDS: dict[str, str] = {
    "one_sentence": "In one sentence",
    "summary": "Summary",
    "why_it_matters": "Why it matters",
    "does_not_prove": "What this study does not prove",
    "observed_findings": "What was observed",
    "authors_conclude": "What the authors conclude",
    "open_questions": "Questions that remain",
    "strengths": "Strengths of the method",
    "limitations": "Limitations",
}
"""The blocks of reading text, in the order of the page."""

LIST_TEXT_FIELDS = frozenset({"does_not_prove", "observed_findings", "open_questions", "strengths", "limitations"})
"""Blocks that are lists: one item a line on the desk, an array in a frozen revision."""

FINDINGS_FIELDS = frozenset({"one_sentence", "summary", "observed_findings", "authors_conclude"})
"""Blocks that retell findings. Without an abstract or a full text they must be empty (product.md, fault 4)."""

DRAFTED_BY: dict[str, str] = {
    "person": "a person",
    "generator": "a generator, then edited by a person",
}
