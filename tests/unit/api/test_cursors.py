"""Moments and cursors as clients send them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.api.cursors import cursor, moment_of, number_of


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-27T08:15:00Z", datetime(2026, 11, 27, 8, 15, tzinfo=UTC)),
        ("2026-11-27t08:15:00.5z", datetime(2026, 11, 27, 8, 15, 0, 500_000, tzinfo=UTC)),
        ("2026-11-27 08:15:00+01:00", datetime(2026, 11, 27, 7, 15, tzinfo=UTC)),
        ("2026-11-27T08:15:00 01:00", datetime(2026, 11, 27, 7, 15, tzinfo=UTC)),
        ("2026-11-27", datetime(2026, 11, 27, tzinfo=UTC)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)),
        ("0000-05-05T00:00:00Z", datetime.min.replace(tzinfo=UTC)),
        ("0001-01-01T00:00:00+10:00", datetime.min.replace(tzinfo=UTC)),
        ("9999-12-31T23:59:59-10:00", datetime.max.replace(tzinfo=UTC)),
        ("2026-02-30", None),
        ("2026-11-27T25:00:00Z", None),
        ("2026-11-27T08:15:00", None),
        ("2026-11-27T08:15Z", None),
        ("27 November 2026", None),
        ("٢٠٢٦-11-27", None),
        ("n12", None),
        ("", None),
    ],
)
def test_moments(text: str, moment: datetime | None) -> None:
    assert moment_of(text) == moment


@given(st.datetimes(timezones=st.timezones()))
def test_every_moment_that_python_writes_is_read(moment: datetime) -> None:
    text = moment.isoformat()
    if moment.utcoffset().seconds % 60 == 0 and moment.utcoffset().microseconds == 0:
        assert moment_of(text) is not None


@given(st.text(max_size=40))
def test_no_text_breaks_them(text: str) -> None:
    moment_of(text)
    number_of(text)


@given(st.integers(min_value=0, max_value=10**18 - 1))
def test_cursors_come_back(number: int) -> None:
    assert number_of(cursor(number)) == number
