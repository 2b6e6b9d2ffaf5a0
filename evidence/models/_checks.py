"""The check constraints of a row, asked of the database in one go.

Django asks for each alone and, inside a transaction, with a savepoint around it: some fifty statements for a study that
is in order, as nearly all are. Here they are one question; only a row that breaks one is asked for each, for its words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, reduce
from operator import and_
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS
from django.db.models import CheckConstraint, Model, Q
from django.db.models.constraints import BaseConstraint

_Base = Model if TYPE_CHECKING else object


class ChecksTogether(_Base):
    """For a model that is cleaned often, before `models.Model`. Refuses what Django's own does, in the same words."""

    def get_constraints(self) -> list[tuple[type[Model], Sequence[BaseConstraint]]]:
        """Django's own, with the check constraints of each model as one."""
        return [(model, _with_checks_as_one(model)) for model, _constraints in super().get_constraints()]


@cache
def _with_checks_as_one(model: type[Model]) -> list[BaseConstraint]:
    constraints = list(model._meta.constraints)
    # Which fields a condition needs is known for a Q. A generated field needs those it is made from, too.
    parts = [one for one in constraints if type(one) is CheckConstraint and isinstance(one.condition, Q)]
    if len(parts) < 2 or any(field.generated for field in model._meta.local_fields):
        return constraints
    return [_Together(parts), *(one for one in constraints if one not in parts)]


class _Together(CheckConstraint):
    """Stands in for `parts` while a row is cleaned, and never in the database."""

    def __init__(self, parts: Sequence[CheckConstraint]) -> None:
        super().__init__(name="all_checks", condition=reduce(and_, (part.condition for part in parts)))
        self.parts = parts

    def validate(
        self,
        model: type[Model],
        instance: Model,
        exclude: Collection[str] | None = None,
        using: str = DEFAULT_DB_ALIAS,
    ) -> None:
        """Raises a ValidationError with the words of every part that the row breaks. A part that needs a field of
        `exclude` is passed over, as by Django."""
        asked = [part for part in self.parts if not part.condition.referenced_base_fields & set(exclude or ())]
        if not asked:
            return
        try:
            whole = CheckConstraint(name=self.name, condition=reduce(and_, (part.condition for part in asked)))
            whole.validate(model, instance, exclude=exclude, using=using)
        except ValidationError:
            errors: dict[str, list[ValidationError]] = {}
            for part in asked:
                try:
                    part.validate(model, instance, exclude=exclude, using=using)
                except ValidationError as error:
                    errors = error.update_error_dict(errors)
            if errors:
                raise ValidationError(errors) from None
