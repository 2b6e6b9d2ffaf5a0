"""In which language the rules speak: English, unless whoever shows their sentences has lent them a translator. Pure.

Words in tables are marked with `gettext_noop` and stay English: they are stored, exported and compared as they are, and
`evidence.presenters.words` translates them where a person reads them. A sentence that is put together from parts is a
`Sentence`: an English text that knows its parts, and is translated at the same place. One that is kept in a table is a
plain text there, and `heard` knows it again by the patterns that are marked as `stored`. Sentences that are made up
while a page is drawn (what changed on it, what of a search was not understood) go through `gettext` and `ngettext`.
Nothing that is stored or hashed is made with these two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache, reduce
from string import Formatter

Gettext = Callable[[str], str]
Ngettext = Callable[[str, str, int], str]
Value = str | int | date
"""A part of a sentence. `datetime` is a `date` too."""


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


class Sentence(str):
    """An English text that knows what it was made of, so that a page can say it in another language.

    It is a text like any other: what is stored, hashed, logged and compared is the English one. `pattern` is what
    `gettext_noop` marked, such as "“{doi}” is no DOI."; `many` is its plural, chosen by `number`. Of the values a
    `Sentence` is translated, a number or a date is written as the reader writes it, and any other text (a title, a
    name, an identifier) stays as it is.
    """

    pattern: str
    many: str
    number: int
    values: Mapping[str, Value]
    context = ""

    @classmethod
    def of(cls, pattern: str, /, **values: Value) -> Sentence:
        """`pattern` with its values. "{count:,}" writes "12,345", "{count}" and "{count:d}" "12345"."""
        return cls._made(pattern, "", 1, values)

    @classmethod
    def ngettext(cls, one: str, many: str, count: int, /, **values: Value) -> Sentence:
        """The form for this number: `one` for 1, else `many`. Both may name {count}.

        It is called as it is so that the catalogues of translations find its words.
        """
        return cls._made(one, many, count, {"count": count, **values})

    @classmethod
    def joined(cls, parts: Iterable[str], between: str = " ") -> Sentence:
        """Texts one after the other, such as the sentences of a longer answer. `between` has no braces."""
        values = {f"part{number}": part for number, part in enumerate(parts)}
        return cls._made(between.join(f"{{{name}}}" for name in values), "", 1, values)

    @classmethod
    def any_of(cls, words: Iterable[str]) -> Sentence:
        """Marked words as "this or that or that". At least one."""
        either = gettext_noop("{one} or {other}")
        return reduce(lambda one, other: cls.of(either, one=one, other=other), map(word, words))

    @classmethod
    def _made(cls, one: str, many: str, count: int, values: Mapping[str, Value]) -> Sentence:
        pattern = _english_many(one, many, count) if many else one
        sentence = cls(pattern.format(**{name: _in_english(value) for name, value in values.items()}))
        sentence.pattern, sentence.many, sentence.number, sentence.values = one, many, count, values
        return sentence

    def within(self) -> Sentence:
        """As it stands inside another sentence. English begins it in lower case; other languages know it as it is."""
        inside = Sentence(self[:1].lower() + self[1:])
        vars(inside).update(vars(self))
        return inside

    def said(self, one: Gettext, many: Ngettext, shown: Callable[[Value], object]) -> str:
        """In the language of these translators. `shown` makes of a value what `format` writes for it."""
        pattern = many(self.pattern, self.many, self.number) if self.many else self._translated(one)
        return pattern.format(
            **{
                name: value.said(one, many, shown) if isinstance(value, Sentence) else shown(value)
                for name, value in self.values.items()
            }
        )

    def _translated(self, one: Gettext) -> str:
        if not self.context:
            return one(self.pattern)
        marked = f"{self.context}\4{self.pattern}"
        told = one(marked)
        return self.pattern if told == marked else told


def word(text: str, context: str = "") -> Sentence:
    """A marked word of a table, to be a value of a sentence, or translated by itself. It has no places.

    `context` is what `pgettext` marked it with.
    """
    told = text if isinstance(text, Sentence) else Sentence.of(text)
    if context:
        told.context = context
    return told


def _in_english(value: Value) -> str | int:
    if isinstance(value, datetime):
        return f"{value:%d %B %Y, %H:%M}"
    return f"{value:%d %B %Y}" if isinstance(value, date) else value


# --- Sentences that were stored -------------------------------------------------------------------------

_STORED: dict[str, Mapping[str, frozenset[str]]] = {}
"""Pattern of sentences that tables hold -> its places that hold marked words, with these words."""
_LONGEST = 2000  # characters; a longer text is somebody's words
_MOST_SENTENCES = 12


def stored(pattern: str, **words: Iterable[str]) -> str:
    """`pattern` itself, marked before with `gettext_noop`: its sentences are stored, and a page says them later.

    What stands in "{title}" stays as it is; "{count:d}" and "{count:,}" hold a number. `words` names the places that
    hold a marked word, and the words that may stand there. A pattern needs words of its own, so that it fits nothing
    that a person writes.
    """
    _STORED.setdefault(pattern, {name: frozenset(those) for name, those in words.items()})
    heard.cache_clear()
    _by_beginning.cache_clear()
    return pattern


@lru_cache(maxsize=4096)
def heard(text: str) -> str:
    """An English text that was stored, as the `Sentence` it was once; what nobody knows is given back as it is.

    Several sentences are known one by one, and those behind the name of a file ("notes.bib: ...") are known too.
    """
    if isinstance(text, Sentence) or not text or len(text) > _LONGEST:
        return text
    if (whole := _known(text)) is not None:
        return whole
    file, colon, rest = text.partition(": ")
    ways = [_one_by_one(text), *([[f"{file}:", *_one_by_one(rest)]] if colon else [])]
    best = max(ways, key=_how_many_are_known)
    return Sentence.joined(best) if _how_many_are_known(best) else text


def _how_many_are_known(parts: list[str]) -> int:
    return sum(isinstance(part, Sentence) for part in parts)


def _one_by_one(text: str) -> list[str]:
    """The sentences of a text: those that are known, and what stands between them."""
    pieces = text.split(". ", _MOST_SENTENCES)
    pieces = [f"{piece}." for piece in pieces[:-1]] + pieces[-1:]
    parts: list[str] = []
    while pieces:
        known = ((many, _known(" ".join(pieces[:many]))) for many in range(1, len(pieces) + 1))
        many, sentence = next(((many, one) for many, one in known if one is not None), (1, None))
        parts.append(pieces[0] if sentence is None else sentence)
        del pieces[:many]
    return parts


def _known(text: str) -> Sentence | None:
    beginnings = _by_beginning()
    for pattern in (*beginnings.get(text[:1], ()), *beginnings.get("", ())):
        if (told := _places(pattern, text)) is not None:
            return Sentence.of(pattern, **told)
    return None


@lru_cache(maxsize=1)
def _by_beginning() -> dict[str, list[str]]:
    """First sign of a sentence -> the patterns of such sentences; "" for those that begin with a place."""
    found: dict[str, list[str]] = {}
    for pattern in _STORED:
        found.setdefault(_parts(pattern)[0][0][:1], []).append(pattern)
    return found


def _places(pattern: str, text: str) -> dict[str, Value] | None:
    """What stands in the places of a pattern; None where the text is no sentence of it.

    Each place holds as little as it can. Nothing is tried twice, so no text takes long.
    """
    first, *others = _parts(pattern)
    if not text.startswith(first[0]) or not text.endswith(others[-1][0] if others else first[0]):
        return None
    at, told = len(first[0]), {}
    for number, ((_, name, spec), (literal, _, _)) in enumerate(zip([first, *others], others, strict=False), start=1):
        end = len(text) - len(literal) if number == len(others) else text.find(literal, at + 1)
        if end <= at or (value := _value(pattern, name, spec, text[at:end])) is None:
            return None
        told[name] = value
        at = end + len(literal)
    return told if at == len(text) else None


def _value(pattern: str, name: str, spec: str, told: str) -> Value | None:
    if words := _STORED[pattern].get(name):
        return word(told) if told in words else None
    if not spec:
        return heard(told)
    digits = told.replace(",", "")
    return int(digits) if digits.isascii() and digits.isdigit() else None


@lru_cache(maxsize=1024)
def _parts(pattern: str) -> tuple[tuple[str, str, str], ...]:
    """(what stands there, name of the place behind it, how that is written); the end is empty where a place ends it."""
    parts = [(literal, name or "", spec or "") for literal, name, spec, _ in Formatter().parse(pattern)]
    return tuple(parts if not parts[-1][1] else [*parts, ("", "", "")])
