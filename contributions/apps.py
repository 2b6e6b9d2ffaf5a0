from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    """Private letters of readers. May use evidence; evidence never knows of it."""

    name = "contributions"
    verbose_name = "Contributions"
    default_auto_field = "django.db.models.BigAutoField"
