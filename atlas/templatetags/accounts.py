"""Tags for the pages of accounts."""

from __future__ import annotations

from typing import Any

from django import template
from django.forms import BoundField

register = template.Library()


@register.simple_tag
def second_factor_note() -> str:
    """A sentence where the second factor is not required, else nothing."""
    # Here and not above: Django reads every library of tags, also on the public face, which has no accounts.
    from atlas.accounts import second_factor

    return second_factor.note()


@register.inclusion_tag("accounts/_field.html")
def account_field(field: BoundField) -> dict[str, Any]:
    """A field with its label, help and errors. A placeholder would only repeat the label, in pale letters."""
    field.field.widget.attrs.pop("placeholder", None)
    return {"field": field}
