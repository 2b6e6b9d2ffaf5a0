"""`python -m evidence.scanner docs/scanner.md`: write the generated parts of the document anew."""

from __future__ import annotations

import sys
from pathlib import Path

from .document import scanner_document


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        sys.stderr.write("Name the document: python -m evidence.scanner docs/scanner.md\n")
        return 2
    path = Path(arguments[0])
    path.write_text(scanner_document(path.read_text("utf-8")), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
