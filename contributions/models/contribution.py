from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.utils.translation import gettext_lazy as _

from contributions import triage
from contributions.models._guards import one_of, refusal, sealed, together
from contributions.spoken import choices

_WAYS = ", ".join(
    sorted(
        f"('{source}', '{move.target}')" for move in triage.MOVES for source in move.sources if source != move.target
    )
)
_BEGINNINGS = ", ".join(f"'{state}'" for state in triage.BEGINNINGS)

MOVES_ONLY_ALONG_THE_TABLE = f"""
    IF TG_OP = 'INSERT' THEN
        IF NEW.state NOT IN ({_BEGINNINGS}) THEN {refusal("A letter begins as received or in quarantine.")} END IF;
        RETURN NEW;
    END IF;
    IF NEW.state IS DISTINCT FROM OLD.state AND (OLD.state, NEW.state) NOT IN ({_WAYS}) THEN
        {refusal("A letter moves only along the table of contributions/triage.py.")}
    END IF;
    RETURN NEW;
"""

# Whose words a page carries: everybody who contributed to it up to the number that the letter is about. Where a
# letter names a study and no page of it: to whatever was published when it was decided.
CONTRIBUTED = """
    SELECT 1 FROM evidence_revisioncontributor c
    JOIN evidence_publication p ON p.revision_id = c.revision_id
    LEFT JOIN evidence_publication seen ON seen.id = NEW.publication_id
    WHERE c.person_id = NEW.decided_by_id AND (
        (p.study_id = seen.study_id AND p.number <= seen.number)
        OR (p.study_id = NEW.study_id AND p.study_id IS DISTINCT FROM seen.study_id
            AND p.published_at <= NEW.decided_at))
"""

WHO_CONTRIBUTED_DOES_NOT_DECIDE = f"""
    IF NEW.decided_by_id IS NULL OR (TG_OP = 'UPDATE'
        AND (NEW.decided_by_id, NEW.decided_at) IS NOT DISTINCT FROM (OLD.decided_by_id, OLD.decided_at)
        AND (NEW.study_id IS NULL OR NEW.study_id IS NOT DISTINCT FROM OLD.study_id)
        AND (NEW.publication_id IS NULL OR NEW.publication_id IS NOT DISTINCT FROM OLD.publication_id)) THEN
        RETURN NEW;
    END IF;
    IF EXISTS ({CONTRIBUTED}) THEN
        {refusal("A person who contributed to the page that a letter is about does not decide about the letter.")}
    END IF;
    RETURN NEW;
"""


class Contribution(models.Model):
    """One private letter of a reader. Whatever a person wrote is kept sealed (`contributions.sealing`), never as text.

    Columns named `..._sealed` hold ciphertext, or null where nothing was written or it has been erased. The code
    of the receipt is not kept: `code_mark` is a keyed hash of it. No address, browser or referrer is kept anywhere.
    """

    kind = models.CharField(max_length=13, choices=choices(triage.KINDS))
    state = models.CharField(max_length=17, choices=choices(triage.STATES), default="received", editable=False)
    code_mark = models.CharField(max_length=64, unique=True, editable=False)

    study = models.ForeignKey(
        "evidence.Study", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("The study it concerns, once a triager has said so or the page was named."),
    )  # fmt: skip
    publication = models.ForeignKey(
        "evidence.Publication", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("The page as its reader saw it, with exactly this number."),
    )  # fmt: skip

    message_sealed = models.TextField(null=True, editable=False)
    source_sealed = models.TextField(null=True, editable=False)
    passage_sealed = models.TextField(null=True, editable=False)
    contact_sealed = models.TextField(null=True, editable=False)
    contact_use = models.CharField(max_length=9, choices=choices(triage.CONTACT_USES), blank=True)

    held_because = ArrayField(
        models.CharField(max_length=13, choices=choices(triage.HELD_BECAUSE)), default=list, blank=True
    )
    received_at = models.DateTimeField(db_index=True)
    state_since = models.DateTimeField()

    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    lease_until = models.DateTimeField(null=True, blank=True)

    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.CharField(max_length=18, choices=choices(triage.DECLINE_REASONS), blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    linked_at = models.DateTimeField(
        null=True, blank=True, help_text=_("A revision made after this resolves the letter.")
    )
    resolved_by = models.ForeignKey(
        "evidence.Publication", on_delete=models.SET_NULL, null=True, blank=True, related_name="+",
        help_text=_("The publication that carries the change."),
    )  # fmt: skip

    answered_at = models.DateTimeField(
        null=True, blank=True, help_text=_("When its writer could first read an answer.")
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    contact_purged_at = models.DateTimeField(null=True, blank=True)
    message_purged_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField(null=True, blank=True, help_text=_("Kept longer for cause; the cause is a note."))
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("-received_at",)
        constraints = [
            one_of("kind", triage.KINDS, name="contribution_kind_is_known_word"),
            one_of("state", triage.STATES, name="contribution_state_is_known_word"),
            together("assignee", "lease_until", name="contribution_lease_names_its_holder"),
            together("decided_at", "decided_by", name="contribution_decision_names_who_decided"),
            sealed(
                "message_sealed",
                "source_sealed",
                "passage_sealed",
                "contact_sealed",
                name="contribution_what_people_wrote_is_sealed",
            ),
            CheckConstraint(
                condition=Q(held_because__contained_by=sorted(triage.HELD_BECAUSE)),
                name="contribution_held_because_is_known_word",
            ),
            CheckConstraint(
                condition=~Q(state="quarantine") | ~Q(held_because=[]), name="contribution_quarantine_says_why"
            ),
            CheckConstraint(
                condition=Q(state="triaged", assignee__isnull=False) | (~Q(state="triaged") & Q(assignee__isnull=True)),
                name="contribution_being_checked_names_by_whom",
            ),
            CheckConstraint(
                condition=~Q(state="resolved") | Q(resolved_by__isnull=False),
                name="contribution_resolved_names_the_publication",
            ),
            CheckConstraint(
                condition=~Q(state__in=("declined", "duplicate", "accepted", "linked")) | Q(decided_at__isnull=False),
                name="contribution_decided_by_somebody",
            ),
            CheckConstraint(
                condition=Q(duplicate_of__isnull=True) | ~Q(duplicate_of=F("id")),
                name="contribution_is_no_duplicate_of_itself",
            ),
            CheckConstraint(
                condition=Q(contact_purged_at__isnull=True) | Q(contact_sealed__isnull=True),
                name="contribution_purged_holds_no_contact",
            ),
            CheckConstraint(
                condition=Q(message_purged_at__isnull=True)
                | Q(message_sealed__isnull=True, source_sealed__isnull=True, passage_sealed__isnull=True),
                name="contribution_purged_holds_no_message",
            ),
            CheckConstraint(
                condition=~Q(state="declined") | ~Q(decline_reason=""), name="contribution_declined_has_a_reason"
            ),
            CheckConstraint(
                condition=Q(contact_sealed__isnull=False) | Q(contact_use=""),
                name="contribution_contact_use_needs_a_contact",
            ),
            CheckConstraint(
                condition=Q(state__in=sorted(triage.CLOSED), closed_at__isnull=False)
                | Q(state__in=sorted(triage.OPEN), closed_at__isnull=True),
                name="contribution_closed_has_a_moment",
            ),
            CheckConstraint(
                condition=~Q(state="withdrawn")
                | Q(
                    message_sealed__isnull=True,
                    source_sealed__isnull=True,
                    passage_sealed__isnull=True,
                    contact_sealed__isnull=True,
                ),
                name="contribution_withdrawn_holds_nothing_written",
            ),
        ]
        indexes = [models.Index(fields=("state", "received_at"), name="contribution_queue")]
        triggers = [
            pgtrigger.Trigger(
                name="moves_only_along_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=pgtrigger.Func(MOVES_ONLY_ALONG_THE_TABLE),
            ),
            pgtrigger.Trigger(
                name="who_contributed_does_not_decide",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=pgtrigger.Func(WHO_CONTRIBUTED_DOES_NOT_DECIDE),
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"


class ContributionEntry(models.Model):
    """Something written about a letter after it came: a note, a redacted copy, a reply, an answer. Sealed."""

    contribution = models.ForeignKey(Contribution, on_delete=models.CASCADE, related_name="entries")
    voice = models.CharField(max_length=6, choices=choices(triage.VOICES))
    text_sealed = models.TextField(null=True, editable=False)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Empty: the contributor."),
    )  # fmt: skip
    written_at = models.DateTimeField()

    class Meta:
        ordering = ("contribution", "written_at", "id")
        verbose_name_plural = _("contribution entries")
        constraints = [
            one_of("voice", triage.VOICES, name="entry_voice_is_known_word"),
            sealed("text_sealed", name="entry_text_is_sealed"),
            models.UniqueConstraint(
                fields=("contribution",), condition=Q(voice="shared"), name="entry_one_shared_copy_a_letter"
            ),
            CheckConstraint(
                condition=Q(voice="answer", author__isnull=True) | (~Q(voice="answer") & Q(author__isnull=False)),
                name="entry_of_staff_names_its_author",
            ),
        ]

    def __str__(self) -> str:
        return f"{triage.VOICES[self.voice]} on letter {self.contribution_id}"
