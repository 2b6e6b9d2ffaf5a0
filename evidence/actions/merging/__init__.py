"""Two studies that are one work: proposed, looked at side by side, merged by a person, and taken apart again.

    propose -> merge  -> undo        both numbers, addresses and identifiers stay known all the while
            -> dismiss, or link      a preprint and its journal version are linked, never merged

What stays: one study, with every row that hung on either. What is kept of the other: its address leads to the one that
stays, its identifiers lead there in every later import (`MergedIdentity`), and what an undo needs is written down.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import connection, models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.bylines import Written, byline_of, put_byline
from evidence.actions.desk import desk_changed
from evidence.actions.imports import plain_key
from evidence.actions.merging.moving import (
    bring_back,
    is_withdrawn,
    move_back,
    move_everything,
    obstacles,
    written_down,
)
from evidence.actions.merging.result import GROUPS, IDENTIFIERS, choices
from evidence.actions.registered_titles import compare_again
from evidence.actions.roles import require
from evidence.actions.studies import link_studies
from evidence.models import (
    AuditEvent,
    ImportBatch,
    ImportRecord,
    MergedIdentity,
    MergeProposal,
    SlugRedirect,
    Study,
)
from evidence.models.merging import MERGE_STATES
from evidence.tongue import Sentence, gettext_noop, stored, word
from evidence.workflow import Refusal

__all__ = ["dismiss_proposal", "link_as_preprint", "merge_studies", "propose_merge", "undo_merge"]

LINKED = gettext_noop("Linked as a preprint and its journal version.")
MERGED_ELSEWHERE = stored(gettext_noop("Study {gone:d} was merged into study {stays:d}. Look for doubles again."))
DECIDED_ALREADY = gettext_noop("Somebody has decided about these two already: {state}.")
WORKED_ON_SINCE = gettext_noop(
    "“{title}” has been worked on since the merge, so the two cannot be restored exactly. Make a new draft for the "
    "other one instead."
)
_IMPORTS = 7_301_001  # the lock of the imports: none matches against a study that is just going
_NO_TOUCH = frozenset(["registry.lookup_requested", "proposal.seen", "merge.proposed", "merge.dismissed"])


@transaction.atomic
def propose_merge(
    *, one: Study, other: Study, reason: str, by: models.Model | None, now: datetime | None = None
) -> MergeProposal:
    """Say that two studies may be one work. `by` None is a search of the desk. Refusal for what can never be merged."""
    now = now or timezone.now()
    if by is not None:
        require(by, "edit_desk")
    if one.pk == other.pk:
        raise Refusal(gettext_noop("These are the same study already."))
    if one.demo or other.demo:
        raise Refusal(
            gettext_noop("A study of the demonstration is not merged: the demonstration is emptied as a whole.")
        )
    if not reason.strip():
        raise Refusal(gettext_noop("Say why these two may be one."))
    first, second = sorted((one, other), key=lambda study: study.pk)
    proposal, made = MergeProposal.objects.get_or_create(
        one=first.pk, other=second.pk, state="open",
        defaults={
            "one_title": first.title, "other_title": second.title, "reason": reason.strip(), "opened_at": now,
            "opened_by": by,
        },
    )  # fmt: skip
    if made:
        record("merge.proposed", by=by, about=proposal, study=first, now=now, reason=reason.strip())
    return proposal


@transaction.atomic
def dismiss_proposal(
    *, proposal: MergeProposal, by: models.Model, reason: str, now: datetime | None = None
) -> MergeProposal:
    """A person says that these are two works, and why. They are not proposed again."""
    now = now or timezone.now()
    proposal = _open(proposal, by)
    if not reason.strip():
        raise Refusal(gettext_noop("Say why these are two different works."))
    proposal.state, proposal.decided_at, proposal.decided_by, proposal.because = "dismissed", now, by, reason.strip()
    proposal.save()
    record("merge.dismissed", by=by, about=proposal, now=now, reason=reason.strip())
    return proposal


@transaction.atomic
def link_as_preprint(*, proposal: MergeProposal, by: models.Model, now: datetime | None = None) -> MergeProposal:
    """Link a preprint to its journal version, which settles the proposal."""
    now = now or timezone.now()
    proposal = _open(proposal, by)
    studies = {study.type: study for study in Study.objects.filter(pk__in=(proposal.one, proposal.other))}
    if set(studies) != {"article", "article-journal"}:
        raise Refusal(gettext_noop("These are not a preprint and a journal article."))
    preprint, paper = studies["article"], studies["article-journal"]
    if not preprint.links.filter(target=paper, kind__in=("preprint_of", "published_as")).exists():
        link_studies(study=preprint, kind="preprint_of", by=by, target=paper, now=now)
    return dismiss_proposal(proposal=proposal, by=by, reason=LINKED, now=now)


def _open(proposal: MergeProposal, by: models.Model) -> MergeProposal:
    require(by, "edit_desk")
    proposal = MergeProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != "open":
        raise Refusal(Sentence.of(DECIDED_ALREADY, state=word(MERGE_STATES[proposal.state])))
    return proposal


@transaction.atomic
def merge_studies(
    *,
    proposal: MergeProposal,
    survivor: int,
    by: models.Model,
    taken: Collection[str] = (),
    tokens: tuple[int, int] | None = None,
    reason: str = "",
    now: datetime | None = None,
) -> Study:
    """Merge the two; `survivor` is the number of the one that stays. Returns it.

    `taken` names the fields (`result.FIELDS`) for which the other's value is taken; what the one that stays lacks is
    taken anyhow. `tokens` are the edit tokens of `one` and `other` as they were shown. Refusal with every reason
    against it.
    """
    now = now or timezone.now()
    proposal = _open(proposal, by)
    if survivor not in (proposal.one, proposal.other):
        raise Refusal(gettext_noop("Say which of the two studies stays."))
    _alone_with_the_imports()
    both = Study.objects.select_for_update().in_bulk([proposal.one, proposal.other])
    if len(both) < 2:
        raise Refusal(gettext_noop("One of the two is not on the desk any more."))
    if tokens is not None and tokens != (both[proposal.one].edit_token, both[proposal.other].edit_token):
        raise Refusal(
            gettext_noop("Somebody has edited one of the two since you looked. Look at the result once more.")
        )
    stays, goes = both.pop(survivor), both.popitem()[1]
    if against := obstacles(stays, goes):
        raise Refusal(*against)
    chosen = [choice for choice in choices(stays, goes, taken) if choice.taken]
    keeps_its_row = is_withdrawn(goes)
    before = {
        "survivor": written_down(stays), "merged": written_down(goes), "stays": keeps_its_row,
        "authors": byline_of(stays),
        "batch": ImportBatch.objects.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }  # fmt: skip
    theirs = byline_of(goes)
    proposal.state, proposal.survivor, proposal.decided_at, proposal.decided_by = "merged", stays.pk, now, by
    proposal.because = reason.strip()
    proposal.save()
    MergedIdentity.objects.create(
        proposal=proposal, study=stays, study_number=goes.pk, slug=goes.slug, title=goes.title, doi=goes.doi,
        pmid=goes.pmid, pmcid=goes.pmcid, match_key=goes.match_key, stays=keeps_its_row, at=now,
    )  # fmt: skip
    before |= move_everything(stays, goes, stays=keeps_its_row)
    _let_go(goes, stays, keeps_its_row, now)
    _take_over(stays, goes, [choice.name for choice in chosen], theirs)
    _settle_other_proposals(proposal, goes.pk, by, now)
    proposal.before = before | {"token": stays.edit_token}
    proposal.save(update_fields=["before"])
    desk_changed(stays, by=by, kind="edited", now=now)
    detail = {"merged": goes.pk, "address": goes.slug, "taken": [choice.name for choice in chosen]}
    record("studies.merged", by=by, about=proposal, study=stays, now=now, reason=reason.strip(), detail=detail)
    return stays


def _alone_with_the_imports() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_IMPORTS])


def _let_go(goes: Study, stays: Study, keeps_its_row: bool, now: datetime) -> None:
    number = goes.pk
    if keeps_its_row:
        Study.objects.filter(pk=number).update(
            **dict.fromkeys(IDENTIFIERS), match_key="", edit_token=models.F("edit_token") + 1, updated_at=now,
            identity_confirmed_at=None, identity_confirmed_by=None, identity_sources=[], registered_title="",
        )  # fmt: skip
        return
    goes.delete()
    goes.pk = number
    SlugRedirect.objects.create(old_slug=goes.slug, study=stays)


def _take_over(stays: Study, goes: Study, names: list[str], authors: Written) -> None:
    fields = [part for name in names for part in GROUPS.get(name, (name,))]
    if any(name in names for name in ("title", "doi", "pmid")):
        stays.identity_confirmed_at = stays.identity_confirmed_by = None
        stays.identity_sources, stays.registered_title = [], ""
    for name in fields:
        setattr(stays, name, getattr(goes, name))
    if "authors" in names:
        put_byline(stays, authors)
    stays.edit_token += 1
    stays.match_key = plain_key(stays.record)
    stays.full_clean(exclude=["slug"])
    stays.save()
    if "title" in names:
        compare_again(stays)


def _settle_other_proposals(proposal: MergeProposal, gone: int, by: models.Model, now: datetime) -> None:
    """Other proposals that name the one that went have lost their ground; a search finds what is still double."""
    others = MergeProposal.objects.filter(models.Q(one=gone) | models.Q(other=gone), state="open")
    others.exclude(pk=proposal.pk).update(
        state="dismissed", decided_at=now, decided_by=by,
        because=Sentence.of(MERGED_ELSEWHERE, gone=gone, stays=proposal.survivor),
    )  # fmt: skip


@transaction.atomic
def undo_merge(*, proposal: MergeProposal, by: models.Model, now: datetime | None = None) -> Study:
    """Take a merge apart: both studies are as they were. Returns the one that comes back.

    Only while nobody has worked on the one that stayed. Its edit token moves on all the same, and whoever had a hand in
    either stays remembered on it.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    proposal = MergeProposal.objects.select_for_update().get(pk=proposal.pk)
    if proposal.state != "merged" or proposal.survivor is None or proposal.merged is None:
        raise Refusal(gettext_noop("There is no merge here that could be undone."))
    _alone_with_the_imports()
    before, gone = proposal.before, proposal.merged
    stays = Study.objects.select_for_update().filter(pk=proposal.survivor).first()
    if stays is None:
        raise Refusal(
            gettext_noop("The study that stayed has itself been merged into another since. Undo that merge first.")
        )
    _refuse_if_touched(proposal, stays)
    _restore_survivor(stays, proposal)
    MergedIdentity.objects.filter(proposal=proposal).update(undone_at=now)
    bring_back([before["merged"]])
    bring_back(before["gone"])
    move_back(before["moved"], survivor=stays.pk, merged=gone)
    back = Study.objects.get(pk=gone)
    SlugRedirect.objects.filter(old_slug=back.slug, study=stays).delete()
    proposal.state, proposal.undone_at, proposal.undone_by = "undone", now, by
    proposal.save()
    desk_changed(stays, by=by, kind="edited", now=now)
    record("merge.undone", by=by, about=proposal, study=stays, now=now, detail={"back": gone})
    return back


def _refuse_if_touched(proposal: MergeProposal, stays: Study) -> None:
    merged = AuditEvent.objects.filter(object_type="mergeproposal", object_id=proposal.pk, action="studies.merged")
    since = AuditEvent.objects.filter(
        study_id__in=(proposal.one, proposal.other), pk__gt=merged.values("pk")[:1], actor__isnull=False
    ).exclude(action__in=_NO_TOUCH)
    later = ImportRecord.objects.filter(
        study=stays, outcome="updated", batch__pk__gt=proposal.before["batch"], batch__undone_at__isnull=True
    )
    if stays.edit_token != proposal.before["token"] or since.exists() or later.exists():
        raise Refusal(Sentence.of(WORKED_ON_SINCE, title=stays.title))


def _restore_survivor(stays: Study, proposal: MergeProposal) -> None:
    before = proposal.before
    bring_back([before["survivor"]])
    token = proposal.before["token"] + 1
    Study.objects.filter(pk=stays.pk).update(edit_token=token)
    if byline_of(stays) != before["authors"]:
        put_byline(stays, before["authors"])
    stays.refresh_from_db()
