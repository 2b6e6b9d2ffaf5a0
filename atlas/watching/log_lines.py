"""One line of JSON for each record of the log, for programs that collect lines; a plain line for people.

Fields: `time` (UTC, ISO 8601), `level`, `logger`, `message`, `request` (the number of the request, if there is one),
and for access lines `method`, `path`, `status`, `ms`. `atlas.private_logs` has taken what is private away before.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from functools import lru_cache

from pythonjsonlogger.json import JsonFormatter

from atlas.watching.request_ids import current


def without_secrets(text: str) -> str:
    """The line with *** in the place of keys and passwords of ours: a library's error may repeat an address whole."""
    for secret in _secrets():
        text = text.replace(secret, "***")
    return text


@lru_cache(maxsize=1)
def _secrets() -> tuple[str, ...]:
    """Longest first, so that no secret is taken apart by a shorter one. Empty until the settings are read."""
    from django.conf import settings

    if not settings.configured:
        return ()
    named = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS, *settings.LETTER_KEYS, *settings.RECEIPT_KEYS]
    named += [settings.METRICS_TOKEN, settings.NCBI_API_KEY, settings.GENERATOR["ATLAS_GENERATOR_KEY"]]
    named += [str(one.get("PASSWORD") or "") for one in settings.DATABASES.values()]
    named += [str(getattr(settings, "EMAIL_HOST_PASSWORD", "") or "")]
    return tuple(sorted({one for one in named if len(one) >= SHORTEST_SECRET}, key=len, reverse=True))


SHORTEST_SECRET = 8
"""Characters. What is shorter is no secret, and would be found in ordinary words."""


class NumberFilter(logging.Filter):
    """Gives each record the number of the request it was logged in."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.request_number = current()
        return True


class OutageFilter(logging.Filter):
    """While the database is away each request fails in the same way: one line tells it, without a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if record.name == "django.request" and type(error).__name__ in ("OperationalError", "InterfaceError"):
            record.msg, record.args = f"{record.getMessage()} (the database does not answer)", ()
            record.exc_info = record.exc_text = None
        return True


class Line(logging.Formatter):
    """For people: the number of the request stands in brackets, where there is one."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        number = getattr(record, "request_number", "")
        return without_secrets(super().format(record) + (f" [{number}]" if number else ""))


class Json(JsonFormatter):
    """For programs. Only the fields named above leave the process: a record's other attributes may hold anything."""

    def __init__(self) -> None:
        super().__init__("%(message)s", json_ensure_ascii=False)

    def format(self, record: logging.LogRecord) -> str:
        return without_secrets(super().format(record))

    def process_log_record(self, log_record: dict[str, object]) -> dict[str, object]:
        return {name: value for name, value in log_record.items() if name in _FIELDS and value not in ("", None)}

    def add_fields(
        self, log_record: dict[str, object], record: logging.LogRecord, message_dict: dict[str, object]
    ) -> None:
        super().add_fields(log_record, record, message_dict)
        log_record["time"] = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        log_record["level"] = record.levelname
        log_record["logger"] = record.name
        log_record["request"] = getattr(record, "request_number", "")


_FIELDS = (
    "time", "level", "logger", "message", "request", "method", "path", "status", "ms", "exc_info", "stack_info",
)  # fmt: skip
FORMATS = {"json": "atlas.watching.log_lines.Json", "line": "atlas.watching.log_lines.Line"}
"""ATLAS_LOG_FORMAT -> the class that writes the lines."""
