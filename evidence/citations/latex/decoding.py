r"""LaTeX to plain Unicode text, for the values of a bibliography.

    Fernández-Mu{\~n}oz         -> Fernández-Muñoz
    $\mathrm{CD8}^{+}$ T cells  -> CD8⁺ T cells
    5 % of women, AT&T          -> 5 % of women, AT&T       (a bare per cent sign in a .bib value is text)
    \unknown{x}                 -> \unknown{x}              (what is not known stays visible)

The text is read once from left to right. Braces are counted, never followed by recursion, so that the time is
linear in the length of the text however deep somebody nests them. Only a script, a fraction or a root has to
look at its whole argument; those may nest _DEEPEST_SCRIPT times and are plain braces below that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property

from ..plain_text import plain_text, subscript, superscript
from . import tables

_DEEPEST_SCRIPT = 8
_TOKEN = re.compile(
    r"""
    (?P<text>[^\\{}$~`'\-!?"_^<>]+)
  | \\(?P<word>[a-zA-Z]+)\*?(?P<gap>[ \t]*(?:\r?\n[ \t]*)?)
  | \\(?P<symbol>.)
  | (?P<sign>---?|``|''|[!?]`|[\\{}$~`'\-!?"_^<>])
    """,
    re.VERBOSE | re.DOTALL,
)
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "!`": "¡", "?`": "¿"}
_SPECIAL = re.compile(r"[\\{}$~`']")
_SIGNS = ("\\", "{", "}", "$", "~", "`", "'")
_LONG = 200  # characters from which seven looks for one sign are quicker than one for seven
_SPACES = re.compile(r"\s*")
_ADDRESS_SIGN = re.compile(r"\\([%#&_{}$~^\\])|[{}]")
_DOTLESS = {"ı": "i", "ȷ": "j"}
_ABOVE = frozenset("\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0308\u0309\u030a\u030b\u030c\u030e\u030f\u20d7")
_MONEY = re.compile(r"[\s\d][^\\^_]*\s[A-Za-z]{2,}")

_Finish = Callable[[str], str]


def _raised(content: str) -> str:
    if content in ("∘", "°"):
        return "°"
    return superscript(content)


def _raised_in_math(content: str) -> str:
    """A superscript of a formula: Unicode if it can be, else with a caret: 10 to the a is not "10a"."""
    text = _raised(content)
    if text != content or not content or not content[0].isalnum() or content in ("th", "st", "nd", "rd"):
        return text
    return f"^{content}" if len(content) == 1 else f"^({content})"


def _fraction_part(content: str) -> str:
    return f"({content})" if re.search(r"[\s+\-/]", content) else content


def _numerator(content: str) -> str:
    return _fraction_part(content) + "/"


def _root(content: str) -> str:
    return f"√{content}" if len(content) == 1 else f"√({content})"


def _glyph(content: str) -> str:
    """`\\ElsevierGlyph{2014}`: a code point in hexadecimal digits."""
    if re.fullmatch(r"[0-9A-Fa-f]{2,5}", content):
        return chr(int(content, 16))
    return content


_ARGUMENTS: dict[str, tuple[_Finish, ...]] = {
    "frac": (_numerator, _fraction_part),
    "dfrac": (_numerator, _fraction_part),
    "tfrac": (_numerator, _fraction_part),
    "nicefrac": (_numerator, _fraction_part),
    "sfrac": (_numerator, _fraction_part),
    "sqrt": (_root,),
    "ElsevierGlyph": (_glyph,),
    **dict.fromkeys(tables.SUPERSCRIPT_COMMANDS, (_raised,)),
    **dict.fromkeys(tables.SUBSCRIPT_COMMANDS, (subscript,)),
}


class _Decoder:
    """The state of one pass over one text."""

    def __init__(self, text: str, *, verbatim: bool) -> None:
        self.text = text
        self.verbatim = verbatim
        self.out: list[str] = []
        self.unknown_commands: list[str] = []
        self.accents: list[str] = []  # commands read, the letter not yet: outermost first
        self.awaited: tuple[_Finish, ...] = ()  # what the next arguments are for
        self.groups: list[tuple[int, tuple[_Finish, ...], str, int]] = []
        self.depth_of_scripts = 0
        self.math = False
        self.single_quotes = 0
        self.dollars = self._paired_dollars()

    def _paired_dollars(self) -> frozenset[int]:
        """Places of the dollar signs that open or close a formula; any other one is money."""
        if "$" not in self.text or (self.verbatim and self.text.count("$") < 2):
            return frozenset()
        places = [match.start() for match in re.finditer(r"\\.|\$", self.text, re.DOTALL) if match.group() == "$"]
        paired: set[int] = set()
        index = 0
        while index + 1 < len(places):
            first, last = places[index], places[index + 1]
            if last > first + 1 and _MONEY.match(self.text[first + 1 : last]):
                index += 1
                continue
            paired.update((first, last))
            index += 2
        return frozenset(paired)

    # -- writing ------------------------------------------------------------------------------------------

    def emit(self, text: str) -> None:
        """Write text; an accent that waits goes on its first letter, a script that waits takes one sign."""
        if not text:
            return
        if self.awaited:
            stripped = text.lstrip()
            if not stripped:
                return
            finish, self.awaited = self.awaited[0], self.awaited[1:]
            self.out.append(finish(stripped[0]))
            text = stripped[1:]
            if not text:
                return
        if self.accents:
            text = text.lstrip()
            if not text:
                return
            self.write_accented(text)
            return
        self.out.append(text)

    def write_accented(self, text: str) -> None:
        marks = "".join(reversed(self.accents))
        self.accents.clear()
        base = text[:1]
        if base.isalpha() or base.isdigit():
            if marks[0] in _ABOVE:
                base = _DOTLESS.get(base, base)
            self.out.append(base + marks + text[1:])
        else:
            self.out.append("".join(tables.SPACING_ACCENTS.get(mark, "") for mark in marks) + text)

    def settle_accents(self) -> None:
        """An accent that met no letter before its braces closed stands alone: `\\~{}` is a tilde."""
        if self.accents:
            self.out.append("".join(tables.SPACING_ACCENTS.get(mark, "") for mark in self.accents))
            self.accents.clear()

    # -- braces -------------------------------------------------------------------------------------------

    def open_group(self, closing: str = "") -> None:
        if self.awaited and self.depth_of_scripts < _DEEPEST_SCRIPT:
            self.depth_of_scripts += 1
            self.groups.append((len(self.out), self.awaited, "", len(self.accents)))
            self.awaited = ()
        else:
            self.awaited = ()
            self.groups.append((-1, (), closing, len(self.accents)))

    def close_group(self) -> None:
        if not self.groups:
            return  # a closing brace too many: nothing to close, and a brace is not text
        start, finishes, closing, accents_before = self.groups.pop()
        if len(self.accents) >= accents_before > 0 or len(self.accents) > accents_before:
            self.settle_accents()
        if start >= 0:
            self.depth_of_scripts -= 1
            content = "".join(self.out[start:]).strip()
            del self.out[start:]
            self.out.append(finishes[0](content))
            self.awaited = finishes[1:]
        elif closing:
            self.out.append(closing)

    # -- commands -----------------------------------------------------------------------------------------

    @cached_property
    def closing_braces(self) -> dict[int, int]:
        """Place of each opening brace that is ever closed -> place of its closing brace."""
        opened: list[int] = []
        closed: dict[int, int] = {}
        for match in re.finditer(r"\\.|[{}]", self.text, re.DOTALL):
            if match.group() == "{":
                opened.append(match.start())
            elif match.group() == "}" and opened:
                closed[opened.pop()] = match.start()
        return closed

    def argument(self, position: int) -> tuple[int, int] | None:
        """Where the argument in braces at `position` begins and ends; None when there is none."""
        opening = _SPACES.match(self.text, position).end()  # type: ignore[union-attr]
        closing = self.closing_braces.get(opening)
        return None if closing is None else (opening + 1, closing)

    def command(self, word: str, gap: str, end: int) -> int:
        """Write what command `word` means; returns where reading goes on."""
        if word in tables.COMBINING_ACCENTS and not (self.math and len(word) == 1 and word not in "cdkvuHrb"):
            self.accents.append(tables.COMBINING_ACCENTS[word])
            return end
        if word in tables.SYMBOLS:
            symbol = tables.SYMBOLS[word]
            # TeX takes the space behind a command; around a relation (`n \geq 5`) it sets one of its own.
            self.emit(symbol + " " if self.math and gap and not symbol.isalpha() else symbol)
            return end
        if word in _ARGUMENTS:
            self.awaited = _ARGUMENTS[word]
            return end
        if word in tables.TRANSPARENT:
            return end
        if word in ("url", "path", "nolinkurl", "detokenize"):
            found = self.argument(end)
            if found:
                self.settle_accents()
                self.out.append(_ADDRESS_SIGN.sub(r"\1", self.text[slice(*found)]))
                return found[1] + 1
            return end
        if word in tables.HIDDEN_ARGUMENTS:
            for _ in range(tables.HIDDEN_ARGUMENTS[word]):
                if found := self.argument(end):
                    end = found[1] + 1
            return end
        if word in tables.QUOTING:
            opening, closing = tables.QUOTING[word]
            self.emit(opening)
            found = self.argument(end)
            if found:
                self.open_group(closing)
                return found[0]
            return end
        if word == "symbol" and (found := self.argument(end)) and self.text[slice(*found)].isdigit():
            self.emit(chr(min(int(self.text[slice(*found)]), 0x10FFFF)))
            return found[1] + 1
        if word == "char":
            match = re.compile(r"(?:\"([0-9A-F]{2,6})|(\d{1,7}))\s?").match(self.text, end)
            if match:
                code = int(match.group(1), 16) if match.group(1) else int(match.group(2))
                if 0x20 <= code <= 0x10FFFF:
                    self.emit(chr(code))
                    return match.end()
        return self.unknown(word, gap, end)

    def unknown(self, word: str, gap: str, end: int) -> int:
        """A command nobody told us about: written as it stands, with the braces of its arguments."""
        self.unknown_commands.append("\\" + word)
        self.emit("\\" + word)
        if self.text.startswith("{", end):
            self.out.append("{")
            self.open_group("}")
            return end + 1
        self.out.append(gap)
        return end

    # -- the pass -----------------------------------------------------------------------------------------

    def run(self) -> str:
        position, length = 0, len(self.text)
        while position < length:
            match = _TOKEN.match(self.text, position)
            if match is None:  # cannot happen: every character is in one alternative
                self.emit(self.text[position])
                position += 1
                continue
            start, position = position, match.end()
            if (text := match["text"]) is not None:
                self.emit(text)
            elif (word := match["word"]) is not None:
                position = self.command(word, match["gap"], position)
            elif (symbol := match["symbol"]) is not None:
                self.control_symbol(symbol)
            else:
                self.sign(match["sign"], start)
        self.settle_accents()
        return "".join(self.out)

    def control_symbol(self, symbol: str) -> None:
        if symbol in tables.COMBINING_ACCENTS and not (self.math and symbol in "=~"):
            self.accents.append(tables.COMBINING_ACCENTS[symbol])
        elif symbol in "([":
            self.math = True
        elif symbol in ")]":
            self.math = False
        elif symbol in tables.CONTROL_SYMBOLS:
            self.emit(tables.CONTROL_SYMBOLS[symbol])
        else:
            self.emit("\\" + symbol)

    def sign(self, sign: str, start: int) -> None:
        if sign == "{":
            self.open_group()
        elif sign == "}":
            self.close_group()
        elif sign == "$":
            if start in self.dollars:
                self.math = not self.math
            else:
                self.emit("$")
        elif self.math and sign in "^_":
            self.awaited = (_raised_in_math if sign == "^" else subscript,)
        elif self.math and sign in ("'", "''"):
            self.emit("′" * len(sign))
        elif self.verbatim or (self.math and sign != "~"):
            self.emit(sign)
        elif sign == "~":
            self.emit(" ")
        elif sign in _LIGATURES:
            self.emit(_LIGATURES[sign])
        elif sign == "`":
            self.single_quotes += 1
            self.emit("‘")
        elif sign == "'" and self.single_quotes and not self.text[start + 1 : start + 2].isalnum():
            self.single_quotes -= 1
            self.emit("’")
        else:
            self.emit(sign)


def decode(value: str) -> str:
    """The plain text that a LaTeX value says: NFC, white space folded, nothing lost.

    Ties and spacing commands become spaces, dashes and quotation marks their Unicode forms, formulas as much
    of Unicode as there is; commands that only say how text looks go, unknown ones stay visible.
    """
    if value.isalnum() and value.isascii():
        return value
    if any(sign in value for sign in _SIGNS) if len(value) > _LONG else _SPECIAL.search(value):
        return plain_text(_Decoder(value, verbatim=False).run())
    return plain_text(with_dashes(value))


def with_dashes(value: str) -> str:
    """A value that holds no other LaTeX; the longer dash first, as it is in a pass from left to right."""
    return value.replace("---", "—").replace("--", "–") if "-" in value and "--" in value else value


def unknown_commands(value: str) -> list[str]:
    r"""The commands that `decode` leaves as they stand (`\foo`), in their order; for a sentence about them."""
    if "\\" not in value:
        return []
    decoder = _Decoder(value, verbatim=False)
    decoder.run()
    return decoder.unknown_commands


def decode_verbatim(value: str) -> str:
    """Like `decode` for addresses and identifiers: tildes, dashes and quotes stay what they are."""
    if "\\" not in value and "{" not in value and "}" not in value and "$" not in value:
        return plain_text(value)
    return plain_text(_Decoder(value, verbatim=True).run())
