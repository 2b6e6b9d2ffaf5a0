"""Nothing of a letter is left after its time, and nothing of it is readable before: proved on the raw database."""

from __future__ import annotations

import io
import json
import logging
import os
import re
import shutil
import subprocess
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from atlas.embedded_postgres.binaries import candidate_folders
from contributions.actions import erasing, keys, outbox, retention, sending, triaging
from contributions.models import Contribution, ContributionEntry, DailySalt, FloodMark, OutgoingMail
from contributions.sealing import SealError, unseal
from evidence.models import AuditEvent
from tests.factories import publish
from tests.factories.letters import letter, triager

pytestmark = pytest.mark.django_db

SENT = {
    "message": "Zebra message",
    "source": "https://zebra-source.example/x",
    "passage": "Zebra passage",
    "contact": "zebra.contact@example.org",
}
WRITTEN = {
    "reply": "Zebra reply",
    "answer": "Zebra answer",
    "note": "Zebra note",
    "shared": "Zebra shared copy",
    "cause": "Zebra cause",
}
VISITOR = "192.0.2.77"
TOKEN = re.compile(r"gAAAAA[A-Za-z0-9_-]+=*")


def everything_written(*, now: datetime, kept_until: datetime | None = None) -> Any:
    """A closed letter with a marker word in everything that anybody can write, and its mails in the outbox."""
    by = triager()
    one = letter(**SENT, contact_use="outcome", page=publish(), visitor=VISITOR, now=now)
    code = one.code
    one = triaging.take(contribution=one, by=by, now=now)
    one = triaging.ask(contribution=one, by=by, text=WRITTEN["reply"], now=now)
    sending.answer(code=code, text=WRITTEN["answer"], visitor=VISITOR, now=now)
    one = triaging.take(contribution=one, by=by, now=now)
    triaging.note(contribution=one, by=by, text=WRITTEN["note"], now=now)
    triaging.share(contribution=one, by=by, text=WRITTEN["shared"], now=now)
    if kept_until:
        triaging.keep_for_cause(contribution=one, by=by, until=kept_until, reason=WRITTEN["cause"], now=now)
    one = triaging.decline(contribution=one, by=by, reason="cannot_verify", now=now)
    one.code = code
    return one


def raw_tables() -> str:
    """Every row of every table of the app, as the database shows it."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name.startswith("contributions_")]
        assert len(tables) == 6
        text = []
        for table in tables:
            cursor.execute(f"SELECT t::text FROM {table} t")
            text += [row[0] for row in cursor.fetchall()]
    return "\n".join(text)


def dump() -> str:
    """What `pg_dump` writes of the whole database."""
    programs = [str(folder / "pg_dump") for folder in candidate_folders() if (folder / "pg_dump").is_file()]
    program = next(iter(programs), None) or shutil.which("pg_dump")
    if program is None:
        pytest.skip("there is no pg_dump on this machine")
    at = connection.settings_dict
    arguments = ["--host", at["HOST"], "--port", str(at["PORT"]), "--username", at["USER"], "--dbname", at["NAME"]]
    done = subprocess.run(
        [program, "--no-password", *(part for part in arguments if part)],
        env={**os.environ, "PGPASSWORD": at["PASSWORD"] or ""}, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


def opened(text: str) -> set[str]:
    """What all sealed texts in it say to somebody who has the keys."""
    found = set()
    for token in TOKEN.findall(text):
        try:
            found.add(unseal(token))
        except SealError:
            continue
    return found


def markers(words: dict[str, str]) -> set[str]:
    return set(words.values())


@pytest.mark.django_db(transaction=True)
def test_retention_leaves_nothing_in_the_raw_tables_and_in_a_dump_of_the_database() -> None:
    now = timezone.now().replace(hour=12)
    one = everything_written(now=now)
    written = markers(SENT) | markers(WRITTEN) - {WRITTEN["cause"]}

    whole = dump()
    assert "contributions_contribution" in whole
    assert "zebra" not in whole.casefold(), "a dump shows nothing without the keys"
    assert VISITOR not in whole
    assert one.code not in whole
    assert one.code.replace("-", "") not in whole
    assert opened(whole) == written, "and everything with them: this test can see what it looks for"

    def left_after(**time: int) -> set[str]:
        retention.apply(now=now + timedelta(**time))
        return opened(raw_tables())

    assert left_after(days=1) == written
    assert not FloodMark.objects.exists()
    assert not DailySalt.objects.exists()
    assert left_after(days=29, hours=23) == written
    assert left_after(days=30) == written - {SENT["contact"]}
    assert Contribution.objects.get().contact_use == ""
    assert left_after(days=364, hours=23) == written - {SENT["contact"]}
    assert left_after(days=365) == set()

    whole = dump()
    assert opened(whole) == set()
    assert not TOKEN.search(whole)
    assert "zebra" not in whole.casefold()
    told = sending.status(code=one.code, visitor=None)
    assert told is not None
    assert (told.state, told.erased, told.entries) == ("declined", True, [])


def test_a_letter_kept_for_cause_stays_until_its_day_without_its_address() -> None:
    now = timezone.now()
    everything_written(now=now, kept_until=now + timedelta(days=500))
    retention.apply(now=now + timedelta(days=499))
    assert opened(raw_tables()) == markers(WRITTEN) | markers(SENT) - {SENT["contact"]}
    retention.apply(now=now + timedelta(days=500))
    assert opened(raw_tables()) == set()


def test_a_duplicate_keeps_its_address_until_its_writer_has_been_told() -> None:
    now = timezone.now()
    other = letter("The first.", state="triaged")
    one = letter("The same.", contact="zebra@example.org", contact_use="outcome")
    triaging.merge(contribution=one, into=other, by=triager(), now=now)
    retention.apply(now=now + timedelta(days=100))
    assert "zebra@example.org" in opened(raw_tables())
    triaging.decline(contribution=other, by=triager(), reason="cannot_verify", now=now + timedelta(days=100))
    assert OutgoingMail.objects.get().contribution_id == one.pk
    retention.apply(now=now + timedelta(days=129))
    assert Contribution.objects.get(pk=one.pk).contact_sealed
    retention.apply(now=now + timedelta(days=130))
    assert "zebra@example.org" not in opened(raw_tables())


def test_open_letters_are_kept_and_a_mail_that_waits_in_vain_is_not() -> None:
    now = timezone.now()
    letter("Open.", state="needs_information", contact="zebra@example.org", contact_use="questions")
    counts = retention.apply(now=now + timedelta(days=8))
    assert (counts["contacts"], counts["messages"], counts["addresses"]) == (0, 0, 1)
    assert OutgoingMail.objects.get().state == "dropped"
    assert Contribution.objects.get().message_sealed


def test_with_the_address_of_a_letter_go_the_addresses_of_its_mails() -> None:
    now = timezone.now()
    everything_written(now=now)
    OutgoingMail.objects.update(queued_at=now + timedelta(days=29))
    retention.apply(now=now + timedelta(days=30))
    assert SENT["contact"] not in opened(raw_tables())


def test_erasing_twice_changes_nothing_and_leaves_one_trail_each() -> None:
    now = timezone.now()
    everything_written(now=now)
    later = now + timedelta(days=400)
    assert retention.apply(now=later)["messages"] == 1
    assert retention.apply(now=later)["messages"] == 0
    assert AuditEvent.objects.filter(action="contribution.message_purged").count() == 1
    assert AuditEvent.objects.filter(action="contribution.contact_purged").count() == 1


def test_taking_a_letter_back_leaves_nothing_to_open() -> None:
    one = everything_written(now=timezone.now())
    sending.withdraw(code=one.code, visitor=None)
    assert opened(raw_tables()) == set()
    assert not TOKEN.search(raw_tables())


def test_no_log_line_and_no_trail_tells_of_what_was_written(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        one = everything_written(now=timezone.now(), kept_until=timezone.now() + timedelta(days=9))
        erasing.export_letter(code=one.code)
        outbox.deliver()
        sending.withdraw(code=one.code, visitor=VISITOR)
    ours = "\n".join(record.getMessage() for record in caplog.records if not record.name.startswith("django.db"))
    trail = str(list(AuditEvent.objects.values()))
    for text in (ours, trail):
        assert "zebra" not in text.casefold()
        assert VISITOR not in text
        assert one.code not in text
    assert "contribution.exported" in trail


# --- dumpdata ----------------------------------------------------------------------------------------------


def dumpdata(*arguments: str) -> str:
    out = io.StringIO()
    call_command("dumpdata", *arguments, stdout=out)
    return out.getvalue()


def test_dumpdata_leaves_letters_out_unless_told() -> None:
    one = everything_written(now=timezone.now())
    public = dumpdata()
    assert '"evidence.study"' in public
    assert '"contributions.' not in public
    assert "zebra" not in public.casefold()
    assert not TOKEN.search(public)
    assert one.code_mark not in public
    for named in ("contributions", "contributions.Contribution"):
        with pytest.raises(CommandError, match="--include-private"):
            dumpdata(named)
    private = dumpdata("--include-private")
    assert '"contributions.contribution"' in private
    assert "zebra" not in private.casefold(), "they stay sealed"
    assert '"contributions.ledgerentry"' in dumpdata("contributions", "--include-private")


# --- Keys --------------------------------------------------------------------------------------------------


def rotate(*arguments: str) -> str:
    out = io.StringIO()
    call_command("rotate_letter_keys", *arguments, stdout=out)
    return out.getvalue()


def test_keys_are_rotated_so_that_the_old_one_can_be_destroyed(settings: Any) -> None:
    everything_written(now=timezone.now())
    written = opened(raw_tables())
    old, new = settings.LETTER_KEYS[0], Fernet.generate_key().decode()
    assert "0 of them under an older key" in rotate("--check")
    settings.LETTER_KEYS = [new, old]
    before = raw_tables()
    with pytest.raises(CommandError, match="before you destroy"):
        rotate("--check")
    assert raw_tables() == before
    assert "sealed anew" in rotate()
    assert keys.rotate(check=True).older == 0
    settings.LETTER_KEYS = [new]
    assert opened(raw_tables()) == written
    rotate("--check")
    event = AuditEvent.objects.get(action="letters.resealed")
    assert event.detail["texts"] == event.detail["older"] == len(TOKEN.findall(before))


def test_destroying_a_key_erases_what_it_sealed_and_the_command_says_so(settings: Any) -> None:
    """How erasure reaches backups: whatever they hold is sealed, and the key is gone."""
    everything_written(now=timezone.now())
    settings.LETTER_KEYS = [Fernet.generate_key().decode()]
    assert opened(raw_tables()) == set()
    with pytest.raises(CommandError, match="opened by no key"):
        rotate()
    assert ContributionEntry.objects.filter(text_sealed__isnull=False).exists(), "what no key opens is left as it is"


# --- A person's own data -----------------------------------------------------------------------------------


def test_a_person_gets_what_we_hold_of_their_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    one = everything_written(now=timezone.now())
    for typed, switch in ((one.code.lower(), []), (SENT["contact"].upper(), ["--contact"])):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\n"))
        out = io.StringIO()
        call_command("export_letter", *switch, stdout=out)
        (told,) = json.loads(out.getvalue())
        assert {name: told[name] for name in SENT} == SENT
        assert [entry["text"] for entry in told["entries"]] == [WRITTEN["reply"], WRITTEN["answer"]]


def test_a_persons_letters_are_erased_by_address_and_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    contact = {"contact": "Zebra@Example.org", "contact_use": "questions"}
    mine = [letter("Zebra one.", **contact), letter("Zebra two.", state="declined", **contact)]
    other = letter("Of somebody else.", contact="zebra@example.net", contact_use="questions")
    monkeypatch.setattr("sys.stdin", io.StringIO("zebra@example.org\n"))
    call_command("erase_letters", "--contact", stdout=io.StringIO())
    assert set(Contribution.objects.filter(state="withdrawn")) == set(mine)
    assert opened(raw_tables()) == {"Of somebody else.", "zebra@example.net"}
    assert Contribution.objects.get(pk=other.pk).state == "received"
    assert AuditEvent.objects.filter(action="contribution.erase").count() == 2


def test_letters_that_a_backup_brought_back_are_erased_by_number() -> None:
    one, other = letter("Zebra one."), letter("Of somebody else.")
    call_command("erase_letters", "--numbers", str(one.pk), stdout=io.StringIO())
    assert opened(raw_tables()) == {"Of somebody else."}
    assert Contribution.objects.get(pk=other.pk).state == "received"
    with pytest.raises(CommandError, match="no such letter"):
        call_command("erase_letters", "--numbers", "999999999", stdout=io.StringIO())


@pytest.mark.parametrize("command", ["export_letter", "erase_letters"])
@pytest.mark.parametrize("typed", ["", "\n", "0000-0000\n"])
def test_without_such_a_letter_the_commands_say_so(command: str, typed: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    with pytest.raises(CommandError):
        call_command(command, stdout=io.StringIO())
