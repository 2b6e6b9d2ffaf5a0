"""How word lists become patterns."""

from __future__ import annotations


def one_of(alternatives: str) -> str:
    """ "a | b c | d" -> a pattern for one of them as whole words.

    " | " with its spaces parts the alternatives, and a line break counts as one space: both are layout. Inside brackets
    "|" stands without a space behind it.
    """
    return rf"\b(?:{'|'.join(' '.join(alternatives.split()).split(' | '))})\b"
