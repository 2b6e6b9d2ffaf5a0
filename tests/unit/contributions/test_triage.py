"""The table of a letter's way, and who sees what of it."""

from __future__ import annotations

import pytest

from contributions import retention, triage
from tests.source_reading import REPOSITORY

SEES = {
    # viewer:      letter, note, shared, reply, answer
    "triager":     (True,  True, True,  True,  True),
    "contributor": (True,  False, False, True, True),
    "editor":      (False, False, True, False, False),
    "other":       (False, False, False, False, False),
}  # fmt: skip


@pytest.mark.parametrize("viewer", triage.VIEWERS)
def test_each_viewer_sees_exactly_what_is_theirs(viewer: str) -> None:
    voices = ("letter", "note", "shared", "reply", "answer")
    assert set(voices) == {"letter", *triage.VOICES}, "a voice that this table does not know"
    assert tuple(triage.sees(viewer, voice) for voice in voices) == SEES[viewer]


def test_an_unknown_voice_is_an_error_and_never_a_yes() -> None:
    with pytest.raises(ValueError, match="no voice that we know"):
        triage.sees("triager", "diary")


def test_an_unknown_viewer_sees_no_letter() -> None:
    assert not triage.sees("superuser", "letter")


def test_what_was_taken_back_stays_taken_back() -> None:
    assert not [move.name for move in triage.MOVES if "withdrawn" in move.sources]


def test_every_state_is_reached_and_every_open_state_can_be_left() -> None:
    reached = {*triage.BEGINNINGS, *(move.target for move in triage.MOVES)}
    assert reached == set(triage.STATES)
    left = {source for move in triage.MOVES if move.by == "triager" for source in move.sources}
    assert left >= triage.OPEN


def test_whatever_closes_a_letter_by_hand_needs_four_eyes() -> None:
    closing = {move.name for move in triage.MOVES if move.target in triage.CLOSED and move.by == "triager"}
    assert closing <= {move.name for move in triage.MOVES if move.decides}


def test_every_state_has_words_for_its_writer_and_quarantine_reads_like_received() -> None:
    assert set(triage.WORDS_FOR_THE_WRITER) == set(triage.STATES)
    assert triage.WORDS_FOR_THE_WRITER["quarantine"] == triage.WORDS_FOR_THE_WRITER["received"]


def test_the_documentation_draws_this_table_and_tells_these_times() -> None:
    text = (REPOSITORY / "docs" / "letters.md").read_text("utf-8")
    assert f"```mermaid\n{triage.mermaid()}```" in text, "print(contributions.triage.mermaid()) into docs/letters.md"
    told = " ".join(text.split())
    for what, words in retention.RULES.items():
        assert words in told, f"docs/letters.md tells other times for {what}: {words}"
