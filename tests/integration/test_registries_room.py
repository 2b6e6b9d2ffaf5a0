"""The room of the registries: notices are decided about, a study stands beside its records, nothing typed is lost.

The answers are kept through the actions; no server is asked by any page.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.actions import editorial, registries, studies
from evidence.actions.desk import open_revision
from evidence.admin.rooms.registries import PAGE_SIZE
from evidence.citations.pubmed_query import QUERY
from evidence.citations.record import CitationRecord, Name, Relation
from evidence.models import AuditEvent, FoundNotice, LookupRequest, NoticeAlert, RegistryAnswer, Study
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.integration.workbench_support import bench, browser_of, told

pytestmark = pytest.mark.django_db

ROOM = "/admin/desk/registries"
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
OURS = "Rest and symptoms in berg2019"


@pytest.fixture
def editor() -> Client:
    return browser_of("editor", "Editor")


def found(study: Study, identifier: str = "10.1234/notice", *, now: datetime = NOON, **more: Any) -> FoundNotice:
    given = {"registry": "crossref", "kind": "retraction", "title": "A notice"} | more
    notice = registries.keep_found_notice(study=study, identifier=identifier, now=now, **given)
    assert notice is not None
    return notice


def answer(study: Study, registry: str, *, now: datetime = NOON, **fields: Any) -> RegistryAnswer:
    """What a registry said; a record with `title` (ours unless told) and these fields, about our identifier."""
    result = fields.pop("result", "found")
    identifier = fields.pop("identifier", (study.pmid if registry == "pubmed" else study.doi) or "")
    detail = fields.pop("detail", "")
    record = CitationRecord(**({"title": study.title} | fields)) if result == "found" else None
    return registries.keep_answer(
        study=study, registry=registry, identifier=identifier, result=result, found=record, detail=detail, now=now
    )


def typed(response: Any, notice: FoundNotice, **changes: str) -> dict[str, str]:
    """The page's one form as a browser sends it, with something typed for one notice."""
    data = {box.html_name: box.value() or "" for row in response.context["rows"] for box in row}
    return data | {f"notice-{notice.pk}-{name}": value for name, value in changes.items()}


def press(client: Client, deed: str, notice: FoundNotice, follow: bool = True, **changes: str) -> Any:
    data = typed(client.get(ROOM), notice, **changes)
    return client.post(f"{ROOM}/notice/{notice.pk}/{deed}", data, follow=follow)


def text(response: Any) -> str:
    return unescape(response.content.decode())


# --- Found notices -------------------------------------------------------------------------------------------


class TestTheQueue:
    def test_shows_age_study_kind_and_a_link_to_the_notice(self, editor: Client) -> None:
        study = draft()
        found(study, now=timezone.now() - timedelta(days=3))
        found(study, "31234567", registry="pubmed", kind="expression_of_concern", now=timezone.now())
        html = text(editor.get(ROOM))
        for words in (
            "2 notices wait, oldest first", "Retracted, as Crossref has it", "Expression of concern, as PubMed has it",
            "(3\xa0days ago)", f'href="/admin/desk/study/{study.pk}/registries">{OURS}', 'href="https://doi.org/10.1234/notice"',
            'href="https://pubmed.ncbi.nlm.nih.gov/31234567/"',
        ):  # fmt: skip
            assert words in html, words
        assert html.index("as Crossref") < html.index("as PubMed")
        assert html.count("<h1") == 1
        assert "style=" not in html
        assert "required>" not in html

    def test_confirming_puts_it_on_the_desk_in_our_words(self, editor: Client) -> None:
        page = publish()
        notice = found(page.study)
        response = press(
            editor, "confirm", notice, kind="withdrawal", on="2026-10", title="Withdrawn", detail="Taken back."
        )
        assert "Confirmed: Withdrawn." in told(response)
        put = page.study.notices.get()
        assert (put.kind, put.date, put.title, put.detail, put.doi) == (
            "withdrawal", "2026-10", "Withdrawn", "Taken back.", "10.1234/notice",
        )  # fmt: skip
        assert put.confirmed_by.username == "editor"
        assert NoticeAlert.objects.get().confirmed_kind == "withdrawal"
        assert "No notice waits." in text(response)

    def test_confirming_takes_a_revision_in_review_back_and_says_so(self, editor: Client) -> None:
        study = ready_to_review()
        editorial.submit(study=study, by=person("editor"))
        response = press(editor, "confirm", found(study))
        assert "Revision 1 was taken back to the desk" in told(response)
        assert open_revision(study) is None

    def test_dismissing_takes_a_reason(self, editor: Client) -> None:
        page = publish()
        notice = found(page.study)
        refused = press(editor, "dismiss", notice, reason=" ")
        assert refused.status_code == 409
        assert "Say why" in told(refused)
        done = press(editor, "dismiss", notice, reason="It is about another paper.")
        assert "Dismissed." in told(done)
        notice.refresh_from_db()
        assert (notice.state, notice.reason) == ("dismissed", "It is about another paper.")
        assert not NoticeAlert.objects.exists()

    @pytest.mark.parametrize(
        ("deed", "changes", "says"),
        [
            ("confirm", {"on": "last week"}, "“last week” is no date"),
            ("confirm", {"on": "2026-02-30"}, "is no date"),
            ("confirm", {"kind": "rumour"}, "Look at “What it is”"),
            ("confirm", {"on": "20261127"}, "A date looks like 2025"),
            ("confirm", {"reason": "Another paper."}, "Empty that box to confirm"),
            ("dismiss", {"reason": "Another paper.", "detail": "It says much."}, "Empty that box to dismiss"),
        ],
    )
    def test_what_is_refused_stays_typed(self, editor: Client, deed: str, changes: dict[str, str], says: str) -> None:
        notice = found(draft())
        kept = {"detail": "My long sentence about it."} | changes
        response = press(editor, deed, notice, **kept)
        assert response.status_code == 409
        assert says in told(response)
        (row,) = response.context["rows"]
        for name, value in kept.items():
            assert row[name].value() == value
        notice.refresh_from_db()
        assert notice.state == "waiting"

    def test_what_was_typed_for_other_notices_comes_back(self, editor: Client) -> None:
        study = draft()
        one, other = found(study), found(study, "10.1234/second")
        data = typed(editor.get(ROOM), one, reason="Another paper.")
        data[f"notice-{other.pk}-detail"] = "Half a sentence"
        response = editor.post(f"{ROOM}/notice/{one.pk}/dismiss", data)
        assert response.status_code == 200
        assert "not saved yet" in told(response)
        assert "Half a sentence" in text(response)
        assert [row.found.pk for row in response.context["rows"]] == [other.pk]
        assert 'data-unsaved="yes"' in text(response)

    def test_a_notice_that_somebody_else_decided_about_is_said_and_the_words_stay(self, editor: Client) -> None:
        notice = found(draft())
        data = typed(editor.get(ROOM), notice, detail="My long sentence")
        registries.dismiss_found_notice(found=notice, by=person("colleague"), reason="Another paper.")
        response = editor.post(f"{ROOM}/notice/{notice.pk}/confirm", data)
        assert response.status_code == 409
        assert "Somebody has decided about this notice already." in told(response)
        assert "waits no longer" in text(response)
        assert "My long sentence" in text(response)
        assert not notice.study.notices.exists()

    def test_the_same_notice_from_a_second_registry_is_seen_beside_the_first(self, editor: Client) -> None:
        study = draft()
        first = found(study)
        found(study, "31234567", registry="pubmed")
        press(editor, "confirm", first, on="2026-10")
        assert "On the desk already: Retracted, 2026-10, doi:10.1234/notice." in text(editor.get(ROOM))

    def test_one_study_alone_and_pages(self, editor: Client) -> None:
        study, other = draft(), draft("other2019")
        for number in range(PAGE_SIZE + 1):
            found(study, f"10.1234/n{number}")
        last = found(other, "10.1234/other", now=NOON + timedelta(hours=1))
        assert [row.found.pk for row in editor.get(f"{ROOM}?study={other.pk}").context["rows"]] == [last.pk]
        second = editor.get(f"{ROOM}?page=2")
        assert len(second.context["rows"]) == 2
        assert f"/notice/{last.pk}/dismiss?page=2" in text(second)
        for wrong in ("x", "0", "9" * 30, "-1", "987654321"):
            assert len(editor.get(ROOM, {"study": wrong, "page": wrong}).context["rows"]) in (2, PAGE_SIZE)

    def test_a_late_form_comes_back_with_its_text(self, editor: Client) -> None:
        notice = found(draft())
        data = typed(editor.get(ROOM), notice, detail="My long sentence")
        editor.logout()
        response = editor.post(f"{ROOM}/notice/{notice.pk}/confirm", data)
        assert response.status_code == 403
        assert "Nothing is lost" in text(response)
        assert "My long sentence" in text(response)


class TestDoors:
    def test_a_stranger_is_sent_to_the_door(self, client: Client) -> None:
        study = draft()
        for address in (ROOM, f"/admin/desk/study/{study.pk}/registries"):
            assert "/login" in client.get(address)["Location"]

    def test_who_has_no_role_is_refused(self) -> None:
        nobody = browser_of("nobody")
        study = draft()
        notice = found(study)
        for address in (ROOM, f"/admin/desk/study/{study.pk}/registries"):
            assert nobody.get(address).status_code == 403
        assert nobody.post(f"{ROOM}/notice/{notice.pk}/dismiss", {}).status_code == 403

    def test_a_reader_of_the_desk_sees_all_and_decides_nothing(self) -> None:
        notice = found(draft())
        reader = browser_of("reader", "Coder and reviewer")
        assert "Confirm this notice" not in text(reader.get(ROOM))
        data = {f"notice-{notice.pk}-kind": "retraction", f"notice-{notice.pk}-detail": "My words"}
        for deed in ("confirm", "dismiss"):
            response = reader.post(f"{ROOM}/notice/{notice.pk}/{deed}", data)
            assert response.status_code == 403
            assert "Your role does not include this" in told(response)
            assert "My words" in text(response)
        notice.refresh_from_db()
        assert notice.state == "waiting"

    def test_what_is_not_there(self, editor: Client) -> None:
        for address in (f"{ROOM}/notice/987/confirm", f"{ROOM}/notice/{'9' * 30}/dismiss", bench_beside(987)):
            assert editor.get(address).status_code == editor.post(address).status_code == 404

    def test_reading_a_buttons_address_leads_to_the_room(self, editor: Client) -> None:
        notice = found(draft())
        assert editor.get(f"{ROOM}/notice/{notice.pk}/confirm?study=3")["Location"] == f"{ROOM}?study=3"
        assert editor.post(ROOM).status_code == 405


# --- The rest of the room ------------------------------------------------------------------------------------


class TestTheRoom:
    def test_lists_what_needs_a_look(self, editor: Client) -> None:
        wrong, unknown, silent = draft("wrong2019"), draft("unknown2019", pmid="77"), draft("silent2019")
        answer(wrong, "crossref", title="Sleep in mice")
        answer(unknown, "pubmed", result="not_found")
        answer(unknown, "europe_pmc", result="not_found")
        answer(silent, "crossref", result="failed", detail="Crossref: it took too long.")
        registries.request_lookup(study=silent, by=person("editor"), now=NOON)
        registries.end_lookup(request=LookupRequest.objects.get(), answered=False, now=NOON)
        registries.keep_progress(query=QUERY, covered_until=date(2026, 11, 25), found=12, new=3, now=NOON)
        html = text(editor.get(ROOM))
        for words in (
            "Rest and symptoms in wrong2019</a><br>Crossref, 10.1234/wrong2019: Sleep in mice",
            "PubMed, 77, 27 November 2026. It has no such record.",
            "Crossref: it took too long.",
            "asked for on 27 November 2026 by Editor. 1 attempt without an answer from all; the next not before "
            "27 November 2026, 12:05 UTC.",
            "Last followed on 27 November 2026, 12:00 UTC, up to what PubMed took in on 25 November 2026.",
            "it found 12 articles; 3 of them were new to us",
        ):
            assert words in html, words
        assert "Europe PMC, 10.1234/unknown2019" not in html  # it need not know a paper

    def test_an_empty_room_says_so(self, editor: Client) -> None:
        html = text(editor.get(ROOM))
        assert html.count("<p>None.") == 4
        assert "It has not been followed yet." in html

    def test_without_a_contact_the_room_says_that_nobody_is_asked(self, editor: Client, settings: Any) -> None:
        study = draft()
        for contact, is_said in (("", True), ("desk@atlas.example", False)):
            settings.REGISTRY_CONTACT = contact
            for address in (ROOM, bench_beside(study.pk)):
                assert ("set ATLAS_REGISTRY_CONTACT" in text(editor.get(address))) == is_said

    def test_a_live_page_is_missed_when_its_oldest_answer_is_old(self, editor: Client) -> None:
        def missed() -> list[str]:
            return [one.slug for one in editor.get(ROOM).context["room"].long_ago.rows]

        draft("never2019")
        page = publish(pmid="77")
        now = timezone.now()
        assert missed() == [page.slug]
        answer(page.study, "crossref", now=now - timedelta(days=13))
        assert missed() == []
        answer(page.study, "pubmed", now=now - timedelta(days=15))
        assert missed() == [page.slug], "one registry alone may not hide that the other is silent"
        answer(page.study, "pubmed", now=now)
        answer(page.study, "europe_pmc", identifier="10.1234/earlier", now=now - timedelta(days=90))
        assert missed() == [], "an answer about an earlier identifier says nothing"

    def test_costs_the_same_with_many_rows(self, editor: Client) -> None:
        def more(number: int) -> None:
            study = draft(f"more{number}")
            notice = found(study, f"10.1234/n{number}")
            registries.confirm_found_notice(found=notice, by=person("editor"), kind="correction")
            found(study, f"10.1234/m{number}")
            answer(study, "crossref", title="Sleep in mice")
            answer(study, "europe_pmc", result="failed", detail="It took too long.")
            registries.request_lookup(study=study, by=person("editor"))

        more(0)
        editor.get(ROOM)
        with CaptureQueriesContext(connection) as few:
            editor.get(ROOM)
        for number in range(1, 8):
            more(number)
        with CaptureQueriesContext(connection) as many:
            editor.get(ROOM)
        assert len(many) == len(few), "\n".join(query["sql"][:200] for query in many)


# --- One study beside the registries -------------------------------------------------------------------------


def bench_beside(pk: int) -> str:
    return f"/admin/desk/study/{pk}/registries"


def deed(client: Client, study: Study, name: str, **changes: str) -> Any:
    page = client.get(bench_beside(study.pk)).context["page"]
    return client.post(bench_beside(study.pk), {"_do": name, "_seen": page.seen, **changes}, follow=True)


class TestBeside:
    def test_shows_each_field_and_says_in_words_where_they_differ(self, editor: Client) -> None:
        study = draft(pmid="77", volume="12", pages="1121-1123")
        answer(
            study, "crossref", container_title="Journal of rest", year=2020, volume="12", doi=study.doi,
            pages="1121–3", authors=(Name(family="Berg", given="Ludwig", particle="van der"),),
        )  # fmt: skip
        answer(study, "pubmed", title=f"{OURS}: a cohort", pmid="77", year=2019)
        rows = {label: dict(cells) for label, _, cells in editor.get(bench_beside(study.pk)).context["page"].rows}
        told_of = {label: [cell.told for cell in cells.values()] for label, cells in rows.items()}
        assert told_of == {
            "Title": ["the same", "the same title, written differently"],
            "Authors": ["differs: 2 with us, 1 there", "not given"],
            "Journal": ["the same", "not given"],
            "Year": ["differs", "the same"],
            "Volume": ["the same", "not given"],
            "Pages": ["the same", "not given"],
            "DOI": ["the same", "not given"],
            "PMID": ["not given", "the same"],
        }
        html = text(editor.get(bench_beside(study.pk)))
        assert "<strong>Differs: 2 with us, 1 there</strong>" in html
        assert "Answered on 27 November 2026 about 10.1234/berg2019." in html
        assert html.count("<h1") == 1
        assert "style=" not in html

    def test_says_in_plain_words_what_went_wrong(self, editor: Client) -> None:
        study = draft()
        answer(study, "crossref", result="failed", detail="Crossref: it took too long.")
        answer(study, "europe_pmc", result="not_found")
        html = text(editor.get(bench_beside(study.pk)))
        assert "No usable answer on 27 November 2026. Crossref: it took too long." in html
        assert "Asked on 27 November 2026: it has no record of 10.1234/berg2019." in html
        assert "Not asked: that takes a PMID." in html
        assert "No registry has a record to compare with." in html

    def test_an_answer_about_an_earlier_identifier_is_no_source(self, editor: Client) -> None:
        study = draft(pmid="77")
        answer(study, "crossref")
        answer(study, "pubmed")
        study = studies.edit_study(study=study, by=person("editor"), changes={"doi": "10.1234/new"})
        html = text(editor.get(bench_beside(study.pk)))
        assert "is about 10.1234/berg2019, which this study does not have any more" in html
        assert "(about an earlier identifier)" in html
        assert "only one does so far" in html

    def test_a_record_kept_in_an_older_shape_is_no_failure(self, editor: Client) -> None:
        study = draft()
        kept = answer(study, "crossref")
        RegistryAnswer.objects.filter(pk=kept.pk).update(record={"title": "A", "shape": "of another time"})
        assert "kept in an older shape" in text(editor.get(bench_beside(study.pk)))

    def test_asking_again_leaves_a_wish_for_the_next_job(self, editor: Client, settings: Any) -> None:
        settings.REGISTRY_CONTACT = ""
        study = draft()
        assert "Your wish is kept." in told(deed(editor, study, "ask"))
        settings.REGISTRY_CONTACT = "desk@atlas.example"
        assert "by the next job" in told(deed(editor, study, "ask"))
        assert LookupRequest.objects.get().asked_by.username == "editor"
        assert "The next job asks." in text(editor.get(bench_beside(study.pk)))
        assert "by Editor. The next job asks." in text(editor.get(ROOM))

    def test_there_is_nothing_to_ask_with(self, editor: Client) -> None:
        study = draft(doi="")
        assert "Ask the registries again" not in text(editor.get(bench_beside(study.pk)))
        response = deed(editor, study, "ask")
        assert response.status_code == 409
        assert "neither a DOI nor a PMID" in told(response)

    def test_waiting_notices_lead_to_the_room(self, editor: Client) -> None:
        study = draft()
        found(study)
        html = text(editor.get(bench_beside(study.pk)))
        assert "1 found notice waits for a person." in html
        assert f'href="{ROOM}?study={study.pk}"' in html

    def test_other_versions_are_shown_with_their_address(self, editor: Client) -> None:
        study = draft()
        relations = (
            Relation("published_version_of", "doi", "10.1101/pre", "A preprint of it"),
            Relation("commented_by", "doi", "10.1234/comment", "Somebody's comment"),
        )
        answer(study, "crossref", relations=relations)
        html = text(editor.get(bench_beside(study.pk)))
        assert 'is the published version of <a href="https://doi.org/10.1101/pre"' in html
        assert "Somebody's comment" not in html


class TestConfirmingTheIdentity:
    @pytest.fixture
    def study(self) -> Study:
        study = draft(pmid="77")
        answer(study, "crossref", doi=study.doi)
        answer(study, "pubmed", title=f"{OURS}: a cohort", pmid="77")
        return study

    def test_names_registry_identifier_and_date_of_those_that_agree(self, editor: Client, study: Study) -> None:
        assert "The identity is confirmed." in told(deed(editor, study, "confirm_identity"))
        study.refresh_from_db()
        assert study.identity_confirmed_by.username == "editor"
        assert study.registered_title == OURS
        assert study.identity_sources == [
            "Crossref, 10.1234/berg2019, asked on 27 November 2026", "PubMed, PMID 77, asked on 27 November 2026",
        ]  # fmt: skip

    def test_takes_a_revision_in_review_back_and_says_so(self, editor: Client) -> None:
        study = ready_to_review(confirmed=False, pmid="77")
        for registry in ("crossref", "pubmed"):
            answer(study, registry)
        reviewed(study)
        assert "Revision 1 was taken back" in told(deed(editor, study, "confirm_identity"))

    Change = Callable[[Study], Any]

    @pytest.mark.parametrize(
        ("change", "says"),
        [
            (lambda study: answer(study, "pubmed", result="not_found"), "It takes two registries that agree"),
            (lambda study: answer(study, "pubmed", title="Sleep in mice"), "Registered: “Sleep in mice”"),
            (lambda study: answer(study, "pubmed", doi="10.1101/preprint"),
             "PubMed has the DOI 10.1101/preprint, ours is 10.1234/berg2019"),
        ],
        ids=["one alone", "another title", "the number of another version"],
    )  # fmt: skip
    def test_is_refused_where_they_do_not_agree(self, editor: Client, study: Study, change: Change, says: str) -> None:
        change(study)
        page = editor.get(bench_beside(study.pk))
        assert "Confirm the identity with these titles" not in text(page)
        response = deed(editor, study, "confirm_identity")
        assert response.status_code == 409
        assert says in told(response)
        study.refresh_from_db()
        assert not study.identity_confirmed

    def test_what_has_changed_since_it_was_read_is_not_confirmed(self, editor: Client, study: Study) -> None:
        seen = editor.get(bench_beside(study.pk)).context["page"].seen
        answer(study, "crossref", doi=study.doi, year=2001)
        response = editor.post(bench_beside(study.pk), {"_do": "confirm_identity", "_seen": seen})
        assert response.status_code == 409
        assert "has changed since you read this page" in told(response)

    def test_that_nothing_new_was_found_meanwhile_changes_nothing(self, editor: Client, study: Study) -> None:
        seen = editor.get(bench_beside(study.pk)).context["page"].seen
        registries.still_true(answer=study.registry_answers.get(registry="crossref"))
        assert editor.post(bench_beside(study.pk), {"_do": "confirm_identity", "_seen": seen}).status_code == 302

    def test_says_when_two_registries_are_nearly_one(self, editor: Client) -> None:
        study = draft(doi="", pmid="77")
        answer(study, "pubmed")
        answer(study, "europe_pmc", identifier="77")
        assert "these two are nearly one source" in text(editor.get(bench_beside(study.pk)))

    @pytest.mark.parametrize("role", ["Coder and reviewer", "Publisher", "Triager"])
    def test_takes_the_ability(self, study: Study, role: str) -> None:
        client = browser_of("somebody", role)
        events = AuditEvent.objects.count()
        assert "Your role does not include confirming it." in text(client.get(bench_beside(study.pk)))
        for name in ("confirm_identity", "take_over"):
            assert deed(client, study, name).status_code == 403
        assert AuditEvent.objects.count() == events


class TestOpenAccess:
    FREE = "https://read.example/paper?id=1"

    def test_an_address_of_europe_pmc_is_taken_over(self, editor: Client) -> None:
        study = draft()
        answer(study, "europe_pmc", url=self.FREE)
        assert "Take over this address" in text(editor.get(bench_beside(study.pk)))
        assert "is on the desk" in told(deed(editor, study, "take_over"))
        study.refresh_from_db()
        assert study.open_access_url == self.FREE
        assert "Europe PMC names the same." in text(editor.get(bench_beside(study.pk)))

    def test_what_our_rules_do_not_take_is_said(self, editor: Client) -> None:
        study = draft()
        answer(study, "europe_pmc", url="https://name@read.example/")
        response = deed(editor, study, "take_over")
        assert response.status_code == 409
        assert "holds no name or password" in told(response)

    def test_no_script_is_ever_an_address(self, editor: Client) -> None:
        study = draft()
        answer(study, "europe_pmc", url="javascript:alert(1)")
        assert "javascript:" not in text(editor.get(bench_beside(study.pk)))
        assert "names no address" in told(deed(editor, study, "take_over"))


# --- The workbench and the home page -------------------------------------------------------------------------


class TestElsewhere:
    def test_the_workbench_says_in_a_line_what_they_say(self, editor: Client) -> None:
        study = draft(pmid="77")
        assert "The registries have not been asked yet." in text(editor.get(bench(study)))
        answer(study, "crossref")
        answer(study, "pubmed", title="Sleep in mice")
        answer(study, "europe_pmc", result="failed")
        html = text(editor.get(bench(study)))
        assert (
            "Crossref, 27 November 2026: the title agrees. PubMed, 27 November 2026: another title than ours. "
            "Europe PMC, 27 November 2026: no usable answer." in html
        )
        assert f'href="{bench_beside(study.pk)}"' in html

    def test_the_workbench_shows_found_notices_until_they_are_decided_about(self, editor: Client) -> None:
        study = draft()
        notice = found(study)
        html = text(editor.get(bench(study)))
        assert "1 found notice waits for a person." in html
        assert "Retracted, as Crossref has it, found on 27 November 2026" in html
        registries.dismiss_found_notice(found=notice, by=person("editor"), reason="Another paper.")
        html = text(editor.get(bench(study)))
        assert "waits for a person" not in html
        assert "dismissed a notice that a registry named" in html

    def test_editors_find_found_notices_on_the_first_page(self, editor: Client) -> None:
        study = draft()
        found(study)
        found(study, "10.1234/second", kind="correction", now=NOON + timedelta(hours=1))
        home = text(editor.get("/admin/"))
        assert 'href="/admin/desk/queue/notices"' in home
        assert f'href="{ROOM}"' in home
        html = text(editor.get("/admin/desk/queue/notices"))
        assert f'href="{ROOM}?study={study.pk}"' in html
        assert "Since 27 November 2026. 2 notices." in html
        assert "/admin/desk/queue/notices" not in text(browser_of("reader", "Coder and reviewer").get("/admin/"))

    @pytest.mark.parametrize(
        "model", ["registryanswer", "lookuprequest", "foundnotice", "noticealert", "literaturesync"]
    )
    def test_the_rows_are_shown_and_never_changed_in_the_admin(self, model: str) -> None:
        chief = browser_of("chief")
        account = person("chief")
        account.is_superuser = True
        account.save()
        study = draft()
        found(study)
        answer(study, "crossref")
        registries.request_lookup(study=study, by=None)
        registries.keep_progress(query=QUERY, covered_until=date(2026, 11, 25), found=1, new=1)
        address = f"/admin/evidence/{model}/"
        assert chief.get(address).status_code == 200
        assert chief.get(f"{address}add/").status_code == 403
        (row,) = chief.get(address).context["cl"].result_list
        assert chief.get(f"{address}{row.pk}/change/").status_code == 200
        assert chief.post(f"{address}{row.pk}/change/", {}).status_code == 403
        assert chief.post(f"{address}{row.pk}/delete/", {"post": "yes"}).status_code == 403
