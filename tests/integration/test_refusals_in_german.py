"""What the rules refuse is said in the language of whoever asked. What is kept of it stays English."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.utils import translation

from evidence.actions import editorial, imports, leases, studies
from evidence.actions.roles import require
from evidence.admin.rooms.base import told
from evidence.models import AuditEvent, ImportRecord, RevisionStep
from evidence.presenters.words import shown
from evidence.workflow import Refusal
from tests.factories import bibtex_entry, draft, person, ready_to_review

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def refused(deed: Callable[[], object]) -> tuple[list[str], str]:
    """What a German page says of a refusal, and the refusal as the log has it."""
    with pytest.raises(Refusal) as no:
        deed()
    return told(no.value), str(no.value)


def test_a_refusal_is_said_in_german_and_stays_english_everywhere_else() -> None:
    study, editor = ready_to_review(), person("editor")
    leases.take(study=study, task="edit", by=editor, now=NOON)
    with translation.override("de"):
        says, stays = refused(lambda: leases.take(study=study, task="edit", by=person("other"), now=NOON))
        assert says == ["Editor hat das bis 29. November 2026, 12:00 UTC übernommen. Lesen können Sie es trotzdem."]
        assert stays == "Editor has this until 29 November 2026, 12:00 UTC. You can still read it."

        says, stays = refused(lambda: require(person("guest", roles=["Editor"]), "publish"))
        assert says == ["Ihre Rolle umfasst das nicht: veröffentlichen, was gebilligt wurde; eine Seite zurücknehmen."]
        assert stays == "Your role does not include this: publish what was approved; withdraw a page."

        says, stays = refused(lambda: editorial.withdraw(study=study, by=person("chief"), reason="Wrong."))
        assert says[0].endswith("Stand: Entwurf (im Arbeitsbereich in Arbeit).")
        assert stays.endswith("it is draft (being worked on at the desk).")

        revision = editorial.submit(study=study, by=editor)
        says, stays = refused(lambda: editorial.publish(revision=revision, by=person("chief")))
        assert "Dieser Inhalt hat 0 von 2 Billigungen, die die Richtlinie zur Begutachtung verlangt." in says
        assert "This content has 0 of the 2 approvals" in stays

        studies.edit_study(study=study, by=editor, changes={"country": "Norway"})
    step = RevisionStep.objects.get(revision=revision)
    assert step.note == "The desk was edited after this revision was submitted."
    assert AuditEvent.objects.get(action="revision.taken_back").reason == step.note
    with translation.override("de"):
        assert shown(step.note).startswith("Im Arbeitsbereich wurde etwas geändert")


def test_what_an_import_says_is_kept_in_english_and_read_in_german() -> None:
    here = draft("berg2019")
    other = bibtex_entry("other", title="Quite another title", doi=here.doi or "")
    broken = bibtex_entry("broken", doi="none").replace("year = {2019}", "year = {soon}")
    with translation.override("de"):
        report = imports.import_citations(data=other + broken + "@article{open, title={", name="a.bib")
        reasons = [problem.reason for problem in report.problems]
        assert ImportRecord.objects.filter(batch=report.batch, reason__contains="already belongs to").exists()
        read = [shown(f"a.bib: {reason}") for reason in reasons]
    assert (
        f"DOI {here.doi} already belongs to “{here.title}”, but this entry is called “Quite another title”."
        in reasons[0]
    )
    assert (
        f"a.bib: DOI {here.doi} gehört schon zu „{here.title}“, dieser Eintrag heißt aber „Quite another title“."
        in read[0]
    )
    assert any("„none“ ist kein DOI; es wurde weggelassen." in one for one in read)
    assert any("Bis zum Ende der Datei fehlt eine schließende geschweifte Klammer" in one for one in read)
    with translation.override("en-gb"):
        assert [shown(reason) for reason in reasons] == reasons
