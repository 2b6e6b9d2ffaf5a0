from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContributionsConfig(AppConfig):
    """Private letters of readers. May use evidence; evidence never knows of it."""

    name = "contributions"
    verbose_name = _("Contributions")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from evidence.models import Publication

        post_save.connect(_resolve_letters, sender=Publication, dispatch_uid="contributions.resolve_letters")


def _resolve_letters(instance: Any, created: bool, raw: bool = False, **rest: Any) -> None:
    """A page was published: the letters that it answers are resolved."""
    from contributions.actions.resolving import on_publication

    if created and not raw:
        on_publication(publication=instance)
