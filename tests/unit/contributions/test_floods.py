"""What a filter holds against a letter, each rule by itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from contributions import floods, triage
from contributions.floods import Counts
from contributions.letter import Letter

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)
LINKS = "see https://a.example http://b.example www.c.example "


def held(message: str = "Something.", *, seconds: float | None = 60, honeypot: str = "", **counts: int) -> list[str]:
    rendered = None if seconds is None else NOW - timedelta(seconds=seconds)
    return floods.why_held(
        Letter(message=message), honeypot=honeypot, rendered_at=rendered, now=NOW, counts=Counts(**counts)
    )


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({}, []),
        ({"from_visitor": 5, "from_all": 300, "of_text": 1}, []),
        ({"honeypot": "x"}, ["honeypot"]),
        ({"seconds": 2.9}, ["too_fast"]),
        ({"seconds": 3}, []),
        ({"seconds": None}, []),
        ({"message": LINKS + LINKS}, ["links"]),
        ({"message": LINKS}, []),
        ({"of_text": 2}, ["repeated"]),
        ({"from_visitor": 6}, ["many_from_one"]),
        ({"from_all": 301}, ["flood"]),
        ({"honeypot": "x", "seconds": 0, "of_text": 9}, ["honeypot", "too_fast", "repeated"]),
    ],
)
def test_each_rule_holds_what_it_says(facts: dict, reasons: list[str]) -> None:
    assert held(**facts) == reasons
    assert set(reasons) <= set(triage.HELD_BECAUSE)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fd00::some mark", "fd00::some mark"),
    ],
)
def test_a_network_of_its_own_counts_as_one_visitor(address: str, network: str) -> None:
    assert floods.network_of(address) == network


def test_a_text_is_the_same_with_other_blanks_and_capitals() -> None:
    assert floods.plain("Buy  this,\nNOW!") == floods.plain("buy this now")
    assert floods.plain("Buy this") != floods.plain("Buy that")
