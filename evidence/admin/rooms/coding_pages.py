"""What the pages of blind coding show: the paper, the codebook, the form, and two readings beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from evidence.admin.forms.coding import VERDICT_CHOICES
from evidence.desk.coding import (
    COMBINATIONS,
    JUDGEMENTS,
    MOST_GROUPS,
    MOST_REQUIREMENTS,
    PERSON_DECIDES,
    PURPOSE_CHOICES,
    SETS,
    WAYS_IN,
    Check,
    TypedGroup,
    TypedReading,
    side_by_side,
)
from evidence.desk.machines import machine_reading
from evidence.desk.visibility import visible_assessments, visible_classifications
from evidence.models import PEMAssessment, Study
from evidence.models.assessment import METHODS
from evidence.pem import NOT_APPLICABLE_REASONS, POLICY_VERSION, VERDICT_WORDS
from evidence.pem.codebook import CODEBOOK_VERSION, ENTRIES, RULES
from evidence.presenters.words import shown, shown_capital
from evidence.vocabulary import BASIS


@dataclass(frozen=True, slots=True)
class GroupFields:
    """One group of the form, ready to be drawn. `id` begins the name of each of its fields."""

    number: int
    typed: TypedGroup
    may_add: bool
    may_remove: bool

    @property
    def id(self) -> str:
        return f"group-{self.number}"

    @property
    def requirements(self) -> list[tuple[int, list[str]]]:
        return list(enumerate(self.typed.requirements, start=1))

    @property
    def judgements(self) -> list[tuple[str, str, str]]:
        return [(key, name, self.typed.judged.get(key, "")) for key, name in PERSON_DECIDES.items()]

    @property
    def judging(self) -> bool:
        """A set that a person decides is named, or was judged: show the question open."""
        return bool(self.typed.to_judge or self.typed.judged)


def paper_context(study: Study) -> dict[str, Any]:
    return {
        "study": study,
        "links": _links(study),
        "codebook_version": CODEBOOK_VERSION,
        "policy_version": POLICY_VERSION,
        "entries": [(entry.field, shown(entry.heading), list(map(shown, entry.text))) for entry in ENTRIES],
        "rules": [(shown(rule.used), shown(VERDICT_WORDS[rule.verdict])) for rule in RULES],
    }


def form_context(study: Study, typed: TypedReading, token: int, *, checked: Check | None = None) -> dict[str, Any]:
    """The form filled in with `typed`. `token` is the version of the draft that it was made from."""
    many = len(typed.groups) > 1
    return paper_context(study) | {
        "typed": typed,
        "token": token,
        "check": checked,
        "groups": [
            GroupFields(number, group, len(group.requirements) < MOST_REQUIREMENTS, many)
            for number, group in enumerate(typed.groups, start=1)
        ],
        "may_add_group": len(typed.groups) < MOST_GROUPS,
        "sets": SETS,
        "ways_in": {key: shown_capital(words) for key, words in WAYS_IN.items()},
        "person_decides": PERSON_DECIDES,
        "combinations": COMBINATIONS,
        "purposes": PURPOSE_CHOICES,
        "judgements": JUDGEMENTS,
        "not_applicable_reasons": _in_words(NOT_APPLICABLE_REASONS),
        "verdicts": _in_words(VERDICT_CHOICES),
        "bases": _in_words(BASIS),
    }


def round_of(person: models.Model, study: Study) -> list[PEMAssessment]:
    """The finished readings of the present round that `person` may see, in a fixed order: A, B."""
    readings = visible_assessments(person).filter(study=study, round=study.coding_round, submitted_at__isnull=False)
    return list(readings.select_related("coder").order_by("pk"))


def outcome_context(person: models.Model, study: Study) -> dict[str, Any]:
    """Both readings of a finished round, what became of them, and what the machine had read."""
    readings = round_of(person, study)
    settled = (
        visible_classifications(person)
        .filter(study=study, assessments__overlap=[reading.pk for reading in readings])
        .select_related("decided_by")
        .order_by("-pk")
        .first()
    )
    return paper_context(study) | {
        "readings": readings,
        "rows": side_by_side(readings[0], readings[-1]),
        "settled": settled,
        "method": shown(METHODS[settled.method]) if settled else "",
        "reading": machine_reading(study, person, readings=readings, settled=settled),
        "coded_it": person.pk in {reading.coder_id for reading in readings},
    }


def _in_words(table: Mapping[str, str]) -> dict[str, str]:
    """Key -> its words as the reader reads them. The key is what a form sends."""
    return {key: shown(words) for key, words in table.items()}


def _links(study: Study) -> list[tuple[str, str]]:
    """Words and address of the places where the paper can be read."""
    links = []
    if study.doi:
        links.append((_("The paper at its journal (DOI %(doi)s)") % {"doi": study.doi}, f"https://doi.org/{study.doi}"))
    if study.pmid:
        links.append((f"PubMed {study.pmid}", f"https://pubmed.ncbi.nlm.nih.gov/{study.pmid}/"))
    if study.pmcid:
        links.append(
            (
                _("Full text in %(pmcid)s") % {"pmcid": study.pmcid},
                f"https://pmc.ncbi.nlm.nih.gov/articles/{study.pmcid}/",
            )
        )
    if study.open_access_url.startswith(("https://", "http://")):
        links.append((_("Open access copy"), study.open_access_url))
    return links
