"""The style sheet of a page for readers."""

from __future__ import annotations

from django import template
from django.utils.safestring import SafeString, mark_safe

from atlas.style_sheet import TEXT

register = template.Library()


@register.simple_tag
def style_sheet() -> SafeString:
    """The element with the whole sheet in it."""
    return mark_safe(f"<style>{TEXT}</style>")  # noqa: S308 - our own file, which holds no "<"
