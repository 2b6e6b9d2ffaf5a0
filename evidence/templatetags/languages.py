"""Marks of language on pages whose words and texts are not in the same one."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from evidence.presenters.words import shown
from evidence.vocabulary import is_language_tag

register = template.Library()


@register.simple_tag
def written_in(tag: Any = "en") -> SafeString | str:
    """` lang="en"` for an element whose text is in that language; nothing where the whole page is in it.

    `tag` is BCP 47's; what is no tag counts as English, the language of all texts that name none.
    """
    foreign = _foreign(tag)
    return format_html(' lang="{}"', foreign) if foreign else ""


@register.simple_tag
def as_written(text: Any, tag: Any = "en") -> SafeString:
    """The text, escaped, in an element that names its language; alone where the whole page is in it."""
    foreign = _foreign(tag)
    return format_html('<span lang="{}">{}</span>', foreign, text) if foreign and text else conditional_escape(text)


@register.filter
def spoken(words: Any) -> str:
    """A word or sentence of the rules, or of a table of ours, in the reader's language."""
    return shown(words) if isinstance(words, str) else str(words)


@register.filter
def mid_sentence(words: Any) -> str:
    """Words of a link as they stand within a sentence: small letters, but in German, which writes nouns large."""
    return str(words) if (get_language() or "en").startswith("de") else str(words).lower()


def _foreign(tag: Any) -> str:
    """The tag of a text that is in another language than the page; "" where they are in the same."""
    known = tag if isinstance(tag, str) and is_language_tag(tag) else "en"
    page = (get_language() or "en").partition("-")[0]
    return "" if known.partition("-")[0] == page else known
