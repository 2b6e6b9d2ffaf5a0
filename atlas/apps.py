from django.apps import AppConfig


class AtlasConfig(AppConfig):
    """The site: everything that is not about one app."""

    name = "atlas"
    verbose_name = "Site"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from atlas import checks  # noqa: F401 - registers the system checks
        from atlas.accounts import trail

        trail.connect()
