"""Making a text plain and finding its sentences, with the way back to the original."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.classifier.scanning import sentences_with
from evidence.classifier.text import LONGEST_SENTENCE, Sentences, read_plain


@pytest.mark.parametrize(
    ("original", "plain"),
    [
        ("Fukuda \u2013 CDC", "fukuda - cdc"),
        ("ful\ufb01lled", "fulfilled"),
        ("cri-\nteria", "criteria"),
        ("CDC-\nFukuda", "cdc- fukuda"),
        ("a  b\n c", "a b c"),
        ("criteria<sup>1</sup> met", "criteria1 met"),
        ("A &amp; B", "a & b"),
        ("p < 0.05 and x > 3", "p < 0.05 and x > 3"),
        ("\uff26ukuda", "fukuda"),
        ("\u0130stanbul", "\u0130stanbul"),
        ("co\u00adhort", "cohort"),
    ],
)
def test_a_text_is_made_plain(original: str, plain: str) -> None:
    assert read_plain(original).lower == plain


@given(st.text(alphabet=st.sampled_from("ab .-\n\ufb01\u00ad<b>&amp;\u2013\u0130"), max_size=60))
def test_every_place_of_the_plain_text_has_its_place_in_the_original(text: str) -> None:
    plain = read_plain(text)
    assert len(plain.lower) == len(plain.cased)
    places = [plain.span(place, place + 1) for place in range(len(plain.lower))]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two. Three.", 3),
        ("As in Fukuda et al. [3]. Then more.", 2),
        ("Criteria were met (see Fig. 2 for details). Next.", 2),
        ("Patients met it.12 Controls did not.", 2),
        ("The value was 0.05 Patients met it.", 1),
        ("criteria were met. controls were not.", 2),
        ("Criteria (Centre. Evidence, 2021) were used. End.", 2),
        ("First […] second.", 2),
        ("Heading\n\nText below it.", 2),
        ("", 1),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(Sentences(read_plain(text))) == count


def test_a_text_without_stops_is_cut_so_that_work_stays_in_proportion() -> None:
    sentences = Sentences(read_plain("word " * 5000))
    lengths = [end - start for start, end in map(sentences.bounds, range(len(sentences)))]
    assert max(lengths) <= LONGEST_SENTENCE
    assert sum(lengths) == 25_000


@given(st.lists(st.sampled_from(["Aa. ", "Bb ", "cc! ", "(", ") ", "met "]), max_size=30))
def test_sentences_cover_the_text_without_gap(pieces: list[str]) -> None:
    plain = read_plain("".join(pieces))
    sentences = Sentences(plain)
    bounds = [sentences.bounds(number) for number in range(len(sentences))]
    assert (bounds[0][0], bounds[-1][1]) == (0, len(plain.lower))
    assert all(before[1] == after[0] for before, after in pairwise(bounds))
    for number, (start, end) in enumerate(bounds):
        if start < end:
            assert sentences.around(start) == number


def test_plain_words_lead_to_their_sentences() -> None:
    plain = read_plain("None here. Fukuda here. None. Again Fukuda and Fukuda.")
    assert sentences_with(plain, Sentences(plain), ["fukuda"]) == [1, 3]
