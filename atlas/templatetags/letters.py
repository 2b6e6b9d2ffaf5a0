"""Readers' letters on the desk: how many await somebody, and what triagers have shared about a study.

Evidence knows nothing of letters, so the site brings them into the desk's pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

from contributions.actions.reading import SharedNote, shared_with_editors
from evidence.models import Study
from evidence.workflow import Refusal

if TYPE_CHECKING:
    from contributions.admin.summary import Summary

register = template.Library()


@register.simple_tag
def letters_home(user: Any) -> Summary | None:
    """For the first page of the desk; None for whom letters are no concern."""
    # Here and not above: Django reads every library of tags, also on the public face, which has no admin.
    from contributions.admin.summary import waiting_summary

    return waiting_summary(user)


@register.simple_tag
def shared_notes(study: Study, user: Any) -> list[SharedNote]:
    """What triagers let editors see of the letters about a study: their own redacted words."""
    try:
        return shared_with_editors(study=study, by=user)
    except Refusal:
        return []
