"""Names that are written without a trial read back like all others."""

from __future__ import annotations

import itertools

from evidence.citations.names import format_names, parse_names
from evidence.citations.record import Name

FAMILIES = ("Berg", "Ng", "Özil", "Smith-Jones", "Unknown", "Others", "And", "Group", "Iii", "University")
GIVEN = (
    "Ann", "A.", "J.-P.", "Jean-Pierre K.", "Jr", "Jr.", "Sr", "III", "II", "V", "Md", "M.D.", "John And Paul", "Et Al",
    "Et Al.", "Others", "Foundation", "Anonymous", "Éa Li",
)  # fmt: skip


def test_each_reads_back() -> None:
    for family, given in itertools.product(FAMILIES, GIVEN):
        names = (Name(family, given), Name("Last", "Zoe"))
        parsed = parse_names(format_names(names))
        assert parsed.names == names, (family, given)
        assert parsed.complete
