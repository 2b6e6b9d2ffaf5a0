"""The table of `make bench`: what holds, how far it is from it, and that a part which fails stops no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.rows import Row, as_line, from_line


@pytest.mark.parametrize(
    ("aim", "measured", "of_the_aim", "holds"),
    [(">= 0.5", 0.5, 1.0, True), (">= 0.5", 0.4, 0.8, False), ("<= 3", 1.5, 2.0, True), ("<= 3", 6, 0.5, False),
     ("", 7, None, None)],
)  # fmt: skip
def test_how_much_of_an_aim_was_reached(
    aim: str, measured: float, of_the_aim: float | None, holds: bool | None
) -> None:
    row = Row("a figure", aim, measured, "s")
    assert row.holds is holds
    assert row.of_the_aim == (None if of_the_aim is None else pytest.approx(of_the_aim))
    assert from_line(as_line([row])) == [row]


def test_a_part_that_fails_leaves_a_row_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def parts(sizes: run.Sizes) -> Iterator[run.Part]:
        yield lambda: [Row("first", ">= 1", 2)]
        yield lambda: run._told(sizes, "no_such_benchmark")
        yield lambda: [Row("last", "<= 1", 2)]

    monkeypatch.setitem(run.BENCHMARKS, "ours", parts)
    told = run.run("ours", run.QUICK)
    assert [row.name for row in told.rows] == ["first", "last"]
    text = run.table({"ours": told}, {"date": "today"})
    assert "No module named benchmarks.no_such_benchmark" in text
    assert [line.split("|")[-2].strip() for line in text.splitlines()[4:]] == ["yes", "**no**", "**no**"]

    page = tmp_path / "page.md"
    page.write_text(f"before\n{run.BEGIN}\nyesterday\n{run.END}\nafter\n")
    run.write_markdown(page, text)
    written = page.read_text()
    assert written.startswith("before\n")
    assert written.endswith("after\n")
    assert "yesterday" not in written
    assert text in written


def test_every_benchmark_of_the_table_is_a_program_that_tells_rows() -> None:
    folder = Path(run.__file__).parent
    for name in run.BENCHMARKS:
        assert "--json" in (folder / f"{name}.py").read_text("utf-8"), name
