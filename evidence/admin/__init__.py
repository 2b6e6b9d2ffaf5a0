"""The editors' desk. Forms change rows through the actions only; what is immutable is read-only."""

from evidence.admin import desk, machines, records, registries, shelf  # noqa: F401 - each registers its models
