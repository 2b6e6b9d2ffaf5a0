"""Lists of identifiers, and files as they are sent: gzipped, zipped, damaged, and bent on harm."""

from __future__ import annotations

import gzip
import io
import time
import zipfile
import zlib

import pytest

from evidence.citations.importers import parse, read_file, unpacking

from .samples import SAMPLES
from .test_contract import in_zip


class TestLists:
    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("10.1234/a\n10.1234/b\n", [("doi", "10.1234/a"), ("doi", "10.1234/b")]),
            ("31000001, 31000002; 31000003", [("pmid", "31000001"), ("pmid", "31000002"), ("pmid", "31000003")]),
            ("DOI\nhttps://doi.org/10.1234/A\n", [("doi", "10.1234/a")]),
            ("doi: 10.1234/a\nPMID: 31000001\nPMC7000001\n", [
                ("doi", "10.1234/a"), ("pmid", "31000001"), ("pmcid", "PMC7000001"),
            ]),
            ("# my list\n10.1234/a,b\n", [("doi", "10.1234/a,b")]),
            ("10.1234/a,10.1234/b", [("doi", "10.1234/a"), ("doi", "10.1234/b")]),
            ("arXiv:2101.00001v2\n", [("doi", "10.48550/arxiv.2101.00001")]),
            ("https://pubmed.ncbi.nlm.nih.gov/31000001/\n", [("pmid", "31000001")]),
            ("10.1234/a\n10.1234/A\n10.1234/b\n10.1234/c\n10.1234/d", [
                ("doi", "10.1234/a"), ("doi", "10.1234/b"), ("doi", "10.1234/c"), ("doi", "10.1234/d"),
            ]),
        ],
    )  # fmt: skip
    def test_identifiers_are_found_and_marked_as_to_be_looked_up(self, text: str, found: list[tuple[str, str]]) -> None:
        result = parse(text)
        assert [(lookup.scheme, lookup.identifier) for lookup in result.lookups] == found
        assert (result.format, result.entries) == ("identifiers", ())
        assert result.read == len(found) + sum(problem.refused for problem in result.problems)

    def test_what_stands_twice_is_refused_once(self) -> None:
        (problem,) = parse("10.1234/a\nhttps://doi.org/10.1234/A\n").problems
        assert (problem.line, problem.refused) == (2, True)
        assert "twice" in problem.reason

    @pytest.mark.parametrize("text", ["2019 was a good year.", "1 2 3 and more words", "Dear all, see 10.1234/a below"])
    def test_prose_is_no_list(self, text: str) -> None:
        assert parse(text).fault


DATA = SAMPLES["ris"].whole.encode()


class TestPacking:
    def test_every_file_of_an_archive_is_read(self) -> None:
        data = in_zip(**{"a.ris": DATA, "b": SAMPLES["bibtex"].whole.encode(), "__MACOSX/a": b"x", "page": b"<html>"})
        readings = list(read_file(lambda: io.BytesIO(data)))
        assert [(reading.name, reading.format) for reading in readings] == [
            ("a.ris", "ris"), ("b", "bibtex"), ("page", ""),
        ]  # fmt: skip
        assert readings[2].fault.startswith("page: The file is an HTML page")
        result = parse(data)
        assert (result.read, result.fault) == (6, "")

    @pytest.mark.parametrize(
        ("data", "what"),
        [
            (gzip.compress(gzip.compress(DATA)), "packed twice"),
            (gzip.compress(in_zip(a=DATA)), "packed twice"),
            (in_zip(a=in_zip(b=DATA)), "packed twice"),
            (in_zip(a=gzip.compress(DATA)), "packed twice"),
            (gzip.compress(DATA)[:-20], "damaged or cut off"),
            (gzip.compress(DATA)[:20] + b"\0" * 200, "damaged or cut off"),
            (in_zip(a=DATA)[:-30], "a damaged one"),
            (in_zip(**{"word/document.xml": DATA, "[Content_Types].xml": b""}), "an office document"),
            (in_zip(), "holds no file"),
            (in_zip(**{f"f{number}": b"x" for number in range(unpacking.MOST_MEMBERS + 1)}), "are the most"),
        ],
        ids=lambda value: value if isinstance(value, str) else "",
    )
    def test_what_cannot_be_unpacked_is_one_sentence(self, data: bytes, what: str) -> None:
        result = parse(data)
        assert (result.read, what in result.fault) == (0, True)
        assert result.fault.endswith("nothing was imported.")

    def test_an_archive_with_a_password_is_refused(self) -> None:
        data = bytearray(in_zip(a=DATA))
        for mark in (b"PK\x03\x04", b"PK\x01\x02"):
            place = data.index(mark) + (6 if mark.endswith(b"\x04") else 8)
            data[place] |= 1
        assert "password" in parse(bytes(data)).fault

    @pytest.mark.parametrize("pack", [gzip.compress, lambda data: in_zip(a=data)], ids=["gzip", "zip"])
    def test_a_bomb_is_put_down_before_it_goes_off(self, pack) -> None:
        bomb = pack(b"TY  - JOUR\n" + b" " * (64 * 1024**2))
        started = time.process_time()
        assert "more than 200 times its size" in parse(bomb).fault
        assert time.process_time() - started < 5

    def test_a_member_that_lies_about_its_size_is_refused(self) -> None:
        data = bytearray(in_zip(a=b"TY  - JOUR\n" * 10_000))
        place = data.index(b"PK\x01\x02") + 24
        data[place : place + 4] = (100).to_bytes(4, "little")
        assert parse(bytes(data)).fault.endswith("nothing was imported.")

    def test_the_limit_counts_what_comes_out(self) -> None:
        data = gzip.compress(DATA * 50)
        (reading,) = read_file(lambda: io.BytesIO(data), most_bytes=len(DATA))
        assert "the most that is read" in reading.fault

    def test_what_lies_behind_the_end_of_a_gzip_file_is_read_too_or_told(self) -> None:
        assert parse(gzip.compress(DATA) + gzip.compress(DATA)).read == 6
        assert parse(gzip.compress(DATA) + b"\1\2\3").fault or parse(gzip.compress(DATA) + b"\1\2\3").read == 3

    def test_zlib_errors_never_come_out(self) -> None:
        whole = bytearray(gzip.compress(zlib.compress(DATA)))
        for place in range(10, len(whole), 7):
            broken = bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
            assert parse(broken).fault

    def test_a_name_in_an_archive_is_never_a_path(self) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("../../etc/passwd", DATA)
        (reading,) = read_file(lambda: io.BytesIO(out.getvalue()))
        assert len(list(reading.items)) == 3
