"""Empty the demonstration's part of the letterbox, before `evidence.actions.demo.empty_demo` empties its own."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from contributions.models import Contribution, ContributionEntry, LedgerEntry, OutgoingMail
from evidence.models import AuditEvent, Publication, Study


@transaction.atomic
def empty_demo() -> dict[str, int]:
    """Delete the demonstration's letters and what the ledger tells of them; returns how many of each.

    Real letters about pages of the demonstration stay, and name no page any more. A letter that a page of the
    demonstration resolved has been answered, and its answer goes with that page: it is deleted too.
    """
    counts = {"ledger": LedgerEntry.objects.filter(demo=True).delete()[0]}
    demo = Contribution.objects.filter(demo=True) | Contribution.objects.filter(resolved_by__demo=True)
    ids = list(demo.values_list("pk", flat=True))
    OutgoingMail.objects.filter(contribution__in=ids).delete()
    ContributionEntry.objects.filter(contribution__in=ids).delete()
    Contribution.objects.filter(duplicate_of__in=ids).update(duplicate_of=None)
    counts["letters"] = Contribution.objects.filter(pk__in=ids).delete()[0]
    Contribution.objects.filter(publication__in=Publication.objects.filter(demo=True)).update(publication=None)
    Contribution.objects.filter(study__in=Study.objects.filter(demo=True)).update(study=None)
    AuditEvent.objects.create(at=timezone.now(), action="demo.letters_emptied", object_type="site", detail=counts)
    return counts
