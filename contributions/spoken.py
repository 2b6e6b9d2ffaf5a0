"""The sentences and word lists of the pure modules, in the language of the page that shows them.

For pages and forms only. Whatever is stored, hashed, exported, mailed to others or compared stays English.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from contributions.words import Sentence
from evidence import workflow


def spoken(text: str) -> str:
    """An English text in the language of the page; as it is where there is no translation of it."""
    if isinstance(text, workflow.Sentence):
        return text.said(gettext, ngettext, _shown)
    if isinstance(text, Sentence):
        return gettext(text.pattern).format(**{name: _value(value) for name, value in text.values.items()})
    return gettext(text) if text else ""


def each_spoken(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(spoken(text) for text in texts)


def choices(words: Mapping[str, str]) -> list[tuple[str, Any]]:
    """(key, words that translate themselves when they are shown) of a table such as `triage.KINDS`."""
    return [(key, gettext_lazy(text)) for key, text in words.items()]


def _value(value: str | int) -> str:
    return number_format(value, force_grouping=True) if isinstance(value, int) else spoken(value)


def _shown(value: str | int | date) -> object:
    """A part of a sentence of evidence's rules. Its numbers are grouped where the sentence asks for it."""
    if isinstance(value, datetime):
        return date_format(value, gettext("d F Y, H:i"))
    return date_format(value, gettext("d F Y")) if isinstance(value, date) else value
