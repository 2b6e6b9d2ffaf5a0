"""Who may read a letter, and reading one. Each read leaves an audit event without content."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext

from contributions.models import Contribution, ContributionEntry
from contributions.sealing import SealError, unseal
from contributions.spoken import spoken
from contributions.triage import sees
from contributions.words import gettext_noop
from evidence.actions.audit import record
from evidence.actions.roles import require
from evidence.models import Study
from evidence.workflow import Refusal

NOT_A_TRIAGER = gettext_noop("Only triagers can read and answer letters. Your role does not include it.")


@dataclass(frozen=True, slots=True)
class OpenEntry:
    """One entry, opened. `text` is None once it has been erased; `author` None is the contributor."""

    id: int
    voice: str
    text: str | None = field(repr=False)
    author: models.Model | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class OpenLetter:
    """A letter, opened for a triager. Erased texts are None; `unreadable` names those that no key opens."""

    message: str | None = field(repr=False)
    source: str | None = field(repr=False)
    passage: str | None = field(repr=False)
    contact: str | None = field(repr=False)
    entries: list[OpenEntry]
    unreadable: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedNote:
    """What triagers let editors see of a letter: their own redacted words."""

    kind: str
    text: str = field(repr=False)
    written_on: date
    contribution_id: int


def may_read(user: Any) -> bool:
    """Is this person a triager? By their groups: being a superuser alone opens no letter."""
    if not getattr(user, "is_active", False) or not getattr(user, "is_authenticated", False):
        return False
    return bool(
        user.groups.filter(permissions__codename="triage", permissions__content_type__app_label="evidence").exists()
    )


def require_triager(user: Any) -> None:
    """Refusal unless `user` is a triager."""
    if not may_read(user):
        raise Refusal(gettext(NOT_A_TRIAGER))


@transaction.atomic
def read_letter(*, contribution: Contribution, by: Any, now: datetime | None = None) -> OpenLetter:
    """Open a letter for a triager, with everything written about it. Refusal for everybody else."""
    now = now or timezone.now()
    require_triager(by)
    contribution = Contribution.objects.select_related("study").get(pk=contribution.pk)
    record("contribution.read", by=by, about=contribution, study=contribution.study, now=now)
    unreadable: list[str] = []

    def opened(name: str, sealed: str | None) -> str | None:
        try:
            return None if sealed is None else unseal(sealed)
        except SealError:
            unreadable.append(name)
            return None

    entries = [
        OpenEntry(entry.pk, entry.voice, opened(entry.voice, entry.text_sealed), entry.author, entry.written_at)
        for entry in contribution.entries.select_related("author").order_by("written_at", "pk")
        if sees("triager", entry.voice)
    ]
    return OpenLetter(
        message=opened("message", contribution.message_sealed),
        source=opened("source", contribution.source_sealed),
        passage=opened("passage", contribution.passage_sealed),
        contact=opened("contact", contribution.contact_sealed),
        entries=entries,
        unreadable=tuple(dict.fromkeys(unreadable)),
    )


@transaction.atomic
def shared_with_editors(*, study: Study, by: Any, now: datetime | None = None) -> list[SharedNote]:
    """What triagers have shared of the letters about a study, newest first. For people who may see the desk."""
    now = now or timezone.now()
    require(by, "see_desk")
    entries = (
        ContributionEntry.objects.filter(contribution__study=study, voice="shared", text_sealed__isnull=False)
        .select_related("contribution")
        .order_by("-written_at", "-pk")
    )
    notes = []
    for entry in entries:
        if not sees("editor", entry.voice) or entry.text_sealed is None:
            continue
        try:
            text = unseal(entry.text_sealed)
        except SealError as error:
            text = spoken(str(error))
        notes.append(SharedNote(entry.contribution.kind, text, entry.written_at.date(), entry.contribution_id))
    if notes:
        record(
            "contribution.shared_read", by=by, about=study, now=now,
            detail={"letters": [note.contribution_id for note in notes]},
        )  # fmt: skip
    return notes
