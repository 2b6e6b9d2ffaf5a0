"""Standing reports: the promises of the desk, checked against what the database holds.

They do not trust the actions. Hashes are computed again from the stored content, votes are counted from their
rows, and who contributed is read from the trail as well as from the table of contributors.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from evidence.actions.provenance import reading
from evidence.canonical import content_hash
from evidence.coding_agreement import FEW, Coding, agreement
from evidence.desk.times import histories, milestones, stays
from evidence.models import PEMAssessment, PEMClassification, Publication, Review, Revision
from evidence.models.review import DECISIONS
from evidence.pem import POLICY_VERSION
from evidence.presenters.words import decimal
from evidence.tongue import gettext_noop
from evidence.workflow import APPROVALS_NEEDED, STATE_NAMES, STATES

RECHECK_AFTER = timedelta(days=730)
Votes = set[tuple[int, str]]
"""Approvals as (person, hash seen)."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report. A `fault` is what must not be; `address` leads to the page that it is about."""

    cells: tuple[str | int | float | date, ...]
    address: str = ""
    fault: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """A report with its lines. One that must be empty of faults is broken by a single one."""

    key: str
    title: str
    about: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    must_hold: bool = False

    @property
    def faults(self) -> int:
        return sum(line.fault for line in self.lines)

    @property
    def holds(self) -> bool:
        return not (self.must_hold and self.faults)

    def as_json(self) -> dict[str, Any]:
        """The shape that `standing_reports --json` prints, one object a report."""
        return {
            "report": self.key,
            "title": self.title,
            "must_hold": self.must_hold,
            "holds": self.holds,
            "faults": self.faults,
            "lines": [
                dict(zip(self.columns, map(_plain, line.cells), strict=True))
                | {"address": line.address, "fault": line.fault}
                for line in self.lines
            ],
        }


def _plain(cell: str | int | float | date) -> str | int | float:
    return cell.isoformat() if isinstance(cell, date) else cell


def standing_reports(*, now: datetime) -> list[Report]:
    """Every report, those that must hold first."""
    every = (own_work, broken_hashes, voted_on_own_work, overrides, overdue, coders_agreement, times)
    return [report(now) for report in every]


# --- What must be empty --------------------------------------------------------------------------------


def own_work(now: datetime) -> Report:
    """Publications that a contributor published or approved. Only an override or an open policy excuses publishing."""
    published = (
        Publication.objects.filter(revision__contributors__person=F("published_by"))
        .select_related("published_by")
        .defer("content", "provenance")
        .order_by("pk")
        .distinct()
    )
    approved = (
        Review.objects.filter(
            decision="approve", revision__contributors__person=F("reviewer"), revision__publication__isnull=False
        )
        .select_related("reviewer", "revision__publication")
        .defer("revision__content", "revision__canonical", "revision__publication__content",
               "revision__publication__provenance")
        .order_by("pk")
        .distinct()
    )  # fmt: skip
    lines = []
    for one in published:
        excuse = _excuse(one)
        lines.append(
            Line(
                (_name(one), str(one.published_by), _("published it"), excuse or _("nothing")),
                _page(one),
                fault=not excuse,
            )
        )
    for review in approved:
        one = review.revision.publication
        cells = (_name(one), str(review.reviewer), _("approved it"), _("nothing"))
        lines.append(Line(cells, _page(one), fault=True))
    return Report(
        "own_work",
        _("Published or approved by somebody who contributed"),
        _(
            "Nobody decides about what they wrote, edited, imported or generated. An override, a withdrawal and the "
            "open review policy excuse publishing it, and the page says so; nothing excuses approving it."
        ),
        (_("publication"), _("person"), _("what they did"), _("excused by")),
        tuple(lines),
        must_hold=True,
    )


def _excuse(publication: Publication) -> str:
    if publication.is_withdrawn:
        return _("a withdrawal, with its reason")
    if publication.override_reason:
        return _("an override, with its reason")
    return _("the open review policy") if publication.review_policy == "open" else ""


def broken_hashes(now: datetime) -> Report:
    """Publications whose content, hash, revision and votes do not all speak of the same thing."""
    given: dict[int, Votes] = defaultdict(set)
    approvals = Review.objects.filter(decision="approve", revision__publication__isnull=False).order_by("pk")
    for revision, person, sha256 in approvals.values_list("revision_id", "reviewer_id", "sha256"):
        given[revision].add((person, sha256))
    publications = Publication.objects.annotate(frozen=F("revision__sha256")).order_by("pk")
    lines = [
        Line((_name(one), fault), _page(one), fault=True)
        for one in publications.iterator(chunk_size=200)  # contents are large; one query all the same
        for fault in _hash_faults(one, given[one.revision_id])
    ]
    return Report(
        "broken_hashes",
        _("Content, hash and votes that do not fit together"),
        _("The hash of every publication is computed again from its content, and its votes are counted again."),
        (_("publication"), _("what is wrong")),
        tuple(lines),
        must_hold=True,
    )


def _hash_faults(publication: Publication, given: Votes) -> Iterator[str]:
    if content_hash(publication.content) != publication.sha256:
        yield _("The content does not have the hash that stands beside it.")
    if publication.frozen != publication.sha256:
        yield _("The hash is not that of its revision.")
    told = {(vote["person"], vote["sha256"]) for vote in publication.provenance.get("approvals", ())}
    if given != told:
        yield _("The votes that the page tells of are not the votes that were given.")
    if any(sha256 != publication.sha256 for _person, sha256 in given | told):
        yield _("A vote saw other content than was published.")
    people = {person for person, sha256 in given if sha256 == publication.sha256}
    if not publication.override_reason and len(people) < APPROVALS_NEEDED[publication.review_policy]:
        yield _("Fewer people approved exactly this than its review policy asks for, and there is no override.")


_VOTED_ON_OWN_WORK = """
    WITH window_of AS (  -- what was contributed to a revision lies between its parent's revision and itself
        SELECT r.id, r.study_id, r.created_at AS until, parent_revision.created_at AS since
        FROM evidence_revision r
        LEFT JOIN evidence_publication parent ON parent.id = r.parent_id
        LEFT JOIN evidence_revision parent_revision ON parent_revision.id = parent.revision_id
    ),
    worked AS (
        SELECT revision_id, person_id, 'is named as a contributor' AS how FROM evidence_revisioncontributor
        UNION
        SELECT w.id, e.actor_id, 'the trail shows ' || e.action
        FROM window_of w JOIN evidence_auditevent e ON e.study_id = w.study_id
            AND e.action IN ('study.edited', 'study.identity_confirmed', 'study.moved', 'study.restored',
                             'text.written', 'notice.added', 'link.added')
            AND e.at <= w.until AND (w.since IS NULL OR e.at > w.since)
        UNION
        SELECT w.id, b.imported_by_id, 'brought the record in'
        FROM window_of w JOIN evidence_importrecord i ON i.study_id = w.study_id
            AND i.outcome IN ('created', 'updated')
        JOIN evidence_importbatch b ON b.id = i.batch_id
            AND b.imported_at <= w.until AND (w.since IS NULL OR b.imported_at > w.since)
    )
    SELECT v.id, v.revision_id, v.reviewer_id, v.decision, string_agg(DISTINCT worked.how, '; ') AS how
    FROM evidence_review v JOIN worked ON worked.revision_id = v.revision_id AND worked.person_id = v.reviewer_id
    WHERE v.decision <> 'declined'
    GROUP BY v.id ORDER BY v.id
"""


def voted_on_own_work(now: datetime) -> Report:
    """Votes of people who contributed, in SQL of its own that shares nothing with the actions."""
    found = list(Review.objects.raw(_VOTED_ON_OWN_WORK))
    revisions = (
        Revision.objects.select_related("study")
        .only("number", "study__slug")
        .in_bulk([vote.revision_id for vote in found])
    )
    names = {
        vote.pk: str(vote.reviewer)
        for vote in Review.objects.filter(pk__in=[v.pk for v in found]).select_related("reviewer")
    }
    lines = []
    for vote in found:
        revision = revisions[vote.revision_id]
        what = _("%(slug)s, revision %(number)d") % {"slug": revision.study.slug, "number": revision.number}
        cells = (what, names[vote.pk], _(DECISIONS[vote.decision]), _how(vote.how))
        lines.append(Line(cells, f"/admin/desk/review/{revision.pk}", True))
    return Report(
        "voted_on_own_work",
        _("Votes of people who contributed"),
        _(
            "Read from the table of contributors, from the trail and from the imports, by a query that shares nothing "
            "with the code that takes votes."
        ),
        (_("revision"), _("person"), _("vote"), _("how it is known")),
        tuple(lines),
        must_hold=True,
    )


_NAMED, _BROUGHT = gettext_noop("is named as a contributor"), gettext_noop("brought the record in")
"""As the query above says it."""


def _how(told: str) -> str:
    shows = "the trail shows "
    parts = told.split("; ")
    return "; ".join(
        _("the trail shows %(event)s") % {"event": part.removeprefix(shows)} if part.startswith(shows) else _(part)
        for part in parts
    )


# --- What people should know ---------------------------------------------------------------------------


def overrides(now: datetime) -> Report:
    found = (
        Publication.objects.filter(~Q(override_reason="") | Q(is_withdrawn=True))
        .select_related("published_by")
        .defer("content", "provenance")
        .order_by("-published_at", "-pk")
    )
    lines = tuple(
        Line(
            (
                _name(one),
                _("withdrawn") if one.is_withdrawn else _("published in an emergency"),
                str(one.published_by),
                one.published_at.date(),
                one.override_reason,
            ),
            _page(one),
        )
        for one in found
    )
    return Report(
        "overrides",
        _("Emergencies and withdrawals"),
        _("Each was done by one person with a reason, which the public page shows."),
        (_("publication"), _("what happened"), pgettext("done", "by"), pgettext("done", "on"), _("reason")),
        lines,
    )


def overdue(now: datetime) -> Report:
    """Live pages older than two years, or whose verdict comes from an older version of the PEM policy."""
    found = (
        Publication.objects.current()
        .annotate(policy=Coalesce(KT("content__pem__policy_version"), KT("provenance__versions__policy")))
        .filter(Q(published_at__lt=now - RECHECK_AFTER) | ~Q(policy=POLICY_VERSION))
        .defer("content", "provenance")
        .order_by("published_at", "pk")
    )
    lines = []
    for one in found:
        old = one.published_at < now - RECHECK_AFTER
        why = [_("published more than two years ago")] if old else []
        if one.policy != POLICY_VERSION:
            told = {"old": one.policy, "new": POLICY_VERSION}
            why.append(_("the verdict comes from PEM policy %(old)s, now it is %(new)s") % told)
        lines.append(Line((_name(one), one.published_at.date(), "; ".join(why)), _page(one)))
    return Report(
        "overdue",
        _("Pages to be checked again"),
        _("Live pages whose newest publication is older than two years, or whose verdict rests on older rules."),
        (_("publication"), _("published on"), _("why")),
        tuple(lines),
    )


AGREEMENT_FIELDS = {
    "verdict": gettext_noop("PEM verdict"),
    "criteria": gettext_noop("sets of criteria"),
    "combination": gettext_noop("how they are combined"),
    "explicit_pem": gettext_noop("PEM asked for in words"),
    "purpose": gettext_noop("what the criteria were used for"),
    "basis": gettext_noop("full text or abstract"),
}


def coders_agreement(now: datetime) -> Report:
    """How often two blind coders say the same, over settled rounds. Rounds that are open count for nothing."""
    settled = PEMClassification.objects.filter(assessments__len__gte=2).values_list("assessments", flat=True)
    ids = {pk for assessments in settled for pk in assessments}
    codings = [
        Coding(f"{one.study_id}/{one.round}", str(one.coder_id), _texts(reading(one)))
        for one in PEMAssessment.objects.filter(pk__in=ids).defer("draft", "quote", "comment").order_by("pk")
    ]
    lines = []
    for field, words in AGREEMENT_FIELDS.items():
        found = agreement(codings, field)
        raw = "" if found.raw is None else f"{found.raw:.0%}"
        kappa = decimal(f"{found.kappa:.2f}") if found.kappa is not None else _(found.reason)
        interval = ""
        if found.interval:
            low, high = (decimal(f"{end:.2f}") for end in found.interval)
            interval = _("%(low)s to %(high)s") % {"low": low, "high": high}
        lines.append(Line((_(words), found.studies, found.coders, raw, kappa, interval, _(found.measure))))
    return Report(
        "coders_agreement",
        _("Agreement of blind coders"),
        _("Over settled rounds, before anybody adjudicated. Fewer than %(few)d rounds say little.") % {"few": FEW},
        (
            _("field"),
            _("rounds"),
            _("coders"),
            _("raw agreement"),
            _("kappa"),
            _("interval (95 %)"),
            _("measure"),
        ),
        tuple(lines),
    )


def _texts(values: dict[str, Any]) -> dict[str, str]:
    return {name: ", ".join(value) if isinstance(value, list) else str(value) for name, value in values.items()}


MILESTONES = {
    "first vote": gettext_noop("from submission to: first vote"),
    "approved": gettext_noop("from submission to: approved"),
    "published": gettext_noop("from submission to: published"),
}


def times(now: datetime) -> Report:
    """Median hours on the way, over real people's revisions and the demonstration's alike."""
    found = histories()
    rows = [(_(MILESTONES[name]), hours, n) for name, hours, n in milestones(found)]
    rows += [
        (_("in “%(state)s”: %(words)s") % {"state": _(STATE_NAMES[state]), "words": _(STATES[state])}, hours, n)
        for state, hours, n in stays(found)
    ]
    return Report(
        "times",
        _("Time on the way"),
        _(
            "Median hours, worked out again from revisions, votes, answers and publications. "
            "Only what has ended counts."
        ),
        (_("what"), _("median hours"), _("number")),
        tuple(Line(row) for row in rows),
    )


def _name(publication: Publication) -> str:
    return _("%(slug)s, publication %(number)d") % {"slug": publication.slug, "number": publication.number}


def _page(publication: Publication) -> str:
    return f"/evidence/{publication.slug}/v/{publication.number}"
