"""Places in lists that go on later: "n" and a number. Clients keep them as they are and never build one."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time

CURSOR = "^n[0-9]{1,18}$"
_MOMENT = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[Tt ](?P<hour>\d\d:\d\d):(?P<second>\d\d)(?P<part>\.\d+)?"
    r"(?P<zone>[Zz]|[+ -]\d\d:\d\d))?",
    re.ASCII,
)


def cursor(number: int) -> str:
    return f"n{number}"


def number_of(text: str) -> int | None:
    """The number in a cursor; None where the text is no cursor."""
    return int(text[1:]) if re.fullmatch(CURSOR, text, re.ASCII) else None


def moment_of(text: str) -> datetime | None:
    """The moment that an RFC 3339 text names, in UTC; a day alone is its first moment. None where it is none.

    A leap second is the last moment before it. What lies outside our calendar (years 1 to 9999) is its nearest end.
    A blank before the offset is a plus that an address has swallowed.
    """
    match = _MOMENT.fullmatch(text)
    if match is None:
        return None
    if match["day"].startswith("0000"):
        return datetime.min.replace(tzinfo=UTC)
    try:
        if match["hour"] is None:
            return datetime.combine(datetime.fromisoformat(match["day"]), time.min, UTC)
        leap = match["second"] == "60"
        second = "59.999999" if leap else match["second"] + (match["part"] or "")[:7]
        zone = "+00:00" if match["zone"] in "Zz" else match["zone"].replace(" ", "+")
        return datetime.fromisoformat(f"{match['day']}T{match['hour']}:{second}{zone}").astimezone(UTC)
    except OverflowError:
        return (datetime.min if match["day"] < "5000" else datetime.max).replace(tzinfo=UTC)
    except ValueError:
        return None
