from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client

from evidence.roles import ROLES
from tests.kept_worlds import kept


@kept
def person(name: str, *, roles: Iterable[str] | None = None, **more: Any) -> Any:
    """An account called `name`, made once a test, with every role unless told: four eyes never rest on roles."""
    account, made = get_user_model().objects.get_or_create(
        username=name, defaults={"public_name": name.replace("_", " ").capitalize(), **more}
    )
    if made or roles is not None:
        names = [role.name for role in ROLES] if roles is None else list(roles)
        account.groups.set(Group.objects.filter(name__in=names))
        account = get_user_model().objects.get(pk=account.pk)  # forget cached permissions
    return account


def browser_of(name: str, *, roles: Iterable[str] | None = None, is_staff: bool = True, **more: Any) -> Client:
    """A browser in which this person is signed in, on the staff unless told."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = _session_of(
        name, roles=None if roles is None else list(roles), is_staff=is_staff, **more
    )
    return client


@kept
def _session_of(name: str, *, roles: Iterable[str] | None, **more: Any) -> str:
    account, client = person(name, roles=roles), Client()
    for field, value in more.items():
        setattr(account, field, value)
    account.save()
    client.force_login(account)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
