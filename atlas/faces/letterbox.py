"""The door of the letterbox, as the database keeps it: row policies for the public role, in SQL.

A right to read a table is a right to read every row of it. Letters need less: whoever holds a code may read how that
one letter stands, and nobody else's. So the public role sees the rows that the codes in hand reach, and no other.
`contributions.door` lays the marks of a code into a setting of the session while it is at work; a mark is a keyed hash
that cannot be guessed, and the columns that were written in a letter are granted to nobody at the door.

The owner of the tables passes by all policies, as PostgreSQL has it. Policies name no role, so that a backup can be
restored where the roles are not there yet: who may delete letters is of the desk and sees all of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from contributions.door import MARKS

REACH = "letterbox_reach"
FORGETS = "letterbox_forgets"

SEARCH_PATH = "pg_catalog, public, pg_temp"
"""Of functions that run with the owner's rights: nobody but the owner makes anything in `public`."""

_OF_THE_DESK = "(SELECT has_table_privilege('public.contributions_contribution', 'DELETE'))"
_REACHED = f"IN (SELECT public.{REACH}())"


@dataclass(frozen=True, slots=True)
class Function:
    """A function that runs with the owner's rights, with a fixed search path. `source` is its body."""

    name: str
    returns: str
    language: str
    source: str
    granted: bool
    """May the public role call it?"""

    @property
    def sql(self) -> str:
        volatile = "VOLATILE" if self.returns == "trigger" else "STABLE"
        return (
            f"CREATE OR REPLACE FUNCTION public.{self.name}() RETURNS {self.returns} LANGUAGE {self.language}"
            f" {volatile} SECURITY DEFINER SET search_path = {SEARCH_PATH} AS $letterbox${self.source}$letterbox$;"
            f" REVOKE EXECUTE ON FUNCTION public.{self.name}() FROM PUBLIC"
        )


FUNCTIONS = (
    Function(
        name=REACH,
        returns="SETOF bigint",
        language="sql",
        granted=True,
        # The letter of the code; the one that it repeats, whose fate it shares; those that repeat it, which wait in
        # the queue again when it is taken back.
        source=f"""
    WITH own AS (
        SELECT id, duplicate_of_id FROM public.contributions_contribution
        WHERE code_mark = ANY (string_to_array(current_setting('{MARKS}', true), ','))
    )
    SELECT id FROM own
    UNION SELECT duplicate_of_id FROM own WHERE duplicate_of_id IS NOT NULL
    UNION SELECT letter.id FROM public.contributions_contribution letter JOIN own ON letter.duplicate_of_id = own.id
""",  # noqa: S608 - constants of ours
    ),
    Function(
        name=FORGETS,
        returns="trigger",
        language="plpgsql",
        granted=False,
        # Notes of triagers cannot be seen at the door, so that they cannot be deleted there either.
        source="""
BEGIN
    DELETE FROM public.contributions_contributionentry WHERE contribution_id = NEW.id;
    RETURN NULL;
END
""",
    ),
)

TRIGGER_TABLE = "contributions_contribution"
TRIGGER = (
    f"CREATE OR REPLACE TRIGGER {FORGETS} AFTER UPDATE OF state ON public.{TRIGGER_TABLE} FOR EACH ROW"
    f" WHEN (NEW.state = 'withdrawn' AND OLD.state <> 'withdrawn') EXECUTE FUNCTION public.{FORGETS}()"
)


@dataclass(frozen=True, slots=True)
class Policy:
    """`using`: which rows are there for the command; `check`: which rows it may leave behind. "" where it asks none."""

    table: str
    name: str
    command: str
    using: str = ""
    check: str = ""

    @property
    def sql(self) -> str:
        using = f" USING ({self.using})" if self.using else ""
        check = f" WITH CHECK ({self.check})" if self.check else ""
        return f"CREATE POLICY {self.name} ON public.{self.table} FOR {self.command} TO PUBLIC{using}{check}"

    @property
    def hash(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()[:16]


_JUST_SENT = (
    "state IN ('received', 'quarantine') AND study_id IS NOT DISTINCT FROM (SELECT p.study_id"
    " FROM public.evidence_publication p WHERE p.id = publication_id) AND assignee_id IS NULL AND decided_by_id IS NULL"
    " AND decline_reason = '' AND duplicate_of_id IS NULL AND linked_at IS NULL AND resolved_by_id IS NULL"
    " AND answered_at IS NULL AND closed_at IS NULL AND contact_purged_at IS NULL AND message_purged_at IS NULL"
    " AND kept_until IS NULL AND NOT demo"
)
_MOVED_BY_ITS_WRITER = (
    # Who decided cannot be written here: the trigger `who_contributed_does_not_decide` reads what this role may not.
    f"id {_REACHED} AND state IN ('received', 'withdrawn') AND assignee_id IS NULL"
)
# A letter that returns to the queue repeats no other any more, so that no code reaches it when its event is written.
_TOLD_OF = (
    f"object_type = 'contribution' AND (object_id {_REACHED}"
    f" OR (action = 'contribution.return' AND EXISTS (SELECT public.{REACH}())))"
)
_EVENT_OF_A_WRITER = (
    "actor_id IS NULL AND reason = '' AND action IN ('contribution.received', 'contribution.answer',"
    f" 'contribution.withdraw', 'contribution.return') AND {_TOLD_OF}"
)
_AT_THE_DOOR: tuple[tuple[str, str, str, str], ...] = (
    ("contributions_contribution", "SELECT", f"id {_REACHED}", ""),
    ("contributions_contribution", "INSERT", "", _JUST_SENT),
    ("contributions_contribution", "UPDATE", f"id {_REACHED}", _MOVED_BY_ITS_WRITER),
    ("contributions_contributionentry", "SELECT", f"voice IN ('reply', 'answer') AND contribution_id {_REACHED}", ""),
    (
        "contributions_contributionentry",
        "INSERT",
        "",
        f"voice = 'answer' AND author_id IS NULL AND contribution_id {_REACHED}",
    ),
    ("contributions_contributionentry", "DELETE", f"contribution_id {_REACHED}", ""),
    ("contributions_outgoingmail", "SELECT", f"contribution_id {_REACHED}", ""),
    ("contributions_outgoingmail", "UPDATE", f"contribution_id {_REACHED}", "to_sealed IS NULL"),
    ("contributions_ledgerentry", "SELECT", "true", ""),
    (
        "contributions_ledgerentry",
        "INSERT",
        "",
        f"outcome = 'withdrawn' AND publication_id IS NULL AND EXISTS (SELECT public.{REACH}())",
    ),
    ("evidence_auditevent", "SELECT", _TOLD_OF, ""),
    ("evidence_auditevent", "INSERT", "", _EVENT_OF_A_WRITER),
)
"""(table, command, which rows, which rows may be left behind) for whoever is not of the desk."""

GUARDED = tuple(dict.fromkeys(table for table, *_ in _AT_THE_DOOR))
"""Tables with row policies."""

POLICIES: Mapping[tuple[str, str], Policy] = {
    (policy.table, policy.name): policy
    for policy in (
        *(Policy(table, "of_the_desk", "ALL", using=_OF_THE_DESK) for table in GUARDED),
        *(
            Policy(table, f"at_the_door_{command.lower()}", command, using=using, check=check)
            for table, command, using, check in _AT_THE_DOOR
        ),
    )
}
"""(table, name) -> policy. PostgreSQL joins policies of one table by "or"."""

SHOULD_IGNORE = "_pgtrigger_should_ignore"
IGNORES_FOR_THE_OWNER = """
    DECLARE
        owner oid := (SELECT relowner FROM pg_catalog.pg_class WHERE oid = 'public.evidence_publication'::regclass);
        ignored text := pg_catalog.current_setting('pgtrigger.ignore', true);
    BEGIN
        -- Whoever signed in, and whoever acts now, have both to be the owner: no setting of another role's session
        -- switches a promise off.
        RETURN coalesce(ignored, '') <> '' AND trigger_name = ANY (ignored::text[])
            AND pg_catalog.pg_has_role(session_user, owner, 'USAGE')
            AND pg_catalog.pg_has_role(current_user, owner, 'USAGE');
    END
"""
"""Body of django-pgtrigger's switch. Its own version heeds a setting that any role may set; migrations bring that back,
so `grant_roles` runs after each `migrate`."""
