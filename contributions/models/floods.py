from __future__ import annotations

from django.db import models


class DailySalt(models.Model):
    """The random salt of one day. Deleted when the day is over, so that no mark of that day can ever be made again."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField()

    def __str__(self) -> str:
        return f"Salt of {self.day}"


class FloodMark(models.Model):
    """How often something came within an hour: a salted hash of a visitor or of a text, bound to no letter.

    `mark` is a keyed hash with the salt of the day. Deleted with the salt.
    """

    mark = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("mark", "hour"), name="flood_mark_one_an_hour")]
        indexes = [models.Index(fields=("hour",), name="flood_mark_hour")]

    def __str__(self) -> str:
        return f"{self.count} within the hour {self.hour:%Y-%m-%d %H}"
