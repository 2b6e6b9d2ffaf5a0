"""What happens to letters by itself: leases lapse, and the publication that carries a change resolves its letters.

link ──── revision submitted ──── published      resolved: the revision was made after the letter was linked
revision submitted ──── link ──── published      not resolved: that work had begun before; the next one does it
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from contributions.actions import ledger, outbox
from contributions.actions.moves import move_on
from contributions.models import Contribution
from evidence.models import Publication

log = logging.getLogger(__name__)


@transaction.atomic
def lapse_leases(*, now: datetime | None = None) -> int:
    """Letters whose 48 hours are over go back to the queue, without blame; returns how many."""
    now = now or timezone.now()
    lapsed = Contribution.objects.select_for_update(skip_locked=True).filter(state="triaged", lease_until__lte=now)
    letters = list(lapsed.order_by("pk"))
    for letter in letters:
        move_on(letter, "lapse", by=None, now=now)
    return len(letters)


@transaction.atomic
def resolve_by_publication(*, publication: Publication, now: datetime | None = None) -> int:
    """Resolve the letters that were linked to this study before the publication's revision was made.

    Returns how many. A letter that somebody is busy with is left for `sweep_resolved`: publishing waits for nobody.
    """
    now = now or timezone.now()
    linked = (
        Contribution.objects.select_for_update(skip_locked=True)
        .filter(state="linked", study=publication.study_id, linked_at__lt=publication.revision.created_at)
        .order_by("pk")
    )
    letters = list(linked)
    for letter in letters:
        move_on(letter, "resolve", by=None, now=now, resolved_by=publication, detail={"publication": publication.pk})
        ledger.tell(contribution=letter, outcome="resolved", now=now, publication=publication)
        outbox.queue_answer_notice(contribution=letter, now=now)
        outbox.tell_writers_of_duplicates(contribution=letter, now=now)
    return len(letters)


def sweep_resolved(*, now: datetime | None = None) -> int:
    """Resolve what was missed when a page was published; returns how many letters. Each publication by itself."""
    resolved = 0
    studies = Contribution.objects.filter(state="linked", study__isnull=False).values("study")
    # Oldest first: the first publication that carries a change is the one that the writer is told of.
    for publication in Publication.objects.filter(study__in=studies).select_related("revision").order_by("pk"):
        resolved += resolve_by_publication(publication=publication, now=now)
    return resolved


def on_publication(*, publication: Publication) -> None:
    """Called when a publication is inserted, inside its transaction. Whatever fails here, the page is published.

    `resolve_by_publication` is atomic, so that what it did is undone to a savepoint and the rest stays.
    """
    try:
        resolve_by_publication(publication=publication)
    except Exception as error:
        # The kind of error only: a message of the database could tell what a row holds.
        log.error("Letters about publication %s wait for the sweep: %s.", publication.pk, type(error).__name__)
