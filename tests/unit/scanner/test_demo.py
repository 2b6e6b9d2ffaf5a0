"""The scanner on real texts: the pages of the demonstration, and abstracts against themselves.

The parts that need `../shared` skip where it is absent.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from evidence.scanner import Facts, Finding, Severity, Source, scan
from evidence.scanner.quantities import quantities
from tests.source_reading import REPOSITORY

STUDIES = sorted((REPOSITORY / "atlas" / "demo" / "studies").glob("*.toml"))
SHARED = REPOSITORY.parent / "shared" / "data"
needs_shared = pytest.mark.skipif(
    not SHARED.is_dir(), reason="The source material in ../shared is not on this machine."
)

LOOKED_AT: dict[tuple[str, str, str], str] = {}
"""Warnings on the demonstration that a person has looked at and left, and why. There is none."""


def _texts_at(place: str) -> str:
    name, _, key = place.partition(": ")
    if name == "pubmed/abstracts.json":
        rows = json.loads((SHARED / name).read_text("utf-8"))
        return next(re.sub(r"<[^>]+>", "", row["abstract"]) for row in rows if row["pmid"] == key)
    if name == "pem/dev.jsonl":
        rows = map(json.loads, (SHARED / name).read_text("utf-8").splitlines())
        return next(row["text"] for row in rows if row["id"] == key)
    return ""


def _pages(study: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Facts]]:
    """Texts and facts of each publication of a study of the demonstration."""
    texts, pem, facts = study["text"], study["pem"], study["facts"]
    for later in ({}, *study.get("later", [])):
        texts = {**texts, **later.get("text", {})}
        pem, facts = later.get("pem", pem), {**facts, **later.get("facts", {})}
        yield (
            texts,
            Facts(
                pem_verdict=pem.get("adjudicated", pem)["verdict"],
                criteria=tuple(key for cohort in pem.get("cohorts", []) for key in cohort["criteria"]),
                design=study["design"],
                cases=facts.get("cases"),
                controls=facts.get("controls"),
                registration=facts.get("registration", ""),
                notices=tuple(notice["kind"] for notice in study.get("notices", [])),
                links=tuple(link["kind"] for link in study.get("links", [])),
                registered_title=study["registered_title"],
            ),
        )


def _findings(path: Any, *, with_source: bool) -> list[Finding]:
    study = tomllib.loads(path.read_text("utf-8"))
    abstract = "\n".join(map(_texts_at, study["basis_seen"].split("; "))) if with_source else ""
    source = Source(title=study["registered_title"], abstract=abstract, basis=study["basis"])
    return [finding for texts, facts in _pages(study) for finding in scan(texts, source, facts)]


@pytest.mark.parametrize("path", STUDIES, ids=[path.stem for path in STUDIES])
def test_the_demonstration_has_no_critical_finding_and_each_warning_was_looked_at(path: Any) -> None:
    for finding in _findings(path, with_source=SHARED.is_dir()):
        assert finding.severity is not Severity.CRITICAL, finding
        if finding.severity is Severity.WARNING:
            assert (path.stem, finding.rule, finding.words) in LOOKED_AT, finding


def _abstracts() -> list[tuple[str, str]]:
    rows = json.loads((SHARED / "pubmed" / "abstracts.json").read_text("utf-8"))
    found = [(row["title"], re.sub(r"<[^>]+>", "", row["abstract"])) for row in rows]
    excerpts = map(json.loads, (SHARED / "pem" / "dev.jsonl").read_text("utf-8").splitlines())
    found += [(row["title"], row["text"]) for row in excerpts]
    return [(title, text) for title, text in found if len(text) > 200]


AGAINST_THE_SOURCE = {
    "number-not-in-source", "number-not-in-part", "small-number-not-in-source", "number-worked-out",
    "share-not-in-source", "unit-differs", "count-of-another-group", "change-is-not-a-share", "score-is-not-a-share",
    "direction-against-numbers", "direction-differs", "comparator-differs", "long-covid-told-as-mecfs",
    "age-group-differs", "identifier-of-another-paper",
}  # fmt: skip


def _told_wrong(text: str, title: str, source: str) -> set[str]:
    found = scan({"summary": text}, Source(title=title, abstract=source, basis="abstract"))
    return {finding.rule for finding in found} & AGAINST_THE_SOURCE


@needs_shared
def test_no_abstract_contradicts_itself() -> None:
    """Over a hundred real texts, each held against itself: whatever is found is a false alarm."""
    abstracts = _abstracts()
    assert len(abstracts) > 100
    wrong = {title: found for title, text in abstracts if (found := _told_wrong(text, title, text))}
    assert not wrong


@needs_shared
def test_most_numbers_that_are_changed_are_found() -> None:
    """One figure of a number changed, every other word kept. What stays unseen stands elsewhere in the text."""
    tried = seen = 0
    for title, text in _abstracts()[::3]:
        digits = [one for one in quantities(text) if one.form == "digits" and one.value > 1 and not one.is_year_like]
        for one in digits[:3]:
            last = text[one.end - 1]
            changed = text[: one.end - 1] + str((int(last) + 4) % 10) + text[one.end :]
            tried += 1
            seen += bool(_told_wrong(changed, title, text))
    assert tried > 60
    assert seen / tried > 0.85


@needs_shared
def test_many_turned_directions_are_found() -> None:
    turned = {"increased": "decreased", "decreased": "increased", "higher": "lower", "lower": "higher"}
    tried = seen = 0
    for title, text in _abstracts()[:57]:
        for match in re.finditer(r"\b(?:increased|decreased|higher|lower)\b", text):
            tried += 1
            seen += bool(_told_wrong(text[: match.start()] + turned[match.group()] + text[match.end() :], title, text))
    assert tried > 20
    assert seen / tried > 0.5
