"""The search as a person uses it: without any script, on a phone, with the keyboard."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.factories import publish
from tests.functional.steps import follow, press

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_box_to_a_page_and_back_without_a_script(visit, live_server) -> None:
    publish(key="one2019", title="Exercise and rest one")
    publish(key="two2020", title="Exercise and sleep two", year="2020", criteria=("fukuda1994",))
    page = visit("/evidence", width=320, javascript=False)
    page.get_by_label("Words, names, a DOI or a PubMed number").fill("exercise 2019..")
    press(page, "Search")
    expect(page).to_have_url(f"{live_server.url}/evidence?q=exercise&year=2019..")
    expect(page.get_by_text("2 studies.")).to_be_visible()
    page.get_by_text("Filters: change what is chosen").click()
    page.get_by_label("PEM not required").check()
    press(page, "Show studies")
    expect(page).to_have_url(f"{live_server.url}/evidence?q=exercise&pem=not_required&year=2019..")
    expect(page.get_by_role("link", name="Exercise and sleep two")).to_be_visible()
    expect(page.get_by_role("link", name="Exercise and rest one")).not_to_be_visible()
    follow(page.get_by_role("link", name="Remove PEM not required"))
    expect(page.get_by_role("link", name="Exercise and rest one")).to_be_visible()
    page.get_by_label("Words, names, a DOI or a PubMed number").fill("exercice")
    press(page, "Search")
    follow(page.get_by_role("link", name="exercise 2019.."))
    expect(page.get_by_text("2 studies.")).to_be_visible()
    assert not visit.errors


def test_it_fits_every_width_in_light_and_dark(visit) -> None:
    publish(key="one2019", title="Exercise and rest one")
    long = "Otorhinolaryngological" * 4
    for path in ("/evidence?q=exercise&pem=required", f"/evidence?q={long}+mood:low", "/evidence/search-help"):
        for width, dark in ((320, False), (320, True), (1200, True)):
            page = visit(path, width=width, dark=dark)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
