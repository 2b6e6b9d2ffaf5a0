"""Two web hosts, a primary and a streaming replica as processes of this machine; each is killed in turn.

Host A asks the primary alone, host B reads from the replica; each has a page store of its own. Readers and writers of
letters go on meanwhile. What they saw is in docs/scale.md; `pytest -s` prints the figures of a run.
"""

from __future__ import annotations

import http.client
import itertools
import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest

from atlas.pagestore.addresses import file_name
from tests.conftest import REPOSITORY
from tests.integration.containers.support import SECRETS, Services, as_account, ask, free_port, until, wait_for

pytestmark = [pytest.mark.slow]

FORM = {"Host": "atlas.example", "X-Forwarded-Proto": "https", "Origin": "https://atlas.example",
        "Referer": "https://atlas.example/contribute", "Sec-Fetch-Site": "same-origin"}  # fmt: skip
BAKED, MADE = "/methodology", "/evidence?q=rest"
TURNING = "while something is killed"
WORDS = "The number in the second table is another one in the paper. "


def write_letter(port: int, number: int) -> tuple[int, bool, bool]:
    """(status, whether the site said that it has the letter, whether the words came back)."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = FORM | {"X-Forwarded-For": f"198.51.100.{number % 250 + 1}"}
    try:
        line.request("GET", "/contribute", headers=headers)
        form = line.getresponse()
        page, cookies = form.read().decode(), [one.split(";")[0] for one in form.headers.get_all("Set-Cookie") or []]
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        if token is None:
            return form.status, False, False
        words = f"{WORDS}{number}"
        body = urlencode({"csrfmiddlewaretoken": token[1], "message": words, "kind": "other"})
        line.request(
            "POST", "/contribute", body,
            headers | {"Cookie": "; ".join(cookies), "Content-Type": "application/x-www-form-urlencoded"},
        )  # fmt: skip
        answer = line.getresponse()
        text = answer.read().decode()
        return answer.status, answer.status == 200 and _has_code(text), words in text
    except OSError:
        return 0, False, False
    finally:
        line.close()


def _has_code(text: str) -> bool:
    return re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){2,}", text) is not None


class Traffic(threading.Thread):
    """A reader and writer at each host, until they are told to stop."""

    def __init__(self, ports: dict[str, int]) -> None:
        super().__init__(daemon=True)
        self.ports, self.phase, self.on = ports, TURNING, True
        self.seen: dict[str, Counter[int]] = {}
        self.acknowledged: list[str] = []
        self.numbers = itertools.count(1)

    def run(self) -> None:
        with ThreadPoolExecutor(len(self.ports)) as pool:
            while self.on:
                list(pool.map(self._round, self.ports))

    def _round(self, host: str) -> None:
        port, number = self.ports[host], next(self.numbers)
        for kind, path in (("baked", BAKED), ("made", MADE)):
            self._note(host, kind, number, lambda path=path: (ask(port, path)[0], False))
        self._note(host, "letter", number, lambda: write_letter(port, number)[:2])

    def _note(self, host: str, kind: str, number: int, asked: Callable[[], tuple[int, bool]]) -> None:
        """A request in the midst of which something was killed belongs to no phase."""
        phase = self.phase
        status, acknowledged = asked()
        if acknowledged:
            self.acknowledged.append(f"{WORDS}{number}")
        if kind == "letter" and status == 200 and not acknowledged:
            status = 299  # the form came back, for a reason that is told in it
        if phase == self.phase:
            self.seen.setdefault(f"{phase}: {host} {kind}", Counter())[status] += 1

    def of(self, phase: str, host: str, kind: str) -> Counter[int]:
        return self.seen.get(f"{phase}: {host} {kind}", Counter())

    def during(self, phase: str, rounds: int = 3) -> None:
        """Let some whole rounds pass in this phase."""
        self.phase = phase
        for host in self.ports:
            until(lambda host=host: sum(self.of(phase, host, "letter").values()) >= rounds, 60)
        self.phase = TURNING


@pytest.fixture(scope="module")
def two(site: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """`a`: ports of the host that there is. `b`: another host, which reads from a standby of the database."""
    standby = site.database.standby(site.place / "database" / "standby")
    standby.start()
    b = Services(site.told, site.services.app, site.place / "volumes-b", site.database.address)
    port = free_port()
    replica = f"postgres://atlas_public:{SECRETS['ATLAS_PUBLIC_ROLE_PASSWORD']}@{standby.address}/atlas"

    def start_b() -> None:
        b.start("public", port=port, DATABASE_REPLICA_URL=replica)
        wait_for(port)

    start_b()
    publisher = subprocess.Popen(
        [*as_account(), "python", "-m", "tests.integration.containers.publisher"], cwd=REPOSITORY, text=True,
        env=site.services.environment("desk") | {"DJANGO_SETTINGS_MODULE": "atlas.settings"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    assert publisher.stdout is not None
    assert publisher.stdout.readline() == "ready\n"
    yield SimpleNamespace(
        a=site.ports.public, b=port, host_b=b, start_b=start_b, standby=standby, primary=site.database,
        publisher=publisher, services=site.services,
    )  # fmt: skip
    publisher.kill()
    publisher.wait(timeout=30)
    b.end()
    standby.kill()


def publish(two: SimpleNamespace, key: str) -> tuple[str, float]:
    """(slug, moment at which the action returned)."""
    slug, at = desk_says(two, key)
    assert slug != "undone"
    return slug, float(at)


def desk_says(two: SimpleNamespace, line: str) -> list[str]:
    """What the desk answers to a line."""
    two.publisher.stdin.write(f"{line}\n")
    two.publisher.stdin.flush()
    return str(two.publisher.stdout.readline()).split()


def until_kept(two: SimpleNamespace, *addresses: str) -> None:
    """Until both hosts have these pages in their stores, after a reader has asked for each."""
    for services, port in ((two.services, two.a), (two.host_b, two.b)):
        for address in addresses:
            ask(port, address)
            heads = f"pages/builds/*/heads/{file_name(address)}.json"
            until(lambda services=services, heads=heads: any(services.folder.glob(heads)), 90)


def test_what_is_published_at_one_host_is_on_the_kept_pages_of_the_other(two: SimpleNamespace) -> None:
    """The list of all pages is kept at both hosts, and none shows an old one."""
    late: dict[str, list[float]] = {"a": [], "b": []}
    for number in range(5):
        for port in (two.a, two.b):
            wait_for(port, "/evidence")
        slug, at = publish(two, f"rest{number}")
        for host in ("a", "b"):
            until(lambda host=host, slug=slug: f"/evidence/{slug}" in ask(getattr(two, host), "/evidence")[1])
            late[host].append(time.monotonic() - at)
        assert ask(two.b, f"/evidence/{slug}")[0] == 200
    told = {host: [round(one * 1000) for one in ones] for host, ones in late.items()}
    sys.stdout.write(f"\nms until a new page stands on the list: {told}\n")
    assert max(late["a"]) < 1, told
    assert sorted(late["b"])[2] < 2, told


def test_a_replica_that_lags_makes_no_kept_page_untrue(two: SimpleNamespace) -> None:
    wait_for(two.b, "/evidence")
    with two.standby.connect() as standby:
        standby.execute("SELECT pg_wal_replay_pause()")
        try:
            slug, _ = publish(two, "late")
            until(lambda: f"/evidence/{slug}" in ask(two.b, "/evidence")[1], 15)
            assert ask(two.b, f"/evidence?q={slug}")[0] == 200, "made of what the replica knows"
        finally:
            standby.execute("SELECT pg_wal_replay_resume()")


def test_each_is_killed_in_turn_and_readers_go_on_reading(two: SimpleNamespace) -> None:
    for port in (two.a, two.b):
        until(lambda port=port: ask(port, BAKED)[0] == 200)
    with two.primary.connect() as owner:
        before = owner.execute("SELECT count(*) FROM contributions_contribution").fetchone()
    traffic = Traffic({"a": two.a, "b": two.b})
    traffic.start()
    traffic.during("all well")

    two.standby.kill()
    traffic.during("no replica")

    two.host_b.end()
    traffic.during("no host b")
    two.standby.start()
    began = time.monotonic()
    two.start_b()
    back = time.monotonic() - began
    traffic.during("host b is back", 2)

    two.primary.kill()
    traffic.during("no primary", 2)
    lost = write_letter(two.a, 249)
    two.primary.start()
    came = until(lambda: write_letter(two.a, 248)[1], 60)
    traffic.during("all well again", 2)
    traffic.on = False
    traffic.join(60)

    told = "\n".join(f"{key}: {dict(counted)}" for key, counted in traffic.seen.items())
    sys.stdout.write(f"\nhost b back after {back:.1f} s, letters after {came:.2f} s; form: {lost}\n{told}\n")
    for phase, hosts in {"all well": "ab", "no replica": "ab", "no host b": "a", "all well again": "ab"}.items():
        for host in hosts:
            for kind in ("baked", "made", "letter"):
                assert set(traffic.of(phase, host, kind)) == {200}, f"{phase}, {host}, {kind}\n{told}"
    for host in "ab":
        assert set(traffic.of("no primary", host, "baked")) == {200}, told
        assert set(traffic.of("no primary", host, "letter")) == {503}, told
    with two.primary.connect() as owner:
        after = owner.execute("SELECT count(*) FROM contributions_contribution").fetchone()
    assert before is not None
    assert after is not None
    assert after[0] - before[0] >= len(traffic.acknowledged) + 1, "no letter that was acknowledged is lost"


LISTS = ("/evidence", "/", "/topics", "/criteria", "/methodology", "/map", "/charts", "/feeds/evidence.atom")
OF_BEFORE = "You see it as it was before"


def test_a_page_that_had_changed_stands_as_it_was_while_the_primary_is_away(two: SimpleNamespace) -> None:
    """At host A, whose watchers had not baked it again, and at host B, which reads from the replica."""
    until_kept(two, *LISTS)
    slug, _ = publish(two, "stays")
    until_kept(two, *LISTS, f"/evidence/{slug}")
    two.publisher.stdin.write("stays too\n")
    two.publisher.stdin.flush()
    until(lambda: laid_aside(two))
    two.primary.kill()
    two.publisher.stdout.readline()
    changed = [path for path in laid_aside(two) if "." not in path]
    asked = [(host, path) for host in "ab" for path in (*LISTS, *changed)]
    with ThreadPoolExecutor(8) as pool:  # host B waits half a second for the primary before it answers
        answered = pool.map(lambda one: ask(getattr(two, one[0]), one[1]), asked)
        seen = dict(zip(asked, answered, strict=True))
    still = set(changed).intersection(laid_aside(two))  # what had been rendered may have been put in place meanwhile
    two.primary.start()
    assert {status for status, _ in seen.values()} == {200}, seen
    sys.stdout.write(f"\n{len(still)} pages as they were before, at host A\n")
    assert still
    assert [path for path in still if OF_BEFORE not in seen["a", path][1]] == []
    until(lambda: still.isdisjoint(laid_aside(two)), 120)
    for port in (two.a, two.b):
        until(lambda port=port: OF_BEFORE not in ask(port, changed[0])[1])


def laid_aside(two: SimpleNamespace) -> list[str]:
    """Addresses of which host A has nothing but the copy of before."""
    found = []
    for path in two.services.folder.glob("pages/builds/*/aside/heads/**/*.json"):
        with suppress(FileNotFoundError):  # a new one has just been put in place
            found.append(json.loads(path.read_bytes())["address"])
    return found


def test_a_page_that_is_taken_down_while_the_primary_dies_is_seen_no_more(two: SimpleNamespace) -> None:
    slug, _ = publish(two, "goes")
    here = f"/evidence/{slug}"
    until_kept(two, here, f"{here}.bib", "/evidence")
    assert desk_says(two, f"withdraw {slug}")[0] == "ready"
    two.primary.kill()
    for path in (here, f"{here}.bib", "/evidence"):
        assert ask(two.a, path)[0] == 503, "neither kept nor laid aside, though the transaction never ended"
    assert desk_says(two, "")[0] == "undone"
    assert ask(two.a, here)[0] == 503
    two.primary.start()
    until(lambda: ask(two.a, here)[0] == 200)

    until_kept(two, here, "/evidence")
    assert desk_says(two, f"withdraw {slug}")[0] == "ready"
    assert desk_says(two, "")[0] == "done"
    two.primary.kill()
    try:
        for path in (here, "/evidence"):
            assert ask(two.a, path)[0] == 503, "it was taken down, and the database went away at once"
    finally:
        two.primary.start()
    for port in (two.a, two.b):
        until(lambda port=port: ask(port, here)[0] == 410)
        until(lambda port=port: ask(port, "/evidence")[0] == 200 and f'"{here}"' not in ask(port, "/evidence")[1])
