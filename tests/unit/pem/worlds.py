"""A few words to write rules of inclusion with: the tests should read like the methods section of a paper."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from evidence.pem import INFORMAL_DIAGNOSES, Cohort, CriteriaUse, Decision, PEMFacts, Verdict, decide
from evidence.pem.reference import criteria_by_key

# Sets that make PEM mandatory, in their own words or in others.
CCC, REVISED_CCC, ICC, IOM, NICE_2021 = "ccc2003", "rccc2010", "icc2011", "iom2015", "nice2021"
PAEDIATRIC, RAMSAY, ROWE, CDC_NOW = "pediatric2006", "ramsay", "rowe2017", "cdc_current"
# Sets where it is optional or absent.
FUKUDA, HOLMES, OXFORD, REEVES, JAPAN_OLD = (
    "fukuda1994",
    "holmes1988",
    "oxford1991",
    "reeves2005",
    "japan_old",
)
# Sets that a person has to decide.
NICE_2007, AUSTRALIAN, RCPCH, LONDON, JAPAN_2016 = (
    "nice2007", "australian1990", "rcpch2004", "london", "japan2016",
)  # fmt: skip
CDC_NO_YEAR, EUROMENE, BRIGHTON = "cdc_unspecified", "euromene2021", "brighton"
# Another condition.
LONG_COVID = "who_pcc"

PHYSICIAN, SELF_REPORT, ICD_CODE, UNNAMED = "physician_dx", "self_report", "icd_code", "unspecified_mecfs"

Use = str | CriteriaUse
Alternatives = Use | Iterable[Use]

STRENGTH = (Verdict.NOT_REQUIRED, Verdict.UNCLEAR, Verdict.REQUIRED)


def use(one: Use) -> CriteriaUse:
    return one if isinstance(one, CriteriaUse) else CriteriaUse(one)


def judged(key: str, reading: str) -> CriteriaUse:
    """A set whose edition a person has read: `reading` is "requires" or "does_not_require"."""
    return CriteriaUse(key, reading)


def cohort(*all_of: Alternatives, **more: Any) -> Cohort:
    """Everything in `all_of` had to be met; a tuple in it holds alternatives of which one was enough."""
    groups = tuple(
        (use(part),) if isinstance(part, str | CriteriaUse) else tuple(use(one) for one in part) for part in all_of
    )
    return Cohort(groups=groups, **more)


def study(*cohorts: Cohort) -> PEMFacts:
    return PEMFacts(tuple(cohorts))


def included_by(*all_of: Alternatives, **more: Any) -> PEMFacts:
    """A study of one group of participants."""
    return study(cohort(*all_of, **more))


def no_mecfs(reason: str) -> PEMFacts:
    return PEMFacts(not_applicable=reason)


def judge(facts: PEMFacts) -> Decision:
    return decide(facts, criteria_by_key())


def strength(facts: PEMFacts) -> int:
    """0 not required, 1 unclear, 2 required."""
    return STRENGTH.index(judge(facts).verdict)


# --- Generated rules, for properties that hold for every one of them -----------------------------------

mecfs_keys = st.sampled_from(
    [key for key, criterion in criteria_by_key().items() if criterion.is_mecfs] + list(INFORMAL_DIAGNOSES)
)
any_keys = st.sampled_from([*criteria_by_key(), *INFORMAL_DIAGNOSES])


def uses(keys: st.SearchStrategy[str] = mecfs_keys) -> st.SearchStrategy[CriteriaUse]:
    return st.builds(CriteriaUse, keys, st.sampled_from(["", "requires", "does_not_require"]))


def rules(
    keys: st.SearchStrategy[str] = mecfs_keys,
) -> st.SearchStrategy[tuple[tuple[CriteriaUse, ...], ...]]:
    groups = st.lists(uses(keys), min_size=1, max_size=4).map(tuple)
    return st.lists(groups, min_size=1, max_size=4).map(tuple)


def cohorts(keys: st.SearchStrategy[str] = any_keys) -> st.SearchStrategy[Cohort]:
    return st.builds(
        Cohort,
        groups=rules(keys) | st.just(()),
        label=st.sampled_from(["", "Norway", "the long-COVID group"]),
        explicit_pem=st.booleans(),
        purpose=st.sampled_from(["inclusion", "classification"]),
    )
