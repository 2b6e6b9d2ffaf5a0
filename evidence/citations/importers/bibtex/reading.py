"""The fields of one entry, read one by one as plain text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from ... import latex
from ...plain_text import decode_entities, plain_text, strip_inline_markup


@dataclass(slots=True)
class Reader:
    """Fields with values resolved (LaTeX still in them), read one by one; `remarks` collects sentences.

    `plain` where all of them read as they stand, as those of most entries do.
    """

    type: str
    fields: dict[str, str]
    key: str = ""
    remarks: list[str] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)
    plain: bool = False

    def __post_init__(self) -> None:
        values = self.fields.values()
        together = " ".join(("", *values, ""))  # so that a space at an end of a value becomes two
        if "  " not in together and _holds_no_special_sign(together):
            self.plain = True
            self.read = dict(zip(self.fields, map(latex.with_dashes, values), strict=True))

    def text(self, *names: str) -> str:
        """The first of these fields that says something, as plain text."""
        for name in names:
            if name in self.fields:
                text = self.read.get(name)
                if text is None:
                    text = self.read[name] = prose(self.fields[name])
                if text:
                    return text
        return ""

    def unknown_commands(self, *names: str) -> list[str]:
        """The LaTeX commands in these fields that we do not know and that stay as they stand, each once."""
        texts = [text for name in names if "\\" in (text := self.fields.get(name, ""))]
        return list(dict.fromkeys(command for text in texts for command in latex.unknown_commands(text)))

    def verbatim(self, name: str) -> str:
        """A field that holds an identifier or an address, as plain text."""
        value = self.fields.get(name)
        return (value if self.plain else decode_entities(latex.decode_verbatim(value))) if value else ""


def prose(value: str) -> str:
    if value[:1] != " " and value[-1:] != " " and "  " not in value and _holds_no_special_sign(value):
        return latex.with_dashes(value)
    text = latex.decode(value)
    if "&" not in text and "<" not in text:
        return text
    return plain_text(strip_inline_markup(decode_entities(text)))


_SPECIAL = "\\{}$~`'&<"
"""Signs that LaTeX or markup may mean something else by; dashes aside, a value without them says what it shows."""
_PLAIN = bytes(code for code in range(0x20, 0x7F) if chr(code) not in _SPECIAL)


def _holds_no_special_sign(value: str) -> bool:
    """Whether nothing in a value would be decoded, removed or normalised; spaces are left to the caller."""
    if value.isascii():
        return not value.encode().translate(None, _PLAIN)
    return (
        value.isprintable() and not any(sign in value for sign in _SPECIAL) and unicodedata.is_normalized("NFC", value)
    )
