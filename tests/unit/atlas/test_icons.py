"""The icons are the sign of the atlas, in every size."""

from __future__ import annotations

import struct

import pytest

from atlas import icons

SIGN = icons.read_sign(icons.SIGN.read_text("utf-8"))


def test_the_committed_pictures_are_drawn_from_the_sign() -> None:
    for name, (size, filled) in icons.PICTURES.items():
        if size < 512:  # the same drawing, and seconds saved
            drawn = icons.pixels(SIGN, size, filled=filled)
            assert icons.rows_of((icons.STATIC / name).read_bytes()) == drawn, f"{name}: run `manage.py make_icons`"
        head = (icons.STATIC / name).read_bytes()[16:24]
        assert struct.unpack(">2I", head) == (size, size)


def test_the_old_icon_file_holds_three_sizes() -> None:
    data = (icons.STATIC / icons.FAVICON).read_bytes()
    assert struct.unpack("<3H", data[:6]) == (0, 1, 3)
    for place, size in enumerate(icons.FAVICON_SIZES):
        width, height, *_, length, offset = struct.unpack("<4B2H2I", data[6 + 16 * place : 22 + 16 * place])
        assert (width, height) == (size, size)
        assert icons.rows_of(data[offset : offset + length]) == icons.pixels(SIGN, size, filled=False)


def test_a_form_can_be_cut_out_of_the_filled_one() -> None:
    side, safe = 64, 0.4  # the circle that every form keeps, as the manifest has it
    rows = icons.pixels(SIGN, side, filled=True)
    for y, row in enumerate(rows):
        for x in range(side):
            red, green, blue, alpha = row[4 * x : 4 * x + 4]
            assert alpha == 255
            away = ((x + 0.5 - side / 2) ** 2 + (y + 0.5 - side / 2) ** 2) ** 0.5 / side
            assert away < safe or (red, green, blue) == SIGN.ground
    assert icons.pixels(SIGN, side, filled=False)[0][3] == 0, "the other one has round corners"


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("<path", "<circle", "one rectangle"), ("M7", "C7", "no straight line"), ("#17504f", "green", "no colour")],
)
def test_a_sign_that_cannot_be_drawn_is_refused(before: str, after: str, told: str) -> None:
    with pytest.raises(ValueError, match=told):
        icons.read_sign(icons.SIGN.read_text("utf-8").replace(before, after))
