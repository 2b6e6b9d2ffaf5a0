from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evidence.actions import assessments, editorial, imports, scanning, studies, texts
from evidence.models import ImportRecord, Publication, Revision, Study
from evidence.pem import Cohort, PEMFacts, decide
from evidence.pem.reference import criteria_by_key
from tests.factories.people import person
from tests.kept_worlds import kept

TEXTS = {
    "one_sentence": "People who rested had lower symptom scores after six months.",
    "summary": "Some people with ME/CFS rested more. Their scores were lower.",
    "why_it_matters": "Few studies have asked this.",
    "does_not_prove": "That rest caused the change.\nThat it helps everybody.",
    "observed_findings": "Scores were lower after six months.",
}


def bibtex_entry(key: str = "berg2019", **fields: str) -> str:
    """A BibTeX entry; `fields` add to or replace the usual ones (empty text: leave out)."""
    usual = {
        "title": f"Rest and symptoms in {key}",
        "author": "van der Berg, Ludwig and O'Neil, Sue",
        "journal": "Journal of Rest",
        "year": "2019",
        "doi": f"10.1234/{key}",
    } | fields
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in usual.items() if value)
    return f"@article{{{key},\n{lines}}}\n"


@kept
def draft(key: str = "berg2019", *, by: Any = None, demo: bool = False, **fields: str) -> Study:
    """A study on the desk, imported by the editor."""
    report = imports.import_citations(
        data=bibtex_entry(key, **fields), name=f"{key}.bib", by=by or person("editor"), demo=demo
    )
    assert report.batch is not None
    assert not report.refused, report.problems
    study = ImportRecord.objects.get(batch=report.batch).study
    assert study is not None
    return study


@kept
def ready_to_review(
    key: str = "berg2019",
    *,
    criteria: Sequence[str] = ("ccc2003",),
    combination: str = "single",
    facts: Mapping[str, Any] | None = None,
    text: Mapping[str, str] | None = None,
    demo: bool = False,
    confirmed: bool = True,
    coded: bool = True,
    **fields: str,
) -> Study:
    """A draft with facts, texts, a classification by two coders, and a confirmed identity."""
    editor = person("editor", demo=demo)
    study = draft(key, by=editor, demo=demo, **fields)
    study = studies.edit_study(
        study=study,
        by=editor,
        changes={"design": "cohort", "peer_review": "peer_reviewed", "basis": "abstract", **(facts or {})},
    )
    if confirmed:
        study = studies.confirm_identity(
            study=study,
            by=editor,
            registered_title=study.title,
            sources=["the registry", "the journal's page"],
        )
    texts.write_text(study=study, by=editor, texts=TEXTS if text is None else text)
    if coded:
        classify(study, criteria=criteria, combination=combination, demo=demo)
    return study


def classify(
    study: Study, *, criteria: Sequence[str] = ("ccc2003",), combination: str = "single", demo: bool = False
) -> None:
    """Two coders agree on the criteria, which settles the verdict. A later time opens a new round."""
    if study.assessments.filter(submitted_at__isnull=False).exists():
        assessments.open_new_round(study=study, by=person("editor"), reason="The methods were read.")
        study.refresh_from_db()
    facts = PEMFacts((Cohort.of(criteria, combination if criteria else "none"),))
    verdict = str(decide(facts, criteria_by_key()).verdict)
    for name in ("coder_one", "coder_two"):
        assessments.submit_assessment(
            study=study, by=person(name, demo=demo), facts=facts, verdict=verdict,
            quote="Patients fulfilled the criteria." if criteria else "", place="Methods, Participants",
        )  # fmt: skip


def dispute_findings(study: Study) -> Study:
    """The editor disputes every finding of the scanner that blocks: for pages that hold strange words on purpose."""
    for one in scanning.desk_findings(study):
        if one.blocks:
            scanning.dispute_finding(
                study=study, fingerprint=one.finding.fingerprint, reason="It is meant so.", by=person("editor")
            )
    return study


@kept
def reviewed(study: Study, *, reason: str = "", voters: Sequence[str] = ("reviewer_one", "reviewer_two")) -> Revision:
    """A frozen revision that the voters have approved."""
    revision = editorial.submit(study=study, by=person("editor"), reason=reason)
    for voter in voters:
        editorial.vote(revision=revision, by=person(voter, demo=study.demo), decision="approve", seen=revision.sha256)
    return revision


@kept
def publish(study: Study | None = None, *, reason: str = "", **make: Any) -> Publication:
    """A publication: of `study` as the desk has it, or of a new one made from `make`."""
    study = study or ready_to_review(**make)
    return editorial.publish(revision=reviewed(study, reason=reason), by=person("publisher", demo=study.demo))
