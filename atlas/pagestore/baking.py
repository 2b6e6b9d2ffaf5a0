"""Baking: many pages at once, what was asked for, and the sweep that finds what everything else has missed."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.db import Error, OperationalError, connection, connections

from atlas.pagestore.addresses import is_kept, slug_of, urgency
from atlas.pagestore.build import build_id
from atlas.pagestore.catalogue import everything, families
from atlas.pagestore.changes import EVERYTHING, fingerprints, follow
from atlas.pagestore.files import Page, Store
from atlas.pagestore.needs import CannotBeKept
from atlas.pagestore.rendering import rendered

AT_ONCE = 64
"""Pages that are rendered before they are put in place together."""
FEW = 4
"""The same where readers wait for them; and how much of the list a process takes up at a time."""
ATTEMPTS = 3
LEFT_BEHIND = 3600
"""Seconds after which a file that was never put in place belongs to nobody."""


@dataclass
class Outcome:
    """`baked` counts pages that were put in place; `refused` says which were not to be kept, and why."""

    baked: int = 0
    refused: dict[str, str] = field(default_factory=dict)
    late: list[str] = field(default_factory=list)

    def add(self, other: Outcome) -> None:
        self.baked += other.baked
        self.refused |= other.refused
        self.late += other.late


def bake(
    store: Store, addresses: Iterable[str], *, told: Callable[[int], object] = lambda count: None, hurried: bool = False
) -> Outcome:
    """Render and keep these pages, in this process. Raises OSError as the disk does (it may be full).

    What changes meanwhile is rendered again; what changes all the time is asked for later. Where readers wait, it is
    `hurried`: in small parts, and not yet packed well.
    """
    outcome = Outcome()
    for part in _parts(addresses, FEW if hurried else AT_ONCE):
        left: Sequence[str] = part
        for _ in range(ATTEMPTS):
            made = _bake(store, left, hurried=hurried)
            outcome.baked += made.baked
            outcome.refused |= made.refused
            left = made.late
            if not left:
                break
        outcome.late += left
        told(len(part))
    if outcome.late:
        store.ask_for(outcome.late)
    return outcome


def _bake(store: Store, addresses: Sequence[str], *, hurried: bool) -> Outcome:
    since = store.change_number()
    # Before the pages: a fingerprint that is older than its page makes the sweep bake once more, never once too little.
    known = fingerprints({slug for address in addresses if (slug := slug_of(address))})
    outcome, pages, failed = Outcome(), [], []
    for address in addresses:
        try:
            page = rendered(address, known)
            lacking = {need.removeprefix("slug:") for need in page.needs if need.startswith("slug:")} - _slugs(known)
            if lacking:
                # It leads to other studies: their fingerprints first, then the page again.
                known |= dict.fromkeys((f"slug:{slug}" for slug in lacking), "") | fingerprints(lacking)
                page = rendered(address, known)
            pages.append(page)
        except (CannotBeKept, ValueError) as reason:
            outcome.refused[address] = str(reason)
        except OperationalError:
            if connection.connection is None or not connection.is_usable():
                raise
            failed.append(address)  # this page alone takes too long, or waits for a lock: later
    late = store.put(pages, since=since, best=not hurried)
    outcome.baked = len(pages) - len(late)
    outcome.late = [*late, *failed]
    # What stood there before and is nothing to be kept now.
    store.remove(address for address in outcome.refused if is_kept(address))
    return outcome


def _slugs(known: Iterable[str]) -> set[str]:
    return {need.removeprefix("slug:") for need in known if need.startswith("slug:")}


def _parts(addresses: Iterable[str], at_once: int) -> Iterator[list[str]]:
    left = iter(addresses)
    while part := list(islice(left, at_once)):
        yield part


# --- In several processes ------------------------------------------------------------------------------


def bake_in_parallel(
    store: Store, addresses: Iterable[str], *, processes: int, told: Callable[[int], object] = lambda count: None
) -> Outcome:
    """As `bake`, in so many processes, each with a database connection of its own."""
    if processes < 2:
        return bake(store, addresses, told=told)
    outcome = Outcome()
    parts = [(str(store.root), store.build, part) for part in _parts(addresses, AT_ONCE)]
    connections.close_all()  # a connection is not shared with a child
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        for size, made in pool.imap_unordered(_bake_a_part, parts):
            outcome.add(made)
            told(size)
    return outcome


def _bake_a_part(part: tuple[str, str, list[str]]) -> tuple[int, Outcome]:
    root, build, addresses = part
    return len(addresses), bake(Store(Path(root), build), addresses)


# --- What was asked for, and the sweep -----------------------------------------------------------------


def do_what_is_asked_for(store: Store, most: int | None = None) -> Outcome | None:
    """Bake of the list of what is to be done the most urgent, so many lines; None where nothing is on it.

    A crash meanwhile leaves what was taken up to the readers or the sweep; a failure puts it back.
    """
    asked = store.take_up(most)
    if not asked:
        return None
    try:
        if EVERYTHING in asked:
            return bake(store, missing(store), told=lambda _: follow(store))
        slugs = [one for one in asked if not one.startswith("/")]
        return bake_missing(store, [*families(slugs), *(one for one in asked if is_kept(one))])
    except (Error, OSError):
        store.ask_for(asked)
        raise


def bake_missing(store: Store, addresses: Collection[str]) -> Outcome:
    """Those of them that are not kept: what is kept is true. In haste, the most urgent first."""
    left = [one for one in dict.fromkeys(addresses) if not store.has(one)]
    return bake(store, sorted(left, key=urgency), hurried=True)


def missing(store: Store) -> Iterator[str]:
    """Addresses that are to have a page and have none."""
    there = set(store.addresses())
    return (address for address in everything() if address not in there)


@dataclass
class Swept:
    untrue: int = 0
    missing: int = 0
    baked: int = 0


def sweep(store: Store, *, bakes: bool = True) -> Swept:
    """Follow the changes, compare each page's fingerprint with the shelf, bake what is missing.

    This finds what no announcement tells: rows that were changed past the triggers, files that were lost or harmed.
    Without `bakes` what is missing is asked for, and those bake it who serve this build.
    """
    follow(store)
    swept, now, untrue = Swept(), fingerprints(), []
    there = list(store.addresses())
    for address in there:
        head = store.head(address)
        if (
            head is None
            or any(now.get(need, "") != told for need, told in head.needs.items())
            or any(store.body(head, coding) is None for coding in head.files)
        ):
            untrue.append(address)
    store.remove(untrue)
    _clear_away(store)
    wanted = list(missing(store))
    swept.untrue, swept.missing = len(untrue), len(wanted)
    late = wanted
    if bakes:
        made = bake(store, dict.fromkeys([*untrue, *wanted]))
        swept.baked, late = made.baked, made.late
    else:
        store.ask_for([*untrue, *wanted])
    # Whatever is to have a page has one now: nothing else that still lies aside is needed.
    store.clear_aside(but=late)
    return swept


def sweep_site() -> dict[str, int]:
    """The job: sweep this site's store, where it has one. The desk sweeps what others serve, and bakes nothing."""
    if not settings.PAGE_STORE:
        return {}
    own = Store(settings.PAGE_STORE_DIR, build_id())
    if settings.FACE == "desk":
        done = [sweep(store, bakes=False) for store in own.all_builds() if store.build != own.build]
    else:
        own.use()
        done = [sweep(own)]
    return {name: sum(getattr(one, name) for one in done) for name in ("untrue", "missing", "baked")}


def _clear_away(store: Store) -> None:
    """Files that were never put in place because their process ended, and files without a head."""
    known = {store.site / f"{path.relative_to(store.heads)}"[: -len(".json")] for path in store.heads.rglob("*.json")}
    for path in store.folder.rglob("*"):
        with suppress(OSError):
            if not path.is_file() or time.time() - path.stat().st_mtime < LEFT_BEHIND:
                continue
            place = path.with_suffix("") if path.suffix in (".gz", ".br") else path
            if path.name.startswith(".") or (store.site in path.parents and place not in known):
                path.unlink()


def _told(headers: Iterable[Sequence[str]]) -> list[tuple[str, list[str]]]:
    """What the headers say. The order of a policy's parts differs between processes and says nothing."""
    return sorted((name.lower(), sorted(value.replace(",", ";").split("; "))) for name, value in headers)


def differing(store: Store, *, told: Callable[[int], object] = lambda count: None) -> dict[str, tuple[Page, bytes]]:
    """Render every stored page anew and compare. Address -> (as it is now, the body kept), where they differ."""
    found = {}
    for address in list(store.addresses()):
        head = store.head(address)
        body = store.body(head) if head else None
        if head is not None and body is not None:
            try:
                page = rendered(address)
            except CannotBeKept as reason:
                page = Page(address, (), str(reason).encode(), {})
            if page.body != body or _told(page.headers) != _told(head.headers):
                found[address] = (page, body)
        told(1)
    return found
