"""What can go wrong with the local PostgreSQL. Every message is a full sentence fit for a user."""


class EmbeddedPostgresError(RuntimeError):
    """The local PostgreSQL cannot be used; the message says why and what to do."""


class NoPostgres(EmbeddedPostgresError):
    """This machine has no PostgreSQL server that could be started, or no account to start it as."""


class AnotherVersion(EmbeddedPostgresError):
    """The data were written by another major version of PostgreSQL than the one at hand."""


class AnotherOwner(EmbeddedPostgresError):
    """A folder that must be ours belongs to another user, or is open to others."""


class NotOurFolder(EmbeddedPostgresError):
    """The folder named as home holds other things, so nothing was put into it."""


class DidNotStart(EmbeddedPostgresError):
    """PostgreSQL was called and refused; the message ends with its own last words."""


class StillBusy(EmbeddedPostgresError):
    """Somebody else is at work on the same cluster and did not finish in time."""
