"""What changed on a page: the known fields in the field's own words."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from evidence import vocabulary
from evidence.actions import content as actions_content
from evidence.diff import Kind, diff_content
from evidence.diff.fields import FIELDS, PEM_METHODS, SECTIONS
from evidence.models.assessment import METHODS
from evidence.pem import Verdict
from tests.unit.diff.worlds import (
    ANNA,
    BERG,
    CANADIAN,
    CORRECTION,
    FUKUDA,
    LINK,
    changed,
    page,
    tombstone,
    use,
    without,
)

ONE_CHANGE = [
    (("pem", "verdict"), "required", "PEM verdict changed from unclear to required."),
    (("pem", "method"), "adjudicated",
     "“Who decided on PEM, and how” changed from two coders agreed to two coders differed, and a third person "
     "decided."),
    (("pem", "decided_on"), "2026-06-12", "PEM decided on changed from 1 May 2026 to 12 June 2026."),
    (("pem", "basis"), "full_text",
     "“What the PEM verdict was judged from” changed from the abstract to the full text."),
    (("pem", "quote"), "All met CCC.",
     "The paper's own words changed from “Patients fulfilled the criteria” to “All met CCC”."),
    (("pem", "why_not_required"), "optional", "“Why PEM was not required” added: PEM is optional in the criteria."),
    (("pem", "policy_version"), "v0.2", "Version of the PEM policy changed from “v0.1” to “v0.2”."),
    (("pem", "criteria"), [FUKUDA, CANADIAN],
     "Set of criteria added: Canadian Consensus Criteria (2003): requires PEM."),
    (("pem", "criteria", 0, "pem"), "absent",
     "Set of criteria changed from “Fukuda (1994): PEM is optional” to “Fukuda (1994): PEM is not part of it”."),
    (("pem", "cohorts", 0, "explicit_pem"), True, "PEM required in addition changed from no to yes."),
    (("pem", "cohorts", 0, "purpose"), "classification",
     "“What the criteria were used for” changed from “to include participants” to “to classify participants or as an "
     "outcome, not to include them”."),
    (("pem", "cohorts", 0, "groups"), [[use("ccc2003"), use("icc2011")]],
     "Criteria that had to be met changed from “Fukuda / CDC 1994 / International CFS Study Group” to “Canadian "
     "Consensus Criteria or International Consensus Criteria (ME-ICC)”."),
    (("pem", "keys"), ["fukuda1994", "ccc2003"],
     "One set of criteria added to “Criteria by which the page is found”."),
    (("notices",), [CORRECTION], "Notice added: Correction, 3 May 2024: Correction to: Rest."),
    (("links",), [LINK], "Related record added: Comment on: Another study."),
    (("texts", "summary"), "Some people with ME/CFS rested more. Their scores were much lower.",
     "“Summary” was reworded (1 word added)."),
    (("texts", "limitations"), ["Small.", "Short."], "“Limitations” was added."),
    (("texts", "does_not_prove"), ["That it helps everybody."],
     "One point removed from “What this study does not prove”."),
    (("texts", "does_not_prove"), ["That rest caused the change.", "That it helps everybody.", "A.", "B."],
     "Two points added to “What this study does not prove”."),
    (("texts", "does_not_prove"), ["That it helps everybody.", "That rest caused the change."],
     "One point of “What this study does not prove” moved to another place."),
    (("texts", "does_not_prove", 1), "That it helps everybody equally.",
     "One point of “What this study does not prove” was reworded."),
    (("drafted", "by"), "generator", "Texts written by changed from a person to a generator, then edited by a person."),
    (("citation", "title"), "Rest and pain", "Title changed from “Rest and symptoms” to “Rest and pain”."),
    (("citation", "authors", 0, "given"), "Lara",
     "Author changed from “Ludwig van der Berg” to “Lara van der Berg”."),
    (("citation", "authors"), [], "“Authors” was removed."),
    (("citation", "authors"), [ANNA, BERG], "Author removed: Sue O'Neil."),
    (("citation", "type"), "article", "Kind of publication changed from journal article to preprint."),
    (("citation", "editors"), [ANNA], "Editor added: A. Anna."),
    (("citation", "editors"), [ANNA, BERG], "“Editors” was added."),
    (("citation", "month"), 5, "Month added: May."),
    (("citation", "authors_complete"), False, "List of authors is complete changed from yes to no."),
    (("design",), "case_control", "Study design changed from cohort study to case-control study."),
    (("peer_review",), "preprint", "Peer review changed from peer-reviewed to preprint, not peer-reviewed."),
    (("facts", "cases"), 39, "Number of people with ME/CFS changed from 84 to 39."),
    (("facts", "funder"), "A charity", "Funder added: A charity."),
    (("judgement", "replication"), "mixed", "Replication changed from not assessed to mixed results."),
    (("identity", "sources"), ["Crossref"], "One source removed from “Sources that confirm the identity”."),
    (("slug",), "elsewhere",
     "Address of this page changed from /evidence/van-der-berg-2019-rest-symptoms to /evidence/elsewhere."),
    (("schema",), 2, "Version of the page's structure changed from 1 to 2."),
]  # fmt: skip


@pytest.mark.parametrize(("path", "to", "sentence"), ONE_CHANGE, ids=[".".join(map(str, row[0])) for row in ONE_CHANGE])
def test_a_change_is_one_plain_sentence(path: tuple, to: object, sentence: str) -> None:
    summary = diff_content(page(), changed(*path, to=to)).summary
    assert sentence in summary
    if path != ("citation", "authors"):
        assert len(summary) == 1


def test_nothing_changed_is_nothing_told() -> None:
    diff = diff_content(page(), page())
    assert not diff
    assert (len(diff), diff.summary, diff.sections, diff.stored) == (0, (), (), ())


def test_a_first_page_is_new_and_everything_on_it_is_added() -> None:
    diff = diff_content(None, page())
    assert diff.summary == ("This page is new.",)
    assert {change.kind for change in diff.changes} <= {Kind.ADDED, Kind.ITEM_ADDED}
    told = " ".join(change.after for change in diff.changes)
    for words in ("PEM unclear", "People who rested had", "That it helps everybody.", "Ludwig van der Berg", "Norway"):
        assert words in told


def test_sections_stand_in_their_order_with_pem_first() -> None:
    after = page()
    after["schema"] = 2
    after["links"] = [LINK]
    after["facts"]["cases"] = 1
    after["citation"]["volume"] = "3"
    after["texts"]["summary"] = "Quite different words."
    after["texts"]["one_sentence"] = "Different."
    after["notices"] = [CORRECTION]
    after["pem"]["verdict"] = "required"
    after["new_block"] = {"a": 1}
    sections = diff_content(page(), after).sections
    assert [section.key for section in sections] == [
        "pem", "notices", "texts", "citation", "facts", "links", "other", "housekeeping",
    ]  # fmt: skip
    assert [section.title for section in sections] == [SECTIONS[section.key] for section in sections]
    assert [field.label for field in sections[2].fields] == ["In one sentence", "Summary"]


@pytest.mark.parametrize("key", list(vocabulary.TEXT_FIELDS))
def test_texts_are_told_in_the_order_of_the_page(key: str) -> None:
    after = page()
    after["texts"] = {name: ["Other."] if name in vocabulary.LIST_TEXT_FIELDS else "Other."
                      for name in reversed(vocabulary.TEXT_FIELDS)}  # fmt: skip
    labels = list(dict.fromkeys(change.label for change in diff_content(page(), after).changes))
    assert labels == list(vocabulary.TEXT_FIELDS.values())
    assert vocabulary.TEXT_FIELDS[key] in labels


@pytest.mark.parametrize("block", ["pem", "texts", "facts", "judgement", "citation"])
def test_a_block_that_went_is_told_field_by_field(block: str) -> None:
    diff = diff_content(page(), without(block))
    gone = " ".join(change.before for change in diff.changes)
    assert all(change.kind in (Kind.REMOVED, Kind.ITEM_REMOVED, Kind.STORED) for change in diff.changes)
    assert {change.path[0] for change in diff.changes} == {block}
    for value in page()[block].values():
        if isinstance(value, str) and len(value.split()) > 2:
            assert value in gone


def test_a_list_of_points_that_went_is_told_as_one() -> None:
    (change,) = diff_content(page(), without("texts", "does_not_prove")).changes
    assert change.kind is Kind.REMOVED
    assert [run.text for paragraph in change.runs for run in paragraph] == page()["texts"]["does_not_prove"]
    assert change.note == "Removed"


def test_every_part_of_a_notice_that_came_is_shown() -> None:
    (change,) = diff_content(page(), changed("notices", to=[CORRECTION])).changes
    lines = [run.text for paragraph in change.runs for run in paragraph]
    assert lines == [
        "Correction, 3 May 2024: Correction to: Rest", "What it says: A table was wrong.", "DOI: 10.1/c",
        "Where it was seen: the journal's page",
    ]  # fmt: skip
    assert change.after == "; ".join(line.removesuffix(".") for line in lines)


def test_a_field_of_a_notice_is_told_under_its_name() -> None:
    before = changed("notices", to=[CORRECTION])
    after = changed("notices", 0, "detail", to="Two tables were wrong.", content=before)
    (change,) = diff_content(before, after).changes
    assert change.label == "Correction, 3 May 2024: Correction to: Rest: What it says"
    assert (change.before, change.after) == ("A table was wrong.", "Two tables were wrong.")


def test_a_retraction_in_place_of_a_correction_is_a_new_notice() -> None:
    before = changed("notices", to=[CORRECTION])
    retraction = {"kind": "retraction", "date": "2025", "title": "Retraction", "doi": "10.1/r", "pmid": "",
                  "source": "PubMed", "detail": "The data were made up."}  # fmt: skip
    summary = diff_content(before, changed("notices", to=[retraction])).summary
    assert summary == (
        "Notice removed: Correction, 3 May 2024: Correction to: Rest.",
        "Notice added: Retracted, 2025: Retraction.",
    )


def test_the_address_of_a_linked_page_is_not_told() -> None:
    """Its target may be a draft: readers see the title and the identifiers of the work."""
    before = changed("links", to=[LINK])
    for old, new in ((page(), before), (before, page()), (before, changed("links", 0, "slug", to="x", content=before))):
        diff = diff_content(old, new)
        assert diff
        assert "other-page" not in repr(diff.changes)


def test_a_group_of_participants_that_came_is_told_with_its_rule() -> None:
    cohort = {
        "label": "Long COVID", "explicit_pem": False, "purpose": "classification",
        "groups": [[use("physician_dx")], [use("ccc2003"), use("nice2007", "requires")]],
    }  # fmt: skip
    after = page()
    after["pem"]["cohorts"].append(cohort)
    (change,) = diff_content(page(), after).changes
    assert change.note == "Group added"
    assert "Name of the group: Long COVID" in change.after
    assert "a physician's diagnosis, criteria not stated and (Canadian Consensus Criteria or NICE" in change.after
    assert "(judged for this study: requires PEM)" in change.after
    assert "to classify participants" in change.after


def test_a_withdrawn_page_is_told_as_one_thing() -> None:
    assert diff_content(page(), tombstone()).summary == (
        "The page was withdrawn on 1 July 2026: The paper was retracted.",
        "Taken down with it: PEM and the criteria used; Texts; Facts.",
    )
    assert diff_content(tombstone(), page()).summary == (
        "The page is no longer withdrawn.",
        "Put back with it: PEM and the criteria used; Texts; Facts.",
    )
    assert diff_content(page(), tombstone()).changes[0].section == "page"
    assert diff_content(page(), tombstone()).gist == diff_content(page(), tombstone()).summary


def test_a_short_account_leaves_details_out() -> None:
    after = changed("pem", "verdict", to="required")
    after["pem"] |= {"reasons": ["Another reason altogether."], "decided_on": "2026-06-01", "keys": ["ccc2003"]}
    after["judgement"].pop("replication_note")
    diff = diff_content(page(), after)
    assert diff.gist == ("PEM verdict changed from unclear to required.",)
    assert len(diff.summary) > 4
    only_details = diff_content(page(), changed("pem", "decided_on", to="2026-06-01"))
    assert only_details.gist == only_details.summary == ("PEM decided on changed from 1 May 2026 to 1 June 2026.",)
    assert diff_content(page(), page()).gist == ()


def test_what_else_changed_with_a_withdrawal_is_told_too() -> None:
    after = tombstone()
    after["notices"] = [CORRECTION]
    assert "Notice added: Correction, 3 May 2024: Correction to: Rest." in diff_content(page(), after).summary


def test_no_stored_word_reaches_a_reader() -> None:
    """Each value of each vocabulary, as a change: its words are shown, never the key."""
    tables = {
        ("design",): vocabulary.STUDY_DESIGNS, ("peer_review",): vocabulary.PEER_REVIEW,
        ("basis",): vocabulary.BASIS, ("judgement", "risk_of_bias"): vocabulary.RISK_OF_BIAS,
        ("judgement", "replication"): vocabulary.REPLICATION, ("drafted", "by"): vocabulary.DRAFTED_BY,
        ("pem", "verdict"): dict.fromkeys(map(str, Verdict)), ("pem", "method"): METHODS,
    }  # fmt: skip
    for path, table in tables.items():
        for value in table:
            for change in diff_content(page(), changed(*path, to=value)).changes:
                shown = f"{change.before} {change.after} {change.sentence} {change.label}"
                assert "_" not in shown, shown


def test_a_value_that_the_vocabulary_does_not_know_yet_is_still_no_key() -> None:
    assert diff_content(page(), changed("design", to="pilot_study")).summary == (
        "Study design changed from cohort study to pilot study.",
    )


def test_only_the_way_of_storing_changed() -> None:
    after = page()
    after["texts"]["summary"] += "  "
    after["withdrawn"] = {}
    del after["judgement"]["replication_note"]
    after["facts"]["registration"] = None
    diff = diff_content(page(), after)
    assert {change.kind for change in diff.changes} == {Kind.STORED}
    assert diff.summary == ("Four fields changed only in the way they are stored.",)
    assert diff.sections == ()
    assert set(diff.stored) == {"Summary", "Withdrawal", "Note on replication", "Registration"}
    assert all("the way it is stored" in change.sentence for change in diff.changes)


def test_a_text_that_was_long_and_changed_a_little_shows_the_little() -> None:
    paragraphs = [f"Paragraph {number} tells what was seen in group {number}." for number in range(30)]
    before = changed("texts", "summary", to="\n\n".join(paragraphs))
    paragraphs[20] = "Paragraph 20 tells what was measured in group 20."
    (change,) = diff_content(before, changed("texts", "summary", to="\n\n".join(paragraphs))).changes
    assert change.kind is Kind.TEXT
    (left_out, paragraph), (rest, nothing) = change.shown
    assert (left_out, rest, nothing) == (20, 9, ())
    assert [(run.op, run.text) for run in paragraph if run.op != "equal"] == [
        ("removed", "seen"), ("added", "measured"),
    ]  # fmt: skip
    assert change.note == "Reworded: 1 word added, 1 removed"


def test_only_paragraphs_parted_anew() -> None:
    before = changed("texts", "summary", to="One two.\n\nThree four.")
    (change,) = diff_content(before, changed("texts", "summary", to="One two. Three four.")).changes
    assert change.note == "Reworded: paragraphs parted in another way"


def test_a_moved_item_says_from_where_to_where() -> None:
    points = ["A a.", "B b.", "C c."]
    before = changed("texts", "does_not_prove", to=points)
    (change,) = diff_content(before, changed("texts", "does_not_prove", to=[points[2], *points[:2]])).changes
    assert change.kind is Kind.ITEM_MOVED
    assert change.note == "Moved from place 3 to place 1"
    assert change.shown == [(0, change.runs[0])]


def test_a_long_value_is_cut_in_a_sentence_and_whole_in_the_change() -> None:
    title = "A very long title " * 20
    (change,) = diff_content(page(), changed("citation", "title", to=title)).changes
    assert len(change.sentence) < 300
    assert change.after == title
    (change,) = diff_content(page(), changed("facts", "funder", to=title)).changes
    assert change.sentence == "“Funder” was added."


def test_the_contents_are_left_as_they_were() -> None:
    before, after = page(), tombstone()
    kept = copy.deepcopy((before, after))
    diff_content(before, after)
    assert (before, after) == kept


def test_the_words_for_who_decided_are_those_of_the_desk() -> None:
    assert PEM_METHODS == METHODS


def test_the_table_knows_every_field_of_a_page() -> None:
    """A field without a row still shows; a row gives it better words. Every field of today has one."""

    def fields(value: object, path: tuple[str, ...]) -> set[tuple[str, ...]]:
        found = set()
        for key, item in value.items() if isinstance(value, dict) else ():
            found |= {(*path, key)} | fields(item, (*path, key))
        return found

    after = page()
    after["texts"] = dict.fromkeys(vocabulary.TEXT_FIELDS, "x")
    named = ("cases", "controls", "severity", "duration", "country", "funder", "registration", "open_access_url")
    after["facts"] = dict.fromkeys(named, "x")
    assert fields(after, ()) <= set(FIELDS)
    source = Path(actions_content.__file__).read_text("utf-8")
    assert all(f'"{name}"' in source for name in named)
