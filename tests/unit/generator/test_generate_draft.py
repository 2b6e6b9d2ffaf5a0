"""The command: a proposal as JSON on the terminal, and sentences where there is none."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.unit.generator.worlds import ABSTRACT, TITLE


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_GENERATOR_PROVIDER", "extractive")


@pytest.fixture
def abstract(tmp_path: Path) -> str:
    path = tmp_path / "abstract.txt"
    path.write_text(ABSTRACT, "utf-8")
    return str(path)


def proposal(*args: str, **options: Any) -> dict[str, Any]:
    told = io.StringIO()
    call_command("generate_draft", *args, title=TITLE, stdout=told, **options)
    found: dict[str, Any] = json.loads(told.getvalue())
    return found


def test_a_proposal_is_printed_with_its_places(abstract: str) -> None:
    told = proposal(abstract, design="cohort", pem="required", licence="CC0")
    assert told["publishable"] is False
    [one] = told["fields"]["limitations"]
    [span] = one["spans"]
    assert ABSTRACT[span["start"] : span["end"]] == one["text"]
    assert told["provenance"]["generator_version"] == "v1"


def test_standard_input_and_chosen_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(ABSTRACT.encode())))
    assert set(proposal("-", field=["limitations"])["fields"]) == {"limitations"}


def test_what_cannot_be_read_is_told_in_a_sentence(
    tmp_path: Path, abstract: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "picture").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(CommandError, match="is not UTF-8"):
        proposal(str(tmp_path / "picture"))
    with pytest.raises(CommandError, match="could not be read"):
        proposal(str(tmp_path / "nowhere"))
    monkeypatch.setenv("ATLAS_GENERATOR_PROVIDER", "openai_compatible")
    with pytest.raises(CommandError, match="ATLAS_GENERATOR_URL"):
        proposal(abstract)
