"""The room of blind coding: the form keeps everything, the rules answer, two readings settle or go to a third."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evidence.actions import assessments
from evidence.desk.coding import TypedGroup, TypedReading, side_by_side
from evidence.models import AuditEvent, PEMAssessment
from evidence.pem import Cohort, CriteriaUse, PEMFacts, decide
from evidence.pem.codebook import CODEBOOK_VERSION, ENTRIES, RULES
from evidence.pem.reference import criteria_by_key
from evidence.workflow import Refusal
from tests.factories import browser_of, draft, person
from tests.integration.test_editorial import CCC, FUKUDA, assess

pytestmark = pytest.mark.django_db

CODER = ["Coder and reviewer"]


class Form(HTMLParser):
    """What a browser would send of the coding form on a page: name -> values."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self._select = self._area = ""
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        name = named.get("name") or ""
        if tag == "form":
            self._inside = "desk/coding" in (named.get("action") or "")
        if not self._inside:
            return
        if tag == "input" and named.get("type") in ("radio", "checkbox"):
            if "checked" in named:
                self.sent.setdefault(name, []).append(named.get("value") or "on")
        elif tag == "input":
            self.sent.setdefault(name, []).append(named.get("value") or "")
        elif tag == "select":
            self._select = name
            self.sent[name] = [""]
        elif tag == "option" and "selected" in named:
            self.sent[self._select] = [named.get("value") or ""]
        elif tag == "textarea":
            self._area = name
            self.sent[name] = [""]
        elif tag == "button":
            self.buttons.append(named.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        if tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area][0] += data


def settled_by_people(study: Any) -> Any:
    """What people decided; the machine's own reading stands beside it."""
    return study.classifications.exclude(method="machine")


def signed_in(name: str = "coder_one", roles: Any = CODER) -> Client:
    return browser_of(name, roles=roles)


def address(study: Any, room: str = "coding") -> str:
    return reverse(f"desk:{room}", args=[study.pk])


def press(client: Client, study: Any, do: str, room: str = "coding", **typed: Any) -> Any:
    """Open the page, type, press a button; the answer is the page that follows."""
    form = Form(client.get(address(study, room)).content.decode())
    return client.post(address(study, room), form.sent | typed | {"_do": do}, follow=True)


def taken(study: Any, name: str = "coder_one") -> Client:
    client = signed_in(name)
    press(client, study, "take")
    return client


FILLED: dict[str, Any] = {
    "applies": "yes",
    "group-1-sets-1": ["ccc2003"],
    "verdict": "required",
    "quote": "All met the Canadian criteria.",
    "place": "Methods",
    "basis": "full_text",
    "finished": "yes",
}


class TestTheDoor:
    @pytest.mark.parametrize("room", ["coding", "coding_draft", "coding_adjudicate"])
    def test_a_stranger_is_sent_to_sign_in(self, client: Client, room: str) -> None:
        response = client.get(address(draft(), room))
        assert response.status_code == 302
        assert response["Location"].startswith("/admin/login/")

    @pytest.mark.parametrize("room", ["coding", "coding_draft", "coding_adjudicate"])
    @pytest.mark.parametrize("pk", ["real", "guessed"])
    def test_an_insider_without_the_ability_is_told_so(self, room: str, pk: str) -> None:
        study = draft()
        editor = signed_in("an_editor", ["Editor"])
        path = reverse(f"desk:{room}", args=[study.pk if pk == "real" else 10**6])
        for response in (editor.get(path), editor.post(path, FILLED | {"_do": "take"})):
            assert response.status_code == 403
            assert "Your role does not include this room" in response.content.decode()
        assert not PEMAssessment.objects.exists()

    def test_a_study_that_is_not_there_is_not_found(self) -> None:
        assert signed_in().get(reverse("desk:coding", args=[10**6])).status_code == 404

    def test_looking_takes_no_place(self) -> None:
        study = draft()
        html = signed_in().get(address(study)).content.decode()
        assert "Take this study" in html
        assert not PEMAssessment.objects.exists()


class TestTheForm:
    def test_shows_the_paper_its_addresses_and_the_codebook(self) -> None:
        study = draft(abstract="We asked 40 people.", pmid="12345")
        html = taken(study).get(address(study)).content.decode()
        for words in ("We asked 40 people.", "https://doi.org/10.1234/berg2019", "pubmed.ncbi.nlm.nih.gov/12345/",
                      f"Codebook {CODEBOOK_VERSION}", "Canadian Consensus Criteria",
                      "a physician&#x27;s diagnosis"):  # fmt: skip
            assert words.lower() in html.lower(), words
        assert "style=" not in html.partition("<main")[2]

    def test_every_button_keeps_everything_that_was_typed(self) -> None:
        study = draft()
        coder = taken(study)
        typed = FILLED | {"comment": "  a <doubt>\nand more", "against_the_rules_because": "because",
                          "group-1-judged-nice2007": "requires", "group-1-name": "Site A"}  # fmt: skip
        del typed["finished"]
        first = press(coder, study, "add-group", **typed)
        assert first.redirect_chain[-1][0].endswith("#group-2")
        press(coder, study, "add-requirement:2", **{"group-2-sets-1": ["fukuda1994", "icc2011"]})
        press(coder, study, "check", **{"group-2-sets-2": ["physician_dx"], "group-2-combine": "all"})
        press(coder, study, "save")
        sent = Form(coder.get(address(study)).content.decode()).sent
        for name, value in typed.items():
            assert sent[name] == (value if isinstance(value, list) else [value]), name
        assert sent["group-2-sets-1"] == ["fukuda1994", "icc2011"]
        assert sent["group-2-sets-2"] == ["physician_dx"]
        assert sent["group-2-combine"] == ["all"]

    def test_the_first_button_is_harmless(self) -> None:
        """The Enter key in a text field presses it."""
        study = draft()
        assert Form(taken(study).get(address(study)).content.decode()).buttons[0] == "save"

    def test_groups_and_requirements_come_and_go(self) -> None:
        study = draft()
        coder = taken(study)
        press(coder, study, "add-requirement:1")
        press(coder, study, "add-requirement:1")
        page = press(coder, study, "add-requirement:1")  # a fourth is not there
        assert Form(page.content.decode()).sent["_group-1-requirements"] == ["3"]
        press(coder, study, "add-group", **{"group-1-name": "one"})
        press(coder, study, "remove-group:1", **{"group-2-name": "two"})
        page = press(coder, study, "remove-group:1")  # the last one stays
        sent = Form(page.content.decode()).sent
        assert (sent["_groups"], sent["group-1-name"], sent["_group-1-requirements"]) == (["1"], ["two"], ["1"])

    def test_check_tells_the_verdict_of_the_rules_and_submits_nothing(self) -> None:
        study = draft()
        page = press(taken(study), study, "check", **FILLED | {"group-1-sets-1": ["fukuda1994"]})
        html = page.content.decode()
        assert "By the rules: PEM not required." in html
        assert "PEM is optional." in html
        assert "it differs from the rules" in html
        assert not PEMAssessment.objects.filter(submitted_at__isnull=False).exists()

    def test_check_of_something_half_way_says_what_is_missing(self) -> None:
        study = draft()
        html = press(taken(study), study, "check").content.decode()
        assert "Say whether the badge applies." in html

    @pytest.mark.parametrize(
        ("typed", "sentence"),
        [
            ({"applies": ""}, "Say whether the badge applies."),
            ({"applies": "no"}, "Say why the badge does not apply."),
            ({"group-1-sets-1": ["ccc2003", "fukuda1994"]}, "Say whether all had to be met, or any one was enough."),
            ({"verdict": ""}, "Say what your verdict is."),
            ({"basis": ""}, "Say what you read"),
            ({"finished": ""}, "to submit. Until then it is a draft."),
            ({"quote": " "}, "need the paper&#x27;s own words and their place"),
            ({"place": "x" * 301}, "300 characters at most"),
            ({"verdict": "unclear"}, "By the rules these facts give “required”, not “unclear”."),
        ],
    )
    def test_a_refusal_is_told_and_nothing_typed_is_lost(self, typed: dict[str, Any], sentence: str) -> None:
        study = draft()
        coder = taken(study)
        sent = {**FILLED, "comment": "my comment", **typed}
        if not sent["finished"]:
            del sent["finished"]
        page = press(coder, study, "submit", **sent)
        html = page.content.decode()
        assert sentence in html
        assert Form(html).sent["comment"] == ["my comment"]
        assert not PEMAssessment.objects.filter(submitted_at__isnull=False).exists()
        assert PEMAssessment.objects.get().draft["comment"] == "my comment", "kept, too"
        # What was refused can be mended on the very page that refused it.
        again = Form(html).sent | FILLED | {"_do": "submit"}
        assert "submitted and final" in coder.post(address(study), again, follow=True).content.decode()

    def test_a_verdict_against_the_rules_takes_a_reason(self) -> None:
        study = draft()
        press(taken(study), study, "submit", **FILLED | {
            "verdict": "unclear", "against_the_rules_because": "The edition is odd."})  # fmt: skip
        reading = PEMAssessment.objects.get()
        assert (reading.verdict, reading.against_the_rules_because) == ("unclear", "The edition is odd.")

    def test_where_the_badge_does_not_apply_one_answer_is_enough(self) -> None:
        study = draft()
        press(taken(study), study, "submit", applies="no", not_applicable="animal", basis="abstract", finished="yes")
        reading = PEMAssessment.objects.get()
        assert (reading.verdict, reading.not_applicable, reading.cohorts) == ("not_applicable", "animal", [])

    def test_everything_reaches_the_reading(self) -> None:
        study = draft()
        coder = taken(study)
        press(coder, study, "add-group", **{
            "group-1-name": "Site A", "group-1-sets-1": ["physician_dx"], "group-1-explicit_pem": "yes"})  # fmt: skip
        press(coder, study, "add-requirement:2", **{"group-2-sets-1": ["nice2007"], "group-2-purpose": "inclusion"})
        press(coder, study, "submit", **FILLED | {
            "group-1-sets-1": ["physician_dx"], "comment": "Odd.", "group-2-judged-nice2007": "does_not_require",
            "group-2-sets-2": ["ccc2003", "iom2015"]})  # fmt: skip
        reading = PEMAssessment.objects.get()
        assert reading.submitted_at is not None
        assert (reading.quote, reading.place, reading.basis, reading.comment, reading.codebook_version) == (
            FILLED["quote"], "Methods", "full_text", "Odd.", CODEBOOK_VERSION,
        )  # fmt: skip
        use = CriteriaUse
        assert reading.facts == PEMFacts((
            Cohort(((use("physician_dx"),),), "Site A", explicit_pem=True),
            Cohort(((use("nice2007", "does_not_require"),), (use("ccc2003"), use("iom2015")))),
        ))  # fmt: skip

    def test_what_is_not_in_our_lists_is_dropped(self) -> None:
        study = draft()
        press(taken(study), study, "save", **{
            "group-1-sets-1": ["ccc2003", "invented"], "verdict": "proved", "basis": "hearsay", "_groups": "10000",
            "comment": "a\x00b", "_group-1-requirements": "-1", "group-1-judged-nice2007": "perhaps"})  # fmt: skip
        kept = PEMAssessment.objects.get().draft
        assert kept["groups"][0]["requirements"] == [["ccc2003"]]
        assert (kept["verdict"], kept["basis"], kept["comment"], len(kept["groups"])) == ("", "", "ab", 12)

    def test_an_unknown_button_saves(self) -> None:
        study = draft()
        press(taken(study), study, "explode", comment="kept")
        assert PEMAssessment.objects.get().draft["comment"] == "kept"


class TestDrafts:
    def save(self, coder: Client, study: Any, **typed: Any) -> Any:
        form = Form(coder.get(address(study)).content.decode()).sent
        return coder.post(address(study, "coding_draft"), form | typed)

    def test_the_script_gets_the_new_version(self) -> None:
        study = draft()
        coder = taken(study)
        response = self.save(coder, study, comment="half a sen")
        assert (response.status_code, response.json()) == (200, {"edit_token": 2})
        assert "half a sen" in coder.get(address(study)).content.decode()

    def test_saving_leaves_no_trail_and_tells_nobody(self) -> None:
        study = draft()
        coder = taken(study)
        before = AuditEvent.objects.count()
        self.save(coder, study, comment="MARK")
        assert AuditEvent.objects.count() == before

    def test_another_window_is_not_overwritten_silently(self) -> None:
        study = draft()
        coder = taken(study)
        stale = Form(coder.get(address(study)).content.decode()).sent
        press(coder, study, "save", comment="from the other window")
        response = coder.post(address(study, "coding_draft"), stale | {"comment": "from here"})
        assert response.status_code == 409
        assert "another window" in response.json()["refusal"]
        page = coder.post(address(study), stale | {"comment": "from here", "_do": "save"}).content.decode()
        assert "another window" in page
        assert "from the other window" in page
        assert Form(page).sent["comment"] == ["from here"]
        assert PEMAssessment.objects.get().draft["comment"] == "from the other window"
        over = next(button for button in Form(page).buttons if button.startswith("overwrite:"))
        coder.post(address(study), Form(page).sent | {"_do": over})
        assert PEMAssessment.objects.get().draft["comment"] == "from here"
        again = coder.post(address(study), Form(page).sent | {"comment": "third", "_do": over})
        assert "another window" in again.content.decode(), "a version is overwritten once, the one that was seen"

    @pytest.mark.parametrize("token", ["", "0", "999", "-1", "x", "1.0", "٣"])
    def test_an_edited_token_keeps_and_submits_nothing(self, token: str) -> None:
        study = draft()
        coder = taken(study)
        for do in ("save", "submit", "check", "add-group"):
            page = press(coder, study, do, **FILLED | {"seen_token": token, "comment": "mine"})
            assert "another window" in page.content.decode()
            assert Form(page.content.decode()).sent["comment"] == ["mine"]
        reading = PEMAssessment.objects.get()
        assert (reading.submitted_at, reading.draft) == (None, {})

    def test_a_place_that_is_gone_loses_no_text(self) -> None:
        study = draft()
        coder = taken(study)
        form = Form(coder.get(address(study)).content.decode()).sent
        press(coder, study, "hand-back")
        assert coder.post(address(study, "coding_draft"), form).status_code == 409
        page = coder.post(address(study), form | {"comment": "mine", "_do": "save"}).content.decode()
        assert "do not hold a place" in page
        assert Form(page).sent["comment"] == ["mine"]
        assert "take" in Form(page).buttons
        coder.post(address(study), Form(page).sent | {"_do": "take"})
        assert PEMAssessment.objects.get().draft["comment"] == "mine"

    def test_handing_back_is_one_click_and_can_be_undone(self) -> None:
        study = draft()
        coder = taken(study)
        page = press(coder, study, "hand-back", comment="so far", **{"group-1-sets-1": ["ccc2003"]})
        assert not PEMAssessment.objects.exists()
        assert "Nobody minds" in page.content.decode()
        coder.post(address(study), Form(page.content.decode()).sent | {"_do": "take"})
        kept = TypedReading.of_draft(PEMAssessment.objects.get().draft)
        assert (kept.comment, kept.groups[0].requirements) == ("so far", [["ccc2003"]])

    def test_a_draft_of_an_older_form_can_be_read(self) -> None:
        assert TypedReading.of_draft({"verdict": "unclear", "old": 1, "groups": [{"label": "a", "old": 2}]}) == (
            TypedReading(verdict="unclear", groups=[TypedGroup(label="a")])
        )


class TestAfterwards:
    def both(self, study: Any, **second: Any) -> Client:
        press(taken(study, "coder_one"), study, "submit", **FILLED)
        coder = taken(study, "coder_two")
        press(coder, study, "submit", **FILLED | second)
        return coder

    def test_two_who_agree_settle_it(self) -> None:
        study = draft()
        html = self.both(study, quote="Other words.").get(address(study)).content.decode()
        assert settled_by_people(study).get().method == "two_coders"
        assert "two coders agreed" in html
        assert "Other words." in html
        assert "Differs, but need not be the same" in html

    def test_two_who_differ_are_told_who_decides(self) -> None:
        study = draft()
        html = self.both(study, **{"group-1-sets-1": ["fukuda1994"], "verdict": "not_required"}).get(
            address(study)).content.decode()  # fmt: skip
        assert "a third person decides" in html
        assert "Decide between the two readings" not in html, "not for one who coded"
        assert "Decide between" in signed_in("third").get(address(study)).content.decode()
        assert not settled_by_people(study).exists()

    def test_groups_in_another_order_are_the_same(self) -> None:
        one, two = Cohort.of(["ccc2003"]), Cohort.of(["fukuda1994"])
        study = draft()
        left = assess(study, "coder_one", PEMFacts((one, two)), "not_required")
        right = assess(study, "coder_two", PEMFacts((two, one)), "not_required")
        assert not [row for row in side_by_side(left, right) if row.differs]
        assert settled_by_people(study).exists()


class TestAdjudicating:
    @pytest.fixture
    def study(self) -> Any:
        study = draft()
        assess(study, "coder_one", CCC, "required")
        assess(study, "coder_two", FUKUDA, "not_required")
        return study

    DECIDED = {"facts_from": "b", "receipt": "b", "reason": "Table 1 names Fukuda.", "finished": "yes"}

    def test_shows_both_without_names_and_marks_in_words(self, study: Any) -> None:
        html = signed_in("third").get(address(study, "coding_adjudicate")).content.decode()
        assert html.count("<strong>Differs</strong>") == 2
        assert "coder_one" not in html.partition("<h1")[2]
        assert "Coder one" not in html.partition("<h1")[2]

    def test_takes_one_readings_facts(self, study: Any) -> None:
        press(signed_in("third"), study, "decide", "coding_adjudicate", **self.DECIDED)
        settled = settled_by_people(study).get()
        assert (settled.verdict, settled.method, settled.reason, settled.decided_by.username) == (
            "not_required", "adjudicated", "Table 1 names Fukuda.", "third",
        )  # fmt: skip

    def test_takes_facts_of_its_own(self, study: Any) -> None:
        third = signed_in("third")
        filled = press(third, study, "fill-in-a", "coding_adjudicate", facts_from="own").content.decode()
        sent = Form(filled).sent
        assert sent["group-1-sets-1"] == ["ccc2003"]
        sent |= {**self.DECIDED, "facts_from": "own", "receipt": "a", "group-1-sets-1": ["ccc2003", "icc2011"],
                 "group-1-combine": "any"}  # fmt: skip
        checked = third.post(address(study, "coding_adjudicate"), sent | {"_do": "check"}).content.decode()
        assert "By the rules: PEM required." in checked
        third.post(address(study, "coding_adjudicate"), sent | {"_do": "decide"})
        assert settled_by_people(study).get().facts.cohorts == (Cohort.of(["ccc2003", "icc2011"], "or"),)

    @pytest.mark.parametrize(
        ("change", "sentence"),
        [
            ({"facts_from": ""}, "Say whose facts are right"),
            ({"facts_from": "z"}, "Say whose facts are right"),
            ({"receipt": ""}, "Say whose copied words are kept."),
            ({"reason": " "}, "Say why you decided so."),
            ({"finished": None}, "This is final.” when you have."),
            ({"facts_from": "own"}, "Say whether the badge applies."),
        ],
    )
    def test_a_refusal_is_told_and_nothing_typed_is_lost(self, study: Any, change: dict, sentence: str) -> None:
        sent = {name: value for name, value in {**self.DECIDED, **change}.items() if value is not None}
        html = press(signed_in("third"), study, "decide", "coding_adjudicate", comment="x", **sent).content.decode()
        assert sentence in html
        if sent["reason"].strip():
            assert "Table 1 names Fukuda." in html
        assert not settled_by_people(study).exists()

    def test_a_receipt_without_words_is_refused_kindly(self) -> None:
        study = draft()
        assess(study, "coder_one", CCC, "required")
        assessments.submit_assessment(study=study, by=person("coder_two"), facts=PEMFacts(), verdict="unclear")
        html = press(signed_in("third"), study, "decide", "coding_adjudicate", **self.DECIDED | {"facts_from": "a"})
        assert "need the paper&#x27;s own words" in html.content.decode()

    def test_a_coder_may_not(self, study: Any) -> None:
        coder = signed_in("coder_one")
        assert coder.get(address(study, "coding_adjudicate")).status_code == 403
        response = coder.post(address(study, "coding_adjudicate"), self.DECIDED | {"_do": "decide", "_groups": "1"})
        assert response.status_code == 403
        assert "coded this study yourself" in response.content.decode()
        assert not settled_by_people(study).exists()

    def test_is_done_once(self, study: Any) -> None:
        third = signed_in("third")
        form = Form(third.get(address(study, "coding_adjudicate")).content.decode()).sent | self.DECIDED
        third.post(address(study, "coding_adjudicate"), form | {"_do": "decide"})
        page = signed_in("fourth").post(address(study, "coding_adjudicate"), form | {"_do": "decide"})
        assert "has decided between these two readings already" in page.content.decode()
        assert "Table 1 names Fukuda." in page.content.decode(), "what the second one typed is not lost"
        assert settled_by_people(study).count() == 1

    @pytest.mark.parametrize("done", [0, 1, "agreed"])
    def test_only_where_two_finished_readings_differ(self, done: Any) -> None:
        study = draft()
        for name in ("coder_one", "coder_two")[: 2 if done == "agreed" else done]:
            assess(study, name, CCC, "required")
        response = signed_in("third").get(address(study, "coding_adjudicate"))
        assert response.status_code == 403
        sentence = "say the same" if done == "agreed" else "The present round of coding is not finished"
        assert sentence in response.content.decode()

    def test_the_action_keeps_the_same_promises(self, study: Any) -> None:
        coded = list(study.assessments.order_by("pk"))
        stranger = assess(draft("other2019"), "coder_one", CCC, "required")
        third = person("third")
        with pytest.raises(Refusal, match="one of the two readings"):
            assessments.adjudicate(assessments=coded, by=third, facts=CCC, receipt=stranger, reason="x")
        with pytest.raises(Refusal, match="not finished"):
            assessments.adjudicate(assessments=coded[:1], by=third, facts=CCC, receipt=coded[0], reason="x")
        assessments.open_new_round(study=study, by=person("editor"), reason="The full text came.")
        with pytest.raises(Refusal, match="not finished"):
            assessments.adjudicate(assessments=coded, by=third, facts=CCC, receipt=coded[0], reason="x")


class TestOnePersonAlone:
    def test_does_not_settle_while_another_is_reading(self) -> None:
        study = draft()
        assessments.start_assessment(study=study, by=person("coder_two"))
        with pytest.raises(Refusal, match="Two people are coding"):
            assessments.settle(assessments=[assess(study, "coder_one", CCC, "required")])

    def test_closes_the_round_because_the_reading_shows(self) -> None:
        study = draft()
        assessments.settle(assessments=[assess(study, "coder_one", CCC, "required")])
        with pytest.raises(Refusal, match="Open a new round"):
            assessments.start_assessment(study=study, by=person("coder_two"))
        assert "one person" in signed_in("coder_two").get(address(study)).content.decode()


class TestTheCodebook:
    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.used)
    def test_tells_what_the_rules_do(self, rule: Any) -> None:
        assert decide(rule.example, criteria_by_key()).verdict == rule.verdict

    def test_has_an_entry_for_every_field_of_the_form(self) -> None:
        fields = set(TypedReading.__dataclass_fields__) | set(TypedGroup.__dataclass_fields__)
        told = {entry.field for entry in ENTRIES} | {"not_applicable", "groups", "requirements", "label"}
        assert fields - {"against_the_rules_because"} <= told

    def test_is_written_plainly(self) -> None:
        for entry in ENTRIES:
            for sentence in re.split(r"(?<=[.?!])\s", " ".join(entry.text)):
                assert len(sentence.split()) <= 36, sentence


@pytest.mark.parametrize("facts", [
    PEMFacts((Cohort.of(["ccc2003"]),)), PEMFacts((Cohort.of(["ccc2003", "fukuda1994"], "and"),)),
    PEMFacts((Cohort.of(["ccc2003", "fukuda1994"], "or", label="A", explicit_pem=True),)),
    PEMFacts((Cohort.of(["ccc2003", "iom2015"], "or", also=["physician_dx"]), Cohort.of(["nice2007"]))),
    PEMFacts(not_applicable="animal"), PEMFacts(),
])  # fmt: skip
def test_facts_and_form_say_the_same(facts: PEMFacts) -> None:
    typed = TypedReading()
    typed.copy_facts(facts)
    again = TypedReading.of_draft(typed.to_draft()).facts()

    def sets(one: PEMFacts) -> Any:
        return [(set(map(frozenset, cohort.groups)), cohort.label, cohort.explicit_pem) for cohort in one.cohorts]

    assert (sets(again), again.not_applicable) == (sets(facts), facts.not_applicable)


def test_the_page_costs_the_same_with_many_studies() -> None:
    study = draft()
    coder = taken(study)
    costs = []
    for new in (10, 50):
        for number in range(new):
            other = draft(f"more{new}x{number}")
            assessments.start_assessment(study=other, by=person("coder_two"))
        with CaptureQueriesContext(connection) as asked:
            coder.get(address(study))
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12, costs
