"""A BibTeX file of any size as blocks: taken apart a few million characters at a time.

`split_blocks` looks at most LONGEST_ENTRY characters beyond a block to find where it ends. So a block that ends
more than that before the end of what has been read would be found at the same place in the whole file; the others
wait for what follows. A block that is longer than LARGEST is no entry; it is decided by what is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..base import Text
from .blocks import Block, split_blocks
from .fields import LONGEST_ENTRY

STEP = 4_000_000
MARGIN = LONGEST_ENTRY + 100_000
LARGEST = 12_000_000
_KEPT_OF_A_COMMENT = 64_000


@dataclass(frozen=True, slots=True)
class Piece:
    """One block, its text (`raw`), and where the text stands in the file."""

    block: Block
    raw: str
    place: int

    @property
    def body(self) -> int:
        """Where the block's content begins in `raw`."""
        return self.block.body - self.block.start


def pieces_of(text: Text, *, step: int = STEP) -> Iterator[Piece]:
    """The blocks of a text in their order; what stands between them is left out."""
    parts = text.parts()
    buffer, place, line = "", 0, 1
    ended = False
    while not ended:
        filled = [buffer]
        length = 0
        while length < step:
            part = next(parts, None)
            if part is None:
                ended = True
                break
            filled.append(part)
            length += len(part)
        buffer = "".join(filled)
        safe = len(buffer) if ended else len(buffer) - MARGIN
        done = 0
        undecided = False
        for block in split_blocks(buffer, first_line=line):
            undecided = not ended and (block.end > safe or (block.kind == "comment" and block.end == block.body))
            if undecided and (done or len(buffer) - block.start < LARGEST):
                break
            undecided = False
            yield Piece(block, buffer[block.start : block.end], place + block.start)
            done = block.end
        if not undecided and not ended:  # nothing but a comment behind the last block
            done = max(done, _last_line_start(buffer))
        passed = buffer[:done]
        line += passed.count("\n")
        if "\r" in passed:
            line += passed.count("\r") - passed.count("\r\n")
        place += done
        buffer = buffer[done:]


def _last_line_start(buffer: str) -> int:
    """Where a line begins near the end of a text; what stands before it can be forgotten."""
    end = max(0, len(buffer) - _KEPT_OF_A_COMMENT)
    return buffer.rfind("\n", 0, end) + 1 or buffer.rfind("\r", 0, end) + 1 or end
