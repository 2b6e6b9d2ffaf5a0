from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from evidence.roles import ROLES


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
