"""The sign of the atlas in the sizes that browsers and phones ask for, drawn from `static/icon.svg`.

The standard library is enough: the sign is a rectangle and one line, and each pixel's share of either is worked out
from its distance to the edge. `manage.py make_icons` writes the files; a test holds them equal to the drawing.
"""

from __future__ import annotations

import math
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

STATIC = Path(__file__).resolve().parent.parent / "static"
SIGN = STATIC / "icon.svg"

Colour = tuple[int, int, int]
Point = tuple[float, float]

PICTURES: Mapping[str, tuple[int, bool]] = {
    "icon-192.png": (192, False),
    "icon-512.png": (512, False),
    "icon-maskable-192.png": (192, True),
    "icon-maskable-512.png": (512, True),
    "apple-touch-icon.png": (180, True),
}
"""File -> pixels a side, and whether the ground fills the whole square, so that a device can cut its own form out."""
CLEAR = 0.9
"""How large the line is drawn on a filled ground: it has to lie in a circle of 0.4 of the side around the middle."""
FAVICON, FAVICON_SIZES = "favicon.ico", (16, 32, 48)


@dataclass(frozen=True, slots=True)
class Sign:
    """The sign in units of its viewBox: a square ground of `side` with round corners, and a line of `width` on it."""

    side: float
    radius: float
    ground: Colour
    line: tuple[Point, ...]
    width: float
    ink: Colour


def read_sign(text: str) -> Sign:
    """The sign as `icon.svg` has it. Raises ValueError where the file holds anything that cannot be drawn here."""
    root = ElementTree.fromstring(text)  # noqa: S314 - a file of ours
    names = [child.tag.rpartition("}")[2] for child in root]
    if names != ["rect", "path"]:
        raise ValueError(f"The sign has to be one rectangle and one path, not {names}.")
    rect, path = root
    if path.get("stroke-linejoin") != "round" or path.get("stroke-linecap") != "round":
        raise ValueError("The line of the sign has to have round ends and corners.")
    return Sign(
        side=float(root.get("viewBox", "").split()[2]),
        radius=float(rect.get("rx", "0")),
        ground=_colour(rect.get("fill", "")),
        line=_points(path.get("d", "")),
        width=float(path.get("stroke-width", "1")),
        ink=_colour(path.get("stroke", "")),
    )


def pixels(sign: Sign, size: int, *, filled: bool) -> list[bytes]:
    """Rows of RGBA bytes, `size` x `size`. `filled`: the ground has no round corners, and the line is smaller."""
    unit = sign.side / size / (CLEAR if filled else 1)
    edge = (sign.side - size * unit) / 2
    rows = []
    for y in range(size):
        row = bytearray()
        for x in range(size):
            point = (edge + (x + 0.5) * unit, edge + (y + 0.5) * unit)
            share = _share(_from_line(point, sign.line) - sign.width / 2, unit)
            cover = 1.0 if filled else _share(_from_ground(point, sign), unit)
            mixed = (round(ink * share + under * (1 - share)) for ink, under in zip(sign.ink, sign.ground, strict=True))
            row += bytes((*mixed, round(255 * cover)))
        rows.append(bytes(row))
    return rows


def png(rows: list[bytes]) -> bytes:
    """A PNG file of rows of RGBA bytes."""
    head = struct.pack(">2I5B", len(rows[0]) // 4, len(rows), 8, 6, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def rows_of(file: bytes) -> list[bytes]:
    """Rows of RGBA bytes of a file that `png` made."""
    width, height = struct.unpack(">2I", file[16:24])
    data = zlib.decompress(file[file.index(b"IDAT") + 4 :])
    stride = 4 * width + 1
    return [data[place * stride + 1 : (place + 1) * stride] for place in range(height)]


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """An ICO file of PNG files, pixels a side -> file."""
    head, offset = struct.pack("<3H", 0, 1, len(pictures)), 6 + 16 * len(pictures)
    entries = b""
    for size, picture in pictures.items():
        entries += struct.pack("<4B2H2I", size % 256, size % 256, 0, 0, 1, 32, len(picture), offset)
        offset += len(picture)
    return head + entries + b"".join(pictures.values())


def files() -> dict[str, bytes]:
    """Name in `static/` -> the file."""
    sign = read_sign(SIGN.read_text("utf-8"))
    made = {name: png(pixels(sign, size, filled=filled)) for name, (size, filled) in PICTURES.items()}
    return made | {FAVICON: ico({size: png(pixels(sign, size, filled=False)) for size in FAVICON_SIZES})}


def _colour(text: str) -> Colour:
    found = re.fullmatch(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})", text)
    if found is None:
        raise ValueError(f"“{text}” is no colour like “#17504f”.")
    red, green, blue = (int(part, 16) for part in found.groups())
    return red, green, blue


def _points(path: str) -> tuple[Point, ...]:
    """The corners of a path of straight lines (M, L, H, V, in capitals from the corner of the picture)."""
    x = y = 0.0
    points: list[Point] = []
    for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        values = [float(number) for number in re.findall(r"-?\d*\.?\d+", numbers)]
        kind = command.upper()
        if kind not in "MLHV":
            raise ValueError(f"The path of the sign has “{command}”, which is no straight line.")
        steps = zip(values[::2], values[1::2], strict=True) if kind in "ML" else ((value, value) for value in values)
        for across, down in steps:
            from_x, from_y = (x, y) if command.islower() else (0.0, 0.0)
            x = x if kind == "V" else from_x + across
            y = y if kind == "H" else from_y + down
            points.append((x, y))
    return tuple(points)


def _from_line(point: Point, line: tuple[Point, ...]) -> float:
    return min(_from_stretch(point, a, b) for a, b in pairwise(line))


def _from_stretch(point: Point, a: Point, b: Point) -> float:
    along, across = b[0] - a[0], b[1] - a[1]
    length = along * along + across * across
    share = ((point[0] - a[0]) * along + (point[1] - a[1]) * across) / length if length else 0.0
    share = min(1.0, max(0.0, share))
    return math.hypot(point[0] - a[0] - share * along, point[1] - a[1] - share * across)


def _from_ground(point: Point, sign: Sign) -> float:
    """Below 0 inside the rectangle with round corners."""
    half = sign.side / 2
    over = [abs(place - half) - (half - sign.radius) for place in point]
    return math.hypot(*(max(0.0, part) for part in over)) + min(0.0, max(over)) - sign.radius


def _share(distance: float, unit: float) -> float:
    """How much of a pixel lies within an edge, from the middle's distance to it."""
    return min(1.0, max(0.0, 0.5 - distance / unit))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
