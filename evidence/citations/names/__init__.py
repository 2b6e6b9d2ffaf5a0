r"""Names as BibTeX writes them, to `Name`.

A list of names is parted at each ` and ` outside braces, before anything is decoded, because a decoded name
may itself hold the word. Then each name follows BibTeX's grammar (Patashnik, "BibTeXing", section 4):

    First von Last           Ludwig van Beethoven      particle: the words in lower case before the last name
    von Last, First          van der Berg, Anna
    von Last, Jr, First      King, Jr, Martin Luther
    {Whole Name}             a body, kept as one literal
    family=..., given=...    biblatex's extended format (biblatex manual, section 3.4)

and beyond it what people really write: "King, Martin Luther, Jr.", "Martin Luther King Jr", "Smith JK" (family
name and initials, as PubMed prints them), and bodies without braces ("World Health Organization"); and lists
parted by other signs than "and" where they can mean only one thing:

    Smith J; Jones K                  Smith J, Jones K, and Foo B
    Smith, J., Jones, K., & Foo, B.   Jane Smith, Kim Jones, and Ben Foo

Formats that keep the parts of a name apart (PubMed, RIS, CSL, Crossref) go through `plain_person` and `body`.

"others" and "et al." are nobody: they say that the list was cut. "Unknown" and "Anonymous" are nobody either.
"""

from __future__ import annotations

from .lists import ParsedNames, parse_names, split_names
from .plain import body, listed_name, plain_person
from .single import parse_name, person
from .writing import format_name, format_names

__all__ = [
    "ParsedNames",
    "body",
    "format_name",
    "format_names",
    "listed_name",
    "parse_name",
    "parse_names",
    "person",
    "plain_person",
    "split_names",
]
