"""Words, dates and numbers as a person reads them, in the language of the moment.

The tables of the rules hold English words, and what is stored, hashed, exported or sent to machines is made of those.
They are translated here, at the edge, where a page for a person is made. `core_words` lists them for the catalogue.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext as _

from evidence.citations.record import CitationRecord
from evidence.presenters.wording import byline_authors, capitalise, minute_halves, word_count
from evidence.tongue import Sentence, Value, heard
from evidence.workflow import how_checked

_CHECKED_BY = re.compile(r"checked by (\d+) people")


def shown(text: str) -> str:
    """A word or sentence of the rules in the reader's language; what the catalogue does not know stays English.

    A sentence may come from a table, where it is a plain text.
    """
    if not text or is_readers_language("en"):
        return str(text)
    if not isinstance(text, Sentence) and (told := gettext(text)) != text:
        return told
    known = heard(text)
    return known.said(gettext, ngettext, _in_a_sentence) if isinstance(known, Sentence) else text


def _in_a_sentence(value: Value) -> object:
    if isinstance(value, datetime):
        return f"{plain_date(value.date().isoformat())}, {value:%H:%M}"
    if isinstance(value, date):
        return plain_date(value.isoformat())
    return _Number(value) if isinstance(value, int) else value


class _Number(int):
    """A number that is written in the reader's way where the sentence asks for groups of digits."""

    def __format__(self, spec: str) -> str:
        return number(self) if spec == "," else super().__format__(spec)


def shown_capital(text: str) -> str:
    """The same with its first letter in upper case."""
    return capitalise(shown(text))


def plain_date(iso: str) -> str:
    """ "2025-08-14" -> "14 August 2025", in German "14. August 2025"; "2025-08" -> "August 2025"; "" -> ""."""
    parts = [int(part) for part in iso.split("-") if part]
    if len(parts) < 2:
        return str(parts[0]) if parts else ""
    month = _months()[parts[1] - 1]
    if len(parts) == 2:
        return _("%(month)s %(year)s") % {"month": month, "year": parts[0]}
    return _("%(day)s %(month)s %(year)s") % {"day": parts[2], "month": month, "year": parts[0]}


def _months() -> tuple[str, ...]:
    return (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip


def number(value: int) -> str:
    """ "12,345", in German "12.345"."""
    return f"{value:,}".replace(",", get_format("THOUSAND_SEPARATOR"))


def decimal(text: str) -> str:
    """A figure written with a point, in the reader's way: "0.75" -> "0,75" in German."""
    return text.replace(".", get_format("DECIMAL_SEPARATOR"))


def reading_time(texts: str | Iterable[str]) -> str:
    """ "62 words · about half a minute"."""
    words = word_count(texts)
    halves = minute_halves(words)
    if halves == 1:
        minutes = _("half a minute")
    else:
        told = f"{halves // 2}{'½' if halves % 2 else ''}"
        minutes = _("1 minute") if halves == 2 else _("%(minutes)s minutes") % {"minutes": told}
    counted = ngettext("%(count)d word", "%(count)d words", words) % {"count": words}
    return _("%(words)s · about %(minutes)s") % {"words": counted, "minutes": minutes}


def byline(record: CitationRecord) -> str:
    """The first three authors' family names, then "et al."; "" where no author is known."""
    names = [name.family_full for name in record.authors]
    if not 1 < len(names) <= 3 or not record.authors_complete:
        return byline_authors(record)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def studies(count: int) -> str:
    """ "1 study", "1,200 studies"."""
    return ngettext("%(count)s study", "%(count)s studies", count) % {"count": number(count)}


def checked_words(provenance: Mapping[str, Any], sha256: str) -> str:
    """By how many people a page was checked, as `workflow.how_checked` counts it."""
    told = how_checked(provenance, sha256)
    if many := _CHECKED_BY.fullmatch(told):
        return _("checked by %(count)s people") % {"count": many[1]}
    return shown(told)


def text_language(language: str) -> str:
    """A language by its name: "en-GB" -> "British English"; a tag without a name stays as it is."""
    from evidence.vocabulary import LANGUAGES

    return shown(LANGUAGES.get(language, language))


def is_readers_language(language: str) -> bool:
    """Is a text in this language (BCP 47) one that whoever reads the page in the language of the moment reads?"""
    return language.partition("-")[0].lower() == (get_language() or "en").partition("-")[0].lower()
