from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext_lazy as _

from contributions.models._guards import one_of, sealed
from contributions.spoken import choices
from contributions.words import gettext_noop

MAIL_STATES = {
    "waiting": gettext_noop("waiting to be sent"),
    "claimed": gettext_noop("taken by a sender; nothing has left yet"),
    "handed_over": gettext_noop("handed to the mail server; no answer seen yet"),
    "sent": gettext_noop("sent"),
    "failed": gettext_noop("given up"),
    "unconfirmed": gettext_noop("a sender died while handing it over; a person decides whether to send it again"),
    "dropped": gettext_noop("not needed any more"),
}
TEMPLATES = {
    "letters_waiting": gettext_noop("to a triager: how many letters wait"),
    "answer_waiting": gettext_noop("to a contributor: there is something to read at the status page"),
}


class OutgoingMail(models.Model):
    """The outbox. A mail is a template's name and an address (sealed); its text holds no content of any letter.

    `dedupe` keeps one row for one occasion, so that nothing is sent twice.
    """

    template = models.CharField(max_length=20, choices=choices(TEMPLATES))
    to_sealed = models.TextField(null=True, editable=False)
    contribution = models.ForeignKey(
        "contributions.Contribution", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    counts = models.JSONField(default=dict, blank=True, help_text=_("Numbers that the template tells; never words."))
    dedupe = models.CharField(max_length=120, unique=True)
    message_id = models.CharField(max_length=120, unique=True)
    state = models.CharField(max_length=11, choices=choices(MAIL_STATES), default="waiting")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True, help_text=_("The kind of error, never an address."))
    queued_at = models.DateTimeField()
    not_before = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = _("outgoing mail")
        indexes = [
            models.Index(
                fields=("not_before",),
                condition=Q(state__in=("waiting", "claimed", "handed_over")),
                name="mail_to_deliver",
            )
        ]
        constraints = [
            one_of("state", MAIL_STATES, name="mail_state_is_known_word"),
            one_of("template", TEMPLATES, name="mail_template_is_known_word"),
            sealed("to_sealed", name="mail_address_is_sealed"),
            CheckConstraint(
                condition=~Q(state__in=("sent", "failed", "dropped")) | Q(to_sealed__isnull=True),
                name="mail_that_is_done_keeps_no_address",
            ),
            CheckConstraint(condition=~Q(state="sent") | Q(sent_at__isnull=False), name="mail_sent_has_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.get_template_display()}: {self.get_state_display()}"
