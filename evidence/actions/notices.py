"""Retractions, corrections and their kin."""

from __future__ import annotations

from datetime import date as day
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.desk import desk_changed
from evidence.actions.roles import require
from evidence.actions.studies import checked_identifiers
from evidence.models import Notice, Study
from evidence.tongue import Sentence, gettext_noop
from evidence.workflow import Refusal

NO_DATE = gettext_noop("“{text}” is no date. Write 2025, 2025-08 or 2025-08-14.")


def _check_date(iso: str) -> None:
    """As exact as the source: "2025", "2025-08" or "2025-08-14", a day that exists. "" is not known."""
    whole = {0: "2000-01-01", 4: f"{iso}-01-01", 7: f"{iso}-01"}.get(len(iso), iso)
    try:
        day.fromisoformat(whole)
    except ValueError:
        raise Refusal(Sentence.of(NO_DATE, text=iso)) from None


@transaction.atomic
def add_notice(
    *,
    study: Study,
    by: models.Model,
    kind: str,
    source: str,
    date: str = "",
    title: str = "",
    doi: str = "",
    pmid: str = "",
    detail: str = "",
    now: datetime | None = None,
) -> Notice:
    """Put a notice on the desk, confirmed by the person who read it at `source`."""
    now = now or timezone.now()
    require(by, "edit_desk")
    _check_date(date)
    doi, pmid = checked_identifiers(doi, pmid)
    notice = Notice(
        study=study, kind=kind, source=source, date=date, title=title, doi=doi, pmid=pmid, detail=detail,
        found_at=now, confirmed_at=now, confirmed_by=by,
    )  # fmt: skip
    notice.full_clean()
    notice.save()
    desk_changed(study, by=by, kind="edited", now=now)
    record("notice.added", by=by, about=notice, study=study, now=now, detail={"kind": kind})
    return notice
