"""From a letter to a study: a paper that is missing becomes a draft on the desk."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions import triage
from contributions.actions import triaging
from contributions.actions.moves import locked
from contributions.actions.reading import require_triager
from contributions.models import Contribution
from contributions.sealing import SealError, unseal
from contributions.spoken import spoken
from contributions.words import gettext_noop
from evidence.actions.audit import record
from evidence.actions.desk import desk_changed
from evidence.actions.imports import import_citations
from evidence.citations.identifiers import canonical_doi, canonical_pmid, find_doi, find_pmid
from evidence.models import ImportRecord, Study
from evidence.workflow import Refusal

NO_IDENTIFIER = gettext_noop(
    "The letter's source names no DOI and no PMID. Bring the paper in at the desk, then link the letter."
)


@transaction.atomic
def make_draft(*, contribution: Contribution, by: Any, now: datetime | None = None) -> Study:
    """The study that a letter's source names, by DOI or PMID, with the letter linked to it; made where it is missing.

    A draft holds the identifier and nothing else, and its title says so: facts come from a registry or from an editor,
    never from a letter. Whoever makes it has brought the record in, and does not review it. A letter that nobody has
    decided is taken and accepted by this. Refusal when `source` names no identifier or the letter cannot be linked.
    """
    now = now or timezone.now()
    require_triager(by)
    letter = locked(contribution)
    doi, pmid = _identifiers(letter)
    if not doi and not pmid:
        raise Refusal(_(NO_IDENTIFIER))
    known = Study.objects.filter(
        models.Q(doi=doi or None, doi__isnull=False) | models.Q(pmid=pmid or None, pmid__isnull=False)
    ).first()
    study = known or _imported(letter, doi=doi, pmid=pmid, by=by, now=now)
    if letter.state in triage.BEGINNINGS:
        letter = triaging.take(contribution=letter, by=by, now=now)
    if letter.state in ("triaged", "needs_information"):
        letter = triaging.accept(contribution=letter, by=by, now=now)
    letter = triaging.link(contribution=letter, by=by, study=study, now=now)
    if known is None:
        record("contribution.draft_made", by=by, about=letter, study=study, now=now)
    return study


def _identifiers(letter: Contribution) -> tuple[str, str]:
    if not letter.source_sealed:
        return "", ""
    try:
        source = unseal(letter.source_sealed)
    except SealError as error:
        raise Refusal(spoken(str(error))) from None
    doi = find_doi(source) or canonical_doi(source)
    pmid = find_pmid(source) or ("" if doi else canonical_pmid(source))
    return doi, pmid


def _imported(letter: Contribution, *, doi: str, pmid: str, by: Any, now: datetime) -> Study:
    named = f"DOI {doi}" if doi else f"PMID {pmid}"
    fields = {"title": f"{{Not looked up yet: {named}}}", "doi": doi, "pmid": pmid}
    entry = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    report = import_citations(
        data=f"@article{{letter{letter.pk},\n{entry}}}\n", name=f"letter {letter.pk}", format="bibtex",
        demo=letter.demo, now=now,
    )  # fmt: skip
    made = ImportRecord.objects.filter(batch=report.batch, study__isnull=False).select_related("study").first()
    if made is None or made.study is None:
        why = " ".join(problem.reason for problem in report.problems) or report.fault
        raise Refusal(_("The desk did not take the paper in: %(why)s") % {"why": why})
    desk_changed(made.study, by=by, kind="imported", now=now)
    return made.study
