"""Texts word by word: nothing is lost, little is torn apart, and long texts take no long time."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.diff.words import (
    ADDED,
    EQUAL,
    PARAGRAPH_SIGN,
    REMOVED,
    Run,
    longest_rise,
    same_stretches,
    whole_runs,
    word_runs,
)


def marked(before: str, after: str) -> str:
    """Removed words in [-...-], added ones in {+...+}, a line a paragraph."""
    marks = {EQUAL: "{}", REMOVED: "[-{}-]", ADDED: "[+{}+]"}
    return "\n".join(
        " ".join(marks[run.op].format(run.text) for run in paragraph) for paragraph in word_runs(before, after)
    )


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("", "", ""),
        ("", "New words.", "[+New words.+]"),
        ("Old words.", "", "[-Old words.-]"),
        ("The same words.", "The same words.", "The same words."),
        ("Scores were lower.", "Scores were higher.", "Scores were [-lower.-] [+higher.+]"),
        ("Scores were lower.", "Most scores were lower.", "[-Scores-] [+Most scores+] were lower."),
        ("84 cases and 45 controls", "45 cases and 39 controls", "[-84-] [+45+] cases and [-45-] [+39+] controls"),
        ("A  b\nc", "A b c", "A b c"),
        # Paragraphs: one that came, one that went, two that became one, one that was parted.
        ("One.\n\nTwo.", "One.\n\nBetween.\n\nTwo.", "One.\n[+Between.+]\nTwo."),
        ("One.\n\nBetween.\n\nTwo.", "One.\n\nTwo.", "One.\n[-Between.-]\nTwo."),
        ("One two.\n\nThree four.", "One two. Three four.", "One two. [-¶-]\nThree four."),
        ("One two. Three four.", "One two.\n\nThree four.", "One two. [+¶+]\nThree four."),
    ],
)
def test_a_text_is_told_word_by_word(before: str, after: str, told: str) -> None:
    assert marked(before, after) == told


def test_stray_words_between_changes_do_not_break_up_the_reading() -> None:
    before = "many people felt worse in the weeks after they had walked"
    after = "few participants felt better in every month after they had walked"
    told = marked(before, after)
    assert told == (
        "[-many people felt worse in the weeks-] [+few participants felt better in every month+] after they had walked"
    )


def test_a_whole_text_keeps_its_paragraphs() -> None:
    assert whole_runs(ADDED, ["One.\n\nTwo.", "", "Three  words\nhere."]) == (
        (Run(ADDED, "One."),), (Run(ADDED, "Two."),), (Run(ADDED, "Three words here."),),
    )  # fmt: skip


WORD = st.text(alphabet="abcd", min_size=1, max_size=2)
TEXTS = st.lists(st.one_of(WORD, st.just("\n\n"), st.just(" \n ")), max_size=60).map(" ".join)


def words_of(runs: tuple[tuple[Run, ...], ...], *ops: str) -> list[str]:
    return [
        word
        for paragraph in runs
        for run in paragraph
        if run.op in ops and run.text != PARAGRAPH_SIGN
        for word in run.text.split()
    ]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_off_the_runs(before: str, after: str) -> None:
    runs = word_runs(before, after)
    assert words_of(runs, EQUAL, REMOVED) == before.split()
    assert words_of(runs, EQUAL, ADDED) == after.split()
    assert all(paragraph and all(run.text for run in paragraph) for paragraph in runs)


@given(st.lists(WORD, max_size=40).map(" ".join))
def test_nothing_differs_within_one_text(text: str) -> None:
    assert all(run.op == EQUAL for paragraph in word_runs(text, text) for run in paragraph)


@given(st.lists(st.integers(0, 30)))
def test_the_longest_rise_rises_and_none_is_longer(numbers: list[int]) -> None:
    rise = longest_rise(numbers)
    assert rise == sorted(rise)
    chosen = [numbers[index] for index in rise]
    assert chosen == sorted(set(chosen))
    # The plain way, in n squared.
    lengths: list[int] = []
    for index, number in enumerate(numbers):
        lengths.append(1 + max((lengths[i] for i in range(index) if numbers[i] < number), default=0))
    assert len(rise) == max(lengths, default=0)


def vocabulary(size: int) -> list[str]:
    return [f"word{number}" for number in range(size)]


@pytest.mark.parametrize("size", [3, 40, 4000])
def test_a_long_text_with_scattered_changes_is_compared_in_its_gaps(size: int) -> None:
    """20,000 words of a small or large vocabulary; a comparison of all pairs of words would be 400 million."""
    chance = random.Random(size)
    words = chance.choices(vocabulary(size), k=20_000)
    after = list(words)
    for place in range(0, len(after), 500):
        after[place] = "changed"
    stretches = same_stretches(words, after)
    same = sum(length for _, _, length in stretches)
    if size > 3:
        assert same >= 19_900
    for start, other, length in stretches:
        assert words[start : start + length] == after[other : other + length]


def test_a_text_written_anew_is_told_as_a_whole() -> None:
    before = " ".join(["ab"] * 3000 + ["cd"] * 3000)
    after = " ".join(["cd", "ef"] * 3000)
    assert [run.op for paragraph in word_runs(before, after) for run in paragraph] == [REMOVED, ADDED]


def test_the_work_grows_with_the_text_and_not_with_its_square(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts the pairs of words that are handed to difflib."""
    from evidence.diff import words as module

    pairs = 0

    class Counting(module.SequenceMatcher):  # type: ignore[misc, type-arg]
        def __init__(self, isjunk: None, a: list[str], b: list[str], autojunk: bool) -> None:
            nonlocal pairs
            pairs += len(a) * len(b)
            super().__init__(isjunk, a, b, autojunk)

    monkeypatch.setattr(module, "SequenceMatcher", Counting)
    counts = []
    for size in (2_000, 8_000):
        pairs = 0
        chance = random.Random(7)
        before = chance.choices(vocabulary(500), k=size)
        after = [word for word in before if chance.random() > 0.2]
        word_runs(" ".join(before), " ".join(after))
        counts.append(pairs)
    assert 0 < counts[1] < 8 * counts[0]
