from django.apps import AppConfig
from django.conf import settings
from django.utils.translation import gettext_lazy as _


class AtlasConfig(AppConfig):
    """The site: everything that is not about one app."""

    name = "atlas"
    verbose_name = _("Site")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from atlas import checks  # noqa: F401 - registers the system checks

        if settings.PAGE_STORE:
            from atlas.pagestore import watching

            watching.connect()
        if settings.FACE == "public":
            return  # nobody signs in there, so nothing is left of it to write down
        from atlas.accounts import trail

        trail.connect()
