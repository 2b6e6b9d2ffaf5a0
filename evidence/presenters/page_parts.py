"""The parts that an evidence page is made of: plain values, in the words that readers see."""

from __future__ import annotations

from dataclasses import dataclass

from evidence.presenters.words import reading_time


@dataclass(frozen=True, slots=True)
class Block:
    """One block of reading text: its key, heading, and either a text's paragraphs or a list's items."""

    key: str
    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[str, ...] = ()

    @property
    def reading_time(self) -> str:
        return reading_time(self.paragraphs or self.items)


@dataclass(frozen=True, slots=True)
class CriteriaLine:
    """One set of criteria as the study used it."""

    key: str
    name: str
    requirement: str
    formal: bool


@dataclass(frozen=True, slots=True)
class CohortLines:
    """The rule for getting into one group of participants."""

    label: str
    rule: str
    criteria: tuple[CriteriaLine, ...]
    explicit_pem: bool
    purpose: str


@dataclass(frozen=True, slots=True)
class NoticeLine:
    kind: str
    word: str
    date: str
    detail: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    word: str
    title: str
    address: str


@dataclass(frozen=True, slots=True)
class HistoryLine:
    number: int
    date: str
    reason: str
    address: str
    compared: str  # where it is compared with the one before; "" for the first
    is_this: bool
