from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint, Value
from django.db.models.functions import MD5, Concat

from evidence.citations.record import Name


class Author(models.Model):
    """A name as papers print it: a person (family name) or a body (its whole name in `literal`).

    Two people who publish under exactly the same name share a row until an ORCID tells them apart.
    """

    key = models.SlugField(max_length=120, unique=True)
    family = models.CharField("family name", max_length=500, blank=True)
    given = models.CharField("given names", max_length=500, blank=True)
    particle = models.CharField(max_length=300, blank=True, help_text="“van der”, “de la”: before the family name")
    suffix = models.CharField(max_length=300, blank=True, help_text="“Jr”, “III”")
    literal = models.CharField("name of a body", max_length=3000, blank=True)
    orcid = models.CharField("ORCID", max_length=19, null=True, blank=True, unique=True)

    class Meta:
        ordering = ("family", "literal", "given")
        constraints = [
            CheckConstraint(
                condition=(Q(family="") & ~Q(literal="")) | (~Q(family="") & Q(literal="")),
                name="author_is_a_person_or_a_body",
                violation_error_message="An author has a family name, or is a body with one whole name; not both.",
            ),
            CheckConstraint(
                condition=Q(literal="") | Q(given="", particle="", suffix=""),
                name="author_body_has_no_given_name",
                violation_error_message="A body has no given name, particle or suffix.",
            ),
            CheckConstraint(
                condition=Q(orcid__isnull=True) | Q(orcid__regex=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"),
                name="author_orcid_is_canonical",
                violation_error_message="An ORCID looks like 0000-0002-1825-0097.",
            ),
            # By its hash: a body's name can be longer than an index entry may be.
            UniqueConstraint(
                MD5(
                    Concat(
                        "family",
                        Value("|"),
                        "given",
                        Value("|"),
                        "particle",
                        Value("|"),
                        "suffix",
                        Value("|"),
                        "literal",
                    )
                ),
                condition=Q(orcid__isnull=True),
                name="author_name_is_kept_once",
            ),
        ]

    def __str__(self) -> str:
        return self.name.display

    @property
    def name(self) -> Name:
        return Name(self.family, self.given, self.particle, self.suffix, self.literal)


class Authorship(models.Model):
    """One position in the list of authors of one study: 1 is the first author."""

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("study", "position")
        constraints = [
            UniqueConstraint(fields=("study", "position"), name="authorship_one_author_a_position"),
            CheckConstraint(condition=Q(position__gte=1), name="authorship_positions_start_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.author}"
