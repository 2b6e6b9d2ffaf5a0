"""The tables of what readers of files, the scanner and the generator say are those of their sources.

These parts say plain English, which is stored. A page knows a sentence again by its table, so none may be missing.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product

import pytest

from evidence import tongue
from evidence.citations.importers import parse
from evidence.citations.sayings import ADVICE, WHAT_IT_IS
from evidence.generator import sayings as _of_the_generator  # noqa: F401 - so that its sentences are known
from evidence.scanner import RULES, scan
from evidence.tongue import Sentence, heard
from tests.source_reading import REPOSITORY

SPOKEN_BY = {
    "readers": (
        "evidence/citations/importers", "evidence/citations/dates.py", "evidence/citations/names/lists.py",
    ),
    "scanner": ("evidence/scanner/checks", "evidence/scanner/wording_table.py"),
    "generator": (
        "evidence/generator/support.py", "evidence/generator/licences.py", "evidence/generator/provider.py",
        "evidence/generator/endpoint.py", "evidence/generator/openai_compatible.py",
    ),
}  # fmt: skip
MADE_OF_PARTS = {
    "{} Export the file again.", "{} No model was asked: the sentences were picked from the paper here.",
    "The item is longer than {} characters, which none is.", "The item is not closed before the file ends.",
    "The item is nested too deeply to be a reference.", ". {} As it stands, nothing was imported.",
    "{} has no title, so no record can be made from it. Add its title and import again.",
    "The entry is not closed: a closing {} (or a brace or quotation mark inside) is missing before {}.",
    "The article is not closed: {} is missing before {}. Fetch the record from PubMed again.",
    "The paper's text was not sent: its licence {}.",
    "This tells {}a change in a score as a share of people. The source tells how much something changed, not how many "
    "people changed.",
    "; nothing was imported.", "{}URL is no address that can be asked.",
}  # fmt: skip
"""Put together where they are said; the tables hold the whole sentences."""
SAMPLES = frozenset({"_RECRUITED", "_SENTENCE", "_REST", "_LONG", "_HARD"})
"""Made-up texts of papers, to show what a rule finds."""


def skeletons(node: ast.expr) -> Iterator[str]:
    """A text of the source with {} for each value; one for each way that an inline choice can go."""
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        ways = [list(skeletons(part)) for part in node.values]
        yield from ("".join(parts) for parts in product(*ways))
    elif isinstance(node, ast.FormattedValue) and isinstance(node.value, ast.IfExp):
        yield from (*skeletons(node.value.body), *skeletons(node.value.orelse))
    else:
        yield "{}"


def said_in(place: str) -> Iterator[str]:
    """Every full sentence of a module, or of all of a folder; what documents it aside."""
    path = REPOSITORY / place
    for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
        tree = ast.parse(file.read_text("utf-8"))
        silent = {id(part) for node in ast.walk(tree) if _is_silent(node) for part in ast.walk(node)}
        inside = {
            id(part)
            for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node) if part is not node
        }  # fmt: skip
        for node in ast.walk(tree):
            is_text = isinstance(node, ast.JoinedStr) or (
                isinstance(node, ast.Constant) and isinstance(node.value, str)
            )
            if is_text and id(node) not in silent | inside:
                yield from filter(_is_sentence, map(_bare, skeletons(node)))


def _is_silent(node: ast.AST) -> bool:
    """Documentation, errors of the program, and what the rules document beside what they say of a page."""
    if isinstance(node, ast.Assign):
        return str(getattr(node.targets[0], "id", "")) in SAMPLES
    called = getattr(getattr(node, "func", None), "id", "")
    return isinstance(node, ast.Expr) or (isinstance(node, ast.Call) and called in ("Rule", "sample", "TypeError"))


def _is_sentence(text: str) -> bool:
    return text[-1:] == "." and len(re.findall(r"[A-Za-z]{2,}", text)) > 2 and not re.search(r"[\\|\n]|\b0x", text)


def known() -> set[str]:
    return {_bare(pattern) for pattern in tongue._STORED} | {_bare(told) for told in (*ADVICE, *MADE_OF_PARTS)}


def _bare(sentence: str) -> str:
    """With {} for every place, and for the name of a setting or what else is added behind the sentence."""
    places = re.sub(r"\{\{?[\w ]*(?::[^{}]*)?\}?\}", "{}", sentence)
    return re.sub(r"\{\}[A-Z_]{3,}", "{}", places).removesuffix("{}").rstrip().replace("{{", "{")


@pytest.mark.parametrize("who", SPOKEN_BY)
def test_every_sentence_of_the_source_stands_in_its_table(who: str) -> None:
    said = {one for place in SPOKEN_BY[who] for one in said_in(place)}
    assert len(said) > 20
    assert not sorted(said - known()), "these go to an editor in English only"


def test_what_to_do_about_a_finding_is_known_for_every_rule() -> None:
    assert not [rule.key for rule in RULES.values() if not isinstance(heard(rule.mend), Sentence)]


def test_what_is_found_in_the_examples_of_the_rules_is_known_again() -> None:
    found = [
        finding
        for rule in RULES.values()
        for finding in scan({rule.example.field: rule.example.words, **dict(rule.example.besides)},
                            rule.example.source, rule.example.facts)
    ]  # fmt: skip
    assert len({one.rule for one in found}) > 40
    assert not {one.message for one in found if not isinstance(heard(one.message), Sentence)}
    assert not {one.mend for one in found if not isinstance(heard(one.mend), Sentence)}


@pytest.mark.parametrize(
    ("format", "data"),
    [
        (None, "<!doctype html><html><body>A page</body></html>"),
        (None, b"%PDF-1.7 and what follows"),
        (None, b"\x89PNG and what follows"),
        (None, ""),
        (None, "nothing that anybody could read as a reference"),
        ("bibtex", "@article{a, title={Rest and fatigue}"),
        ("bibtex", "@article{a, title={Rest and fatigue\n@book{b, title={Sleep}}"),
        ("bibtex", "@thing{a, title={Rest and fatigue}, year=soon}"),
        ("csl_json", '[{"id": "a", "title": "Rest"'),
        ("ris", "TY  - JOUR\nTI  - Rest and fatigue\nDO  - none\n"),
    ],
)
def test_what_is_said_of_a_bad_file_is_known_again(format: str | None, data: str | bytes) -> None:
    told = parse(data, format=format)
    said = [problem.reason for problem in told.problems] + [told.fault]
    assert any(said)
    assert not [one for one in said if one and not isinstance(heard(one), Sentence)]


def test_what_a_file_is_instead_is_known() -> None:
    from evidence.citations.importers import foreign

    kinds = {words for _, words in (*foreign._MAGIC, *foreign._BEGINNINGS)} | set(foreign.ADVICE)
    assert kinds <= set(WHAT_IT_IS)
    assert set(foreign.ADVICE.values()) == set(ADVICE)
