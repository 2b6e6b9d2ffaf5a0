"""The triagers' rooms in a real browser: hostile letters run nothing and ask nobody; a letter goes its whole way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from contributions.actions import sending
from contributions.admin import sharing
from contributions.models import Contribution
from tests.factories import letters, person, publish
from tests.functional.steps import enter, follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PAYLOADS = (
    '"><script>window.pwned=1</script>',
    "<img src=x onerror=window.pwned=1><img src=https://evil.example/i.png>",
    "<svg/onload=window.pwned=1><svg><script href=data:,window.pwned=1 />",
    '<a href="javascript:window.pwned=1">press me</a> javascript:window.pwned=1',
    "</textarea></title></style><style>*{background:url(https://evil.example/c)}</style>",
    '<div style="background:url(https://evil.example/d)">x</div><link rel=stylesheet href=//evil.example/e>',
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe><object data=//evil.example/f></object>",
    "' autofocus onfocus='window.pwned=1' x='",
    "<form action=https://evil.example/><button>Take it for 48 hours</button></form><base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>{{ 7|add:7 }}{% debug %}",
    "\u202eright to left\u2066 <details open ontoggle=window.pwned=1>x</details>",
)
HOSTILE = "\n".join(PAYLOADS)


@pytest.fixture
def open_as(visit: Any, live_server: Any) -> Any:
    """`open_as(name, address, ...)`: that person's browser, signed in, at an address of the desk."""

    def open_page(name: str, address: str, *roles: str, **how: Any) -> Any:
        account = person(name, roles=roles or ["Triager"])
        account.is_staff = True
        account.save()
        client = Client()
        client.force_login(account)
        page = visit("/health/live", **how)
        page.context.add_cookies(
            [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
        )
        page.goto(live_server.url + address)
        return page

    return open_page


def test_hostile_letters_run_nothing_and_ask_nobody(open_as: Any, live_server: Any, visit: Any) -> None:
    """`visit` fails the test where any request leaves for another server."""
    held = letters.letter(HOSTILE, state="quarantine")
    found = letters.letter(
        HOSTILE, page=publish(), source="javascript:window.pwned=1//'\"><script>window.pwned=1</script>",
        passage=HOSTILE[:1900], contact="o'neil&x=/*`{|}~*/@evil.example", contact_use="questions",
        state="needs_information",
    )  # fmt: skip
    sending.answer(code=found.code, text=HOSTILE, visitor=None)
    address = f"/admin/letters/{found.pk}"
    page = open_as("triager", "/admin/letters/?tab=%3Cscript%3E&kind=%22%3E%3Cimg%20src=x%20onerror=window.pwned=1%3E")
    asked: list[str] = []
    dialogs: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    # A page with unsaved text asks before it is left; nothing else may ask anything.
    page.on("dialog", lambda dialog: (dialogs.append(dialog.type), dialog.accept()))

    def harmless() -> None:
        assert page.evaluate("window.pwned") is None
        expect(page).to_have_url(re.compile(f"^{re.escape(live_server.url)}/"))
        foreign = "[...document.querySelectorAll('[src], [href], [action], [data]')].map(e => e.src || e.href || "
        foreign += "e.action || e.data).filter(a => /evil|^javascript/.test(a))"
        assert page.evaluate(foreign) == []
        assert page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.getAttributeNames()"
                             ".some(n => n.startsWith('on') || n === 'style')).length") == 0  # fmt: skip

    harmless()
    for path in (address, f"/admin/letters/advertising?letter={held.pk}", "/admin/letters/?tab=quarantine"):
        page.goto(live_server.url + path)
        harmless()
    page.goto(live_server.url + address)
    press(page, "Take it for 48 hours")
    for label, button in (("Your text for the writer", "Only tell the writer this"),
                          ("A note. Only triagers read it", "Save the note")):  # fmt: skip
        page.get_by_label(label, exact=True).fill(HOSTILE)
        press(page, button)
        see(page, "UTC.")
        harmless()
    page.get_by_label("Study: its DOI, PMID or the address of its page").fill(HOSTILE)
    press(page, "Keep this study")
    see(page, "This was not done.")
    harmless()
    page.get_by_text("They left an address").click()
    see(page, "o'neil&x=/*`{|}~*/@evil.example")
    page.goto(f"{live_server.url}{address}/share")
    for words in sharing.CHECKS.values():
        page.get_by_label(words).check()
    press(page, "Let editors see this copy")
    see(page, "Editors see this copy now.")
    harmless()
    expect(page.locator("#message"), "every sign is there as it was written").to_have_js_property("innerText", HOSTILE)
    assert asked
    assert not [url for url in asked if not url.startswith((live_server.url, "data:"))]
    assert set(dialogs) <= {"beforeunload"}
    assert not [told for told in visit.errors if "409" not in told], "nothing even tried to break the policy"


def test_a_letter_goes_its_whole_way_without_javascript(open_as: Any) -> None:
    seen = publish()
    found = letters.letter("The summary says 45. The paper says 39.", page=seen, passage="Their scores were lower")
    page = open_as("triager", "/admin/letters/", javascript=False)
    follow(page.get_by_role("link", name=f"Letter {found.pk}"))
    see(page, "The summary says 45.")
    expect(page.locator("mark", has_text="Their scores were lower")).to_have_count(1)
    see(page, "Take the letter first.")
    press(page, "Take it for 48 hours")
    see(page, "It is yours for 48 hours.")
    page.get_by_label("A note. Only triagers read it", exact=True).fill("I have the paper here.")
    page.get_by_label("A reply to start from").select_option(label="Ask: which passage?")
    press(page, "Put it into the box")
    expect(page.get_by_label("A note. Only triagers read it", exact=True)).to_have_value("I have the paper here.")
    press(page, "Save the note")
    see(page, "Noted, for triagers only.")
    expect(page.get_by_label("Your text for the writer")).to_have_value(re.compile(r"^Thank you for writing\."))
    press(page, "Ask the writer this")
    see(page, "Asked.")
    sending.answer(code=found.code, text="It is table two.", visitor=None)
    page.reload()
    see(page, "It is table two.")
    press(page, "Take it for 48 hours")
    see(page, "It is yours for 48 hours.")
    press(page, "Decline for this reason")
    see(page, "Choose why the letter is declined.")
    press(page, "Accept: the page has to change")
    see(page, "Accepted.")
    press(page, "A change is being made: link it")
    see(page, "Linked to")
    letters.change_page(seen)
    page.reload()
    see(page, "Changed on the page.")
    see(page, "publication 2")
    assert Contribution.objects.get(pk=found.pk).state == "resolved"


def test_the_keyboard_alone_is_enough(open_as: Any) -> None:
    found = letters.letter(page=publish(), state="triaged")
    page = open_as("triager", f"/admin/letters/{found.pk}")
    page.get_by_label("Number of the letter").focus()
    page.keyboard.type("4711")
    enter(page)
    see(page, "press the button of what shall be done")
    expect(page.get_by_label("Number of the letter"), "Enter in a box decides nothing").to_have_value("4711")
    page.get_by_label("Your text for the writer").focus()
    page.keyboard.type("You are right.")
    page.get_by_role("button", name="Accept: the page has to change").focus()
    enter(page)
    see(page, "Accepted.")
    assert Contribution.objects.get().state == "accepted"


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)], ids=["narrow and dark", "wide and light"])
def test_the_rooms_fit_the_window(open_as: Any, live_server: Any, visit: Any, width: int, dark: bool) -> None:
    seen = publish()
    found = letters.letter("Onewordwithoutanend" * 40, page=seen, passage="Their scores were lower", state="triaged",
                           source="https://example.org/" + "a" * 300, kind="text_error")  # fmt: skip
    letters.letter("The same.", page=seen)
    held = letters.letter(state="quarantine")
    page = open_as("triager", "/admin/letters/", width=width, dark=dark)
    for path in ("?tab=quarantine", f"advertising?letter={held.pk}", f"{found.pk}/share", f"{found.pk}"):
        page.goto(f"{live_server.url}/admin/letters/{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        unnamed = "[...document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')]"
        assert page.evaluate(unnamed + ".filter(e => !e.labels.length).length") == 0, path
        small = "[...document.querySelectorAll('.letter button:not(.unseen), .letter select, .letter input:not("
        small += "[type=hidden]):not([type=radio]):not([type=checkbox]), .letter summary')]"
        assert not page.evaluate(small + ".filter(e => e.offsetParent && e.getBoundingClientRect().height < 44).map("
                                 "e => e.outerHTML)"), path  # fmt: skip
    page.get_by_label("Study: its DOI, PMID or the address of its page").fill("nothing")
    press(page, "Keep this study")
    see(page, "This was not done.")
    expect(page).to_have_title(re.compile("^Not done:"))
    assert not [told for told in visit.errors if "409" not in told]
