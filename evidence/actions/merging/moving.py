"""Everything that hangs on a study, moved to another one, in a way that can be taken back exactly.

Which rows hang on a study is read from the models, so that a new one is never forgotten:

    moves     import records, links, notices, answers of registries, texts, letters, ... whatever is not named below
    goes      what the other one has as well, or what is only worth something for this one; it is written down first
    refuses   what people have coded, reviewed or published: it belongs to its own study for ever

"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core import serializers
from django.db import IntegrityError, models, transaction

from evidence.models import Study, StudyContributor, StudyText
from evidence.tongue import Sentence, gettext_noop, word
from evidence.vocabulary import TEXT_FIELDS
from evidence.workflow import Refusal

STAYS_ITS_OWN = frozenset(["Publication", "Revision", "PEMAssessment"])
GOES_WITH_ITS_STUDY = frozenset(
    ["Authorship", "StudyContributor", "Presence", "Lease", "LookupRequest", "NoticeAlert", "PEMClassification"]
)
GIVES_WAY = frozenset(["StudyLink", "RegistryAnswer", "FoundNotice", "ProposalSeen", "FindingDispute"])
"""Where both have the same row, that of the one that stays is kept."""
FROM_A_WITHDRAWN_PAGE = frozenset(
    ["ImportRecord", "StudyLink", "Notice", "FoundNotice", "RegistryAnswer", "MergedIdentity", "DoubtfulEntry"]
)
"""What moves away from a study whose withdrawn page has to stand; the rest stays with it."""
IS_PUBLISHED = gettext_noop("“{title}” is published, so it is the one that has to stay.")
WAS_SUBMITTED = gettext_noop("“{title}” was submitted for review, so it is the one that has to stay.")
IS_CODED = gettext_noop(
    "People have coded “{title}”, or are just coding it. What they read belongs to that study: let it be the one that "
    "stays, or ask them to hand it back."
)
BOTH_HAVE_IT = gettext_noop("Both have a {what} of the same kind. Take it from one of them first.")
GONE_SINCE = gettext_noop(
    "A {what} that came with the merge has been removed or has gone elsewhere since, so the two cannot be restored "
    "exactly."
)
_DERIVED = frozenset(["NoticeAlert", "Presence"])
"""Kept by the database, or forgotten after minutes: never brought back."""


def relations() -> Iterator[tuple[type[models.Model], str]]:
    """(model, name of its key) for every key to a study, those of other apps and of hidden tables too."""
    for relation in Study._meta.get_fields(include_hidden=True):
        if relation.auto_created and not relation.concrete and (relation.one_to_many or relation.one_to_one):
            yield relation.related_model, relation.field.name


def obstacles(survivor: Study, merged: Study) -> list[str]:
    """Why `merged` cannot be merged into `survivor`, in full sentences; empty when it can."""
    found = []
    if survivor.demo or merged.demo:
        found.append(
            gettext_noop("A study of the demonstration is not merged: the demonstration is emptied as a whole.")
        )
    if {survivor.type, merged.type} == {"article", "article-journal"}:
        found.append(gettext_noop("One is a preprint and the other a journal article: they are linked, never merged."))
    live = [study for study in (survivor, merged) if study.publications.current().exists()]
    if len(live) == 2:
        found.append(gettext_noop("Both are published. Withdraw the page of the one that shall go first, then merge."))
    elif merged in live:
        found.append(Sentence.of(IS_PUBLISHED, title=merged.title))
    elif not is_withdrawn(merged):
        if merged.revisions.exists():
            found.append(Sentence.of(WAS_SUBMITTED, title=merged.title))
        elif merged.assessments.exists() or merged.classifications.exclude(method="machine").exists():
            found.append(Sentence.of(IS_CODED, title=merged.title))
        if _has_texts(survivor) and _has_texts(merged):
            found.append(
                gettext_noop(
                    "Both have texts. Take over what is worth keeping, then empty the texts of the one that goes."
                )
            )
    return found


def _named(model: type[models.Model]) -> Sentence:
    return word(str(model._meta.verbose_name_raw), "table")


def is_withdrawn(study: Study) -> bool:
    """Does a tombstone stand at the study's address?"""
    return study.publications.filter(is_current=True, is_withdrawn=True).exists()


def _has_texts(study: Study) -> bool:
    return any(_says_something(text) for text in study.texts.all())


def _says_something(text: StudyText) -> bool:
    return any(getattr(text, field).strip() for field in TEXT_FIELDS)


# --- There ---------------------------------------------------------------------------------------------------


def move_everything(survivor: Study, merged: Study, *, stays: bool) -> dict[str, Any]:
    """Move what hangs on `merged`; gives back what an undo needs: rows that "moved" and rows that are "gone".

    Part of an action's transaction. `stays` where the study itself stays, with a withdrawn page.
    """
    moved: list[list[Any]] = []
    gone: list[dict[str, Any]] = []
    if not stays:
        gone += _make_room_for_texts(survivor, merged)
    for model, key in relations():
        name = model.__name__
        if name in STAYS_ITS_OWN | GOES_WITH_ITS_STUDY or (stays and not _leaves_a_withdrawn_page(model)):
            continue
        rows = list(model._base_manager.filter(**{key: merged}).order_by("pk"))
        for row in rows:
            if _moved(row, key, survivor):
                moved.append([model._meta.label, key, row.pk])
            elif name in GIVES_WAY or model._meta.auto_created:
                if not stays:
                    gone += _written_down([row])
                    row.delete()
            else:
                raise Refusal(Sentence.of(BOTH_HAVE_IT, what=_named(model)))
    _copy_contributors(survivor, merged)
    if not stays:
        for model, key in relations():
            if model.__name__ in GOES_WITH_ITS_STUDY - _DERIVED:
                gone += _written_down(list(model._base_manager.filter(**{key: merged}).order_by("pk")))
    return {"moved": moved, "gone": gone}


def _leaves_a_withdrawn_page(model: type[models.Model]) -> bool:
    return model.__name__ in FROM_A_WITHDRAWN_PAGE or model._meta.app_label != Study._meta.app_label


def _moved(row: models.Model, key: str, to: Study) -> bool:
    """False where the other one has the same row already, or the row would name one study twice."""
    try:
        with transaction.atomic():
            type(row)._base_manager.filter(pk=row.pk).update(**{key: to})
    except IntegrityError:
        return False
    return True


def _make_room_for_texts(survivor: Study, merged: Study) -> list[dict[str, Any]]:
    """Empty texts in a language in which the other has some give way. Both have some: `obstacles` says so."""
    ours = {text.language: text for text in survivor.texts.all()}
    gone: list[dict[str, Any]] = []
    for text in merged.texts.all():
        if text.language in ours:
            loser = ours[text.language] if _says_something(text) else text
            gone += _written_down([loser])
            loser.delete()
    return gone


def _copy_contributors(survivor: Study, merged: Study) -> None:
    """Whoever had a hand in either has had one in what stays."""
    for hand in merged.contributors.all():
        row, made = StudyContributor.objects.get_or_create(
            study=survivor, person_id=hand.person_id, kind=hand.kind, defaults={"at": hand.at}
        )
        if not made and row.at < hand.at:
            row.at = hand.at
            row.save(update_fields=["at"])


def _written_down(rows: list[models.Model]) -> list[dict[str, Any]]:
    """Rows as JSON, to the microsecond."""
    told = serializers.serialize("python", rows)
    as_json: list[dict[str, Any]] = json.loads(json.dumps(told, default=lambda moment: moment.isoformat()))
    return as_json


def written_down(study: Study) -> dict[str, Any]:
    """A study's own row, whole."""
    return _written_down([study])[0]


# --- And back ------------------------------------------------------------------------------------------------


def bring_back(told: list[dict[str, Any]]) -> None:
    """Write rows again exactly as they were, their numbers and dates included."""
    for one in serializers.deserialize("python", told):
        one.save()


def move_back(moved: list[list[Any]], *, survivor: int, merged: int) -> None:
    """Give the rows that moved back. Refusal where one of them went elsewhere in between."""
    known = {model._meta.label: model for model, _ in relations()}
    for label, key, pk in moved:
        model = known[label]
        count = model._base_manager.filter(**{"pk": pk, f"{key}_id": survivor}).update(**{f"{key}_id": merged})
        if not count:
            raise Refusal(Sentence.of(GONE_SINCE, what=_named(model)))
