"""The letterbox and the sign-in in German: pages speak it, and nothing that is kept, counted or mailed does."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client
from django.utils import translation

from contributions import limits, queue_csv, sealing, triage
from contributions.actions import outbox, sending, triaging
from contributions.admin import queue
from contributions.models import Contribution, LedgerEntry
from evidence.models import AuditEvent
from evidence.workflow import Refusal
from tests.factories import letters, publish
from tests.factories.accounts import Form, staff

pytestmark = pytest.mark.django_db

ADDRESS = "/contribute"
TEXT = "Die Tabelle nennt 45 & „39“.\n\n  Eingerückt. Über <b>größere</b> Zahlen."
SENT = TEXT.replace("\n", "\r\n")
"""As a browser sends it."""
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.fixture
def german() -> Client:
    client = Client()
    client.cookies["display"] = "device.usual.usual.all.de"
    return client


def send(client: Client, address: str = ADDRESS, **fields: str):
    return client.post(address, urlencode(fields), content_type="application/x-www-form-urlencoded")


class TestAReader:
    def test_finds_the_form_in_german_with_the_english_keys(self, german: Client) -> None:
        page = german.get(ADDRESS).content.decode()
        assert '<h1 tabindex="-1">Vertraulich schreiben</h1>' in page
        assert '<option value="text_error">Ein Fehler in einem Text</option>' in page
        assert 'data-sending="Wird gesendet …"' in page, "the script says what the page gives it"
        english = Client().get(ADDRESS).content.decode()
        assert 'data-sending="Sending ..."' in english

    def test_is_told_what_is_wrong_and_keeps_the_text(self, german: Client) -> None:
        wrong = {"message": TEXT * 200, "kind": "complaint", "passage": TEXT, "contact": "a@example.org"}
        response = send(german, **wrong)
        page = response.content.decode()
        assert response.status_code == 422
        assert not Contribution.objects.exists()
        length = f"{len((TEXT * 200).strip()):,}".replace(",", ".")
        assert f"Ihre Nachricht ist zu lang: {length} Zeichen. Höchstens 10.000 passen hinein." in page
        assert "Wählen Sie aus der Liste, worum es in Ihrer Nachricht geht." in page
        assert "3 Sachen brauchen noch einen Blick" in page
        assert "Fehler: Vertraulich schreiben" in page
        boxes = Form(page, action=ADDRESS).data
        assert boxes["message"] == [SENT * 200]
        assert boxes["passage"] == [SENT]

    def test_is_asked_to_wait_in_german(self, german: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(limits, "VISITOR_STOPPED", 0)
        response = send(german, message=TEXT, kind="other")
        page = response.content.decode()
        assert response.status_code == 429
        assert re.search(r"In \d+ Minuten? geht es wieder, um \d\d:\d\d Uhr \(UTC\)\.", page)
        assert "Über Ihre Verbindung kamen in dieser Stunde sehr viele Nachrichten." in page
        assert Form(page, action=ADDRESS).data["message"] == [SENT]

    def test_gets_a_receipt_and_follows_the_letter(self, german: Client) -> None:
        page = send(german, message=TEXT, kind="citation").content.decode()
        assert "Ihre Nachricht ist angekommen" in page
        code = re.search(r'<p class="code"[^>]*>([0-9A-Z-]+)</p>', page)[1]
        letter = Contribution.objects.get()
        triaging.take(contribution=letter, by=letters.triager())
        triaging.ask(contribution=letter, by=letters.triager(), text="Which table do you mean?")
        told = send(german, f"{ADDRESS}/status", code=code).content.decode()
        today = letter.received_at
        assert "Wir möchten gern mehr wissen." in told
        assert f"Worum es geht: Eine falsche Literaturangabe. Eingegangen am {today.day}. " in told
        assert "Which table do you mean?" in told, "what a person wrote stays as it was written"
        unknown = send(german, f"{ADDRESS}/status", code="7Q2M").content.decode()
        assert "Zu diesem Code gibt es keine Nachricht." in unknown


def lived(language: str, triager) -> dict:
    """What is kept of a letter that was sent, asked about, answered and declined while `language` was spoken."""
    before = transaction.savepoint()
    with translation.override(language):
        given = letters.receipt(
            TEXT, now=NOON, kind="wording", contact="reader@example.org", contact_use="outcome", nonce="the same form",
            source="10.1234/other", honeypot="filled in",
        )  # fmt: skip
        row = Contribution.objects.get(pk=given.contribution_id)
        with pytest.raises(Refusal):
            triaging.accept(contribution=row, by=triager, now=NOON)
        triaging.take(contribution=row, by=triager, now=NOON)
        triaging.ask(contribution=row, by=triager, text="Which words?", now=NOON)
        sending.answer(code=given.code, text="Diese.", visitor=None, now=NOON + timedelta(hours=1))
        row.refresh_from_db()
        triaging.take(contribution=row, by=triager, now=NOON + timedelta(hours=2))
        triaging.decline(contribution=row, by=triager, reason="as_the_paper_says", now=NOON + timedelta(hours=3))
        outbox.deliver(now=NOON + timedelta(hours=4))
        row.refresh_from_db()
        kept = {
            "code": given.code,
            "row": {
                field.name: getattr(row, field.attname)
                for field in row._meta.concrete_fields
                if field.name != "id" and not field.name.endswith("_sealed")
            },
            "written": [sealing.unseal(sealed) for sealed in (row.message_sealed, row.source_sealed)],
            "entries": [(one.voice, sealing.unseal(one.text_sealed)) for one in row.entries.order_by("pk")],
            "trail": list(AuditEvent.objects.order_by("pk").values_list("action", "object_type", "reason", "detail")),
            "ledger": list(LedgerEntry.objects.values("kind", "outcome", "answered_on", "days_to_answer")),
            "mails": [(one.subject, one.body, one.to) for one in mail.outbox],
            "table": queue_csv.as_text([queue.table_row(row)], now=NOON).replace(f'"{row.pk}"', '"1"'),
            "given out": json.dumps(sending.export_letter(code=given.code)),
        }
    transaction.savepoint_rollback(before)
    mail.outbox.clear()
    return kept


class TestWhatIsKept:
    def test_is_the_same_whatever_language_is_spoken(self, settings) -> None:
        settings.SENDS_MAIL = True
        triager = letters.triager()
        english = lived("en-gb", triager)
        german = lived("de", triager)
        assert german == english
        assert "How the wording feels" in german["given out"]
        assert [subject for subject, _, _ in german["mails"]], "a mail went out, and it is English"


class TestATriager:
    def test_is_refused_in_german(self) -> None:
        letter = letters.letter()
        other = letters.triager("second")
        with translation.override("de"):
            with pytest.raises(Refusal) as refused:
                triaging.accept(contribution=letter, by=other, now=NOON)
            assert str(refused.value) == "Übernehmen Sie die Nachricht zuerst. Ihr Stand: eingegangen."
            with pytest.raises(Refusal, match="Das Feld ist leer"):
                triaging.note(contribution=letter, by=other, text=" ")
            assert letter.get_kind_display() == "Etwas anderes"
            assert queue.plain_age(timedelta(days=12)) == "12 Tage"
        assert letter.get_kind_display() == triage.KINDS["other"]


class TestThePublicList:
    def test_is_german_as_a_page_and_english_as_a_feed(self, german: Client) -> None:
        page = publish(key="told")
        letter = letters.letter(state="linked", page=page)
        letters.change_page(page)
        letter.refresh_from_db()
        assert letter.state == "resolved"
        told = german.get("/corrections").content.decode()
        assert "Was Leserinnen und Leser berichtigt haben" in told
        assert "1 Zuschrift ist bearbeitet." in told
        assert "Auf der Seite geändert" in told
        assert german.get("/feeds/corrections.atom").content == Client().get("/feeds/corrections.atom").content


class TestTheSignIn:
    def test_is_german_and_says_what_was_wrong(self, german: Client) -> None:
        staff()
        page = german.get("/accounts/login/").content.decode()
        assert "<h1>Anmelden</h1>" in page
        assert "Zum Lesen brauchen Sie kein Konto." in page
        wrong = german.post("/accounts/login/", {"login": "chief", "password": "not it"}).content.decode()
        assert "Der Name oder das Passwort stimmt nicht." in wrong
