"""The codebook that coders have beside the form: what each field asks, and the rules with an example each. Pure.

A change of meaning needs a new CODEBOOK_VERSION: every reading keeps the version it was made with. The examples
of RULES are run through the policy by a test, so the codebook cannot tell another story than the rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from evidence.pem.facts import Cohort, CriteriaUse, PEMFacts
from evidence.pem.verdicts import BADGE_EXPLANATION, Verdict
from evidence.tongue import gettext_noop as _

CODEBOOK_VERSION = "v0.1"


@dataclass(frozen=True, slots=True)
class Entry:
    """What one field of the form asks. `field` is its name there, `text` one paragraph each."""

    field: str
    heading: str
    text: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """What was used to include people, the verdict that follows, and one example of it."""

    used: str
    verdict: Verdict
    example: PEMFacts


ENTRIES: tuple[Entry, ...] = (
    Entry("badge", _("What is asked"), (BADGE_EXPLANATION,)),
    Entry(
        "applies",
        _("Does the badge apply?"),
        (
            _(
                "Yes, if people with ME/CFS took part, in whichever group. A paper that only comments, reviews or "
                "advises, and a study in animals or cells, includes nobody: then no, with the reason."
            ),
            _(
                "Long COVID alone is no ME/CFS. If ME/CFS patients were recruited as a group of their own beside a "
                "long-COVID group, the badge applies and is about the ME/CFS group."
            ),
        ),
    ),
    Entry(
        "group",
        _("Groups of participants"),
        (
            _(
                "One group is enough if everybody with ME/CFS came in by the same rule. Add a group for every part of "
                "the study that had a rule of its own, such as two sites or two cohorts. The weakest rule decides."
            ),
            _("Healthy and other comparison groups are not entered."),
        ),
    ),
    Entry(
        "sets",
        _("Sets of criteria"),
        (
            _(
                "Tick what had to be met to take part. Go by the reference that the paper cites, not by the name "
                "alone: “CDC criteria” with no year and no reference is a set of its own here."
            ),
            _("Criteria named only in the introduction, in the discussion or about other studies do not count."),
            _(
                "A physician's diagnosis, a diagnosis that people reported themselves or a code in records is a way in "
                "too. Tick nothing if the text does not say."
            ),
        ),
    ),
    Entry(
        "combine",
        _("How the sets combine"),
        (
            _(
                "“All must be met”: Fukuda and the Canadian criteria. “Any one is enough”: Fukuda or the Canadian "
                "criteria, “and/or”, “at least one of”."
            ),
            _(
                "Some rules have several parts: a physician's diagnosis, and besides either the Canadian or the IOM "
                "criteria. Add a requirement for each further part; within it, any one of the sets ticked is enough."
            ),
        ),
    ),
    Entry(
        "explicit_pem",
        _("PEM required in addition"),
        (
            _(
                "Only if the paper says that everybody in the group had to have PEM, beyond what the sets ask. That "
                "most participants had PEM, or that it was measured, is not a requirement."
            ),
        ),
    ),
    Entry(
        "purpose",
        _("What the criteria were used for"),
        (
            _(
                "“To include”: who did not meet them did not take part. “To classify”: people took part anyway and "
                "were sorted by the criteria afterwards, or meeting them was an outcome."
            ),
        ),
    ),
    Entry(
        "judged",
        _("Sets that a person decides"),
        (
            _(
                "For some sets the editions differ, or their wording is not certain enough to go by the name. Look "
                "at the edition that the paper cites and say what it asks for. Leave it open if you cannot tell: the "
                "verdict is then unclear."
            ),
        ),
    ),
    Entry(
        "verdict",
        _("Your verdict"),
        (
            _(
                "Say what you hold the verdict to be. “Check” shows what the rules make of your facts. If the two "
                "differ, look again; if you still differ, say why. The page shows what the rules give; your reason "
                "is kept."
            ),
        ),
    ),
    Entry(
        "quote",
        _("The paper's own words"),
        (
            _(
                "Copy the sentence that decides, word for word and as short as it can be. “Required” and “not "
                "required” cannot stand without it."
            ),
        ),
    ),
    Entry("place", _("Where it stands"), (_("Section, and table or page if there is one: “Methods, Participants”."),)),
    Entry(
        "basis",
        _("What you read"),
        (
            _(
                "Full text only if you read the methods yourself. An abstract that names no criteria gives "
                "“unclear”; that is a good answer, and a later round with the full text can replace it."
            ),
        ),
    ),
    Entry(
        "comment", _("Comment"), (_("Whatever helps the next person: doubts, odd editions, protocols, supplements."),)
    ),
)


def _one(*groups: tuple[str, ...], **more: object) -> Cohort:
    return Cohort(groups=tuple(tuple(CriteriaUse(key) for key in group) for group in groups), **more)  # type: ignore[arg-type]


def _facts(*cohorts: Cohort) -> PEMFacts:
    return PEMFacts(cohorts)


_CCC, _FUKUDA, _ICC = ("ccc2003",), ("fukuda1994",), ("icc2011",)

RULES: tuple[Rule, ...] = (
    Rule(_("One set that makes PEM mandatory"), Verdict.REQUIRED, _facts(_one(_CCC))),
    Rule(_("One set in which PEM is optional or absent"), Verdict.NOT_REQUIRED, _facts(_one(_FUKUDA))),
    Rule(_("All of several sets, one of which makes PEM mandatory"), Verdict.REQUIRED, _facts(_one(_FUKUDA, _CCC))),
    Rule(
        _("Any one of several sets, every one of which makes PEM mandatory"),
        Verdict.REQUIRED,
        _facts(_one((*_CCC, *_ICC))),
    ),
    Rule(
        _("Any one of several sets, one of which does not ask for PEM"),
        Verdict.NOT_REQUIRED,
        _facts(_one((*_CCC, *_FUKUDA))),
    ),
    Rule(
        _("Any one of several, one of which is not known well enough"),
        Verdict.UNCLEAR,
        _facts(_one((*_CCC, "physician_dx"))),
    ),
    Rule(
        _("Any set, and PEM explicitly required in addition"),
        Verdict.REQUIRED,
        _facts(_one(_FUKUDA, explicit_pem=True)),
    ),
    Rule(
        _("Groups with different rules: the weakest decides"), Verdict.NOT_REQUIRED, _facts(_one(_CCC), _one(_FUKUDA))
    ),
    Rule(
        _("An ME/CFS group beside a long-COVID group: the ME/CFS group counts"),
        Verdict.REQUIRED,
        _facts(_one(_CCC), _one(("who_pcc",))),
    ),
    Rule(
        _("Criteria used to classify people, not to include them"),
        Verdict.NOT_REQUIRED,
        _facts(_one(_CCC, purpose="classification")),
    ),
    Rule(
        _("A physician's diagnosis, self-report, a code, or “CDC criteria” without a year"),
        Verdict.UNCLEAR,
        _facts(_one(("physician_dx",))),
    ),
    Rule(
        _("NICE 2007, Australian, RCPCH, London, Japan 2016 and others of low confidence, not judged by you"),
        Verdict.UNCLEAR,
        _facts(_one(("nice2007",))),
    ),
    Rule(_("The text does not say"), Verdict.UNCLEAR, _facts()),
    Rule(_("Nobody with ME/CFS took part"), Verdict.NOT_APPLICABLE, PEMFacts(not_applicable="animal")),
)
