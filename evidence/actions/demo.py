"""Empty the demonstration before real use."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.utils import timezone

from evidence.models import (
    AuditEvent,
    Author,
    ImportBatch,
    PEMAssessment,
    PEMClassification,
    Publication,
    Review,
    Revision,
    Study,
)
from evidence.tongue import gettext_noop
from evidence.workflow import Refusal


@transaction.atomic
def empty_demo() -> dict[str, int]:
    """Delete every row of the demonstration, its accounts included; returns how many of each.

    Rows outside the demonstration stay: the database lets only demo rows of append-only tables go. Refusal
    when a real study rests on the demonstration (a link to it, a demo account's work on it).
    """
    people = get_user_model().objects.filter(demo=True)
    _refuse_if_real_work_rests_on_it(people)
    studies = Study.objects.filter(demo=True)
    # Newest first: each publication holds on to the one it supersedes, each revision to its parent.
    counts = {"publications": 0, "revisions": 0}
    Review.objects.filter(demo=True).delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(
            "DELETE FROM evidence_shelfscan WHERE publication_id IN (SELECT id FROM evidence_publication WHERE demo)"
        )
        cursor.execute("DELETE FROM evidence_publication WHERE demo")
        counts["publications"] = cursor.rowcount
        cursor.execute(
            "DELETE FROM evidence_revisioncontributor"
            " WHERE revision_id IN (SELECT id FROM evidence_revision WHERE demo)"
        )
        cursor.execute("DELETE FROM evidence_textscan WHERE demo")
        cursor.execute("DELETE FROM evidence_revision WHERE demo")
        counts["revisions"] = cursor.rowcount
    PEMClassification.objects.filter(demo=True).delete()
    PEMAssessment.objects.filter(study__demo=True).delete()
    counts["studies"] = studies.count()
    for study in studies:
        study.links.all().delete()
    studies.delete()
    ImportBatch.objects.filter(demo=True).delete()
    counts["events"] = AuditEvent.objects.filter(demo=True).delete()[0]
    counts["authors"] = Author.objects.filter(authorships__isnull=True, orcid__isnull=True).delete()[0]
    counts["accounts"] = people.count()
    people.delete()
    AuditEvent.objects.create(at=timezone.now(), action="demo.emptied", object_type="site", detail=counts)
    return counts


def _refuse_if_real_work_rests_on_it(people) -> None:
    real = Study.objects.filter(demo=False)
    if real.filter(links__target__demo=True).exists():
        raise Refusal(gettext_noop("A real study is linked to a study of the demonstration. Remove the link first."))
    touched = (
        Revision.objects.filter(demo=False, created_by__in=people).exists()
        or Publication.objects.filter(demo=False, published_by__in=people).exists()
        or Review.objects.filter(demo=False, reviewer__in=people).exists()
        or AuditEvent.objects.filter(demo=False, actor__in=people).exists()
    )
    if touched:
        raise Refusal(
            gettext_noop(
                "A demo account has worked on real studies, so it cannot be deleted. "
                "Start with an empty database instead (`make reset`)."
            )
        )
