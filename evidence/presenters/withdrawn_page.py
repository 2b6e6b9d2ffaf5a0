"""What stands at the address of a withdrawn page: which paper it was about, when it went and why."""

from __future__ import annotations

from functools import cached_property

from evidence.citations.record import CitationRecord
from evidence.models import Publication
from evidence.presenters.page_parts import HistoryLine, NoticeLine
from evidence.presenters.study_page import StudyPage
from evidence.presenters.wording import plain_date as english_date
from evidence.presenters.words import plain_date


class WithdrawnPage:
    """Everything the template of a tombstone shows. `publication` is the tombstone."""

    def __init__(self, publication: Publication) -> None:
        self.publication = publication
        self._page = StudyPage(publication)

    @property
    def path(self) -> str:
        return self._page.path

    @property
    def citation(self) -> CitationRecord:
        return self._page.citation

    @property
    def language(self) -> str:
        return self._page.language

    @property
    def title(self) -> str:
        return self.citation.title

    @property
    def byline(self) -> str:
        return self._page.byline

    @property
    def reason(self) -> str:
        return self.publication.content["withdrawn"]["reason"]

    @property
    def withdrawn_on(self) -> str:
        return plain_date(self.publication.content["withdrawn"]["on"])

    @property
    def notices(self) -> tuple[NoticeLine, ...]:
        """Notices about the paper; they may be why the page went."""
        return self._page.notices

    @cached_property
    def earlier(self) -> list[HistoryLine]:
        """The numbers before this one, newest first; each stays readable at its own address."""
        return [line for line in self._page.history if line.number < self.publication.number]

    @property
    def plain_text(self) -> str:
        """For machines that ask for a citation file: English, like all that they are told."""
        return (
            f"This page was withdrawn on {english_date(self.publication.content['withdrawn']['on'])}. {self.reason}\n"
            f"It was about: {self.title} {self.citation.address}".rstrip()
            + "\n"
        )
