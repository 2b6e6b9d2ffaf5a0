"""Found, left out and why: the numbers of a PRISMA flow, which add up. Pure.

standing        pages that the atlas has ever put up and that still have an address
- withdrawn     taken down by the atlas; a tombstone says why
= live          what was searched
- not matching  live, and not what the query asked for
= matching
- left out      matching, and left out because the searcher wanted none with a notice about the paper
= included
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """Raises ValueError where numbers do not add up: better no file than a wrong flow chart."""

    standing: int
    withdrawn: int
    matching: int
    included: int

    def __post_init__(self) -> None:
        if not 0 <= self.included <= self.matching <= self.live <= self.standing:
            raise ValueError("These numbers do not add up.")

    @property
    def live(self) -> int:
        return self.standing - self.withdrawn

    @property
    def not_matching(self) -> int:
        return self.live - self.matching

    @property
    def left_out(self) -> int:
        return self.matching - self.included

    def as_json(self) -> dict[str, int]:
        return {
            "pages_in_the_atlas": self.standing,
            "excluded_withdrawn_by_the_atlas": self.withdrawn,
            "live_pages_searched": self.live,
            "excluded_not_matching_the_query": self.not_matching,
            "matching_the_query": self.matching,
            "excluded_notice_about_the_paper": self.left_out,
            "included_in_this_pack": self.included,
        }

    def as_text(self) -> str:
        """The flow in words, from top to bottom."""
        width = len(f"{self.standing:,}")
        steps = (
            (self.standing, "pages in the atlas at this moment, withdrawn ones included"),
            (self.withdrawn, "  excluded: withdrawn by the atlas; the address of each says why"),
            (self.live, "live pages, one a study, that were searched"),
            (self.not_matching, "  excluded: not what the query asked for"),
            (self.matching, "pages that match the query"),
            (self.left_out, "  excluded: a notice about the paper, left out because the query asked for it"),
            (self.included, "studies in this pack"),
        )
        told = "\n".join(f"{number:>{width},}  {words}" for number, words in steps)
        return (
            f"{told}\n\nEvery page is one study, so there are no duplicates to remove within the atlas. The atlas is "
            "one source\namong several: it tells nothing of studies that have no page here.\n"
        )
