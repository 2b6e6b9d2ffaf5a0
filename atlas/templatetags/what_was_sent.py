"""A tag for pages that refuse a form: what was written comes back on them (`atlas/accounts/lost_session.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.template.context import RequestContext

if TYPE_CHECKING:
    from atlas.accounts.lost_session import Kept

register = template.Library()


@register.simple_tag(takes_context=True)
def what_was_sent(context: RequestContext) -> Kept | None:
    """What the form held to which this page is the answer; None where nothing was written, or too much to show."""
    # Here and not above: Django reads every library of tags, also on the public face, which has no accounts.
    from atlas.accounts.lost_session import Kept

    request = context.get("request")
    if request is None or request.method != "POST":
        return None
    kept = Kept.of(request.POST, request.FILES)
    wrote = any(not field.value.isdigit() for field in kept.written)  # more than the numbers of ticked rows
    return kept if wrote and not kept.is_too_long else None
