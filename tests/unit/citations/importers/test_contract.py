"""What every importer promises, run over the registry."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
from collections.abc import Iterator
from itertools import islice

import pytest

from evidence.citations.importers import IMPORTERS, Text, parse, read_file
from evidence.citations.record import LookUp, Name, ParsedEntry, ParseResult, Problem

from .samples import DOIS, LISTS, PMIDS, SAMPLES, TITLES

ALL = SAMPLES | {"identifiers": LISTS}
assert ALL.keys() == IMPORTERS.keys()
AUTHORS = (Name("Berg", "Anna", "van der"), Name("Sørland", "Kari M."))


def in_zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


def accounted(result: ParseResult) -> bool:
    """Every entry is read, to be looked up, or refused with a reason that ends and a line that counts."""
    return result.read == len(result.entries) + len(result.lookups) + sum(p.refused for p in result.problems) and all(
        problem.line >= 1 and problem.reason.endswith(".") for problem in result.problems
    )


@pytest.mark.parametrize("name", IMPORTERS)
def test_it_says_what_it_is(name: str) -> None:
    importer = IMPORTERS[name]
    assert importer.name == name
    assert importer.label
    assert all(extension.startswith(".") for extension in importer.extensions)
    items = list(importer.read(Text.of("")))
    assert not any(isinstance(item, ParsedEntry | LookUp) for item in items)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_works_come_out_of_every_format(name: str) -> None:
    result = parse(SAMPLES[name].whole.encode())
    assert (result.format, result.fault, result.problems) == (name, "", ())
    records = [entry.record for entry in result.entries]
    assert [record.title for record in records] == list(TITLES)
    assert [record.doi for record in records] == list(DOIS)
    assert [record.year for record in records] == [2018, 2019, 2020]
    assert [record.pmid for record in records] == (list(PMIDS) if SAMPLES[name].has_pmid else [""] * 3)
    for record in records:
        assert record.authors == AUTHORS
        assert (record.container_title, record.type) == ("Journal of Rest", "article-journal")
        assert (record.kind, record.relations) == ("article", ())


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize(
    "written",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.encode("utf-16-le"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("\n\n" + text).encode() if not text.startswith("<?xml") else text.encode(),
        lambda text: gzip.compress(text.encode()),
        lambda text: in_zip(**{"folder/a file without a telling name": text.encode()}),
    ],
    ids=["BOM", "UTF-16", "UTF-16 without BOM", "CR LF", "blank lines first", "gzip", "zip"],
)
def test_the_content_decides_not_the_clothes(name: str, written) -> None:
    plain, dressed = parse(ALL[name].whole.encode()), parse(written(ALL[name].whole))
    assert dressed.format == name
    assert [entry.record for entry in dressed.entries] == [entry.record for entry in plain.entries]
    assert [lookup.identifier for lookup in dressed.lookups] == [lookup.identifier for lookup in plain.lookups]
    assert dressed.problems == ()


@pytest.mark.parametrize("name", SAMPLES)
def test_windows_1252_is_read_with_a_warning(name: str) -> None:
    text = SAMPLES[name].whole.replace("β", "b").replace("₂", "2").replace('encoding="UTF-8"', "")
    result = parse(text.encode("cp1252"))
    assert result.entries[1].record.title == TITLES[1]
    assert [problem.reason for problem in result.problems] == [
        "The file is not valid UTF-8; it was read as Windows-1252. Please check letters with accents."
    ]


@pytest.mark.parametrize("name", ALL)
def test_a_text_in_small_parts_is_the_same_text(name: str) -> None:
    text = ALL[name].broken
    parts = Text(lambda: (text[place : place + 7] for place in range(0, len(text), 7)))
    assert list(IMPORTERS[name].read(parts)) == list(IMPORTERS[name].read(Text.of(text)))


@pytest.mark.parametrize("name", ALL)
def test_a_bad_entry_is_refused_alone_with_its_line_and_what_to_do(name: str) -> None:
    result = parse(ALL[name].broken)
    refused = [problem for problem in result.problems if problem.refused]
    assert [problem.line for problem in refused] == [ALL[name].broken_line]
    assert refused[0].raw.strip()
    assert accounted(result)
    if name != "identifiers":
        assert [entry.record.title for entry in result.entries] == [TITLES[0], TITLES[2]]
        assert result.read == 3


@pytest.mark.parametrize("name", ALL)
def test_a_file_that_was_cut_off_is_accounted_for(name: str) -> None:
    text = ALL[name].whole
    whole = parse(text).read
    for end in range(0, len(text), max(1, len(text) // 60)):
        result = parse(text[:end])
        assert accounted(result)
        assert result.read <= whole + 1


@pytest.mark.parametrize("name", ALL)
def test_entries_come_out_before_the_file_has_been_read(name: str) -> None:
    """An endless file: an importer that collected it first would never give an entry."""
    text = ALL[name].whole
    head, _, _ = text.partition("<PubmedArticle>\n") if name == "pubmed_xml" else ("", "", "")
    unit = text.removeprefix(head).removesuffix("</PubmedArticleSet>\n")
    unit = unit.strip()[1:-1] + "," if name.endswith("json") else unit
    begin = "[" if name.endswith("json") else head

    def endless() -> Iterator[str]:
        yield begin
        while True:
            yield unit * 50

    # BibTeX goes through a file before it reads it, so its file is given an end that is far away.
    far = Text(lambda: islice(endless(), 400)) if name == "bibtex" else Text(endless)
    items = islice(IMPORTERS[name].read(far), 5)
    assert sum(isinstance(item, ParsedEntry | LookUp | Problem) for item in items) == 5


HOSTILE = {
    "braces": "{" * 200_000,
    "brackets": "[" * 200_000,
    "angles": "<" * 200_000,
    "quotation marks": '"' * 200_000,
    "one line": "word " * 400_000,
    "NUL": "a\0b" * 50_000,
    "tags": "<PubmedArticle>" * 20_000,
    "comments": "<PubmedArticleSet>" + "<!--" * 50_000,
    "sections": "<PubmedArticleSet>" + "<![CDATA[" * 50_000,
    "types": "TY  - JOUR\n" * 20_000,
    "ends": "TY  - JOUR\nTI  - x\n" + "ER  - \n" * 20_000,
    "numbers": "PMID- 1\n" * 20_000,
    "keys": "[" + '{"title":' * 50_000,
    "strings": '[{"title": "' + "\\" * 200_000,
    "nested": '[{"title": "x", "author": ' + "[" * 50_000 + "]" * 50_000 + "}]",
    "digits": '[{"title": "x", "id": ' + "9" * 100_000 + "}]",
    "authors": "TY  - JOUR\nTI  - x\n" + "AU  - A, B\n" * 15_000 + "ER  - \n",
    "semicolons": "10.1234/" + ";" * 200_000,
    "DOI": "10.1234/" + "a)" * 100_000,
    "direction": "10.1234/\u202e\u200b\u200dabc\n" * 1000,
}


@pytest.mark.parametrize("name", IMPORTERS)
@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_texts_are_answered_quickly_and_completely(name: str, kind: str) -> None:
    started = time.process_time()
    result = parse(HOSTILE[kind].encode(), format=name)
    assert time.process_time() - started < 10
    assert accounted(result)
    assert result.read or result.fault or result.problems


def test_invisible_signs_and_directions_never_get_into_an_identifier() -> None:
    (lookup,) = parse("10.1234/re\u200d\u202est\ufeff\n").lookups
    assert lookup.identifier == "10.1234/rest"
    (entry,) = parse("TY  - JOUR\nTI  - A\u202eB\u200bC\nDO  - https://doi.org/10.1234/RE\u2066ST\nER  - \n").entries
    assert (entry.record.title, entry.record.doi) == ("ABC", "10.1234/rest")


def test_reading_a_file_tells_its_checksum_size_and_format() -> None:
    data = SAMPLES["ris"].whole.encode()
    heard: list[int] = []
    (reading,) = read_file(lambda: io.BytesIO(data), told=heard.append)
    assert (reading.format, reading.size, sum(heard)) == ("ris", len(data), len(data))
    assert len(list(reading.items)) == 3
