"""The boxes of the letterbox."""

from __future__ import annotations

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

_empty: dict[tuple[str, ...], SafeString] = {}
"""Boxes in which nobody has typed anything, by form, name, what is chosen beforehand, and language."""


@register.simple_tag
def letter_field(field: BoundField) -> SafeString:
    """A box with its label, hint and errors. An empty one is the same for everybody, so it is drawn once a language."""
    form = field.form
    chosen = str(field.value() or "")
    if form.is_bound or form.prefix or (chosen and chosen not in _ways(field)):
        return _drawn(field)
    key = (type(form).__qualname__, field.name, chosen, get_language() or "")
    if key not in _empty:
        _empty[key] = _drawn(field)
    return _empty[key]


def _ways(field: BoundField) -> set[str]:
    return {str(value) for value, _ in getattr(field.field.widget, "choices", ())}


def _drawn(field: BoundField) -> SafeString:
    return render_to_string("contributions/_field.html", {"field": field})
