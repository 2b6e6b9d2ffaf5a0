"""The two commands: every line in gets its line out, and figures are told or kept."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evidence.classifier import CLASSIFIER_VERSION, scoreboard

GOOD = {"id": "a", "title": "ME/CFS", "text": "Patients met the Canadian Consensus Criteria.", "part": "methods"}
LABELLED = GOOD | {
    "gold": {"pem_status": "required", "criteria": ["ccc2003"], "combination": "single", "kind": "other"}
}


def lines(*rows: Any) -> str:
    return "".join((row if isinstance(row, str) else json.dumps(row)) + "\n" for row in rows)


def classify(file: Path | str) -> tuple[list[dict[str, Any]], str, str]:
    """Answers, what was said on standard error, and the refusal at the end ("" if there was none)."""
    out, err, refusal = io.StringIO(), io.StringIO(), ""
    try:
        call_command("classify", "--jsonl", str(file), stdout=out, stderr=err)
    except CommandError as error:
        refusal = str(error)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue(), refusal


def test_every_line_in_gets_its_line_out(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(lines(GOOD, GOOD | {"id": "b", "text": "Patients met the Fukuda criteria."}), encoding="utf-8")
    answers, said, refusal = classify(file)
    assert [(one["id"], one["verdict"]) for one in answers] == [("a", "required"), ("b", "not_required")]
    assert (said, refusal) == ("", "")
    span = answers[0]["spans"][-1]
    assert GOOD["text"][span["start"] : span["end"]] == "Canadian Consensus Criteria"


def test_a_bad_line_is_named_and_nothing_else_is_lost(tmp_path: Path) -> None:
    file = tmp_path / "texts.jsonl"
    file.write_text(lines(GOOD, "{broken", "", GOOD | {"id": "c"}, {"title": "no id"}), encoding="utf-8")
    answers, said, refusal = classify(file)
    assert [one["id"] for one in answers] == ["a", "c"]
    assert "line 2:" in said
    assert "line 5:" in said
    assert refusal == "2 lines could not be read; all others were answered."


def test_standard_input_is_read_as_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(lines(GOOD).encode()))
    monkeypatch.setattr(sys, "stdin", stdin)
    answers, _, refusal = classify("-")
    assert ([one["id"] for one in answers], refusal) == (["a"], "")


def test_a_missing_file_is_told_in_a_sentence(tmp_path: Path) -> None:
    _, _, refusal = classify(tmp_path / "absent.jsonl")
    assert "could not be read: No such file" in refusal


def measure(file: Path, *options: str) -> str:
    out = io.StringIO()
    call_command("classifier_scoreboard", str(file), *options, stdout=out)
    return out.getvalue()


def test_the_figures_are_told_beside_those_of_the_keyword_list(tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text(lines(LABELLED, LABELLED | {"id": "b", "text": "Controls did not meet the CCC criteria."}))
    told = measure(file)
    assert f"classifier {CLASSIFIER_VERSION}, all: 2 texts, accuracy 0.500 (1/2)" in told
    assert "keyword list, methods: 2 texts" in told
    assert "miss b: unclear instead of required; missing: ccc2003; too many: –" in told


def test_the_snapshot_holds_figures_and_ids_and_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, snapshot = tmp_path / "labelled.jsonl", tmp_path / "scoreboard.json"
    monkeypatch.setattr(scoreboard, "SNAPSHOT", snapshot)
    monkeypatch.setattr("evidence.management.commands.classifier_scoreboard.SNAPSHOT", snapshot)
    file.write_text(lines(LABELLED | {"text": "Patients met the Fukuda criteria in Zebratown."}), encoding="utf-8")
    told = json.loads(measure(file, "--json", "--write"))
    assert scoreboard.published_scoreboard() == told
    assert "Zebratown" not in snapshot.read_text("utf-8")
    assert told["rows"][0]["misses"][0]["id"] == "a"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "holds no labelled excerpts"),
        (lines(LABELLED, GOOD), "line 2: No labelled excerpt"),
        ("nonsense\n", "line 1: The line is no JSON"),
    ],
)
def test_what_cannot_be_measured_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, sentence: str
) -> None:
    file, snapshot = tmp_path / "labelled.jsonl", tmp_path / "scoreboard.json"
    monkeypatch.setattr("evidence.management.commands.classifier_scoreboard.SNAPSHOT", snapshot)
    file.write_text(content, encoding="utf-8")
    with pytest.raises(CommandError, match=sentence):
        measure(file, "--write")
    assert not snapshot.exists()
