r"""Titles and abstracts as publishers mark them up (HTML, JATS, MathML, LaTeX), to plain text.

    "CO<sub>2</sub> and <i>n</i> = 5"            "CO₂ and n = 5"
    "<jats:p>p &lt; 0.05</jats:p>"               "p < 0.05"
    "<mml:msup><mml:mi>x</mml:mi><mml:mn>2</mml:mn></mml:msup>"     "x²"
    "$\beta$-alanine, 5\,\%"                     "β-alanine, 5 %"

Only tags that are known to be markup are taken off; whatever else stands in angle brackets is text ("p<.05",
"<script>"). A sub- or superscript becomes one in Unicode where every sign of it has one; "x^{ab}" else keeps a
sign between ("x^ab", "x_ab") inside formulae, so that 10 to the power of n never reads 10n.
"""

from __future__ import annotations

import re

from . import latex
from .plain_text import decode_entities, plain_text, subscript, superscript

_INLINE = frozenset(
    """
    i b u s em strong sub sup inf scp sc span tt small a font big mark q cite abbr code kbd var del ins strike
    italic bold underline overline monospace roman sans-serif named-content styled-content ext-link xref
    inline-formula alternatives email uri label year article-title source institution collab name surname given-names
    math semantics mrow mi mn mo mtext mspace mstyle mpadded mphantom menclose mover munder munderover mtable mtr mtd
    msub msup msubsup mfrac msqrt mroot mfenced mmultiscripts mprescripts none formula inlineequation
    """.split()  # noqa: SIM905
)
_BLOCK = frozenset(
    """
    p br title sec abstract list list-item def-list def def-item term disp-formula disp-quote div h1 h2 h3 h4 h5 h6
    ul ol li table tr td th thead tbody caption section trans-abstract header hr break subtitle
    """.split()  # noqa: SIM905
)
_DROPPED = frozenset(["tex-math", "annotation", "annotation-xml", "fn", "graphic", "inline-graphic"])
"""Elements whose text says once more what stands beside them, or is none of the text."""
_KNOWN = _INLINE | _BLOCK | _DROPPED
_EMPTY = frozenset(["br", "hr", "break", "none", "mprescripts", "mspace"])
_SCRIPTS = frozenset(["sub", "sup", "inf", "msub", "msup", "msubsup", "mfrac", "mroot", "msqrt"])

_TAG = re.compile(
    r"<(/?)(?:[A-Za-z][\w-]{0,20}:)?([A-Za-z][A-Za-z0-9-]{0,24})(?:\s[^<>]{0,4000})?(?<!/)(/?)>|"
    r"<!--.{0,20000}?-->|<!\[CDATA\[(.*?)\]\]>|<\?[A-Za-z].{0,2000}?\?>",
    re.DOTALL,
)
_SIMPLE_TAG = re.compile(r"</?(?:[ibuIBU]|em|strong|italic|bold)>")
_SIMPLE_SCRIPT = re.compile(r"<(su[bp])>([^<>&]{1,20})</\1>")
_TAG_BEGINS = re.compile(r"<[A-Za-z/!?]")
_FORMULA = re.compile(r"\$\$?(?=[^$]{0,300}?[\\^_])[^$]{1,300}\$\$?|\\\([^()]{1,300}\\\)")
_COMMAND = re.compile(
    r"\\(?:textit|textbf|emph|textrm|textsc|textsuperscript|textsubscript|mathrm|text|mathit|mathbf)\s*\{[^{}]{0,1000}\}|"
    r"\\(?:alpha|beta|gamma|delta|epsilon|kappa|lambda|mu|omega|sigma|tau|Delta|Omega|pm|times|leq|geq|degree)\b(?:\{\})?|"
    r"\{\\[\"'`^~=.uvHck]\s?\{?[A-Za-z]\}?\}|\\[\"'`^]\{?[A-Za-z]\}?|\\[%&$#_,]"
)
"""LaTeX that is surely meant as such. Only it is decoded: elsewhere a tilde means "about" and a brace is a brace."""
_LONGEST = 200_000  # characters of a marked-up text; a longer one is taken as it stands


def clean_text(text: str) -> str:
    """`text` without its markup and with its entities read, in one line; see the module for what becomes of what."""
    if "<" in text and len(text) <= _LONGEST and _TAG_BEGINS.search(text):
        text = _without_tags(text)
    if "&" in text:
        text = decode_entities(text)
        if "<" in text and len(text) <= _LONGEST:  # tags that had been escaped
            text = _without_tags(text)
    if "\\" in text or "$" in text:
        text = _without_latex(text)
    return plain_text(text)


def _without_latex(text: str) -> str:
    if len(text) > _LONGEST:
        return text
    text = _FORMULA.sub(lambda match: latex.decode(_as_dollars(match.group())), text)
    return _COMMAND.sub(lambda match: latex.decode(match.group()), text)


def _as_dollars(formula: str) -> str:
    return f"${formula[2:-2]}$" if formula.startswith(("$$", "\\(")) else formula


class _Open:
    """An element that has been opened: its name and its children's texts, one after the other."""

    __slots__ = ("children", "in_formula", "name")

    def __init__(self, name: str, in_formula: bool) -> None:
        self.name = name
        self.in_formula = in_formula
        self.children: list[str] = []


def _without_tags(text: str) -> str:
    """`text` with its tags taken off; what is never closed is read as if it closed at the end."""
    text = _SIMPLE_TAG.sub("", text)
    text = _SIMPLE_SCRIPT.sub(_simple_script, text)
    if not _TAG_BEGINS.search(text):
        return text
    root = current = _Open("", False)
    opened = [root]
    place = 0
    for match in _TAG.finditer(text):
        closing, name, empty, cdata = match.groups()
        if name:
            name = name.lower()
            if name not in _KNOWN and not current.in_formula:
                continue
        start = match.start()
        if start > place:
            between = text[place:start]
            # White space between the parts of a formula is the typesetter's, not the reader's.
            if not current.in_formula or current.name == "mtext" or not between.isspace():
                current.children.append(between)
        place = match.end()
        if not name:
            current.children.append(cdata or "")
        elif empty or name in _EMPTY:
            current.children.append(" " if name in _BLOCK or name == "mspace" else "")
        elif not closing:
            if len(opened) < 100:
                current = _Open(name, current.in_formula or name == "math")
                opened.append(current)
        else:
            if current.name != name and not any(element.name == name for element in opened):
                continue
            while opened[-1].name != name:
                _close(opened)
            _close(opened)
            current = opened[-1]
            if name in _BLOCK:
                current.children.append(" ")
    current.children.append(text[place:])
    while len(opened) > 1:
        _close(opened)
    return "".join(root.children)


def _simple_script(match: re.Match[str]) -> str:
    """A sub- or superscript of a few signs that Unicode has; any other one is left to be read with its tags."""
    written = (superscript if match.group(1) == "sup" else subscript)(match.group(2))
    return written if written != match.group(2) else match.group()


def _close(opened: list[_Open]) -> None:
    element = opened.pop()
    name, text = element.name, "".join(element.children)
    if name in _DROPPED:
        said = ""
    elif name == "sup":
        said = _script(text, superscript)
    elif name in ("sub", "inf"):
        said = _script(text, subscript)
    elif name in _SCRIPTS:
        said = _formula(name, [child for child in element.children if child])
    elif name in _BLOCK:
        said = f" {text.strip()}" if name != "title" else f" {_titled(text)}"
    else:
        said = text
    opened[-1].children.append(said)


def _script(text: str, write: object) -> str:
    plain = decode_entities(text).strip()
    raised = write(plain) if callable(write) else plain
    return str(raised) if raised != plain else text


def _titled(text: str) -> str:
    """The heading of a part of an abstract, with a colon: "Methods" -> "Methods: "."""
    text = text.strip()
    return f"{text}{'' if not text or text[-1] in ':.?!' else ':'} "


def _formula(name: str, parts: list[str]) -> str:
    if name == "msqrt":
        return f"√{_held(''.join(parts))}"
    if len(parts) < 2:
        return "".join(parts)
    if name == "mfrac":
        return f"{_held(parts[0])}/{_held(parts[1])}"
    if name == "mroot":
        return f"{_held(parts[0])}^(1/{parts[1]})"
    low = parts[1] if name in ("msub", "msubsup") else ""
    high = parts[-1] if name in ("msup", "msubsup") and (name == "msup" or len(parts) > 2) else ""
    return parts[0] + (_marked(low, subscript, "_") if low else "") + (_marked(high, superscript, "^") if high else "")


def _marked(text: str, write: object, sign: str) -> str:
    plain = decode_entities(text).strip()
    raised = str(write(plain)) if callable(write) else plain
    if raised != plain or plain in ("*", "′", "'", "†", "‡"):
        return raised
    return f"{sign}{_held(text)}"


def _held(text: str) -> str:
    return text if len(text) < 2 or re.fullmatch(r"[\w.]+", text) else f"({text})"
