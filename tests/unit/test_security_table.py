"""SECURITY.md and the operator's page tell the truth: every requirement is answered once, every test and every command
that they name exists.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator
from functools import cache

import pytest
from django.core.management import get_commands, load_command_class

from tests.source_reading import REPOSITORY, modules

STATES = ("met", "not applicable", "**open**")
ASKED: dict[int, dict[int, Iterable[int]]] = {
    1: {1: (1, 2), 2: range(1, 10), 3: range(1, 12), 4: (1, 2, 3), 5: (1, 2)},
    2: {1: (1, 2, 3), 2: (1, 2, 3), 3: (1, 2, 3, 4), 4: (1,)},
    3: {2: (1, 2), 3: (1, 2, 3, 4), 4: range(1, 7), 5: range(1, 6), 7: (1, 2)},
    4: {1: (1, 2, 3), 2: (1,), 3: (1, 2), 4: (1, 2, 3, 4)},
    5: {1: (1,), 2: (1, 2, 3), 3: (1, 2), 4: (1, 2, 3)},
    6: {1: (1, 2, 3), 2: range(1, 12), 3: (1, 2, 3), 4: (1, 2, 3, 4), 5: range(1, 6), 6: (1, 2, 3), 8: (1, 2, 3)},
    7: {1: (1, 2, 3), 2: (1, 2, 3, 4), 3: (1, 2), 4: range(1, 6), 5: (1, 2), 6: (1, 2)},
    8: {1: (1, 2), 2: (1, 2, 3), 3: (1,), 4: (1,)},
    11: {1: (1, 2), 2: (1, 2, 3), 3: (1, 2, 3), 4: (1, 2, 3), 5: (1,), 6: (1,)},
    12: {1: (1, 2, 3), 2: (1, 2), 3: (1, 2, 3, 4)},
    13: {1: (1,), 2: range(1, 6), 3: (1, 2), 4: range(1, 6)},
    14: {1: (1, 2), 2: (1, 2, 3, 4), 3: (1, 2, 3)},
    15: {1: (1, 2, 3), 2: (1, 2, 3), 3: range(1, 8)},
    16: {1: (1,), 2: range(1, 6), 3: (1, 2, 3, 4), 4: (1, 2, 3), 5: (1, 2, 3)},
}
"""Chapter -> section -> numbers of what ASVS 5.0 asks on its levels 1 and 2."""
WHOLE = {9, 10, 17}
"""Chapters about what this site does not have."""

WITHOUT_SAFE_USE = {
    "code made of text": r"(?<![\w.])(?:eval|exec)\(|from_string\(",
    "a shell": r"shell=True|\bos\.(?:system|popen)\b",
    "objects made of bytes": r"\bimport (?:pickle|shelve|yaml|marshal)\b",
    "a certificate that nobody checks": r"verify=False|_create_unverified_context|CERT_NONE",
    "a broken hash": r"hashlib\.(?:md5|sha1)\((?!.*usedforsecurity=False)",
    "numbers that can be guessed": r"\bimport random\b|\bfrom random import\b",
}
KNOWN = {"evidence/citations/importers/beside.py": "marshal, of what our own child process has written"}

NO_SECRET = {"ATLAS_BIBTEX_KEY_PREFIX", "ATLAS_GENERATOR_MAX_TOKENS"}
"""Names that only sound like one."""


def security() -> str:
    return (REPOSITORY / "SECURITY.md").read_text("utf-8")


def rows() -> list[list[str]]:
    """[id, words, state, where, tests] of each line of the table."""
    section = security().partition("\n## ASVS\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if re.match(r"\| \d", line)]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def ids_of(cell: str) -> Iterator[str]:
    """ "4.3.1-4.3.2" is two."""
    first, _, last = cell.partition("\N{EN DASH}")
    head, _, number = first.rpartition(".")
    for each in range(int(number), int(last.rpartition(".")[2] or number) + 1) if last else (int(number),):
        yield f"{head}.{each}"


@cache
def names_in(file: str) -> frozenset[str]:
    tree = ast.parse((REPOSITORY / "tests" / file).read_text("utf-8"))
    found = set()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.ClassDef):
            found |= {f"{node.name}::{one.name}" for one in node.body if isinstance(one, ast.FunctionDef)}
    return frozenset(found)


def test_every_requirement_is_answered_once() -> None:
    told = [one for row in rows() if int(row[0].partition(".")[0]) not in WHOLE for one in ids_of(row[0])]
    asked = [f"{ch}.{s}.{n}" for ch, sections in ASKED.items() for s, numbers in sections.items() for n in numbers]
    assert sorted(told) == sorted(asked)
    assert {int(row[0].partition(".")[0]) for row in rows()} == set(ASKED) | WHOLE


def test_every_row_has_a_state_and_what_goes_with_it() -> None:
    for row in rows():
        assert len(row) == 5, row
        number, _, state, where, tests = row
        assert state in STATES, row
        assert state != "met" or tests, f"{number} is called met, and no test holds it"
        assert state == "met" or len(where) > 2, f"{number} has to say why"


def test_every_test_that_is_named_exists() -> None:
    named = re.findall(r"`((?:integration|unit|functional|test_)[\w/]*\.py)::([\w:]+)`", security())
    assert len(named) > 150
    assert not [f"{file}::{test}" for file, test in named if test not in names_in(file)]


def test_a_test_that_is_gone_would_be_noticed() -> None:
    assert "test_every_test_that_is_named_exists" in names_in("unit/test_security_table.py")
    assert "test_that_never_was" not in names_in("unit/test_security_table.py")


def test_every_secret_of_the_settings_is_listed() -> None:
    listed = security().partition("\n## Keys and algorithms\n")[2].partition("\n## ")[0]
    named = re.findall(r'env\.(?:str|list)\(\s*"(\w*(?:SECRET|_KEYS?|TOKEN|RECIPIENTS)\w*)"', _settings())
    assert {"SECRET_KEY", "ATLAS_LETTER_KEYS", "ATLAS_RECEIPT_KEYS"} <= set(named)
    assert not [name for name in named if name not in NO_SECRET and f"`{name}`" not in listed]


def _settings() -> str:
    return (REPOSITORY / "atlas" / "settings.py").read_text("utf-8")


@pytest.mark.parametrize("what", WITHOUT_SAFE_USE)
def test_nobody_uses_what_has_no_safe_use(what: str) -> None:
    assert not [
        f"{module.path}: {line.strip()}"
        for module in modules()
        if module.path not in KNOWN
        for line in module.text.splitlines()
        if re.search(WITHOUT_SAFE_USE[what], line)
    ]


def test_no_script_of_ours_writes_html() -> None:
    """Nor makes code of text. So every page but the admin's own could ask for Trusted Types."""
    sinks = (
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|srcdoc|createContextualFragment"
    )
    scripts = sorted((REPOSITORY / "static" / "js").glob("*.js"))
    assert scripts
    assert not [script.name for script in scripts if re.search(sinks, script.read_text("utf-8"))]


def test_no_script_of_ours_copies_foreign_names_into_objects() -> None:
    """So nothing that was sent can change what every object of the page is made of (prototype pollution)."""
    copying = r"Object\.(?:assign|fromEntries|setPrototypeOf)|__proto__|\bfor\s*\([^)]*\bin\b|\w\[[^\]\d\"']+\]\s*=[^=]"
    assert re.search(copying, "told[name] = value")
    for script in sorted((REPOSITORY / "static" / "js").glob("*.js")):
        assert not re.search(copying, script.read_text("utf-8")), script.name


@pytest.mark.parametrize("page", ["operations", "backups", "faces", "letters", "page-store"])
def test_every_command_of_an_operators_page_exists_with_its_options(page: str) -> None:
    text = (REPOSITORY / "docs" / f"{page}.md").read_text("utf-8")
    named = re.findall(r"manage\.py ([a-z_]+)((?:[ ]+(?:--?[a-z-]+|[A-Z]\w*|\[|\]|postgres://\S*|\"[^\"]*\"))*)", text)
    assert named
    commands = get_commands()
    for name, more in named:
        assert name in commands, name
        where = commands[name]
        command = where if not isinstance(where, str) else load_command_class(where, name)
        known = {
            option for action in command.create_parser("manage.py", name)._actions for option in action.option_strings
        }
        unknown = {option for option in re.findall(r"--[a-z-]+", more) if option not in known}
        assert not unknown, f"manage.py {name} knows no {unknown}"


def test_the_server_is_started_as_it_was_tried() -> None:
    """The flags of docs/operations.md are those with which tests/integration/test_at_the_wire.py starts granian."""
    told = (REPOSITORY / "docs" / "operations.md").read_text("utf-8")
    tried = (REPOSITORY / "tests" / "integration" / "test_at_the_wire.py").read_text("utf-8")
    for flag, value in (("--http", "1"), ("--http1-buffer-size", "65536")):
        assert f"{flag} {value}" in told
        assert f'"{flag}",\n            "{value}"' in tried or f'"{flag}", "{value}"' in tried
    assert "--http1-header-read-timeout" in told
    assert "--http1-header-read-timeout" in tried
