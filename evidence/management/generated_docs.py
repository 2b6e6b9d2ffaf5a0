"""Parts of documents that commands write: what stands between two comments is kept equal to the code."""

from __future__ import annotations

import re
from pathlib import Path

from django.conf import settings

from evidence import roles, workflow


def path_of(name: str) -> Path:
    return Path(settings.BASE_DIR) / "docs" / name


def with_part(document: str, part: str, text: str) -> str:
    """The document with what stands between `<!-- part -->` and `<!-- end of part -->` replaced.

    Raises ValueError where the document has no such part.
    """
    begin, end = f"<!-- {part} -->\n", f"<!-- end of {part} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(document):
        raise ValueError(f"The document has no part “{part}”.")
    return pattern.sub(lambda _: f"{begin}\n{text.strip()}\n\n{end}", document)


def workflow_document(document: str) -> str:
    """`docs/workflow.md` as it has to be."""
    states = "\n".join(
        ["| state | what it means |", "|---|---|"]
        + [f"| {state.replace('_', ' ')} | {words} |" for state, words in workflow.STATES.items()]
    )
    document = with_part(document, "states", states)
    document = with_part(document, "diagram", f"```mermaid\n{workflow.mermaid()}```")
    return with_part(document, "transitions", workflow.transitions_table())


def roles_document(document: str) -> str:
    """`docs/roles.md` as it has to be."""
    people = "\n".join(
        ["| role | what it is for |", "|---|---|", *(f"| {role.name} | {role.purpose} |" for role in roles.ROLES)]
    )
    return with_part(with_part(document, "roles", people), "abilities", roles.roles_table())
