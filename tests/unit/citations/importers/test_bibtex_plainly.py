"""An entry that needs no grammar is read without one, and comes out as bibtexparser has it, whatever is done to it."""

from __future__ import annotations

import random
import re
from itertools import pairwise
from typing import Any

import pytest

from evidence.citations.importers.bibtex import BibTeX, blocks, fields, reading
from evidence.citations.latex import decoding

ENTRIES = (
    "@article{berg2019,\n  author = {van der Berg, Anna M. and Sand, Kim},\n  title = {Rest --- a {T}rial},\n"
    "  year = 2019, month = nov, pages = {12--19}, doi = {10.1234/rest.1},\n}\n",
    "@Misc {a-b:1,title={One},Year={2001},note={{deep {deeper}}, and = so},}\n",
    "@book{b , title = {Rest (at home)} , publisher={A, B}, isbn = {9780306406157}, year={2020}}\n",
    "@string{j = {Journal of Rest}}\n@article{c, title = {C}, journal = j, number = 3, abstract = {5 @ a time}}\n",
)
SIGNS = (
    *"{}\"=,#@%\\()'`-$~&<\r\n\t ", "\n@x{", "{}", ",,", "\\{", "\\}", "\\,", "and", "--", "---", "jan", "12", "a@b.c",
    "title = {Two}", "@comment{", "crossref = {b},", "ü", "{a{b{c{d}}}}",
)  # fmt: skip


def mutated(count: int) -> list[str]:
    chance = random.Random(6)
    texts = []
    for _ in range(count):
        text = "".join(chance.choices(ENTRIES, k=2))
        for _ in range(chance.randint(0, 3)):
            place = chance.randrange(len(text))
            text = text[:place] + chance.choice(SIGNS) + text[place + chance.choice((0, 0, 1, 3)) :]
        texts.append(text)
    return texts


def told(text: str) -> Any:
    result = BibTeX().parse(text)
    return [(one.line, one.key, one.raw, one.record.to_dict()) for one in result.entries], result.problems


def test_the_quick_way_reads_what_bibtexparser_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = mutated(500)
    quick = [told(text) for text in texts]
    plain = sum(bool(block.plain) for text in texts for block in blocks.split_blocks(text))
    for module in (blocks, fields):
        monkeypatch.setattr(module, "plainly_written", lambda *_: None)
    assert plain > 200  # of a thousand, after what was done to them
    for text, seen in zip(texts, quick, strict=True):
        assert told(text) == seen, text


def test_values_that_read_as_they_stand_are_what_a_whole_reading_makes_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chance = random.Random(7)
    signs = (
        "a",
        "Rest",
        "1",
        " ",
        "-",
        "--",
        "'",
        "&lt;",
        "&",
        "<i>",
        "~",
        "é",
        "e\u0301",
        "\u00a0",
        "\u200b",
        "\n",
        "\x07",
    )
    values = ["".join(chance.choices(signs, k=chance.randint(1, 6))) for _ in range(600)]
    texts = mutated(200) + [f"@article{{k, title = {{Rest {one}}}, note = {{{two}}}}}" for one, two in pairwise(values)]
    quick, prose = [told(text) for text in texts], [reading.prose(value) for value in values]
    stand = sum(reading._holds_no_special_sign(value) for value in values)
    monkeypatch.setattr(reading, "_holds_no_special_sign", lambda value: False)
    assert 50 < stand < 550
    assert [reading.prose(value) for value in values] == prose
    for text, seen in zip(texts, quick, strict=True):
        assert told(text) == seen, text


def test_dashes_alone_are_read_as_in_a_whole_pass() -> None:
    chance = random.Random(6)
    for _ in range(300):
        text = "".join(chance.choices("a -–—1?!", k=12))
        whole = decoding.plain_text(decoding._Decoder(text, verbatim=False).run())
        assert decoding.decode(text) == whole, text


def test_no_entry_is_looked_through_more_often_than_the_file_is_long() -> None:
    """Entries that never close, one in another: the quick way gives up at the next @."""
    text = "@a{k, t = {x" * 20_000
    head = re.compile(r"@(a)\{")
    assert all(fields.plainly_written(text, match) is None for match in head.finditer(text))
