"""The search as a person uses it: without any script, on a phone, with the keyboard."""

from __future__ import annotations

import pytest

from tests.factories import publish

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_from_the_box_to_a_page_and_back_without_a_script(visit) -> None:
    publish(key="one2019", title="Exercise and rest one")
    publish(key="two2020", title="Exercise and sleep two", year="2020", criteria=("fukuda1994",))
    page = visit("/evidence", width=320, javascript=False)
    page.get_by_label("Words, names, a DOI or a PubMed number").fill("exercise 2019..")
    page.get_by_role("button", name="Search", exact=True).click()
    assert page.url.endswith("/evidence?q=exercise&year=2019..")
    assert page.get_by_text("2 studies.").is_visible()
    page.get_by_text("Filters: change what is chosen").click()
    page.get_by_label("PEM not required").check()
    page.get_by_role("button", name="Show studies").click()
    assert page.url.endswith("/evidence?q=exercise&pem=not_required&year=2019..")
    assert page.get_by_role("link", name="Exercise and sleep two").is_visible()
    assert not page.get_by_role("link", name="Exercise and rest one").is_visible()
    page.get_by_role("link", name="Remove PEM not required").click()
    assert page.get_by_role("link", name="Exercise and rest one").is_visible()
    page.get_by_label("Words, names, a DOI or a PubMed number").fill("exercice")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("link", name="exercise 2019..").click()
    assert page.get_by_text("2 studies.").is_visible()
    assert not visit.errors


def test_it_fits_every_width_in_light_and_dark(visit) -> None:
    publish(key="one2019", title="Exercise and rest one")
    long = "Otorhinolaryngological" * 4
    for path in ("/evidence?q=exercise&pem=required", f"/evidence?q={long}+mood:low", "/evidence/search-help"):
        for width, dark in ((320, False), (320, True), (1200, True)):
            page = visit(path, width=width, dark=dark)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
