"""Two studies that are one work, and entries that may be either: a person decides, and can take it back."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions import editorial, merging, notices, studies, texts
from evidence.actions.imports import ImportReport, import_citations
from evidence.actions.imports.undoing import undo_batch
from evidence.actions.merging.finding import find_doubles
from evidence.keeping_up import machine_work
from evidence.models import (
    AuditEvent,
    DoubtfulEntry,
    ImportBatch,
    MergedIdentity,
    MergeProposal,
    PEMClassification,
    SlugRedirect,
    Study,
    StudyContributor,
)
from evidence.workflow import Refusal
from tests.factories import bibtex_entry, draft, person, publish
from tests.integration.test_import_room import facts
from tests.integration.workbench_support import browser_of, told

pytestmark = pytest.mark.django_db

ROOM = "/admin/desk/doubles/"
TITLE = "Rest and symptoms in one"


@pytest.fixture
def editor() -> Client:
    return browser_of("editor", "Editor")


def bring(*entries: str) -> ImportReport:
    return import_citations(data="\n".join(entries), name="mine.bib", by=person("editor"))


def two(**more: str) -> tuple[Study, Study]:
    """The same work under a DOI and under a PMID, with a little more on each."""
    one = draft("one", pmid="", volume="12")
    other = draft("two", doi="", title=TITLE + " of people", pmid="77", issue="3", year="2020", **more)
    return one, other


def proposed(one: Study, other: Study) -> MergeProposal:
    return merging.propose_merge(one=one, other=other, reason="The same paper.", by=person("editor"))


def merge(proposal: MergeProposal, stays: Study, **more: Any) -> Study:
    return merging.merge_studies(proposal=proposal, survivor=stays.pk, by=person("editor"), **more)


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


def everything() -> dict[str, Any]:
    """What hangs on studies, row by row, but for what is meant to stay after an undo."""
    found: dict[str, Any] = {"facts": facts(), "redirects": list(SlugRedirect.objects.values_list("old_slug", "study"))}
    skipped = {"Study", "StudyContributor", "MergedIdentity", "Author", "NoticeAlert"}
    for relation in Study._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and relation.related_model.__name__ not in skipped:
            model = relation.related_model
            found[model.__name__] = list(model._base_manager.order_by("pk").values())
    return found


# --- Finding -------------------------------------------------------------------------------------------------


class TestFinding:
    def test_the_desk_is_searched_for_what_may_be_one(self) -> None:
        a, b = draft("a", doi="", title="Alike in every word of it"), draft("b", title="Quite another name")
        Study.objects.filter(pk=b.pk).update(match_key=a.match_key)
        draft("c", pmid="4711")
        by_address = draft("d", doi="", title="Known by its address")
        Study.objects.filter(pk=by_address.pk).update(url="https://pubmed.ncbi.nlm.nih.gov/4711/")
        draft("alone")
        assert find_doubles(by=person("editor")) == 2
        assert find_doubles() == 0
        reasons = sorted(MergeProposal.objects.values_list("reason", flat=True))
        assert reasons == [
            "PMID 4711 of one stands in another field of the other.",
            "They have the same title, year and first author.",
        ]
        first = MergeProposal.objects.first()
        assert first is not None
        merging.dismiss_proposal(proposal=first, by=person("editor"), reason="Two parts.")
        assert find_doubles() == 0

    def test_an_import_that_finds_two_candidates_opens_a_proposal(self, editor: Client) -> None:
        bring(bibtex_entry("one"), bibtex_entry("two", doi="", pmid="77", title="Another title of it"))
        assert bring(bibtex_entry("three", doi="10.1234/one", pmid="77")).refused == 1
        assert find_doubles() == 1
        assert "An entry of an import may be either." in page_of(editor.get(ROOM))

    def test_two_can_be_named_by_hand(self, editor: Client) -> None:
        one, other = two()
        data = {"_do": "propose", "one": f"/evidence/{one.slug}", "other": "77", "reason": "The same paper."}
        assert "There is no study" in told(editor.post(ROOM, data | {"other": "nowhere"}))
        response = editor.post(ROOM, data, follow=True)
        assert "Side by side" in page_of(response)
        assert MergeProposal.objects.get().opened_by == person("editor")
        assert other.pk == MergeProposal.objects.get().other

    def test_the_room_costs_the_same_queries_for_any_number(self, editor: Client) -> None:
        counts = []
        for keys in ("ab", "cdefgh"):
            made = [draft(key, title=f"Work {key} of rest") for key in keys]
            for one, other in zip(made[::2], made[1::2], strict=True):
                proposed(one, other)
            editor.get(ROOM)
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(ROOM).status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]


# --- Merging and its undo ------------------------------------------------------------------------------------


class TestMerging:
    def test_is_previewed_field_by_field_then_done_and_undone_exactly(self, editor: Client) -> None:
        one, other = two()
        notices.add_notice(study=other, by=person("editor"), kind="correction", source="The journal")
        studies.link_studies(study=other, kind="related", by=person("editor"), target=one)
        texts.write_text(study=other, by=person("editor"), texts={"why_it_matters": "Few have asked."})
        machine_work.read_studies()
        proposal, before = proposed(one, other), everything()
        address = f"{ROOM}{proposal.pk}"
        html = page_of(editor.get(address, {"survivor": "one", "from-published": "other"}))
        assert html.count("<h1") == 1
        page = editor.get(address, {"survivor": "one", "from-published": "other"}).context["pair"]
        assert {row.name: row.result for row in page.rows if row.differs} == {
            "title": TITLE, "published": "2020", "volume": "12", "issue": "3", "doi": "10.1234/one", "pmid": "77",
        }  # fmt: skip
        sent = {"_do": "merge", "survivor": "one", "_seen": page.tokens, "from-published": "other", "reason": "One."}
        response = editor.post(address, sent, follow=True)
        assert "Merged. What stays is" in told(response)
        stays = Study.objects.get()
        assert (stays.pk, stays.year, stays.issue, stays.pmid, stays.title) == (one.pk, 2020, "3", "77", TITLE)
        assert stays.import_records.count() == 2
        assert stays.notices.count() == 1
        assert stays.texts.get().why_it_matters == "Few have asked."
        assert not stays.links.exists()
        assert SlugRedirect.objects.get().study == stays
        assert StudyContributor.objects.filter(study=stays, kind="wrote").exists()

        again = editor.post(address, {"_do": "undo"}, follow=True)
        assert "is a study of its own again" in told(again)
        assert everything() == before
        assert MergeProposal.objects.get().state == "undone"

    def test_a_later_import_meets_the_one_that_stays_by_either_identity(self) -> None:
        one, other = draft("one", pmid="11"), draft("two", pmid="22", title=TITLE + " of people")
        merge(proposed(one, other), one)
        for entry in (
            bibtex_entry("one"), bibtex_entry("two", title=TITLE + " of people"),
            bibtex_entry("x", doi="", pmid="22", title=TITLE + " of people"),
            bibtex_entry("y", doi="", title=TITLE + " of people"),
        ):  # fmt: skip
            report = bring(entry)
            assert (report.created, report.refused) == (0, 0), report.problems
        assert Study.objects.get() == one
        assert import_citations(data="pmid:22\n10.1234/two\n", name="list.txt").matched == 2
        with pytest.raises(Exception, match="belongs to another study"):
            studies.edit_study(study=draft("new"), by=person("editor"), changes={"pmid": "22"})

    def test_keeps_what_only_one_of_them_may_have_and_says_what_forbids_it(self, editor: Client) -> None:
        page = publish(key="live")
        live, other = Study.objects.get(pk=page.study_id), draft("other")
        proposal = proposed(live, other)
        with pytest.raises(Refusal, match="is published, so it is the one that has to stay"):
            merge(proposal, other)
        second = publish(key="second")
        both = proposed(live, Study.objects.get(pk=second.study_id))
        assert "Both are published. Withdraw the page" in page_of(editor.get(f"{ROOM}{both.pk}"))
        with pytest.raises(Refusal, match="Both are published"):
            merge(both, live)
        assert merge(proposal, live) == live
        publication = live.publications.current().get()
        assert publication.content == page.content

    def test_a_withdrawn_page_keeps_its_address_and_its_identifiers_go(self) -> None:
        page, gone = publish(key="live"), publish(key="gone")
        live, withdrawn = (Study.objects.get(pk=one.study_id) for one in (page, gone))
        editorial.withdraw(study=withdrawn, by=person("publisher"), reason="The same paper as another page.")
        proposal, before = proposed(live, withdrawn), facts()
        merge(proposal, live)
        withdrawn.refresh_from_db()
        assert (withdrawn.doi, withdrawn.slug) == (None, gone.slug)
        assert withdrawn.publications.standing().get().is_withdrawn
        assert bring(bibtex_entry("gone")).matched == 1
        assert live.import_records.count() == 3
        merging.undo_merge(proposal=proposal, by=person("editor"))
        assert facts() == before

    def test_a_preprint_is_linked_to_its_paper_and_never_merged(self, editor: Client) -> None:
        paper, preprint = draft("paper"), draft("pre", title="Rest and symptoms in paper")
        Study.objects.filter(pk=preprint.pk).update(type="article")
        proposal = proposed(paper, preprint)
        address = f"{ROOM}{proposal.pk}"
        assert "they are linked, never merged" in page_of(editor.get(address))
        page = editor.get(address).context["pair"]
        refused = editor.post(address, {"_do": "merge", "survivor": "one", "_seen": page.tokens})
        assert refused.status_code == 409
        editor.post(address, {"_do": "link"})
        assert preprint.links.get().kind == "preprint_of"
        assert MergeProposal.objects.get().state == "dismissed"

    def test_what_changed_since_it_was_looked_at_is_not_merged(self, editor: Client) -> None:
        one, other = two()
        proposal = proposed(one, other)
        seen = editor.get(f"{ROOM}{proposal.pk}").context["pair"].tokens
        studies.edit_study(study=one, by=person("editor"), changes={"country": "Norway"})
        response = editor.post(f"{ROOM}{proposal.pk}", {"_do": "merge", "survivor": "one", "_seen": seen})
        assert response.status_code == 409
        assert "has edited one of the two since you looked" in told(response)
        assert Study.objects.count() == 2

    def test_once_somebody_has_worked_on_it_it_is_not_taken_apart(self) -> None:
        one, other = two()
        proposal = proposed(one, other)
        merge(proposal, one)
        studies.edit_study(study=one, by=person("editor"), changes={"country": "Norway"})
        with pytest.raises(Refusal, match="has been worked on since the merge"):
            merging.undo_merge(proposal=proposal, by=person("editor"))

    @pytest.mark.parametrize("role", ["Coder and reviewer", "Triager"])
    def test_takes_the_ability(self, role: str) -> None:
        proposal, client = proposed(*two()), browser_of("somebody", role)
        events = AuditEvent.objects.count()
        page = client.get(f"{ROOM}{proposal.pk}")
        assert "Your role does not include deciding" in page_of(page)
        for deed in ("merge", "dismiss", "link", "undo"):
            sent = {"_do": deed, "survivor": "one", "_seen": page.context["pair"].tokens, "reason": "X"}
            assert client.post(f"{ROOM}{proposal.pk}", sent).status_code in (403, 409)
        assert client.post(ROOM, {"_do": "find"}).status_code == 403
        assert (AuditEvent.objects.count(), MergeProposal.objects.get().state) == (events, "open")


def test_the_database_holds_what_merging_promises() -> None:
    one, other = two()
    live = Study.objects.get(pk=publish(key="live").study_id)
    proposal = proposed(one, other)
    identity = {
        "proposal": proposal, "study": one, "slug": "x", "title": "X", "study_number": other.pk,
        "at": proposal.opened_at,
    }  # fmt: skip

    def refused(says: str, change: Any) -> None:
        with pytest.raises(IntegrityError, match=says):
            _changed_and_checked(change)

    refused("gone until that is undone", lambda: MergedIdentity.objects.create(**identity))
    refused("withdraw its page", lambda: MergedIdentity.objects.create(**identity | {"study_number": live.pk}))
    Study.objects.filter(pk=one.pk).update(type="article")
    refused("linked, never merged", lambda: MergedIdentity.objects.create(**identity))
    Study.objects.filter(pk=one.pk).update(type="article-journal")
    merge(proposal, one)
    again = Study(slug="again", title="X", pmid="77")
    Study.objects.filter(pk=one.pk).update(pmid=None)
    refused("into which its record was merged", again.save)
    refused("into which its record was merged", lambda: Study.objects.filter(pk=live.pk).update(pmid="77"))
    refused("never forgotten", lambda: MergedIdentity.objects.all().delete())
    refused("stays as it is", lambda: MergeProposal.objects.update(state="open"))
    machine_work.read_studies()
    refused("never deleted", lambda: PEMClassification.objects.filter(study=one).delete())


@transaction.atomic
def _changed_and_checked(change: Any) -> None:
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


# --- Entries in doubt ----------------------------------------------------------------------------------------


class TestDoubts:
    ENTRY = bibtex_entry("three", doi="10.1234/one", pmid="22", title="Rest and symptoms in one", volume="9")

    @pytest.fixture
    def doubt(self) -> DoubtfulEntry:
        bring(bibtex_entry("one", pmid="11"), bibtex_entry("two", pmid="22"))
        assert bring(self.ENTRY).refused == 1
        assert bring(self.ENTRY).refused == 1
        return DoubtfulEntry.objects.get()

    def test_the_entry_stands_beside_what_it_may_be(self, editor: Client, doubt: DoubtfulEntry) -> None:
        assert f'href="{ROOM}entry/{doubt.pk}"' in page_of(editor.get(ROOM))
        html = page_of(editor.get(f"{ROOM}entry/{doubt.pk}"))
        assert "The identifiers lead to different studies" in html
        assert html.count("It is study ") == 2

    def test_it_is_this_one_is_an_import_that_is_remembered_and_can_be_undone(
        self, editor: Client, doubt: DoubtfulEntry
    ) -> None:
        one = Study.objects.get(pmid="11")
        response = editor.post(f"{ROOM}entry/{doubt.pk}", {"_do": f"study-{one.pk}"}, follow=True)
        assert "Decided. It is an import of its own" in told(response)
        one.refresh_from_db()
        assert (one.volume, one.pmid) == ("9", "11")
        doubt.refresh_from_db()
        assert (doubt.study, doubt.decided_by) == (one, person("editor"))
        report = bring(self.ENTRY)
        assert (report.matched, report.refused) == (1, 0)
        again = editor.post(f"{ROOM}entry/{doubt.pk}", {"_do": f"study-{one.pk}"})
        assert "decided about this entry already" in told(again)
        assert doubt.decided_in is not None
        undo_batch(batch=doubt.decided_in, by=person("editor"), reason="It was the other.")
        one.refresh_from_db()
        doubt.refresh_from_db()
        assert (one.volume, doubt.state, doubt.study) == ("", "open", None)

    def test_it_is_new_needs_what_tells_it_apart(self, editor: Client, doubt: DoubtfulEntry) -> None:
        address = f"{ROOM}entry/{doubt.pk}"
        for sent, says in (
            ({}, "Say why this is another work"),
            ({"because": "A second part."}, "What tells it apart is missing"),
            ({"because": "A second part.", "doi": "10.1234/two"}, "belongs to “Rest and symptoms in two”"),
            ({"because": "A second part.", "doi": "nothing"}, "is no DOI"),
        ):
            response = editor.post(address, {"_do": "new", **sent})
            assert response.status_code == 409
            assert says in told(response)
        assert Study.objects.count() == 2
        editor.post(address, {"_do": "new", "because": "A second part.", "doi": "https://doi.org/10.1234/THREE"})
        made = Study.objects.get(doi="10.1234/three")
        assert (made.pmid, made.volume) == (None, "9")
        assert [link.author.name.display for link in made.authorships.all()] == ["Ludwig van der Berg", "Sue O'Neil"]
        report = bring(self.ENTRY)
        assert (report.matched, report.created, report.refused) == (1, 0, 0)

    def test_it_is_new_without_an_identifier_is_confirmed(self, editor: Client, doubt: DoubtfulEntry) -> None:
        sent = {"_do": "new", "because": "A second part.", "differs": "on"}
        editor.post(f"{ROOM}entry/{doubt.pk}", sent)
        made = Study.objects.latest("pk")
        assert (made.doi, made.pmid) == (None, None)
        assert ImportBatch.objects.latest("pk").created == 1

    def test_the_undo_of_its_import_drops_it(self, doubt: DoubtfulEntry) -> None:
        report = bring(bibtex_entry("four"), self.ENTRY.replace("three", "five"))
        assert report.batch is not None
        assert DoubtfulEntry.objects.filter(batch=report.batch).get().state == "open"
        undo_batch(batch=report.batch, by=person("editor"), reason="The wrong file.")
        assert DoubtfulEntry.objects.filter(batch=report.batch).get().state == "dropped"

    def test_takes_the_ability(self, doubt: DoubtfulEntry) -> None:
        client = browser_of("somebody", "Coder and reviewer")
        assert "It is study " not in page_of(client.get(f"{ROOM}entry/{doubt.pk}"))
        assert client.post(f"{ROOM}entry/{doubt.pk}", {"_do": "new"}).status_code == 403
