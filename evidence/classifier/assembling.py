"""From the statements of a text to cohorts as the policy knows them.

one rule for everybody                       one cohort
"… also fulfilled …", "in addition …"        one more requirement for the same cohort
another rule for other people                one more cohort: the weakest decides
only some of them met it, or met it later    a cohort whose criteria classify
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from evidence.classifier.other_ways import Way
from evidence.classifier.roles import Use
from evidence.classifier.rules import cues
from evidence.classifier.rules.other_ways import SURVEYED
from evidence.classifier.statements import Statement, seldom_together
from evidence.pem import Cohort, CriteriaUse, Stance
from evidence.pem.reference import OTHER_CONDITIONS, criteria_by_key

Rule = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Assembled:
    """Cohorts with what they rest on. `combination` is as the sample names it."""

    cohorts: tuple[Cohort, ...] = ()
    criteria: tuple[str, ...] = ()
    combination: str = "none"
    statements: tuple[Statement, ...] = ()
    ways: tuple[Way, ...] = ()


@dataclass(slots=True)
class _Draft:
    rule: Rule
    group: str
    and_or: bool = False
    explicit_pem: bool = False
    diagnosis: str = ""
    statements: list[Statement] = field(default_factory=list)
    ways: list[Way] = field(default_factory=list)


def assemble(
    statements: Sequence[Statement], informal: Sequence[Way], demands: Sequence[Way], screened: Sequence[Way]
) -> Assembled:
    """Build the cohorts. Formal sets come before informal ways, inclusion before classification."""
    mecfs = [one for one in map(_of_mecfs, statements) if one]
    included = [one for one in mecfs if one.use is Use.INCLUDED]
    drafts = _drafts(included)
    if any(one.group == "me" for one in drafts):
        drafts = [one for one in drafts if one.group != "covid"] or drafts
    asked = [one for one in demands if one.group != "covid" or drafts]
    if not drafts and not asked:
        sorted_by = [one for one in mecfs if one.use is Use.SORTED]
        if sorted_by:
            return _with_way_in(_classified(sorted_by), informal)
    if not drafts:
        drafts = _informal_drafts(informal, screened if not asked else ())
        if not drafts and asked:
            drafts = [_Draft((), "")]
    else:
        _add_diagnoses(drafts, informal)
    if asked and drafts:
        for draft in drafts:
            draft.explicit_pem = True
        drafts[0].ways.extend(asked)
    return _finished(drafts)


def _of_mecfs(statement: Statement) -> Statement | None:
    kept = tuple(one for one in statement.mentions if one.key not in OTHER_CONDITIONS)
    if not kept:
        return None
    combination = statement.combination if len({one.key for one in kept}) > 1 else "single"
    return replace(statement, mentions=kept, combination=combination)


def _rule(statement: Statement) -> Rule:
    if statement.combination in ("or", "and/or"):
        return (statement.keys,)
    return tuple((key,) for key in statement.keys)


def _drafts(included: Sequence[Statement]) -> list[_Draft]:
    """One draft for each rule of its own; what everybody had to meet is added to all of them.

    Where cohorts or sites are told apart, "all patients" may be those of one of them: then nothing is added.
    """
    apart = any(one.own_people for one in included)
    whole = [] if apart else [one for one in included if one.everybody]
    drafts: list[_Draft] = []
    for statement in included:
        if statement.everybody and not apart:
            continue
        rule = _rule(statement)
        same = next((one for one in drafts if _covers(one.rule, rule, statement)), None)
        if same:
            same.statements.append(statement)
        elif drafts and statement.also and statement.group in (drafts[-1].group, ""):
            _add(drafts[-1], statement)
        else:
            drafts.append(_Draft(rule, statement.group, statement.combination == "and/or", statements=[statement]))
    for statement in whole:
        fitting = [one for one in drafts if statement.group in (one.group, "") or not one.group]
        if not fitting:
            fitting = [_Draft((), statement.group)]
            drafts.extend(fitting)
        for draft in fitting:
            _add(draft, statement)
    for draft in drafts:
        keys = {key for group in draft.rule for key in group}
        if len(draft.statements) > 1 and seldom_together(keys) and not any(one.every_one for one in draft.statements):
            draft.rule = (tuple(key for group in draft.rule for key in group),)
        draft.statements.sort(key=lambda one: one.mentions[0].start)
    return drafts


def _covers(known: Rule, rule: Rule, statement: Statement) -> bool:
    """The same rule again, or a part of it told again of the same people."""
    return set(rule) == set(known) or (not statement.own_people and set(rule) <= set(known))


def _add(draft: _Draft, statement: Statement) -> None:
    draft.rule += tuple(group for group in _rule(statement) if group not in draft.rule)
    draft.and_or |= statement.combination == "and/or"
    draft.statements.append(statement)


def _classified(sorted_by: Sequence[Statement]) -> Assembled:
    keys = tuple(dict.fromkeys(key for one in sorted_by for key in one.keys))
    part = any(one.part for one in sorted_by)
    if part or any(one.rule == cues.HELD_AGAINST.name for one in sorted_by):
        combination = "subgroup"
    elif len(keys) == 1:
        combination = "single"
    else:
        alone = len(sorted_by) == 1 and sorted_by[0].rule != cues.COMPARED.name
        combination = sorted_by[0].combination if alone else "or"
    cohort = Cohort(groups=tuple((CriteriaUse(key),) for key in keys), purpose="classification")
    return Assembled((cohort,), keys, combination, tuple(sorted_by))


def _with_way_in(found: Assembled, informal: Sequence[Way]) -> Assembled:
    """People came in by a diagnosis and were sorted by criteria afterwards: both are named.

    The verdict rests on the sorting alone, as a diagnosis says nothing about PEM.
    """
    telling = ("physician_dx", "self_report", "icd_code")
    way = next((one for one in informal if one.key in telling and one.rule != SURVEYED and one.group != "covid"), None)
    if way is None or way.sentence in {one.sentence for one in found.statements}:
        return found
    return replace(found, criteria=(way.key, *found.criteria), combination="subgroup", ways=(way,))


def _informal_drafts(informal: Sequence[Way], screened: Sequence[Way]) -> list[_Draft]:
    keys = [way.key for way in informal]
    chosen: list[Way] = []
    for key in ("self_report", "physician_dx", "icd_code", "unspecified_mecfs", "diagnosis_unspecified"):
        if key in keys:
            chosen.append(informal[keys.index(key)])
            break
    if not chosen and screened:
        chosen.append(screened[0])
    if not chosen:
        return []
    return [_Draft(((chosen[0].key,),), chosen[0].group, ways=chosen)]


def _add_diagnoses(drafts: list[_Draft], informal: Sequence[Way]) -> None:
    """A diagnosis asked for besides the criteria, in the same sentence; or an ME/CFS arm that has no criteria."""
    only_covid = all(one.group == "covid" for one in drafts)
    said = {statement.sentence: (one, statement) for one in reversed(drafts) for statement in reversed(one.statements)}
    for way in informal:
        if way.of_another:
            drafts.append(_Draft(((way.key,),), way.group, ways=[way]))
        elif way.sentence in said:
            draft, statement = said[way.sentence]
            start, end = statement.cue
            if way.instead and draft.rule and way.key not in draft.rule[-1]:
                draft.rule = (*draft.rule[:-1], (*draft.rule[-1], way.key))
                draft.ways.append(way)
                continue
            # "Had a physician's diagnosis and met ..." asks for two things, "diagnosed by a physician by ..." for one.
            if way.key in ("physician_dx", "self_report", "icd_code") and (way.end <= start or way.start >= end):
                draft.diagnosis = way.key
                draft.ways.append(way)
        elif way.cohort and any(statement.own_people for one in drafts for statement in one.statements):
            drafts.append(_Draft(((way.key,),), way.group, ways=[way]))
        elif way.group == "me" and only_covid:
            drafts.append(_Draft(((way.key,),), "me", ways=[way]))
            only_covid = False


def _finished(drafts: Sequence[_Draft]) -> Assembled:
    cohorts = tuple(
        Cohort(
            groups=tuple(tuple(CriteriaUse(key) for key in group) for group in _groups(one)),
            label=_LABELS.get(one.group, "") if len(drafts) > 1 else "",
            explicit_pem=one.explicit_pem,
        )
        for one in drafts
    )
    diagnoses = (one.diagnosis for one in drafts if one.diagnosis)
    keys = tuple(dict.fromkeys((*diagnoses, *(key for cohort in cohorts for key in cohort.keys))))
    return Assembled(
        cohorts,
        keys,
        _combination(drafts, keys),
        tuple(statement for one in drafts for statement in one.statements),
        tuple(way for one in drafts for way in one.ways),
    )


def _groups(draft: _Draft) -> Rule:
    """A diagnosis asked for besides counts as one more requirement where the named sets require PEM anyway.

    Where they do not, it says nothing about PEM and must not make a clear rule unclear; it stays in `criteria`.
    """
    if not draft.diagnosis:
        return draft.rule
    requires = any(all(criteria_by_key()[key].stance is Stance.REQUIRES for key in group) for group in draft.rule)
    return ((draft.diagnosis,), *draft.rule) if requires else draft.rule


_LABELS = {"me": "ME/CFS group", "covid": "Long COVID group"}


def _combination(drafts: Sequence[_Draft], keys: Sequence[str]) -> str:
    if not keys:
        return "none"
    if len(keys) == 1:
        return "single"
    if any(one.and_or for one in drafts):
        return "and/or"
    if len(drafts) > 1 or any(len(group) > 1 for one in drafts for group in one.rule):
        return "or"
    return "and"
