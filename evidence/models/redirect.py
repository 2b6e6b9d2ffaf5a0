from django.db import models

from evidence.models._guards import OF_A_DEMO_STUDY, OF_A_STUDY_THAT_LEAVES, deleted_only_when


class SlugRedirect(models.Model):
    """An address that a page once had. It keeps answering, with a permanent redirect."""

    old_slug = models.SlugField(max_length=120, unique=True)
    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="old_slugs")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("old_slug",)
        triggers = [
            # Where a study came back to its own address, none leads away from it.
            deleted_only_when(
                f"{OF_A_DEMO_STUDY} OR {OF_A_STUDY_THAT_LEAVES}"
                " OR EXISTS (SELECT 1 FROM evidence_study WHERE slug = OLD.old_slug)",
                "An address that a page once had",
            )
        ]

    def __str__(self) -> str:
        return self.old_slug
