"""The building blocks of evidence's promises, used for the letters too, and one of their own: sealed columns."""

from __future__ import annotations

from django.db.models import CheckConstraint, Q

from evidence.models._guards import append_only, one_of, refusal, together

__all__ = ["append_only", "one_of", "refusal", "sealed", "together"]


def sealed(*fields: str, name: str) -> CheckConstraint:
    """What stands in `fields` was sealed, or nothing does: code that forgets to seal is refused.

    A Fernet token is base64url of the byte 0x80 and of a time of eight bytes, whose first ones are zero until 2106.
    """
    condition = Q()
    for field in fields:
        condition &= Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__regex": r"^gAAAAA[A-Za-z0-9_-]+=*$"})
    return CheckConstraint(condition=condition, name=name, violation_error_message="What people write is kept sealed.")
