"""Truth table of the real actions: every state x action x role x contributed?, in worlds made by the actions.

Each state is reached the way people reach it. Then everybody tries the action, each in a savepoint that is rolled
back. The tables of what is allowed are those of `tests/unit/test_roles.py`, written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import transaction

from evidence.actions import assessments, editorial, leases, notices, studies, texts, undo
from evidence.actions.desk import open_revision
from evidence.actions.imports import import_citations
from evidence.models import AuditEvent, Publication, Review, Revision, RevisionStep, Study
from evidence.pem import Cohort, PEMFacts
from evidence.roles import ROLES
from evidence.workflow import STATES, Refusal
from tests.factories import bibtex_entry, person, ready_to_review
from tests.unit.test_roles import STATES_OF, expected

ACTIONS = [name for name, states in STATES_OF.items() if states]


# --- Worlds --------------------------------------------------------------------------------------------


def submitted() -> Revision:
    """In review. One person of each role has written in it, and holds nothing but that role."""
    study = ready_to_review()
    texts.write_text(study=study, by=superuser_who_wrote(), texts={"strengths": "A diary."})
    for role in ROLES:
        texts.write_text(
            study=study, by=person(f"wrote_{role.name}"), texts={"limitations": f"Few people. {role.name}"}
        )
        person(f"wrote_{role.name}", roles=[role.name])
    return editorial.submit(study=study, by=person("editor"))


def superuser_who_wrote() -> Any:
    return person("chief_who_wrote", roles=[], is_superuser=True)


def votes(revision: Revision, name: str, decision: str = "approve", comment: str = "") -> None:
    editorial.vote(revision=revision, by=person(name), decision=decision, seen=revision.sha256, comment=comment)


def draft() -> Revision:
    revision = submitted()
    editorial.take_back(revision=revision, by=person("editor"), note="A mistake.")
    return revision


def in_review() -> Revision:
    revision = submitted()
    votes(revision, "reviewer_one")
    return revision


def changes_requested() -> Revision:
    revision = submitted()
    votes(revision, "reviewer_one", "request_changes", "Shorter.")
    return revision


def consolidating() -> Revision:
    revision = in_review()
    votes(revision, "reviewer_two", comment="One word is odd.")
    return revision


def adjudication() -> Revision:
    revision = in_review()
    votes(revision, "reviewer_two", "request_changes", "Shorter.")
    return revision


def approved() -> Revision:
    revision = in_review()
    votes(revision, "reviewer_two")
    return revision


def published() -> Revision:
    revision = approved()
    editorial.publish(revision=revision, by=person("publisher"))
    return revision


def superseded() -> Revision:
    revision = published()
    texts.write_text(study=revision.study, by=person("editor"), texts={"summary": "Other words."})
    newer = editorial.submit(study=revision.study, by=person("editor"), reason="Plainer.")
    for name in ("reviewer_one", "reviewer_two"):
        votes(newer, name)
    editorial.publish(revision=newer, by=person("publisher"))
    return revision


def withdrawn() -> Revision:
    study = published().study
    return editorial.withdraw(study=study, by=person("publisher"), reason="It was the wrong paper.").revision


WORLDS: dict[str, Callable[[], Revision]] = {
    world.__name__: world
    for world in (
        draft, in_review, changes_requested, consolidating, adjudication, approved, published, superseded, withdrawn,
    )
}  # fmt: skip


# --- What people try -----------------------------------------------------------------------------------


def submit(revision: Revision, by: Any) -> None:
    study = Study.objects.get(pk=revision.study_id)
    if open_revision(study) is None:  # else the edit itself would take the revision back
        texts.write_text(study=study, by=person("editor"), texts={"open_questions": "For how long?"})
    editorial.submit(study=study, by=by, reason="A question was added.")


def vote(decision: str, **more: str) -> Callable[[Revision, Any], None]:
    def attempt(revision: Revision, by: Any) -> None:
        editorial.vote(revision=revision, by=by, decision=decision, seen=revision.sha256, **more)

    return attempt


def decide(decision: str) -> Callable[[Revision, Any], None]:
    def attempt(revision: Revision, by: Any) -> None:
        editorial.adjudicate(revision=revision, by=by, decision=decision, seen=revision.sha256, reason="It is short.")

    return attempt


ATTEMPTS: dict[str, Callable[[Revision, Any], Any]] = {
    "submit": submit,
    "take_back": lambda revision, by: editorial.take_back(revision=revision, by=by, note="A mistake."),
    "decline": vote("declined", conflict="author"),
    "approve": vote("approve"),
    "request_changes": vote("request_changes", comment="Shorter."),
    "answer_comments": lambda revision, by: editorial.answer_comments(revision=revision, by=by, answer="A term."),
    "adjudicate": decide("approve"),
    "adjudicate_against": decide("request_changes"),
    "publish": lambda revision, by: editorial.publish(revision=revision, by=by),
    "override": lambda revision, by: editorial.publish_in_emergency(revision=revision, by=by, reason="A retraction."),
    "withdraw": lambda revision, by: editorial.withdraw(study=revision.study, by=by, reason="The wrong paper."),
}


class Undone(Exception):
    pass


def succeeds(name: str, revision: Revision, by: Any) -> bool:
    """Does it succeed? Whatever it did is undone. Only a Refusal is a no: any other error fails the test."""
    try:
        with transaction.atomic():
            ATTEMPTS[name](revision, by)
            raise Undone
    except Undone:
        return True
    except Refusal:
        return False


# --- The table -----------------------------------------------------------------------------------------


def test_every_state_and_every_action_is_tried() -> None:
    assert set(WORLDS) == set(STATES)
    assert set(ATTEMPTS) == set(ACTIONS)


def everybody() -> list[tuple[str, Any, str, bool]]:
    """(who, account, role, contributed?): each role alone, with and without a part in the revision."""
    return [
        (f"{role.name}, {'contributed' if had_a_part else 'no part'}", person(name, roles=[role.name]), role.name,
         had_a_part)
        for role in ROLES
        for had_a_part, name in ((False, f"only_{role.name}"), (True, f"wrote_{role.name}"))
    ]  # fmt: skip


def without_any_right() -> list[tuple[str, Any]]:
    return [
        ("nobody", person("nobody", roles=[])),
        ("nobody, on the staff", person("staff", roles=[], is_staff=True)),
        ("has left, with every role", person("gone", is_active=False)),
    ]


@pytest.fixture(scope="module", params=WORLDS)
def world(request, django_db_setup, django_db_blocker) -> Iterator[Any]:
    """Each world is made once and stands for all actions, since every attempt is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        revision = WORLDS[request.param]()
        yield request.param, revision, everybody(), without_any_right(), superuser_who_wrote()
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ACTIONS)
def test_who_can_do_what(world: Any, name: str) -> None:
    state, revision, people, powerless, chief = world
    page = state
    if state == "superseded" and name in ("submit", "withdraw"):
        page = "published"  # these two speak of the page, whose newest number is live
    told = {who: succeeds(name, revision, by) for who, by, _, _ in people}
    right = {who: expected(name, page, role, had_a_part) for who, _, role, had_a_part in people}
    for who, by in powerless:
        told[who], right[who] = succeeds(name, revision, by), False
    told["superuser who contributed"] = succeeds(name, revision, chief)
    right["superuser who contributed"] = any(expected(name, page, role.name, True) for role in ROLES)
    assert told == right


LEADS_TO = {
    ("draft", "submit"): "in_review",
    ("in_review", "approve"): "approved",
    ("in_review", "request_changes"): "adjudication",  # one has approved already
    ("in_review", "decline"): "in_review",
    ("in_review", "take_back"): "draft",
    ("changes_requested", "submit"): "in_review",
    ("changes_requested", "take_back"): "draft",
    ("changes_requested", "override"): "published",
    ("consolidating", "answer_comments"): "approved",
    ("consolidating", "decline"): "consolidating",
    ("consolidating", "request_changes"): "adjudication",
    ("adjudication", "adjudicate"): "approved",
    ("adjudication", "adjudicate_against"): "changes_requested",
    ("adjudication", "decline"): "adjudication",
    ("approved", "approve"): "approved",
    ("approved", "decline"): "approved",
    ("approved", "request_changes"): "adjudication",
    ("approved", "publish"): "published",
    ("approved", "override"): "published",
    ("published", "submit"): "in_review",
    ("withdrawn", "submit"): "in_review",
}
"""(state, action) -> the state of the page's newest revision afterwards."""


@pytest.mark.django_db
@pytest.mark.parametrize(("state", "name"), LEADS_TO)
def test_where_it_leads(state: str, name: str) -> None:
    revision = WORLDS[state]()
    before = AuditEvent.objects.count()
    ATTEMPTS[name](revision, person("somebody_with_every_role"))
    newest = Revision.objects.filter(study=revision.study_id).order_by("-number").first()
    assert editorial.state_of(newest) == LEADS_TO[state, name]
    assert AuditEvent.objects.count() > before


# --- Who has no role can do nothing --------------------------------------------------------------------

CCC = PEMFacts((Cohort.of(["ccc2003"]),))
EVERYTHING_ELSE: dict[str, Callable[[Study, Any], Any]] = {
    "import": lambda study, by: import_citations(data=bibtex_entry("new2020"), name="new.bib", by=by),
    "edit facts": lambda study, by: studies.edit_study(study=study, by=by, changes={"country": "Norway"}),
    "write": lambda study, by: texts.write_text(study=study, by=by, texts={"summary": "Other words."}),
    "confirm": lambda study, by: studies.confirm_identity(
        study=study, by=by, registered_title=study.title, sources=["one", "two"]
    ),
    "move": lambda study, by: studies.move_study(study=study, slug="elsewhere", by=by),
    "link": lambda study, by: studies.link_studies(study=study, kind="comment_on", by=by, title="A letter"),
    "notice": lambda study, by: notices.add_notice(study=study, by=by, kind="correction", source="the journal"),
    "start coding": lambda study, by: assessments.start_assessment(study=study, by=by),
    "code": lambda study, by: assessments.submit_assessment(
        study=study, by=by, facts=CCC, verdict="required", quote="All met them.", place="Methods"
    ),
    "open a round": lambda study, by: assessments.open_new_round(study=study, by=by, reason="Read again."),
    "adjudicate coding": lambda study, by: assessments.adjudicate(
        assessments=list(study.assessments.all()), by=by, facts=CCC, receipt=study.assessments.first(), reason="So."
    ),
    "take a lease": lambda study, by: leases.take(study=study, task="edit", by=by),
    "take a review": lambda study, by: leases.take(study=study, task="review", by=by),
    "restore": lambda study, by: undo.restore(publication=study.publications.first(), by=by, reason="It was better."),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", EVERYTHING_ELSE)
def test_without_a_role_nothing_else_is_possible_either(name: str) -> None:
    study = ready_to_review() if name != "restore" else superseded().study
    models = (Study, Revision, RevisionStep, Review, Publication, AuditEvent)
    before = [model.objects.count() for model in models]
    with pytest.raises(Refusal, match="role does not include"):
        EVERYTHING_ELSE[name](study, person("nobody", roles=[]))
    assert [model.objects.count() for model in models] == before
