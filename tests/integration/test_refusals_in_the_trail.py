"""Who asks at the desk for what their role may not stands in the trail: once, and without what they asked about."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, InterfaceError
from django.test import Client
from django.utils import timezone

from atlas.accounts import trail
from evidence.actions import audit
from evidence.desk.visibility import visible_events
from evidence.models import AuditEvent
from tests.factories import person, publish

pytestmark = pytest.mark.django_db
PAGE = "/admin/evidence/study/add/"


def at_the_desk(name: str) -> tuple[Any, Client]:
    who, client = person(name, roles=[name.capitalize()], is_staff=True), Client()
    client.force_login(who)
    return who, client


def refused() -> list[tuple[str, str, str]]:
    events = AuditEvent.objects.filter(action="account.refused").order_by("pk")
    return [(one.actor.username, one.detail["method"], one.detail["page"]) for one in events]


def test_each_page_once_a_minute_with_who_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    study = publish()
    who, triager = at_the_desk("triager")
    assert [triager.get(PAGE).status_code for _ in range(3)] == [403] * 3
    assert refused() == [("triager", "GET", "admin:evidence_study_add")]
    triager.post(PAGE, {"title": "A secret of mine"})
    triager.get(f"/admin/evidence/study/{study.pk}/delete/")
    assert refused()[1:] == [
        ("triager", "POST", "admin:evidence_study_add"), ("triager", "GET", "admin:evidence_study_delete")
    ]  # fmt: skip
    for made_up in ("AAAA1", "AAAA2"):
        assert triager.generic(made_up, PAGE).status_code == 403
    assert refused()[3:] == [("triager", "other", "admin:evidence_study_add")], "nobody fills it with methods"
    event = AuditEvent.objects.filter(action="account.refused").latest("pk")
    assert (event.object_type, event.object_id, event.study_id, event.reason) == ("user", who.pk, None, "")
    assert set(event.detail) == {"page", "method"}
    now = timezone.now()
    monkeypatch.setattr(audit.timezone, "now", lambda: now + timedelta(seconds=70))
    triager.get(PAGE)
    assert len(refused()) == 5
    seen_by = {
        role: visible_events(person(f"a {role}", roles=[role])) for role in ("Triager", "Editor", "Administrator")
    }
    shown = {role: events.filter(action="account.refused").count() for role, events in seen_by.items()}
    assert shown == {"Triager": 0, "Editor": 0, "Administrator": 5}, "it is nobody's business but theirs who give roles"


def test_a_visitor_and_whoever_may_leave_nothing() -> None:
    assert Client().get(PAGE).status_code == 302
    _, editor = at_the_desk("editor")
    assert editor.get("/admin/evidence/study/").status_code == 200
    assert refused() == []


@pytest.mark.parametrize("trouble", [DatabaseError("no room"), InterfaceError("connection already closed")])
def test_the_refusal_stands_where_it_cannot_be_written(monkeypatch: pytest.MonkeyPatch, trouble: Exception) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise trouble

    monkeypatch.setattr(trail, "record_once", away)
    _, triager = at_the_desk("triager")
    assert triager.get(PAGE).status_code == 403
    assert refused() == []
