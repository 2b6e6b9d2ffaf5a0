"""What administrators and triagers see of the outbox and of the public ledger: to see, never to change.

Letters themselves are not registered here: the triagers' rooms are the only place where one is opened.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from contributions.actions import outbox
from contributions.actions.reading import may_read
from contributions.admin.door import may_count
from contributions.models import LedgerEntry, OutgoingMail
from contributions.spoken import each_spoken
from evidence.actions.roles import abilities_of
from evidence.workflow import Refusal


class _ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Who may see it is asked of the person, as Django's own permissions are given for the desk only."""

    def _may_see(self, request: HttpRequest) -> bool:
        return False  # nobody, unless a list says who

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self._may_see(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may_see(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(LedgerEntry)
class LedgerEntryAdmin(_ReadOnly):
    """What the public page of corrections tells."""

    list_display = ("kind", "outcome", "answered_on", "days_to_answer", "publication", "demo")
    list_select_related = ("publication",)
    list_filter = ("kind", "outcome", "demo")
    date_hierarchy = "answered_on"

    def _may_see(self, request: HttpRequest) -> bool:
        return "see_desk" in abilities_of(request.user)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(_ReadOnly):
    """Which mails left, and which did not. No address, no name, and no letter."""

    fields = (
        "template", "state", "attempts", "last_error", "counts", "queued_at", "not_before", "claimed_at", "sent_at",
    )  # fmt: skip
    list_display = ("template", "state", "attempts", "last_error", "queued_at", "sent_at")
    list_filter = ("state", "template")
    actions = ("send_again", "drop")

    def _may_see(self, request: HttpRequest) -> bool:
        return may_count(request.user)

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutgoingMail]:
        return super().get_queryset(request).defer("to_sealed")

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Nobody finds out by an address with a filter what the page itself does not show."""
        return lookup.split("__")[0] in self.list_filter and super().lookup_allowed(lookup, value, request)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return super().get_actions(request) if may_read(request.user) else {}

    @admin.action(description=_("Send again what may not have arrived"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[OutgoingMail]) -> None:
        done = self._each(request, chosen, outbox.send_again)
        if done:
            told = ngettext("%(number)d mail will be sent again.", "%(number)d mails will be sent again.", done)
            messages.success(request, told % {"number": done})

    @admin.action(description=_("Give up: erase the address, send nothing"))
    def drop(self, request: HttpRequest, chosen: QuerySet[OutgoingMail]) -> None:
        done = self._each(request, chosen, outbox.drop)
        if done:
            told = ngettext("%(number)d mail will not be sent.", "%(number)d mails will not be sent.", done)
            messages.success(request, told % {"number": done})

    def _each(self, request: HttpRequest, chosen: QuerySet[OutgoingMail], decide: Any) -> int:
        """How many of them it was done with; what an action refuses is said of each."""
        done = 0
        for mail in chosen:
            try:
                decide(mail=mail, by=request.user)
            except Refusal as refusal:
                why = " ".join(each_spoken(refusal.sentences))
                messages.error(request, _("Mail %(number)d: %(why)s") % {"number": mail.pk, "why": why})
            else:
                done += 1
        return done
