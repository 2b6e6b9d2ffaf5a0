"""What registries say: asked outside transactions, kept, compared with ours, and decided about by people.

The registries are played by a server on this machine; its answers were written by us.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client

from evidence.actions import registries, studies
from evidence.citations.pubmed_query import QUERY, query_hash
from evidence.clients.crossref import Crossref
from evidence.clients.europe_pmc import EuropePMC
from evidence.clients.pubmed import PubMed
from evidence.clients.transport import Transport
from evidence.keeping_up import lookups, sync
from evidence.keeping_up.services import Services
from evidence.models import AuditEvent, FoundNotice, LiteratureSync, LookupRequest, NoticeAlert, RegistryAnswer, Study
from evidence.workflow import Refusal
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.stand_in_server import Asked, Reply, StandIn, stand_in

OURS = {"10.1234/berg2019": "Rest and symptoms in berg2019"}
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def record(title: str, **more: Any) -> Any:
    from evidence.citations.record import CitationRecord

    return CitationRecord(title=title, **more)


class Registries:
    """PubMed, Crossref and Europe PMC in one: `titles` maps a DOI or PMID to a registered title."""

    def __init__(self, titles: dict[str, str], *, updated_by: list[dict[str, Any]] = (), corrections: str = "") -> None:
        self.titles, self.updated_by, self.corrections = titles, list(updated_by), corrections
        self.entered: dict[str, date] = {}
        self.down: set[str] = set()
        self.versions: list[dict[str, str]] = []

    def __call__(self, asked: Asked) -> Reply:
        path = asked.path
        for name, part in (("crossref", "/works/"), ("pubmed", "fetch"), ("europe_pmc", "/search")):
            if part in path and name in self.down and "esearch" not in path:
                return Reply(status=503, headers={"Retry-After": "900"})
        if path.startswith("/works/"):
            from urllib.parse import unquote

            doi = unquote(path.removeprefix("/works/"))
            if doi not in self.titles:
                return Reply(b"Resource not found.", status=404, content_type="text/plain")
            work = {"DOI": doi, "type": "journal-article", "title": [self.titles[doi]], "updated-by": self.updated_by}
            return _json({"status": "ok", "message-type": "work", "message": work})
        if path.endswith("esearch.fcgi"):
            first, last = (
                date.fromisoformat(asked.query[name][0].replace("/", "-")) for name in ("mindate", "maxdate")
            )
            found = [pmid for pmid, day in self.entered.items() if first <= day <= last]
            return _json({"esearchresult": {"count": str(len(found)), "idlist": found}})
        if path.endswith("efetch.fcgi"):
            articles = "".join(self._article(pmid) for pmid in asked.query["id"][0].split(",") if pmid in self.titles)
            xml = f'<?xml version="1.0" ?><PubmedArticleSet>{articles}</PubmedArticleSet>'
            return Reply(xml.encode(), content_type="text/xml")
        found = [
            {"doi": identifier if "/" in identifier else "", "pmid": "" if "/" in identifier else identifier,
             "title": title, "commentCorrectionList": {"commentCorrection": self.versions}}
            for identifier, title in self.titles.items()
        ]  # fmt: skip
        return _json({"resultList": {"result": found}})

    def _article(self, pmid: str) -> str:
        return (
            f"<PubmedArticle><MedlineCitation><PMID>{pmid}</PMID><Article><Journal><Title>Journal of Rest</Title>"
            f"<JournalIssue><PubDate><Year>2026</Year></PubDate></JournalIssue></Journal>"
            f"<ArticleTitle>{self.titles[pmid]}.</ArticleTitle><AuthorList><Author><LastName>Berg</LastName>"
            f"<ForeName>Ludwig</ForeName></Author></AuthorList></Article>"
            f"<CommentsCorrectionsList>{self.corrections}</CommentsCorrectionsList></MedlineCitation></PubmedArticle>"
        )


def _json(told: Any) -> Reply:
    return Reply(json.dumps(told).encode())


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch):
    """Services that are played by `Registries`; no waiting."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)

    def services(server: StandIn) -> Services:
        def transport(name: str) -> Transport:
            return Transport(name, server.base, "desk@atlas.example", pace=0, attempts=1, sleep=lambda _: None)

        return Services(
            PubMed(transport("PubMed")), Crossref(transport("Crossref")), EuropePMC(transport("Europe PMC"))
        )

    monkeypatch.setattr(lookups, "outside_transactions", lambda: None)  # these tests run in one
    monkeypatch.setattr(sync, "outside_transactions", lambda: None)
    return services


def looked_up(study: Study, plays: Registries, ask: Any) -> dict[str, int]:
    registries.request_lookup(study=study, by=person("editor"), now=NOON)
    with stand_in(plays) as server:
        return lookups.answer_lookups(services=ask(server), clock=lambda: NOON)


class TestLookingUp:
    def test_the_answer_is_kept_with_its_date_and_whether_the_titles_agree(self, ask: Any) -> None:
        study = draft()
        counts = looked_up(study, Registries(OURS), ask)
        answer = RegistryAnswer.objects.get(study=study, registry="crossref")
        assert (answer.result, answer.titles_agree, answer.asked_at) == ("found", True, NOON)
        assert counts == {"asked": 1, "unanswered": 0, "notices": 0}
        assert not LookupRequest.objects.exists()

    def test_another_title_blocks_publication_and_shows_both(self, ask: Any) -> None:
        study = ready_to_review()
        looked_up(study, Registries({"10.1234/berg2019": "Sleep in mice"}), ask)
        revision = reviewed(study)
        from evidence.actions import editorial

        with pytest.raises(Refusal, match="Ours: “Rest and symptoms in berg2019” Registered: “Sleep in mice”"):
            editorial.publish(revision=revision, by=person("publisher"))

    def test_the_database_refuses_it_too(self, ask: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        from evidence.actions import editorial

        study = ready_to_review()
        looked_up(study, Registries({"10.1234/berg2019": "Sleep in mice"}), ask)
        revision = reviewed(study)
        monkeypatch.setattr(editorial, "title_refusals", lambda study: [])
        with pytest.raises(DatabaseError, match="another title"), transaction.atomic():
            editorial.publish(revision=revision, by=person("publisher"))

    def test_the_right_title_ends_the_refusal(self, ask: Any) -> None:
        study = ready_to_review()
        looked_up(study, Registries({"10.1234/berg2019": "Sleep in mice"}), ask)
        study = studies.edit_study(study=study, by=person("editor"), changes={"title": "Sleep in mice"})
        studies.confirm_identity(
            study=study, by=person("editor"), registered_title="Sleep in mice", sources=["Crossref", "the journal"]
        )
        assert publish(study).number == 1

    def test_no_such_record_is_an_answer(self, ask: Any) -> None:
        study = draft()
        looked_up(study, Registries({}), ask)
        assert RegistryAnswer.objects.get(registry="crossref").result == "not_found"
        assert not LookupRequest.objects.exists()

    def test_a_registry_that_is_down_is_asked_again_later(self, ask: Any) -> None:
        study = draft()
        plays = Registries(OURS)
        plays.down = {"crossref"}
        assert looked_up(study, plays, ask)["unanswered"] == 1
        request = LookupRequest.objects.get()
        assert (request.attempts, request.not_before) == (1, NOON + timedelta(minutes=5))
        plays.down = set()
        with stand_in(plays) as server:
            early = lookups.answer_lookups(services=ask(server), clock=lambda: NOON + timedelta(minutes=4))
            later = lookups.answer_lookups(services=ask(server), clock=lambda: NOON + timedelta(minutes=6))
        assert (early["asked"], later["asked"], later["unanswered"]) == (0, 1, 0)

    def test_a_failure_does_not_take_the_place_of_an_answer(self, ask: Any) -> None:
        study = draft()
        plays = Registries(OURS)
        looked_up(study, plays, ask)
        plays.down = {"crossref"}
        looked_up(study, plays, ask)
        assert RegistryAnswer.objects.get(registry="crossref").result == "found"

    def test_a_study_without_identifiers_has_nothing_to_look_up(self) -> None:
        with pytest.raises(Refusal, match="neither a DOI nor a PMID"):
            registries.request_lookup(study=draft(doi=""), by=person("editor"))

    def test_nobody_is_asked_inside_a_transaction(self) -> None:
        with pytest.raises(RuntimeError, match="inside a transaction"):
            lookups.answer_lookups(services=None)  # type: ignore[arg-type] - refused before they are used


def correction(kind: str, pmid: str) -> str:
    return (
        f'<CommentsCorrections RefType="{kind}"><RefSource>J Rest. 2026 Nov;1(2):3</RefSource><PMID>{pmid}</PMID>'
        "</CommentsCorrections>"
    )


class TestWithoutBeingAsked:
    def test_a_new_draft_is_looked_up_once_and_then_left(self, ask: Any) -> None:
        study = draft()
        draft("nothing", doi="")
        with stand_in(Registries(OURS)) as server:
            first = lookups.answer_lookups(services=ask(server), clock=lambda: NOON)
            second = lookups.answer_lookups(services=ask(server), clock=lambda: NOON)
        assert (first["asked"], second["asked"]) == (1, 0)
        assert RegistryAnswer.objects.filter(study=study, result="found").exists()

    def test_wishes_come_first(self, ask: Any) -> None:
        wished = draft("one")
        draft("two")
        registries.request_lookup(study=wished, by=person("editor"), now=NOON)
        with stand_in(Registries({})) as server:
            assert lookups.answer_lookups(services=ask(server), limit=1, clock=lambda: NOON)["asked"] == 1
        assert set(RegistryAnswer.objects.values_list("study", flat=True)) == {wished.pk}

    def test_other_versions_are_kept_with_the_answer(self, ask: Any) -> None:
        study = draft()
        plays = Registries(OURS)
        plays.versions = [{"type": "Preprint in", "source": "PPR", "id": "PPR12", "reference": "A server. 2025"}]
        looked_up(study, plays, ask)
        record = RegistryAnswer.objects.get(study=study, registry="europe_pmc").record
        assert [(one["kind"], one["reference"]) for one in record["relations"]] == [
            ("published_version_of", "A server. 2025")
        ]


RETRACTED = [
    {
        "DOI": "10.1234/notice", "type": "retraction", "label": "Retraction",
        "updated": {"date-parts": [[2026, 11, 3]], "date-time": "2026-11-03T00:00:00Z"},
    }
]  # fmt: skip


class TestNotices:
    def test_the_page_says_at_once_that_a_notice_was_found_and_is_being_checked(self, ask: Any, client: Client) -> None:
        page = publish()
        plays = Registries(OURS, updated_by=RETRACTED)
        before = client.get(f"/evidence/{page.slug}")
        assert looked_up(page.study, plays, ask)["notices"] == 1
        found = FoundNotice.objects.get()
        assert (found.date, found.found_at.date().isoformat()) == ("2026-11-03", "2026-11-27")
        after = client.get(f"/evidence/{page.slug}")
        html = after.content.decode()
        assert "A notice about this paper was found" in html
        assert "found on 27 November 2026" in html
        assert html.index("A notice about this paper") < html.index("<h1")
        assert before["ETag"] != after["ETag"]
        assert "Retracted" not in html  # nobody has confirmed it yet
        assert "A notice about this paper" in client.get(f"/evidence/{page.slug}/v/1").content.decode()

    def test_asking_again_finds_nothing_new(self, ask: Any) -> None:
        page = publish()
        plays = Registries(OURS, updated_by=RETRACTED)
        looked_up(page.study, plays, ask)
        assert looked_up(page.study, plays, ask)["notices"] == 0
        assert FoundNotice.objects.count() == 1

    def test_a_confirmed_retraction_stands_above_the_page_until_the_next_number_tells_of_it(
        self, ask: Any, client: Client
    ) -> None:
        page = publish()
        plays = Registries(OURS, updated_by=RETRACTED)
        looked_up(page.study, plays, ask)
        registries.confirm_found_notice(
            found=FoundNotice.objects.get(), by=person("editor"), kind="retraction", on="2026-11"
        )
        html = client.get(f"/evidence/{page.slug}").content.decode()
        assert "A person has confirmed this notice" in html
        assert "Retracted" in html
        assert NoticeAlert.objects.get().confirmed_kind == "retraction"
        study = Study.objects.get(pk=page.study_id)
        notice = study.notices.get()
        assert (notice.kind, notice.doi, notice.date) == ("retraction", "10.1234/notice", "2026-11")
        publish(study, reason="The paper was retracted.")
        assert not NoticeAlert.objects.exists()
        html = client.get(f"/evidence/{page.slug}").content.decode()
        assert "Retracted" in html
        assert "being checked" not in html

    def test_what_is_no_notice_is_dismissed_with_a_reason_and_not_found_again(self, ask: Any) -> None:
        page = publish()
        plays = Registries(OURS, updated_by=RETRACTED)
        looked_up(page.study, plays, ask)
        found = FoundNotice.objects.get()
        with pytest.raises(Refusal, match="Say why"):
            registries.dismiss_found_notice(found=found, by=person("editor"), reason=" ")
        registries.dismiss_found_notice(found=found, by=person("editor"), reason="It is about another paper.")
        assert not NoticeAlert.objects.exists()
        assert looked_up(page.study, plays, ask)["notices"] == 0
        with pytest.raises(Refusal, match="decided about this notice already"):
            registries.confirm_found_notice(found=found, by=person("editor"), kind="retraction")

    def test_only_editors_decide(self, ask: Any) -> None:
        page = publish()
        looked_up(page.study, Registries(OURS, updated_by=RETRACTED), ask)
        reader = person("a_coder", roles=["Coder and reviewer"])
        with pytest.raises(Refusal, match="Your role"):
            registries.confirm_found_notice(found=FoundNotice.objects.get(), by=reader, kind="retraction")

    @pytest.mark.parametrize(
        ("words", "kind"),
        [
            ("RetractionIn", "retraction"),
            ("ExpressionOfConcernIn", "expression_of_concern"),
            ("ErratumIn", "correction"),
            ("UpdateIn", "superseded"),
        ],
    )
    def test_pubmed_tells_of_notices_too(self, ask: Any, words: str, kind: str) -> None:
        page = publish(pmid="777")
        told = correction(words, "888")
        titles = dict.fromkeys(("777", "10.1234/berg2019"), "Rest and symptoms in berg2019")
        looked_up(page.study, Registries(titles, corrections=told), ask)
        found = FoundNotice.objects.get()
        assert (found.registry, found.kind, found.identifier) == ("pubmed", kind, "888")
        assert (found.title, found.date) == ("J Rest. 2026 Nov;1(2):3", "2026-11")

    def test_comments_are_no_notices(self, ask: Any) -> None:
        page = publish(pmid="777")
        told = (
            '<CommentsCorrections RefType="CommentIn"><RefSource>J Rest</RefSource><PMID>9</PMID></CommentsCorrections>'
        )
        titles = dict.fromkeys(("777", "10.1234/berg2019"), "Rest and symptoms in berg2019")
        looked_up(page.study, Registries(titles, corrections=told), ask)
        assert not FoundNotice.objects.exists()

    def test_live_pages_are_asked_about_in_turn(self, ask: Any) -> None:
        one, two = publish(key="one"), publish(key="two")
        draft("three")
        titles = {"10.1234/one": one.title, "10.1234/two": two.title}
        with stand_in(Registries(titles)) as server:
            first = lookups.check_notices(services=ask(server), limit=1, clock=lambda: NOON)
            second = lookups.check_notices(services=ask(server), clock=lambda: NOON + timedelta(minutes=1))
            third = lookups.check_notices(services=ask(server), clock=lambda: NOON + timedelta(minutes=2))
        assert [counts["asked"] for counts in (first, second, third)] == [1, 1, 0]

    def test_a_decided_notice_is_never_deleted(self, ask: Any) -> None:
        page = publish()
        looked_up(page.study, Registries(OURS, updated_by=RETRACTED), ask)
        registries.dismiss_found_notice(found=FoundNotice.objects.get(), by=person("editor"), reason="Another paper.")
        with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DELETE FROM evidence_foundnotice")


def new_papers(*pmids: str, day: date = date(2026, 11, 27)) -> Registries:
    plays = Registries({pmid: f"A new paper with the number {pmid}" for pmid in pmids})
    plays.entered = dict.fromkeys(pmids, day)
    return plays


class TestFollowingTheQuery:
    def test_new_articles_become_drafts_and_the_day_is_remembered(self, ask: Any) -> None:
        with stand_in(new_papers("11", "12")) as server:
            report = sync.sync_pubmed(services=ask(server), clock=lambda: NOON)
        assert (report.found, report.created, report.refused) == (2, 2, 0)
        assert set(Study.objects.values_list("pmid", flat=True)) == {"11", "12"}
        state = LiteratureSync.objects.get()
        assert state.query_hash == query_hash(QUERY)
        assert state.covered_until == date(2026, 11, 26)  # today is not over
        assert AuditEvent.objects.filter(action="literature.searched").exists()

    def test_a_second_run_finds_them_here(self, ask: Any) -> None:
        with stand_in(new_papers("11", "12")) as server:
            sync.sync_pubmed(services=ask(server), clock=lambda: NOON)
            asked = len(server.asked)
            again = sync.sync_pubmed(services=ask(server), clock=lambda: NOON)
        assert (again.found, again.known, again.created) == (2, 2, 0)
        assert [one.path for one in server.asked[asked:]] == ["/esearch.fcgi"]  # nothing is fetched twice
        assert Study.objects.count() == 2

    def test_a_later_run_starts_where_the_last_one_ended(self, ask: Any) -> None:
        with stand_in(new_papers("11")) as server:
            sync.sync_pubmed(services=ask(server), clock=lambda: NOON)
            sync.sync_pubmed(services=ask(server), clock=lambda: NOON + timedelta(days=10))
        assert server.asked[-1].query["mindate"] == ["2026/11/23"]

    def test_trying_it_keeps_nothing(self, ask: Any) -> None:
        with stand_in(new_papers("11")) as server:
            report = sync.sync_pubmed(services=ask(server), dry_run=True, clock=lambda: NOON)
        assert report.created == 1
        assert not Study.objects.exists()
        assert not LiteratureSync.objects.exists()

    def test_a_break_keeps_what_was_done_and_the_next_run_does_the_rest(
        self, ask: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from evidence.clients import ServiceError, pubmed

        monkeypatch.setattr(pubmed, "AT_ONCE", 1)
        plays = new_papers("11", "12")
        calls = []

        def breaks(asked: Asked) -> Reply:
            if asked.path.endswith("efetch.fcgi"):
                calls.append(asked)
                if len(calls) == 2:
                    return Reply(status=403)
            return plays(asked)

        with stand_in(breaks) as server:
            with pytest.raises(ServiceError):
                sync.sync_pubmed(services=ask(server), clock=lambda: NOON)
            assert Study.objects.count() == 1
            assert not LiteratureSync.objects.exists()
            report = sync.sync_pubmed(services=ask(server), clock=lambda: NOON)
        assert (report.known, report.created) == (1, 1)

    def test_without_a_contact_nobody_is_asked(self, settings: Any) -> None:
        settings.REGISTRY_CONTACT = ""
        with pytest.raises(CommandError, match="ATLAS_REGISTRY_CONTACT"):
            call_command("sync_pubmed")
        with pytest.raises(CommandError, match="ATLAS_REGISTRY_CONTACT"):
            call_command("check_notices")


@pytest.mark.django_db(transaction=True)
def test_the_commands_from_end_to_end(settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    page = publish()
    plays = new_papers("11", day=date.today())
    plays.titles["10.1234/berg2019"] = "Rest and symptoms in berg2019"
    plays.updated_by = RETRACTED
    with stand_in(plays) as server:
        settings.REGISTRY_CONTACT = "desk@atlas.example"
        settings.REGISTRY_URLS = dict.fromkeys(("pubmed", "crossref", "europe_pmc"), server.base)
        call_command("sync_pubmed", "--json")
        assert json.loads(capsys.readouterr().out)["created"] == 1
        call_command("check_notices")
        assert "1 pages asked about, 1 new notices found" in capsys.readouterr().out
    assert NoticeAlert.objects.get().study_id == page.study_id
