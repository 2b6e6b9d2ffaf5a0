"""Rows become files without a database: one piece a row, in step, spelled safely, and warned of what is retracted."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from evidence.citations.exporters import EXPORTERS, NO_REMARKS, Remarks
from evidence.citations.record import CitationRecord, Name
from evidence.exports.counting import Counts
from evidence.exports.formats import FORMATS, PIECE, encoded
from evidence.exports.packing import write_together, write_zip
from evidence.exports.rows import Alert, Row, Site

SITE = Site("An Atlas", "https://atlas.example", "atlas-", "A licence", "https://licence.example/")
RETRACTION = {"kind": "retraction", "date": "2026-01-02"}
CORRECTION = {"kind": "correction", "date": ""}


def row(number: int = 1, *, notices: tuple[dict[str, str], ...] = (), alert: Alert | None = None) -> Row:
    record = CitationRecord(f"Rest, part {number}", authors=(Name("Berg", "Ann"),), container_title="J", year=2019)
    content: dict[str, Any] = {
        "slug": f"berg-2019-rest-{number}", "citation": record.to_dict(), "notices": list(notices), "texts": {},
        "pem": {"verdict": "unclear"}, "facts": {}, "judgement": {}, "design": "cohort", "basis": "abstract",
        "peer_review": "unknown",
    }  # fmt: skip
    published = SimpleNamespace(
        number=number, content=content, sha256="a" * 64, demo=False, published_at=datetime(2026, 5, 6, 7, tzinfo=UTC),
        provenance={"approvals": [], "history": [{"number": 1, "published_on": "2026-05-06", "reason": ""}]},
        review_policy="open", override_reason="", reason="",
    )  # fmt: skip
    return Row(published, SITE, alert)


def rows(count: int, taken: list[int] | None = None) -> Iterator[Row]:
    for number in range(1, count + 1):
        if taken is not None:
            taken.append(number)
        yield row(number)


@pytest.mark.parametrize("extension", FORMATS)
def test_a_format_takes_a_row_when_its_piece_goes_out(extension: str) -> None:
    taken: list[int] = []
    pieces = FORMATS[extension].stream(rows(50, taken))
    for _ in range(3):
        next(pieces)
    assert len(taken) <= 3, "nothing is read ahead"
    assert len(list(pieces)) in (47, 48, 49), "one piece a row, and a head or an end"


def test_files_that_are_written_together_are_those_written_alone(tmp_path: Path) -> None:
    write_together(rows(7), {tmp_path / extension: one for extension, one in FORMATS.items()})
    for extension, one in FORMATS.items():
        assert (tmp_path / extension).read_bytes() == b"".join(encoded(one.stream(rows(7)))), extension


def test_pieces_are_worth_sending() -> None:
    pieces = list(encoded("x" * 1_000 for _ in range(200)))
    assert [len(piece) >= PIECE for piece in pieces] == [True, True, True, False]
    assert sum(map(len, pieces)) == 200_000


def test_a_zip_knows_no_clock(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a" * 5_000)
    packed = []
    for changed in (1_000_000_000, 1_700_000_000):
        os.utime(tmp_path / "a.txt", (changed, changed))
        file = io.BytesIO()
        write_zip(file, "folder", [tmp_path / "a.txt"])
        packed.append(file.getvalue())
    assert packed[0] == packed[1]
    with zipfile.ZipFile(io.BytesIO(packed[0])) as archive:
        assert archive.namelist() == ["folder/a.txt"]


class TestRemarks:
    def test_most_serious_first_and_in_the_words_that_programs_know(self) -> None:
        told = row(notices=(RETRACTION, CORRECTION)).remarks
        assert told.warning == "Retracted (2026-01-02); Correction."
        assert told.status == "Retracted"
        assert told.keywords == ("PEM unclear", "Retracted Publication", "Corrected")

    def test_of_a_notice_that_the_page_does_not_tell_yet(self) -> None:
        found = row(alert=Alert("2026-11-02")).remarks
        assert found.warning == "A notice about this paper was found on 2026-11-02 and is being checked."
        assert found.status == ""
        confirmed = row(notices=(CORRECTION,), alert=Alert("2026-11-02", "retraction")).remarks
        assert confirmed.warning == "Correction. Retracted: confirmed, and not on the page yet."
        assert (confirmed.status, confirmed.keywords[-1]) == ("Retracted", "Retracted Publication")

    def test_without_one_warn_of_nothing(self) -> None:
        told = row().remarks
        assert (told.warning, told.status, told.keywords) == ("", "", ("PEM unclear",))
        assert "https://atlas.example/evidence/berg-2019-rest-1/v/1" in told.notes[1]

    def test_a_keyword_is_one_keyword(self) -> None:
        for keyword in ("a, b", "a; b"):
            with pytest.raises(ValueError, match="read as two"):
                Remarks(keywords=(keyword,))

    @pytest.mark.parametrize("name", ["bibtex", "ris", "csl_json"])
    def test_without_remarks_an_entry_stays_as_it_was(self, name: str) -> None:
        item = ("key", row().record)
        plain = EXPORTERS[name].render([item])
        assert "".join(EXPORTERS[name].stream_with_remarks([(*item, NO_REMARKS)])) == plain
        assert "".join(EXPORTERS[name].stream_with_remarks([(*item, row().remarks)])) != plain

    def test_are_escaped_like_everything_else(self) -> None:
        remarks = Remarks(warning="50 % {of} $x_1$\n", notes=("a\r\nER  - ",), keywords=("R&D",))
        bib = EXPORTERS["bibtex"].entry("key", row().record, remarks)
        assert r"note     = {50 \% \{of\} \$x\_1\$}" in bib
        assert r"{R\&D}" in bib
        assert EXPORTERS["ris"].entry("key", row().record, remarks).count("ER  - \r\n") == 1


class TestCounts:
    def test_add_up(self) -> None:
        counts = Counts(standing=10, withdrawn=1, matching=5, included=3)
        assert (counts.live, counts.not_matching, counts.left_out) == (9, 4, 2)
        told = counts.as_json()
        assert told["pages_in_the_atlas"] == 1 + told["excluded_not_matching_the_query"] + 2 + 3

    @pytest.mark.parametrize(
        ("standing", "withdrawn", "matching", "included"), [(3, 1, 3, 3), (3, 0, 2, 3), (1, 2, 0, 0)]
    )
    def test_or_are_not_told(self, standing: int, withdrawn: int, matching: int, included: int) -> None:
        with pytest.raises(ValueError, match="do not add up"):
            Counts(standing, withdrawn, matching, included)
