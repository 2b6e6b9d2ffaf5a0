"""Guessing a password: five attempts, then fifteen minutes; and what is kept of an attempt."""

from __future__ import annotations

import io
import logging
from datetime import timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from atlas.accounts import throttling
from evidence.models import AuditEvent
from tests.factories.accounts import sign_in, staff

pytestmark = pytest.mark.django_db

HERE, ELSEWHERE = "192.0.2.1", "192.0.2.2"


def guess(client: Client, name: str = "chief", *, times: int = 1, address: str = HERE):
    for number in range(times):
        answer = sign_in(client, name, f"wrong {number}", REMOTE_ADDR=address)
    return answer


@pytest.fixture
def at(monkeypatch):
    """`at(minutes)` stops the clock of django-axes and ours so many minutes after now."""
    now = timezone.now()

    def stop(minutes: float) -> None:
        then = now + timedelta(minutes=minutes)
        monkeypatch.setattr("axes.handlers.proxy.now", lambda: then)
        monkeypatch.setattr(throttling, "timezone", type("Clock", (), {"now": staticmethod(lambda: then)}))

    stop(0)
    return stop


def test_the_fifth_wrong_password_closes_the_door_for_fifteen_minutes(client: Client, at) -> None:
    staff()
    assert guess(client, times=4).status_code == 200
    answer = guess(client)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    html = answer.content.decode()
    assert "in 15 minutes" in html
    assert f"{timezone.now() + timedelta(minutes=15):%H:%M} (UTC)" in html
    assert "no-store" in answer["Cache-Control"]
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 429, "the right one does not help now"
    at(14.9)
    assert "in 1 minute." in sign_in(client, REMOTE_ADDR=HERE).content.decode()
    at(15.1)
    assert sign_in(client, REMOTE_ADDR=HERE)["Location"] == "/admin/"


def test_trying_earlier_does_not_make_the_wait_longer(client: Client, at) -> None:
    staff()
    guess(client, times=5)
    for minute in range(1, 15):
        at(minute)
        assert guess(client).status_code == 429
    at(15.1)
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302


def test_only_this_name_from_this_address_waits(client: Client) -> None:
    staff()
    staff("other")
    guess(client, times=5)
    assert sign_in(Client(), "other", REMOTE_ADDR=HERE).status_code == 302
    assert sign_in(Client(), "chief", REMOTE_ADDR=ELSEWHERE).status_code == 302


def test_a_stranger_elsewhere_locks_nobody_out(client: Client) -> None:
    staff()
    guess(client, times=12, address=ELSEWHERE)
    assert sign_in(Client(), REMOTE_ADDR=HERE).status_code == 302


@pytest.mark.parametrize("names", [["chief", "Chief", "CHIEF", " chief", "ｃｈｉｅｆ"]])
def test_another_spelling_is_the_same_name(client: Client, names: list[str]) -> None:
    staff()
    assert [guess(client, name).status_code for name in names] == [200, 200, 200, 200, 429]


def test_another_browser_is_the_same_visitor(client: Client) -> None:
    staff()
    for number in range(5):
        answer = sign_in(Client(), "chief", "wrong", REMOTE_ADDR=HERE, headers={"user-agent": f"browser {number}"})
    assert answer.status_code == 429


def test_it_is_the_same_for_a_name_that_does_not_exist(client: Client) -> None:
    assert guess(client, "nobody", times=5).status_code == 429
    assert not AuditEvent.objects.exists()


def test_a_right_password_forgets_the_wrong_ones(client: Client) -> None:
    staff()
    guess(client, times=4)
    assert sign_in(client, REMOTE_ADDR=HERE).status_code == 302
    client.post("/accounts/logout/")
    assert guess(client, times=4).status_code == 200


def test_a_lock_out_is_audited_once_and_logged_without_a_name(client: Client, caplog) -> None:
    person = staff()
    with caplog.at_level(logging.INFO):
        guess(client, "CHIEF", times=9)
    event = AuditEvent.objects.get()
    assert (event.action, event.actor, event.object_id, event.detail) == ("account.locked_out", None, person.pk, {})
    assert "A sign-in was locked" in caplog.text
    assert caplog.text.count("A sign-in failed.") >= 5, "each attempt that was tried"
    for private in ("chief", "CHIEF", HERE, "wrong"):
        assert private not in caplog.text


def test_two_marks_a_count_and_a_time_are_all_that_is_kept(client: Client) -> None:
    staff()
    guess(client, times=3)
    row = AccessAttempt.objects.values().get()
    assert row["failures_since_start"] == 3
    assert [row[name] for name in ("user_agent", "http_accept", "path_info", "get_data", "post_data")] == [""] * 5
    assert row["ip_address"].startswith("fd")
    assert len(row["username"]) == 40
    kept = str(row)
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key || value FROM atlas_cache")
        kept += str(cursor.fetchall())
    for private in ("chief", HERE, "wrong"):
        assert private not in kept
    assert not AccessLog.objects.exists()
    assert not AccessFailureLog.objects.exists()


def test_nothing_is_kept_for_long(client: Client, at) -> None:
    staff()
    guess(client, times=3)
    guess(client, "nobody", times=3, address=ELSEWHERE)
    at(16)
    sign_in(Client(), REMOTE_ADDR=HERE)
    assert not AccessAttempt.objects.exists(), "any sign-in deletes what has expired"


def test_the_purge_deletes_what_has_expired_and_nothing_else(client: Client) -> None:
    staff()
    guess(client, times=3)
    guess(client, "nobody", times=3)
    AccessAttempt.objects.filter(username=throttling.name_mark(None, {"username": "nobody"})).update(
        attempt_time=timezone.now() - timedelta(minutes=16)
    )
    cache.set("old", 1, timeout=-1)
    cache.set("new", 1)
    out = io.StringIO()
    call_command("purge_sign_ins", stdout=out)
    assert out.getvalue().startswith("Deleted: 1 failed sign-ins,")
    assert AccessAttempt.objects.count() == 1
    assert cache.get("new") == 1


def test_thirty_attempts_a_minute_are_enough_for_one_address(client: Client) -> None:
    for number in range(30):
        answer = guess(client, f"name {number}")
    assert answer.status_code == 200
    answer = guess(client, "one more")
    assert answer.status_code == 429
    assert "Please wait a little" in answer.content.decode()
    assert guess(client, "one more", address=ELSEWHERE).status_code == 200


PROXIES = [
    # proxies of ours, REMOTE_ADDR, X-Forwarded-For -> the client
    (0, HERE, None, HERE),
    (0, HERE, "203.0.113.9", HERE),  # whoever connects may write anything
    (1, HERE, "203.0.113.9", "203.0.113.9"),
    (1, HERE, "198.51.100.7, 203.0.113.9", "203.0.113.9"),  # the left one was written by the client
    (2, HERE, "198.51.100.7, 203.0.113.9, 192.0.2.77", "203.0.113.9"),
    (2, HERE, "203.0.113.9", HERE),  # fewer than promised: not believed
    (1, HERE, None, HERE),
]


@pytest.mark.parametrize(("proxies", "remote", "forwarded", "expected"), PROXIES)
def test_the_address_is_believed_from_our_own_proxies_only(settings, proxies, remote, forwarded, expected) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    assert throttling.client_address(RequestFactory().get("/", REMOTE_ADDR=remote, **headers)) == expected


SAME = [
    ("192.0.2.1", "192.0.2.1:4711", True),
    ("192.0.2.1", "::ffff:192.0.2.1", True),
    ("2001:db8:1:2::1", "2001:db8:1:2:aaaa::9", True),  # one house, many addresses
    ("2001:db8:1:2::1", "[2001:db8:1:2::1]:443", True),
    ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    ("192.0.2.1", "192.0.2.2", False),
    ("", "no address", True),  # a socket has none
]


@pytest.mark.parametrize(("one", "two", "same"), SAME)
def test_marks_tell_visitors_apart(one: str, two: str, same: bool) -> None:
    marks = [throttling.address_mark(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, two)]
    assert (marks[0] == marks[1]) is same
