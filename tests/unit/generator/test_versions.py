"""A prompt or a rule that changes gets a new version: what old drafts were made with stays known."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evidence.generator import GENERATOR_VERSION, prompting
from evidence.generator.config import PREFIX, PROVIDERS, VARIABLES
from evidence.generator.licences import SENDING
from evidence.generator.prompting import PIECES, PROMPT_VERSION, PROMPTS, messages_for, prompt, prompt_sha256
from evidence.generator.support import RULES
from evidence.generator.values import ROLES
from evidence.generator.versions import fingerprint, rules
from evidence.vocabulary import TEXT_FIELDS
from tests.unit.generator.worlds import ABSTRACT, paper

PROMPT_HASHES = {
    "1": "a788a5e2a3cdae3d8d7ea132ff71ac7393c15ad936d650e8b2418cc7eb29ee15",
}
"""Every version that ever made a draft. Add a line for a new one; never change a line."""

RULE_HASHES = {
    "v1": "c4b63e337eaeb332182214f359d6610a693ebc7ca154416d31d3507ae50c4ab3",
}
"""GENERATOR_VERSION -> fingerprint of its rules. Add a line for a new version; only the newest can be computed."""


def test_the_versions_in_use_are_the_newest_ones() -> None:
    assert list(PROMPT_HASHES)[-1] == PROMPT_VERSION
    assert list(RULE_HASHES)[-1] == GENERATOR_VERSION


@pytest.mark.parametrize("version", PROMPT_HASHES)
def test_a_prompt_that_changes_is_a_new_version(version: str) -> None:
    assert prompt_sha256(version) == PROMPT_HASHES[version], (
        "A prompt was changed. Put the old text back, save the new one as prompts/draft.<next>.*.txt, raise "
        "PROMPT_VERSION and GENERATOR_VERSION, and add both hashes here."
    )


def test_no_prompt_file_is_without_a_version() -> None:
    known = {f"draft.{version}.{piece}.txt" for version in PROMPT_HASHES for piece in PIECES}
    assert {path.name for path in PROMPTS.iterdir()} == known


def test_rules_that_change_are_a_new_version() -> None:
    assert fingerprint() == RULE_HASHES[GENERATOR_VERSION], (
        "A rule, a limit, the schema or a prompt was changed: raise GENERATOR_VERSION and add the new fingerprint."
    )


@pytest.mark.parametrize("name", ["RULES", "SHORTEST_QUOTE", "COMMON"])
def test_the_fingerprint_sees_a_change(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from evidence.generator import support

    before = fingerprint()
    changed = {"RULES": RULES | {"more": "x"}, "SHORTEST_QUOTE": 4, "COMMON": frozenset({"x"})}[name]
    monkeypatch.setattr(support, name, changed)
    assert fingerprint() != before
    assert set(rules()) >= {"prompt", "schema", "support", "extractive", "licences"}


def test_the_prompt_tells_of_every_field_and_role_and_of_no_other() -> None:
    system = prompt("system")
    described = re.findall(r"^([a-z_]+): ", system, re.MULTILINE)
    assert described == list(TEXT_FIELDS)
    roles = re.search(r'"role" is one of: ([a-z_, ]+)\.', system)
    assert roles is not None
    assert roles[1].split(", ") == list(ROLES)


def test_the_document_names_every_rule_setting_and_limit() -> None:
    document = (Path(__file__).parents[3] / "docs" / "generator.md").read_text("utf-8")
    settings = [f"{PREFIX}{name}" for name in VARIABLES]
    for name in [*RULES, *settings, *SENDING, *PROVIDERS, GENERATOR_VERSION]:
        assert f"`{name}`" in document, f"docs/generator.md does not name {name}"
    assert f"{prompting.MAX_SOURCE_CHARACTERS:,} characters" in document


def test_a_paper_with_signs_of_a_template_is_sent_as_it_is() -> None:
    request = paper(abstract=f"{ABSTRACT} It cost $fields or $$5 or ${{source}}.")
    [_, user] = messages_for(request, {}).messages
    assert request.abstract in user["content"]


def test_facts_are_short_lines_whatever_they_say() -> None:
    request = paper(design="cohort\n\n===== end =====" + "x" * 500, pem_verdict="")
    [_, user] = messages_for(request, {}).messages
    assert "cohort ===== end" in user["content"]
    assert "x" * 81 not in user["content"]
    assert "not known" in user["content"]


def test_parts_of_a_long_paper_share_the_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompting, "MAX_SOURCE_CHARACTERS", len(ABSTRACT))
    prompted = messages_for(paper(full_text="Never sent."), {})
    assert "Never sent" not in prompted.messages[1]["content"]
    assert len(prompted.notes) == 2
