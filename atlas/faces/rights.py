"""What each role of the database may do: the table that `grant_roles` makes true, and docs/faces.md explains.

Whatever is not named here is not granted, so that a new table is nobody's until somebody decides.

    owner           has the tables; runs migrations, grant_roles, backups. Not listed: an owner may do everything.
    atlas_public    reads the shelf; writes letters through the door of `atlas.faces.letterbox`, and nothing else
    atlas_desk      reads and writes rows; changes no table, empties none, switches no trigger off
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

EVERY = ("*",)
"""All columns, those that come later too: for tables that hold nothing but what readers may see."""


@dataclass(frozen=True, slots=True)
class Rights:
    """Columns that may be read, inserted and changed (EVERY or names), and whether rows may be deleted."""

    select: tuple[str, ...] = ()
    insert: tuple[str, ...] = ()
    update: tuple[str, ...] = ()
    delete: bool = False
    why: str = field(default="", compare=False)

    def each(self, table: str) -> Iterator[tuple[str, str, str]]:
        """(privilege, table, column or "" for the whole table) of each right."""
        for privilege, columns in (("SELECT", self.select), ("INSERT", self.insert), ("UPDATE", self.update)):
            for column in columns:
                yield privilege, table, "" if column == "*" else column
        if self.delete:
            yield "DELETE", table, ""


def _shelf(why: str) -> Rights:
    return Rights(select=EVERY, why=why)


SHELF: Mapping[str, Rights] = {
    "evidence_publication": _shelf("every page, with its numbered versions"),
    "evidence_shelfentry": _shelf("what pages are found by"),
    "evidence_shelfword": _shelf("the words of live pages, for mistyped ones"),
    "evidence_shelfstate": _shelf("which state the shelf is in"),
    "evidence_noticealert": _shelf("that a notice about a paper was found"),
    "evidence_slugredirect": Rights(select=("old_slug", "study_id"), why="old addresses lead to pages"),
    "evidence_topic": _shelf("the vocabulary of topics"),
    "evidence_pagechange": _shelf("which finished pages of the page store are not true any more"),
    "contributions_ledgerentry": Rights(
        select=EVERY, insert=EVERY, why="what became of letters; a letter that is taken back adds a line"
    ),
    "django_migrations": _shelf("`/health/ready` asks whether the tables are up to date"),
}
"""Tables that public pages read."""

_MOVED = (
    "state", "state_since", "assignee_id", "lease_until", "closed_at", "answered_at", "duplicate_of_id",
    "decided_by_id", "decided_at",
)  # fmt: skip
_ERASED = (
    "message_sealed", "source_sealed", "passage_sealed", "contact_sealed", "contact_use", "message_purged_at",
    "contact_purged_at", "kept_until",
)  # fmt: skip

LETTERBOX: Mapping[str, Rights] = {
    "contributions_contribution": Rights(
        select=(
            "id", "kind", "state", "code_mark", "study_id", "received_at", "state_since", "assignee_id", "lease_until",
            "decided_by_id", "decided_at", "decline_reason", "duplicate_of_id", "resolved_by_id", "answered_at",
            "closed_at", "contact_purged_at", "message_purged_at", "kept_until", "demo",
        ),
        insert=EVERY, update=_MOVED + _ERASED,
        why="send, look up, answer, take back: only rows whose code is in hand, never what was written",
    ),
    "contributions_contributionentry": Rights(
        select=("id", "contribution_id", "voice", "text_sealed", "written_at"), insert=EVERY, delete=True,
        why="replies and answers to the letter whose code is in hand; notes of triagers never",
    ),
    "contributions_outgoingmail": Rights(
        select=("contribution_id", "state", "to_sealed"), update=("state", "to_sealed"),
        why="a letter that is taken back stops its mails",
    ),
    "contributions_dailysalt": Rights(select=EVERY, insert=EVERY, why="counts of the hour keep no address"),
    "contributions_floodmark": Rights(select=EVERY, insert=EVERY, update=("count",), why="counts of the hour"),
    "evidence_auditevent": Rights(
        select=("id",), insert=EVERY, why="that a letter came, was answered or taken back; policies refuse other events"
    ),
    "evidence_study": Rights(
        select=("id", "demo"), why="whether a letter about a study belongs to the demonstration"
    ),
}  # fmt: skip
"""Tables behind the form. Row policies narrow each further: `atlas.faces.letterbox`."""

PUBLIC: Mapping[str, Rights] = {**SHELF, **LETTERBOX}
PUBLIC_SEQUENCES: Mapping[str, tuple[str, ...]] = {"contributions_contribution_id_seq": ("USAGE",)}
"""The number of a letter is drawn before it is stored, so that its sender knows it without reading it."""

_ADDED_TO = Rights(select=EVERY, insert=EVERY, why="rows are written once")
_READ = Rights(select=EVERY, why="migrations belong to the owner")
_ROWS = Rights(select=EVERY, insert=EVERY, update=EVERY, delete=True, why="the work of the desk, and its jobs")

DESK: Mapping[str, Rights] = {
    "django_migrations": _READ,
    "django_content_type": _READ,
    "auth_permission": _READ,
    "evidence_auditevent": _ADDED_TO,
    "evidence_review": _ADDED_TO,
    "contributions_ledgerentry": _ADDED_TO,
    "evidence_publication": Rights(
        select=EVERY, insert=EVERY, update=("is_current",), why="the next number takes the place of the last"
    ),
}
"""Where the desk may do less than read, add, change and delete rows. Triggers keep their promises besides."""


def of_the_desk(table: str) -> Rights:
    return DESK.get(table, _ROWS)


PUBLIC_SETTINGS: Mapping[str, str] = {
    "default_transaction_read_only": "on",
    "statement_timeout": "15s",
    "idle_in_transaction_session_timeout": "15s",
    "lock_timeout": "5s",
}
"""What a session of the public role begins with. The letterbox alone switches writing on."""
DESK_SETTINGS: Mapping[str, str] = {"statement_timeout": "10min", "idle_in_transaction_session_timeout": "10min"}
"""Long enough for an import of thousands of records, and for the jobs."""

PUBLIC_CONNECTIONS = 60
DESK_CONNECTIONS = 30
"""Together below PostgreSQL's usual 100, so that the owner can always come in."""
