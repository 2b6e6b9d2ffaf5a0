"""What happened on the shelf, in order; and notices about papers."""

from __future__ import annotations

from evidence.api.schemas.fields import A_HASH, A_MOMENT, A_SLUG, AN_ADDRESS, Address, Moment, Sha256, Shape, Term, told
from evidence.api.schemas.paper import Notice

_CHANGES = "https://atlas.example/api/v1/changes"


class Change(Shape):
    """One publication or withdrawal."""

    kind: Term = told("`published` for the first number, `changed` for later ones, `withdrawn`, `restored`.")
    slug: str = told("The page.", A_SLUG)
    number: int = told("Number of the publication.", 2, ge=1)
    at: Moment = told("When it happened.", A_MOMENT)
    title: str = told("Title of the paper.", "Rest and symptoms in ME/CFS")
    doi: str | None = told("DOI of the paper.", "10.1234/berg2019")
    pmid: str | None = told("PubMed number of the paper.", "12345678")
    reason: str = told("What changed and why, or why the page was withdrawn.", "The number of participants was wrong.")
    sha256: Sha256 = told("SHA-256 of the canonical JSON of the content.", A_HASH)
    demonstration: bool = told("True for pages that demo accounts made.", False)
    address: Address = told("The permanent address of this number.", f"{AN_ADDRESS}/v/2")
    study: Address = told("The study in the API.", f"https://atlas.example/api/v1/studies/{A_SLUG}")


class ChangesLinks(Shape):
    """Where to go on."""

    self: Address = told("This page of changes.", f"{_CHANGES}?since=n120")
    next: Address = told("Everything after this page. Ask it again later: it goes on where this one ended.",
                         f"{_CHANGES}?since=n170")  # fmt: skip


class Changes(Shape):
    """Publications and withdrawals in the order in which they happened, oldest first."""

    changes: list[Change] = told("The changes.")
    next: str = told("Cursor after the last change seen: send it as `since`, now or in a year.", "n170")
    more: bool = told("True where there are more changes now: ask for `next` at once.", False)
    links: ChangesLinks = told("Addresses of this page and the next.")


class StudyNotices(Shape):
    """A study and every notice about its paper."""

    slug: str = told("The page.", A_SLUG)
    title: str = told("Title of the paper.", "Rest and symptoms in ME/CFS")
    doi: str | None = told("DOI of the paper.", "10.1234/berg2019")
    pmid: str | None = told("PubMed number of the paper.", "12345678")
    notices: list[Notice] = told("The notices, most serious first.")
    number: int = told("Number of the publication that tells of them.", 2, ge=1)
    published_at: Moment = told("When that was published.", A_MOMENT)
    page: Address = told("The page for people.", AN_ADDRESS)
    study: Address = told("The study in the API.", f"https://atlas.example/api/v1/studies/{A_SLUG}")


class NoticesLinks(Shape):
    """Where this list is, and where it goes on."""

    self: Address = told("This page of notices.", "https://atlas.example/api/v1/notices?kind=retraction")
    next: Address | None = told(
        "The next page; null on the last one.", "https://atlas.example/api/v1/notices?after=n42"
    )


class Notices(Shape):
    """Studies whose papers have notices, the page that was published last first."""

    studies: list[StudyNotices] = told("Studies with their notices.")
    next: str | None = told("Cursor of the next page, for `after`; null on the last page.", "n42")
    links: NoticesLinks = told("Addresses of this page and the next.")
