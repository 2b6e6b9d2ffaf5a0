"""Every error is a problem document (RFC 9457) that says in a sentence what was wrong, and with which parameter."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.http import HttpResponse

from evidence.api.schemas.problem import ParameterFault, Problem

MEDIA_TYPE = "application/problem+json"

KINDS: dict[int, tuple[str, str, str]] = {
    400: ("not-readable", "This address cannot be read", "It holds a character or a number of parts that none has."),
    404: ("not-found", "There is nothing here", "No such study, publication, set of criteria or address."),
    405: ("method", "This method is not allowed here", "The API is read only: GET, HEAD and OPTIONS."),
    410: ("withdrawn", "This page was withdrawn", "It was taken down on purpose. The problem says when and why."),
    412: ("precondition", "The precondition does not hold", "`If-Match` names another state than the one that stands."),
    422: ("parameters", "A parameter cannot be used", "`errors` names each parameter and says what is wrong with it."),
    500: ("our-fault", "Something went wrong on our side", "Please try again in a few minutes."),
}
"""Status -> (end of the address of its type, title, what it means)."""


@dataclass
class Refused(Exception):
    """A request that is answered with a problem. `detail` is a sentence for the person who wrote the client."""

    status: int
    detail: str
    errors: tuple[ParameterFault, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def refused_parameter(name: str, detail: str, where: str = "query") -> Refused:
    """One parameter that cannot be used."""
    return Refused(422, f"{name}: {detail}", (ParameterFault(parameter=name, where=where, detail=detail),))


def problem(status: int, detail: str, errors: Iterable[ParameterFault] = (), **more: Any) -> HttpResponse:
    """The answer. `more` are further members, such as the reason of a withdrawal."""
    kind, title, _ = KINDS[status]
    shown = Problem(
        type=f"{settings.SITE_URL}/api#{kind}", title=title, status=status, detail=detail, errors=list(errors)
    )
    body = json.dumps(shown.model_dump() | more, ensure_ascii=False)
    return HttpResponse(body.encode("utf-8", "replace"), status=status, content_type=MEDIA_TYPE)
