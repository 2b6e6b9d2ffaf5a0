"""The classifier's reasons in plain words, and how sure it is."""

from __future__ import annotations

from evidence.classifier.assembling import Assembled
from evidence.classifier.kinds import Setting
from evidence.classifier.roles import Use
from evidence.classifier.rules import cues
from evidence.pem import INFORMAL_DIAGNOSES, Decision
from evidence.pem.reference import reference_criteria
from evidence.tongue import Sentence, stored
from evidence.tongue import gettext_noop as _

PLACES: dict[str, str] = {"title": _("Title"), "abstract": _("Abstract"), "methods": _("Methods"), "text": _("Text")}
_INCLUDED = stored(_("The text says that people were included by: {names}."))
_SOME_MET = stored(_("Only some of the people met: {names}. It was no condition for taking part."))
_SORTED = stored(_("People were sorted by, or judged afterwards by: {names}."))
_ASKS_FOR_PEM = _("The text asks for PEM in so many words.")

_SURE = frozenset({cues.FULFILLED.name, cues.INCLUSION_LIST.name, cues.CHOSEN.name, cues.USED_AFTER.name})


def tell(found: Assembled, setting: Setting, decision: Decision) -> tuple[str, ...]:
    """What was read, then what the policy makes of it. Whole sentences."""
    if setting.not_applicable and not found.cohorts:
        return decision.reasons
    read: list[str] = []
    for statement in found.statements:
        names = _joined([name_of(key) for key in statement.keys], statement.combination)
        if statement.use is Use.INCLUDED:
            read.append(Sentence.of(_INCLUDED, names=names))
        elif statement.part:
            read.append(Sentence.of(_SOME_MET, names=names))
        else:
            read.append(Sentence.of(_SORTED, names=names))
    read.extend(_ASKS_FOR_PEM for way in found.ways if way.key == "pem")
    return tuple(dict.fromkeys((*read, *decision.reasons)))


def name_of(key: str) -> str:
    """The name of a set or of an informal way in, as a reader sees it."""
    entry = reference_criteria().get(key)
    return entry.name if entry else INFORMAL_DIAGNOSES.get(key, key)


def _joined(names: list[str], combination: str) -> str:
    word = {"and": " and ", "or": " or ", "and/or": " and/or "}.get(combination, ", ")
    return word.join(names)


def confidence_of(found: Assembled, setting: Setting, *, applies: bool) -> float:
    """A grade between 0 and 1 for sorting work: how directly the words say it. No probability."""
    if not applies:
        return 0.95 if setting.strong else 0.75 if setting.found else 0.6
    if not found.cohorts:
        return 0.7
    if not found.statements:
        return 0.8 if found.ways else 0.6
    if any(one.use is Use.SORTED for one in found.statements):
        return 0.6
    if len(found.cohorts) > 1:
        return 0.7
    return 0.95 if all(one.rule in _SURE for one in found.statements) else 0.8
