"""What runs here now: versions of program and rules, what is looked for, and how well machines and people agree."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from evidence.citations.pubmed_query import QUERY, QUERY_VERSION
from evidence.classifier import CLASSIFIER_VERSION
from evidence.generator.versions import GENERATOR_VERSION
from evidence.models.publication import REVIEW_POLICIES
from evidence.pem import POLICY_VERSION
from evidence.pem.codebook import CODEBOOK_VERSION
from evidence.pem.reference import reference_criteria
from evidence.presenters.agreement import CodersAgreement, coders_agreement
from evidence.presenters.machines import scoreboard
from evidence.presenters.words import shown
from evidence.scanner import SCANNER_VERSION


@dataclass(frozen=True, slots=True)
class LiveLine:
    """One thing that runs: what, which version, and where more is said of it ("" where nothing is)."""

    what: str
    version: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class LiveVersions:
    """`figures` are the classifier's, (what, how many) in words, and `measured` says on which texts."""

    lines: tuple[LiveLine, ...]
    query: str
    query_version: str
    measured: str
    figures: tuple[tuple[str, str], ...]
    agreement: CodersAgreement


def live_versions(build: str) -> LiveVersions:
    """Two queries. `build` is a fingerprint of program, templates and style sheets."""
    board = scoreboard()
    lines = (
        LiveLine(_("The program of this site"), _("%(version)s, build %(build)s") % {
            "version": software_version(), "build": build}),
        LiveLine(_("The rules for the PEM verdict"), POLICY_VERSION, "/methodology"),
        LiveLine(_("The rules for people who code"), CODEBOOK_VERSION),
        LiveLine(_("Sets of diagnostic criteria that are known"), str(len(reference_criteria())), "/criteria"),
        LiveLine(_("Classifier"), CLASSIFIER_VERSION, "/methodology/classifier"),
        LiveLine(_("Scanner"), SCANNER_VERSION, "/methodology/scanner"),
        LiveLine(_("Generator"), GENERATOR_VERSION),
        LiveLine(_("The question to PubMed"), QUERY_VERSION),
        LiveLine(_("Before a page is published"), shown(REVIEW_POLICIES[settings.REVIEW_POLICY])),
    )  # fmt: skip
    if board.unseen:
        measured, figures = _("On texts that the rules had never met:"), board.unseen.rows
    elif board.measured:
        measured = _("On the texts that the rules were written with:")
        figures = tuple((label, cells[0]) for label, cells in board.measured[0].rows)
    else:
        measured, figures = "", ()
    return LiveVersions(lines, QUERY, QUERY_VERSION, measured, tuple(figures), coders_agreement())


@cache
def software_version() -> str:
    """As `pyproject.toml` has it."""
    project = Path(settings.BASE_DIR, "pyproject.toml")
    return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])
