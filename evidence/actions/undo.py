"""Going back by going on: an earlier publication's content becomes the desk's again, with a reason.

History appends, it never rewinds: what is restored goes through review and gets the next number.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.desk import desk_changed
from evidence.actions.imports import plain_key, replace_authors
from evidence.actions.roles import require
from evidence.citations.record import CitationRecord
from evidence.models import (
    PEMClassification,
    Publication,
    RevisionContributor,
    Study,
    StudyContributor,
    StudyText,
)
from evidence.models.study import RECORD_TEXTS
from evidence.tongue import Sentence, gettext_noop, stored
from evidence.vocabulary import LIST_TEXT_FIELDS, TEXT_FIELDS
from evidence.workflow import Refusal

_FACTS = {
    "cases": "participants_cases",
    "controls": "participants_controls",
    **{name: name for name in ["severity", "duration", "country", "funder", "registration", "open_access_url"]},
}
RESTORED = stored(gettext_noop("Restored from publication {number:d}: {reason}"))
_EMPTY: dict[str, Any] = {"cases": None, "controls": None}


@transaction.atomic
def restore(*, publication: Publication, by: models.Model, reason: str, now: datetime | None = None) -> Study:
    """Put the content of an earlier publication back on the desk, as a new draft beside the live page.

    Texts, facts, citation and the PEM classification are restored; notices and links stay as the desk has
    them, since they tell of the world and not of our decisions. Refusal for a tombstone and without a reason.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    if publication.is_withdrawn:
        raise Refusal(gettext_noop("A tombstone holds nothing that could be restored. Choose an earlier publication."))
    if not reason.strip():
        raise Refusal(gettext_noop("Say why you go back to an earlier publication."))
    study = Study.objects.select_for_update().get(pk=publication.study_id)
    content = publication.content
    _restore_facts(study, content)
    StudyText.objects.update_or_create(
        study=study,
        language=content["language"],
        defaults={
            **{field: _as_typed(content["texts"].get(field, ""), field) for field in TEXT_FIELDS},
            "drafted_by": content["drafted"]["by"],
            "generator_version": content["drafted"]["version"],
        },
    )
    _restore_classification(study, publication, reason.strip())
    _remember_whose_words(study, publication, now)
    desk_changed(study, by=by, kind="wrote", now=now)
    record("study.restored", by=by, about=study, now=now, reason=reason.strip(), detail={"from": publication.number})
    return study


def _remember_whose_words(study: Study, publication: Publication, now: datetime) -> None:
    """Against the live page the restored words are new, so those who wrote them have contributed again."""
    hands = RevisionContributor.objects.filter(
        revision__study=study, revision__number__lte=publication.revision.number
    ).values_list("person_id", "kind")
    for person, kind in set(hands):
        StudyContributor.objects.update_or_create(study=study, person_id=person, kind=kind, defaults={"at": now})


def _restore_facts(study: Study, content: dict[str, Any]) -> None:
    citation = CitationRecord.from_dict(content["citation"])
    before = {name: getattr(study, name) for name in ("title", "doi", "pmid")}
    for name in RECORD_TEXTS:
        if name != "abstract":  # the desk's own; never published
            value = getattr(citation, name)
            setattr(study, name, (value or None) if name in ("doi", "pmid", "pmcid") else value)
    for name in ("year", "month", "day", "authors_complete"):
        setattr(study, name, getattr(citation, name))
    study.editors = content["citation"]["editors"]
    if any(getattr(study, name) != value for name, value in before.items()):
        study.identity_confirmed_at = study.identity_confirmed_by = None
        study.identity_sources, study.registered_title = [], ""
    study.match_key = plain_key(citation)
    for name in ("design", "peer_review", "basis"):
        setattr(study, name, content[name])
    for name, value in content["judgement"].items():
        setattr(study, name, value)
    for name, column in _FACTS.items():
        setattr(study, column, content["facts"].get(name, _EMPTY.get(name, "")))
    study.topics = [topic["key"] for topic in content.get("topics", [])]
    study.edit_token += 1
    study.full_clean(exclude=["slug"])
    study.save()
    replace_authors(study, citation)


def _restore_classification(study: Study, publication: Publication, reason: str) -> None:
    """Append a copy of the classification that the publication rested on, unless it is the newest already."""
    then = study.classifications.filter(decided_at__lte=publication.revision.created_at).order_by("-pk")
    before = then.exclude(method="machine").first() or then.first()
    newest = study.standing_classification
    if before is None or before == newest:
        return
    copied = {
        field.name: getattr(before, field.name)
        for field in PEMClassification._meta.concrete_fields
        if field.name not in ("id", "reason")
    }
    restored = Sentence.of(RESTORED, number=publication.number, reason=reason)
    PEMClassification.objects.create(**copied, reason=restored)


def _as_typed(value: str | list[str], field: str) -> str:
    return "\n".join(value) if field in LIST_TEXT_FIELDS and isinstance(value, list) else str(value)
