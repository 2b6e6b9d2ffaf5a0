"""Counting how often the classifier is right, and how right it is on the labelled sample."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from evidence.classifier import CLASSIFIER_VERSION, scoreboard
from evidence.classifier.baseline import BASELINE_NAME, KEYWORDS, read_by_keywords
from evidence.classifier.lines import BadLine, answer
from evidence.classifier.scoreboard import Pair, board, pairs_of, score
from evidence.pem import INFORMAL_DIAGNOSES, Verdict
from evidence.pem.reference import reference_criteria


def pair(proposed: str, settled: str, *, also: str = "", found: str = "", keys: str = "", **more: Any) -> Pair:
    return Pair(
        more.get("id", "one"),
        more.get("part", "abstract"),
        proposed,
        frozenset(found.split()),
        settled,
        frozenset(keys.split()),
        frozenset(also.split()),
        more.get("reader", "classifier"),
    )


def test_shares_are_counted_by_hand() -> None:
    counted = score(
        [
            pair("required", "required", found="ccc2003", keys="ccc2003"),
            pair("required", "not_required", found="ccc2003 fukuda1994", keys="fukuda1994"),
            pair("unclear", "required", keys="icc2011"),
            pair("unclear", "unclear"),
        ]
    )
    assert (counted.accuracy.right, counted.accuracy.of) == (2, 4)
    assert (counted.precision["required"].right, counted.precision["required"].of) == (1, 2)
    assert (counted.recall["required"].right, counted.recall["required"].of) == (1, 2)
    assert (counted.precision["unclear"].value, counted.recall["unclear"].value) == (0.5, 1.0)
    assert (counted.criteria_precision.right, counted.criteria_precision.of, counted.criteria_recall.of) == (2, 3, 3)
    assert counted.criteria_f1 == pytest.approx(2 / 3)
    assert counted.confusion["not_required"]["required"] == 1
    assert sum(sum(row.values()) for row in counted.confusion.values()) == 4
    assert [miss["verdict_right"] for miss in counted.misses] == [False, False]


def test_a_verdict_that_the_coders_hold_as_good_counts_as_right() -> None:
    counted = score([pair("unclear", "not_required", also="unclear not_applicable")])
    assert (counted.accuracy.value, counted.precision["unclear"].value, counted.misses) == (1.0, 1.0, ())


def test_wrong_criteria_are_a_miss_even_under_a_right_verdict() -> None:
    (miss,) = score([pair("required", "required", found="ccc2003", keys="icc2011")]).misses
    assert (miss["verdict_right"], miss["criteria_missing"], miss["criteria_too_many"]) == (
        True,
        ["icc2011"],
        ["ccc2003"],
    )


def test_nothing_measured_is_no_perfect_score() -> None:
    counted = score([])
    assert (counted.accuracy.value, counted.criteria_f1, counted.precision["required"].value) == (None, None, None)
    assert json.loads(json.dumps(counted.to_dict()))["accuracy"] == {"right": 0, "of": 0, "value": None}


def test_the_board_has_a_row_for_each_reader_and_part() -> None:
    measured = board(
        [
            pair("required", "required", part="methods"),
            pair("unclear", "unclear", part="abstract"),
            pair("unclear", "required", part="methods", reader=BASELINE_NAME),
        ],
        source="invented",
    )
    assert [(row["reader"], row["part"], row["count"]) for row in measured["rows"]] == [
        ("classifier", "all", 2),
        (BASELINE_NAME, "all", 1),
        ("classifier", "abstract", 1),
        ("classifier", "methods", 1),
        (BASELINE_NAME, "methods", 1),
    ]
    assert (measured["version"], measured["source"]) == (CLASSIFIER_VERSION, "invented")


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"id": "a", "part": "abstract", "gold": {"pem_status": "perhaps", "criteria": []}},
        {"id": "a", "part": "abstract", "gold": {"pem_status": "required"}},
        {"id": "a", "part": "abstract", "gold": None},
    ],
)
def test_a_row_without_labels_is_refused_in_a_sentence(row: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="No labelled excerpt"):
        pairs_of(row)


def test_a_published_board_is_read_back_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoreboard, "SNAPSHOT", tmp_path / "none.json")
    assert scoreboard.published_scoreboard() is None
    scoreboard.SNAPSHOT.write_text('{"rows": []}', encoding="utf-8")
    assert scoreboard.published_scoreboard() == {"rows": []}


def test_the_keyword_list_is_an_honest_reader() -> None:
    assert set(KEYWORDS) <= set(reference_criteria()) | set(INFORMAL_DIAGNOSES)
    read = read_by_keywords(title="ME/CFS", text="Patients met the Canadian criteria.")
    assert (read.verdict, read.criteria) == (Verdict.REQUIRED, ("ccc2003",))
    assert read_by_keywords(title="ME/CFS: a review", text="").verdict is Verdict.NOT_APPLICABLE
    assert read_by_keywords(title="Sleep", text="").verdict is Verdict.NOT_APPLICABLE


# --- The labelled sample (../shared, not in the repository) -----------------------------------------------


@pytest.fixture(scope="module")
def sample(shared: Path) -> list[Pair]:
    lines = (shared / "data" / "pem" / "dev.jsonl").read_text("utf-8").splitlines()
    return [one for line in lines if line.strip() for one in pairs_of(json.loads(line))]


def test_on_the_labelled_sample_the_promised_shares_hold(sample: list[Pair]) -> None:
    counted = score(one for one in sample if one.reader != BASELINE_NAME)
    assert counted.accuracy.value is not None
    assert counted.accuracy.value >= 0.97, counted.misses
    assert counted.precision["required"].value == 1.0, counted.misses
    assert counted.criteria_f1 is not None
    assert counted.criteria_f1 >= 0.97, counted.misses


def test_the_rules_buy_much_beyond_keywords(sample: list[Pair]) -> None:
    rules = score(one for one in sample if one.reader != BASELINE_NAME)
    plain = score(one for one in sample if one.reader == BASELINE_NAME)
    assert plain.accuracy.value is not None
    assert rules.accuracy.value is not None
    assert 0.5 < plain.accuracy.value < rules.accuracy.value - 0.1


def test_the_published_board_was_measured_with_this_version(sample: list[Pair]) -> None:
    published = scoreboard.published_scoreboard()
    assert published is not None, "Run manage.py classifier_scoreboard FILE --write."
    now = {name: value for name, value in published.items() if name != "earlier"}
    assert now == json.loads(json.dumps(board(sample, source="dev.jsonl"))), (
        "Measure again: manage.py classifier_scoreboard --write."
    )
    assert [one["version"] for one in published["earlier"]] == ["v1.0"], "The figures of earlier versions stay."


def test_a_new_board_keeps_the_rows_of_earlier_versions() -> None:
    row = {"reader": "classifier v1", "part": "all", "count": 1, "misses": [{"id": "a"}]}
    first = {"version": "v1", "policy_version": "p", "source": "s", "rows": [row, row | {"reader": BASELINE_NAME}]}
    second = scoreboard.with_earlier_versions(first | {"version": "v2"}, first)
    assert [one["version"] for one in second["earlier"]] == ["v1"]
    assert second["earlier"][0]["rows"] == [{"reader": "classifier v1", "part": "all", "count": 1}]
    third = scoreboard.with_earlier_versions(first | {"version": "v3"}, second)
    assert [one["version"] for one in third["earlier"]] == ["v2", "v1"]
    again = scoreboard.with_earlier_versions(first | {"version": "v3"}, third)
    assert [one["version"] for one in again["earlier"]] == ["v2", "v1"], "A version measured anew stands there once."
    assert scoreboard.with_earlier_versions(first, None) == first


# --- Lines of JSON -----------------------------------------------------------------------------------------


def test_a_line_is_answered_with_the_promised_keys() -> None:
    line = json.dumps({"id": 7, "title": "ME/CFS", "text": "Patients met the CCC criteria.", "part": "methods"})
    told = json.loads(answer(line.encode()))
    assert list(told) == [
        "id", "verdict", "criteria", "combination", "kind", "confidence", "spans", "reasons", "version",
    ]  # fmt: skip
    assert (told["id"], told["verdict"], told["criteria"]) == (7, "required", ["ccc2003"])
    assert {"start": 17, "end": 29, "rule": "CCC", "key": "ccc2003"} in told["spans"] or told["spans"]
    assert all(set(span) == {"start", "end", "rule", "key"} for span in told["spans"])


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{", "no JSON"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1]", "no object"),
        (b"7", "no object"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"title": "a"}', "no id"),
        (b'{"id": true}', "no id"),
        (b'{"id": 1, "text": 5}', "“text” is no string"),
        (b'{"id": 1, "part": []}', "“part” is no string"),
    ],
)
def test_a_bad_line_is_refused_with_its_reason(line: bytes, reason: str) -> None:
    with pytest.raises(BadLine, match=reason):
        answer(line)


def test_missing_and_empty_fields_are_empty_text() -> None:
    told = json.loads(answer(b'\xef\xbb\xbf{"id": "a", "title": null}'))
    assert (told["verdict"], told["spans"]) == ("unclear", [])


def test_a_lone_surrogate_does_no_harm() -> None:
    assert json.loads(answer(b'{"id": "a", "text": "\\ud800 Patients met the CCC criteria."}'))["id"] == "a"
