"""English sentences of the pure modules, marked so that a page can say them in another language. Pure.

What is stored, hashed, exported, mailed and compared is the English text. `contributions.spoken` translates it where a
person reads it.
"""

from __future__ import annotations

from collections.abc import Mapping


def gettext_noop(text: str) -> str:
    """`text` itself. The name is what the catalogues of translations are gathered by."""
    return text


class Sentence(str):
    """A full English sentence that knows what it was made of: "{most} fit" and its values.

    It is a text like any other; whole numbers stand in it as in English ("10,000").
    """

    pattern: str
    values: Mapping[str, str | int]

    @classmethod
    def of(cls, pattern: str, **values: str | int) -> Sentence:
        """`pattern` is marked with `gettext_noop`, and so is each value that is a text."""
        told = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
        sentence = cls(pattern.format(**told))
        sentence.pattern, sentence.values = pattern, values
        return sentence
