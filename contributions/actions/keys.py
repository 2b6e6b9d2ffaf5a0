"""Seal everything anew with the newest key, so that an old key can be destroyed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from contributions.models import Contribution, ContributionEntry, OutgoingMail
from contributions.sealing import SealError, resealed
from evidence.models import AuditEvent

SEALED: tuple[tuple[type[models.Model], tuple[str, ...]], ...] = (
    (Contribution, ("message_sealed", "source_sealed", "passage_sealed", "contact_sealed")),
    (ContributionEntry, ("text_sealed",)),
    (OutgoingMail, ("to_sealed",)),
)
"""Every column that holds what people wrote."""


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many sealed texts there are, were under an older key, and are opened by no key of ours."""

    texts: int
    older: int
    unreadable: int


def rotate(
    *, check: bool = False, tick: Callable[[int], object] = lambda rows: None, now: datetime | None = None
) -> Rotation:
    """Seal each text that an older key sealed anew with the newest; with `check`, only count.

    Each row is a transaction of its own, so that it can be stopped and started again at any time, and letters can be
    written and erased meanwhile. `tick` is told of each row. What no key opens is left as it is.
    """
    texts = older = unreadable = 0
    for model, fields in SEALED:
        for pk in model._default_manager.order_by("pk").values_list("pk", flat=True):
            found = _one(model, fields, pk, check=check)
            texts, older, unreadable = texts + found.texts, older + found.older, unreadable + found.unreadable
            tick(1)
    if not check:
        AuditEvent.objects.create(
            at=now or timezone.now(), action="letters.resealed", object_type="site",
            detail={"texts": texts, "older": older, "unreadable": unreadable},
        )  # fmt: skip
    return Rotation(texts, older, unreadable)


def rows() -> int:
    """How many rows `rotate` will look at."""
    return sum(model._default_manager.count() for model, _ in SEALED)


@transaction.atomic
def _one(model: type[models.Model], fields: tuple[str, ...], pk: int, *, check: bool) -> Rotation:
    row = model._default_manager.select_for_update().filter(pk=pk).first()
    held = [field for field in fields if row is not None and getattr(row, field) is not None]
    anew: dict[str, str] = {}
    unreadable = 0
    for field in held:
        try:
            fresh = resealed(getattr(row, field))
        except SealError:
            unreadable += 1
            continue
        if fresh is not None:
            anew[field] = fresh
    if anew and not check:
        model._default_manager.filter(pk=pk).update(**anew)
    return Rotation(len(held), len(anew), unreadable)
