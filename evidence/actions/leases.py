"""Who has taken what, and who is here just now. Leases lapse without blame; they lock nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.roles import require
from evidence.models import Lease, Presence, Study
from evidence.models.lease import LEASE, PRESENT
from evidence.tongue import Sentence, gettext_noop
from evidence.workflow import Refusal

TAKEN = gettext_noop("{person} has this until {until} UTC. You can still read it.")
_ABILITY = {"edit": "edit_desk", "review": "review_revision", "adjudicate": "adjudicate"}


@transaction.atomic
def take(*, study: Study, task: str, by: models.Model, now: datetime | None = None) -> Lease:
    """Take a task for 48 hours (or for another 48). Refusal while another person holds it.

    Two people may hold "review" of one study at a time, as two reviewers are needed.
    """
    now = now or timezone.now()
    require(by, _ABILITY[task])
    study = Study.objects.select_for_update().get(pk=study.pk)
    others = study.leases.filter(task=task, lapses_at__gt=now).exclude(person=by).select_related("person")
    if len(others) >= (2 if task == "review" else 1):
        until = others[0].lapses_at
        raise Refusal(Sentence.of(TAKEN, person=str(others[0].person), until=until))
    lease, _made = Lease.objects.update_or_create(
        study=study, task=task, person=by, defaults={"taken_at": now, "lapses_at": now + LEASE}
    )
    record("lease.taken", by=by, about=lease, study=study, now=now, detail={"task": task})
    return lease


@transaction.atomic
def hand_back(*, study: Study, task: str, by: models.Model, now: datetime | None = None) -> None:
    """Give a task back in one click. Nothing happens where none was held."""
    lease = study.leases.filter(task=task, person=by).first()
    if lease is not None:
        record("lease.handed_back", by=by, about=lease, study=study, now=now, detail={"task": task})
        lease.delete()


@transaction.atomic
def be_present(*, study: Study, by: models.Model, now: datetime | None = None) -> list[models.Model]:
    """Note that `by` has the study open; returns the other people who have it open now.

    No audit event: who looks at what is nobody's record.
    """
    now = now or timezone.now()
    Presence.objects.update_or_create(study=study, person=by, defaults={"seen_at": now})
    here = study.presences.filter(seen_at__gt=now - PRESENT).exclude(person=by).select_related("person")
    return [presence.person for presence in here.order_by("person__username")]
