from django.db import models
from django.db.models import CheckConstraint, F, Q

from evidence import vocabulary as words
from evidence.models._checks import ChecksTogether
from evidence.models._guards import one_of
from evidence.tongue import gettext_noop as _


class StudyLink(ChecksTogether, models.Model):
    """This study is `kind` the target: another study of the atlas, or a work named by title and identifier."""

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=14, choices=words.LINKS)
    target = models.ForeignKey(
        "evidence.Study", on_delete=models.PROTECT, null=True, blank=True, related_name="linked_from"
    )
    title = models.TextField(blank=True)
    doi = models.CharField("DOI", max_length=300, blank=True)
    pmid = models.CharField("PMID", max_length=12, blank=True)

    class Meta:
        ordering = ("study", "kind", "id")
        constraints = [
            one_of("kind", words.LINKS, name="link_kind_is_known_word"),
            CheckConstraint(
                condition=Q(target__isnull=False) | ~Q(title=""),
                name="link_names_its_target",
                violation_error_message=_("A link names a study of the atlas, or another work by its title."),
            ),
            CheckConstraint(
                condition=Q(target__isnull=True) | ~Q(target=F("study")),
                name="link_leads_elsewhere",
                violation_error_message=_("A study cannot be linked to itself."),
            ),
            models.UniqueConstraint(
                fields=("study", "kind", "target"),
                condition=Q(target__isnull=False),
                name="link_is_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.target or self.title}"
