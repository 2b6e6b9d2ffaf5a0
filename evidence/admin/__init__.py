"""The editors' desk. Forms change rows through the actions only; what is immutable is read-only."""

from evidence.admin import (  # noqa: F401 - each registers its models
    desk,
    import_room,
    machines,
    records,
    registries,
    shelf,
    topics,
)
