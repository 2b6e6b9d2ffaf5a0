"""Who may do what at the desk. Pure: the table here is the only source of groups, checks and `docs/roles.md`.

A role never outweighs what a person did: whoever contributed to a revision neither votes on it nor
publishes it, whatever their roles (`evidence.workflow`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence.tongue import Sentence, word
from evidence.tongue import gettext_noop as _

ABILITIES: dict[str, str] = {
    "see_desk": _("See the desk: studies, texts, revisions, the trail"),
    "import_citations": _("Bring citations in"),
    "edit_desk": _("Edit facts, texts, notices and links; submit for review; take back"),
    "confirm_identity": _("Confirm the identity of a study"),
    "code_pem": _("Code criteria and PEM, blind"),
    "adjudicate": _("Decide between coders or reviewers who differ"),
    "review_revision": _("Vote on a revision"),
    "publish": _("Publish what was approved; withdraw a page"),
    "override": _("Publish in an emergency without the votes, with a reason that the page shows"),
    "see_reports": _("See the standing reports"),
    "triage": _("Read and answer private contributions"),
    "manage_accounts": _("Make accounts and give roles"),
}
"""Ability -> what it lets a person do. Each is a permission `evidence.<ability>`."""


@dataclass(frozen=True, slots=True)
class Role:
    """A group of people. `name` is the group's name in the admin."""

    name: str
    purpose: str
    abilities: frozenset[str]


ROLES: tuple[Role, ...] = (
    Role(
        "Editor",
        "Brings studies in, writes and revises the texts.",
        frozenset({"see_desk", "import_citations", "edit_desk", "confirm_identity", "see_reports"}),
    ),
    Role(
        "Coder and reviewer",
        "Judges criteria and PEM independently, votes on revisions.",
        frozenset({"see_desk", "code_pem", "adjudicate", "review_revision", "see_reports"}),
    ),
    Role(
        "Publisher",
        "Puts approved revisions on the shelf, withdraws pages.",
        frozenset({"see_desk", "publish", "see_reports"}),
    ),
    Role(
        "Triager",
        "Reads private contributions and turns them into drafts.",
        frozenset({"see_desk", "import_citations", "triage"}),
    ),
    Role(
        "Administrator",
        "Makes accounts, gives roles, and answers for emergencies.",
        frozenset({"see_desk", "manage_accounts", "see_reports", "publish", "override"}),
    ),
)


def doing(abilities: Iterable[str]) -> Sentence:
    """What any of these abilities lets a person do, as it stands inside a sentence: "vote on a revision or ..."."""
    return Sentence.any_of(word(ABILITIES[ability]).within() for ability in abilities)


def roles_table() -> str:
    """The table of `docs/roles.md` in Markdown; a test holds the file to it."""
    heads = ["What it lets a person do", *(role.name for role in ROLES)]
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for ability, words in ABILITIES.items():
        marks = ["yes" if ability in role.abilities else "" for role in ROLES]
        lines.append(f"| {words} (`{ability}`) | {' | '.join(marks)} |")
    return "\n".join(lines) + "\n"
