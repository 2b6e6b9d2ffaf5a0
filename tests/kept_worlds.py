"""A world that a factory has built once is put back, row for row, where the next test builds the same.

Building a published page takes some 250 statements through the actions; putting its rows back takes one. `@kept` goes
on a factory. What it built is put back only where building would do the very same:

- the tables hold what they held then: what stands before any test, and after it nothing but kept worlds;
- it is asked for with the same values, in the same language, under the same settings;
- no module of ours is patched;
- the test is undone by a rollback (with real transactions everything is built);
- it was built less than a minute ago, so that times in it are as good as new.

In every other case the factory runs. `pytest --build-worlds` makes it run always.
"""

from __future__ import annotations

import copy
import functools
import itertools
import sys
import time
from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.conf import UserSettingsHolder, settings
from django.db import connection, models
from django.utils import translation

from tests.kept_rows import can_be_kept, put_back, rows_of, written_so_far

GOOD_FOR = 60
"""Seconds."""
OURS = ("evidence", "contributions", "atlas")
BEFORE_ANY_TEST = ("before any test",)
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "SET CONSTRAINTS")
F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class _World:
    number: int
    made: float
    rows: list[str]
    result: Any
    given: list[dict[str, Any]]
    """What the rows that were handed in looked like afterwards."""
    patched: dict[str, int]


class _Worlds:
    def __init__(self) -> None:
        self.state: Hashable = None
        """What the tables hold: the number of a world, for one that is built again has other rows. None: not known."""
        self.building = False
        self.kept: dict[Hashable, _World] = {}
        self.numbers = itertools.count(1)

    def watch(self, execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Whoever writes makes what the tables hold unknown."""
        if self.state is not None and not str(sql).lstrip("( \n").upper().startswith(_READS):
            self.state = None
        return execute(sql, params, many, context)


WORLDS = _Worlds()


def kept(factory: F) -> F:
    """For a factory whose values are plain or rows, and whose result can be copied."""

    @functools.wraps(factory)
    def asked(*args: Any, **kwargs: Any) -> Any:
        before = WORLDS.state
        if before is None or WORLDS.building or not _as_always():
            return factory(*args, **kwargs)
        try:
            named = (factory.__module__, factory.__qualname__, translation.get_language(), _spelt(_overridden()))
            key: Hashable = (before, *named, _spelt(args), _spelt(sorted(kwargs.items())))
        except TypeError:
            return factory(*args, **kwargs)
        given = [one for one in (*args, *kwargs.values()) if isinstance(one, models.Model)]
        world = WORLDS.kept.get(key)
        if world is None or time.monotonic() - world.made > GOOD_FOR:
            return _built(key, functools.partial(factory, *args, **kwargs), given)
        if not world.patched.items() <= _patched().items():
            return factory(*args, **kwargs)
        put_back(world.rows)
        for one, then in zip(given, world.given, strict=True):
            one.__dict__.update(copy.deepcopy(then))
        WORLDS.state = world.number
        return copy.deepcopy(world.result)

    return asked  # type: ignore[return-value]


def _built(key: Hashable, factory: Callable[[], Any], given: list[models.Model]) -> Any:
    waiting, before = len(connection.run_on_commit), dict(written_so_far())
    WORLDS.building = True
    try:
        result = factory()
    finally:
        WORLDS.building = False
    if connection.needs_rollback or len(connection.run_on_commit) != waiting:
        return result
    changed = [table for table, number in written_so_far() if number != before.get(table, 0)]
    rows = list(rows_of(changed).values())
    number, now = next(WORLDS.numbers), time.monotonic()
    then = [dict(one.__dict__) for one in given]
    WORLDS.kept = {one: world for one, world in WORLDS.kept.items() if now - world.made <= GOOD_FOR}
    WORLDS.kept[key] = copy.deepcopy(_World(number, now, rows, result, then, _patched()))
    WORLDS.state = number
    return result


def _as_always() -> bool:
    return connection.in_atomic_block and not connection.needs_rollback and can_be_kept()


def _overridden() -> dict[str, Any]:
    """The settings that a test has changed, but for folders, of which no row tells."""
    changed: dict[str, Any] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {name: value for name, value in vars(holder).items() if name.isupper()} | changed
        holder = holder.default_settings
    return {name: value for name, value in sorted(changed.items()) if not isinstance(value, Path)}


def _patched() -> dict[str, int]:
    """Module -> what its names stand for, in their order. A module that is patched differs from itself."""
    modules = [
        (name, module)
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] in OURS or name == "django.utils.timezone"
    ]
    return {name: hash(tuple(map(id, filter(callable, list(vars(module).values()))))) for name, module in modules}


def _spelt(value: Any) -> Hashable:
    """`value` as a part of a key. Raises TypeError where it is neither plain nor a row."""
    if value is None or isinstance(value, str | int | float):
        return (type(value).__name__, value)
    if isinstance(value, list | tuple):
        return (type(value).__name__, *map(_spelt, value))
    if isinstance(value, dict):
        return ("dict", *((key, _spelt(one)) for key, one in value.items()))
    if isinstance(value, models.Model):
        fields = ((field.attname, repr(value.__dict__.get(field.attname))) for field in value._meta.concrete_fields)
        return (value._meta.label, *fields)
    raise TypeError(f"{value!r} is neither plain nor a row")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--build-worlds", action="store_true", help="build the world of every test anew")


@pytest.fixture(autouse=True, scope="session")
def _worlds_are_kept(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.config.getoption("--build-worlds"):
        yield
        return
    connection.execute_wrappers.insert(0, WORLDS.watch)
    yield
    connection.execute_wrappers.remove(WORLDS.watch)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """A test begins with what stands before any test, unless its module keeps a world of its own standing."""
    watched = WORLDS.watch in connection.execute_wrappers
    WORLDS.state = BEFORE_ANY_TEST if watched and not connection.in_atomic_block else None
