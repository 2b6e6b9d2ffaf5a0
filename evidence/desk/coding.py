"""What a coder has typed, complete or not; the facts in it; and two readings beside each other.

A draft may hold anything that a person can type half-way. `TypedReading.facts` is where it becomes facts, or a
refusal that tells everything that is missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evidence.models import PEMAssessment
from evidence.pem import (
    INFORMAL_DIAGNOSES,
    NOT_APPLICABLE_REASONS,
    VERDICT_WORDS,
    Cohort,
    CriteriaUse,
    Decision,
    PEMFacts,
    Verdict,
    decide,
)
from evidence.pem.facts import PURPOSES
from evidence.pem.reference import criteria_by_key, reference_criteria
from evidence.presenters.words import shown, shown_capital
from evidence.tongue import gettext_noop
from evidence.vocabulary import BASIS
from evidence.workflow import Refusal

MOST_GROUPS = 12
MOST_REQUIREMENTS = 3

COMBINATIONS = {
    "single": gettext_lazy("Only one is ticked"),
    "all": gettext_lazy("All that are ticked had to be met"),
    "any": gettext_lazy("Any one of those ticked was enough"),
}
PURPOSE_CHOICES = {
    "inclusion": gettext_lazy("To include: who did not meet them did not take part"),
    "classification": gettext_lazy("To classify, or as an outcome: people took part anyway"),
}
JUDGEMENTS = {
    "": gettext_lazy("I leave it open"),
    "requires": gettext_lazy("The edition used requires PEM"),
    "does_not_require": gettext_lazy("The edition used does not require PEM"),
}
SETS: dict[str, str] = {
    key: f"{entry.name}, {entry.year}" if entry.year and str(entry.year) not in entry.name else entry.name
    for key, entry in reference_criteria().items()
}
"""Key -> name with its year, by which papers mostly name a set."""
WAYS_IN = INFORMAL_DIAGNOSES
PERSON_DECIDES: dict[str, str] = {
    key: SETS[key] for key, criterion in criteria_by_key().items() if criterion.person_decides
}


@dataclass(slots=True)
class TypedGroup:
    """One group of participants as typed.

    `requirements` are one to three lists of keys of SETS and WAYS_IN. `combine` says how the first one's members
    combine; of each further one, any member is enough. `judged` is key -> a key of JUDGEMENTS.
    """

    label: str = ""
    requirements: list[list[str]] = field(default_factory=lambda: [[]])
    combine: str = "single"
    explicit_pem: bool = False
    purpose: str = "inclusion"
    judged: dict[str, str] = field(default_factory=dict)

    @property
    def keys(self) -> set[str]:
        return {key for requirement in self.requirements for key in requirement}

    @property
    def says_nothing(self) -> bool:
        return not (self.keys or self.explicit_pem)

    @property
    def is_untouched(self) -> bool:
        return self.says_nothing and not self.label.strip() and self.purpose == "inclusion"

    @property
    def to_judge(self) -> list[str]:
        """The sets named that a person has to decide, in the order of the reference."""
        return [key for key in PERSON_DECIDES if key in self.keys]

    def faults(self, name: str) -> list[str]:
        if self.combine == "single" and len(self.requirements[0]) > 1:
            return [
                _("%(name)s: several sets are ticked. Say whether all had to be met, or any one was enough.")
                % {"name": name}
            ]
        return []

    def cohort(self) -> Cohort:
        first, *more = [tuple(dict.fromkeys(requirement)) for requirement in self.requirements]
        groups = [(key,) for key in first] if self.combine == "all" else [first]
        return Cohort(
            groups=tuple(tuple(self._use(key) for key in group) for group in (*groups, *more) if group),
            label=self.label.strip(),
            explicit_pem=self.explicit_pem,
            purpose=self.purpose,
        )

    def _use(self, key: str) -> CriteriaUse:
        # A judgement counts only where a person decides; elsewhere it would make two equal readings differ.
        return CriteriaUse(key, self.judged.get(key, "") if key in PERSON_DECIDES else "")

    @classmethod
    def of(cls, cohort: Cohort) -> TypedGroup:
        """The form filled in with a cohort, so that a third person need not type what a coder typed."""
        single = [group[0].key for group in cohort.groups if len(group) == 1]
        alternatives = [[use.key for use in group] for group in cohort.groups if len(group) > 1]
        combine = "any" if alternatives and not single else "all" if len(single) > 1 else "single"
        return cls(
            label=cohort.label,
            requirements=([single, *alternatives] if single else alternatives or [[]])[:MOST_REQUIREMENTS],
            combine=combine,
            explicit_pem=cohort.explicit_pem,
            purpose=cohort.purpose,
            judged={use.key: str(use.judged) for group in cohort.groups for use in group if use.judged},
        )


@dataclass(slots=True)
class TypedReading:
    """The whole form. `applies` is "yes", "no" or "" while it is open; texts are as typed."""

    applies: str = ""
    not_applicable: str = ""
    groups: list[TypedGroup] = field(default_factory=lambda: [TypedGroup()])
    verdict: str = ""
    quote: str = ""
    place: str = ""
    basis: str = ""
    comment: str = ""
    against_the_rules_because: str = ""

    def to_draft(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of_draft(cls, draft: Mapping[str, Any]) -> TypedReading:
        """Read back what `to_draft` gave; {} is a form that nobody has touched. Unknown fields are passed over."""
        groups = [TypedGroup(**_known(TypedGroup, group)) for group in draft.get("groups", ())] or [TypedGroup()]
        return cls(**{**_known(cls, draft), "groups": groups})

    def copy_facts(self, facts: PEMFacts) -> None:
        self.applies = "no" if facts.not_applicable else "yes"
        self.not_applicable = facts.not_applicable
        self.groups = [TypedGroup.of(cohort) for cohort in facts.cohorts] or [TypedGroup()]

    def facts_faults(self) -> list[str]:
        """What keeps the typed from being facts, in full sentences."""
        if self.applies not in ("yes", "no"):
            return [_("Say whether the badge applies.")]
        if self.applies == "no":
            return [] if self.not_applicable else [_("Say why the badge does not apply.")]
        many = len(self.groups) > 1
        return [
            fault
            for number, group in enumerate(self.groups, start=1)
            for fault in group.faults(
                group.label.strip() or (_("Group %(number)d") % {"number": number} if many else _("Criteria"))
            )
        ]

    def facts(self) -> PEMFacts:
        """The facts, or Refusal with every fault.

        Groups that nobody touched are left out. Where no group says anything there is no cohort, so that
        two coders who both found nothing agree, whatever name they gave to it.
        """
        if faults := self.facts_faults():
            raise Refusal(*faults)
        if self.applies == "no":
            return PEMFacts(not_applicable=self.not_applicable)
        if all(group.says_nothing for group in self.groups):
            return PEMFacts()
        return PEMFacts(tuple(group.cohort() for group in self.groups if not group.is_untouched))

    def faults(self) -> list[str]:
        """All that is missing before this can be submitted, except what the policy may say about it."""
        faults = self.facts_faults()
        if not self.stated:
            faults.append(_("Say what your verdict is."))
        if self.basis not in BASIS:
            faults.append(_("Say what you read: the full text, the abstract, or the title only."))
        if len(self.place.strip()) > 300:
            faults.append(_("The place in the paper is too long: 300 characters at most."))
        return faults

    @property
    def stated(self) -> str:
        """The verdict. Where the badge does not apply there is only one, and nobody has to tick it as well."""
        if self.applies == "no" and not self.verdict:
            return str(Verdict.NOT_APPLICABLE)
        return self.verdict


def _known(kind: type, typed: Mapping[str, Any]) -> dict[str, Any]:
    names = {one.name for one in fields(kind)}
    return {name: value for name, value in typed.items() if name in names}


@dataclass(frozen=True, slots=True)
class Check:
    """What the rules make of what was typed: a decision, or what is missing for one."""

    decision: Decision | None
    missing: tuple[str, ...] = ()
    stated: str = ""

    @property
    def verdict_words(self) -> str:
        return shown(VERDICT_WORDS[self.decision.verdict]) if self.decision else ""

    @property
    def stated_words(self) -> str:
        return shown(VERDICT_WORDS[Verdict(self.stated)]) if self.stated else ""

    @property
    def contradicts(self) -> bool:
        return bool(self.decision and self.stated and self.decision.verdict != self.stated)


def check(typed: TypedReading) -> Check:
    """Ask the policy, without submitting anything."""
    try:
        return Check(decide(typed.facts(), criteria_by_key()), stated=typed.stated)
    except Refusal as refusal:
        return Check(None, tuple(shown(sentence) for sentence in refusal.sentences), typed.stated)


# --- Two readings beside each other --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One field of two readings. `counts`: the coders have to agree on it for the verdict to be settled."""

    label: str
    one: str
    other: str
    counts: bool

    @property
    def told(self) -> str:
        if self.one == self.other:
            return _("The same")
        return _("Differs") if self.counts else _("Differs, but need not be the same")

    @property
    def differs(self) -> bool:
        return self.one != self.other


def side_by_side(one: PEMAssessment, other: PEMAssessment) -> list[Row]:
    """Every field of two submitted readings. Groups that say the same stand beside each other whatever their order."""
    rows = [Row(_("Does the badge apply?"), _applies(one.not_applicable), _applies(other.not_applicable), True)]
    pairs = _paired(one.facts.cohorts, other.facts.cohorts)
    for number, (left, right) in enumerate(pairs, start=1):
        name = _("Group %(number)d") % {"number": number} if len(pairs) > 1 else _("The group")
        rows += [
            Row(
                _("%(name)s: name") % {"name": name},
                *(cohort.label if cohort else _(_NONE) for cohort in (left, right)),
                False,
            ),
            Row(_("%(name)s: what had to be met") % {"name": name}, _rule(left), _rule(right), True),
            Row(_("%(name)s: PEM required in addition") % {"name": name}, _besides(left), _besides(right), True),
            Row(_("%(name)s: the criteria were used") % {"name": name}, _purpose(left), _purpose(right), True),
        ]
    rows += [Row(_(label), _text(one, name), _text(other, name), name == "verdict") for name, label in _TEXTS.items()]
    return rows


def draft_rows(here: TypedReading, there: TypedReading) -> list[Row]:
    """Where two drafts of one person differ: what is on the page, and what another window saved."""
    rows = [
        Row(_("Does the badge apply?"), _yes_or_no(here.applies), _yes_or_no(there.applies), True),
        Row(_("Why not"), _why_not(here.not_applicable), _why_not(there.not_applicable), True),
    ]
    for number in range(max(len(here.groups), len(there.groups))):
        left, right = (_draft_group(typed.groups[number : number + 1]) for typed in (here, there))
        rows.append(Row(_("Group %(number)d") % {"number": number + 1}, left, right, True))
    rows += [Row(_(label), _text(here, name), _text(there, name), True) for name, label in _TEXTS.items()]
    return [row for row in rows if row.differs]


_NONE = gettext_noop("(no such group)")
_TEXTS = {
    "verdict": gettext_noop("Verdict"),
    "quote": gettext_noop("The paper's own words"),
    "place": gettext_noop("Where it stands"),
    "basis": gettext_noop("What was read"),
    "comment": gettext_noop("Comment"),
    "against_the_rules_because": gettext_noop("Why it differs from the rules"),
}


def _text(reading: PEMAssessment | TypedReading, name: str) -> str:
    value = getattr(reading, name)
    if name == "verdict":
        return shown(VERDICT_WORDS[Verdict(value)]) if value else ""
    return shown(BASIS.get(value, value)) if name == "basis" else value


def _applies(reason: str) -> str:
    return " ".join((_("No."), _(NOT_APPLICABLE_REASONS[reason]))) if reason else _("Yes")


def _why_not(reason: str) -> str:
    return shown(NOT_APPLICABLE_REASONS.get(reason, ""))


def _yes_or_no(applies: str) -> str:
    return {"yes": _("Yes"), "no": _("No")}.get(applies, "")


def _paired(one: Sequence[Cohort], other: Sequence[Cohort]) -> list[tuple[Cohort | None, Cohort | None]]:
    left, right = list(one), list(other)
    pairs: list[tuple[Cohort | None, Cohort | None]] = []
    for cohort in tuple(left):
        same = next((candidate for candidate in right if _told(candidate) == _told(cohort)), None)
        if same is not None:
            left.remove(cohort)
            right.remove(same)
            pairs.append((cohort, same))
    longest = max(len(left), len(right))
    padding: list[None] = [None] * longest
    return pairs + list(zip([*left, *padding][:longest], [*right, *padding][:longest], strict=True))


def _told(cohort: Cohort) -> tuple[str, str, str]:
    return _rule(cohort), _besides(cohort), _purpose(cohort)


def rule_in_words(groups: Iterable[Iterable[CriteriaUse]]) -> str:
    """ "A; and either B or C". The order in which sets were ticked makes no difference."""
    parts = set()
    for group in groups:
        names = sorted({_use(use) for use in group})
        parts.add(names[0] if len(names) == 1 else _("any one of: %(names)s") % {"names": ", ".join(names)})
    told, *more = sorted(parts) or [_("The text does not say.")]
    for part in more:
        told = _("%(one)s; and %(other)s") % {"one": told, "other": part}
    return told


def _use(use: CriteriaUse) -> str:
    name = SETS.get(use.key) or shown_capital(WAYS_IN[use.key])
    if use.judged == "requires":
        return _("%(name)s (judged to require PEM)") % {"name": name}
    return _("%(name)s (judged not to require PEM)") % {"name": name} if use.judged else name


def _rule(cohort: Cohort | None) -> str:
    return _(_NONE) if cohort is None else rule_in_words(cohort.groups)


def _besides(cohort: Cohort | None) -> str:
    return _(_NONE) if cohort is None else _("Yes") if cohort.explicit_pem else _("No")


def _purpose(cohort: Cohort | None) -> str:
    return _(_NONE) if cohort is None else shown(PURPOSES[cohort.purpose])


def _draft_group(groups: Sequence[TypedGroup]) -> str:
    if not groups:
        return _(_NONE)
    cohort, no_name = groups[0].cohort(), _("No name")
    told = [f"{cohort.label or no_name}.", rule_in_words(cohort.groups)]
    if cohort.explicit_pem:
        told.append(_("PEM required in addition."))
    return " ".join((*told, f"{PURPOSE_CHOICES[cohort.purpose]}."))


__all__ = [
    "COMBINATIONS",
    "JUDGEMENTS",
    "MOST_GROUPS",
    "MOST_REQUIREMENTS",
    "PERSON_DECIDES",
    "PURPOSE_CHOICES",
    "SETS",
    "WAYS_IN",
    "Check",
    "Row",
    "TypedGroup",
    "TypedReading",
    "check",
    "draft_rows",
    "rule_in_words",
    "side_by_side",
]
