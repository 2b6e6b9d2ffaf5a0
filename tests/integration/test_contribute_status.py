"""Following a letter by its code: what its writer sees, and that a wrong code tells nothing."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from contributions import limits, sealing
from contributions.actions import sending, triaging
from contributions.models import Contribution, ContributionEntry
from contributions.triage import STATES, WORDS_FOR_THE_WRITER
from tests.factories import publish
from tests.factories.accounts import Form
from tests.factories.letters import change_page, letter, receipt, triager

pytestmark = pytest.mark.django_db

ADDRESS, ANSWER, WITHDRAW = "/contribute/status", "/contribute/status/answer", "/contribute/status/withdraw"
FORM = "application/x-www-form-urlencoded"


def post(address: str, *, client: Client | None = None, **fields: str):
    return (client or Client()).post(address, urlencode(fields), content_type=FORM)


def follow(code: str) -> str:
    response = post(ADDRESS, code=code)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_words(state: str) -> None:
    found = letter(state=state)
    html = follow(found.code)
    assert WORDS_FOR_THE_WRITER[state] in html
    assert ("Take my letter back" in html) == (state != "withdrawn")
    assert (f'action="{ANSWER}"' in html) == (state == "needs_information")
    assert "held" not in html
    assert "filter" not in html


def test_the_code_can_be_typed_in_many_ways() -> None:
    code = receipt().code
    for typed in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        assert "Your letter" in follow(typed)


def test_a_change_leads_to_the_publication_and_to_what_changed() -> None:
    page = publish()
    found = letter(state="linked", page=page)
    change_page(page)
    html = follow(found.code)
    assert f'href="/evidence/{page.slug}/v/2"' in html
    assert f'href="/evidence/{page.slug}/v/2/diff/1"' in html
    assert Client().get(f"/evidence/{page.slug}/v/2/diff/1").status_code == 200


def test_a_refusal_says_why() -> None:
    html = follow(letter(state="declined").code)
    assert "The page says what the paper says." in html
    assert "The paper says so too." in html


def test_notes_of_triagers_are_not_shown() -> None:
    found, by = letter(state="triaged"), triager()
    triaging.note(contribution=found, by=by, text="A hidden thought.")
    triaging.share(contribution=found, by=by, text="A redacted copy.")
    triaging.reply(contribution=found, by=by, text="We have asked <b>the authors</b>.")
    html = follow(found.code)
    assert "We have asked &lt;b&gt;the authors&lt;/b&gt;." in html
    assert "hidden thought" not in html
    assert "redacted copy" not in html
    assert "triager" not in html.lower()


class TestWrongCodes:
    CODES = ["", "wrong", "0000-0000-0000-0000-0000-0000-0000", "x" * 5000, "é\u0301", "' OR 1=1", "\x01", "💣"]

    def test_are_answered_alike_to_the_byte(self) -> None:
        withdrawn = letter(state="withdrawn").code
        assert follow(withdrawn), "its writer may know that it is gone"
        pages = set()
        for code in self.CODES:
            response = post(ADDRESS, code=code)
            assert response.status_code == 422
            assert "no-store" in response["Cache-Control"]
            pages.add(re.sub(r'(?<=name="csrfmiddlewaretoken" value=")\w+', "", response.content.decode()))
        assert len(pages) == 1
        told = pages.pop()
        assert "There is no letter with this code." in told
        assert "what you typed is still here" not in told, "the code is not shown again"

    def test_are_refused_after_some_guesses_and_right_ones_with_them(self, monkeypatch) -> None:
        code = receipt().code
        monkeypatch.setattr(limits, "GUESSES_FROM_ONE", 3)
        client = Client()
        assert [post(ADDRESS, client=client, code=f"guess {number}").status_code for number in range(3)] == [422] * 3
        pages = set()
        for typed in (code, "wrong", ""):
            response = post(ADDRESS, client=client, code=typed)
            assert response.status_code == 429
            assert 0 < int(response["Retry-After"]) <= 3600
            # A minute may pass between two of them.
            pages.add(re.sub(r'value="\w{64}"|again in \d+ minutes?, at \d\d:\d\d', "", response.content.decode()))
        assert len(pages) == 1
        for address in (ANSWER, WITHDRAW):
            assert post(address, client=client, code=code, text="Hello", sure="yes").status_code == 429
        assert Contribution.objects.get().state == "received"

    def test_a_code_in_an_address_leads_nowhere_and_is_not_shown(self, client: Client) -> None:
        code = receipt().code
        assert code not in client.get(f"{ADDRESS}?code={code}").content.decode()
        assert client.get(f"{ADDRESS}/{code}").status_code == 404
        assert client.get(ANSWER)["Location"] == ADDRESS
        assert client.get(WITHDRAW)["Location"] == ADDRESS


class TestAnswering:
    def test_sends_the_answer_to_the_triagers_and_shows_it(self) -> None:
        found = letter(state="needs_information")
        html = follow(found.code)
        assert "Which table do you mean?" in html
        form = Form(html, action=ANSWER)
        response = post(ANSWER, code=form.data["code"][0], text="Table 2 & its note.")
        html = response.content.decode()
        assert response.status_code == 200
        assert "Your answer has been sent." in html
        assert "Table 2 &amp; its note." in html
        assert sealing.unseal(ContributionEntry.objects.get(voice="answer").text_sealed) == "Table 2 & its note."

    def test_twice_is_once(self) -> None:
        found = letter(state="needs_information")
        for _ in range(2):
            assert post(ANSWER, code=found.code, text="Table 2.").status_code == 200
        assert ContributionEntry.objects.filter(voice="answer").count() == 1

    @pytest.mark.parametrize(("text", "sentence"), [
        ("  ", "The box is empty."), ("x" * 10_001, "The text is too long"), ("e" + "\u0301" * 40, "stacks many marks"),
    ], ids=["empty", "long", "marks"])  # fmt: skip
    def test_says_what_is_wrong_and_keeps_the_text(self, text: str, sentence: str) -> None:
        found = letter(state="needs_information")
        response = post(ANSWER, code=found.code, text=text)
        assert response.status_code == 422
        assert sentence in response.content.decode()
        data = Form(response.content.decode(), action=ANSWER).data
        assert data["text"] == [text]
        assert data["code"] == [found.code]

    def test_keeps_the_text_where_nothing_was_asked(self) -> None:
        response = post(ANSWER, code=letter(state="declined").code, text="But look again.")
        assert response.status_code == 422
        assert "We have no open question" in response.content.decode()
        assert Form(response.content.decode(), action=ANSWER).data["text"] == ["But look again."]

    def test_a_wrong_code_is_answered_as_everywhere_and_the_text_comes_back(self) -> None:
        response = post(ANSWER, code="wrong", text="A long answer.")
        assert response.status_code == 422
        assert "There is no letter with this code." in response.content.decode()
        assert Form(response.content.decode(), action=ANSWER).data["text"] == ["A long answer."]

    def test_keeps_the_text_when_the_database_does_not_answer(self, monkeypatch, django_assert_num_queries) -> None:
        monkeypatch.setattr(sending, "answer", fails)
        with django_assert_num_queries(0):
            response = post(ANSWER, code="ABCD", text="Table 2.")
        assert response.status_code == 503
        data = Form(response.content.decode(), action=ANSWER).data
        assert (data["code"], data["text"]) == (["ABCD"], ["Table 2."])

    def test_keeps_the_text_when_the_token_has_expired(self) -> None:
        response = post(ANSWER, client=Client(enforce_csrf_checks=True), code="ABCD", text="Table 2.")
        assert response.status_code == 403
        data = Form(response.content.decode(), action=ANSWER).data
        assert (data["code"], data["text"]) == (["ABCD"], ["Table 2."])


def fails(**_: object) -> None:
    raise OperationalError("the server closed the connection unexpectedly")


class TestTakingBack:
    def test_asks_once_more_and_then_erases_at_once(self) -> None:
        code = receipt("Something private.", contact="reader@example.org", contact_use="outcome").code
        html = post(WITHDRAW, code=code).content.decode()
        assert "Take your letter back?" in html
        assert Contribution.objects.get().state == "received"
        sure = {name: values[0] for name, values in Form(html, action=WITHDRAW).data.items()}
        response = post(WITHDRAW, **sure)
        assert "Your letter has been erased" in response.content.decode()
        row = Contribution.objects.get()
        assert (row.state, row.message_sealed, row.contact_sealed) == ("withdrawn", None, None)
        assert WORDS_FOR_THE_WRITER["withdrawn"] in follow(code)

    def test_can_be_thought_over(self) -> None:
        code = receipt().code
        html = post(WITHDRAW, code=code).content.decode()
        assert "Received" in follow(Form(html, action=ADDRESS).data["code"][0])

    def test_the_same_form_does_not_bring_it_back(self) -> None:
        stamp = Form(Client().get("/contribute").content.decode()).data["stamp"][0]
        first = post("/contribute", message="Something private.", stamp=stamp, kind="other")
        code = re.search(r'<p class="code"[^>]*>([\w-]+)', first.content.decode()).group(1)
        post(WITHDRAW, code=code, sure="yes")
        response = post("/contribute", message="Something private.", stamp=stamp, kind="other")
        assert response.status_code == 422
        assert "took it back" in response.content.decode()

    def test_a_wrong_code_is_answered_as_everywhere(self) -> None:
        response = post(WITHDRAW, code="wrong", sure="yes")
        assert response.status_code == 422
        assert "There is no letter with this code." in response.content.decode()

    def test_when_the_database_does_not_answer(self, monkeypatch) -> None:
        monkeypatch.setattr(sending, "withdraw", fails)
        response = post(WITHDRAW, code="ABCD", sure="yes")
        assert response.status_code == 503
        assert Form(response.content.decode(), action=WITHDRAW).data["code"] == ["ABCD"]


def test_a_year_after_its_answer_the_page_says_that_the_letter_is_gone() -> None:
    from contributions.actions import retention

    found = letter(state="declined")
    retention.apply(now=timezone.now() + timedelta(days=400))
    html = follow(found.code)
    assert "What you wrote has been erased." in html
    assert "The paper says so too." not in html
