"""Bulk actions of the list of studies: the same actions, the same guards, row by row.

First a preview: each action is really run, in a savepoint that is rolled back, so that the preview cannot say
other than what would happen. Then a confirmation, which names the content that the preview saw. Then the
outcome of each row. One refusal stops no other row, and no row is passed over in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.admin.options import IS_POPUP_VAR
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from evidence.actions import assessments, editorial, leases
from evidence.actions.desk import open_revision
from evidence.actions.roles import abilities_of
from evidence.models import Lease, Study
from evidence.presenters.words import shown
from evidence.tongue import gettext_noop
from evidence.workflow import Refusal

AT_MOST = 100
CHANGED = gettext_noop("This has changed since the preview. Look at it again before you confirm.")


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: in words, and the hash of the content that it was about ("" where there is none)."""

    words: str
    content: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A study with what will be done or was done, or why not. `seen` is what the confirmation has to meet again."""

    study: Study
    done: bool
    words: str
    seen: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """One bulk action. `run(study, by, reason)` calls the action; `asks` labels the reason where it takes one."""

    name: str
    title: str
    ability: str
    run: Callable[[Study, models.Model, str], Done]
    asks: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """What the page sent. `seen` maps the rows that the preview promised to the content it saw."""

    ids: tuple[int, ...]
    reason: str
    confirmed: bool
    seen: dict[int, str]
    reason_is_new: bool = False

    @property
    def too_many(self) -> bool:
        return len(self.ids) > AT_MOST


# --- The tasks -----------------------------------------------------------------------------------------


def _submit(study: Study, by: models.Model, reason: str) -> Done:
    live = study.publications.exists()
    revision = editorial.submit(study=study, by=by, reason=reason if live else "")
    return Done(_("is submitted for review"), revision.sha256)


def _publish(study: Study, by: models.Model, reason: str) -> Done:
    revision = open_revision(study)
    if revision is None:
        raise Refusal(_("Nothing of this study is in review."))
    publication = editorial.publish(revision=revision, by=by)
    return Done(_("is published as number %(number)d") % {"number": publication.number}, publication.sha256)


def _hand_back(study: Study, by: models.Model, reason: str) -> Done:
    held = list(Lease.objects.filter(study=study, person=by))
    if not held:
        raise Refusal(_("You hold nothing of this study."))
    for lease in held:
        leases.hand_back(study=study, task=lease.task, by=by)
    return Done(_("is handed back"))


def _read_by_machine(study: Study, by: models.Model, reason: str) -> Done:
    """What it reads stays hidden, so no answer here may differ by what it read."""
    read = assessments.read_by_machine(study=study)
    if read is None:
        raise Refusal(_("Nothing new to read: this version has read this text, or has no words to rest a verdict on."))
    return Done(_("is read by the machine; what it read shows once two people have coded"), str(read.machine["source"]))


TASKS: dict[str, Task] = {
    task.name: task
    for task in (
        Task(
            "submit",
            gettext_noop("Submit for review"),
            "edit_desk",
            _submit,
            gettext_noop("What changes on pages that are live, and why (readers will see it)"),
        ),
        Task("publish", gettext_noop("Publish what is approved"), "publish", _publish),
        Task("read-by-machine", gettext_noop("Have the machine read criteria and PEM"), "edit_desk", _read_by_machine),
        Task("hand-back", gettext_noop("Hand back my leases"), "see_desk", _hand_back),
    )
}


# --- Preview and confirmation --------------------------------------------------------------------------


def read(request: HttpRequest) -> Form:
    """What was chosen and typed. Numbers that are none are passed over; a reason typed after the preview is
    previewed first, since it may change what is refused."""
    sent = request.POST if request.method == "POST" else request.GET
    ids = tuple(
        dict.fromkeys(
            int(text) for text in sent.getlist("study") if text.isascii() and text.isdigit() and len(text) < 10
        )
    )
    reason = sent.get("reason", "").strip()
    same_reason = reason == sent.get("previewed_reason", "").strip()
    seen = {pk: sent[f"seen-{pk}"] for pk in ids if f"seen-{pk}" in sent}
    confirmed = "confirm" in sent
    return Form(ids, reason, confirmed and same_reason, seen, reason_is_new=confirmed and not same_reason)


def preview(task: Task, form: Form, *, by: models.Model) -> list[Row]:
    """Every row with what would happen. Nothing is kept."""
    return [_attempt(task, study, form.reason, by=by, keep=False) for study in _studies(form.ids)]


def carry_out(task: Task, form: Form, *, by: models.Model) -> list[Row]:
    """Do what the preview promised, each row by itself, and tell of each."""
    rows = []
    for study in _studies(form.ids):
        if study.pk in form.seen:
            rows.append(_attempt(task, study, form.reason, by=by, keep=True, seen=form.seen[study.pk]))
        else:
            rows.append(Row(study, done=False, words=_("Left as it is: the preview said that it would be refused.")))
    return rows


def _attempt(task: Task, study: Study, reason: str, *, by: models.Model, keep: bool, seen: str = "") -> Row:
    try:
        with transaction.atomic():
            done = task.run(study, by, reason)
            if keep and done.content != seen:
                raise Refusal(CHANGED)
            if not keep:
                transaction.set_rollback(True)
    except Refusal as refusal:
        return Row(study, done=False, words=" ".join(shown(sentence) for sentence in refusal.sentences))
    except ValidationError as error:
        return Row(study, done=False, words=" ".join(error.messages))
    except IntegrityError as error:  # the database keeps the same promises, in sentences
        return Row(study, done=False, words=shown(str(error).splitlines()[0]))
    return Row(study, done=True, words=done.words, seen=done.content)


def _studies(ids: Sequence[int]) -> list[Study]:
    found = Study.objects.only("slug", "title", "demo").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


# --- In the list of studies ----------------------------------------------------------------------------


def _chosen(name: str) -> Callable[..., HttpResponse | None]:
    """The entry of the list's menu: leads to the preview."""

    def choose(_admin: Any, request: HttpRequest, chosen: QuerySet[Study]) -> HttpResponse | None:
        ids = list(chosen.order_by("pk").values_list("pk", flat=True)[: AT_MOST + 1])
        if len(ids) > AT_MOST:
            said = _("Choose at most %(number)d studies at a time. Nothing was done.")
            messages.warning(request, said % {"number": AT_MOST})
            return None
        return redirect(f"{reverse('desk:bulk', args=[name])}?{urlencode({'study': ids}, doseq=True)}")

    return choose


class BulkActions:
    """For the list of studies: one entry of the menu for each task that the person's abilities allow."""

    actions = ()

    def get_actions(self, request: HttpRequest) -> dict[str, tuple[Any, str, str]]:
        if IS_POPUP_VAR in request.GET:
            return {}
        able = abilities_of(request.user)
        return {
            f"bulk_{task.name}": (_chosen(task.name), f"bulk_{task.name}", _(task.title))
            for task in TASKS.values()
            if task.ability in able
        }


__all__ = ["AT_MOST", "TASKS", "BulkActions", "Form", "Row", "Task", "carry_out", "preview", "read"]
