"""A page is kept, laid aside, gone or in doubt; whatever happens in whatever order, these sentences hold."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from atlas.pagestore.files import Page, Store

# address -> what it is made of. The list tells of both studies.
PAGES = {
    "/evidence/berg-2019": {"slug:berg-2019"},
    "/evidence/lind-2018": {"slug:lind-2018"},
    "/evidence": {"publications"},
}
STUDIES = ("berg-2019", "lind-2018")
addresses = st.sampled_from(sorted(PAGES))
studies = st.sampled_from(STUDIES)


def needs_of(study: str) -> set[str]:
    return {f"slug:{study}", "publications"}


class States(RuleBasedStateMachine):
    """`kept` and `aside`: what the store is to hold. A page is put in place only when it tells what is true now."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp())
        self.store = Store(self.root / "pages", "build")
        self.store.forget({"something else"})  # what was begun before the first change is never put in place
        self.kept: dict[str, bytes] = {}
        self.aside: dict[str, bytes] = {}
        self.doubts: dict[int, set[str]] = {}
        self.version = 0
        self.begun: tuple[int, list[Page]] | None = None
        self.changed_since: set[str] = set()

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    def _touched(self, needs: set[str]) -> list[str]:
        self.changed_since |= needs
        return [address for address, its in PAGES.items() if its & needs]

    def _page(self, address: str) -> Page:
        self.version += 1
        return Page(address, (), f"<html>{self.version}".encode(), dict.fromkeys(PAGES[address], ""))

    @rule(address=addresses)
    def it_is_baked(self, address: str) -> None:
        page = self._page(address)
        late = self.store.put([page], since=self.store.change_number())
        doubted = set().union(*self.doubts.values()) & PAGES[address]
        assert late == ([address] if doubted else [])
        if not late:
            self.kept[address] = page.body
            self.aside.pop(address, None)

    @rule()
    def everything_begins_to_be_baked(self) -> None:
        self.begun = self.store.change_number(), [self._page(address) for address in PAGES]
        self.changed_since = set()

    @rule()
    def what_was_begun_is_put_in_place(self) -> None:
        if self.begun is None:
            return
        since, pages = self.begun
        late = self.store.put(pages, since=since)
        unsure = self.changed_since | set().union(*self.doubts.values())
        assert set(late) == {page.address for page in pages if PAGES[page.address] & unsure}
        for page in pages:
            if page.address not in late:
                self.kept[page.address] = page.body
                self.aside.pop(page.address, None)
        self.begun = None

    @rule(study=studies)
    def a_new_number_is_published(self, study: str) -> None:
        for address in self._touched(needs_of(study)):
            if address in self.kept:
                self.aside[address] = self.kept.pop(address)
        self.store.forget(needs_of(study), aside=True)

    @rule(study=studies)
    def it_is_taken_down_elsewhere(self, study: str) -> None:
        for address in self._touched(needs_of(study)):
            self.kept.pop(address, None)
            self.aside.pop(address, None)
        self.store.forget(needs_of(study))

    @rule(study=studies, transaction=st.integers(1, 3))
    def it_is_being_taken_down_here(self, study: str, transaction: int) -> None:
        for address in self._touched(needs_of(study)):
            self.kept.pop(address, None)
            self.aside.pop(address, None)
        self.doubts[transaction] = self.doubts.get(transaction, set()) | needs_of(study)
        self.store.doubt(transaction, needs_of(study), at=0)

    @rule(transaction=st.integers(1, 3))
    def a_transaction_ends(self, transaction: int) -> None:
        self.doubts.pop(transaction, None)
        self.store.no_doubt({transaction})

    @rule(address=addresses)
    def the_sweep_finds_it_untrue(self, address: str) -> None:
        self.kept.pop(address, None)
        self.aside.pop(address, None)
        self.store.remove([address])

    @rule(address=addresses)
    def its_file_is_harmed(self, address: str) -> None:
        """A copy that is not whole is nobody's."""
        for path in self.store.aside.rglob(f"{address.strip('/')}.html"):
            path.write_bytes(b"<html>torn")
            self.aside.pop(address, None)

    @rule()
    def everything_goes(self) -> None:
        self.changed_since |= {"slug:berg-2019", "slug:lind-2018", "publications"}
        self.store.drop()
        self.kept, self.aside, self.doubts = {}, {}, {}

    @invariant()
    def what_is_kept_is_there_and_what_lies_aside_only_where_nothing_is_kept(self) -> None:
        for address in PAGES:
            head = self.store.head(address)
            assert (head and self.store.body(head)) == self.kept.get(address)
            found = self.store.earlier(address)
            assert (found and found[1]) == (None if address in self.kept else self.aside.get(address))


States.TestCase.settings = settings(
    max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)
TestStates = States.TestCase
