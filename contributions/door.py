"""The door of the letterbox: what may be read of a letter there, and the code that is in hand.

On the public face the database shows a letter to whoever holds its code, and to nobody else (docs/faces.md). So the
mark of the code, a keyed hash, is laid into the session while the door is at work, and taken away afterwards. What
somebody wrote in a letter is never read at the door. Where one process is both faces, nothing of this narrows anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress

from django.db import Error as DatabaseTrouble
from django.db import connection
from django.db.models import QuerySet

from contributions.models import Contribution, ContributionEntry

MARKS = "atlas.code_marks"
"""Setting of a session of the database: marks of the code in hand, separated by commas."""

READ = (
    "id", "kind", "state", "code_mark", "study", "received_at", "state_since", "assignee", "lease_until", "decided_by",
    "decided_at", "decline_reason", "duplicate_of", "resolved_by", "answered_at", "closed_at", "contact_purged_at",
    "message_purged_at", "kept_until", "demo",
)  # fmt: skip
"""Fields of a letter that are read at the door."""
READ_OF_ENTRIES = ("id", "contribution", "voice", "text_sealed", "written_at")


@contextmanager
def code_in_hand(marks: Iterable[str]) -> Iterator[None]:
    """Within it, the letters with these marks can be seen and moved on at the public face."""
    with connection.cursor() as cursor:
        # Sessions of the public face begin read-only.
        cursor.execute(
            "SELECT set_config(%s, %s, false), set_config('default_transaction_read_only', 'off', false)",
            [MARKS, ",".join(marks)],
        )
    try:
        yield
    finally:
        # A connection that broke takes its settings with it.
        with suppress(DatabaseTrouble), connection.cursor() as cursor:
            cursor.execute(f"SELECT set_config('{MARKS}', '', false); RESET default_transaction_read_only")


def letters() -> QuerySet[Contribution]:
    """Letters, with what may be read of them at the door; of a study only whether it is of the demonstration."""
    return Contribution.objects.select_related("study").only(*READ, "study__demo")


def entries(letter: Contribution) -> QuerySet[ContributionEntry]:
    """What was written about a letter and is not erased."""
    return letter.entries.filter(text_sealed__isnull=False).only(*READ_OF_ENTRIES)


def next_number() -> int:
    """The number of the letter that is stored next: drawn before, so that its row need not be read again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Contribution._meta.db_table])
        return int(cursor.fetchone()[0])
