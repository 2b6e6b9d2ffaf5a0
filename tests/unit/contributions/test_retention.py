"""When something written is due to be erased."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contributions.retention import Times, contact_is_due, message_is_due

CLOSED = datetime(2026, 1, 1, tzinfo=UTC)
A_MOMENT = timedelta(seconds=1)


def after(days: int) -> datetime:
    return CLOSED + timedelta(days=days)


@pytest.mark.parametrize(
    ("times", "contact_from", "message_from"),
    [
        (Times(CLOSED), after(30), after(365)),
        (Times(CLOSED, kept_until=after(500)), after(30), after(500)),
        (Times(CLOSED, kept_until=after(100)), after(30), after(365)),
        (Times(CLOSED, followed_closed_at=after(20)), after(50), after(385)),
        (Times(CLOSED, followed_closed_at=after(-20)), after(30), after(365)),
    ],
    ids=["closed", "kept for cause", "cause over before its time", "duplicate of a later answer", "of an earlier one"],
)
def test_each_is_due_from_its_day_on_and_not_a_moment_before(
    times: Times, contact_from: datetime, message_from: datetime
) -> None:
    assert not contact_is_due(times, now=contact_from - A_MOMENT)
    assert contact_is_due(times, now=contact_from)
    assert not message_is_due(times, now=message_from - A_MOMENT)
    assert message_is_due(times, now=message_from)


@pytest.mark.parametrize("times", [Times(None), Times(CLOSED, follows_open_letter=True)])
def test_nothing_of_an_open_letter_is_due(times: Times) -> None:
    assert not contact_is_due(times, now=after(9_999))
    assert not message_is_due(times, now=after(9_999))
