"""The study workbench: what it shows, what each button does and refuses, and that no typed text is ever lost."""

from __future__ import annotations

import contextlib
import re

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions import assessments, editorial, leases, studies, texts
from evidence.actions.studies import FACTS
from evidence.admin.forms.workbench import GROUPS
from evidence.models import AuditEvent, Lease, Notice, Publication, Study, StudyLink, StudyText
from evidence.pem import Cohort, PEMFacts
from tests.factories import draft, person, publish, ready_to_review
from tests.integration.workbench_support import bench, browser_of, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    """The editor who also made the worlds of the factories."""
    return browser_of("editor", "Editor")


# --- The page --------------------------------------------------------------------------------------------------


def test_every_fact_has_its_place_on_the_page() -> None:
    placed = [name for names in GROUPS.values() for name in names]
    assert sorted(placed) == sorted(FACTS)


def test_the_page_shows_facts_abstract_texts_and_what_is_missing(editor: Client) -> None:
    study = draft(abstract="We asked 20 people.")
    html = editor.get(bench(study)).content.decode()
    for words in (
        "We asked 20 people.", "Ludwig van der Berg", "The study design is missing.", "confirm the identity",
        "The PEM classification is missing.", "Nobody else is here now.", "In one sentence", "empty",
    ):  # fmt: skip
        assert words in html, words
    assert "style=" not in html
    assert html.count("<h1") == 1


def test_counts_stand_there_without_javascript(editor: Client) -> None:
    html = editor.get(bench(ready_to_review())).content.decode()
    assert "10 words · about half a minute · grade" in html


def test_the_list_of_studies_leads_here(editor: Client) -> None:
    study = draft()
    assert f'<a href="{bench(study)}">Open</a>' in editor.get("/admin/evidence/study/").content.decode()


def test_who_else_is_here(editor: Client) -> None:
    study = draft()
    other = browser_of("colleague", "Editor")
    other.get(bench(study))
    assert "Also here now: Colleague." in editor.get(bench(study)).content.decode()
    assert other.post(bench(study, "here")).json() == {"here": ["Editor"]}


def test_a_reader_of_the_desk_sees_no_button_that_changes_anything() -> None:
    html = browser_of("triager", "Triager").get(bench(publish().study)).content.decode()
    assert "<button" not in html.partition('class="bench"')[2].partition("</form>")[0]
    assert "readonly" in html


def test_the_page_costs_the_same_with_a_long_history_and_many_studies(editor: Client) -> None:
    study = ready_to_review()

    def live_through(number: int) -> None:
        """A round of review that comes to nothing, and a related record."""
        revision = editorial.submit(study=study, by=person("editor"))
        editorial.vote(
            revision=revision,
            by=person(f"voter{number}"),
            decision="request_changes",
            comment="Hm.",
            seen=revision.sha256,
        )
        texts.write_text(study=study, by=person("editor"), texts={"summary": f"Version {number}."})
        studies.link_studies(study=study, by=person("editor"), kind="related", target=draft(f"more{number}"))

    live_through(0)
    for number in range(10):
        draft(f"other{number}")
    editor.get(bench(study))  # warm: content types, permissions
    with CaptureQueriesContext(connection) as few:
        editor.get(bench(study))
    for number in range(1, 10):
        live_through(number)
    for number in range(10, 60):
        draft(f"other{number}")
    with CaptureQueriesContext(connection) as many:
        editor.get(bench(study))
    assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many)
    assert len(few) <= 50, len(few)


# --- Doors -----------------------------------------------------------------------------------------------------

BUTTONS = [
    "save", "notice", "link", "identity", "submit", "take-back", "answer", "withdraw", "restore/1", "code-again",
    "take", "hand-back",
]  # fmt: skip


@pytest.mark.parametrize("rest", ["", *BUTTONS, "here"])
def test_a_stranger_is_sent_to_the_door(client: Client, rest: str) -> None:
    study = draft()
    for response in (client.get(bench(study, *filter(None, [rest]))), client.post(bench(study, *filter(None, [rest])))):
        assert response.status_code in (302, 403, 405), response.status_code
        if response.status_code == 302:
            assert "/login" in response["Location"]
        else:
            assert response.status_code == 405 or "You were signed out. Nothing is lost." in response.content.decode()


@pytest.mark.parametrize("rest", ["", *BUTTONS])
def test_somebody_without_a_role_is_refused(rest: str) -> None:
    nobody = browser_of("nobody")
    assert nobody.post(bench(draft(), *filter(None, [rest]))).status_code == 403


@pytest.mark.parametrize("rest", ["", *BUTTONS])
def test_a_guessed_id_is_not_found(editor: Client, rest: str) -> None:
    address = "/".join(["/admin/desk/study/987654321", *filter(None, [rest])])
    assert editor.get(address).status_code == 404
    assert editor.post(address).status_code == 404


@pytest.mark.parametrize("rest", BUTTONS)
def test_reading_a_buttons_address_leads_to_the_page(editor: Client, rest: str) -> None:
    study = draft()
    assert editor.get(bench(study, rest))["Location"] == bench(study)


ROLE_MAY = {
    "Editor": {*BUTTONS} - {"withdraw"},
    "Publisher": {"withdraw"},
    "Administrator": {"withdraw"},
    "Coder and reviewer": set(),
    "Triager": set(),
}


class Undone(Exception):
    pass


@pytest.mark.parametrize("role", ROLE_MAY)
def test_a_button_takes_its_ability_whatever_the_page_shows(role: str) -> None:
    study = publish().study
    somebody = browser_of("somebody", role)
    for rest in BUTTONS:
        before = AuditEvent.objects.count()
        with contextlib.suppress(Undone), transaction.atomic():  # each button meets the same world
            response = somebody.post(
                bench(study, rest), {"words-restore": "why", "notice-source": "the registry of today"}
            )
            if rest in ROLE_MAY[role]:
                assert response.status_code in (200, 302, 409), (rest, response.status_code)
            else:
                assert response.status_code == 403, rest
                assert "role does not include" in response.content.decode(), rest
                assert AuditEvent.objects.count() == before, rest
                assert "the registry of today" in response.content.decode(), f"{rest}: what was typed is still there"
            raise Undone


def world(state: str) -> Study:
    """A study whose page is in this state."""
    if state == "withdrawn":
        study = publish().study
        editorial.withdraw(study=study, by=person("publisher"), reason="Wrong paper.")
        return study
    if state == "published":
        return publish().study
    study = ready_to_review()
    if state == "draft":
        return study
    revision = editorial.submit(study=study, by=person("editor"))
    votes = {
        "in_review": [],
        "changes_requested": [("request_changes", "Say more.")],
        "adjudication": [("approve", ""), ("request_changes", "Say more.")],
        "consolidating": [("approve", "A typo."), ("approve", "")],
        "approved": [("approve", ""), ("approve", "")],
    }[state]
    for number, (decision, comment) in enumerate(votes):
        editorial.vote(
            revision=revision, by=person(f"voter{number}"), decision=decision, comment=comment, seen=revision.sha256
        )
    return study


MAY = {
    "draft": {"submit"},
    "in_review": {"take_back"},
    "changes_requested": {"submit", "take_back"},
    "adjudication": {"take_back"},
    "consolidating": {"take_back", "answer"},
    "approved": {"take_back"},
    "published": {"submit", "withdraw"},
    "withdrawn": {"submit"},
}


@pytest.mark.parametrize("state", MAY)
def test_each_state_shows_its_buttons_and_refuses_the_others(state: str) -> None:
    study = world(state)
    chief = browser_of("chief", "Editor", "Publisher")
    page = chief.get(bench(study))
    assert page.context["bench"].state == state
    assert {word for word, *_ in page.context["buttons"]} - {"code_again"} == MAY[state]
    for word in sorted({"submit", "take_back", "answer", "withdraw"} - MAY[state]):
        response = chief.post(bench(study, word.replace("_", "-")), {f"words-{word}": "Because of this."})
        assert response.status_code == 409, word
        assert "Because of this." in response.content.decode(), "the reason is still there"
    assert chief.get(bench(study)).context["bench"].state == state


@pytest.mark.parametrize(("state", "word"), [(state, word) for state, words in MAY.items() for word in sorted(words)])
def test_each_button_that_shows_works(state: str, word: str) -> None:
    study = world(state)
    if word == "submit" and state in ("published", "withdrawn"):
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
    chief = browser_of("chief", "Editor", "Publisher")
    response = chief.post(bench(study, word.replace("_", "-")), {f"words-{word}": "Because of this."}, follow=True)
    assert response.redirect_chain, told(response)


# --- What the buttons do ----------------------------------------------------------------------------------------


def test_notices_and_related_records_are_added(editor: Client) -> None:
    one, two = draft("one2019"), draft("two2019")
    notice = {"kind": "correction", "source": "the journal", "date": "2020", "doi": "https://doi.org/10.1234/NOTICE"}
    editor.post(bench(one, "notice"), {f"notice-{name}": value for name, value in notice.items()})
    assert Notice.objects.get().doi == "10.1234/notice"
    for target in (two.slug, f"https://atlas.example/evidence/{two.slug}", two.doi):
        StudyLink.objects.all().delete()
        editor.post(bench(one, "link"), {"link-kind": "comment_on", "link-target": target})
        assert StudyLink.objects.get().target == two
    page = editor.get(bench(one)).content.decode()
    assert "Seen at: the journal" in page
    assert "comment on" in page
    assert one.title in editor.get(bench(two)).content.decode(), "it shows from the other side too"
    response = editor.post(bench(one, "link"), {"link-kind": "comment_on", "link-target": two.slug})
    assert "there already" in told(response)
    response = editor.post(bench(one, "link"), {"link-kind": "comment_on", "link-target": "nothing"})
    assert "No study of the atlas has this address" in response.content.decode()


def test_a_notice_without_its_source_is_refused_and_stays(editor: Client) -> None:
    response = editor.post(bench(draft(), "notice"), {"notice-kind": "retraction", "notice-detail": "It says"})
    assert response.status_code == 409
    assert "It says" in response.content.decode()
    assert not Notice.objects.exists()


def test_the_identity_is_confirmed_and_differing_titles_are_shown(editor: Client) -> None:
    study = draft()
    wrong = {"identity-registered_title": "Quite another paper", "identity-sources": "the registry\nthe journal"}
    response = editor.post(bench(study, "identity"), wrong)
    assert "The titles differ" in told(response)
    assert "Quite another paper" in response.content.decode()
    one = editor.post(
        bench(study, "identity"), wrong | {"identity-registered_title": study.title, "identity-sources": "a"}
    )
    assert "two sources" in told(one)
    response = editor.post(bench(study, "identity"), wrong | {"identity-registered_title": study.title}, follow=True)
    assert "The identity is confirmed." in told(response)
    assert Study.objects.get().identity_sources == ["the registry", "the journal"]


def test_a_lease_is_taken_and_handed_back_in_one_click(editor: Client) -> None:
    study = draft()
    editor.post(bench(study, "take"))
    other = browser_of("colleague", "Editor")
    page = other.get(bench(study))
    assert "Editor has taken this until" in page.content.decode()
    assert not {"take_lease", "hand_back_lease"} & page.context["bench"].may
    assert "Editor has this until" in told(other.post(bench(study, "take")))
    editor.post(bench(study, "hand-back"))
    assert not Lease.objects.exists()
    leases.take(study=study, task="edit", by=person("colleague"))
    Lease.objects.update(lapses_at="2020-01-01T00:00Z")
    assert "has taken this" not in editor.get(bench(study)).content.decode(), "it lapsed"


def test_an_earlier_publication_comes_back_to_the_desk(editor: Client) -> None:
    first = publish()
    texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Worse words."})
    publish(first.study, reason="A new summary.")
    assert "Say why" in told(editor.post(bench(first.study, "restore/1")))
    response = editor.post(bench(first.study, "restore/1"), {"words-restore": "It was better."}, follow=True)
    assert "holds publication 1 again" in told(response)
    assert StudyText.objects.get().summary == first.content["texts"]["summary"]
    assert editor.post(bench(first.study, "restore/7"), {"words-restore": "It was better."}).status_code == 404
    other = draft("other2019")
    assert editor.post(bench(other, "restore/1"), {"words-restore": "Not its own."}).status_code == 404


def test_a_withdrawn_page_says_so(editor: Client) -> None:
    study = publish().study
    publisher = browser_of("publisher", "Publisher")
    assert "Say why" in told(publisher.post(bench(study, "withdraw")))
    publisher.post(bench(study, "withdraw"), {"words-withdraw": "Wrong paper."})
    assert Publication.objects.get(is_current=True).is_withdrawn
    html = editor.get(bench(study)).content.decode()
    assert "a tombstone" in html
    assert "Put publication 2 back" not in html


# --- Blind coding stays blind ------------------------------------------------------------------------------------

CCC = PEMFacts((Cohort.of(["ccc2003"]),))


def page_without_times(client: Client, study: Study) -> str:
    html = client.get(bench(study)).content.decode()
    return re.sub(r'(csrfmiddlewaretoken" value|initial-\w+" value)="[^"]*"', "", html)


def test_an_open_round_and_a_machines_proposal_leave_no_trace(editor: Client) -> None:
    study = draft("blind2019")
    before = page_without_times(editor, study)
    assessments.start_assessment(study=study, by=person("coder_one"))
    assessments.submit_assessment(
        study=study, by=person("coder_one"), facts=CCC, verdict="required", quote="met the CCC", place="Methods"
    )
    assessments.start_assessment(study=study, by=person("coder_two"))
    assessments.propose(study=study, facts=CCC, machine_version="Classifier v0.1", quote="met the CCC", place="Methods")
    assert page_without_times(editor, study) == before
    for name in ("coder_two", "chief"):
        html = browser_of(name, "Coder and reviewer", "Editor", "Administrator").get(bench(study)).content.decode()
        for secret in ("met the CCC", "machine", "Coder_one", "coder_one", "Coder one"):
            assert secret not in html, secret


def test_an_open_round_cannot_be_told_from_the_refusal_to_code_again(editor: Client) -> None:
    study = draft()
    word = {"words-code_again": "The full text was read."}
    nobody = told(editor.post(bench(study, "code-again"), word))
    assessments.submit_assessment(
        study=study, by=person("coder_one"), facts=CCC, verdict="required", quote="met the CCC", place="Methods"
    )
    assert told(editor.post(bench(study, "code-again"), word)) == nobody
    assert "not finished" in nobody


def test_a_settled_verdict_shows_and_stands_while_it_is_coded_again(editor: Client) -> None:
    study = ready_to_review()
    html = editor.get(bench(study)).content.decode()
    assert "two coders agreed" in html
    assert "Patients fulfilled the criteria." in html
    assert "Have it coded again" in html
    response = editor.post(bench(study, "code-again"), {"words-code_again": "The full text was read."}, follow=True)
    html = response.content.decode()
    assert "two coders agreed" in html
    assert "Nothing about it shows here" in html
    assert "Have it coded again" not in html
