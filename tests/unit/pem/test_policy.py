"""The PEM policy, row by row: what had to be met -> the badge, why, and whether a person should look."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pem import (
    INFORMAL_DIAGNOSES,
    NOT_APPLICABLE_REASONS,
    NOT_REQUIRED_REASONS,
    POLICY_VERSION,
    Cohort,
    CriteriaUse,
    PEMFacts,
    Verdict,
    decide,
    policy,
)
from evidence.pem.facts import PERSON_DECIDES
from evidence.pem.reference import criteria_by_key
from tests.unit.pem.worlds import (
    AUSTRALIAN,
    BRIGHTON,
    CCC,
    CDC_NO_YEAR,
    CDC_NOW,
    EUROMENE,
    FUKUDA,
    HOLMES,
    ICC,
    ICD_CODE,
    IOM,
    JAPAN_2016,
    JAPAN_OLD,
    LONDON,
    LONG_COVID,
    NICE_2007,
    NICE_2021,
    OXFORD,
    PAEDIATRIC,
    PHYSICIAN,
    RAMSAY,
    RCPCH,
    REEVES,
    REVISED_CCC,
    ROWE,
    SELF_REPORT,
    STRENGTH,
    UNNAMED,
    cohort,
    cohorts,
    included_by,
    judge,
    judged,
    no_mecfs,
    rules,
    strength,
    study,
    uses,
)

REQUIRED, NOT_REQUIRED, UNCLEAR, NOT_APPLICABLE = (
    Verdict.REQUIRED, Verdict.NOT_REQUIRED, Verdict.UNCLEAR, Verdict.NOT_APPLICABLE,
)  # fmt: skip
LOOK = True  # a person should look before anybody relies on it

THE_TABLE = [
    # what had to be met, verdict, why "not required", for a person
    #
    # One set that makes PEM mandatory.
    ("Canadian consensus criteria", included_by(CCC), REQUIRED, "", not LOOK),
    ("revised Canadian criteria", included_by(REVISED_CCC), REQUIRED, "", not LOOK),
    ("international consensus criteria", included_by(ICC), REQUIRED, "", not LOOK),
    ("IOM 2015", included_by(IOM), REQUIRED, "", not LOOK),
    ("NICE 2021", included_by(NICE_2021), REQUIRED, "", not LOOK),
    ("paediatric definition of the IACFS/ME", included_by(PAEDIATRIC), REQUIRED, "", not LOOK),
    ("CDC criteria of 2017 and later", included_by(CDC_NOW), REQUIRED, "", not LOOK),
    ("Ramsay, in other words", included_by(RAMSAY), REQUIRED, "", not LOOK),
    ("paediatric primer, in other words", included_by(ROWE), REQUIRED, "", not LOOK),
    # One set where PEM is optional or absent.
    ("Fukuda", included_by(FUKUDA), NOT_REQUIRED, "optional", not LOOK),
    ("Holmes", included_by(HOLMES), NOT_REQUIRED, "optional", not LOOK),
    ("Reeves", included_by(REEVES), NOT_REQUIRED, "optional", not LOOK),
    ("Japan 1992", included_by(JAPAN_OLD), NOT_REQUIRED, "optional", not LOOK),
    ("Oxford", included_by(OXFORD), NOT_REQUIRED, "absent", not LOOK),
    # A and B: all must be met.
    ("Fukuda and Canadian", included_by(FUKUDA, CCC), REQUIRED, "", not LOOK),
    ("IOM and Canadian and Fukuda", included_by(IOM, CCC, FUKUDA), REQUIRED, "", not LOOK),
    ("Fukuda and Oxford", included_by(FUKUDA, OXFORD), NOT_REQUIRED, "optional", not LOOK),
    ("Fukuda and NICE 2007", included_by(FUKUDA, NICE_2007), UNCLEAR, "", LOOK),
    ("Canadian and NICE 2007", included_by(CCC, NICE_2007), REQUIRED, "", not LOOK),
    ("a physician's diagnosis and Fukuda", included_by(PHYSICIAN, FUKUDA), UNCLEAR, "", not LOOK),
    ("a physician's diagnosis and Canadian", included_by(PHYSICIAN, CCC), REQUIRED, "", not LOOK),
    # A or B: either is enough.
    ("Canadian or international", included_by((CCC, ICC)), REQUIRED, "", not LOOK),
    ("IOM or Canadian or Fukuda", included_by((IOM, CCC, FUKUDA)), NOT_REQUIRED, "alternatives", not LOOK),
    ("Fukuda or Oxford", included_by((FUKUDA, OXFORD)), NOT_REQUIRED, "alternatives", not LOOK),
    ("Canadian or NICE 2007", included_by((CCC, NICE_2007)), UNCLEAR, "", LOOK),
    ("Fukuda or NICE 2007", included_by((FUKUDA, NICE_2007)), NOT_REQUIRED, "alternatives", not LOOK),
    ("a diagnosis or self-report", included_by((PHYSICIAN, SELF_REPORT)), UNCLEAR, "", not LOOK),
    ("Canadian or self-report", included_by((CCC, SELF_REPORT)), UNCLEAR, "", not LOOK),
    # Rules within rules.
    ("a diagnosis, and Canadian or IOM", included_by(PHYSICIAN, (CCC, IOM)), REQUIRED, "", not LOOK),
    ("a diagnosis, and Canadian or Fukuda", included_by(PHYSICIAN, (CCC, FUKUDA)), UNCLEAR, "", not LOOK),
    ("Canadian, and Fukuda or Oxford", included_by(CCC, (FUKUDA, OXFORD)), REQUIRED, "", not LOOK),
    (
        "Fukuda, and Canadian or Oxford",
        included_by(FUKUDA, (CCC, OXFORD)), NOT_REQUIRED, "alternatives", not LOOK,
    ),
    ("Fukuda or Canadian, and ICC or IOM", included_by((FUKUDA, CCC), (ICC, IOM)), REQUIRED, "", not LOOK),
    ("Fukuda, and London or Canadian", included_by(FUKUDA, (LONDON, CCC)), UNCLEAR, "", LOOK),
    # Any set plus an explicit requirement of PEM.
    ("Fukuda, and PEM besides", included_by(FUKUDA, explicit_pem=True), REQUIRED, "", not LOOK),
    (
        "Oxford or Fukuda, and PEM besides",
        included_by((OXFORD, FUKUDA), explicit_pem=True), REQUIRED, "", not LOOK,
    ),
    ("no set named, but PEM asked for", included_by(explicit_pem=True), REQUIRED, "", not LOOK),
    ("NICE 2007, and PEM besides", included_by(NICE_2007, explicit_pem=True), REQUIRED, "", not LOOK),
    # Cohorts with different rules: judge each, the weakest decides.
    (
        "one group by Canadian, one by Fukuda",
        study(cohort(CCC), cohort(FUKUDA)), NOT_REQUIRED, "cohort", not LOOK,
    ),
    ("one group by Canadian, one unknown", study(cohort(CCC), cohort()), UNCLEAR, "", not LOOK),
    ("one group unknown, one by Oxford", study(cohort(), cohort(OXFORD)), NOT_REQUIRED, "cohort", not LOOK),
    ("both groups by Fukuda", study(cohort(FUKUDA), cohort(FUKUDA)), NOT_REQUIRED, "optional", not LOOK),
    (
        "one group by Fukuda, one by Oxford",
        study(cohort(FUKUDA), cohort(OXFORD)), NOT_REQUIRED, "cohort", not LOOK,
    ),
    ("one group by IOM and CCC, one by ICC", study(cohort(IOM, CCC), cohort(ICC)), REQUIRED, "", not LOOK),
    (
        "one group by Canadian, one by NICE 2007",
        study(cohort(CCC), cohort(NICE_2007)), UNCLEAR, "", LOOK,
    ),
    (
        "one group with PEM asked for, one by Fukuda alone",
        study(cohort(FUKUDA, explicit_pem=True), cohort(FUKUDA)), NOT_REQUIRED, "cohort", not LOOK,
    ),
    # Criteria only used to classify or as an outcome, not to include.
    (
        "IOM used to classify",
        included_by(IOM, purpose="classification"), NOT_REQUIRED, "classification", LOOK,
    ),
    (
        "Canadian and PEM used to classify",
        included_by(CCC, explicit_pem=True, purpose="classification"), NOT_REQUIRED, "classification", LOOK,
    ),
    (
        "one group included by Canadian, one only classified by it",
        study(cohort(CCC), cohort(CCC, purpose="classification")), NOT_REQUIRED, "cohort", LOOK,
    ),
    ("nothing to classify by", included_by(purpose="classification"), UNCLEAR, "", not LOOK),
    # A separately recruited ME/CFS arm beside a long-COVID arm.
    (
        "ME/CFS by Canadian, long COVID by the WHO's",
        study(cohort(CCC), cohort(LONG_COVID)), REQUIRED, "", not LOOK,
    ),
    (
        "long COVID first, ME/CFS by Fukuda",
        study(cohort(LONG_COVID), cohort(FUKUDA)), NOT_REQUIRED, "optional", not LOOK,
    ),
    ("long COVID that also met Canadian", included_by(LONG_COVID, CCC), REQUIRED, "", not LOOK),
    ("long COVID or Canadian", included_by((LONG_COVID, CCC)), NOT_REQUIRED, "alternatives", not LOOK),
    ("long COVID only", included_by(LONG_COVID), NOT_APPLICABLE, "", not LOOK),
    ("long COVID only, with PEM", included_by(LONG_COVID, explicit_pem=True), NOT_APPLICABLE, "", not LOOK),
    # Ways into a study that are no case definition.
    *[(words, included_by(key), UNCLEAR, "", not LOOK) for key, words in INFORMAL_DIAGNOSES.items()],
    ("“CDC criteria” without a year", included_by(CDC_NO_YEAR), UNCLEAR, "", LOOK),
    # Sets that a person decides, and what their decision does.
    *[(f"{key}, not yet judged", included_by(key), UNCLEAR, "", LOOK) for key in sorted(PERSON_DECIDES)],
    ("EUROMENE recommends others' sets", included_by(EUROMENE), UNCLEAR, "", LOOK),
    ("Brighton, never seen", included_by(BRIGHTON), UNCLEAR, "", LOOK),
    ("NICE 2007, judged to require PEM", included_by(judged(NICE_2007, "requires")), REQUIRED, "", not LOOK),
    (
        "NICE 2007, judged not to require PEM",
        included_by(judged(NICE_2007, "does_not_require")), NOT_REQUIRED, "optional", not LOOK,
    ),
    ("London, judged to require PEM", included_by(judged(LONDON, "requires")), REQUIRED, "", not LOOK),
    (
        "“CDC criteria”, judged by its reference",
        included_by(judged(CDC_NO_YEAR, "requires")), REQUIRED, "", not LOOK,
    ),
    (
        "Canadian, or Australian judged not to require PEM",
        included_by((CCC, judged(AUSTRALIAN, "does_not_require"))), NOT_REQUIRED, "alternatives", not LOOK,
    ),
    ("RCPCH judged, Japan 2016 not", included_by((judged(RCPCH, "requires"), JAPAN_2016)), UNCLEAR, "", LOOK),
    # A judgement cannot overrule a set whose wording is known, nor make a diagnosis of one.
    (
        "Fukuda, “judged” to require PEM",
        included_by(judged(FUKUDA, "requires")), NOT_REQUIRED, "optional", not LOOK,
    ),
    ("Canadian, “judged” not to", included_by(judged(CCC, "does_not_require")), REQUIRED, "", not LOOK),
    (
        "self-report, “judged” to require PEM",
        included_by(judged(SELF_REPORT, "requires")), UNCLEAR, "", not LOOK,
    ),
    # Nothing said.
    ("the text does not say", included_by(), UNCLEAR, "", not LOOK),
    ("no group described at all", study(), UNCLEAR, "", not LOOK),
    # No participants with ME/CFS.
    *[(words, no_mecfs(key), NOT_APPLICABLE, "", not LOOK) for key, words in NOT_APPLICABLE_REASONS.items()],
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "verdict", "why", "for_a_person"),
    [row[1:] for row in THE_TABLE],
    ids=[row[0] for row in THE_TABLE],
)
def test_what_had_to_be_met_gives_the_badge(facts: PEMFacts, verdict: Verdict, why: str, for_a_person: bool) -> None:
    decision = judge(facts)
    assert (decision.verdict, decision.why_not_required, decision.for_a_person) == (
        verdict,
        why,
        for_a_person,
    )
    assert decision.reasons, "every verdict tells why"
    assert all(reason.endswith(".") for reason in decision.reasons)
    assert decision.policy_version == POLICY_VERSION == "v0.1"


def test_the_table_shows_every_verdict_and_every_reason() -> None:
    assert {row[2] for row in THE_TABLE} == set(Verdict)
    assert {row[3] for row in THE_TABLE} == {"", *NOT_REQUIRED_REASONS}


# --- The table in the module's docstring stays true ----------------------------------------------------

DOCSTRING: dict[str, tuple[str, list[tuple[PEMFacts, Verdict]]]] = {
    "one set that makes PEM mandatory": ("required", [(included_by(CCC), REQUIRED)]),
    "one set where PEM is optional or absent": (
        "not required",
        [(included_by(FUKUDA), NOT_REQUIRED), (included_by(OXFORD), NOT_REQUIRED)],
    ),
    "A and B (all must be met)": (
        "required if any member makes PEM mandatory; else not required if all are known, else unclear",
        [
            (included_by(FUKUDA, CCC), REQUIRED),
            (included_by(FUKUDA, OXFORD), NOT_REQUIRED),
            (included_by(FUKUDA, UNNAMED), UNCLEAR),
        ],
    ),
    "A or B (either is enough)": (
        "required only if every member makes it mandatory; not required if one is optional or absent; else unclear",
        [
            (included_by((CCC, ICC)), REQUIRED),
            (included_by((CCC, OXFORD, UNNAMED)), NOT_REQUIRED),
            (included_by((CCC, UNNAMED)), UNCLEAR),
        ],
    ),
    "any set plus an explicit requirement of PEM": (
        "required",
        [(included_by(OXFORD, explicit_pem=True), REQUIRED)],
    ),
    "cohorts with different rules": (
        "each judged alone; the weakest decides (not required, then unclear, then required)",
        [
            (study(cohort(CCC), cohort(UNNAMED), cohort(FUKUDA)), NOT_REQUIRED),
            (study(cohort(CCC), cohort(UNNAMED)), UNCLEAR),
        ],
    ),
    "an ME/CFS arm beside a long-COVID arm": (
        "the ME/CFS arm alone is judged",
        [(study(cohort(CCC), cohort(LONG_COVID)), REQUIRED), (study(cohort(), cohort(LONG_COVID)), UNCLEAR)],
    ),
    "criteria only used to classify or as an outcome": (
        "not required, flagged for a person",
        [(included_by(CCC, purpose="classification"), NOT_REQUIRED)],
    ),
    'a physician, self-report, a code, "CDC criteria"': (
        "unclear",
        [(included_by(key), UNCLEAR) for key in (PHYSICIAN, SELF_REPORT, ICD_CODE, CDC_NO_YEAR)],
    ),
    "sets of low confidence, sets that a person decides": (
        "unclear, unless a person judged the edition used",
        [(included_by(BRIGHTON), UNCLEAR), (included_by(judged(BRIGHTON, "requires")), REQUIRED)],
    ),
    "nothing said": ("unclear", [(study(), UNCLEAR), (included_by(), UNCLEAR)]),
    "no participants with ME/CFS": ("not applicable", [(no_mecfs("animal"), NOT_APPLICABLE)]),
}


def test_the_docstring_of_the_policy_holds_exactly_the_rows_that_are_tested() -> None:
    table: dict[str, str] = {}
    left = ""
    for line in (policy.__doc__ or "").splitlines():
        row = re.match(r"    (?P<left>\S.*?)?\s{2,}(?P<right>\S.*)$", line)
        if row is None or row["left"] == "used to include":
            continue
        left = row["left"] or left
        table[left] = f"{table.get(left, '')} {row['right']}".strip()
    assert table == {left: right for left, (right, _) in DOCSTRING.items()}


@pytest.mark.parametrize("row", DOCSTRING)
def test_each_row_of_the_docstring_is_what_the_policy_does(row: str) -> None:
    for facts, verdict in DOCSTRING[row][1]:
        assert judge(facts).verdict is verdict


# --- Reasons that readers see --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        (included_by(FUKUDA), "Fukuda / CDC 1994 / International CFS Study Group: PEM is optional."),
        (included_by(OXFORD), "Oxford criteria (Sharpe): PEM is not part of it."),
        (included_by(RAMSAY), "Ramsay ME: worsening after exertion is mandatory, in other words."),
        (included_by(FUKUDA, CCC), "All of these had to be met, so one set that requires PEM is enough."),
        (included_by((CCC, ICC)), "Any one of these was enough, and every one of them requires PEM."),
        (included_by((CCC, FUKUDA)), NOT_REQUIRED_REASONS["alternatives"]),
        (included_by(explicit_pem=True), "PEM was an explicit requirement for taking part."),
        (
            included_by(PHYSICIAN),
            "Way in: a physician's diagnosis, criteria not stated. That says nothing about PEM.",
        ),
        (
            included_by(NICE_2007),
            "NICE CG53: what it asks for is not certain enough; a person has to decide.",
        ),
        (
            included_by(judged(NICE_2007, "requires")),
            "NICE CG53: a person read the edition used and judged that it requires PEM.",
        ),
        (
            study(cohort(CCC, label="Norway"), cohort()),
            "The groups had different rules. The weakest rule decides.",
        ),
        (
            study(cohort(CCC, label="Norway"), cohort()),
            "Group 2: The text at hand does not say which criteria had to be met.",
        ),
        (
            study(cohort(CCC), cohort(LONG_COVID)),
            "A group recruited by criteria of another condition was left aside: the badge is about ME/CFS.",
        ),
        (included_by(LONG_COVID), NOT_APPLICABLE_REASONS["long_covid_only"]),
    ],
)  # fmt: skip
def test_the_reasons_name_what_decided(facts: PEMFacts, sentence: str) -> None:
    assert sentence in judge(facts).reasons


@pytest.mark.parametrize(
    "facts",
    [
        included_by("fukuda1995"),
        included_by("fukuda1995", explicit_pem=True),
        included_by(CCC, "fukuda1995", purpose="classification"),
        study(cohort(LONG_COVID), cohort((CCC, "fukuda1995"))),
    ],
)
def test_a_set_that_is_not_known_is_refused_wherever_it_stands(facts: PEMFacts) -> None:
    with pytest.raises(KeyError, match="There is no set of criteria with the key 'fukuda1995'"):
        judge(facts)


def test_the_policy_reads_the_criteria_it_is_given_and_no_others() -> None:
    with pytest.raises(KeyError):
        decide(included_by(CCC), {})


# --- Properties: true for every rule that anybody could write ------------------------------------------


@given(rule=rules(), alternative=uses(), place=st.integers(0, 3))
def test_one_more_alternative_never_strengthens_a_verdict(
    rule: tuple[tuple[CriteriaUse, ...], ...], alternative: CriteriaUse, place: int
) -> None:
    at = place % len(rule)
    wider = (*rule[:at], (*rule[at], alternative), *rule[at + 1 :])
    assert strength(included_by(*wider)) <= strength(included_by(*rule))


@given(rule=rules(), more=rules())
def test_one_more_set_to_be_met_never_takes_required_away(
    rule: tuple[tuple[CriteriaUse, ...], ...], more: tuple[tuple[CriteriaUse, ...], ...]
) -> None:
    if judge(included_by(*rule)).verdict is REQUIRED:
        assert judge(included_by(*rule, *more)).verdict is REQUIRED


@given(cohorts=st.lists(st.builds(Cohort, groups=rules()), min_size=1, max_size=3), one_more=rules())
def test_one_more_cohort_never_strengthens_a_verdict(
    cohorts: list[Cohort], one_more: tuple[tuple[CriteriaUse, ...], ...]
) -> None:
    assert strength(study(*cohorts, Cohort(groups=one_more))) <= strength(study(*cohorts))


@given(cohorts=st.lists(cohorts(), min_size=1, max_size=3), data=st.data())
def test_order_and_repetition_do_not_matter(cohorts: list[Cohort], data: st.DataObject) -> None:
    def stirred(one: Cohort) -> Cohort:
        groups = [
            tuple(data.draw(st.permutations([*group, data.draw(st.sampled_from(group))]))) for group in one.groups
        ]
        if groups:
            groups.append(data.draw(st.sampled_from(groups)))
        return Cohort(tuple(data.draw(st.permutations(groups))), explicit_pem=one.explicit_pem, purpose=one.purpose)

    before = judge(study(*cohorts))
    after = judge(study(*data.draw(st.permutations([stirred(one) for one in cohorts]))))
    assert (after.verdict, after.why_not_required, after.for_a_person) == (
        before.verdict, before.why_not_required, before.for_a_person,
    )  # fmt: skip


@given(rule=rules() | st.just(()))
def test_pem_asked_for_at_the_door_is_always_required(rule: tuple[tuple[CriteriaUse, ...], ...]) -> None:
    assert judge(included_by(*rule, explicit_pem=True)).verdict is REQUIRED


@given(rule=rules(), asked=st.booleans())
def test_criteria_that_only_classify_never_give_required(
    rule: tuple[tuple[CriteriaUse, ...], ...], asked: bool
) -> None:
    decision = judge(included_by(*rule, purpose="classification", explicit_pem=asked))
    assert decision.verdict is NOT_REQUIRED
    assert decision.for_a_person


@given(cohorts=st.lists(cohorts(), max_size=3))
def test_every_verdict_is_explained_and_only_not_required_has_a_why(cohorts: list[Cohort]) -> None:
    decision = judge(study(*cohorts))
    assert decision.reasons
    assert bool(decision.why_not_required) is (decision.verdict is NOT_REQUIRED)
    assert decision.verdict is NOT_APPLICABLE or decision.verdict in STRENGTH


@given(cohorts=st.lists(cohorts(), max_size=3))
def test_facts_that_were_stored_give_the_same_decision(cohorts: list[Cohort]) -> None:
    facts = study(*cohorts)
    assert judge(PEMFacts.from_dict(facts.to_dict())) == judge(facts)


def test_the_verdict_of_a_set_alone_is_the_same_in_the_policy_and_in_the_reference() -> None:
    for key, criterion in criteria_by_key().items():
        verdict = judge(included_by(key)).verdict
        if not criterion.is_mecfs:
            assert verdict is NOT_APPLICABLE
        elif criterion.person_decides:
            assert verdict is UNCLEAR
        else:
            assert verdict is (REQUIRED if criterion.stance == "requires" else NOT_REQUIRED)
