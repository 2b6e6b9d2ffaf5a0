"""What a source says beside the usual facts, from its file to the page: ORCIDs, original title, kind of record."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from evidence.actions import merging, studies, undo
from evidence.actions.content import page_content
from evidence.actions.imports import import_citations
from evidence.actions.imports.facts import filled_in
from evidence.actions.imports.undoing import undo_batch
from evidence.citations.record import CitationRecord
from evidence.exports import columns
from evidence.models import Author, Authorship, ImportBatch, Study
from tests.factories import bibtex_entry, draft, person, publish

pytestmark = pytest.mark.django_db

ORCID = "0000-0002-1825-0097"
SAYS: dict[str, Any] = {
    "author": "Berg, Ludwig and {The Rest Group}", "author+an:orcid": f'1="https://orcid.org/{ORCID}"',
    "origtitle": "Ruhe & Müdigkeit", "language": "german", "entrysubtype": "Letter",
}  # fmt: skip


def orcids(study: Study) -> list[str]:
    return list(study.authorships.order_by("position").values_list("orcid", flat=True))


def test_from_the_file_to_the_page_and_to_machines(client: Client) -> None:
    page = publish(**SAYS)
    study = page.study
    assert (study.original_title, study.kind_of_record, study.language) == ("Ruhe & Müdigkeit", "letter", "de")
    assert orcids(study) == [ORCID, ""]
    assert not Author.objects.exclude(orcid=None).exists()  # only a person says that two names are one person
    told = page.content["citation"]
    assert (told["original_title"], told["kind_of_record"], told["authors"][0]["orcid"]) == (
        "Ruhe & Müdigkeit", "letter", ORCID,
    )  # fmt: skip
    html = client.get(f"/evidence/{page.slug}").content.decode()
    assert 'Original title: <span lang="de">Ruhe &amp; Müdigkeit</span>' in html
    assert '<p class="byline">Letter · ' in html
    graph = json.loads(html.partition('<script type="application/ld+json">')[2].partition("</script>")[0])["@graph"]
    article = next(part for part in graph if "MedicalScholarlyArticle" in part["@type"])
    assert (article["alternateName"], article["genre"]) == ("Ruhe & Müdigkeit", "Letter")
    assert article["author"][0]["sameAs"] == f"https://orcid.org/{ORCID}"
    paper = client.get(f"/api/v1/studies/{page.slug}").json()["paper"]
    assert (paper["original_title"], paper["kind_of_record"]["code"]) == ("Ruhe & Müdigkeit", "letter")
    assert [author["orcid"] for author in paper["authors"]] == [ORCID, None]
    assert ORCID in client.get(f"/authors/{ORCID}").content.decode()
    sheet = b"".join(client.get("/evidence.csv").streaming_content).decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sheet, newline=""))
    assert (row["original_title"], row["kind_of_record"]) == ("Ruhe & Müdigkeit", "letter")
    assert [one.strip() for one in row["orcids"].split(columns.APART.strip())] == [ORCID, ""]


def test_what_says_nothing_of_it_is_published_as_ever() -> None:
    citation = page_content(draft())["citation"]
    assert not {"original_title", "kind_of_record"} & citation.keys()
    assert all("orcid" not in name for name in citation["authors"])


def test_it_is_filled_in_where_it_is_missing_and_taken_back_with_its_import() -> None:
    study = draft(author="Berg, Ludwig and others")
    before = CitationRecord.to_dict(study.record)
    report = import_citations(data=bibtex_entry(**SAYS), name="more.bib", by=person("editor"))
    assert report.updated == 1
    study.refresh_from_db()
    assert (study.original_title, study.kind_of_record, study.language) == ("Ruhe & Müdigkeit", "letter", "de")
    assert orcids(study) == [ORCID, ""]
    again = import_citations(data=bibtex_entry(**SAYS), name="more.bib", by=person("editor"))
    assert (again.matched, again.updated) == (1, 0)
    for batch in ImportBatch.objects.filter(pk__gt=study.import_records.earliest("pk").batch_id).order_by("-pk"):
        undo_batch(batch=batch, by=person("editor"), reason="The wrong file.")
    assert CitationRecord.to_dict(Study.objects.get(pk=study.pk).record) == before


def test_orcids_are_filled_in_at_their_places_and_taken_back() -> None:
    study = draft(author="Berg, L. and {The Rest Group}")
    author = study.authorships.get(position=1).author_id
    report = import_citations(
        data=bibtex_entry(author=SAYS["author"], **{"author+an:orcid": f'1="{ORCID}"'}), name="more.bib"
    )
    assert (report.updated, orcids(study)) == (1, [ORCID, ""])
    assert study.authorships.get(position=1).author_id == author  # the name stays as our source wrote it
    record = study.import_records.get(outcome="updated")
    assert filled_in(record.changes) == [["ORCIDs of the authors", "nothing", f"1. {ORCID}"]]
    wrong = bibtex_entry(author="Dorn, B and {The Rest Group}", **{"author+an:orcid": '1="0000-0002-1694-233X"'})
    assert import_citations(data=wrong, name="wrong.bib").matched == 1
    for batch in ImportBatch.objects.order_by("-pk")[:2]:
        undo_batch(batch=batch, by=person("editor"), reason="The wrong file.")
    assert orcids(study) == ["", ""]


def test_an_editor_changes_it_and_an_earlier_publication_brings_it_back() -> None:
    page = publish(**SAYS)
    editor = person("editor")
    studies.edit_study(study=page.study, by=editor, changes={"kind_of_record": "comment", "original_title": ""})
    undo.restore(publication=page, by=editor, reason="It was right.")
    study = Study.objects.get(pk=page.study_id)
    assert (study.original_title, study.kind_of_record, orcids(study)) == ("Ruhe & Müdigkeit", "letter", [ORCID, ""])


def test_a_merge_and_its_undo_keep_every_orcid() -> None:
    one, other = draft("one", **SAYS), draft("other", **(SAYS | {"author+an:orcid": ""}))
    editor = person("editor")
    proposal = merging.propose_merge(one=one, other=other, reason="The same.", by=editor)
    merging.merge_studies(proposal=proposal, survivor=other.pk, by=editor)
    assert orcids(other) == [ORCID, ""]
    merging.undo_merge(proposal=proposal, by=editor)
    assert (orcids(other), orcids(Study.objects.get(slug=one.slug))) == (["", ""], [ORCID, ""])


@pytest.mark.parametrize("orcid", ["0000-0002-1825-0098", "https://orcid.org/0000-0002-1825-0097", "0000000218250097"])
def test_the_database_checks_an_orcid_to_its_last_sign(orcid: str) -> None:
    draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Authorship.objects.update(orcid=orcid[:19])
    Authorship.objects.update(orcid="0000-0002-1694-233X")


def test_a_comment_with_the_title_of_its_paper_is_left_to_a_person() -> None:
    draft("parent")
    entry = bibtex_entry("parent", doi="", pmid="777", entrysubtype="comment")
    report = import_citations(data=entry, name="comment.bib", by=person("editor"))
    assert report.refused == 1
    assert "one of the two is a comment" in report.problems[0].reason
    Study.objects.update(kind_of_record="review")
    assert import_citations(data=entry, name="comment.bib", by=person("editor")).created == 1
