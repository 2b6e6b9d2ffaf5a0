"""The whole way of one study, in a real browser, with and without JavaScript.

Import, two blind coders, facts and texts, identity, review by two people, publication 1; then a revision with its
reason, review, publication 2, its history; then a tombstone. Six people, each with an own account, password and
only the role they need.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from evidence.desk.review import CHECKLIST
from evidence.models import AuditEvent, Publication, Study
from tests.factories import bibtex_entry, person
from tests.functional.steps import follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PASSWORD = "long enough to do"
ROLES = {
    "editor": "Editor",
    "coder_one": "Coder and reviewer",
    "coder_two": "Coder and reviewer",
    "reviewer_one": "Coder and reviewer",
    "reviewer_two": "Coder and reviewer",
    "publisher": "Publisher",
}
TEXTS = {
    "In one sentence": "People who rested had lower symptom scores after six months.",
    "Summary": "Some people with ME/CFS rested more. Their scores were lower.",
    "Why it matters": "Few studies have asked this.",
    "What this study does not prove": "That rest caused the change.\nThat it helps everybody.",
}
PATH = "/evidence/van-der-berg-2019-rest-symptoms"

Open = Callable[[str, str], Any]


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def desk(request: pytest.FixtureRequest, visit: Any, live_server: Any) -> Open:
    """`desk(name, path)`: the page at `path` in the browser of that person, who signs in the first time."""
    browsers: dict[str, Any] = {}

    def open_page(name: str, path: str) -> Any:
        if name not in browsers:
            account = person(name, roles=[ROLES[name]], is_staff=True)
            account.set_password(PASSWORD)
            account.save()
            page = browsers[name] = visit("/admin/", javascript=request.param)
            page.get_by_label("Username").fill(name)
            page.get_by_label("Password").fill(PASSWORD)
            press(page, "Sign in")
        page = browsers[name]
        page.goto(live_server.url + path)
        return page

    return open_page


def code(page: Any) -> None:
    """One coder reads alone and says the same as the other."""
    press(page, "Take this study")
    page.get_by_label("Yes: people with ME/CFS took part").check()
    page.get_by_label("Canadian Consensus Criteria").check()
    page.get_by_label("PEM required", exact=True).check()
    page.get_by_label("The paper's own words").fill("Patients fulfilled the criteria.")
    page.get_by_label("Where it stands").fill("Methods, Participants")
    page.get_by_label("The abstract", exact=True).check()
    page.get_by_label("I have finished. This is final.").check()
    press(page, "Submit my reading")


def approve(page: Any) -> None:
    """A reviewer answers the question first, looks at each point, and votes."""
    page.get_by_label("No, I have none").check()
    press(page, "Go on")
    for words in CHECKLIST.values():
        page.get_by_label(words).check()
    page.get_by_label("I approve exactly this").check()
    press(page, "Send")
    see(page, "You have voted.")


def review_and_publish(desk: Open, study: Study, number: int) -> None:
    address = f"/admin/desk/review/{study.revisions.order_by('-number').first().pk}"
    page = desk("editor", address)
    see(page, "You contributed to this revision, so others decide about it.")
    page = desk("publisher", address)
    see(page, "This content has 0 of the 2 approvals")
    for reviewer in ("reviewer_one", "reviewer_two"):
        approve(desk(reviewer, address))
    page = desk("publisher", address)
    see(page, "Nothing stands in the way.")
    press(page, "Publish")
    see(page, f"Published as number {number}. Readers see it now.")


def test_a_study_goes_the_whole_way(desk: Open, visit: Any, live_server: Any, tmp_path: Path) -> None:
    # --- Import ---------------------------------------------------------------------------------------------
    page = desk("editor", "/admin/")
    citations = tmp_path / "berg.bib"
    citations.write_text(bibtex_entry(abstract="We asked 45 patients and 39 controls."), "utf-8")
    call_command("import_citations", str(citations), "--as", "editor")
    study = Study.objects.get()
    bench = f"/admin/desk/study/{study.pk}"

    # --- Two people code, blind -----------------------------------------------------------------------------
    for coder in ("coder_one", "coder_two"):
        page = desk(coder, f"/admin/desk/coding/{study.pk}")
        code(page)
    see(page, "two coders agreed")

    # --- Facts and texts ------------------------------------------------------------------------------------
    page = desk("editor", bench)
    expect(page.get_by_text("“What this study does not prove” is missing")).to_have_count(0)
    page.get_by_label("Design:").select_option(label="cohort study")
    page.get_by_label("Peer review:").select_option(label="peer-reviewed")
    page.get_by_label("Texts rest on:").select_option(label="the abstract")
    for label, words in TEXTS.items():
        page.get_by_label(f"{label}:", exact=True).fill(words)
    press(page, "Save facts and texts")
    see(page, "Saved.")
    see(page, "Nothing is missing for review.")

    # --- Identity, submit -----------------------------------------------------------------------------------
    page.get_by_label("Title as the registry has it").fill(study.title)
    page.get_by_label("Sources that were looked at").fill("doi.org\nthe journal's page")
    press(page, "Confirm the identity")
    see(page, "The identity is confirmed.")
    press(page, "Submit for review")
    see(page, "Revision 1 is in review")

    # --- Review, publication 1 ------------------------------------------------------------------------------
    review_and_publish(desk, study, 1)
    reader = visit(PATH)
    expect(reader.get_by_role("heading", level=1)).to_have_text(study.title)
    expect(reader.locator("article")).to_contain_text("Texts checked by two people", use_inner_text=True)
    see(reader, TEXTS["In one sentence"])
    reader.locator("details.verdict > summary").click()  # the receipt unfolds in place
    see(reader, "Patients fulfilled the criteria.")

    # --- Revise, publication 2 ------------------------------------------------------------------------------
    page = desk("editor", bench)
    page.get_by_label("Summary:", exact=True).fill("Some people with ME/CFS rested more. Their scores fell a little.")
    press(page, "Save facts and texts")
    press(page, "Submit for review")
    see(page, "Say what changes on the live page, and why.")
    page.get_by_label("What changes on the live page, and why").fill("The summary says how large the change was.")
    press(page, "Submit for review")
    see(page, "Revision 2 is in review")
    page = desk("reviewer_one", f"/admin/desk/review/{study.revisions.get(number=2).pk}")
    expect(page.locator("ins").first).to_contain_text("fell a little", use_inner_text=True)
    review_and_publish(desk, study, 2)

    # --- History shows both ---------------------------------------------------------------------------------
    reader.goto(live_server.url + PATH + "/history")
    for words in ("Publication 1", "Publication 2", "The summary says how large the change was."):
        see(reader, words)
    reader.goto(live_server.url + PATH + "/v/1")
    see(reader, "Their scores were lower.")
    faults = [told for told in visit.errors if "409" not in told]
    assert not faults, "nothing failed but the one submission that was refused (409)"

    # --- Withdraw -------------------------------------------------------------------------------------------
    page = desk("publisher", f"/admin/desk/review/{study.revisions.get(number=2).pk}")
    follow(page.get_by_role("link", name="Withdraw this page"))
    page.get_by_label("Why the page is withdrawn").fill("The numbers were those of another paper.")
    press(page, "Withdraw the page")
    see(page, "The page is withdrawn.")
    assert reader.goto(live_server.url + PATH).status == 410
    see(reader, "The numbers were those of another paper.")
    follow(reader.get_by_role("link", name="Publication 2"))
    see(reader, "This page has been withdrawn since.")

    # --- What the atlas remembers ---------------------------------------------------------------------------
    assert [row.number for row in Publication.objects.order_by("number")] == [1, 2, 3]
    trail = list(AuditEvent.objects.filter(study_id=study.pk).order_by("pk").values_list("action", flat=True))
    assert trail.count("revision.voted") == 4
    assert trail.count("publication.published") == 2
    assert trail[-1] == "publication.withdrawn"
