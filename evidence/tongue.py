"""In which language the rules speak: English, unless whoever shows their sentences has lent them a translator. Pure.

Words in tables are marked with `gettext_noop` and stay English: they are stored, exported and compared as they are, and
`evidence.presenters.words` translates them where a person reads them. Sentences that are made up while a page is drawn
(what changed on it, what of a search was not understood) go through `gettext` and `ngettext`. Nothing that is stored or
hashed is made with these two.
"""

from __future__ import annotations

from collections.abc import Callable

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]


def _english(text: str) -> str:
    return text


def _english_many(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


_lent: tuple[Gettext, Ngettext] = (_english, _english_many)


def lend(one: Gettext = _english, many: Ngettext = _english_many) -> None:
    """Let the rules speak through a translator, such as Django's, which asks for the language of the moment."""
    global _lent
    _lent = (one, many)


def gettext_noop(text: str) -> str:
    """`text` itself. The name is what the catalogues of translations are gathered by."""
    return text


def gettext(text: str) -> str:
    """The sentence, translated."""
    return _lent[0](text) if text else ""


def ngettext(one: str, many: str, count: int) -> str:
    """The form of the sentence for this number, translated."""
    return _lent[1](one, many, count)
