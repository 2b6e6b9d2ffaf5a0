"""Reads the coding form as a browser sends it. What is half-way stays half-way; what we do not know is dropped.

The form has a changing number of groups and requirements and works without JavaScript, so it is read by name:
`group-2-sets-1` are the sets ticked in the first requirement of the second group. Names that begin with `_` are
the page's own (counts, buttons), the others are what a person typed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict

from evidence.desk.coding import (
    COMBINATIONS,
    JUDGEMENTS,
    MOST_GROUPS,
    MOST_REQUIREMENTS,
    PERSON_DECIDES,
    PURPOSE_CHOICES,
    SETS,
    WAYS_IN,
    TypedGroup,
    TypedReading,
)
from evidence.models.assessment import VERDICT_CHOICES
from evidence.pem import NOT_APPLICABLE_REASONS
from evidence.vocabulary import BASIS


@dataclass(frozen=True, slots=True)
class Button:
    """Which button was pressed: `name`, and the number that it carries ("add-requirement:2"), or 0."""

    name: str
    number: int = 0

    @classmethod
    def pressed(cls, sent: QueryDict) -> Button:
        """Without one (a script sent the form, or the Enter key in an odd browser) it is "save"."""
        name, _, number = sent.get("_do", "save").partition(":")
        return cls(name, _number(number, most=10**9))


def is_sent(sent: QueryDict) -> bool:
    """False where a page without the form, such as "Take this study", was sent."""
    return "_groups" in sent


def seen_token(sent: QueryDict) -> int:
    """The version of the draft that the page was made from; -1, which no draft has, where it is not a number."""
    token = sent.get("seen_token", "")
    return int(token) if token.isascii() and token.isdigit() and len(token) < 10 else -1


def read(sent: QueryDict) -> TypedReading:
    groups = max(1, _number(sent.get("_groups", ""), most=MOST_GROUPS))
    return TypedReading(
        applies=_one_of(sent, "applies", ("yes", "no")),
        not_applicable=_one_of(sent, "not_applicable", NOT_APPLICABLE_REASONS),
        groups=[_group(sent, f"group-{number}") for number in range(1, groups + 1)],
        verdict=_one_of(sent, "verdict", VERDICT_CHOICES),
        quote=_text(sent, "quote"),
        place=_text(sent, "place"),
        basis=_one_of(sent, "basis", BASIS),
        comment=_text(sent, "comment"),
        against_the_rules_because=_text(sent, "against_the_rules_because"),
    )


def press(typed: TypedReading, button: Button) -> str:
    """Do what a button of the form's own does: a group or a requirement more or less.

    Returns the id of the place on the page to go on from.
    """
    at = button.number - 1
    if button.name == "add-group" and len(typed.groups) < MOST_GROUPS:
        typed.groups.append(TypedGroup())
        return f"group-{len(typed.groups)}"
    if not 0 <= at < len(typed.groups):
        return "groups"
    group = typed.groups[at]
    if button.name == "add-requirement" and len(group.requirements) < MOST_REQUIREMENTS:
        group.requirements.append([])
        return f"group-{button.number}-requirement-{len(group.requirements)}"
    if button.name == "remove-requirement" and len(group.requirements) > 1:
        group.requirements.pop()
    if button.name == "remove-group" and len(typed.groups) > 1:
        del typed.groups[at]
        return "groups"
    return f"group-{button.number}"


def _group(sent: QueryDict, name: str) -> TypedGroup:
    requirements = max(1, _number(sent.get(f"_{name}-requirements", ""), most=MOST_REQUIREMENTS))
    judged = {key: _one_of(sent, f"{name}-judged-{key}", JUDGEMENTS) for key in PERSON_DECIDES}
    return TypedGroup(
        label=_text(sent, f"{name}-name"),
        requirements=[
            [key for key in dict.fromkeys(sent.getlist(f"{name}-sets-{line}")) if key in SETS or key in WAYS_IN]
            for line in range(1, requirements + 1)
        ],
        combine=_one_of(sent, f"{name}-combine", COMBINATIONS) or "single",
        explicit_pem=f"{name}-explicit_pem" in sent,
        purpose=_one_of(sent, f"{name}-purpose", PURPOSE_CHOICES) or "inclusion",
        judged={key: value for key, value in judged.items() if value},
    )


def _text(sent: QueryDict, name: str) -> str:
    """As typed. Browsers send line ends as CR LF; a NUL character cannot be stored."""
    return sent.get(name, "").replace("\r\n", "\n").replace("\x00", "")


def _one_of(sent: QueryDict, name: str, known: object) -> str:
    value = sent.get(name, "")
    return value if value in known else ""  # type: ignore[operator]


def _number(text: str, *, most: int) -> int:
    return min(int(text), most) if text.isascii() and text.isdigit() and len(text) < 10 else 0
