"""How well coders agree, worked out from what the published pages say about their coding."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from evidence.coding_agreement import FEW, Agreement, Coding, agreement
from evidence.models import Publication
from evidence.presenters.words import decimal, shown

FIELDS: dict[str, str] = {
    "verdict": gettext_noop("PEM verdict"),
    "criteria": gettext_noop("Sets of criteria, all of them"),
    "combination": gettext_noop("How the sets combine"),
    "explicit_pem": gettext_noop("PEM required in addition"),
    "purpose": gettext_noop("What the criteria were used for"),
    "basis": gettext_noop("What was read"),
}
"""What coders code -> its words. Each is compared as a whole: one set of criteria more is a disagreement."""

CSV_HEADER = (
    "field", "label", "studies", "pairs_of_codings", "coders", "agreement_percent", "kappa", "kappa_95_low",
    "kappa_95_high", "measure", "note", "demonstration",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AgreementRow:
    """One field's figures in words."""

    label: str
    studies: int
    raw: str
    kappa: str
    measure: str


@dataclass(frozen=True, slots=True)
class CodersAgreement:
    """The section on the method page: a sentence that says what the figures are worth, and the figures."""

    figures: tuple[Agreement, ...]
    studies: int
    demo_studies: int

    @property
    def sentence(self) -> str:
        """Honest about small numbers."""
        if not self.studies:
            return _("No published study has been coded by two people yet, so there are no figures.")
        told = ngettext(
            "So far %(count)d published study has been coded by two people who did not see each other's answers.",
            "So far %(count)d published studies have been coded by two people who did not see each other's answers.",
            self.studies,
        ) % {"count": self.studies}
        return told + " " + _("That is too few to say much.") if self.studies < FEW else told

    @property
    def demo_sentence(self) -> str:
        """Whose codings these are while the demonstration is loaded; else ""."""
        if not self.demo_studies:
            return ""
        if self.demo_studies == self.studies:
            return _(
                "These are codings of the demonstration, made by demo accounts. They say nothing about real coders."
            )
        return _("%(demo)d of the %(all)d were coded by demo accounts: do not rely on these figures.") % {
            "demo": self.demo_studies, "all": self.studies,
        }  # fmt: skip

    @property
    def rows(self) -> list[AgreementRow]:
        return [
            AgreementRow(
                shown(FIELDS[figures.field]),
                figures.studies,
                f"{figures.raw * 100:.0f} %" if figures.raw is not None else _("no figure"),
                _kappa_words(figures),
                shown(figures.measure),
            )
            for figures in self.figures
        ]

    @property
    def csv(self) -> str:
        """A header, then one row a field. Shares are in per cent; what is not defined is empty, with a note."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(CSV_HEADER)
        for figures in self.figures:
            low, high = figures.interval or (None, None)
            cells = (
                figures.field, FIELDS[figures.field], figures.studies, figures.pairs, figures.coders,
                None if figures.raw is None else figures.raw * 100, figures.kappa, low, high, figures.measure,
                self._note(figures), "yes" if self.demo_studies else "no",
            )  # fmt: skip
            writer.writerow([csv_cell(cell) for cell in cells])
        return text.getvalue()

    def _note(self, figures: Agreement) -> str:
        few = "Too few studies to say much." if figures.studies and figures.are_few else ""
        return " ".join(filter(None, (figures.reason, few)))


def coders_agreement() -> CodersAgreement:
    """One query, whatever the number of pages. Each page that stands now counts with the codings it rests on."""
    rows = Publication.objects.current().order_by("slug").values_list("slug", "demo", "provenance__coding")
    blind = [(slug, demo, coding) for slug, demo, coding in rows if len(coding or ()) > 1]
    codings = [one for slug, _, coding in blind for one in _codings(slug, coding)]
    return CodersAgreement(
        figures=tuple(agreement(codings, field) for field in FIELDS),
        studies=len(blind),
        demo_studies=sum(demo for _, demo, _ in blind),
    )


def csv_cell(value: Any) -> str:
    """A cell that no spreadsheet takes for a formula: a text that begins like one gets an apostrophe in front."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    if isinstance(value, int):
        return str(value)
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else value


def _codings(slug: str, rows: list[Mapping[str, Any]]) -> Iterator[Coding]:
    for row in rows:
        values = {field: _value(row[field]) for field in FIELDS if row.get(field) not in (None, "")}
        yield Coding(slug, str(row["coder"]), values)


def _value(value: Any) -> str:
    """A stored value as one name: the order in which sets were ticked is no disagreement."""
    if isinstance(value, list):
        return " + ".join(sorted(map(str, value))) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _kappa_words(figures: Agreement) -> str:
    if figures.kappa is None:
        return _("not defined") if figures.studies else _("no figure")
    told = _figure(figures.kappa)
    if figures.interval is None:
        return told
    low, high = map(_figure, figures.interval)
    return _("%(kappa)s (%(low)s to %(high)s)") % {"kappa": told, "low": low, "high": high}


def _figure(value: float) -> str:
    return decimal(f"{value:.2f}".replace("-", "−"))
