"""The words of the field hang together: every value has its words, and every value that is used is known.

Templates, presenters and models are read as source text, so none of this needs Django.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from evidence import vocabulary
from evidence.pem import NOT_APPLICABLE_REASONS, VERDICT_WORDS, Verdict
from evidence.pem.verdicts import VERDICT_SENTENCES

REPOSITORY = Path(__file__).resolve().parents[2]
PRODUCT = REPOSITORY / ".." / "shared" / "design" / "product.md"
TABLES: dict[str, Mapping[str, str]] = {
    name: value
    for name, value in vars(vocabulary).items()
    if name.isupper() and isinstance(value, Mapping) and name != "LANGUAGES"  # its keys are tags of languages
}


def templates() -> Iterator[tuple[str, str]]:
    for path in sorted((REPOSITORY / "templates").rglob("*.html")):
        yield path.relative_to(REPOSITORY).as_posix(), path.read_text("utf-8")


def source(path: str) -> ast.Module:
    return ast.parse((REPOSITORY / path).read_text("utf-8"))


def test_languages_go_by_their_tags() -> None:
    assert all(map(vocabulary.is_language_tag, vocabulary.LANGUAGES))
    odd = ["", "EN", "en_GB", "en-gb", "english", "en-GB\n", "de; DROP", "en-GB-x-lolcat"]
    assert not [text for text in odd if vocabulary.is_language_tag(text)]


# --- The tables themselves -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_values_are_plain_keys_and_words_are_words(name: str) -> None:
    for value, words in TABLES[name].items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", value), value
        assert words.strip() == words != "", value
        assert "_" not in words, f"{value}: a reader would see an internal key"


@pytest.mark.parametrize("name", TABLES)
def test_no_two_values_show_the_same_words(name: str) -> None:
    words = list(TABLES[name].values())
    assert len(words) == len(set(words))


def test_blocks_that_are_lists_or_findings_are_blocks() -> None:
    assert set(vocabulary.TEXT_FIELDS) >= vocabulary.LIST_TEXT_FIELDS
    assert set(vocabulary.TEXT_FIELDS) >= vocabulary.FINDINGS_FIELDS


def test_what_a_study_does_not_prove_is_no_finding() -> None:
    """Limits may be told even where findings may not."""
    assert vocabulary.FINDINGS_FIELDS.isdisjoint({"does_not_prove", "limitations", "why_it_matters"})


def test_each_link_that_has_two_ends_can_be_told_from_both() -> None:
    both_ways = {
        "protocol_of": "planned_in",
        "reanalysis_of": "reanalysed_in",
        "comment_on": "commented_by",
        "erratum_of": "corrected_by",
        "preprint_of": "published_as",
        "supersedes": "superseded_by",
    }
    assert set(vocabulary.LINKS) >= {*both_ways, *both_ways.values()}


def test_every_verdict_has_its_words_and_its_sentence() -> None:
    assert set(VERDICT_WORDS) == set(VERDICT_SENTENCES) == set(Verdict)
    assert len(set(VERDICT_WORDS.values())) == len(Verdict)
    assert all(sentence.endswith(".") for sentence in (*VERDICT_SENTENCES.values(), *NOT_APPLICABLE_REASONS.values()))


PRODUCT_ROWS = {
    "PEM verdict": VERDICT_WORDS,
    "study design": vocabulary.STUDY_DESIGNS,
    "peer review": vocabulary.PEER_REVIEW,
    "basis of the text": vocabulary.BASIS,
    "notice": vocabulary.NOTICES,
}


@pytest.mark.skipif(not PRODUCT.is_file(), reason="The folder ../shared/design is not here.")
@pytest.mark.parametrize("thing", PRODUCT_ROWS)
def test_there_are_as_many_values_as_the_product_names(thing: str) -> None:
    row = re.search(rf"^\| {thing} \| (.+) \|$", PRODUCT.read_text("utf-8"), re.MULTILINE)
    assert row is not None
    values = re.sub(r"\([^)]*\)|\*\*.*", "", row[1]).split(" · ")
    assert len(values) == len(PRODUCT_ROWS[thing]), values


# --- Where the values are used -------------------------------------------------------------------------


def test_templates_name_only_blocks_that_exist() -> None:
    for path, text in templates():
        named = re.findall(r"block\.key == [\"']([^\"']+)[\"']", text) + re.findall(r"page\.blocks\.(\w+)", text)
        for key in named:
            assert key in vocabulary.TEXT_FIELDS, f"{path}: there is no block “{key}”"


def test_templates_compare_with_known_values_only() -> None:
    known = {
        *(value for table in TABLES.values() for value in table), *map(str, Verdict),
        "two_coders", "adjudicated", "one_person", "machine",
    }  # fmt: skip
    for path, text in templates():
        for key in re.findall(r"(?:kind|design|basis|verdict|method|peer_review) == [\"']([^\"']+)[\"']", text):
            assert key in known, f"{path}: there is no value “{key}”"


def test_the_evidence_page_shows_every_block_exactly_once_in_the_order_of_the_vocabulary() -> None:
    tree = source("evidence/presenters/study_page.py")
    shown = [
        argument.value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "self._blocks"
        for argument in call.args
        if isinstance(argument, ast.Constant)
    ]
    assert ["one_sentence", *shown] == list(vocabulary.TEXT_FIELDS)


def test_the_desk_has_a_column_for_every_block() -> None:
    columns = {
        target.id
        for node in ast.walk(source("evidence/models/text.py"))
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    assert columns >= set(vocabulary.TEXT_FIELDS)


def test_modules_look_up_words_in_tables_that_exist() -> None:
    for folder in ("evidence", "atlas", "contributions"):
        for path in sorted((REPOSITORY / folder).rglob("*.py")):
            tree = ast.parse(path.read_text("utf-8"))
            if not any(
                isinstance(node, ast.ImportFrom)
                and node.module == "evidence"
                and "vocabulary" in {alias.name for alias in node.names}
                for node in ast.walk(tree)
            ):
                continue  # there the name "words" means something else
            for node in ast.walk(tree):
                if not isinstance(node, ast.Attribute) or not node.attr.isupper():
                    continue
                if ast.unparse(node.value) in ("words", "vocabulary"):
                    assert hasattr(vocabulary, node.attr), f"{path.name}: vocabulary has no {node.attr}"


def test_every_verdict_has_a_look_of_its_own() -> None:
    css = (REPOSITORY / "static" / "css" / "atlas.css").read_text("utf-8")
    for verdict in Verdict:
        assert re.search(rf"\.{verdict}\b", css), f"the style sheet does not know “{verdict}”"


def test_a_reader_never_meets_an_internal_key_in_a_template() -> None:
    """Text between tags holds words. Keys stand in attributes and in template tags only."""
    keys = {value for table in TABLES.values() for value in table if "_" in value} | {
        str(verdict) for verdict in Verdict if "_" in verdict
    }
    for path, text in templates():
        visible = re.sub(r"<[^>]*>|\{[{%#].*?[}%#]\}", " ", text, flags=re.DOTALL)
        for key in keys:
            assert key not in visible, f"{path} shows “{key}”"
