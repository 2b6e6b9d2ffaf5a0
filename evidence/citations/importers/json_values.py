"""Values of JSON items as they come: a text may be a number, a list of one, or something else altogether."""

from __future__ import annotations

from typing import Any


def text_of(value: Any) -> str:
    """A text or number as text; "" for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or value is None:
        return ""
    return str(value) if isinstance(value, int | float) else ""


def first_text(item: dict[str, Any], name: str) -> str:
    """The text under a name, or the first one of the list that stands there."""
    value = item.get(name)
    if isinstance(value, list):
        return next((text for one in value if (text := text_of(one)).strip()), "")
    return text_of(value)


def dates_of(written: Any) -> tuple[int, int | None, int | None] | None:
    """(year, month, day) of {"date-parts": [[2020, 5, 4]]}; None where there is no year.

    Programs write a list too few or too many about the parts; these are read all the same.
    """
    parts = written.get("date-parts") if isinstance(written, dict) else None
    first = parts if isinstance(parts, list) else []
    while first and isinstance(first[0], list):
        first = first[0]
    numbers: list[int | None] = []
    for part in first[:3]:
        text = text_of(part).strip()
        numbers.append(int(text) if text.isascii() and text.isdigit() and len(text) < 6 else None)
    if not numbers or numbers[0] is None:
        return None
    month = numbers[1] if len(numbers) > 1 and numbers[1] else None
    day = numbers[2] if len(numbers) > 2 and month and numbers[2] else None
    return numbers[0], month if month is None or month <= 12 else None, day if month and month <= 12 else None
