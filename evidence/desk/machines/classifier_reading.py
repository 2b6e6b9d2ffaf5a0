"""What the classifier read in a paper, beside what people read, with the words that speak marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from evidence.canonical import text_hash
from evidence.classifier.kinds import KINDS
from evidence.classifier.words import name_of
from evidence.desk.coding import rule_in_words
from evidence.desk.machines.findings import proposals_shown
from evidence.desk.machines.places import Piece, mappings, pieces, place_of
from evidence.desk.visibility import visible_assessments
from evidence.models import PEMAssessment, PEMClassification, Study
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.presenters.words import shown


def confidence_words(grade: Any) -> str:
    """The classifier's grade in words. It sorts work; it is no probability."""
    if not isinstance(grade, int | float):
        return ""
    if grade >= 0.9:
        return _("high: the words say it directly")
    return _("medium: the words say it less directly") if grade >= 0.75 else _("low: there is little to go by")


@dataclass(frozen=True, slots=True)
class Beside:
    """What one reader says: for the table that sets the machine beside people."""

    who: str
    verdict: str
    criteria: frozenset[str]

    @property
    def verdict_words(self) -> str:
        return shown(VERDICT_WORDS[Verdict(self.verdict)])

    @property
    def criteria_words(self) -> str:
        return ", ".join(shown(name_of(key)) for key in sorted(self.criteria)) or _("none named")


@dataclass(frozen=True, slots=True)
class MachineReading:
    """What the classifier read in a paper, beside the people of the round. `is_blind`: kept before anybody began."""

    row: PEMClassification
    study: Study
    people: tuple[Beside, ...]
    settled: Beside | None
    is_blind: bool

    @property
    def says(self) -> Beside:
        told = self.row.machine.get("criteria")
        keys = told if isinstance(told, list) else self.row.facts.keys
        return Beside(self.row.machine_version, self.row.verdict, frozenset(map(str, keys)))

    @property
    def table(self) -> list[Beside]:
        return [self.says, *self.people, *([self.settled] if self.settled else [])]

    @property
    def compared(self) -> str:
        """Does it say what the people say? One sentence."""
        said = self.says
        if self.settled is not None:
            if said.verdict != self.settled.verdict:
                told = {"machine": said.verdict_words, "people": self.settled.verdict_words}
                return _("It says “%(machine)s”. People settled “%(people)s”.") % told
            same = said.criteria == self.settled.criteria
            if same:
                return _("It says what people settled.")
            return _("The same verdict as people settled, from other criteria.")
        alike = [one.who for one in self.people if one.verdict == said.verdict]
        if not alike:
            return _("Nobody who read the paper came to the verdict that it came to.")
        if len(alike) == 1:
            return _("On the verdict it is with %(name)s.") % {"name": alike[0]}
        return _("On the verdict it is with %(names)s and %(last)s.") % {
            "names": ", ".join(alike[:-1]),
            "last": alike[-1],
        }

    @property
    def confidence(self) -> str:
        return confidence_words(self.row.machine.get("confidence"))

    @property
    def reasons(self) -> list[str]:
        """What it read and what the rules make of it; of an older proposal only the latter is kept."""
        told = self.row.machine.get("reasons")
        return [shown(str(one)) for one in (told if isinstance(told, list) else self.row.reasons)]

    @property
    def kind(self) -> str:
        kind = str(self.row.machine.get("kind", ""))
        return shown(KINDS.get(kind, kind))

    @property
    def rules(self) -> list[str]:
        """What had to be met, a line a group of participants."""
        return [
            ": ".join((cohort.label or _("The people studied"), rule_in_words(cohort.groups)))
            + (" " + _("PEM was required in addition.") if cohort.explicit_pem else "")
            for cohort in self.row.facts.cohorts
        ]

    @property
    def text_has_changed(self) -> bool:
        """The places are those of the title and abstract that it read, which may have been corrected since."""
        source = self.row.machine.get("source")
        return source is not None and source != text_hash(f"{self.study.title}\n{self.study.abstract}")

    @property
    def _spans(self) -> list[tuple[str, int, int, str]]:
        spans = []
        for span in mappings(self.row.machine.get("spans")):
            if place := place_of(span):
                spans.append((*place, str(span.get("key", ""))))
        return spans

    @property
    def texts(self) -> list[tuple[str, list[Piece]]]:
        """(heading, pieces) of title and abstract with the words that speak marked; [] where they do not fit any more.

        A mark is the key of a set of criteria; "" are words that say how it was used.
        """
        if self.text_has_changed:
            return []
        parts = {"title": (_("Title"), self.study.title), "abstract": (_("Abstract"), self.study.abstract)}
        return [
            (heading, pieces(text, [(start, end, shown(name_of(key)) if key else _("how it was used"))
                                    for part, start, end, key in self._spans if part == name]))
            for name, (heading, text) in parts.items()
            if text
        ]  # fmt: skip


def machine_reading(
    study: Study,
    person: models.Model,
    *,
    readings: Sequence[PEMAssessment] | None = None,
    settled: PEMClassification | None = None,
    named: bool = True,
) -> MachineReading | None:
    """What the classifier read, once `person` may see it: the reading that was kept before people began, if there is
    one, else the newest. `readings` are the finished ones of the present round, asked for where not given; who
    decides between two of them sees A and B instead of names."""
    rows = list(proposals_shown(study, person).order_by("-pk"))
    if not rows:
        return None
    if readings is None:
        mine = visible_assessments(person).filter(study=study, round=study.coding_round, submitted_at__isnull=False)
        readings = list(mine.select_related("coder").order_by("pk"))
    began = min((reading.started_at for reading in readings), default=None)
    blind = next((row for row in rows if began is not None and row.decided_at <= began), None)
    by_people = settled if settled is not None and settled.method != "machine" else None
    return MachineReading(
        row=blind or rows[0],
        study=study,
        people=tuple(
            Beside(
                str(one.coder) if named else _("Reading %(letter)s") % {"letter": letter},
                one.verdict,
                frozenset(one.facts.keys),
            )
            for letter, one in zip("AB", readings, strict=False)
        ),
        settled=Beside(_("Settled"), by_people.verdict, frozenset(by_people.facts.keys)) if by_people else None,
        is_blind=blind is not None,
    )
