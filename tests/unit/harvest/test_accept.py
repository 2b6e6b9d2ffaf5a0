"""Which representation an Accept header gets."""

from __future__ import annotations

import pytest

from evidence.harvest.accept import preferred

OFFERED = ("text/html", "application/x-bibtex", "application/ld+json", "text/plain")


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("", "text/html"),
        ("*/*", "text/html"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "text/html"),
        ("application/x-bibtex", "application/x-bibtex"),
        ("Application/X-BibTeX", "application/x-bibtex"),
        ("application/x-bibtex; charset=utf-8", "application/x-bibtex"),
        ("application/x-bibtex, */*", "application/x-bibtex"),
        ("application/x-bibtex;q=0.4, text/html;q=0.5", "text/html"),
        ("text/html;q=0.5, application/ld+json;q=0.8, application/x-bibtex;q=0.3", "application/ld+json"),
        ("text/html;q=0, */*", "application/x-bibtex"),
        ("application/*", "application/x-bibtex"),
        ("application/*;q=0.2, application/ld+json", "application/ld+json"),
        ("text/*, text/html;q=0.1", "text/plain"),
        ("application/rdf+xml", None),
        ("application/rdf+xml, */*;q=0.1", "text/html"),
        ("text/html;q=0", None),
        ("text/html;q=2, text/plain", "text/html"),  # no quality at all counts as 1
        ("nonsense, ;;;, application/x-bibtex", "application/x-bibtex"),
        ("nonsense", None),
    ],
)
def test_an_accept_header_gets_what_it_likes_best(header: str, wanted: str | None) -> None:
    assert preferred(header, OFFERED) == wanted


def test_a_very_long_header_costs_little() -> None:
    assert preferred("a/b," * 100_000 + "application/x-bibtex", OFFERED) is None
