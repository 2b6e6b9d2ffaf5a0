"""What our own machines read by themselves, once a version: the classifier every study, the scanner every live page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from evidence.actions import assessments, scanning


def read_studies(
    *, limit: int = 2000, now: datetime | None = None, told: Callable[[], None] = lambda: None
) -> dict[str, int]:
    """Have the classifier read up to `limit` studies that its present version has not read. Returns counts."""
    counts = {"read": 0, "proposed": 0}
    for study in assessments.unread_studies()[:limit]:
        counts["read"] += 1
        counts["proposed"] += assessments.read_by_machine(study=study, now=now) is not None
        told()
    return counts


def scan_shelf(
    *, limit: int = 5000, now: datetime | None = None, told: Callable[[], None] = lambda: None
) -> dict[str, int]:
    """Have the scanner read up to `limit` live pages that its present version has not read. Returns counts."""
    counts = {"scanned": 0, "failing": 0}
    for publication in scanning.not_scanned()[:limit]:
        counts["scanned"] += 1
        counts["failing"] += scanning.scan_page(publication=publication, now=now).critical > 0
        told()
    return counts
