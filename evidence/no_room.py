"""Was it a full disk? Whoever asks says so in a sentence, instead of "something went wrong". Pure."""

from __future__ import annotations

import errno

FULL = frozenset((errno.ENOSPC, errno.EDQUOT))
DISK_FULL = "53100"
"""PostgreSQL: its own disk has no room (https://www.postgresql.org/docs/current/errcodes-appendix.html)."""


def is_full(error: BaseException | None) -> bool:
    """True where the disk of this machine or of the database had no room, also where that is what lies behind it."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if isinstance(error, OSError) and error.errno in FULL:
            return True
        if getattr(error, "sqlstate", None) == DISK_FULL:
            return True
        error = error.__cause__ or error.__context__
    return False
