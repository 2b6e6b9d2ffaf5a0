"""The parts of `docs/scanner.md` that the code writes: what stands between two comments is kept equal to the rules.

python -m evidence.scanner docs/scanner.md
"""

from __future__ import annotations

import re

from .glossary import GLOSSARY
from .model import SEVERITY_WORDS
from .registry import GROUPS, SCANNER_VERSION, RuleRow, rules_table


def scanner_document(document: str) -> str:
    """The document as it has to be. Raises ValueError where one of its parts is missing."""
    for part, text in (
        ("version", f"These are the rules of scanner {SCANNER_VERSION}."),
        ("severities", _severities()),
        ("rules", _rules()),
        ("glossary", _glossary()),
    ):
        begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
        pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
        if not pattern.search(document):
            raise ValueError(f"The document has no part “{part}”.")
        document = pattern.sub(lambda _, text=text, begin=begin, end=end: f"{begin}\n{text}\n\n{end}", document)  # type: ignore[misc]
    return document


def _severities() -> str:
    rows = "\n".join(f"| {severity.value} | {words} |" for severity, words in SEVERITY_WORDS.items())
    return f"| severity | what follows |\n|---|---|\n{rows}"


def _rules() -> str:
    by_group: dict[str, list[RuleRow]] = {group: [] for group in GROUPS}
    for row in rules_table():
        by_group[row.group].append(row)
    parts = []
    for group, rows in by_group.items():
        parts.append(f"### {group}")
        parts += [_rule(row) for row in rows]
    return "\n\n".join(parts)


def _rule(row: RuleRow) -> str:
    return (
        f"**{row.name}** · `{row.key}` · {row.severity}\n\n"
        f"{row.what}\n\n"
        f"- Flagged: {_made_up(row.example, row.example_context)}\n"
        f"- Not flagged: {_made_up(row.counter_example, row.counter_example_context)}\n"
        f"- How to mend: {row.mend}"
    )


def _made_up(words: str, context: str) -> str:
    told = re.sub(r"\s+", " ", words).replace("*", r"\*").replace("<", "&lt;")
    return f"“{told}”" + (f" ({context})" if context else "")


def _glossary() -> str:
    rows = "\n".join(
        f"| {term.term} | {', '.join(term.variants)} | {term.plain} |"
        for term in sorted(GLOSSARY, key=lambda term: term.term.lower())
    )
    return f"| term | also | in plain words |\n|---|---|---|\n{rows}"
