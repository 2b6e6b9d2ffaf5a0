from django.db import models

from evidence.models._guards import OF_A_DEMO_STUDY, deleted_only_when


class SlugRedirect(models.Model):
    """An address that a page once had. It keeps answering, with a permanent redirect."""

    old_slug = models.SlugField(max_length=120, unique=True)
    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="old_slugs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("old_slug",)
        triggers = [deleted_only_when(OF_A_DEMO_STUDY, "An address that a page once had")]

    def __str__(self) -> str:
        return self.old_slug
