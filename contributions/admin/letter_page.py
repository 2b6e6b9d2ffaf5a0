"""What a triager sees of one letter: what was written, the page it is about, what was done, what can be done.

Opening it is an action (`read_letter`), which leaves a trail. A letter that was taken back or erased holds nothing
to open, and nothing is opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db import models
from django.db.models import Count, Max
from django.utils.translation import gettext as _

from contributions import triage
from contributions.actions.moves import SOMEBODY_ELSE_SAYS_WHAT, contributors_of_what_it_disputes
from contributions.actions.reading import OpenEntry, OpenLetter, read_letter
from contributions.admin.offers import Offers, offers
from contributions.admin.queue import plain_age
from contributions.admin.seen_page import SeenPage, seen_page
from contributions.models import Contribution
from contributions.spoken import spoken
from contributions.words import gettext_noop
from evidence.citations.identifiers import canonical_doi, doi_url, find_doi, find_pmid
from evidence.models import AuditEvent, LookupRequest, Study
from evidence.workflow import Refusal

TRAIL = 60  # events that the page shows; the whole trail is in the admin
ALIKE = 10

EVENTS = {
    "contribution.received": gettext_noop("the letter came"),
    "contribution.take": gettext_noop("took it"),
    "contribution.hand_back": gettext_noop("handed it back"),
    "contribution.lapse": gettext_noop("the 48 hours were over"),
    "contribution.release": gettext_noop("put it with the others"),
    "contribution.ask": gettext_noop("asked the writer for more"),
    "contribution.answer": gettext_noop("the writer answered"),
    "contribution.merge": gettext_noop("closed it as a duplicate"),
    "contribution.return": gettext_noop("the letter it repeated was taken back"),
    "contribution.decline": gettext_noop("declined it"),
    "contribution.accept": gettext_noop("accepted it"),
    "contribution.link": gettext_noop("linked it to the change of a study"),
    "contribution.resolve": gettext_noop("the change was published"),
    "contribution.reopen": gettext_noop("took it up again"),
    "contribution.withdraw": gettext_noop("the writer took it back"),
    "contribution.erase": gettext_noop("everything written was erased for its writer"),
    "contribution.exported": gettext_noop("its writer was given a copy of it"),
    "contribution.contact_purged": gettext_noop("the contact was erased after its time"),
    "contribution.message_purged": gettext_noop("the letter was erased after its time"),
    "contribution.note": gettext_noop("wrote a note"),
    "contribution.reply": gettext_noop("wrote to the writer"),
    "contribution.shared": gettext_noop("shared a copy with editors"),
    "contribution.unshared": gettext_noop("took the editors' copy back"),
    "contribution.kept": gettext_noop("keeps it longer, for cause"),
    "contribution.study_set": gettext_noop("said which study it is about"),
    "contribution.kind_set": gettext_noop("corrected its kind"),
    "contribution.draft_made": gettext_noop("made a draft of the missing study"),
}
"""Audit event -> words. What is not named here shows its own name."""

_AUDIENCES = (
    ("contributor", gettext_noop("The writer of the letter reads this.")),
    ("editor", gettext_noop("Editors read this at the workbench of the study.")),
    ("triager", gettext_noop("Only triagers read this.")),
)


def audience(voice: str) -> str:
    """Who reads an entry besides triagers, told beside every one: the visibility function in words."""
    return _(next(words for viewer, words in _AUDIENCES if triage.sees(viewer, voice)))


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as it is shown. `text` is None once it has been erased."""

    opened: OpenEntry
    audience: str

    @property
    def voice(self) -> str:
        return self.opened.voice

    @property
    def who(self) -> str:
        return str(self.opened.author) if self.opened.author else _("The writer")


class LetterPage:
    """One letter for one triager. Reading its properties changes nothing; `LetterPage.opened` leaves the trail."""

    def __init__(self, letter: Contribution, opened: OpenLetter | None, *, person: Any, now: datetime) -> None:
        self.letter, self.open, self.person, self.now = letter, opened, person, now

    @classmethod
    def opened(cls, letter: Contribution, *, person: Any, now: datetime) -> LetterPage:
        """The page with the letter opened; one that was taken back stays closed."""
        closed = letter.state == "withdrawn"
        return cls(
            letter, None if closed else read_letter(contribution=letter, by=person, now=now), person=person, now=now
        )

    # --- Where it stands ------------------------------------------------------------------------------------
    @property
    def is_gone(self) -> bool:
        return self.letter.state == "withdrawn"

    @property
    def age(self) -> str:
        return plain_age(self.now - self.letter.received_at)

    @property
    def held_because(self) -> list[str]:
        return [spoken(triage.HELD_BECAUSE[why]) for why in self.letter.held_because]

    @property
    def is_mine(self) -> bool:
        return self.letter.assignee_id == self.person.pk and self.lease_is_live

    @property
    def lease_is_live(self) -> bool:
        return self.letter.lease_until is not None and self.letter.lease_until > self.now

    @property
    def writer_reads(self) -> str:
        """What the writer reads of the state, at the status page."""
        return spoken(triage.WORDS_FOR_THE_WRITER[self.letter.state])

    @cached_property
    def offers(self) -> Offers:
        return offers(self.letter, by=self.person, now=self.now)

    @property
    def study_is_open(self) -> bool:
        """Can this triager still say which study the letter is about?"""
        return self.letter.decided_at is None and not self.is_gone and not self.why_study_is_fixed

    @cached_property
    def why_study_is_fixed(self) -> str:
        """Why this triager does not say it, as a sentence, where they contributed to the page; else ""."""
        own = self.person.pk in contributors_of_what_it_disputes(self.letter, now=self.now)
        return _(SOMEBODY_ELSE_SAYS_WHAT) if own and self.letter.decided_at is None else ""

    @property
    def kind_is_open(self) -> bool:
        return self.letter.state not in triage.CLOSED

    @property
    def can_be_written_about(self) -> bool:
        return not self.is_gone and self.letter.message_purged_at is None

    # --- What was written -----------------------------------------------------------------------------------
    @cached_property
    def entries(self) -> list[Entry]:
        return [Entry(one, audience(one.voice)) for one in self.open.entries] if self.open else []

    @property
    def correspondence(self) -> list[Entry]:
        return [entry for entry in self.entries if triage.sees("contributor", entry.voice)]

    @property
    def notes(self) -> list[Entry]:
        return [entry for entry in self.entries if entry.voice == "note"]

    @property
    def shared(self) -> list[Entry]:
        return [entry for entry in self.entries if triage.sees("editor", entry.voice)]

    # --- What it is about -----------------------------------------------------------------------------------
    @cached_property
    def seen(self) -> SeenPage | None:
        passage = (self.open.passage if self.open else None) or ""
        return seen_page(publication=self.letter.publication, study=self.letter.study, passage=passage)

    @cached_property
    def identifiers(self) -> list[tuple[str, str]]:
        """(what stands there, address that we made ourselves) for a DOI and a PMID in the source.

        The reader's own address is never made a link: it may lead anywhere.
        """
        source = (self.open.source if self.open else None) or ""
        doi, pmid = find_doi(source), find_pmid(source)
        found = [(f"doi {doi}", doi_url(doi))] if doi else []
        return found + ([(f"PubMed {pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/")] if pmid else [])

    @cached_property
    def study_of_source(self) -> Study | None:
        """The study on our desk that the source names, where it is another one than the letter is about."""
        source = (self.open.source if self.open else None) or ""
        doi, pmid = find_doi(source), find_pmid(source)
        found = Study.objects.filter(doi=doi).first() if doi else None
        found = found or (Study.objects.filter(pmid=pmid).first() if pmid else None)
        return found if found and found.pk != self.letter.study_id else None

    @cached_property
    def alike(self) -> list[Contribution]:
        """Letters of the same kind about the same study, which this one may repeat: oldest first."""
        if self.letter.study_id is None:
            return []
        same = Contribution.objects.filter(study=self.letter.study_id, kind=self.letter.kind)
        return list(
            same.exclude(pk=self.letter.pk)
            .exclude(state__in=("withdrawn", "duplicate"))
            .order_by("received_at")[:ALIKE]
        )

    @property
    def may_make_draft(self) -> bool:
        """In one click, where the source names the paper that is missing: the letter is taken and accepted by it."""
        is_missing = self.letter.kind == "missing_study" or self.letter.study is None
        may = {"accept", "link"} | ({"take"} if self.letter.state in triage.BEGINNINGS else set())
        return is_missing and bool(self.identifiers) and bool(may & set(self.offers.may))

    @property
    def is_being_looked_up(self) -> bool:
        """Are the registries to be asked about the study?"""
        return LookupRequest.objects.filter(study=self.letter.study).exists()

    # --- What was done --------------------------------------------------------------------------------------
    @cached_property
    def readers(self) -> list[dict[str, Any]]:
        """Who opened the letter, how often, and when last."""
        found = (
            self._trail().filter(action="contribution.read").order_by()
            .values("actor", "actor__username", "actor__public_name").annotate(times=Count("pk"), last=Max("at"))
        )  # fmt: skip
        return [
            {"who": one["actor__public_name"] or one["actor__username"], "times": one["times"], "last": one["last"]}
            for one in found.order_by("-last")
        ]

    @cached_property
    def trail(self) -> list[tuple[AuditEvent, str]]:
        events = self._trail().exclude(action="contribution.read").select_related("actor").order_by("-pk")[:TRAIL]
        return [(event, spoken(EVENTS.get(event.action, event.action))) for event in events]

    def _trail(self) -> models.QuerySet[AuditEvent]:
        return AuditEvent.objects.filter(object_type=self.letter._meta.model_name, object_id=self.letter.pk)


def find_study(typed: str) -> Study:
    """The study that somebody named by its page's address or short name, its DOI or its PMID; Refusal for none."""
    text = typed.strip()
    if not text:
        raise Refusal(_("Say which study: its DOI, its PMID, or the address of its page."))
    doi = canonical_doi(text)
    slug = text.split("?")[0].split("#")[0].rstrip("/").rpartition("/evidence/")[2].split("/")[0]
    found = (
        (Study.objects.filter(doi=doi).first() if doi else None)
        or Study.objects.filter(slug=slug[:120]).first()
        or (Study.objects.filter(pmid=text[:12]).first() if text.isdigit() else None)
    )
    if found is None:
        raise Refusal(_("No study on the desk has this DOI, PMID or address. Bring it in first."))
    return found
