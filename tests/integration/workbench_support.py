"""Browsers of people at the workbench, and what they would send back of its one form."""

from __future__ import annotations

from typing import Any

from django.test import Client

from evidence.models import Study
from tests import factories


def bench(study: Study, *rest: str) -> str:
    return "/".join([f"/admin/desk/study/{study.pk}", *rest])


def browser_of(name: str, *roles: str) -> Client:
    """A browser in which this person is signed in, with these roles alone."""
    return factories.browser_of(name, roles=roles)


def typed(response: Any, **changes: Any) -> dict[str, Any]:
    """What a browser would send back of the page's one form; `part__field="..."` is typed into it."""
    data: dict[str, Any] = {}
    if "seals" in response.context:
        data |= response.context["seals"]
        for form in response.context["forms"].values():
            for box in form:
                value = box.value()
                if isinstance(value, bool):
                    if value:
                        data[box.html_name] = "on"
                elif box.use_fieldset:  # boxes to tick
                    data[box.html_name] = ["", *(value or [])]
                else:
                    data[box.html_name] = "" if value is None else str(value).replace("\n", "\r\n")
    else:
        comparison = response.context["comparison"]
        data |= dict(comparison.hidden)
        data |= {row.box.html_name: row.box.value() for row in comparison.questions}
    return data | {name.replace("__", "-"): value for name, value in changes.items()}


def told(response: Any) -> str:
    return " ".join(str(message) for message in response.context["messages"])
