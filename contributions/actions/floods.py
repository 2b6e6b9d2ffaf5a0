"""Counting what comes within an hour, without keeping who sent it.

A mark is a keyed hash (HMAC-SHA256) with the random salt of the day. It stands beside no letter, and once the salt is
deleted nobody can make it again. Counting has a short transaction of its own; when it fails, nothing is counted and
no letter is lost.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import secrets
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions import floods, limits
from contributions.models import DailySalt, FloodMark
from evidence.workflow import Refusal

log = logging.getLogger(__name__)

_LOCK_TIMEOUT = "2s"


class TooMany(Refusal):
    """Too many letters or codes from one visitor, or from everybody. `retry_after` is in seconds."""

    def __init__(self, sentence: str, *, retry_after: int) -> None:
        super().__init__(sentence)
        self.retry_after = retry_after


def count_letter(*, visitor: str | None, text: str, now: datetime) -> floods.Counts:
    """Count one letter, and tell how many came with it. Raises TooMany when its visitor has to wait.

    The visitor comes first: a letter that is stopped counts neither against its own text nor against everybody.
    """
    own = _count_visitor("letters", visitor, now=now)
    if own.get("visitor", 0) > limits.VISITOR_STOPPED:
        raise TooMany(
            _(
                "Many letters have come from your connection within this hour. Please try again later. "
                "What you wrote is still in the box."
            ),
            retry_after=_left_of_the_hour(now),
        )
    counted = (
        {}
        if visitor and not own
        else _count({"all": "letters", "text": f"text\0{floods.plain(text)}"}, now=now, of_the_day=("text",))
    )
    return floods.Counts(
        from_visitor=own.get("visitor", 0), from_all=counted.get("all", 0), of_text=counted.get("text", 0)
    )


def count_guess(*, visitor: str | None, now: datetime) -> None:
    """Count one code that somebody typed, before it is looked up: right and wrong ones alike. Raises TooMany.

    What one visitor types beyond their own limit counts for them alone: one machine cannot shut everybody out.
    """
    own = _count_visitor("codes", visitor, now=now)
    stopped = own.get("visitor", 0) > limits.GUESSES_FROM_ONE
    if not stopped and (own or not visitor):
        stopped = _count({"all": "codes"}, now=now).get("all", 0) > limits.GUESSES_AN_HOUR
    if stopped:
        raise TooMany(
            _("Many codes have been typed within this hour. Please try again later; your letter is safe."),
            retry_after=_left_of_the_hour(now),
        )


@transaction.atomic
def forget(*, now: datetime | None = None) -> dict[str, int]:
    """Delete the salts and marks of days that are over; returns how many. No audit event: they tell of nobody."""
    today = _day(now or timezone.now())
    start = datetime.combine(today, datetime.min.time(), tzinfo=UTC)
    return {
        "salts": DailySalt.objects.filter(day__lt=today).delete()[0],
        "marks": FloodMark.objects.filter(hour__lt=start).delete()[0],
    }


def _count_visitor(what: str, visitor: str | None, *, now: datetime) -> dict[str, int]:
    """How often this visitor came within the hour; empty where nobody is known, or when counting failed."""
    return _count({"visitor": f"{what} of\0{floods.network_of(visitor)}"}, now=now) if visitor else {}


def _count(named: dict[str, str], *, now: datetime, of_the_day: Iterable[str] = ()) -> dict[str, int]:
    """Add one to each of `named`; returns the counts of this hour (or of this day). Empty when counting failed."""
    try:
        with transaction.atomic():
            return _counted(named, now=now, of_the_day=of_the_day)
    except DatabaseError as error:
        log.warning("Letters could not be counted (%s); none is lost.", type(error).__name__)
        return {}


def _counted(named: dict[str, str], *, now: datetime, of_the_day: Iterable[str]) -> dict[str, int]:
    salt = _salt(_day(now))
    marks = {name: hmac.new(salt, text.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
             for name, text in named.items()}  # fmt: skip
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    # In one order everywhere, so that two letters never wait for each other in a circle.
    rows = sorted(marks.values())
    places = ", ".join(["(%s, %s, 1)"] * len(rows))
    with connection.cursor() as cursor:
        # Whoever cannot be counted soon is not counted: a crowd must not wait in a queue for one row.
        cursor.execute(f"SET LOCAL lock_timeout = '{_LOCK_TIMEOUT}'")
        cursor.execute(
            f"INSERT INTO {FloodMark._meta.db_table} (mark, hour, count) VALUES {places}"  # noqa: S608 - constants
            " ON CONFLICT (mark, hour) DO UPDATE"
            f" SET count = {FloodMark._meta.db_table}.count + 1 RETURNING mark, count",
            [value for mark in rows for value in (mark, hour)],
        )
        counts = dict(cursor.fetchall())
        cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    found = {name: counts[mark] for name, mark in marks.items()}
    for name in of_the_day:
        found[name] += sum(
            FloodMark.objects.filter(mark=marks[name]).exclude(hour=hour).values_list("count", flat=True)
        )
    return found


def _salt(day: object) -> bytes:
    made, _ = DailySalt.objects.get_or_create(day=day, defaults={"salt": secrets.token_bytes(32)})
    return bytes(made.salt)


def _day(now: datetime) -> object:
    return now.astimezone(UTC).date()


def _left_of_the_hour(now: datetime) -> int:
    next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return max(1, int((next_hour - now).total_seconds()))
