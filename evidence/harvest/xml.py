"""Writing XML as text: escaped once, and free of the characters that XML 1.0 has no place for. Pure.

    element("title", "A & B")                      <title>A &amp; B</title>
    wrap("feed", [element("id", "x")])             <feed><id>x</id></feed>

Names of elements and attributes are constants of ours and are not checked; texts may hold anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

_NO_XML = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What is no Char of XML 1.0 (https://www.w3.org/TR/xml/#charsets). A carriage return is one, and is read as a line's
end by every parser; it is made one before."""
_ESCAPES = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}
_ATTRIBUTE_ESCAPES = _ESCAPES | {ord('"'): "&quot;", ord("\t"): "&#9;", ord("\n"): "&#10;"}


def plain(text: str) -> str:
    """`text` without the characters that no XML document can hold."""
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def element(name: str, text: str = "", attributes: Mapping[str, str] | None = None) -> str:
    """An element that holds text only; without text it is an empty one."""
    return wrap(name, [plain(text).translate(_ESCAPES)], attributes)


def wrap(name: str, inner: Iterable[str], attributes: Mapping[str, str] | None = None) -> str:
    """An element around XML that is written already."""
    told = "".join(
        f' {key}="{plain(value).translate(_ATTRIBUTE_ESCAPES)}"' for key, value in (attributes or {}).items()
    )
    held = "".join(inner)
    return f"<{name}{told}>{held}</{name}>" if held else f"<{name}{told}/>"
