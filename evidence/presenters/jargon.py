"""Words of the field, explained where they first stand on a page: the word leads to plain words further down.

The words are those of the scanner's glossary (`/glossary`). The texts themselves are not changed by a letter.
"""

from __future__ import annotations

import re
from functools import cache

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from evidence.scanner.glossary import GLOSSARY, Term


class Jargon:
    """What has been explained so far on one page. `used` are the terms, in the order in which they came."""

    def __init__(self) -> None:
        self.used: list[Term] = []

    def explain(self, text: str) -> SafeString:
        """The text, escaped, in which each term that comes for the first time on the page leads to its plain words."""
        pattern, terms = _words()
        parts: list[str] = []
        done = 0
        for found in pattern.finditer(text):
            term = terms.get(found[0]) or terms.get(found[0].lower())
            if term is None or term in self.used:
                continue
            self.used.append(term)
            parts.append(conditional_escape(text[done : found.start()]))
            parts.append(format_html('<dfn><a class="word" href="#word-{}">{}</a></dfn>', slugify(term.term), found[0]))
            done = found.end()
        parts.append(conditional_escape(text[done:]))
        # Safe: every piece was escaped above.
        return mark_safe("".join(parts))  # noqa: S308


@cache
def _words() -> tuple[re.Pattern[str], dict[str, Term]]:
    """One pattern for all spellings, the longest first, and spelling -> term; short forms in capitals as they are."""
    terms: dict[str, Term] = {}
    for term in GLOSSARY:
        for spelling in (term.term, *term.variants):
            terms[spelling if spelling[:2].isupper() else spelling.lower()] = term
    spellings = sorted(terms, key=lambda spelling: (-len(spelling), spelling))
    pieces = [
        re.escape(spelling) if spelling[:2].isupper() else f"(?i:{re.escape(spelling)})" for spelling in spellings
    ]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(pieces)})(?![\w-])"), terms
