"""Words in German where a person reads them, English where anything is stored; and texts in a language of their own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from evidence import vocabulary
from evidence.actions import editorial, texts
from evidence.actions.content import page_content
from evidence.admin.rooms.base import told
from evidence.canonical import canonical_json, content_hash
from evidence.diff.fields import FIELDS, SECTIONS
from evidence.models import AuditEvent, Publication, Revision, StudyText
from evidence.models.assessment import METHODS
from evidence.models.publication import REVIEW_POLICIES
from evidence.pem import NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, VERDICT_WORDS
from evidence.pem.facts import INFORMAL_DIAGNOSES, PURPOSES, REQUIREMENT_WORDS
from evidence.presenters import words
from evidence.presenters.charts import all_charts
from evidence.presenters.history import DiffPage
from evidence.presenters.reading_depth import reading
from evidence.presenters.search_page import count_words
from evidence.presenters.study_list import study_row
from evidence.presenters.study_page import StudyPage
from evidence.search.asked import SORTS, from_params
from evidence.search.query import FIELDS as SEARCH_FIELDS
from evidence.search.query import parse
from evidence.structured_data import highwire_tags, open_graph_tags, page_graph
from evidence.workflow import Refusal, check_can_vote
from tests.factories import person, publish, ready_to_review, reviewed

GERMAN_TEXTS = {
    "one_sentence": "Wer ruhte, hatte weniger Beschwerden.",
    "summary": "Eine kleine Gruppe wurde ein Jahr lang beobachtet.",
    "does_not_prove": "Ob Ruhe heilt.",
}
TABLES: dict[str, Mapping] = {
    **{
        name: table
        for name, table in vars(vocabulary).items()
        if name.isupper() and isinstance(table, Mapping)
    },
    "verdicts": VERDICT_WORDS, "methods": METHODS, "policies": REVIEW_POLICIES, "purposes": PURPOSES,
    "requirements": REQUIREMENT_WORDS, "informal": INFORMAL_DIAGNOSES, "not required": NOT_REQUIRED_REASONS,
    "not applicable": NOT_APPLICABLE_REASONS, "sections": SECTIONS, "orders": SORTS,
    "fields": {one.key: one.words for one in SEARCH_FIELDS},
    "meanings": {one.key: one.meaning for one in SEARCH_FIELDS},
    "parts of a page": {".".join(path): one.label for path, one in FIELDS.items() if one.label},
}  # fmt: skip
SAME_IN_BOTH = {"DOI", "ISBN", "ISSN", "PEM", "Name", "Version"}


@pytest.fixture
def german() -> Iterator[None]:
    with translation.override("de"):
        yield


@pytest.mark.parametrize("name", TABLES)
def test_every_word_of_the_rules_has_a_german_one_of_its_own(name: str, german: None) -> None:
    """Two words that became one would hide a change from whoever compares two publications."""
    told = {english: words.shown(english) for english in TABLES[name].values()}
    assert not [english for english, said in told.items() if english == said and english not in SAME_IN_BOTH]
    if name not in ("parts of a page",):
        assert len(set(told.values())) == len(told)
    assert not [english for english in told if '"' in words.shown(english)], "quotation marks are „so“"


@pytest.mark.parametrize(
    ("iso", "english", "said"),
    [
        ("2026-11-27", "27 November 2026", "27. November 2026"),
        ("2025-03-04", "4 March 2025", "4. März 2025"),
        ("2025-05", "May 2025", "Mai 2025"),
        ("2025", "2025", "2025"),
        ("", "", ""),
    ],
)
def test_dates_follow(iso: str, english: str, said: str) -> None:
    assert words.plain_date(iso) == english
    with translation.override("de"):
        assert words.plain_date(iso) == said


def test_numbers_and_reading_times_follow() -> None:
    assert (words.number(12345), words.decimal("0.75"), count_words(1200)) == ("12,345", "0.75", "1,200 studies")
    assert [words.reading_time("rest " * count) for count in (1, 150, 190)] == [
        "1 word · about half a minute", "150 words · about 1 minute", "190 words · about 1½ minutes",
    ]  # fmt: skip
    with translation.override("de"):
        assert (words.number(12345), words.decimal("0.75"), count_words(1200)) == ("12.345", "0,75", "1.200 Studien")
        assert count_words(1) == "1 Studie"
        assert words.reading_time("rest " * 190) == "190 Wörter · etwa 1½ Minuten"


def test_what_a_search_did_not_understand_is_told_in_german(german: None) -> None:
    query = parse("pem:perhaps colour:red year:soon")
    assert query.problems[0] == (
        "„pem:perhaps“ ist nicht bekannt. „perhaps“ wurde als Text gesucht."
        " Bekannt sind: required, not_required, unclear, not_applicable."
    )
    assert "ist kein Feld" in query.problems[1]
    assert from_params({"sort": "best 100 %"}).problems == (
        "Die Reihenfolge „best 100 %“ kennen wir nicht. Bekannt sind: relevance, newest, changed.",
    )


@pytest.mark.django_db
def test_who_works_in_german_publishes_the_same_bytes(german: None) -> None:
    study = ready_to_review()
    with translation.override("en-gb"):
        english = canonical_json(page_content(study))
    revision = reviewed(study)
    publication = editorial.publish(revision=revision, by=person("publisher"))
    assert revision.canonical == english
    publication.refresh_from_db()
    assert publication.hash_is_true
    stored = json.dumps(
        [publication.content, publication.provenance, *AuditEvent.objects.values("action", "detail", "reason")],
        default=str, ensure_ascii=False,
    )  # fmt: skip
    assert not re.search(r"geprüft|vorgeschrieben|Kohorten|Fassung|eingestuft", stored)


@pytest.mark.django_db
def test_a_page_in_german_and_what_machines_read_of_it() -> None:
    one = publish()
    texts.write_text(study=one.study, by=person("editor"), texts={"summary": "Other words were found to say it."})
    two = publish(one.study, reason="Plainer words.")
    page = StudyPage(two)
    for machines in (page_graph, highwire_tags, open_graph_tags):
        english = machines(page)
        with translation.override("de"):
            spoken = StudyPage(two)
            assert spoken.verdict_words == "PEM vorgeschrieben"
            assert machines(spoken) == english
    with translation.override("de"):
        assert spoken.design == "Kohortenstudie"
        assert spoken.checked == "von zwei Personen geprüft"
        assert spoken.blocks["does_not_prove"].heading == "Was diese Studie nicht beweist"
        assert spoken.language_note == "Die Texte dieser Seite gibt es nur auf Englisch."
        assert [line.words for line in reading(spoken).lines] == ["Ein Satz", "Zusammenfassung", "Alles"]
        assert study_row(two).checked == "Von zwei Personen geprüft"
        changes = DiffPage([one, two], 1, 2)
        assert changes.heading == "Was sich von Fassung 1 zu Fassung 2 geändert hat"
        assert re.fullmatch(r"„Zusammenfassung“ wurde umformuliert \(.*Wörter.*\)\.", changes.sentences[0])
        assert {chart.title for chart in all_charts().charts} >= {"Wie die Seiten geprüft wurden"}
        assert "PEM required" in all_charts().charts[0].csv(None), "a file is for machines, whoever made it"
    assert page.language_note == ""
    assert DiffPage([one, two], 1, 2).sentences[0].startswith("“Summary” was reworded (")


@pytest.mark.django_db
class TestTextsInAnotherLanguage:
    def test_are_sealed_and_told_with_it(self) -> None:
        study = ready_to_review(text={})
        texts.write_text(study=study, by=person("editor"), texts=GERMAN_TEXTS, language="de")
        with pytest.raises(Refusal, match=r"no texts in the language “en-GB”\. There are texts in: “de”\."):
            editorial.submit(study=study, by=person("editor"), language="en-GB")
        revision = editorial.submit(study=study, by=person("editor"))  # there are texts in one language only
        for name in ("reviewer_one", "reviewer_two"):
            editorial.vote(revision=revision, by=person(name), decision="approve", seen=revision.sha256)
        publication = editorial.publish(revision=revision, by=person("publisher"))
        assert publication.hash_is_true
        page = StudyPage(publication)
        assert page.language_note == "The texts of this page exist in this language only: German."
        with translation.override("de"):
            assert StudyPage(publication).language_note == ""
        assert page_graph(page)["@graph"][0]["inLanguage"] == "de"
        assert ("og:locale", "de") in open_graph_tags(page)
        assert page.reading_record.language == "de"
        client = Client(headers={"host": "testserver"})
        html = client.get(page.path).content.decode()
        assert re.search(r'<p lang="de">\s*Wer ruhte', html)
        assert client.get(f"/api/v1/studies/{page.slug}").json()["language"] == "de"

    def test_pages_as_they_were_made_before_keep_their_hash(self) -> None:
        """The language stood in the content from the first publication on: nothing is added to it now."""
        publication = publish()
        assert publication.content["language"] == "en-GB"
        assert publication.hash_is_true
        assert set(publication.content) == {
            "schema", "slug", "language", "citation", "design", "peer_review", "basis", "texts", "drafted", "pem",
            "facts", "judgement", "identity", "notices", "links",
        }  # fmt: skip

    @pytest.mark.parametrize("odd", ["", "english", "en_GB", "de-", "de\n", "'; --"])
    def test_what_is_no_tag_is_refused_kindly_and_by_the_database(self, odd: str) -> None:
        study = ready_to_review()
        with pytest.raises(Refusal, match="is no tag of a language"):
            texts.write_text(study=study, by=person("editor"), texts=GERMAN_TEXTS, language=odd)
        with pytest.raises(Refusal, match="is no tag of a language"):
            editorial.submit(study=study, by=person("editor"), language=odd)
        with pytest.raises(IntegrityError, match="text_says_in_which_language_it_is"), transaction.atomic():
            StudyText.objects.bulk_create([StudyText(study=study, language=odd)])
        content = page_content(study) | {"language": odd}
        frozen = Revision(
            study=study, number=1, content=content, canonical=canonical_json(content), sha256=content_hash(content),
            created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        with pytest.raises(IntegrityError, match="revision_says_in_which_language_it_is"), transaction.atomic():
            frozen.save()
        assert not Publication.objects.exists()


def test_actions_refuse_in_english_and_whoever_asked_is_told_in_german() -> None:
    with translation.override("de"):
        with pytest.raises(Refusal) as refused:
            check_can_vote(person=1, contributors={1}, votes=(), conflict="none")
        assert str(refused.value) == "You contributed to this revision, so you cannot vote on it."
        assert told(refused.value) == [
            "Sie haben an dieser Überarbeitung mitgearbeitet. Deshalb können Sie nicht darüber abstimmen."
        ]
    assert told(refused.value) == list(refused.value.sentences)
