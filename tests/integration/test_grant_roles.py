"""What the roles of the database may do, tried at the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO, StringIO
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from atlas.faces import catalogue, granting, letterbox, rights
from atlas.jobs.registry import JOBS
from contributions import door, sealing
from contributions.actions import triaging
from contributions.models import Contribution, ContributionEntry, OutgoingMail
from evidence.actions.imports.uploads import keep_upload
from evidence.models import AuditEvent
from tests.factories import bibtex_entry, person, publish
from tests.factories.letters import letter, receipt, triager
from tests.integration.test_nothing_leaks import PRIVATE, TAILS, body, links, patterns, world  # noqa: F401

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles_granted")]

_NAMES = """
    account_emailaddress account_emailconfirmation atlas_cache atlas_jobrun atlas_user atlas_user_groups
    atlas_user_user_permissions auth_group auth_group_permissions auth_permission axes_accessattempt
    axes_accessattemptexpiration axes_accessfailurelog axes_accesslog django_admin_log django_content_type
    django_session evidence_author evidence_authorship evidence_diagnosticcriteria evidence_doubtfulentry
    evidence_findingdispute evidence_foundnotice evidence_generateddraft evidence_importbatch
    evidence_importpreviewrow evidence_importrecord evidence_importundo evidence_importupload
    evidence_importuploadpart evidence_lease
    evidence_literaturesync evidence_lookuprequest evidence_mergedidentity evidence_mergeproposal evidence_notice
    evidence_pemassessment evidence_pemclassification evidence_presence evidence_proposalseen evidence_registryanswer
    evidence_removeddraft evidence_review evidence_revision evidence_revisioncontributor evidence_revisionstep
    evidence_shelfscan evidence_studycontributor evidence_studylink evidence_studytext evidence_textscan
    mfa_authenticator
"""
NOT_FOR_READERS = frozenset(_NAMES.split())
"""Tables of which the public role reads nothing. A new table stands here, or in `atlas.faces.rights`, or fails."""


@contextmanager
def acting_as(role: str, *, code: str = "") -> Iterator[None]:
    """Within it, statements run as `role`, with the code of a receipt in hand; afterwards nothing of them stays."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{role}"')
        cursor.execute(
            "SELECT set_config(%s, %s, true)", [door.MARKS, ",".join(sealing.code_marks(code)) if code else ""]
        )
        yield
        transaction.set_rollback(True)


def denied(sql: str, *parameters: object) -> None:
    with pytest.raises(ProgrammingError, match=r"permission denied|row-level security"), transaction.atomic():
        run(sql, *parameters)


def run(sql: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall() if cursor.description else []


def told(*arguments: str) -> str:
    out = StringIO()
    call_command("grant_roles", *arguments, stdout=out, stderr=out)
    return out.getvalue()


class TestThePublicRole:
    def test_reads_the_shelf_and_not_one_column_more(self) -> None:
        with connection.cursor() as cursor:
            tables = set(catalogue.tables(cursor))
        assert tables == NOT_FOR_READERS | set(rights.PUBLIC), "decide who reads the new table (docs/faces.md)"
        columns = run(
            "SELECT relname, attname FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid WHERE attnum > 0"
            " AND NOT attisdropped AND relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
        )
        with acting_as(settings.PUBLIC_ROLE):
            for table, column in columns:
                may = rights.PUBLIC.get(table, rights.Rights()).select
                question = f'SELECT "{column}" FROM "{table}" LIMIT 0'
                if may == rights.EVERY or column in may:
                    run(question)
                else:
                    denied(question)

    @pytest.mark.parametrize(
        "deed",
        [
            "UPDATE evidence_publication SET is_current = false", "DELETE FROM evidence_publication",
            "INSERT INTO evidence_topic (key, name) VALUES ('a', 'b')", "TRUNCATE contributions_contribution",
            "DELETE FROM contributions_contribution", "UPDATE contributions_contribution SET decline_reason = 'other'",
            "CREATE TABLE mine (a int)", "CREATE TEMPORARY TABLE mine (a int)",
            "SELECT nextval('evidence_study_id_seq')", "SET session_replication_role = replica",
            "ALTER TABLE contributions_contribution DISABLE ROW LEVEL SECURITY",
            "COPY evidence_publication TO PROGRAM 'cat'",
        ],
    )  # fmt: skip
    def test_does_nothing_else(self, deed: str) -> None:
        with acting_as(settings.PUBLIC_ROLE), pytest.raises(ProgrammingError), transaction.atomic():
            run(deed)

    def test_a_code_opens_its_own_letter_and_no_other(self) -> None:
        mine, other, by = letter(state="triaged"), letter("Something else is wrong.", state="triaged"), triager()
        for one in (mine, other):
            triaging.note(contribution=one, by=by, text="A thought among us.")
            triaging.reply(contribution=one, by=by, text="We have asked the authors.")
        with acting_as(settings.PUBLIC_ROLE):
            assert run("SELECT id FROM contributions_contribution") == []
            assert run("SELECT id FROM contributions_contributionentry") == []
        with acting_as(settings.PUBLIC_ROLE, code=mine.code):
            assert run("SELECT id FROM contributions_contribution") == [(mine.pk,)]
            assert run("SELECT contribution_id, voice FROM contributions_contributionentry") == [(mine.pk, "reply")]
            denied("SELECT message_sealed FROM contributions_contribution")
            run("UPDATE contributions_contribution SET closed_at = now(), state = 'withdrawn' WHERE id = %s", other.pk)
        assert Contribution.objects.get(pk=other.pk).state == "triaged"

    def test_the_door_forges_nothing(self) -> None:
        mine = letter()
        with acting_as(settings.PUBLIC_ROLE, code=mine.code):
            denied("UPDATE contributions_contribution SET state = 'triaged'")
            event = "INSERT INTO evidence_auditevent (at, action, object_type, object_id, reason, detail, demo)"
            denied(f"{event} VALUES (now(), 'publication.published', 'publication', 1, '', '{{}}', false)")
            denied(
                f"{event} VALUES (now(), 'contribution.withdraw', 'contribution', %s, '', '{{}}', false)", mine.pk + 1
            )
            ledger = "INSERT INTO contributions_ledgerentry (kind, outcome, answered_on, days_to_answer, demo)"
            denied(f"{ledger} VALUES ('other', 'resolved', now(), 1, false)")
            entry = "INSERT INTO contributions_contributionentry (contribution_id, voice, written_at)"
            denied(f"{entry} VALUES (%s, 'reply', now())", mine.pk)

    def test_columns_of_the_door_are_those_that_are_granted(self) -> None:
        granted = rights.PUBLIC["contributions_contribution"].select
        assert {Contribution._meta.get_field(name).column for name in door.READ} == set(granted)
        granted = rights.PUBLIC["contributions_contributionentry"].select
        assert {ContributionEntry._meta.get_field(name).column for name in door.READ_OF_ENTRIES} == set(granted)

    def test_a_session_begins_read_only_and_short_of_time(self) -> None:
        with connection.cursor() as cursor:
            own = catalogue.role(cursor, settings.PUBLIC_ROLE)
        assert own is not None
        assert (own.settings, own.powers, own.member_of) == (dict(rights.PUBLIC_SETTINGS), frozenset(), ())
        with connection.cursor() as cursor, transaction.atomic():
            granting.set_password(cursor, settings.PUBLIC_ROLE, "seven onions 'quoted'")
            verifier = run("SELECT rolpassword FROM pg_authid WHERE rolname = %s", settings.PUBLIC_ROLE)[0][0]
            assert verifier.startswith("SCRAM-SHA-256$")
            assert "onions" not in verifier
            transaction.set_rollback(True)


FORM = "application/x-www-form-urlencoded"


def post(address: str, **fields: str) -> str:
    response = Client().post(address, urlencode(fields), content_type=FORM)
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def test_the_whole_way_of_a_letter_goes_through_the_door(public_role: str) -> None:
    page = publish()
    post("/contribute", message="A number is wrong.", kind="text_error", page_slug=page.slug, page_number="1")
    sent = Contribution.objects.get()
    assert (sent.publication_id, sent.study_id) == (page.pk, page.study_id)
    assert AuditEvent.objects.filter(action="contribution.received", object_id=sent.pk).count() == 1

    asked = letter("Another number is wrong.", state="needs_information")
    repeated = letter("That number, again.", state="duplicate")
    triaging.note(contribution=asked, by=triager(), text="A thought among us.")
    Contribution.objects.filter(pk=repeated.pk).update(duplicate_of=asked)
    OutgoingMail.objects.create(
        template="answer_waiting", to_sealed=sealing.seal("someone@example.org"), contribution=asked, dedupe="once",
        message_id="<one@atlas.example>", queued_at=asked.received_at, not_before=asked.received_at,
    )  # fmt: skip
    assert "We would like to know more." in post("/contribute/status", code=asked.code)
    assert "Somebody told us the same before." in post("/contribute/status", code=repeated.code)
    assert "Your answer has been sent." in post("/contribute/status/answer", code=asked.code, text="Table two.")
    post("/contribute/status/withdraw", code=asked.code, sure="yes")
    gone = Contribution.objects.get(pk=asked.pk)
    assert (gone.state, gone.message_sealed, gone.entries.count()) == ("withdrawn", None, 0), "the note is gone, too"
    assert OutgoingMail.objects.get().to_sealed is None
    assert Contribution.objects.get(pk=repeated.pk).state == "received", "nobody speaks for it any more"


def test_every_public_address_answers_the_public_role(public_role: str, world: dict[str, str]) -> None:  # noqa: F811
    from django.urls import get_resolver

    asked = ["/", *patterns(get_resolver())]
    asked += [f"/evidence/{slug}{tail}" for slug in (world["live"], world["gone"], "no-such-page") for tail in TAILS]
    asked += ["/evidence?q=rest", "/evidence.zip", "/evidence.csv", "/api/v1/studies?q=rest", "/contribute"]
    asked += [f"/oai?verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")]
    client, seen = Client(), set()
    while asked and len(seen) < 130:
        address = asked.pop(0)
        if address in seen or (address != "/contribute" and address.startswith(PRIVATE)):
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code < 500, address
        asked += links(body(response))
    assert len(seen) > 100


class TestTheDesksRole:
    @pytest.mark.parametrize(
        "deed",
        [
            "TRUNCATE evidence_lease", "ALTER TABLE evidence_publication DISABLE TRIGGER ALL",
            "DROP TABLE evidence_lease", "CREATE TABLE mine (a int)", "SET session_replication_role = replica",
            "UPDATE evidence_auditevent SET reason = ''", "DELETE FROM evidence_review",
            "DELETE FROM evidence_publication", "UPDATE evidence_publication SET reason = ''",
            "ALTER TABLE evidence_auditevent DISABLE ROW LEVEL SECURITY", "DELETE FROM django_migrations",
        ],
    )  # fmt: skip
    def test_changes_no_table_and_rewrites_no_trail(self, deed: str) -> None:
        with acting_as(settings.DESK_ROLE), pytest.raises(ProgrammingError), transaction.atomic():
            run(deed)

    def test_sees_all_letters_and_switches_no_promise_off(self) -> None:
        receipt()
        study = publish().study
        with acting_as(settings.DESK_ROLE):
            assert run("SELECT count(*) FROM contributions_contribution") == [(1,)]
            run("SET LOCAL pgtrigger.ignore = '{pgtrigger_address_is_frozen_once_published}'")
            ignores = run("SELECT _pgtrigger_should_ignore('pgtrigger_address_is_frozen_once_published')")
            assert ignores == [(False,)]
            with pytest.raises(DatabaseError, match=r"."), transaction.atomic():
                run("UPDATE evidence_study SET slug = 'elsewhere' WHERE id = %s", study.pk)

    def test_does_every_job_with_something_to_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "REGISTRY_CONTACT", "")  # nobody is asked
        monkeypatch.setattr("evidence.keeping_up.drafts.outside_transactions", lambda: None)
        publish()
        for state in ("received", "triaged", "needs_information", "duplicate"):
            letter(f"A letter, {state}.", state=state)
        for name in ("read.bib", "left.bib"):
            keep_upload(opened=lambda: BytesIO(bibtex_entry("e1").encode()), name=name, by=person("editor"))
        soon, late = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(days=400)
        with acting_as(settings.DESK_ROLE):
            first = {job.name: dict(job.run(soon)) for job in JOBS}
            then = {job.name: dict(job.run(late)) for job in JOBS}
            states = run("SELECT DISTINCT state FROM evidence_importupload")
        assert first["run_imports"]["previewed"] == 2
        assert states == [("expired",)]
        assert sum(then["retention"].values()) > 0, "letters were erased"


class TestTheCommand:
    def test_says_that_all_is_well_and_changes_nothing(self) -> None:
        for arguments in ((), ("--check",)):
            assert told(*arguments) == "The roles are as docs/faces.md says.\n"

    @pytest.mark.parametrize(
        ("deed", "words"),
        [
            ("GRANT SELECT ON atlas_user TO atlas_public", "atlas_public may SELECT table atlas_user, and shall not."),
            ("GRANT SELECT (title) ON evidence_study TO atlas_public", "may SELECT evidence_study.title"),
            ("GRANT SELECT ON evidence_study TO PUBLIC", "everybody may SELECT table evidence_study"),
            ("GRANT TRUNCATE ON evidence_lease TO atlas_desk", "atlas_desk may TRUNCATE table evidence_lease"),
            ("REVOKE SELECT ON evidence_publication FROM atlas_public", "may not SELECT table evidence_publication"),
            ("GRANT atlas_desk TO atlas_public", "atlas_public is a member of atlas_desk."),
            ("ALTER ROLE atlas_public BYPASSRLS", "atlas_public has the power bypassrls."),
            ("GRANT CREATE ON SCHEMA public TO PUBLIC", "everybody may CREATE schema public"),
            ("ALTER TABLE evidence_auditevent DISABLE ROW LEVEL SECURITY", "evidence_auditevent are not switched on"),
            ("ALTER POLICY at_the_door_select ON contributions_contribution USING (true)", "not as it shall be"),
            ("CREATE POLICY wide ON contributions_contribution USING (true)", "a policy wide too many"),
            (f"ALTER FUNCTION {letterbox.REACH}() RESET ALL", "The function letterbox_reach is not as it shall be"),
            ("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO atlas_public", "default of tables"),
        ],
    )
    def test_names_what_differs_and_mends_it(self, deed: str, words: str) -> None:
        run(deed)
        out = StringIO()
        with pytest.raises(CommandError, match="not as they shall be"):
            call_command("grant_roles", "--check", stdout=out)
        assert words in out.getvalue()
        assert f"mended: {out.getvalue().splitlines()[0]}" in told()
        assert told("--check") == "The roles are as docs/faces.md says.\n"

    def test_a_stranger_is_told_who_has_to_run_it(self) -> None:
        with acting_as(settings.DESK_ROLE), pytest.raises(CommandError, match=r"belong to the role .+ atlas_desk"):
            told()
