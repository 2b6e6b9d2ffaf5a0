from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import MD5, Concat

from evidence.citations.record import Name
from evidence.tongue import gettext_noop as _

_PLACES = (1, 2, 3, 4, 6, 7, 8, 9, 11, 12, 13, 14, 16, 17, 18)
"""Where the digits of an ORCID stand that its check sign is made of."""
_SUM = " + ".join(f"substr(orcid, {place}, 1)::int * {2 ** (15 - i) % 11}" for i, place in enumerate(_PLACES))
ORCID_IS_RIGHT = (
    "(CASE WHEN orcid = '' THEN true WHEN orcid !~ '^[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$' THEN false"
    f" ELSE mod({_SUM} + CASE substr(orcid, 19, 1) WHEN 'X' THEN 10 ELSE substr(orcid, 19, 1)::int END, 11) = 1 END)"
)
"""SQL: no ORCID, or a canonical one whose check sign is right (ISO 7064 MOD 11-2)."""


class Author(models.Model):
    """A name as papers print it: a person (family name) or a body (its whole name in `literal`).

    Two people who publish under exactly the same name share a row until an ORCID tells them apart.
    """

    key = models.SlugField(max_length=120, unique=True)
    family = models.CharField("family name", max_length=500, blank=True)
    given = models.CharField("given names", max_length=500, blank=True)
    particle = models.CharField(max_length=300, blank=True, help_text=_("“van der”, “de la”: before the family name"))
    suffix = models.CharField(max_length=300, blank=True, help_text=_("“Jr”, “III”"))
    literal = models.CharField("name of a body", max_length=3000, blank=True)
    orcid = models.CharField("ORCID", max_length=19, null=True, blank=True, unique=True)

    class Meta:
        ordering = ("family", "literal", "given")
        constraints = [
            CheckConstraint(
                condition=(Q(family="") & ~Q(literal="")) | (~Q(family="") & Q(literal="")),
                name="author_is_a_person_or_a_body",
                violation_error_message=_("An author has a family name, or is a body with one whole name; not both."),
            ),
            CheckConstraint(
                condition=Q(literal="") | Q(given="", particle="", suffix=""),
                name="author_body_has_no_given_name",
                violation_error_message=_("A body has no given name, particle or suffix."),
            ),
            CheckConstraint(
                condition=Q(orcid__isnull=True) | Q(orcid__regex=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$"),
                name="author_orcid_is_canonical",
                violation_error_message=_("An ORCID looks like 0000-0002-1825-0097."),
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
    """One position in the list of authors of one study: 1 is the first author.

    `orcid` is what the source of the record said about the person in this place. It says nothing about other studies:
    whether two names are one person is said by a person, on `Author`.
    """

    study = models.ForeignKey(  # found by the constraint on study and position
        "evidence.Study", on_delete=models.CASCADE, related_name="authorships", db_index=False
    )
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField()
    orcid = models.CharField("ORCID, as the source gives it", max_length=19, blank=True, default="")

    class Meta:
        ordering = ("study", "position")
        constraints = [
            CheckConstraint(
                condition=RawSQL(ORCID_IS_RIGHT, [], output_field=models.BooleanField()),  # noqa: S611 - our own text
                name="authorship_orcid_is_canonical",
                violation_error_message=_(
                    "An ORCID looks like 0000-0002-1825-0097, and its last sign checks the others."
                ),
            ),
            UniqueConstraint(fields=("study", "position"), name="authorship_one_author_a_position"),
            CheckConstraint(condition=Q(position__gte=1), name="authorship_positions_start_at_one"),
        ]

    def __str__(self) -> str:
        return f"{self.position}. {self.author}"

    @property
    def name(self) -> Name:
        """The name as the paper prints it, with the ORCID that the source gave."""
        author = self.author
        return Name(author.family, author.given, author.particle, author.suffix, author.literal, self.orcid)
