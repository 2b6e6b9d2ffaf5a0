"""What the first page of the desk tells the person who signed in."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.http import HttpRequest
from django.utils import timezone

from evidence.actions.roles import abilities_of
from evidence.desk import queues
from evidence.models import Lease

register = template.Library()


@dataclass(frozen=True, slots=True)
class Home:
    """`waiting` are the queues with something in them, `empty` the others that the person may see."""

    waiting: list[queues.Awaiting]
    empty: list[queues.Awaiting]
    leases: list[Lease]
    abilities: frozenset[str]


@register.simple_tag
def desk_home(request: HttpRequest) -> Home:
    now, abilities = timezone.now(), abilities_of(request.user)
    found = queues.awaiting(queues.OpenWork(request.user, abilities, now=now))
    return Home(
        waiting=[one for one in found if one.number],
        empty=[one for one in found if not one.number],
        leases=list(queues.leases_of(request.user, now=now)),
        abilities=abilities,
    )
