from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence import vocabulary as words
from evidence.models._guards import OF_A_DEMO_STUDY, OF_A_STUDY_THAT_LEAVES, deleted_only_when, one_of, together
from evidence.models.page_change import alerts_are_announced, emptying_is_announced
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

REGISTRIES = {"pubmed": "PubMed", "crossref": "Crossref", "europe_pmc": "Europe PMC"}
RESULTS = {
    "found": _("found"),
    "not_found": _("there is no such record"),
    "failed": _("no usable answer; it is asked again"),
}
FOUND_NOTICE_STATES = {
    "waiting": _("a person has to look at it"),
    "confirmed": _("confirmed; the notice is on the desk"),
    "dismissed": _("not a notice about this paper"),
}

REFRESH_THE_ALERT = """
    DELETE FROM evidence_noticealert WHERE study_id = about;
    INSERT INTO evidence_noticealert (study_id, found_at, confirmed_kind)
    SELECT about, min(found_at), coalesce((array_agg(kind_now ORDER BY seriousness))[1], '') FROM (
        SELECT found.found_at, notice.kind AS kind_now,
            array_position(array[{kinds}], notice.kind::text) AS seriousness
        FROM evidence_foundnotice found LEFT JOIN evidence_notice notice ON notice.id = found.notice_id
        WHERE found.study_id = about AND (found.state = 'waiting' OR (found.state = 'confirmed'
            AND found.decided_at > coalesce((SELECT max(published_at) FROM evidence_publication
                WHERE study_id = about), '-infinity')))
    ) open HAVING count(*) > 0;
    RETURN NULL;
""".format(kinds=", ".join(f"'{kind}'" for kind in words.NOTICES))
"""Waiting for a person, or confirmed and not on the page yet. The desk's edit voids what was in review, so whatever is
published after the confirmation tells of it."""


class RegistryAnswer(models.Model):
    """What a registry said, last, about the identifier of a study: one row a study and registry.

    `identifier` is what was asked for; when the study's DOI or PMID is another by now, the answer is stale.
    `titles_agree` compares the registered title with ours as it was then; null where there is no title.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="registry_answers")
    registry = models.CharField(max_length=10, choices=REGISTRIES)
    identifier = models.CharField(max_length=300)
    result = models.CharField(max_length=9, choices=RESULTS)
    title = models.TextField("registered title", blank=True)
    titles_agree = models.BooleanField(null=True, blank=True)
    record = models.JSONField(null=True, blank=True, help_text=_("The registered citation, as `CitationRecord`."))
    detail = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField()

    class Meta:
        ordering = ("study", "registry")
        constraints = [
            models.UniqueConstraint(fields=("study", "registry"), name="registry_answer_one_a_study_and_registry"),
            one_of("registry", REGISTRIES, name="registry_answer_registry_is_known_word"),
            one_of("result", RESULTS, name="registry_answer_result_is_known_word"),
            CheckConstraint(
                condition=(Q(title="") & Q(titles_agree__isnull=True)) | (~Q(title="") & Q(titles_agree__isnull=False)),
                name="registry_answer_with_a_title_says_whether_it_agrees",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_registry_display()}: {self.get_result_display()}"


class LookupRequest(models.Model):
    """Somebody, or a rule, wants the registries asked about a study. A job asks; the row goes when it is answered."""

    study = models.OneToOneField("evidence.Study", on_delete=models.CASCADE, related_name="lookup_request")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    asked_at = models.DateTimeField()
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("not_before", "id")

    def __str__(self) -> str:
        return gettext("Look-up of study %(study)s") % {"study": self.study_id}


class FoundNotice(models.Model):
    """A retraction, correction or the like that a registry links to a study. A person says whether it is one.

    Until then the page says only that a notice was found and is being checked (`NoticeAlert`).
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="found_notices")
    registry = models.CharField(max_length=10, choices=REGISTRIES)
    kind = models.CharField("kind, as the registry has it", max_length=21, choices=words.NOTICES)
    identifier = models.CharField(max_length=300, help_text=_("DOI or PMID of the notice; empty when there is none."))
    title = models.TextField(blank=True)
    date = models.CharField(max_length=10, blank=True, help_text=_("2025, 2025-08 or 2025-08-14"))
    found_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=FOUND_NOTICE_STATES, default="waiting")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it is no notice about this paper."))
    notice = models.ForeignKey("evidence.Notice", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ("study", "found_at", "id")
        triggers = [
            deleted_only_when(
                f"OLD.state = 'waiting' OR {OF_A_DEMO_STUDY} OR {OF_A_STUDY_THAT_LEAVES}",
                "A found notice that was decided about",
            ),
            pgtrigger.Trigger(
                name="keeps_the_alert",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("about", "bigint")],
                func=pgtrigger.Func(
                    "about := CASE WHEN TG_OP = 'DELETE' THEN OLD.study_id ELSE NEW.study_id END;" + REFRESH_THE_ALERT
                ),
            ),
            pgtrigger.Trigger(
                name="keeps_the_alert_it_leaves",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("study_id"),
                declare=[("about", "bigint")],
                condition=pgtrigger.Q(old__study_id__df=pgtrigger.F("new__study_id")),
                func=pgtrigger.Func("about := OLD.study_id;" + REFRESH_THE_ALERT),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=("study", "registry", "kind", "identifier"), name="found_notice_is_found_once"
            ),
            one_of("registry", REGISTRIES, name="found_notice_registry_is_known_word"),
            one_of("kind", words.NOTICES, name="found_notice_kind_is_known_word"),
            CheckConstraint(
                condition=Q(date="") | Q(date__regex=r"^\d{4}(-\d{2}(-\d{2})?)?$"), name="found_notice_date_is_iso"
            ),
            one_of("state", FOUND_NOTICE_STATES, name="found_notice_state_is_known_word"),
            together("decided_at", "decided_by", name="found_notice_decided_at_and_by"),
            CheckConstraint(
                condition=Q(state="waiting", decided_at__isnull=True)
                | Q(state="confirmed", decided_at__isnull=False)
                | (Q(state="dismissed", decided_at__isnull=False) & ~Q(reason="")),
                name="found_notice_is_decided_by_a_person",
                violation_error_message=_("A person confirms a notice, or dismisses it with a reason."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_registry_display()}), {self.get_state_display()}"


class NoticeAlert(models.Model):
    """The shelf's word that a notice about a paper was found and is being checked. Kept by the database alone.

    `confirmed_kind` is the most serious kind that a person has confirmed while the page does not tell of it yet.
    """

    study = models.OneToOneField(
        "evidence.Study", on_delete=models.CASCADE, primary_key=True, related_name="notice_alert"
    )
    found_at = models.DateTimeField()
    confirmed_kind = models.CharField(max_length=21, choices=words.NOTICES, blank=True)

    class Meta:
        triggers = [alerts_are_announced(), emptying_is_announced()]

    def __str__(self) -> str:
        return gettext("A notice was found on %(day)s") % {"day": f"{self.found_at:%Y-%m-%d}"}


class LiteratureSync(models.Model):
    """How far the published query has been followed. One row a query: a changed query starts anew."""

    query_hash = models.CharField(max_length=64, unique=True)
    query = models.TextField()
    covered_until = models.DateField(help_text=_("Every article entered up to this day has been asked for."))
    last_run_at = models.DateTimeField()
    found = models.PositiveIntegerField(default=0, help_text=_("Articles the query found in all runs."))
    new = models.PositiveIntegerField(default=0, help_text=_("Of these, studies that were new to us."))

    class Meta:
        ordering = ("-last_run_at",)
        verbose_name = "literature search"
        verbose_name_plural = "literature searches"

    def __str__(self) -> str:
        return gettext("Search up to %(day)s") % {"day": self.covered_until}
