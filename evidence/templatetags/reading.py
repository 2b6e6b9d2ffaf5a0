"""Small helps for the eye on public pages."""

from __future__ import annotations

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.filter
def breakable(text: str) -> SafeString:
    """The text, escaped, with a place to break the line behind each slash.

    Titles of this field hold "encephalomyelitis/chronic", which is wider than a phone and broke inside a word.
    """
    # Safe: everything was escaped before the one tag of ours is put in.
    return mark_safe(conditional_escape(text).replace("/", "/<wbr>"))  # noqa: S308
