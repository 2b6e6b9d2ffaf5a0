"""A letter as its writer typed it. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Letter:
    """What the form sends; the fields of the form have these names.

    `kind` is a key of `triage.KINDS` ("" means "other"), `contact` an e-mail address or "", `contact_use` a key of
    `triage.CONTACT_USES` or "". `page_slug` and `page_number` name the page that its reader saw, as a hint only.
    """

    message: str
    kind: str = "other"
    source: str = ""
    passage: str = ""
    contact: str = ""
    contact_use: str = ""
    page_slug: str = ""
    page_number: int | None = None

    def __repr__(self) -> str:
        # A traceback or a log line that shows a letter must not show what it says.
        return f"Letter(kind={self.kind!r}, {len(self.message)} characters)"
