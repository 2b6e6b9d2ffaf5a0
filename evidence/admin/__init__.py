"""The editors' desk. Forms change rows through the actions only; what is immutable is read-only."""

from evidence.admin import desk, records, shelf  # noqa: F401 - each registers its models
