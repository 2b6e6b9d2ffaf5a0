"""The trail. Every action calls `record` inside its own transaction."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from evidence.models import AuditEvent, Study


def record(
    action: str,
    *,
    by: models.Model | None,
    about: models.Model,
    study: Study | None = None,
    reason: str = "",
    detail: dict[str, Any] | None = None,
    now: datetime | None = None,
) -> AuditEvent:
    """Write one event. `by` is None when the system itself acted; `about` is the row it tells of."""
    study = about if study is None and isinstance(about, Study) else study
    demo = getattr(about, "demo", False) or bool(study and study.demo)
    return AuditEvent.objects.create(
        at=now or timezone.now(),
        actor=by,
        action=action,
        object_type=about._meta.model_name,
        object_id=about.pk,
        study_id=study.pk if study else None,
        reason=reason,
        detail=detail or {},
        demo=demo,
    )


@transaction.atomic
def record_once(
    *, action: str, by: models.Model | None, about: models.Model, detail: dict[str, Any], within: timedelta
) -> AuditEvent | None:
    """`record`, unless the very same was written less than `within` ago: then None."""
    same = AuditEvent.objects.filter(
        action=action, actor=by, object_type=about._meta.model_name, object_id=about.pk, detail=detail
    )
    if same.filter(at__gt=timezone.now() - within).exists():
        return None
    return record(action, by=by, about=about, detail=detail)
