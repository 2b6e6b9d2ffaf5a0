"""Machines at the desk: findings and disputes, drafts taken over by people, and what shows while coding is blind."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.actions import assessments, drafts, editorial, scanning, studies, texts
from evidence.actions.content import page_content
from evidence.desk.machines import failing_pages
from evidence.desk.machines.places import pieces
from evidence.generator import DraftRequest, ExtractiveProvider
from evidence.models import (
    AuditEvent,
    FindingDispute,
    GeneratedDraft,
    Publication,
    Revision,
    ShelfScan,
    Study,
    StudyText,
)
from evidence.pem import Cohort, PEMFacts
from evidence.scanner import SCANNER_VERSION, Facts, Source, scan
from tests.factories import dispute_findings, draft, person, publish, ready_to_review
from tests.factories.studies import TEXTS
from tests.integration.test_bulk import chosen, confirm
from tests.integration.workbench_support import bench, browser_of, told, typed

pytestmark = pytest.mark.django_db

ABSTRACT = (
    "METHODS: We recruited 45 patients with ME/CFS who fulfilled the Canadian Consensus Criteria. "
    "RESULTS: Fatigue scores were lower in the patients who rested. CONCLUSIONS: Further studies are needed."
)
WRONG = {"summary": "The study had 84 people with ME/CFS."}
CCC = PEMFacts((Cohort.of(["ccc2003"]),))
FUKUDA = PEMFacts((Cohort.of(["fukuda1994"]),))
KINDS = {"CCC": (CCC, "required"), "Fukuda": (FUKUDA, "not_required")}


@pytest.fixture
def editor() -> Client:
    return browser_of("editor", "Editor")


def with_a_wrong_number(**make: Any) -> Study:
    return ready_to_review(text=TEXTS | WRONG, facts={"abstract": ABSTRACT}, **make)


def html_of(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.content.decode()


def finding(study: Study, rule: str = "number-not-in-source") -> str:
    """The fingerprint of what a rule finds on the desk."""
    return next(one.finding.fingerprint for one in scanning.desk_findings(study) if one.finding.rule == rule)


def part(html: str, start: str, end: str) -> str:
    return html.partition(start)[2].partition(end)[0]


# --- Findings --------------------------------------------------------------------------------------------------


class TestFindings:
    def test_stand_beside_their_block_and_in_what_is_missing(self, editor: Client) -> None:
        html = html_of(editor, bench(with_a_wrong_number()))
        beside = part(html, 'id="id_texts-summary"', 'id="id_texts-why_it_matters"')
        assert "Critical: blocks submission" in beside
        assert "84 does not stand in the source." in beside
        missing = part(html, "What is missing", "Who is working on it")
        assert "84" in missing
        assert "Nothing is missing for review." not in html

    def test_nothing_is_missing_once_the_number_is_mended(self, editor: Client) -> None:
        study = with_a_wrong_number()
        texts.write_text(study=study, by=person("editor"), texts={"summary": "The study had 45 people with ME/CFS."})
        assert "Nothing is missing for review." in html_of(editor, bench(study))

    def test_a_dispute_is_kept_with_its_person_and_ends_what_blocks(self, editor: Client) -> None:
        study = with_a_wrong_number()
        sent = {"finding": finding(study), "_do": "dispute", "reason": "Table 2 of the paper has it."}
        assert "Your reason is kept." in told(editor.post(bench(study, "findings"), sent, follow=True))
        dispute = FindingDispute.objects.get()
        assert (dispute.reason, dispute.by) == ("Table 2 of the paper has it.", person("editor"))
        html = html_of(editor, bench(study, "findings"))
        assert "Table 2 of the paper has it." in html
        assert "None of them blocks submission." in html
        assert "Nothing is missing for review." in html_of(editor, bench(study))
        assert editorial.submit(study=study, by=person("editor"))

    def test_a_dispute_taken_back_blocks_again(self, editor: Client) -> None:
        study = dispute_findings(with_a_wrong_number())
        editor.post(bench(study, "findings"), {"finding": finding(study), "_do": "take_back"})
        assert not FindingDispute.objects.exists()
        assert "1 of them blocks submission." in html_of(editor, bench(study, "findings"))
        again = editor.post(bench(study, "findings"), {"finding": finding(study), "_do": "take_back"})
        assert again.status_code == 409
        assert "has been taken back already" in again.content.decode()

    @pytest.mark.parametrize("reason", ["", "  \n ", "\x00"])
    def test_without_a_reason_nothing_is_disputed(self, editor: Client, reason: str) -> None:
        study = with_a_wrong_number()
        answer = editor.post(bench(study, "findings"), {"finding": finding(study), "reason": reason})
        assert answer.status_code == 409
        assert "Say why the finding is wrong." in answer.content.decode()
        assert not FindingDispute.objects.exists()

    def test_what_was_typed_comes_back_when_the_text_changed_meanwhile(self, editor: Client) -> None:
        study = with_a_wrong_number()
        sent = {"finding": finding(study), "reason": "Long and carefully written."}
        texts.write_text(study=study, by=person("colleague"), texts={"summary": "Some people rested."})
        answer = editor.post(bench(study, "findings"), sent)
        assert answer.status_code == 409
        assert "the text has changed" in answer.content.decode()
        assert "Long and carefully written." in answer.content.decode()

    def test_who_may_not_edit_sees_findings_and_disputes_nothing(self) -> None:
        study, reader = with_a_wrong_number(), browser_of("reader", "Publisher")
        html = html_of(reader, bench(study, "findings"))
        assert "Critical: blocks submission" in html
        assert "<textarea" not in html
        answer = reader.post(bench(study, "findings"), {"finding": finding(study), "reason": "I say so."})
        assert answer.status_code == 403
        assert not FindingDispute.objects.exists()

    def test_are_frozen_with_the_revision_and_shown_to_reviewers(self, editor: Client) -> None:
        study = dispute_findings(with_a_wrong_number())
        revision = editorial.submit(study=study, by=person("editor"))
        scanning.end_dispute(dispute=FindingDispute.objects.get(), by=person("editor"))
        html = html_of(browser_of("reviewer_one", "Coder and reviewer"), f"/admin/desk/review/{revision.pk}")
        section = part(html, 'id="scanned"', "</section>")
        assert f"Scanner {SCANNER_VERSION}" in section
        assert "Critical: blocks submission" in section
        assert "It is meant so." in section, "the dispute is frozen too, whatever the desk says since"
        assert html.index('id="scanned"') < html.index('id="decide"')

    def test_a_tombstone_has_no_scan_and_its_review_page_stands(self, editor: Client) -> None:
        publication = editorial.withdraw(study=publish().study, by=person("publisher"), reason="Wrong paper.")
        assert "What the scanner found" not in html_of(editor, f"/admin/desk/review/{publication.revision_id}")


# --- Blindness -------------------------------------------------------------------------------------------------

AGAINST = {"summary": "Some people with ME/CFS rested more. PEM was not required."}
"""Contradicts a verdict “required”, so the scanner says what the verdict is."""


def page_texts(client: Client, study: Study) -> list[str]:
    pages = [html_of(client, address) for address in (bench(study), bench(study, "findings"), bench(study, "machine"))]
    return [re.sub(r'(csrfmiddlewaretoken" value|initial-\w+" value)="[^"]*"', "", html) for html in pages]


@pytest.mark.parametrize("roles", [("Coder and reviewer", "Editor"), ("Editor",), ("Administrator",)])
def test_no_finding_tells_a_verdict_that_is_hidden(roles: tuple[str, ...]) -> None:
    study = ready_to_review(text=TEXTS | AGAINST, facts={"abstract": "An abstract."}, coded=False)
    watcher = browser_of("watcher", *roles)
    before = page_texts(watcher, study)
    assessments.propose(study=study, facts=CCC, machine_version="Classifier v0.1", quote="met the CCC", place="Methods")
    content = page_content(study)
    found = scan(content["texts"], Source(study.title, study.abstract), Facts.of_page(content))
    hidden = next(one.fingerprint for one in found if one.rule == "pem-claim-against-verdict")
    assert page_texts(watcher, study) == before
    asked = watcher.post(bench(study, "findings"), {"finding": hidden, "reason": "Let me see."})
    guessed = watcher.post(bench(study, "findings"), {"finding": "no such finding", "reason": "Let me see."})
    assert asked.content.decode().count(hidden) == 0
    assert "the text has changed" in asked.content.decode()
    assert (asked.status_code, len(asked.content)) == (guessed.status_code, len(guessed.content))
    assert not FindingDispute.objects.exists()


def test_the_finding_shows_once_people_have_settled_the_verdict(editor: Client) -> None:
    study = ready_to_review(text=TEXTS | AGAINST, facts={"abstract": "An abstract."})
    assert "The classification says that PEM was required." in html_of(editor, bench(study))


def test_the_admins_rows_of_a_hidden_proposal_do_not_show(editor: Client) -> None:
    study = ready_to_review(facts={"abstract": "An abstract."}, coded=False)
    assessments.propose(study=study, facts=CCC, machine_version="Classifier v0.1", quote="met the CCC", place="Methods")
    revision = editorial.submit(study=study, by=person("editor"))
    listing = "/admin/evidence/textscan/"
    assert f"Scan of revision {revision.pk}" not in html_of(editor, listing)
    assert editor.get(f"{listing}{revision.scan.pk}/change/").status_code == 302
    shown = editorial.submit(study=ready_to_review("open2019"), by=person("editor"))
    assert html_of(editor, f"{listing}{shown.scan.pk}/change/")


# --- What the classifier read ----------------------------------------------------------------------------------


def read_and_coded(one: str, other: str, key: str = "berg2019") -> Study:
    """The machine reads first, then two people."""
    study = draft(key, abstract=ABSTRACT)
    for name, kind in (("coder_one", one), ("coder_two", other)):
        facts, verdict = KINDS[kind]
        assessments.submit_assessment(
            study=study, by=person(name), facts=facts, verdict=verdict, quote="They met them.", place="Methods"
        )
    return study


class TestTheMachinesReading:
    def test_stands_beside_two_who_agree_with_its_words_marked(self) -> None:
        study = read_and_coded("CCC", "CCC")
        html = html_of(browser_of("coder_one", "Coder and reviewer"), f"/admin/desk/coding/{study.pk}")
        section = part(html, 'id="machine"', "</section>")
        assert "It says what people settled." in section
        assert "It read this before anybody began to code" in section
        assert "<mark>Canadian Consensus Criteria</mark>" in section
        assert "high: the words say it directly" in section
        assert "Classifier v" in section

    def test_a_third_person_sees_it_beside_two_who_differ(self) -> None:
        study = read_and_coded("CCC", "Fukuda")
        html = html_of(browser_of("third", "Coder and reviewer"), f"/admin/desk/coding/{study.pk}")
        assert "On the verdict it is with Coder one." in part(html, 'id="machine"', "</section>")
        assert "a third person decides" in html

    def test_is_hidden_before_both_have_finished_and_in_a_new_round(self, editor: Client) -> None:
        study = draft(abstract=ABSTRACT)
        assessments.submit_assessment(
            study=study, by=person("coder_one"), facts=CCC, verdict="required", quote="Met.", place="Methods"
        )
        coder = browser_of("coder_one", "Coder and reviewer")
        assert "<mark>" not in html_of(coder, f"/admin/desk/coding/{study.pk}")
        assert "There is nothing to show." in html_of(coder, bench(study, "machine"))
        study = read_and_coded("CCC", "CCC", key="other2019")
        assert "<mark>" in html_of(editor, bench(study, "machine"))
        assessments.open_new_round(study=study, by=person("editor"), reason="The full text was read.")
        assert "There is nothing to show." in html_of(editor, bench(study, "machine"))

    def test_words_are_not_marked_in_another_text_than_it_read(self, editor: Client) -> None:
        study = read_and_coded("CCC", "CCC")
        studies.edit_study(study=study, by=person("editor"), changes={"abstract": f"An error was here. {ABSTRACT}"})
        html = html_of(editor, bench(study, "machine"))
        assert "has been corrected since" in html
        assert "<mark>" not in html

    def test_an_older_proposal_without_its_words_can_be_shown(self, editor: Client) -> None:
        study = draft()
        assessments.propose(study=study, facts=CCC, machine_version="Classifier v0.1", quote="Met.", place="Methods")
        for name in ("coder_one", "coder_two"):
            assessments.submit_assessment(
                study=study, by=person(name), facts=CCC, verdict="required", quote="Met.", place="Methods"
            )
        assert "It says" in html_of(editor, bench(study, "machine"))


# --- Drafts ----------------------------------------------------------------------------------------------------

OWN_WORDS = "Fatigue was lower in people who rested."


def proposed(study: Study, *, publishable: bool, **fields: Any) -> GeneratedDraft:
    """A draft as the job keeps it. What may be taken over comes from a model, so its answer is written out here."""
    asked = drafts.request_draft(study=study, by=person("editor"))
    if not publishable:
        made = ExtractiveProvider().propose(DraftRequest(title=study.title, abstract=study.abstract))
        return drafts.keep_draft(
            draft=asked, proposal=made.as_json(), label=made.provenance.label, publishable=made.publishable
        )
    start = study.abstract.index("Fatigue")
    spans = [{"part": "abstract", "start": start, "end": start + len("Fatigue scores were lower")}]
    proposal = {
        "publishable": True,
        "fields": {"summary": [{"text": OWN_WORDS, "role": "findings", "spans": spans}]} | fields,
        "dropped": [{"field": "summary", "text": "Rest cures.", "role": "findings", "rule": "no-support",
                     "reason": "The paper does not say so."}],
        "missing": ["limitations"], "notes": ["The abstract was cut."],
        "provenance": {"label": "v1, local-model, prompt 1", "provider": "openai_compatible", "model": "local-model",
                       "prompt_version": "1", "tokens_in": 812, "tokens_out": 95, "cost": "0.0021",
                       "source_sent": True, "sending": "The licence allows it.",
                       "source_sha256": DraftRequest(title=study.title, abstract=study.abstract).source_sha256},
    }  # fmt: skip
    return drafts.keep_draft(draft=asked, proposal=proposal, label="v1, local-model, prompt 1", publishable=True)


def readable(key: str = "berg2019", *, abstract: str = ABSTRACT) -> Study:
    """A study of which an editor has read the abstract."""
    study = draft(key, abstract=abstract)
    return studies.edit_study(study=study, by=person("editor"), changes={"basis": "abstract"})


def take_over(client: Client, study: Study, row: GeneratedDraft, field: str = "summary", **changes: str) -> Any:
    shown = client.get(bench(study, f"draft/{row.pk}"))
    sent = {"_do": "take_over", "field": field, "_seen": str(shown.context["seen"])} | changes
    return client.post(bench(study, f"draft/{row.pk}"), sent, follow=True)


class TestDrafts:
    def test_the_button_asks_and_keeps_what_is_typed(self, editor: Client) -> None:
        study = readable()
        answer = editor.post(
            bench(study, "ask-for-draft"), typed(editor.get(bench(study)), texts__summary="Half a sentence")
        )
        assert "A draft has been asked for." in told(answer)
        assert "Half a sentence" in answer.content.decode()
        html = html_of(editor, bench(study))
        assert "asked for" in part(html, 'aria-label="Drafts of the generator"', "</ul>")
        assert "Ask for a draft" not in html
        assert GeneratedDraft.objects.get().requested_by == person("editor")

    def test_without_an_abstract_nothing_is_asked_for(self, editor: Client) -> None:
        study = draft()
        answer = editor.post(bench(study, "ask-for-draft"), typed(editor.get(bench(study)), texts__summary="Mine"))
        assert answer.status_code == 409
        assert "There is no abstract at hand." in told(answer)
        assert "Mine" in answer.content.decode()

    def test_the_page_shows_each_sentence_beside_the_place_it_rests_on(self, editor: Client) -> None:
        study = readable()
        row = proposed(study, publishable=True)
        html = html_of(editor, bench(study, f"draft/{row.pk}"))
        for words in (
            OWN_WORDS, "(what was found)", "<mark>Fatigue scores were lower</mark>", 'href="#place-abstract-1"',
            'id="place-abstract-1"', "Rest cures.", "The paper does not say so.", "Limitations", "local-model", "812",
            "0.0021", "Yes. The licence allows it.", "The abstract was cut.", "The scanner finds nothing in it.",
        ):  # fmt: skip
            assert words in html, words

    def test_the_scanner_has_read_it_already(self, editor: Client) -> None:
        study = readable()
        wrong = [{"text": "The study had 84 people with ME/CFS.", "role": "participants", "spans": []}]
        row = proposed(study, publishable=True, summary=wrong)
        html = html_of(editor, bench(study, f"draft/{row.pk}"))
        assert "Critical: blocks submission" in html

    def test_a_field_is_taken_over_in_the_name_of_the_person(self, editor: Client) -> None:
        study = readable()
        row = proposed(study, publishable=True)
        assert "Taken over, in your name." in told(take_over(editor, study, row))
        text = StudyText.objects.get()
        assert (text.summary, text.drafted_by, text.generator_version) == (
            OWN_WORDS, "generator", "v1, local-model, prompt 1",
        )  # fmt: skip
        assert AuditEvent.objects.get(action="draft.taken_over").actor == person("editor")
        assert "Taken over by Editor." in html_of(editor, bench(study, f"draft/{row.pk}"))

    def test_nothing_takes_the_place_of_words_that_were_not_seen(self, editor: Client) -> None:
        study = readable()
        row = proposed(study, publishable=True)
        texts.write_text(study=study, by=person("colleague"), texts={"summary": "A colleague wrote this."})
        answer = take_over(editor, study, row, _seen="0")
        assert answer.status_code == 409
        assert "Somebody saved these texts after you opened this page." in told(answer)
        assert StudyText.objects.get().summary == "A colleague wrote this."
        assert "A colleague wrote this." in answer.content.decode()

    def test_the_papers_own_sentences_cannot_be_taken_over(self, editor: Client) -> None:
        study = readable()
        row = proposed(study, publishable=False)
        html = html_of(editor, bench(study, f"draft/{row.pk}"))
        assert "<mark>" in html
        assert 'value="take_over"' not in html
        assert take_over(editor, study, row, field=next(iter(row.proposal["fields"]))).status_code == 409
        assert not StudyText.objects.exists()

    def test_the_papers_own_sentence_in_a_text_is_named_among_what_is_missing(self, editor: Client) -> None:
        study = ready_to_review(facts={"abstract": ABSTRACT})
        row = proposed(study, publishable=False)
        field, sentences = next(iter(row.proposal["fields"].items()))
        texts.write_text(study=study, by=person("editor"), texts={field: sentences[0]["text"]})
        missing = part(html_of(editor, bench(study)), "What is missing", "Who is working on it")
        assert "holds a sentence of the paper itself" in missing

    def test_is_put_aside_and_stays_readable(self, editor: Client) -> None:
        study = readable()
        row = proposed(study, publishable=True)
        assert "Put aside." in told(editor.post(bench(study, f"draft/{row.pk}"), {"_do": "discard"}, follow=True))
        html = html_of(editor, bench(study, f"draft/{row.pk}"))
        assert OWN_WORDS in html
        assert "<button" not in part(html, 'class="bench"', "<footer")
        assert take_over(editor, study, row).status_code == 409

    def test_one_that_failed_says_why_and_what_it_cost(self, editor: Client) -> None:
        study = readable()
        row = drafts.fail_draft(
            draft=drafts.request_draft(study=study, by=person("editor")), error="The server took too long.",
            spent={"provider": "openai_compatible", "tokens_in": 40, "attempts": 3, "source_sent": True},
        )  # fmt: skip
        html = html_of(editor, bench(study, f"draft/{row.pk}"))
        assert "The server took too long." in html
        assert "<dd>3</dd>" in html
        assert "The server took too long." in html_of(editor, bench(study))

    @pytest.mark.parametrize("proposal", [{}, {"fields": {"summary": "no list"}}, {"fields": {"summary": [{}]}}])
    def test_any_stored_shape_can_be_shown(self, editor: Client, proposal: dict[str, Any]) -> None:
        study = readable()
        asked = drafts.request_draft(study=study, by=person("editor"))
        drafts.keep_draft(draft=asked, proposal=proposal, label="v0", publishable=True)
        html_of(editor, bench(study, f"draft/{asked.pk}"))

    def test_belongs_to_its_study_and_to_editors(self, editor: Client) -> None:
        study, other = readable(), readable("other2019")
        row = proposed(study, publishable=True)
        html_of(editor, bench(other, f"draft/{row.pk}"), status=404)
        reader = browser_of("reader", "Publisher")
        assert OWN_WORDS in html_of(reader, bench(study, f"draft/{row.pk}"))
        assert take_over(reader, study, row).status_code == 403
        assert reader.post(bench(study, "ask-for-draft")).status_code == 403
        assert browser_of("nobody").get(bench(study, f"draft/{row.pk}")).status_code == 403

    def test_what_a_machine_or_a_paper_says_is_escaped(self, editor: Client) -> None:
        nasty = "<script>alert(1)</script>"
        study = readable(abstract=f"{nasty} {ABSTRACT}")
        rows = [{"text": nasty, "role": nasty, "spans": [{"part": "abstract", "start": 0, "end": 25}]}]
        row = proposed(study, publishable=True, summary=rows)
        html = html_of(editor, bench(study, f"draft/{row.pk}"))
        assert nasty not in html
        assert "<mark>&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("places", "told_pieces"),
    [
        ([], [("abcdef", ())]),
        ([(1, 3, "x")], [("a", ()), ("bc", ("x",)), ("def", ())]),
        ([(0, 4, "x"), (2, 6, "y")], [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]),
        ([(0, 6, "x"), (0, 6, "x")], [("abcdef", ("x",))]),
        ([(-1, 3, "x"), (3, 3, "y"), (4, 99, "z")], [("abcdef", ())]),
    ],
)
def test_a_text_is_cut_where_places_begin_and_end(places: Any, told_pieces: Any) -> None:
    cut = pieces("abcdef", places)
    assert [(piece.text, piece.marks) for piece in cut] == told_pieces
    assert "".join(piece.text for piece in cut) == "abcdef"


# --- Queues and bulk -------------------------------------------------------------------------------------------


def failing(publication: Publication, *, version: str = SCANNER_VERSION, found: str = "CRITICAL", of: str = "x") -> int:
    """As the rescan leaves it: rules that came later find something in what was published. Returns the study's id."""
    ShelfScan.objects.create(
        publication=publication, scanner_version=version, findings=[{"severity": found, "fingerprint": of}],
        critical=found == "CRITICAL", warnings=found == "WARNING", scanned_at=timezone.now(),
    )  # fmt: skip
    return publication.study_id


class TestPagesThatFail:
    def test_are_live_ones_at_the_present_version(self) -> None:
        fails = failing(publish(key="fails2019"))
        failing(publish(key="passes2019"), found="WARNING")
        failing(publish(key="older2019"), version="v0.1")
        old = publish(key="mended2019")
        failing(old)
        texts.write_text(study=old.study, by=person("editor"), texts={"summary": "Other words."})
        publish(old.study, reason="Mended.")
        gone = publish(key="gone2019")
        failing(gone)
        editorial.withdraw(study=gone.study, by=person("publisher"), reason="Wrong paper.")
        assert [(one.study_id, one.critical) for one in failing_pages()] == [(fails, 1)]

    def test_wait_no_longer_once_the_finding_is_disputed_at_the_desk(self) -> None:
        study = with_a_wrong_number()
        page = publish(dispute_findings(study))
        scanning.end_dispute(dispute=FindingDispute.objects.get(), by=person("editor"))
        failing(page, of=finding(study))
        assert [one.study_id for one in failing_pages()] == [study.pk]
        dispute_findings(study)
        assert failing_pages() == []

    def test_cost_two_queries(self, django_assert_num_queries: Any) -> None:
        for number in range(4):
            failing(publish(key=f"fails{number}"))
        with django_assert_num_queries(2):
            assert len(failing_pages()) == 4


class TestReadingInBulk:
    def test_tells_how_many_and_never_what_was_read(self, editor: Client) -> None:
        fresh, known = draft("fresh2019", abstract=ABSTRACT), draft("known2019", abstract=ABSTRACT)
        assessments.read_by_machine(study=known)
        html = chosen(editor, "read-by-machine", fresh, known).content.decode()
        assert "Will be done: 1" in html
        assert "Refused: 1" in html
        assert not fresh.classifications.exists(), "a preview keeps nothing"
        html = confirm(editor, "read-by-machine", html)
        assert "1 done, 1 not done." in html
        assert fresh.classifications.get().machine["verdict"] == "required"
        for secret in ("PEM required", "required.", "Canadian"):
            assert secret not in html

    def test_is_for_editors(self) -> None:
        assert browser_of("reader", "Publisher").get("/admin/desk/bulk/read-by-machine").status_code == 403


def test_the_workbench_costs_the_same_with_many_findings_disputes_and_drafts(editor: Client) -> None:
    study = with_a_wrong_number()
    dispute_findings(study)
    drafts.discard_draft(draft=proposed(study, publishable=False), by=person("editor"))
    addresses = (bench(study), bench(study, "findings"), bench(study, "machine"))

    def cost() -> list[int]:
        counts = []
        for address in addresses:
            editor.get(address)
            with CaptureQueriesContext(connection) as queries:
                editor.get(address)
            counts.append(len(queries))
        return counts

    few = cost()
    many_wrong = " ".join(f"{number} people rested." for number in range(101, 109))
    texts.write_text(study=study, by=person("editor"), texts={"summary": many_wrong})
    dispute_findings(study)
    for _ in range(5):
        drafts.discard_draft(draft=proposed(study, publishable=False), by=person("editor"))
    assert cost() == few


@pytest.mark.parametrize("address", ["findings", "machine", "draft/1"])
def test_strangers_are_sent_to_the_door(client: Client, address: str) -> None:
    answer = client.get(bench(draft(), address))
    assert (answer.status_code, "/login" in answer["Location"]) == (302, True)


def test_a_revision_in_review_is_taken_back_by_a_take_over_and_the_page_says_so_first(editor: Client) -> None:
    study = ready_to_review(facts={"abstract": ABSTRACT})
    row = proposed(study, publishable=True)
    revision = editorial.submit(study=study, by=person("editor"), now=timezone.now() + timedelta(seconds=1))
    assert "Revision 1 is in review." in html_of(editor, bench(study, f"draft/{row.pk}"))
    take_over(editor, study, row)
    assert editorial.state_of(Revision.objects.get(pk=revision.pk)) == "draft"
