"""The page of one letter: reading it, every move by its button, what is refused, who reads which words."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from contributions import triage
from contributions.actions import sending, triaging
from contributions.actions.reading import shared_with_editors
from contributions.admin import canned, deeds, sharing
from contributions.admin.letter_page import EVENTS, audience, find_study
from contributions.admin.offers import offers
from contributions.admin.seen_page import marked, quoted_lines
from contributions.models import Contribution
from evidence.actions import registries
from evidence.citations.record import CitationRecord, Name
from evidence.models import AuditEvent, LookupRequest, Study
from evidence.workflow import Refusal
from tests.factories import draft, letters, person, publish
from tests.integration.test_triage_room import browser_of, page, triager

pytestmark = pytest.mark.django_db

TICKED = list(sharing.CHECKS)


def at(letter: Contribution, *rest: str) -> str:
    return "/".join([f"/admin/letters/{letter.pk}", *rest])


def send(client: Client, letter: Contribution, do: str, status: int = 302, **fields: Any) -> str:
    response = client.post(at(letter), {"_do": do, **fields})
    html = unescape(response.content.decode())
    assert response.status_code == status, html
    return html


def now_is(letter: Contribution) -> Contribution:
    return Contribution.objects.get(pk=letter.pk)


# --- Reading ---------------------------------------------------------------------------------------------


def test_everything_that_was_written_shows_beside_the_page_as_it_was_seen() -> None:
    seen = publish()
    found = letters.letter(
        "The summary counts twice.", page=seen, passage="their  SCORES were\nlower", source="10.1234/other",
        contact="reader@post.example", contact_use="outcome",
    )  # fmt: skip
    letters.change_page(seen, words="Entirely other words.")
    told = page(triager(), at(found))
    for words in (
        "The summary counts twice.", "reader@post.example", triage.CONTACT_USES["outcome"], "10.1234/other",
        'href="/evidence/van-der-berg-2019-rest-symptoms/v/1"', "The page has changed since.",
        'href="/evidence/van-der-berg-2019-rest-symptoms/v/1/diff/2"', "<mark>Their scores were lower</mark>",
        "PEM required", "What this study does not prove", 'href="https://doi.org/10.1234/other"',
    ):  # fmt: skip
        assert words in told, words
    assert "Entirely other words." not in told


def test_a_passage_that_does_not_stand_there_is_said_to() -> None:
    found = letters.letter(page=publish(), passage="Words that nobody ever published.")
    told = page(triager(), at(found))
    assert "does not stand there in these words" in told
    blocks = [told.index(f"<h3>{title}</h3>") for title in ("In one sentence", "Summary", "Why it matters")]
    assert blocks == sorted(blocks), "in the order of the page"


def test_each_opening_is_in_the_trail_and_told_on_the_page() -> None:
    found = letters.letter()
    triager("colleague").get(at(found))
    client = triager()
    client.get(at(found))
    assert "Triager: 2 times" in page(client, at(found))
    assert "Colleague: 1 time," in page(client, at(found))
    reads = AuditEvent.objects.filter(action="contribution.read", object_id=found.pk)
    assert reads.count() == 4
    assert not any(event.detail or event.reason for event in reads)


def test_a_letter_that_was_taken_back_shows_only_that() -> None:
    found = letters.letter("Erase this marker.", state="triaged", contact="reader@post.example", contact_use="outcome")
    client = triager()
    assert "Erase this marker." in page(client, at(found))
    assert sending.withdraw(code=found.code, visitor=None)
    before = AuditEvent.objects.filter(action="contribution.read").count()
    told = page(client, at(found))
    assert "The writer took this letter back." in told
    assert "<textarea" not in told
    assert AuditEvent.objects.filter(action="contribution.read").count() == before
    told = send(client, found, "reply", 409, text="You wrote: erase this marker.")
    assert "was taken back while its page was open" in told
    assert "marker" not in told
    assert client.get(at(found, "share")).status_code == 302


def test_a_letter_that_was_erased_after_its_time_says_so() -> None:
    found = letters.letter(state="declined")
    Contribution.objects.filter(pk=found.pk).update(message_sealed=None, message_purged_at=timezone.now())
    found.entries.update(text_sealed=None)
    told = page(triager(), at(found))
    assert "has been erased after its time" in told
    assert "This has been erased." in told
    assert 'name="text"' not in told


# --- Moves -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", triage.STATES)
def test_the_buttons_are_the_moves_of_the_table(state: str) -> None:
    found = letters.letter(state=state)
    may = offers(now_is(found), by=person("triager"), now=timezone.now()).may
    assert set(may) == {move.name for move in triage.MOVES if move.by == "triager" and state in move.sources}
    told = page(triager(), at(found))
    for name in deeds.DEEDS.keys() & triage.MOVES_BY_NAME.keys():
        assert (f'value="{name}"' in told) == (name in may), name


def test_the_whole_way_by_buttons() -> None:
    seen = publish()
    found = letters.letter(page=seen)
    client = triager()
    send(client, found, "take")
    send(client, found, "ask", text="Which table do you mean?")
    assert now_is(found).state == "needs_information"
    sending.answer(code=found.code, text="The second one.", visitor=None)
    told = page(client, at(found))
    assert "The second one." in told
    assert told.index("Which table do you mean?") < told.index("The second one.")
    send(client, found, "take")
    send(client, found, "accept", text="You are right.")
    send(client, found, "link")
    assert now_is(found).state == "linked"
    letters.change_page(seen)
    assert now_is(found).state == "resolved"
    told = page(client, at(found))
    assert "Changed on the page." in told
    for action in ("received", "take", "ask", "answer", "accept", "link", "resolve"):
        assert EVENTS[f"contribution.{action}"] in told, action
    send(client, found, "reopen", 409, reopen_reason=" ")
    send(client, found, "reopen", reopen_reason="The other table is wrong too.")
    assert now_is(found).state == "triaged"


def test_release_hand_back_decline_and_merge() -> None:
    client, seen = triager(), publish()
    held = letters.letter(state="quarantine")
    send(client, held, "release")
    assert now_is(held).state == "received"
    send(client, held, "take")
    send(client, held, "hand_back")
    assert now_is(held).assignee is None
    send(client, held, "take")
    assert "Choose why the letter is declined." in send(client, held, "decline", 409)
    send(client, held, "decline", decline_reason="not_in_scope")
    assert now_is(held).decline_reason == "not_in_scope"
    first, second = letters.letter(page=seen), letters.letter("The same, said otherwise.", page=seen)
    told = page(client, at(second))
    assert f"Letter {first.pk}, of" in told
    assert "Choose the letter that this one repeats" in send(client, second, "merge", 409, into_other="zero")
    send(client, second, "merge", into=first.pk)
    assert now_is(second).duplicate_of == first
    assert f'href="{at(first)}">Letter {first.pk}' in page(client, at(second))


def test_who_contributed_to_the_page_is_told_why_others_decide() -> None:
    seen = publish()
    found = letters.letter(page=seen)
    client = browser_of("editor", "Editor", "Triager")
    send(client, found, "take")
    told = page(client, at(found))
    assert "Somebody else must decide." in told
    for name in ("accept", "decline", "merge"):
        assert f'value="{name}"' not in told
        words = {"text": f"Kept {name}.", "decline_reason": "not_in_scope", "into_other": found.pk}
        told = send(client, found, name, 409, **words)
        assert "Somebody else must decide." in told
        assert f"Kept {name}." in told
    assert now_is(found).state == "triaged"
    send(client, found, "ask", text="Which table?")
    assert now_is(found).state == "needs_information", "asking is no decision"


def test_nobody_decides_over_the_head_of_who_has_taken_it() -> None:
    found = letters.letter(page=publish())
    triaging.take(contribution=found, by=letters.triager("colleague"))
    client = triager()
    assert "Colleague has it until" in page(client, at(found))
    for name in ("take", "hand_back", "ask", "accept", "decline", "merge", "reply", "set_kind", "set_study"):
        told = send(client, found, name, 409, text="Long thought about.", decline_reason="other", into_other=found.pk,
                    kind="other", study="")  # fmt: skip
        assert "Another triager is checking this letter until" in told or name == "merge", name
        assert "Long thought about." in told
    send(client, found, "note", note="I know that paper.")
    assert "I know that paper." in page(client, at(found))
    assert now_is(found).assignee == person("colleague")
    later = timezone.now() - timedelta(hours=1)
    Contribution.objects.filter(pk=found.pk).update(lease_until=later)
    assert "anybody may take it" in page(client, at(found))
    send(client, found, "take")
    assert now_is(found).assignee == person("triager")


# --- What is typed ---------------------------------------------------------------------------------------

TYPED = {
    "text": "For the writer.", "note": "For us.", "keep_reason": "A question is open.", "keep_until": "2031-13-01",
    "study": "10.9999/nowhere", "page_number": "77", "into_other": "4711", "decline_reason": "cannot_verify",
}  # fmt: skip


@pytest.mark.parametrize("name", ["keep", "set_study", "merge", "", "nonsense", "canned"])
def test_nothing_typed_is_lost_whatever_happens(name: str) -> None:
    found = letters.letter(state="triaged")
    status = 409 if name in deeds.DEEDS else 200
    told = send(triager(), found, name, status, canned="", **TYPED)
    for words in TYPED.values():
        assert words in told, words
    assert ("Go to the box that this is about" in told) == (status == 409)
    assert 'value="cannot_verify" checked' in told
    assert not found.entries.exists()


def test_what_stands_in_another_box_stays_there_when_something_is_done() -> None:
    found = letters.letter(state="triaged")
    told = send(triager(), found, "note", 200, note="For us.", text="Not finished yet")
    assert "Noted, for triagers only." in told
    assert ">Not finished yet</textarea>" in told
    assert found.entries.count() == 1


def test_the_same_note_sent_twice_stands_there_once() -> None:
    found = letters.letter(state="triaged")
    client = triager()
    sent = {"note": "For us.", "text": "Not finished yet", "seen_entry": "0"}
    send(client, found, "note", 200, **sent)
    assert "since this page was opened" in send(client, found, "note", 409, **sent)
    assert found.entries.count() == 1
    newest = client.post(at(found), {"_do": "note", **sent}).context["newest"]
    send(client, found, "note", 200, **(sent | {"seen_entry": str(newest)}))
    assert found.entries.count() == 2


def test_a_canned_reply_goes_into_the_box_and_nowhere_else() -> None:
    found = letters.letter(state="triaged")
    told = send(triager(), found, "canned", 200, canned="which_source", text="Dear reader,")
    assert f"Dear reader,\n\n{canned.CANNED['which_source'].text}</textarea>" in told.replace("\r\n", "\n")
    assert not found.entries.exists()
    text = canned.put("which_source", "")
    assert canned.put("which_source", text) == text, "once is enough"
    assert canned.put("nonsense", "As it was") == "As it was"


def test_keeping_for_cause_names_a_day_and_a_reason() -> None:
    found = letters.letter(state="triaged")
    client = triager()
    day = (timezone.now() + timedelta(days=200)).date().isoformat()
    assert "Say why the letter is kept longer." in send(client, found, "keep", 409, keep_until=day)
    send(client, found, "keep", keep_until=day, keep_reason="The authors have been asked.")
    kept = now_is(found).kept_until
    assert kept is not None
    assert kept.date().isoformat() == day
    assert "The authors have been asked." in page(client, at(found))


# --- Who reads which words -------------------------------------------------------------------------------


@pytest.mark.parametrize("voice", triage.VOICES)
def test_beside_each_entry_stands_who_reads_it(voice: str) -> None:
    """The sentence follows from the one visibility function, for every voice."""
    words = audience(voice)
    assert ("The writer" in words) == triage.sees("contributor", voice)
    assert ("Editors" in words) == triage.sees("editor", voice)
    assert ("Only triagers" in words) == (not triage.sees("contributor", voice) and not triage.sees("editor", voice))


def test_words_for_the_writer_and_notes_stand_apart() -> None:
    found = letters.letter(state="triaged")
    client = triager()
    send(client, found, "reply", text="A word to the writer.")
    send(client, found, "note", note="A word among us.", seen_entry=found.entries.latest("pk").pk)
    told = page(client, at(found))
    answer, notes = told.index('id="answer"'), told.index('id="notes"')
    assert answer < told.index("A word to the writer.") < notes < told.index("A word among us.")
    status = sending.status(code=found.code, visitor=None)
    assert status is not None
    assert [text for _voice, text, _on in status.entries] == ["A word to the writer."]


def test_editors_see_a_copy_only_once_everything_is_ticked() -> None:
    seen = publish()
    found = letters.letter("I am ill since 2009 and saw 45, not 39.", page=seen, contact="me@post.example",
                           contact_use="questions", state="triaged")  # fmt: skip
    client, editor = triager(), person("reading_editor", roles=["Editor"])
    assert "I am ill since 2009 and saw 45, not 39.</textarea>" in page(client, at(found, "share"))
    for data, why in (
        ({"copy": "Look at the number of cases.", "check": TICKED[:-1]}, "Not ticked yet: 1 of"),
        ({"copy": "  ", "check": TICKED}, "The copy is empty."),
        ({"copy": "Ask ME@post.example about it.", "check": TICKED}, "holds an e-mail address"),
        ({"copy": "Ask x.y@elsewhere.example about it.", "check": TICKED}, "holds an e-mail address"),
    ):
        response = client.post(at(found, "share"), {"_do": "share", **data})
        assert response.status_code == 409
        told = unescape(response.content.decode())
        assert why in told
        assert data["copy"].strip() in told
    assert shared_with_editors(study=seen.study, by=editor) == []
    assert client.post(
        at(found, "share"), {"_do": "share", "copy": "Look at the number of cases.", "check": TICKED}
    ).status_code == 302  # fmt: skip
    assert [note.text for note in shared_with_editors(study=seen.study, by=editor)] == ["Look at the number of cases."]
    assert "Look at the number of cases." in page(client, at(found))
    assert client.post(at(found, "share"), {"_do": "unshare", "copy": ""}).status_code == 302
    assert shared_with_editors(study=seen.study, by=editor) == []


# --- What it is about ------------------------------------------------------------------------------------


def test_the_study_can_be_named_by_doi_pmid_or_address() -> None:
    study = draft(pmid="31234567")
    for typed in (
        study.slug, f"https://atlas.example/evidence/{study.slug}/v/3?x=1", "10.1234/BERG2019", "31234567",
        "https://doi.org/10.1234/berg2019",
    ):  # fmt: skip
        assert find_study(typed) == study, typed
    for typed in ("", "nothing", "10.1234/", "99", "/evidence/"):
        with pytest.raises(Refusal):
            find_study(typed)


def test_study_publication_and_kind_can_be_corrected() -> None:
    seen = publish()
    found = letters.letter(state="triaged")
    client = triager()
    told = send(client, found, "set_study", 409, study=seen.slug, page_number="4")
    assert "no publication of this number" in told
    send(client, found, "set_study", study=seen.slug, page_number="1")
    assert now_is(found).publication == seen
    send(client, found, "set_kind", kind="citation")
    assert now_is(found).kind == "citation"
    assert "Choose what the letter is about" in send(client, found, "set_kind", 409, kind="<b>")
    send(client, found, "set_study", study="")
    assert now_is(found).study is None


def test_who_contributed_to_the_page_is_told_why_they_cannot_say_what_the_letter_is_about() -> None:
    seen = publish()
    found = letters.letter(page=seen)
    editor = browser_of("editor", "Editor", "Triager")
    send(editor, found, "take")
    html = page(editor, at(found))
    assert "Somebody else must say whether it is about another." in html
    assert 'value="set_study"' not in html
    assert "Somebody else must say" in send(editor, found, "set_study", 409, study="")
    assert 'value="set_study"' in page(triager(), at(letters.letter(page=seen)))


def test_a_missing_study_becomes_a_draft_in_one_click() -> None:
    found = letters.letter("You miss this one.", kind="missing_study", source="see 10.5555/missing.1 please")
    client = triager()
    assert 'value="make_draft"' in page(client, at(found))
    send(client, found, "make_draft")
    study = Study.objects.get(doi="10.5555/missing.1")
    assert (now_is(found).state, now_is(found).study) == ("linked", study)
    nothing = letters.letter("You miss one, I forgot which.", kind="missing_study", state="triaged")
    assert 'value="make_draft"' not in page(client, at(nothing))
    assert "names no DOI and no PMID" in send(client, nothing, "make_draft", 409)


def test_a_wrong_citation_stands_beside_what_the_registry_says() -> None:
    seen = publish()
    found = letters.letter(page=seen, kind="citation", state="triaged")
    client = triager()
    assert "Crossref: not asked yet" in page(client, at(found))
    send(client, found, "look_up")
    assert LookupRequest.objects.get().study == seen.study
    registries.keep_answer(
        study=seen.study, registry="crossref", identifier="10.1234/berg2019", result="found",
        found=CitationRecord(
            type="article-journal", title=seen.study.title, container_title="Journal of Sleep", year=2019,
            doi="10.1234/berg2019", authors=(Name(family="Berg", given="Ludwig", particle="van der"),),
        ),
    )  # fmt: skip
    told = page(client, at(found))
    assert "Crossref: found" in told
    assert "The registries are to be asked" in told
    assert '<td class="differs"><strong>Differs:</strong> Journal of Sleep</td>' in told
    assert "<strong>Differs:</strong> 2019" not in told
    assert "The citation: ours" not in page(client, at(letters.letter(page=seen, kind="wording")))


# --- The marked passage ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "passage", "found"),
    [
        ("Scores fell after six months.", "SCORES  fell\tafter", ["Scores fell after"]),
        ("He said “rest more” — twice.", 'he said "rest more" - twice', ["He said “rest more” — twice"]),
        ("Müller and naïve ﬁndings here", "MULLER and naive findings", ["Müller and naïve ﬁndings"]),
        ("a rest and a rest", "rest", ["rest", "rest"]),
        ("First block.", "Another part of it.\nFirst block.", ["First block."]),
        ("Nothing alike.", "Something else", []),
        ("(.*) stands here as it is", "(.*) stands", ["(.*) stands"]),
        ("", "", []),
    ],
)
def test_the_passage_is_marked_however_it_was_copied(text: str, passage: str, found: list[str]) -> None:
    runs = marked(text, quoted_lines(passage))
    assert "".join(run.text for run in runs) == text
    assert [run.text for run in runs if run.quoted] == found


# --- Hostile letters -------------------------------------------------------------------------------------

HOSTILE = (
    '"><script>window.pwned=1</script><img src=x onerror="window.pwned=2"><svg onload=window.pwned=3>'
    '<a href="javascript:window.pwned=4">x</a><style>*{background:url(//evil.example/)}</style>{{ 7|add:7 }}{% now %}'
    "</textarea></title><iframe src=//evil.example></iframe>' onfocus='window.pwned=5' autofocus='"
)


class Harm(HTMLParser):
    """What a page must not hold: scripts that are not the admin's own, handlers, frames, links that run code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or ("javascript:" in (value or "") and name in ("href", "src", "action")):
                self.found.append(f"<{tag} {name}={value}>")
            if name in ("src", "href") and "evil.example" in (value or ""):
                self.found.append(f"<{tag} {name}={value}>")
        source = dict(attrs).get("src") or ""
        if tag in ("iframe", "svg", "style", "object", "img") and "evil" in str(attrs):
            self.found.append(f"<{tag}>")
        if tag == "script" and not source.startswith("/static/"):
            self.found.append("<script>")


def test_hostile_words_stay_words_everywhere() -> None:
    seen = publish()
    client = triager()
    found = letters.letter(HOSTILE, page=seen, source=HOSTILE[:480], passage=HOSTILE, contact="a'b&c@evil.example",
                           contact_use="questions", state="needs_information")  # fmt: skip
    sending.answer(code=found.code, text=HOSTILE, visitor=None)
    send(client, found, "take")
    seen_entry = {"seen_entry": 10**8}
    for name, box in (("reply", "text"), ("note", "note")):
        send(client, found, name, **{box: HOSTILE}, **seen_entry)
    client.post(at(found, "share"), {"_do": "share", "copy": HOSTILE, "check": TICKED})
    held = letters.letter(HOSTILE, state="quarantine")
    typed = dict.fromkeys((*TYPED, "canned", "kind", "reopen_reason", "into"), HOSTILE)
    held_too = f"/admin/letters/advertising?letter={held.pk}"
    pages = [
        client.get(at(found)), client.get(at(found, "share")), client.get(held_too),
        client.get("/admin/letters/", {"tab": HOSTILE, "kind": HOSTILE, "page": HOSTILE}),
        client.post(at(found), {"_do": "keep", **typed}), client.post(at(found), {"_do": HOSTILE, **typed}),
        client.post(at(found, "share"), {"_do": "share", "copy": HOSTILE, "check": [HOSTILE]}),
    ]  # fmt: skip
    for response in pages:
        html = response.content.decode()
        assert response.status_code in (200, 409)
        assert Harm(html).found == []
    assert "window.pwned=1" in unescape(pages[0].content.decode())
    assert Harm(f"<p>{HOSTILE}").found, "the check can fail"
