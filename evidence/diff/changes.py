"""What a diff gives: changes in the order in which they are told, each with its sentence, and all of them grouped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from itertools import groupby

from evidence.diff.fields import FIELDS, SECTIONS, Field, Path
from evidence.diff.words import ADDED, EQUAL, PARAGRAPH_SIGN, REMOVED, Paragraph, plain_words
from evidence.pem.facts import PURPOSES
from evidence.tongue import gettext as _
from evidence.tongue import gettext_noop, ngettext

_SHORT = 80  # characters of a value that a sentence holds
_NUMBERS = (
    gettext_noop("no"), gettext_noop("one"), gettext_noop("two"), gettext_noop("three"), gettext_noop("four"),
    gettext_noop("five"), gettext_noop("six"), gettext_noop("seven"), gettext_noop("eight"), gettext_noop("nine"),
    gettext_noop("ten"), gettext_noop("eleven"), gettext_noop("twelve"),
)  # fmt: skip
_QUESTION_WORDS = ("How", "What", "Where", "Who", "Why")
_UNKNOWN = Field("")


class Kind(StrEnum):
    """What happened to a field, or to an item of a list."""

    TEXT = "text"
    VALUE = "value"
    ADDED = "added"
    REMOVED = "removed"
    ITEM_ADDED = "item_added"
    ITEM_REMOVED = "item_removed"
    ITEM_CHANGED = "item_changed"
    ITEM_MOVED = "item_moved"
    STORED = "stored"  # the same words, kept in another way: nothing that a reader would see


_HAPPENED: Mapping[Kind, str] = {
    Kind.VALUE: gettext_noop("Changed"),
    Kind.ADDED: gettext_noop("Added"),
    Kind.REMOVED: gettext_noop("Removed"),
    Kind.ITEM_ADDED: gettext_noop("%(thing)s added"),
    Kind.ITEM_REMOVED: gettext_noop("%(thing)s removed"),
    Kind.ITEM_CHANGED: gettext_noop("%(thing)s changed"),
    Kind.ITEM_MOVED: gettext_noop("%(thing)s moved"),
}
_ARRIVALS = (Kind.ADDED, Kind.ITEM_ADDED)
_DEPARTURES = (Kind.REMOVED, Kind.ITEM_REMOVED)
_UNTOLD = ("page", "housekeeping")  # sections that go without saying when a page is taken down or put back


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    `path` leads to the field ("*" for an item of a list); `before` and `after` are in a reader's words, "" where
    there was or is nothing; `runs` are paragraphs of words that stayed, went or came. For an item of a list that came
    or went, `name` is what it is called in a sentence; for one that moved, `moved` is its place before and after,
    counted from 1.
    """

    path: Path
    section: str
    label: str
    kind: Kind
    before: str = ""
    after: str = ""
    runs: tuple[Paragraph, ...] = field(default=(), repr=False)
    name: str = ""
    moved: tuple[int, int] | None = None

    @property
    def sentence(self) -> str:
        return sentence_of([self])

    @property
    def is_detail(self) -> bool:
        """True for what follows from other changes or matters to few."""
        return self.section == "housekeeping" or FIELDS.get(self.path, _UNKNOWN).detail

    @property
    def note(self) -> str:
        """What happened, in a few words, to stand above the runs."""
        if self.moved:
            return _("Moved from place %(before)d to place %(after)d") % {
                "before": self.moved[0], "after": self.moved[1],
            }  # fmt: skip
        if self.kind is Kind.TEXT:
            return _("Reworded: %(counts)s") % {"counts": self.word_counts}
        if self.kind is Kind.STORED:
            return _("The words are the same. Only the way they are stored has changed.")
        if self.kind.startswith("item_"):
            return _capital(_(_HAPPENED[self.kind]) % {"thing": _noun(self, 1)})
        return _(_HAPPENED[self.kind])

    @property
    def word_counts(self) -> str:
        """ "3 words added, 1 removed"."""
        counts = self.words
        added, removed = counts[ADDED], counts[REMOVED]
        parts = []
        if added:
            parts.append(ngettext("%(count)d word added", "%(count)d words added", added) % {"count": added})
        if removed and added:
            parts.append(_("%(count)d removed") % {"count": removed})
        elif removed:
            parts.append(ngettext("%(count)d word removed", "%(count)d words removed", removed) % {"count": removed})
        return ", ".join(parts) or _("paragraphs parted in another way")

    @property
    def words(self) -> Counter[str]:
        """How many words were added, removed, equal."""
        counts: Counter[str] = Counter()
        for paragraph in self.runs:
            for run in paragraph:
                counts[run.op] += len([word for word in plain_words(run.text) if word != PARAGRAPH_SIGN])
        return counts

    @property
    def shown(self) -> list[tuple[int, Paragraph]]:
        """The runs for a page: (how many unchanged paragraphs are left out before it, paragraph).

        A last entry with an empty paragraph counts those left out at the end. Where nothing changed, as in a
        moved item, everything is shown.
        """
        if not any(run.op != EQUAL for paragraph in self.runs for run in paragraph):
            return [(0, paragraph) for paragraph in self.runs]
        rows: list[tuple[int, Paragraph]] = []
        left_out = 0
        for paragraph in self.runs:
            if all(run.op == EQUAL for run in paragraph):
                left_out += 1
            else:
                rows.append((left_out, paragraph))
                left_out = 0
        return [*rows, (left_out, ())] if left_out else rows


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """All changes of one field."""

    label: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class SectionChanges:
    """All changes of one section of the page."""

    key: str
    title: str
    fields: tuple[FieldChanges, ...]


@dataclass(frozen=True)
class ContentDiff:
    """What differs between two contents of a page, in the order in which it is told. False when nothing does."""

    changes: tuple[Change, ...]
    is_new: bool = False

    def __bool__(self) -> bool:
        return bool(self.changes)

    def __len__(self) -> int:
        return len(self.changes)

    @cached_property
    def sections(self) -> tuple[SectionChanges, ...]:
        """What a reader would see changed, by section and field."""
        seen = [change for change in self.changes if change.kind is not Kind.STORED]
        return tuple(
            SectionChanges(
                section,
                _(SECTIONS[section]),
                tuple(FieldChanges(label, tuple(of_field)) for label, of_field in groupby(rows, lambda row: row.label)),
            )
            for section, rows in groupby(seen, lambda row: row.section)
        )

    @cached_property
    def stored(self) -> tuple[str, ...]:
        """Labels of the fields whose words stayed, though they are kept in another way now."""
        return tuple(change.label for change in self.changes if change.kind is Kind.STORED)

    @cached_property
    def summary(self) -> tuple[str, ...]:
        """Short sentences, the most important first. A page taken down, or put back, is told as one thing."""
        if self.is_new:
            return (_("This page is new."),)
        told = [change for change in self.changes if change.kind is not Kind.STORED]
        whole = {change.kind for change in told if change.path == ("withdrawn",)}
        along = _DEPARTURES if Kind.ADDED in whole else _ARRIVALS if Kind.REMOVED in whole else ()
        sections = dict.fromkeys(
            _(SECTIONS[row.section]) for row in told if row.kind in along and row.section not in _UNTOLD
        )
        sentences = _sentences([row for row in told if row.kind not in along or row.section == "page"])
        if sections:
            frame = _("Taken down with it: %(parts)s.") if along is _DEPARTURES else _("Put back with it: %(parts)s.")
            sentences.insert(1, frame % {"parts": "; ".join(sections)})
        if self.stored and not along:
            sentences.append(self._stored_sentence)
        return tuple(sentences)

    @cached_property
    def gist(self) -> tuple[str, ...]:
        """The sentences of `summary` without details; all of them where there are only details."""
        details = [change for change in self.changes if change.is_detail]
        left_out = {*_sentences([row for row in details if row.kind is not Kind.STORED]), self._stored_sentence}
        return tuple(sentence for sentence in self.summary if sentence not in left_out) or self.summary

    @property
    def _stored_sentence(self) -> str:
        count = len(self.stored)
        told = ngettext(
            "%(count)s field changed only in the way it is stored.",
            "%(count)s fields changed only in the way they are stored.",
            count,
        )
        return told % {"count": _capital(_number(count))}


def _sentences(changes: list[Change]) -> list[str]:
    return [sentence_of(list(rows)) for _, rows in groupby(changes, lambda row: (row.path, row.label, _alike(row)))]


def _alike(change: Change) -> object:
    """Items that came, went or moved are told together; everything else alone."""
    return change.kind if change.kind.startswith("item_") else id(change)


def sentence_of(changes: list[Change]) -> str:
    """One full sentence for changes of the same kind in the same field."""
    change, count = changes[0], len(changes)
    known = FIELDS.get(change.path, _UNKNOWN)
    noun = _noun(change, count)
    told = {"things": f"{_capital(_number(count))} {noun}", "label": change.label, "thing": _capital(noun)}
    named = known.named and count == 1
    match change.kind:
        case Kind.STORED:
            return _("“%(label)s” changed only in the way it is stored.") % told
        case Kind.TEXT:
            return _("“%(label)s” was reworded (%(counts)s).") % {**told, "counts": change.word_counts}
        case Kind.VALUE:
            return _("%(what)s changed from %(before)s to %(after)s.") % {
                "what": _subject(change),
                "before": _quoted(change, change.before),
                "after": _quoted(change, change.after),
            }
        case Kind.ADDED:
            return _came_or_went(change, change.after, known.added)
        case Kind.REMOVED:
            return _came_or_went(change, change.before, known.removed)
        case Kind.ITEM_ADDED:
            if named:
                return _closed(_("%(thing)s added: %(name)s") % {**told, "name": _cut(change.name)})
            return _("%(things)s added to “%(label)s”.") % told
        case Kind.ITEM_REMOVED:
            if named:
                return _closed(_("%(thing)s removed: %(name)s") % {**told, "name": _cut(change.name)})
            return _("%(things)s removed from “%(label)s”.") % told
        case Kind.ITEM_CHANGED:
            if named:
                return _("%(thing)s changed from “%(before)s” to “%(after)s”.") % {
                    **told, "before": _cut(change.before), "after": _cut(change.after),
                }  # fmt: skip
            return (
                ngettext("%(things)s of “%(label)s” was reworded.", "%(things)s of “%(label)s” were reworded.", count)
                % told
            )
        case Kind.ITEM_MOVED:
            return _("%(things)s of “%(label)s” moved to another place.") % told


def _came_or_went(change: Change, value: str, whole_sentence: str) -> str:
    came = change.kind is Kind.ADDED
    if whole_sentence:
        return _closed(_(whole_sentence).format(" ".join(value.split())).removesuffix("."))
    if len(value) <= _SHORT and "\n" not in value:
        frame = _("%(what)s added: %(value)s") if came else _("%(what)s removed: %(value)s")
        return _closed(frame % {"what": _subject(change), "value": _in_a_sentence(change, value)})
    return (_("“%(label)s” was added.") if came else _("“%(label)s” was removed.")) % {"label": change.label}


def _subject(change: Change) -> str:
    """A label that is a heading rather than the name of a thing stands in quotation marks."""
    name = FIELDS.get(change.path, _UNKNOWN).label or change.label
    is_heading = change.path[0] == "texts" or name.partition(" ")[0] in _QUESTION_WORDS
    return _("“%(words)s”") % {"words": change.label} if is_heading else change.label


def _in_a_sentence(change: Change, value: str) -> str:
    known = FIELDS.get(change.path, _UNKNOWN)
    if known.short:
        words = known.words if isinstance(known.words, dict) else {}
        return {_(told): _(known.short[key]) for key, told in words.items()}.get(value, value)
    return value


def _quoted(change: Change, value: str) -> str:
    """Words of the vocabulary, numbers and dates stand as they are; phrases and anybody's own words are quoted."""
    known = FIELDS.get(change.path, _UNKNOWN)
    value = _in_a_sentence(change, value)
    plain = known.words is not None or value in (_("yes"), _("no")) or value.replace(".", "", 1).isdigit()
    is_phrase = value.endswith(".") or known.words is PURPOSES
    return value if plain and not is_phrase else _("“%(words)s”") % {"words": _cut(value).removesuffix(".")}


def _noun(change: Change, count: int) -> str:
    return _(FIELDS.get(change.path, _UNKNOWN).noun[count != 1])


def _number(count: int) -> str:
    return _(_NUMBERS[count]) if count < len(_NUMBERS) else str(count)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str) -> str:
    """Short enough for a sentence, cut between words."""
    line = " ".join(text.split())
    if len(line) <= _SHORT:
        return line
    return line[:_SHORT].rpartition(" ")[0].rstrip(",;: ") + " …" if " " in line[:_SHORT] else line[:_SHORT] + "…"


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?", "…")) else sentence + "."
