"""The vocabulary of topics: add one, edit it, retire it, bring it back, delete it while nothing names it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, models, router, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.roles import require
from evidence.models import Study, Topic
from evidence.models.topic import IN_USE
from evidence.tongue import Sentence, gettext_noop
from evidence.workflow import Refusal

NOT_EDITABLE = gettext_noop("This cannot be edited here: {fields}. The key of a topic never changes.")
RETIRED_ITSELF = gettext_noop("“{name}” is retired itself. Choose a topic that is in use.")
STANDS_FOR_ANOTHER = gettext_noop("“{name}” stands in the place of a retired topic, so its address is needed.")
NEVER_DELETED = gettext_noop("“{name}” is in use, so it is never deleted. Retire it instead.")
EDITABLE = ("name", "definition", "order")
"""The fields that `edit_topic` may change. The key is part of an address; retiring is a decision of its own."""

_FIRST = Path(__file__).with_name("first_topics.json")


def load_first_topics(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> int:
    """Write the topics to start with where there is none at all; returns how many. Runs after each migrate.

    From then on the vocabulary belongs to the editors: nothing here changes or adds to what is there.
    """
    if not router.allow_migrate_model(using, Topic) or Topic.objects.using(using).exists():
        return 0
    rows = [
        Topic(key=entry["key"], name=entry["name"], definition=entry["definition"], order=place * 10)
        for place, entry in enumerate(json.loads(_FIRST.read_text("utf-8")), start=1)
    ]
    return len(Topic.objects.using(using).bulk_create(rows))


@transaction.atomic
def add_topic(
    *, key: str, name: str, definition: str, by: models.Model, order: int = 0, now: datetime | None = None
) -> Topic:
    """A new topic. ValidationError where the key or the name is taken or has no proper form."""
    require(by, "edit_desk")
    topic = Topic(key=key.strip(), name=name.strip(), definition=definition.strip(), order=order)
    topic.full_clean()
    topic.save()
    record("topic.added", by=by, about=topic, now=now or timezone.now(), detail={"key": topic.key, "name": topic.name})
    return topic


@transaction.atomic
def edit_topic(*, topic: Topic, by: models.Model, changes: Mapping[str, Any], now: datetime | None = None) -> Topic:
    """Change name, definition or order. Pages that are live keep the name they were published with."""
    require(by, "edit_desk")
    unknown = sorted(set(changes) - set(EDITABLE))
    if unknown:
        raise Refusal(Sentence.of(NOT_EDITABLE, fields=", ".join(unknown)))
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    plain = {field: value.strip() if isinstance(value, str) else value for field, value in changes.items()}
    changed = {field: value for field, value in plain.items() if getattr(topic, field) != value}
    if not changed:
        return topic
    before = {field: getattr(topic, field) for field in changed}
    for field, value in changed.items():
        setattr(topic, field, value)
    topic.full_clean()
    topic.save()
    record("topic.edited", by=by, about=topic, now=now or timezone.now(),
           detail={"key": topic.key, "before": before, "after": changed})  # fmt: skip
    return topic


@transaction.atomic
def retire_topic(
    *, topic: Topic, by: models.Model, replaced_by: Topic | None = None, now: datetime | None = None
) -> Topic:
    """Take a topic out of use: no study is given it any more. Pages that have it keep it until they change.

    `replaced_by` is where its address leads once no page has it; it must be in use itself.
    """
    require(by, "edit_desk")
    # In the order of their ids, so that two people who retire two topics at once never wait for each other.
    wanted = [topic.pk, *([replaced_by.pk] if replaced_by else [])]
    locked = {row.pk: row for row in Topic.objects.select_for_update().filter(pk__in=wanted).order_by("pk")}
    topic, heir = locked[topic.pk], locked[replaced_by.pk] if replaced_by else None
    if heir == topic:
        raise Refusal(gettext_noop("A topic cannot take its own place."))
    if heir is not None and heir.retired:
        raise Refusal(Sentence.of(RETIRED_ITSELF, name=heir.name))
    if topic.retired and topic.replaced_by == heir:
        return topic
    topic.retired, topic.replaced_by = True, heir
    topic.full_clean()
    topic.save()
    record("topic.retired", by=by, about=topic, now=now or timezone.now(),
           detail={"key": topic.key, "replaced_by": heir.key if heir else ""})  # fmt: skip
    return topic


@transaction.atomic
def bring_topic_back(*, topic: Topic, by: models.Model, now: datetime | None = None) -> Topic:
    """A retired topic is in use again."""
    require(by, "edit_desk")
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if not topic.retired:
        return topic
    topic.retired, topic.replaced_by = False, None
    topic.full_clean()
    topic.save()
    record("topic.brought_back", by=by, about=topic, now=now or timezone.now(), detail={"key": topic.key})
    return topic


@transaction.atomic
def delete_topic(*, topic: Topic, by: models.Model, now: datetime | None = None) -> None:
    """Delete a topic that nothing names. Refusal for one in use: retire it instead. The database refuses too."""
    require(by, "edit_desk")
    topic = Topic.objects.select_for_update().get(pk=topic.pk)
    if topic.replaces.exists():
        raise Refusal(Sentence.of(STANDS_FOR_ANOTHER, name=topic.name))
    if _is_in_use(topic):
        raise Refusal(Sentence.of(NEVER_DELETED, name=topic.name))
    record("topic.deleted", by=by, about=topic, now=now or timezone.now(),
           detail={"key": topic.key, "name": topic.name, "definition": topic.definition})  # fmt: skip
    topic.delete()


def _is_in_use(topic: Topic) -> bool:
    """Does a study on the desk, or any frozen revision, name it? Asks exactly what the database asks."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {IN_USE} FROM evidence_topic old WHERE id = %s", [topic.pk])  # noqa: S608 - ours
        return bool(cursor.fetchone()[0])


def checked_topics(study: Study, keys: Iterable[str]) -> list[str]:
    """The topics chosen for a study, in their one order. Refusal for what is no topic, or is retired and new here."""
    chosen = sorted(set(keys))
    known = {topic.key: topic for topic in Topic.objects.filter(key__in=chosen)}
    for key in chosen:
        if key not in known:
            raise Refusal(Sentence.of(gettext_noop("There is no topic “{key}”."), key=key[:60]))
        topic = known[key]
        if topic.retired and key not in study.topics:
            told = [Sentence.of(gettext_noop("The topic “{name}” is retired."), name=topic.name)]
            if topic.replaced_by:
                told.append(Sentence.of(gettext_noop("Choose “{name}” instead."), name=topic.replaced_by.name))
            raise Refusal(*told)
    return chosen
