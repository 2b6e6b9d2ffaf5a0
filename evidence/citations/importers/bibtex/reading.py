"""The fields of one entry, read one by one as plain text."""

from __future__ import annotations

from dataclasses import dataclass, field

from ... import latex
from ...plain_text import decode_entities, plain_text, strip_inline_markup


@dataclass(slots=True)
class Reader:
    """Fields with values resolved (LaTeX still in them), read one by one; `remarks` collects sentences."""

    type: str
    fields: dict[str, str]
    key: str = ""
    remarks: list[str] = field(default_factory=list)
    read: dict[str, str] = field(default_factory=dict)

    def text(self, *names: str) -> str:
        """The first of these fields that says something, as plain text."""
        for name in names:
            if value := self.fields.get(name):
                text = self.read.get(name)
                if text is None:
                    text = self.read[name] = prose(value)
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
        return decode_entities(latex.decode_verbatim(value)) if value else ""


def prose(value: str) -> str:
    text = latex.decode(value)
    if "&" not in text and "<" not in text:
        return text
    return plain_text(strip_inline_markup(decode_entities(text)))
