"""Compares what the roles of the database may do with the table of `atlas.faces.rights`, and mends what differs.

Nothing is granted anew that is granted already, so a second run changes nothing. No password is made or shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from atlas.faces import catalogue, letterbox, rights
from atlas.faces.catalogue import EVERYBODY, Right

LOCK = 0x61746C6173  # "atlas": two runs at a time wait for each other


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it shall be. `sql` mends it ("": a person has to), `by_owner` as the tables' owner."""

    words: str
    sql: str = ""
    by_owner: bool = True


class NotTheOwner(Exception):
    """Whoever is connected may not act for the owner of the tables. `str()` is a full sentence."""


def differences(cursor: Any) -> list[Difference]:
    """Everything that is missing, or is there and shall not be, in the order in which it is mended."""
    found: list[Difference] = []
    known = {name: catalogue.role(cursor, name) for name in (settings.PUBLIC_ROLE, settings.DESK_ROLE)}
    for name, (own, limit) in _wanted_roles().items():
        found += _of_the_role(name, known[name], own, limit)
    found += _of_the_switch(cursor)
    found += _of_the_door(cursor)
    found += _of_rights("everybody", "PUBLIC", set(), _too_much_for_everybody(catalogue.granted(cursor, EVERYBODY)))
    for name in known:
        found += _of_rights(name, quoted(name), wanted(cursor, name), catalogue.granted(cursor, name))
    return found


def mend(found: Iterable[Difference]) -> list[tuple[Difference, str]]:
    """Do what each difference asks for, all in one transaction; returns those that could not be mended, with why."""
    left: list[tuple[Difference, str]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        owner = owner_of_the_tables(cursor)
        for difference in found:
            if not difference.sql:
                left.append((difference, "A person has to do this."))
                continue
            try:
                with transaction.atomic():
                    if difference.by_owner:
                        cursor.execute(f"SET LOCAL ROLE {quoted(owner)}")
                    cursor.execute(difference.sql)
                    cursor.execute("RESET ROLE")
            except DatabaseError as error:
                left.append((difference, str(error).splitlines()[0]))
    return left


def owner_of_the_tables(cursor: Any) -> str:
    """The role that owns the tables. Raises NotTheOwner where whoever is connected may not act for it."""
    owner = catalogue.owner(cursor)
    if not owner:
        raise NotTheOwner("There are no tables yet. Run `manage.py migrate` first.")
    cursor.execute("SELECT current_user, pg_has_role(current_user, %s, 'MEMBER')", [owner])
    user, may = cursor.fetchone()
    if not may:
        raise NotTheOwner(f"The tables belong to the role {owner}. Run this as that role; you are connected as {user}.")
    return owner


def set_password(cursor: Any, role: str, password: str) -> None:
    """Give a role its password. What travels is a SCRAM verifier, so that no log of the server holds the password."""
    pgconn = connection.connection.pgconn
    verifier = pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256").decode()
    cursor.execute(f"ALTER ROLE {quoted(role)} PASSWORD '{verifier}'")


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# --- What shall be ------------------------------------------------------------------------------------


def _wanted_roles() -> dict[str, tuple[dict[str, str], int]]:
    return {
        settings.PUBLIC_ROLE: (dict(rights.PUBLIC_SETTINGS), rights.PUBLIC_CONNECTIONS),
        settings.DESK_ROLE: (dict(rights.DESK_SETTINGS), rights.DESK_CONNECTIONS),
    }


def wanted(cursor: Any, role: str) -> set[Right]:
    """Every right that this role shall have in this database, as the catalogue names it."""
    named: set[Right] = {
        ("CONNECT", "database", connection.settings_dict["NAME"], ""),
        ("USAGE", "schema", "public", ""),
        ("EXECUTE", "function", letterbox.REACH, ""),
    }
    tables = catalogue.tables(cursor)
    if role == settings.PUBLIC_ROLE:
        asked = {table: what for table, what in rights.PUBLIC.items() if table in tables}
        sequences = rights.PUBLIC_SEQUENCES
    else:
        asked = {table: rights.of_the_desk(table) for table in tables}
        read_only = {f"{table}_id_seq" for table, what in asked.items() if not what.insert}
        sequences = {name: ("USAGE",) for name in catalogue.sequences(cursor) if name not in read_only}
    for table, what in asked.items():
        named |= {(privilege, "table", name, column) for privilege, name, column in what.each(table)}
    for name, privileges in sequences.items():
        named |= {(privilege, "sequence", name, "") for privilege in privileges}
    return named


def _too_much_for_everybody(granted: set[Right]) -> set[Right]:
    """Of what everybody has, what nobody shall have: rows, functions of the owner, room for own things."""
    return {
        (privilege, kind, name, column)
        for privilege, kind, name, column in granted
        if kind in ("table", "sequence", "function", "default of tables", "default of sequences")
        or (privilege, kind) == ("TEMPORARY", "database")
        or (privilege, kind, name) == ("CREATE", "schema", "public")
    }


# --- What differs ---------------------------------------------------------------------------------------


def _of_the_role(name: str, role: catalogue.Role | None, own: dict[str, str], limit: int) -> Iterator[Difference]:
    role_, database = quoted(name), quoted(connection.settings_dict["NAME"])
    if role is None:
        words = f"There is no role {name}."
        powers = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        yield Difference(words, f"CREATE ROLE {role_} {_allowed_of(powers)} CONNECTION LIMIT {limit}", by_owner=False)
        role = catalogue.Role(True, frozenset(), limit, (), 0)
    for power in sorted(role.powers):
        yield Difference(f"{name} has the power {power}.", f"ALTER ROLE {role_} NO{power.upper()}", by_owner=False)
    if not role.can_login:
        yield Difference(f"{name} may not sign in.", f"ALTER ROLE {role_} LOGIN", by_owner=False)
    if role.connections != limit:
        words = f"{name} may have {role.connections} connections, not {limit}."
        yield Difference(words, f"ALTER ROLE {role_} CONNECTION LIMIT {limit}", by_owner=False)
    for other in role.member_of:
        yield Difference(f"{name} is a member of {other}.", f"REVOKE {other} FROM {role_}", by_owner=False)
    if role.owns:
        yield Difference(f"{name} owns {role.owns} things. Give them to the owner of the tables, or drop them.")
    for key in sorted({*own, *role.settings}):
        if key not in own:
            words = f"{name} begins with {key} = {role.settings[key]}."
            yield Difference(words, f"ALTER ROLE {role_} IN DATABASE {database} RESET {key}", by_owner=False)
        elif role.settings.get(key) != own[key]:
            words = f"{name} does not begin with {key} = {own[key]}."
            yield Difference(
                words, f"ALTER ROLE {role_} IN DATABASE {database} SET {key} = '{own[key]}'", by_owner=False
            )


def _allowed_of(powers: str) -> str:
    """Only a superuser may name the powers of superusers, even to deny them; new roles have none anyway."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return powers if cursor.fetchone()[0] else "LOGIN NOCREATEDB NOCREATEROLE"


def _of_the_switch(cursor: Any) -> Iterator[Difference]:
    there = catalogue.function(cursor, letterbox.SHOULD_IGNORE)
    if there is None or there[0] != letterbox.IGNORES_FOR_THE_OWNER:
        yield Difference(
            "A setting of any session can switch triggers off.",
            f"CREATE OR REPLACE FUNCTION public.{letterbox.SHOULD_IGNORE}(trigger_name NAME) RETURNS BOOLEAN"
            f" LANGUAGE plpgsql STABLE AS $switch${letterbox.IGNORES_FOR_THE_OWNER}$switch$",
        )


def _of_the_door(cursor: Any) -> Iterator[Difference]:
    owner = catalogue.owner(cursor)
    for one in letterbox.FUNCTIONS:
        shall = (one.source, True, (f"search_path={letterbox.SEARCH_PATH}",), owner)
        if catalogue.function(cursor, one.name) != shall:
            yield Difference(f"The function {one.name} is not as it shall be.", one.sql)
    if not catalogue.has_trigger(cursor, letterbox.TRIGGER_TABLE, letterbox.FORGETS):
        yield Difference(f"The trigger {letterbox.FORGETS} is not there, or is switched off.", letterbox.TRIGGER)
    there, guarded = catalogue.policies(cursor), catalogue.guarded(cursor)
    for table, name in sorted(set(there) - set(letterbox.POLICIES)):
        yield Difference(
            f"{table} has a policy {name} too many.", f"DROP POLICY {quoted(name)} ON public.{quoted(table)}"
        )
    for (table, name), policy in letterbox.POLICIES.items():
        comment, digest = there.get((table, name), ("", ""))
        if comment != f"{policy.hash} {digest}":
            yield Difference(f"The policy {name} of {table} is not as it shall be.", _made_anew(policy))
    for table in letterbox.GUARDED:
        if table not in guarded:
            words = f"The row policies of {table} are not switched on."
            yield Difference(words, f"ALTER TABLE public.{table} ENABLE ROW LEVEL SECURITY")


def _made_anew(policy: letterbox.Policy) -> str:
    """The policy, with a comment that holds its hash and a digest of what PostgreSQL made of it."""
    return f"""
        DROP POLICY IF EXISTS {policy.name} ON public.{policy.table};
        {policy.sql};
        DO $comment$ BEGIN EXECUTE (
            SELECT format('COMMENT ON POLICY {policy.name} ON public.{policy.table} IS %L', '{policy.hash} ' || digest)
            FROM ({catalogue.DIGEST_OF_POLICIES}) made WHERE relname = '{policy.table}' AND polname = '{policy.name}'
        ); END $comment$
    """  # noqa: S608 - constants of ours


def _of_rights(who: str, grantee: str, shall: set[Right], have: set[Right]) -> Iterator[Difference]:
    whole = {(privilege, kind, name) for privilege, kind, name, column in shall if not column}
    for right in sorted(have - shall):
        yield Difference(f"{who} may {_words(right)}, and shall not.", _sql("REVOKE", right, f"FROM {grantee}"))
    for right in sorted(shall - have):
        yield Difference(f"{who} may not {_words(right)}.", _sql("GRANT", right, f"TO {grantee}"))
        if right[3] and (*right[:3],) in whole:
            raise AssertionError(f"{right} is named twice")


def _words(right: Right) -> str:
    privilege, kind, name, column = right
    return f"{privilege} {name}.{column}" if column else f"{privilege} {kind} {name}"


def _sql(verb: str, right: Right, tail: str) -> str:
    privilege, kind, name, column = right
    if kind.startswith("default of"):
        inside = "" if name == "any schema" else f" IN SCHEMA {quoted(name)}"
        return f"ALTER DEFAULT PRIVILEGES{inside} {verb} {privilege} ON {kind.rpartition(' ')[2].upper()} {tail}"
    place = quoted(name) if kind in ("schema", "database") else f"public.{quoted(name)}"
    call = "()" if kind == "function" else ""
    return f"{verb} {privilege}{f' ({quoted(column)})' if column else ''} ON {kind.upper()} {place}{call} {tail}"
