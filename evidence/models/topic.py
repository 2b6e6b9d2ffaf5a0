from __future__ import annotations

import pgtrigger
from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Lower

from evidence.models._checks import ChecksTogether
from evidence.models._guards import deleted_only_when, never_truncated, refusal
from evidence.models.page_change import topics_are_announced
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

IN_USE = (
    "EXISTS (SELECT 1 FROM evidence_study WHERE OLD.key = ANY(topics))"
    " OR EXISTS (SELECT 1 FROM evidence_revision"
    " WHERE content -> 'topics' @> jsonb_build_array(jsonb_build_object('key', OLD.key)))"
)
"""SQL over a topic that is to go: does a study on the desk or a frozen revision name it?"""


class Topic(ChecksTogether, models.Model):
    """What a study is about: one term of a small vocabulary with a definition in our own words.

    Public knowledge, edited by people on the desk through `evidence.actions.topics`. The key is part of an
    address and never changes. A topic that a study or a frozen revision names is retired, never deleted; a
    retired one may name the topic that took its place.
    """

    key = models.SlugField(
        max_length=40, unique=True, help_text=_("The last part of its address under /topics/. It never changes.")
    )
    name = models.CharField(max_length=80)
    definition = models.TextField(help_text=_("In our own words, for readers: what a study with this topic looks at."))
    order = models.PositiveSmallIntegerField(default=0, help_text=_("Small numbers come first."))
    retired = models.BooleanField(default=False, help_text=_("Not chosen for studies any more."))
    replaced_by = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces",
        help_text=_("The topic that took its place, if there is one."),
    )  # fmt: skip

    class Meta:
        ordering = ("order", "key")
        constraints = [
            models.UniqueConstraint(
                Lower("name"),
                name="topic_name_is_used_once",
                violation_error_message=_("Another topic has this name already."),
            ),
            CheckConstraint(
                condition=Q(key__regex=r"^[a-z0-9]+(-[a-z0-9]+)*$"),
                name="topic_key_fits_an_address",
                violation_error_message=_("A key is made of small letters, digits and single hyphens."),
            ),
            CheckConstraint(
                condition=Q(name__regex=r"[^[:space:]]", definition__regex=r"[^[:space:]]"),
                name="topic_has_a_name_and_a_definition",
                violation_error_message=_("A topic needs a name and a definition."),
            ),
            CheckConstraint(
                condition=Q(replaced_by__isnull=True) | (Q(retired=True) & ~Q(replaced_by=F("id"))),
                name="topic_only_a_retired_one_is_replaced",
                violation_error_message=_("Only a retired topic is replaced, and by another one."),
            ),
        ]
        triggers = [
            deleted_only_when(f"NOT ({IN_USE})", "A topic in use"),
            never_truncated("A topic"),
            topics_are_announced(),
            pgtrigger.Trigger(
                name="key_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("key"),
                condition=pgtrigger.Q(old__key__df=pgtrigger.F("new__key")),
                func=pgtrigger.Func(refusal(_("The key of a topic is part of an address and never changes."))),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s (retired)") % {"name": self.name} if self.retired else self.name

    @property
    def path(self) -> str:
        return f"/topics/{self.key}"
