"""What somebody can do about their own account, and what they are told of it."""

from __future__ import annotations

import re
import time

import pytest
from django.core import mail
from django.test import Client

from atlas.accounts import second_factor, sessions, telling
from evidence.models import AuditEvent
from tests.factories.accounts import sign_in, staff
from tests.integration.test_accounts import DOOR, reached, sent

pytestmark = pytest.mark.django_db


def test_sessions_are_seen_and_ended_by_their_person_alone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    person = staff()
    staff("stranger")
    others = [Client() for _ in range(4)]
    for browser, name in zip([*others, client], ["stranger", *4 * [person.username]], strict=True):
        sign_in(browser, name)
    page = client.get("/accounts/where/").content.decode()
    marks = re.findall(r'name="session" value="([0-9a-f]{32})"', page)
    assert (page.count("Signed in"), page.count("This one."), len(marks)) == (4, 1, 3)
    assert not any(browser.session.session_key in page for browser in (client, *others)), "no key is shown"

    client.post("/accounts/where/", {"session": marks[0]})
    assert sorted(reached(browser) for browser in others[1:]).count("open") == 2
    foreign = sessions._mark(others[0].session.session_key)
    for unknown in (foreign, sessions._mark(client.session.session_key), "", "nothing"):
        client.post("/accounts/where/", {"session": unknown})
    told = client.post("/accounts/where/", {"session": "others"}, follow=True).content.decode()
    assert "2 sessions were ended." in told
    assert [reached(browser) for browser in (client, *others)] == ["open", "open", DOOR, DOOR, DOOR]
    ended = AuditEvent.objects.filter(action="account.sessions_ended", actor=person)
    assert [event.detail["sessions_ended"] for event in ended.order_by("id")] == [1, 2]

    later = sessions.clock() + 600
    monkeypatch.setattr(sessions, "clock", lambda: later)
    monkeypatch.setattr(time, "time", lambda: float(later))
    assert reached(client, "/accounts/where/") == "/accounts/reauthenticate/", "asked again, as it was a while ago"


def test_whoevers_way_to_sign_in_has_changed_is_told(settings, django_capture_on_commit_callbacks) -> None:
    person = staff(email="chief@atlas.example")
    nobody = staff("without")
    settings.SENDS_MAIL = True
    with django_capture_on_commit_callbacks(execute=True):
        for one in (person, nobody):
            one.set_password("a walk is not a cure")
            one.save()
            second_factor.reset(person=one, reason="Lost.")
    told = [message.body.partition("\n")[0] for message in sent(2)]
    assert sorted(told) == [telling.WHAT["account.second_factor_reset"], telling.WHAT["account.password_changed"]]
    assert all(message.to == [person.email] and "the account chief on" in message.body for message in mail.outbox)
    assert "127.0.0.1" not in mail.outbox[0].body
