"""What the database itself promises about letters, whatever code asks of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from contributions import triage
from contributions.actions import demo
from contributions.models import Contribution, ContributionEntry, LedgerEntry, OutgoingMail
from contributions.sealing import seal
from evidence.models import Publication
from tests.factories import person, publish
from tests.factories.letters import letter, triager

pytestmark = pytest.mark.django_db


def refused(act: Any, why: str = "") -> None:
    with pytest.raises(IntegrityError, match=why), transaction.atomic():
        act()


def raw(state: str) -> int:
    """A letter put into `state` past the trigger."""
    now = timezone.now()
    with pgtrigger.ignore():
        one = Contribution.objects.create(
            state=state, kind="other", code_mark=f"mark of {state} {Contribution.objects.count()}", received_at=now,
            state_since=now, held_because=["links"], **needed(state),
        )  # fmt: skip
    return one.pk


def needed(state: str) -> dict[str, Any]:
    """What a row in this state has to hold, and lacks otherwise."""
    now, by = timezone.now(), triager()
    held = {"assignee": by, "lease_until": now} if state == "triaged" else {"assignee": None, "lease_until": None}
    return {
        **held,
        "closed_at": now if state in triage.CLOSED else None,
        "decline_reason": "other" if state == "declined" else "",
        "decided_by": by,
        "decided_at": now,
        "resolved_by": Publication.objects.first() if state == "resolved" else None,
    }


def test_the_trigger_lets_a_letter_move_exactly_along_the_table() -> None:
    publish()
    allowed = {(source, move.target) for move in triage.MOVES for source in move.sources}
    passed = set()
    for source in triage.STATES:
        pk = raw(source)
        for target in triage.STATES:
            try:
                with transaction.atomic():
                    Contribution.objects.filter(pk=pk).update(state=target, **needed(target))
                    passed.add((source, target))
                    transaction.set_rollback(True)
            except IntegrityError as error:
                assert "moves only along the table" in str(error)  # noqa: PT017 - many pairs in one world
    # Staying where it is moves nothing: an erasure, a note's time, a rotation of keys.
    staying = {(state, state) for state in triage.STATES}
    assert passed - staying == allowed - staying
    assert staying <= passed


def test_a_letter_begins_at_the_beginning() -> None:
    publish()
    now = timezone.now()
    for state in triage.STATES:
        row = Contribution(
            state=state, code_mark=state, kind="other", received_at=now, state_since=now, held_because=["links"],
            **needed(state),
        )  # fmt: skip
        if state in triage.BEGINNINGS:
            row.save()
        else:
            refused(row.save, "begins as")


@pytest.mark.parametrize("column", ["message_sealed", "source_sealed", "passage_sealed", "contact_sealed"])
@pytest.mark.parametrize("text", ["What a reader wrote.", "gAAAAA with words", ""])
def test_code_that_forgets_to_seal_is_refused(column: str, text: str) -> None:
    one = letter()
    refused(lambda: Contribution.objects.filter(pk=one.pk).update(**{column: text}), "what_people_wrote_is_sealed")
    Contribution.objects.filter(pk=one.pk).update(**{column: seal(text)})


def test_entries_and_addresses_are_sealed_too() -> None:
    one = letter(state="needs_information", contact="name@example.org", contact_use="questions")
    refused(lambda: ContributionEntry.objects.update(text_sealed="open words"), "entry_text_is_sealed")
    refused(lambda: OutgoingMail.objects.update(to_sealed="name@example.org"), "mail_address_is_sealed")
    for state in ("sent", "failed", "dropped"):
        refused(lambda s=state: OutgoingMail.objects.update(state=s, sent_at=timezone.now()), "keeps_no_address")
    refused(
        lambda: ContributionEntry.objects.create(
            contribution=one, voice="note", text_sealed=seal("x"), written_at=timezone.now()
        ),
        "entry_of_staff_names_its_author",
    )


@pytest.mark.parametrize("named", ["publication", "study"])
def test_a_contributor_of_the_page_cannot_be_written_in_as_who_decided(named: str) -> None:
    page = publish()
    one = letter(page=page)
    if named == "study":
        Contribution.objects.filter(pk=one.pk).update(publication=None)

    def decide(by: Any) -> None:
        Contribution.objects.filter(pk=one.pk).update(decided_by=by, decided_at=timezone.now())

    refused(lambda: decide(person("editor")), "does not decide about the letter")
    decide(triager())
    # Nor by deciding first and naming the page afterwards.
    other = letter("About something.")
    Contribution.objects.filter(pk=other.pk).update(decided_by=person("editor"), decided_at=timezone.now())
    page_or_study = {"publication": page} if named == "publication" else {"study": page.study}
    refused(lambda: Contribution.objects.filter(pk=other.pk).update(**page_or_study), "does not decide")


@pytest.mark.parametrize(
    ("state", "changes", "constraint"),
    [
        ("triaged", {"assignee": None, "lease_until": None}, "being_checked_names_by_whom"),
        ("triaged", {"lease_until": None}, "lease_names_its_holder"),
        ("received", {"closed_at": timezone.now()}, "closed_has_a_moment"),
        ("declined", {"closed_at": None}, "closed_has_a_moment"),
        ("declined", {"decline_reason": ""}, "declined_has_a_reason"),
        ("declined", {"decided_by": None, "decided_at": None}, "decided_by_somebody"),
        ("accepted", {"decided_at": None}, "(decision_names_who_decided|decided_by_somebody)"),
        ("quarantine", {"held_because": []}, "quarantine_says_why"),
        ("received", {"held_because": ["mood"]}, "held_because_is_known_word"),
        ("resolved", {"resolved_by": None}, "resolved_names_the_publication"),
        ("received", {"contact_use": "outcome"}, "contact_use_needs_a_contact"),
        ("withdrawn", {"message_sealed": seal("x")}, "(withdrawn_holds_nothing|purged_holds_no_message)"),
        ("withdrawn", {"contact_sealed": seal("x")}, "(withdrawn_holds_nothing|purged_holds_no_contact)"),
        ("received", {"message_purged_at": timezone.now()}, "purged_holds_no_message"),
        ("received", {"kind": "complaint"}, "kind_is_known_word"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(state: str, changes: dict[str, Any], constraint: str) -> None:
    one = letter(state=state)
    refused(lambda: Contribution.objects.filter(pk=one.pk).update(**changes), constraint)


def test_no_letter_is_a_duplicate_of_itself_and_a_code_belongs_to_one() -> None:
    one, other = letter("One."), letter("Another.")
    refused(lambda: Contribution.objects.filter(pk=one.pk).update(duplicate_of=one), "no_duplicate_of_itself")
    refused(lambda: Contribution.objects.filter(pk=one.pk).update(code_mark=other.code_mark), "code_mark")


def test_the_ledger_is_only_added_to() -> None:
    letter(state="declined")
    row = LedgerEntry.objects.get()
    refused(lambda: LedgerEntry.objects.filter(pk=row.pk).update(outcome="duplicate"), "never changed")
    refused(lambda: LedgerEntry.objects.filter(pk=row.pk).delete(), "never deleted")
    refused(lambda: _truncate("contributions_ledgerentry"), "never deleted")
    refused(
        lambda: LedgerEntry.objects.create(
            kind="other", outcome="declined", answered_on=timezone.now().date(), days_to_answer=0,
            publication=publish(),
        ),
        "names_a_page_only_for_a_change",
    )  # fmt: skip


def _truncate(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table}")


def test_a_ledger_row_leads_to_no_letter() -> None:
    fields = {field.name for field in LedgerEntry._meta.get_fields()}
    assert fields == {"id", "kind", "outcome", "answered_on", "days_to_answer", "publication", "demo"}


def test_the_demonstration_goes_and_real_letters_stay() -> None:
    page = publish(demo=True)
    real, shown = letter("A real one.", page=page), letter("A shown one.", state="declined", demo=True)
    late = letter("Answered.", state="linked", page=page, now=timezone.now() - timedelta(days=1))
    assert demo.empty_demo() == {"ledger": 1, "letters": 1}
    assert set(Contribution.objects.values_list("pk", flat=True)) == {real.pk, late.pk}
    assert not Contribution.objects.exclude(publication=None, study=None).exists()
    assert not Contribution.objects.filter(pk=shown.pk).exists()
