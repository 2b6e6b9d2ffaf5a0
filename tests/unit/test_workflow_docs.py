"""docs/workflow.md and docs/roles.md say what the code does, and the commands print the same."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from evidence import roles, workflow
from evidence.management import generated_docs
from evidence.management.generated_docs import roles_document, with_part, workflow_document
from tests.source_reading import REPOSITORY

DOCUMENTS = {"workflow.md": workflow_document, "roles.md": roles_document}
COMMANDS = {"workflow_diagram": ("workflow.md", workflow.mermaid), "roles_table": ("roles.md", roles.roles_table)}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_the_document_is_what_the_code_says(name: str) -> None:
    text = (REPOSITORY / "docs" / name).read_text("utf-8")
    assert DOCUMENTS[name](text) == text, "run `manage.py workflow_diagram --write` and `manage.py roles_table --write`"


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_prints_it(command: str) -> None:
    told = StringIO()
    call_command(command, stdout=told)
    assert told.getvalue() == COMMANDS[command][1]()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_command_writes_it(command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = COMMANDS[command][0]
    true = (REPOSITORY / "docs" / name).read_text("utf-8")
    (tmp_path / "docs").mkdir()
    path = tmp_path / "docs" / name
    path.write_text(re.sub(r"^\|.*\|$", "| old |", true, flags=re.MULTILINE), "utf-8")
    monkeypatch.setattr(generated_docs.settings, "BASE_DIR", tmp_path)
    call_command(command, write=True, stdout=StringIO())
    written = path.read_text("utf-8")
    assert COMMANDS[command][1]().strip() in written
    assert DOCUMENTS[name](written) == written


def test_a_document_without_the_part_is_an_error() -> None:
    with pytest.raises(ValueError, match="no part “diagram”"):
        with_part("# Nothing", "diagram", "text")


def test_the_diagram_knows_every_state_and_every_transition() -> None:
    diagram = workflow.mermaid()
    for state in workflow.STATES:
        assert f"\n    {state}: " in diagram
    for transition in workflow.TRANSITIONS:
        for source in transition.sources:
            target = transition.target or source
            assert f"    {source} --> {target}: {transition.name} ({transition.side})\n" in diagram
    assert ";" not in diagram, "Mermaid reads a semicolon as the end of a statement"
