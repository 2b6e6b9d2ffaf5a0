"""Building blocks for promises that the database keeps: append-only rows, canonical identifiers, choices.

A row of the demonstration (`demo`) may be deleted, so that one command can empty the demo before real use;
no other append-only row may, and none may be changed.
"""

from __future__ import annotations

from collections.abc import Iterable

import pgtrigger
from django.db.models import CheckConstraint, Q


def append_only(noun: str, *, demo_may_be_deleted: bool = True, or_when: str = "") -> list[pgtrigger.Trigger]:
    """Triggers for a table whose rows are written once. `noun` names a row in the refusal.

    `or_when` is SQL over OLD: rows that may go besides those of the demonstration.
    """
    deletable = " IF OLD.demo THEN RETURN OLD; END IF;" if demo_may_be_deleted else ""
    deletable += f" IF {or_when} THEN RETURN OLD; END IF;" if or_when else ""
    return [
        pgtrigger.Trigger(
            name="never_updated",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=pgtrigger.Func(refusal(f"{noun} is never changed: write a new one.")),
        ),
        pgtrigger.Trigger(
            name="never_deleted",
            when=pgtrigger.Before,
            operation=pgtrigger.Delete,
            func=pgtrigger.Func(deletable + refusal(f"{noun} is never deleted.")),
        ),
        never_truncated(noun),
    ]


def born_with(parent: str, key: str) -> pgtrigger.Trigger:
    """A row is of the demonstration exactly when the row it belongs to is (`key` names it in table `parent`)."""
    return pgtrigger.Trigger(
        name="demo_mark_is_inherited",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=pgtrigger.Func(
            f"IF NEW.demo IS DISTINCT FROM (SELECT demo FROM {parent} WHERE id = NEW.{key}) THEN"
            + refusal("A row belongs to the demonstration exactly when its study does.")
            + " END IF; RETURN NEW;"
        ),
    )


def deleted_only_when(condition: str, noun: str) -> pgtrigger.Trigger:
    """`condition` is SQL over OLD."""
    return pgtrigger.Trigger(
        name="not_deleted",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=pgtrigger.Func(f"IF {condition} THEN RETURN OLD; END IF;" + refusal(f"{noun} is never deleted.")),
    )


OF_A_DEMO_STUDY = "(SELECT demo FROM evidence_study WHERE id = OLD.study_id)"


def leaves(number: str) -> str:
    """SQL: does this study go, because an import was undone or because it was merged into another?

    Both say so in a row that stays, and the database sees to it that the study is gone when the transaction ends.
    """
    return (
        f"(EXISTS (SELECT 1 FROM evidence_removeddraft WHERE study_number = {number})"
        f" OR EXISTS (SELECT 1 FROM evidence_mergedidentity WHERE study_number = {number}"
        " AND undone_at IS NULL AND NOT stays))"
    )


OF_A_STUDY_THAT_LEAVES = leaves("OLD.study_id")


def never_truncated(noun: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name="never_truncated",
        level=pgtrigger.Statement,
        when=pgtrigger.Before,
        operation=pgtrigger.Truncate,
        func=pgtrigger.Func(refusal(f"{noun} is never deleted.")),
    )


def refusal(sentence: str) -> str:
    """PL/pgSQL that refuses with `sentence` (SQLSTATE 23514, so that Django raises IntegrityError)."""
    quoted = sentence.replace("'", "''").replace("{", "{{").replace("}", "}}")
    return f" RAISE EXCEPTION USING ERRCODE = 'check_violation', MESSAGE = '{quoted}';"


def one_of(field: str, values: Iterable[str], *, name: str) -> CheckConstraint:
    """The database knows the vocabulary too: a value outside it is refused on every path."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": list(values)}),
        name=name,
        violation_error_message=f"That is not a value of “{field.replace('_', ' ')}” that we know.",
    )


def together(*fields: str, name: str) -> CheckConstraint:
    """All of `fields` are null, or none is (`confirmed_at` with `confirmed_by`)."""
    return CheckConstraint(
        condition=Q(**{f"{field}__isnull": True for field in fields})
        | Q(**{f"{field}__isnull": False for field in fields}),
        name=name,
        violation_error_message=f"{' and '.join(fields)} are filled in together or not at all.",
    )
