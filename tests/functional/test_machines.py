"""What machines found and propose, as an editor and a reviewer meet it in a real browser."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from evidence.keeping_up.drafts import write_drafts
from evidence.models import FindingDispute, GeneratedDraft, Revision
from tests.factories import person, ready_to_review
from tests.factories.studies import TEXTS
from tests.functional.steps import follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

ABSTRACT = (
    "METHODS: We recruited 45 patients with ME/CFS who fulfilled the Canadian Consensus Criteria. "
    "RESULTS: Fatigue scores were lower in the patients who rested. CONCLUSIONS: Further studies are needed."
)


@pytest.fixture
def open_as(visit: Any, live_server: Any) -> Any:
    """`open_as(name, address, role)`: that person's browser, signed in, at an address of the desk."""

    def open_page(name: str, address: str, role: str, **how: Any) -> Any:
        account = person(name, roles=[role])
        account.is_staff = True
        account.save()
        client = Client()
        client.force_login(account)
        page = visit("/health/live", **how)
        page.context.add_cookies(
            [{"name": key, "value": morsel.value, "url": live_server.url} for key, morsel in client.cookies.items()]
        )
        page.goto(live_server.url + address)
        return page

    return open_page


def is_no_wider_than_the_screen(page: Any) -> bool:
    return page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_an_editor_disputes_asks_for_a_draft_and_a_reviewer_reads_why(open_as: Any, visit: Any) -> None:
    study = ready_to_review(
        text=TEXTS | {"summary": "The study had 84 people with ME/CFS."}, facts={"abstract": ABSTRACT}
    )
    page = open_as("editor", f"/admin/desk/study/{study.pk}", "Editor", width=320)
    see(page, "Critical: blocks submission")
    press(page, "Submit for review")
    see(page, "84 does not stand in the source.")
    assert not Revision.objects.exists(), "a critical finding blocks"

    follow(page.get_by_role("link", name="dispute it", exact=True))
    expect(page).to_have_url(re.compile("/findings#finding-"))
    assert is_no_wider_than_the_screen(page)
    page.get_by_text("The scanner is wrong here").first.click()
    press(page, "Dispute this finding")
    see(page, "Say why the finding is wrong.")
    page.get_by_label("Why it is wrong").first.fill("Table 2 of the paper has 84.")
    press(page, "Dispute this finding")
    see(page, "Disputed by Editor")
    assert FindingDispute.objects.get().reason == "Table 2 of the paper has 84."

    page.goto(page.url.partition("/findings")[0])
    page.get_by_label("Country:").fill("Norway")
    press(page, "Ask for a draft")
    see(page, "A draft has been asked for.")
    expect(page.get_by_label("Country:"), "nothing typed is lost").to_have_value("Norway")
    assert write_drafts() == {"proposed": 1, "failed": 0}
    page.goto(page.url.partition("/ask-for-draft")[0])
    follow(page.get_by_role("link", name="Draft asked for by"))
    see(page, "These are the paper's own sentences.")
    expect(page.locator("mark")).not_to_have_count(0)
    assert is_no_wider_than_the_screen(page)
    press(page, "Put this draft aside")
    see(page, "It stays readable here.")
    assert GeneratedDraft.objects.get().state == "discarded"

    follow(page.get_by_role("link", name="Go to the workbench"))
    press(page, "Submit for review")
    see(page, "Revision 1 is in review")

    reviewer = open_as("reviewer_one", f"/admin/desk/review/{Revision.objects.get().pk}", "Coder and reviewer")
    see(reviewer, "Table 2 of the paper has 84.")
    see(reviewer, "Disputed by Editor")
    assert not [error for error in visit.errors if "409" not in error], visit.errors


@pytest.mark.parametrize("path", ["/methodology/scanner", "/methodology/classifier"])
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_public_pages_fit_a_small_screen(visit: Any, path: str, dark: bool) -> None:
    page = visit(path, width=320, dark=dark)
    assert is_no_wider_than_the_screen(page)
    for table in page.locator("table").all()[:4]:
        expect(table.locator("caption")).to_have_count(1)
    assert not visit.errors
