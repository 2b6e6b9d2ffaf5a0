"""The door: bytes, a text or a file in; what stands in it out, one item after the other.

parse(data)          all of a small file at once
read_file(opened)    a file of any size, part by part
read_text(text)      a text that somebody pasted
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from ..record import Item, LookUp, ParsedEntry, ParseResult, Problem
from . import foreign
from .base import Importer, Text, collected
from .encoding import Opener, decode_text, survey, text_parts
from .registry import IMPORTERS
from .unpacking import MOST_BYTES, Member, Unpackable, is_packed, refuse_packed, unpack

MOST_BYTES_AT_ONCE = 512 * 1024**2
"""Bytes that `parse` unpacks; larger files are read by `read_file`, whose memory does not grow with them."""
_NO_TEXT = re.compile("[\0\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file (or one member of an archive) that is about to be read.

    `name` is that of the member, or "". `format` names the importer, or is "" when there is none; then `fault` says
    why in a full sentence. `items` gives what stands in the file, once; `sha256` is that of the file's bytes as they
    were given, `size` the number of those that are read (once unpacked).
    """

    name: str
    format: str
    fault: str
    items: Iterator[Item]
    sha256: str = ""
    size: int = 0


def read_file(
    opened: Opener,
    *,
    format: str | None = None,
    most_bytes: int = MOST_BYTES,
    told: Callable[[int], None] = lambda count: None,
) -> Iterator[FileReading]:
    """The readings of a file: one, or one for each member of a ZIP archive.

    `opened` opens the file's bytes from the beginning, as often as it is called. `format` is a key of IMPORTERS
    (KeyError for another one); without it the text decides. `told` is called with the number of bytes of each part
    that was looked through, which is done before anything is read. Raises OSError when `opened` does, nothing else.
    """
    if format is not None and format not in IMPORTERS:
        raise KeyError(format)
    try:
        members = unpack(opened, most_bytes=most_bytes)
    except Unpackable as refusal:
        yield _fault("", str(refusal))
        return
    packed_sha256 = _sha256(opened) if members[0].packed else ""
    for member in members:
        try:
            reading = _reading(member, format, told)
            yield replace(reading, sha256=packed_sha256) if packed_sha256 else reading
        except Unpackable as refusal:
            yield _fault(member.name, str(refusal))


def read_text(text: str, *, format: str | None = None) -> FileReading:
    """The reading of a text. NUL and lone surrogates, which no text may hold, are replaced by U+FFFD."""
    if format is not None and format not in IMPORTERS:
        raise KeyError(format)
    raw = text.encode("utf-8", "surrogatepass")
    clean = _NO_TEXT.sub("\ufffd", text.removeprefix("\ufeff"))
    reading = _reading_of_text("", Text.of(clean), text, format, ())
    return replace(reading, sha256=hashlib.sha256(raw).hexdigest(), size=len(raw))


def parse(data: bytes | str, *, format: str | None = None) -> ParseResult:
    """The records of a file and its problems.

    `data` are the file's bytes (unpacked and decoded here) or its text. `format` is a key of IMPORTERS; without it
    the text decides. Raises KeyError for a format we do not know, nothing else. What stands in several members of
    an archive is given as one; a fault is then told of its member.
    """
    if isinstance(data, str):
        return _whole(read_text(data, format=format))
    if format is not None and format not in IMPORTERS:
        raise KeyError(format)
    if not is_packed(data):
        text, problems = decode_text(data)
        return _whole(_reading_of_text("", Text.of(text), data, format, problems))
    opened = read_file(lambda: io.BytesIO(data), format=format, most_bytes=MOST_BYTES_AT_ONCE)
    readings = [_whole(reading) for reading in opened]
    if len(readings) == 1:
        return readings[0]
    faults = " ".join(result.fault for result in readings if result.fault)
    return ParseResult(
        entries=tuple(entry for result in readings for entry in result.entries),
        problems=tuple(problem for result in readings for problem in result.problems),
        lookups=tuple(lookup for result in readings for lookup in result.lookups),
        fault=faults if all(result.fault for result in readings) else "",
        format=next((result.format for result in readings if result.format), ""),
    )


def _whole(reading: FileReading) -> ParseResult:
    result = collected(reading.items)
    return ParseResult(result.entries, result.problems, reading.fault, result.lookups, reading.format)


def _reading(member: Member, format: str | None, told: Callable[[int], None]) -> FileReading:
    known = survey(member.opened, told)
    with member.opened() as stream:
        beginning = stream.read(64)
    if member.packed:
        refuse_packed(beginning)
    text = Text(lambda: text_parts(member.opened, known))
    reading = _reading_of_text(member.name, text, beginning, format, known.problems)
    return FileReading(reading.name, reading.format, reading.fault, reading.items, known.sha256, known.size)


def _reading_of_text(
    name: str, text: Text, beginning: bytes | str, format: str | None, before: tuple[Problem, ...]
) -> FileReading:
    """The reading of a text; a file that gives no entry and is something else is told for what it is."""
    head = text.head().replace("\r\n", "\n").replace("\r", "\n")
    importer: Importer | None
    if format is not None:
        importer = IMPORTERS[format]
    else:
        importer = next((known for known in IMPORTERS.values() if known.sniff(head)), None)
    if importer is None:
        return _fault(name, _sentence(foreign.what_it_is(beginning, head) or foreign.what_it_may_be(head)))
    items = importer.read(text)
    waiting: list[Item] = []
    read = entries = False
    for item in items:  # up to the first entry: what has none may be another kind of file
        waiting.append(item)
        entries = isinstance(item, ParsedEntry | LookUp)
        read = read or entries or (isinstance(item, Problem) and item.refused)
        if entries or len(waiting) > 50:
            break
    what = "" if entries else foreign.what_it_is(beginning, head)
    ours = importer.sniff(head)
    if (what and not (importer.anchored and ours)) or (not read and not ours):
        other = next((known for known in IMPORTERS.values() if known.sniff(head)), None) if format else None
        return _fault(name, _other_format(other, importer) if other and not ours else _sentence(what))
    return FileReading(name, importer.name, "", _chained(before, waiting, items))


def _sha256(opened: Opener) -> str:
    digest = hashlib.sha256()
    with opened() as stream:
        while part := stream.read(1 << 20):
            digest.update(part)
    return digest.hexdigest()


def _chained(before: tuple[Problem, ...], waiting: list[Item], items: Iterator[Item]) -> Iterator[Item]:
    yield from before
    yield from waiting
    yield from items


def _fault(name: str, fault: str) -> FileReading:
    where = f"{name}: " if name else ""
    problem = Problem(line=1, key="", reason=f"{where}{fault}", refused=False)
    return FileReading(name, "", f"{where}{fault}", iter((problem,)))


def _other_format(other: Importer, told: Importer) -> str:
    return (
        f"The file is {other.label}, not {told.label}. Import it as {other.label}, or let the format be found; "
        "nothing was imported."
    )


def _sentence(what: str) -> str:
    """What is said of a file that is no bibliography; `what` says what it is instead, or is ""."""
    labels = ", ".join(known.label for known in IMPORTERS.values())
    if what == "empty":
        return "The file is empty; nothing was imported."
    subject = f"{what}, which is in" if what else "in"
    advice = foreign.ADVICE.get(what, "")
    end = f". {advice} As it stands, nothing was imported." if advice else "; nothing was imported."
    return f"The file is {subject} none of the formats that can be read ({labels}){end}"
