"""Groups and what they may do, kept equal to `evidence/roles.py`; and the question whether somebody may."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission
from django.db import DEFAULT_DB_ALIAS, models, router

from evidence.roles import ABILITIES, ROLES, doing
from evidence.tongue import Sentence, gettext_noop
from evidence.workflow import Refusal

NOT_INCLUDED = gettext_noop("Your role does not include this: {this}.")


def load_roles(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> int:
    """Write each role's group with exactly its permissions; returns how many. Runs after each migrate.

    Beside its abilities, who may see the desk may view every model of it in the admin. Members stay.
    """
    if not router.allow_migrate_model(using, Group):
        return 0
    # This runs before Django makes the permissions of a fresh database.
    create_permissions(apps.get_app_config("evidence"), verbosity=0, using=using)
    permissions = {
        permission.codename: permission
        for permission in Permission.objects.using(using).filter(content_type__app_label="evidence")
    }
    views = [permission for codename, permission in permissions.items() if codename.startswith("view_")]
    for role in ROLES:
        group, _made = Group.objects.using(using).get_or_create(name=role.name)
        granted = [permissions[ability] for ability in sorted(role.abilities)]
        if "see_desk" in role.abilities:
            granted += views
        if "edit_desk" in role.abilities:
            granted += [
                permissions[f"{verb}_{model}"]
                for model in ("study", "studytext", "notice", "studylink")
                for verb in ("add", "change")
            ]
        group.permissions.set(granted)
    return len(ROLES)


def abilities_of(person: models.Model) -> frozenset[str]:
    """The keys of ABILITIES that a person has; a superuser has all (and is bound by four eyes like everybody)."""
    if not getattr(person, "is_active", False):
        return frozenset()
    granted = person.get_all_permissions()
    return frozenset(ability for ability in ABILITIES if f"evidence.{ability}" in granted)


def require(person: models.Model, ability: str) -> None:
    """Refusal unless `person` may do this."""
    if ability not in abilities_of(person):
        raise Refusal(Sentence.of(NOT_INCLUDED, this=doing([ability])))
