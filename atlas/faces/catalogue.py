"""What the roles of the database really may do, read from its catalogue.

A right is a tuple (privilege, kind, name, column): ("SELECT", "table", "evidence_study", "id"). `column` is "" for the
whole; `kind` is table, sequence, function, schema or database.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Right = tuple[str, str, str, str]

EVERYBODY = ""
"""The name of PUBLIC, to whom whatever is granted is granted to all roles."""

_GRANTED = """
    WITH grants AS (
        SELECT CASE relkind WHEN 'S' THEN 'sequence' ELSE 'table' END AS kind, relname AS name, '' AS part,
            (aclexplode(relacl)).*
        FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        UNION ALL
        SELECT 'table', relname, attname, (aclexplode(attacl)).*
        FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relnamespace = 'public'::regnamespace AND attacl IS NOT NULL
        UNION ALL
        SELECT 'function', proname, '', (aclexplode(coalesce(proacl, acldefault('f', proowner)))).*
        FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prosecdef
        UNION ALL
        SELECT 'schema', nspname, '', (aclexplode(coalesce(nspacl, acldefault('n', nspowner)))).*
        FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        UNION ALL
        SELECT 'database', datname, '', (aclexplode(coalesce(datacl, acldefault('d', datdba)))).*
        FROM pg_database WHERE datname = current_database()
        UNION ALL
        SELECT 'default of ' || CASE defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences'
                WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' ELSE 'schemas' END,
            coalesce(nspname, 'any schema'), '', (aclexplode(defaclacl)).*
        FROM pg_default_acl LEFT JOIN pg_namespace ON pg_namespace.oid = defaclnamespace
    )
    SELECT privilege_type, kind, name, part FROM grants
    WHERE grantee = CASE %(role)s WHEN '' THEN 0 ELSE (SELECT oid FROM pg_roles WHERE rolname = %(role)s) END
"""
_ROLE = """
    SELECT rolcanlogin, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls, rolconnlimit,
        ARRAY(SELECT roleid::regrole::text FROM pg_auth_members WHERE member = pg_roles.oid ORDER BY 1),
        (SELECT count(*) FROM pg_shdepend WHERE refobjid = pg_roles.oid AND deptype = 'o'
            AND refclassid = 'pg_authid'::regclass),
        coalesce((SELECT setconfig FROM pg_db_role_setting WHERE setrole = pg_roles.oid
            AND setdatabase = (SELECT oid FROM pg_database WHERE datname = current_database())), '{}')
    FROM pg_roles WHERE rolname = %s
"""


@dataclass(frozen=True, slots=True)
class Role:
    """What is known of a role besides its rights."""

    can_login: bool
    powers: frozenset[str]
    """Of superuser, createrole, createdb, replication, bypassrls those that it has."""
    connections: int
    member_of: tuple[str, ...]
    owns: int
    """How many things in the cluster it owns."""
    settings: dict[str, str] = field(default_factory=dict)
    """What its sessions in this database begin with."""


def role(cursor: Any, name: str) -> Role | None:
    """The role of this name, or None where there is none."""
    cursor.execute(_ROLE, [name])
    row = cursor.fetchone()
    if row is None:
        return None
    powers = ("superuser", "createrole", "createdb", "replication", "bypassrls")
    return Role(
        can_login=row[0],
        powers=frozenset(power for power, has in zip(powers, row[1:6], strict=True) if has),
        connections=row[6],
        member_of=tuple(row[7]),
        owns=row[8],
        settings=dict(one.split("=", 1) for one in row[9]),
    )


def granted(cursor: Any, name: str) -> set[Right]:
    """Whatever is granted to this very role (EVERYBODY: to all), in the schema public and beyond it."""
    cursor.execute(_GRANTED, {"role": name})
    return set(cursor.fetchall())


def tables(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1"
    )
    return [name for (name,) in cursor.fetchall()]


def sequences(cursor: Any) -> list[str]:
    cursor.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'S' ORDER BY 1"
    )
    return [name for (name,) in cursor.fetchall()]


def owner(cursor: Any) -> str:
    """Who owns the tables."""
    cursor.execute(
        "SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = to_regclass('public.evidence_publication')"
    )
    row = cursor.fetchone()
    return row[0] if row else ""


def guarded(cursor: Any) -> set[str]:
    """Tables whose row policies are switched on."""
    cursor.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relrowsecurity")
    return {name for (name,) in cursor.fetchall()}


DIGEST_OF_POLICIES = (
    "SELECT relname, polname, coalesce(obj_description(pg_policy.oid, 'pg_policy'), '') AS comment,"
    " left(encode(sha256(convert_to(concat_ws('|', polcmd, polpermissive, polroles,"
    " pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)), 'UTF8')), 'hex'), 16) AS digest"
    " FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid WHERE relnamespace = 'public'::regnamespace"
)


def policies(cursor: Any) -> dict[tuple[str, str], tuple[str, str]]:
    """(table, policy) -> the comment that `grant_roles` left, and a digest of the policy as it is now."""
    cursor.execute(DIGEST_OF_POLICIES)
    return {(table, name): (comment, digest) for table, name, comment, digest in cursor.fetchall()}


def function(cursor: Any, name: str) -> tuple[str, bool, tuple[str, ...], str] | None:
    """Body, does it run with its owner's rights, its settings, its owner; None where there is none."""
    cursor.execute(
        "SELECT prosrc, prosecdef, coalesce(proconfig, '{}'), pg_get_userbyid(proowner) FROM pg_proc"
        " WHERE pronamespace = 'public'::regnamespace AND proname = %s",
        [name],
    )
    row = cursor.fetchone()
    return (row[0], row[1], tuple(row[2]), row[3]) if row else None


def has_trigger(cursor: Any, table: str, name: str) -> bool:
    """Is there such a trigger, switched on?"""
    cursor.execute(
        "SELECT tgenabled = 'O' FROM pg_trigger WHERE tgrelid = to_regclass('public.' || %s) AND tgname = %s",
        [table, name],
    )
    row = cursor.fetchone()
    return bool(row and row[0])
