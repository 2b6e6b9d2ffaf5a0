"""From the facts of inclusion to the PEM verdict. The whole policy, version v0.1:

    used to include                                        verdict
    one set that makes PEM mandatory                       required
    one set where PEM is optional or absent                not required
    A and B (all must be met)                              required if any member makes PEM mandatory;
                                                           else not required if all are known, else unclear
    A or B (either is enough)                              required only if every member makes it mandatory;
                                                           not required if one is optional or absent;
                                                           else unclear
    any set plus an explicit requirement of PEM            required
    cohorts with different rules                           each judged alone; the weakest decides
                                                           (not required, then unclear, then required)
    an ME/CFS arm beside a long-COVID arm                  the ME/CFS arm alone is judged
    criteria only used to classify or as an outcome        not required, flagged for a person
    a physician, self-report, a code, "CDC criteria"       unclear
    sets of low confidence, sets that a person decides     unclear, unless a person judged the edition used
    nothing said                                           unclear
    no participants with ME/CFS                            not applicable

Source: the project's product description, section "PEM: how criteria combine". A change of these rules
needs a new POLICY_VERSION: the version stands on every page that the rules shaped.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from evidence.pem.facts import INFORMAL_DIAGNOSES, Cohort, CriteriaUse, Criterion, Groups, PEMFacts, Stance
from evidence.pem.verdicts import NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, Verdict
from evidence.tongue import Sentence, stored, word
from evidence.tongue import gettext_noop as _

POLICY_VERSION = "v0.1"

_ARM_LEFT_ASIDE = _("A group recruited by criteria of another condition was left aside: the badge is about ME/CFS.")
_NOTHING_SAID = _("The text at hand does not say which criteria had to be met.")
_BY_A_PERSON = {
    Stance.REQUIRES: _("{criteria}: a person read the edition used and judged that it requires PEM."),
    Stance.DOES_NOT_REQUIRE: _("{criteria}: a person read the edition used and judged that it does not require PEM."),
}
_BY_THE_DEFINITION = {
    "mandatory": _("{criteria}: PEM is mandatory."),
    "mandatory_like": _("{criteria}: worsening after exertion is mandatory, in other words."),
    "optional": _("{criteria}: PEM is optional."),
    "absent": _("{criteria}: PEM is not part of it."),
    "absent_or_optional": _("{criteria}: PEM is absent or optional."),
}
_A_PERSON_DECIDES = _("{criteria}: what it asks for is not certain enough; a person has to decide.")
_WAY_IN = stored(_("Way in: {way}. That says nothing about PEM."), way=INFORMAL_DIAGNOSES.values())
for _reason in (*_BY_A_PERSON.values(), *_BY_THE_DEFINITION.values(), _A_PERSON_DECIDES):
    stored(_reason)  # they stand on classifications


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict with its reasons in full sentences.

    `why_not_required` is a key of NOT_REQUIRED_REASONS or ""; `for_a_person` says that a person should look
    before anybody relies on it.
    """

    verdict: Verdict
    reasons: tuple[str, ...]
    why_not_required: str = ""
    for_a_person: bool = False
    policy_version: str = POLICY_VERSION


def decide(facts: PEMFacts, criteria: Mapping[str, Criterion]) -> Decision:
    """Apply the policy.

    `criteria` maps each key to its reference entry. Raises KeyError with a sentence for a key that is
    neither in it nor an informal diagnosis, wherever in the facts it stands.
    """
    if facts.not_applicable:
        return Decision(Verdict.NOT_APPLICABLE, (NOT_APPLICABLE_REASONS[facts.not_applicable],))
    for key in facts.keys:
        if key not in INFORMAL_DIAGNOSES:
            _criterion(key, criteria)
    cohorts = [cohort for cohort in facts.cohorts if not _is_other_condition(cohort, criteria)]
    if facts.cohorts and not cohorts:
        return Decision(Verdict.NOT_APPLICABLE, (NOT_APPLICABLE_REASONS["long_covid_only"],))
    if not cohorts:
        return Decision(Verdict.UNCLEAR, (_NOTHING_SAID,))
    decisions = [_decide_cohort(cohort, criteria) for cohort in cohorts]
    decision = decisions[0] if len(decisions) == 1 else _weakest(cohorts, decisions)
    if len(cohorts) < len(facts.cohorts):
        return replace(decision, reasons=(*decision.reasons, _ARM_LEFT_ASIDE))
    return decision


def _weakest(cohorts: list[Cohort], decisions: list[Decision]) -> Decision:
    order = (Verdict.NOT_REQUIRED, Verdict.UNCLEAR, Verdict.REQUIRED)
    verdict = min((decision.verdict for decision in decisions), key=order.index)
    reasons: list[str] = []
    for number, (cohort, decision) in enumerate(zip(cohorts, decisions, strict=True), start=1):
        name = cohort.label or Sentence.of(_("Group {number}"), number=number)
        reasons.extend(Sentence.joined((name, reason), ": ") for reason in decision.reasons)
    mixed = len({decision.verdict for decision in decisions}) > 1
    if mixed:
        reasons.append(_("The groups had different rules. The weakest rule decides."))
    why = ""
    if verdict is Verdict.NOT_REQUIRED:
        given = {decision.why_not_required for decision in decisions if decision.why_not_required}
        why = "cohort" if mixed or len(given) > 1 else given.pop()
    return Decision(verdict, tuple(reasons), why, any(decision.for_a_person for decision in decisions))


def _decide_cohort(cohort: Cohort, criteria: Mapping[str, Criterion]) -> Decision:
    if cohort.explicit_pem and cohort.purpose == "inclusion":
        return Decision(Verdict.REQUIRED, (_("PEM was an explicit requirement for taking part."),))
    if not cohort.groups:
        return Decision(Verdict.UNCLEAR, (_NOTHING_SAID,))
    if cohort.purpose == "classification":
        why = "classification"
        return Decision(Verdict.NOT_REQUIRED, (NOT_REQUIRED_REASONS[why],), why, for_a_person=True)
    groups = _distinct(cohort.groups)
    stances = [_group_stance(group, criteria) for group in groups]
    for_a_person = any(_needs_person(use, criteria) for group in groups for use in group)
    reasons = tuple(_tell(use, criteria) for use in dict.fromkeys(use for group in groups for use in group))
    if Stance.REQUIRES in stances:
        if len(groups) > 1:
            reasons += (_("All of these had to be met, so one set that requires PEM is enough."),)
        elif len(groups[0]) > 1:
            reasons += (_("Any one of these was enough, and every one of them requires PEM."),)
        return Decision(Verdict.REQUIRED, reasons)
    if Stance.UNKNOWN in stances:
        return Decision(Verdict.UNCLEAR, reasons, for_a_person=for_a_person)
    why = _why_not_required(groups, criteria)
    if why == "alternatives":
        reasons += (NOT_REQUIRED_REASONS[why],)
    return Decision(Verdict.NOT_REQUIRED, reasons, why)


def _distinct(groups: Groups) -> Groups:
    """The rule without repetitions: a set named twice is no alternative to itself."""
    return tuple(dict.fromkeys(tuple(dict.fromkeys(group)) for group in groups))


def _why_not_required(groups: Groups, criteria: Mapping[str, Criterion]) -> str:
    if any(len(group) > 1 for group in groups):
        return "alternatives"
    uses = [use for group in groups for use in group]
    absent = all(use.key in criteria and criteria[use.key].pem == "absent" for use in uses)
    return "absent" if absent else "optional"


def _group_stance(group: tuple[CriteriaUse, ...], criteria: Mapping[str, Criterion]) -> Stance:
    """Any one of the group is enough: the weakest member speaks."""
    stances = {_stance(use, criteria) for use in group}
    if Stance.DOES_NOT_REQUIRE in stances:
        return Stance.DOES_NOT_REQUIRE
    return Stance.UNKNOWN if Stance.UNKNOWN in stances else Stance.REQUIRES


def _stance(use: CriteriaUse, criteria: Mapping[str, Criterion]) -> Stance:
    if use.key in INFORMAL_DIAGNOSES:
        return Stance.UNKNOWN
    criterion = _criterion(use.key, criteria)
    if criterion.person_decides and use.judged:
        return Stance(use.judged)
    return criterion.stance


def _needs_person(use: CriteriaUse, criteria: Mapping[str, Criterion]) -> bool:
    return use.key not in INFORMAL_DIAGNOSES and _criterion(use.key, criteria).person_decides and not use.judged


def _tell(use: CriteriaUse, criteria: Mapping[str, Criterion]) -> str:
    if use.key in INFORMAL_DIAGNOSES:
        return Sentence.of(_WAY_IN, way=word(INFORMAL_DIAGNOSES[use.key]))
    criterion = _criterion(use.key, criteria)
    if criterion.person_decides and use.judged:
        judged = Stance.REQUIRES if use.judged == Stance.REQUIRES else Stance.DOES_NOT_REQUIRE
        return Sentence.of(_BY_A_PERSON[judged], criteria=criterion.name)
    if criterion.person_decides:
        return Sentence.of(_A_PERSON_DECIDES, criteria=criterion.name)
    return Sentence.of(_BY_THE_DEFINITION[criterion.pem], criteria=criterion.name)


def _is_other_condition(cohort: Cohort, criteria: Mapping[str, Criterion]) -> bool:
    """A cohort recruited only by a definition of another condition (post-COVID-19) is no ME/CFS cohort.

    Nor does it become one when PEM was asked for besides: long COVID with PEM is still long COVID.
    """
    return bool(cohort.keys) and all(
        key not in INFORMAL_DIAGNOSES and not _criterion(key, criteria).is_mecfs for key in cohort.keys
    )


def _criterion(key: str, criteria: Mapping[str, Criterion]) -> Criterion:
    try:
        return criteria[key]
    except KeyError:
        no_set = _("There is no set of criteria with the key {key}.")
        raise KeyError(Sentence.of(no_set, key=repr(key))) from None
