from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    """Public knowledge: the desk, the shelf, and the rules between them."""

    name = "evidence"
    verbose_name = _("Evidence")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate
        from django.utils.translation import gettext, ngettext

        from evidence.actions.reference import load_reference_criteria
        from evidence.actions.roles import load_roles
        from evidence.actions.topics import load_first_topics
        from evidence.tongue import lend

        lend(gettext, ngettext)
        post_migrate.connect(load_reference_criteria, sender=self, dispatch_uid="evidence.reference_criteria")
        post_migrate.connect(load_roles, sender=self, dispatch_uid="evidence.roles")
        post_migrate.connect(load_first_topics, sender=self, dispatch_uid="evidence.first_topics")
