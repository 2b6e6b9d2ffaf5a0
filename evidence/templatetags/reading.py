"""Small helps for the eye on public pages."""

from __future__ import annotations

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from evidence.presenters.jargon import Jargon

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """The text, escaped, with a place to break the line behind each slash.

    Titles of this field hold "encephalomyelitis/chronic", which is wider than a phone and broke inside a word.
    """
    # Safe: everything was escaped before the one tag of ours is put in.
    return mark_safe(conditional_escape(text).replace("/", "/<wbr>"))  # noqa: S308


@register.simple_tag(takes_context=True)
def explained(context: Context, text: str) -> SafeString:
    """The text, escaped, with words of the field leading to plain words; just escaped where no page collects them."""
    jargon = context.get("jargon")
    return jargon.explain(text) if isinstance(jargon, Jargon) else conditional_escape(text)
