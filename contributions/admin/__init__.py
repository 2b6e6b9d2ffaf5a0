"""The triagers' rooms. Whatever changes a letter goes through `contributions.actions`, and so does reading one."""

from contributions.admin import records  # noqa: F401 - registers its models
