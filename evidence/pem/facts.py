"""What a coder records about inclusion: which criteria, how they combine, whether PEM was asked for besides.

A cohort's rule is kept as groups that must *all* be met, each a tuple of alternatives of which *any one*
is enough. That holds every rule papers use:

    Fukuda                          ((fukuda1994,),)
    Fukuda and CCC                  ((fukuda1994,), (ccc2003,))
    CCC or ICC                      ((ccc2003, icc2011),)
    a physician's diagnosis, and
    CCC or IOM                      ((physician_dx,), (ccc2003, iom2015))
    the text does not say           ()
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from evidence.pem.verdicts import NOT_APPLICABLE_REASONS
from evidence.tongue import gettext_noop as _

INFORMAL_DIAGNOSES: dict[str, str] = {
    "unspecified_mecfs": _("criteria were met, but the text does not name them"),
    "diagnosis_unspecified": _("a diagnosis, how it was made is not stated"),
    "physician_dx": _("a physician's diagnosis, criteria not stated"),
    "self_report": _("a diagnosis that participants reported themselves"),
    "icd_code": _("a diagnosis code in health records"),
    "dsq_screen": _("screening with the DePaul Symptom Questionnaire"),
}
"""Ways into a study that are no case definition. They say nothing about PEM, so alone they give "unclear"."""

PURPOSES: dict[str, str] = {
    "inclusion": _("to include participants"),
    "classification": _("to classify participants or as an outcome, not to include them"),
}


class Stance(StrEnum):
    """What meeting a set of criteria tells about PEM."""

    REQUIRES = "requires"
    DOES_NOT_REQUIRE = "does_not_require"
    UNKNOWN = "unknown"


REQUIREMENT_STANCE: dict[str, Stance] = {
    "mandatory": Stance.REQUIRES,
    "mandatory_like": Stance.REQUIRES,
    "optional": Stance.DOES_NOT_REQUIRE,
    "absent": Stance.DOES_NOT_REQUIRE,
    "absent_or_optional": Stance.DOES_NOT_REQUIRE,
    "ambiguous": Stance.UNKNOWN,
    "unknown": Stance.UNKNOWN,
    "not_own_definition": Stance.UNKNOWN,
}

REQUIREMENT_WORDS: dict[str, str] = {
    "mandatory": _("requires PEM"),
    "mandatory_like": _("requires PEM, in other words"),
    "optional": _("PEM is optional"),
    "absent": _("PEM is not part of it"),
    "absent_or_optional": _("PEM is absent or optional"),
    "ambiguous": _("the wording leaves it open"),
    "unknown": _("not known to us yet"),
    "not_own_definition": _("recommends other definitions"),
}

PERSON_DECIDES = frozenset({"london", "nice2007", "australian1990", "rcpch2004", "japan2016"})
"""Sets that the policy names as a person's call whatever the table says (product.md, PEM policy)."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One case definition as the reference data holds it. `confidence` is high, medium or low."""

    key: str
    name: str
    pem: str
    confidence: str = "high"
    is_mecfs: bool = True

    @property
    def person_decides(self) -> bool:
        """True where the machine may not draw a conclusion from the name of the set alone."""
        return self.key in PERSON_DECIDES or self.confidence == "low" or REQUIREMENT_STANCE[self.pem] is Stance.UNKNOWN

    @property
    def stance(self) -> Stance:
        return Stance.UNKNOWN if self.person_decides else REQUIREMENT_STANCE[self.pem]


@dataclass(frozen=True, slots=True)
class CriteriaUse:
    """One set as one study used it.

    `judged` is a person's reading of the edition used ("requires", "does_not_require" or ""), and counts
    only for sets that a person has to decide.
    """

    key: str
    judged: str = ""

    def __post_init__(self) -> None:
        if self.judged not in ("", Stance.REQUIRES, Stance.DOES_NOT_REQUIRE):
            raise ValueError(f"{self.judged!r} is no judgement about PEM.")


Groups = tuple[tuple[CriteriaUse, ...], ...]
"""Groups that must all be met, each a tuple of alternatives of which any one is enough."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """One group of participants and the rule for getting into it."""

    groups: Groups = ()
    label: str = ""
    explicit_pem: bool = False
    purpose: str = "inclusion"

    def __post_init__(self) -> None:
        if self.purpose not in PURPOSES:
            raise ValueError(f"{self.purpose!r} is no purpose of criteria.")
        if any(not group for group in self.groups):
            raise ValueError("A group of alternatives needs at least one member.")

    @classmethod
    def of(cls, keys: Iterable[str], combination: str = "single", also: Iterable[str] = (), **more: Any) -> Cohort:
        """Build from a plain list: `combination` is none, single, and, or; `also` must be met besides.

        Raises ValueError where list and combination contradict each other.
        """
        uses = [CriteriaUse(key) for key in keys]
        if combination == "none" and uses:
            raise ValueError("Sets were named, so their combination is one of: single, and, or.")
        groups: Groups
        if combination == "or":
            groups = (tuple(uses),) if uses else ()
        elif combination in ("none", "single", "and"):
            groups = tuple((use,) for use in uses)
        else:
            raise ValueError(f"{combination!r} is no combination of criteria.")
        if combination == "single" and len(uses) > 1:
            raise ValueError("Several sets need a combination: and, or.")
        return cls(groups=groups + tuple((CriteriaUse(key),) for key in also), **more)

    @property
    def keys(self) -> tuple[str, ...]:
        """Every set named, once, in the order given."""
        return tuple(dict.fromkeys(use.key for group in self.groups for use in group))

    @property
    def combination(self) -> str:
        """none, single, and, or, mixed."""
        if not self.groups:
            return "none"
        if len(self.groups) == 1:
            return "single" if len(self.groups[0]) == 1 else "or"
        return "and" if all(len(group) == 1 for group in self.groups) else "mixed"

    def to_dict(self) -> dict[str, Any]:
        return {
            "label": self.label,
            "groups": [[{"key": use.key, "judged": use.judged} for use in group] for group in self.groups],
            "explicit_pem": self.explicit_pem,
            "purpose": self.purpose,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Cohort:
        return cls(
            groups=tuple(
                tuple(CriteriaUse(use["key"], use.get("judged", "")) for use in group)
                for group in data.get("groups", ())
            ),
            label=data.get("label", ""),
            explicit_pem=bool(data.get("explicit_pem", False)),
            purpose=data.get("purpose", "inclusion"),
        )


@dataclass(frozen=True, slots=True)
class PEMFacts:
    """All that the policy needs: the cohorts with ME/CFS, or why there are none.

    `not_applicable` is a key of NOT_APPLICABLE_REASONS, or "" when there were participants with ME/CFS.
    """

    cohorts: tuple[Cohort, ...] = ()
    not_applicable: str = ""

    def __post_init__(self) -> None:
        if self.not_applicable and self.not_applicable not in NOT_APPLICABLE_REASONS:
            raise ValueError(f"{self.not_applicable!r} is no reason why the badge does not apply.")
        if self.not_applicable and self.cohorts:
            raise ValueError("Either the badge does not apply, or there are cohorts to judge; not both.")

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for cohort in self.cohorts for key in cohort.keys))

    def to_dict(self) -> dict[str, Any]:
        return {
            "cohorts": [cohort.to_dict() for cohort in self.cohorts],
            "not_applicable": self.not_applicable,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> PEMFacts:
        return cls(
            cohorts=tuple(Cohort.from_dict(cohort) for cohort in data.get("cohorts", ())),
            not_applicable=data.get("not_applicable", ""),
        )
