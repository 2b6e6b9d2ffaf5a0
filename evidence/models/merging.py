"""Two studies that may be one: the proposal, what was kept of the one that went, and drafts that an undo took away."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q

from evidence.models._guards import append_only, never_truncated, one_of, refusal, together
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

MERGE_STATES = {
    "open": _("waits for a person"),
    "merged": _("merged"),
    "dismissed": _("two different works"),
    "undone": _("merged, and taken apart again"),
}

_ONE_IS_THE_PREPRINT = (
    "(SELECT array_agg(type::text ORDER BY type) FROM evidence_study WHERE id IN (NEW.study_id, NEW.study_number))"
    " = array['article', 'article-journal']"
)


_OF_A_STANDING_IMPORT = "batch_id IN (SELECT id FROM evidence_importbatch WHERE undone_at IS NULL)"


class MergeProposal(models.Model):
    """Two studies of the desk that may be one work. A person merges them, says that they are two, or takes that back.

    `one` and `other` are numbers of studies, the smaller first, and no foreign keys: the proposal outlives the one that
    goes. `before` holds what the undo needs: rows that went, rows that moved, and facts as they were.
    """

    one = models.BigIntegerField()
    other = models.BigIntegerField()
    one_title = models.TextField()
    other_title = models.TextField()
    reason = models.TextField("why they may be one")
    state = models.CharField(max_length=9, choices=MERGE_STATES, default="open")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text=_("Empty: a search of the desk."),
    )  # fmt: skip
    survivor = models.BigIntegerField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    because = models.TextField("why it was decided so", blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = [
            one_of("state", MERGE_STATES, name="merge_state_is_known_word"),
            CheckConstraint(condition=Q(one__lt=F("other")), name="merge_proposal_is_of_two_studies"),
            models.UniqueConstraint(
                fields=("one", "other"), condition=Q(state="open"), name="merge_proposal_is_open_once_a_pair"
            ),
            together("decided_at", "decided_by", name="merge_decided_at_and_by"),
            together("undone_at", "undone_by", name="merge_undone_at_and_by"),
            CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True) | Q(~Q(state="open"), decided_at__isnull=False),
                name="merge_is_decided_by_a_person",
            ),
            CheckConstraint(
                condition=Q(state__in=("merged", "undone"), survivor__isnull=False)
                | Q(~Q(state__in=("merged", "undone")), survivor__isnull=True),
                name="merge_names_the_one_that_stays",
            ),
            CheckConstraint(
                condition=Q(state="undone", undone_at__isnull=False) | Q(~Q(state="undone"), undone_at__isnull=True),
                name="merge_undone_says_when",
            ),
            CheckConstraint(
                condition=~Q(state="dismissed") | ~Q(because=""), name="merge_dismissed_says_why",
                violation_error_message=_("Say why these are two different works."),
            ),
        ]  # fmt: skip
        triggers = [
            pgtrigger.Trigger(
                name="moves_only_along_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=pgtrigger.Func(
                    "IF OLD.state || '>' || NEW.state NOT IN ('open>merged', 'open>dismissed', 'merged>undone') THEN"
                    + refusal(_("A proposal that was decided about stays as it is."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        told = {"one": self.one, "other": self.other, "state": self.get_state_display()}
        return gettext("Studies %(one)s and %(other)s: %(state)s") % told

    @property
    def merged(self) -> int | None:
        """The number of the study that went, once one did."""
        if self.survivor is None:
            return None
        return self.other if self.survivor == self.one else self.one


class MergedIdentity(models.Model):
    """Under what name the study that went was known, so that whoever brings it in again meets the one that stays.

    `stays` where its row has to stay, since a withdrawn page stands on it; then only its identifiers have gone.
    """

    proposal = models.OneToOneField(MergeProposal, on_delete=models.PROTECT, related_name="identity")
    study = models.ForeignKey("evidence.Study", on_delete=models.PROTECT, related_name="merged_identities")
    study_number = models.BigIntegerField("number of the study that went")
    slug = models.CharField(max_length=120)
    title = models.TextField()
    doi = models.CharField("DOI", max_length=300, null=True, blank=True)
    pmid = models.CharField("PMID", max_length=12, null=True, blank=True)
    pmcid = models.CharField("PMCID", max_length=20, null=True, blank=True)
    match_key = models.CharField(max_length=300, blank=True)
    stays = models.BooleanField(default=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "merged identities"
        constraints = [
            models.UniqueConstraint(
                fields=(name,), condition=Q(undone_at__isnull=True), name=f"merged_identity_{name}_is_known_once"
            )
            for name in ("study_number", "doi", "pmid", "pmcid")
        ]
        indexes = [models.Index(fields=("match_key",), name="merged_identity_match_key")]
        triggers = [
            pgtrigger.Trigger(
                name="never_what_is_published_never_a_preprint",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_publication WHERE study_id = NEW.study_number AND is_current"
                    " AND NOT is_withdrawn) THEN"
                    + refusal(_("A published study is never merged into another: withdraw its page first."))
                    + f" END IF; IF {_ONE_IS_THE_PREPRINT} THEN"
                    + refusal(_("A preprint and its journal version are linked, never merged."))
                    + " END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="went_or_came_back",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=pgtrigger.Func(
                    "IF (SELECT undone_at IS NOT NULL OR stays FROM evidence_mergedidentity WHERE id = NEW.id)"
                    " IS DISTINCT FROM EXISTS (SELECT 1 FROM evidence_study WHERE id = NEW.study_number) THEN"
                    + refusal(_("A study that was merged into another is gone until that is undone."))
                    + " END IF; RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=pgtrigger.Func(refusal(_("Under what name a study was known is never forgotten."))),
            ),
            never_truncated("Under what name a study was known"),
        ]

    def __str__(self) -> str:
        return gettext("%(slug)s, now study %(study)s") % {"slug": self.slug, "study": self.study_id}


class RemovedDraft(models.Model):
    """A draft that the undo of an import took away: nobody had touched it. Append-only."""

    batch = models.ForeignKey("evidence.ImportBatch", on_delete=models.PROTECT, related_name="removed_drafts")
    study_number = models.BigIntegerField(unique=True)
    slug = models.CharField(max_length=120)
    title = models.TextField()
    removed_at = models.DateTimeField()

    class Meta:
        ordering = ("batch", "id")
        triggers = [
            *append_only("A removed draft", demo_may_be_deleted=False),
            pgtrigger.Trigger(
                name="only_what_nobody_touched",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF NOT EXISTS (SELECT 1 FROM evidence_importrecord WHERE study_id = NEW.study_number"
                    " AND batch_id = NEW.batch_id AND outcome = 'created') THEN"
                    + refusal(_("An undo takes away only what its own import has made."))
                    + " END IF; IF"
                    + " OR ".join(
                        f" EXISTS (SELECT 1 FROM evidence_{table} WHERE {column} = NEW.study_number{more})"
                        for table, column, more in (
                            ("publication", "study_id", ""), ("revision", "study_id", ""),
                            ("pemassessment", "study_id", ""), ("studytext", "study_id", ""),
                            ("notice", "study_id", ""),
                            ("pemclassification", "study_id", " AND method <> 'machine'"),
                            ("importrecord", "study_id", f" AND batch_id <> NEW.batch_id AND {_OF_A_STANDING_IMPORT}"),
                        )
                    )
                    + " THEN"
                    + refusal(_("A draft that somebody has worked on is never taken away."))
                    + " END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="is_gone",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_study WHERE id = NEW.study_number) THEN"
                    + refusal(_("A removed draft is gone."))
                    + " END IF; RETURN NULL;"
                ),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.slug
