"""PubMed's two formats. Elements and tags are NLM's, the works are invented."""

from __future__ import annotations

import re

import pytest

from evidence.citations.importers import parse
from evidence.citations.importers.nbib.mapping import RELATION_OF_TAG
from evidence.citations.importers.pubmed_words import (
    KIND_OF_PUBLICATION,
    RELATION_OF_REFERENCE,
    medline_date,
    plain_title,
    whole_pages,
)
from evidence.citations.importers.pubmed_xml.splitting import without_unread
from evidence.citations.record import ABOUT_ANOTHER_WORK, KINDS, RELATIONS, CitationRecord, Name, Relation

from .samples import PMIDS, PUBMED_HEAD, pubmed_article


def article(inside: str = "", **changes: str) -> CitationRecord:
    """The record of one article; `inside` replaces the children of its Article, `changes` go to `pubmed_article`."""
    text = pubmed_article(0, **changes)
    if inside:
        start, end = text.index("<Article>") + 9, text.index("</Article>")
        text = text[:start] + inside + text[end:]
    (entry,) = parse(PUBMED_HEAD + text + "</PubmedArticleSet>").entries
    return entry.record


def corrections(*references: tuple[str, str, str]) -> str:
    return (
        "<CommentsCorrectionsList>"
        + "".join(
            f'<CommentsCorrections RefType="{kind}"><RefSource>{source}</RefSource>'
            f"{f'<PMID>{pmid}</PMID>' if pmid else ''}</CommentsCorrections>"
            for kind, source, pmid in references
        )
        + "</CommentsCorrectionsList>"
    )


def medline(*lines: str) -> CitationRecord:
    (entry,) = parse("\n".join(["PMID- 31000001", "TI  - A title of its own.", *lines]) + "\n").entries
    return entry.record


TITLED = "<ArticleTitle>Rest.</ArticleTitle>"


class TestXML:
    def test_authors_keep_their_order_suffix_orcid_and_bodies(self) -> None:
        record = article(
            f"{TITLED}<AuthorList CompleteYN='N'>"
            "<Author><LastName>de la Cruz</LastName><ForeName>Ana</ForeName><Suffix>3rd</Suffix>"
            "<Identifier Source='ORCID'>https://orcid.org/0000-0002-1825-0097</Identifier></Author>"
            "<Author><CollectiveName>The Rest Study Group</CollectiveName></Author>"
            "<Author><LastName>Mono</LastName></Author>"
            "<Author ValidYN='N'><LastName>Wrong</LastName></Author>"
            "<Author><LastName>Sørland</LastName><Initials>K</Initials></Author></AuthorList>"
        )
        assert record.authors == (
            Name("Cruz", "Ana", "de la", "3rd"),
            Name(literal="The Rest Study Group"),
            Name("Mono"),
            Name("Sørland", "K"),
        )
        assert record.authors[0].orcid == "0000-0002-1825-0097"
        assert not record.authors_complete

    def test_a_structured_abstract_keeps_its_labels_and_its_signs(self) -> None:
        record = article(
            f"{TITLED}<Abstract><AbstractText Label='METHODS'>We gave 5 % &amp; CO<sub>2</sub>.</AbstractText>"
            "<AbstractText Label='RESULTS' NlmCategory='RESULTS'>p &lt; 0.05 for <i>α</i>.</AbstractText>"
            "<CopyrightInformation>Nobody.</CopyrightInformation></Abstract>"
        )
        assert record.abstract == "METHODS: We gave 5 % & CO₂. RESULTS: p < 0.05 for α."

    def test_a_translated_title_loses_its_brackets_and_keeps_the_original(self) -> None:
        record = article(
            "<ArticleTitle>[Fatigue after rest].</ArticleTitle><Language>ger</Language>"
            "<VernacularTitle>Müdigkeit nach Ruhe.</VernacularTitle>"
        )
        assert (record.title, record.original_title, record.language) == (
            "Fatigue after rest",
            "Müdigkeit nach Ruhe",
            "de",
        )

    def test_a_title_only_in_its_own_language_is_the_title(self) -> None:
        record = article("<ArticleTitle>[Not Available].</ArticleTitle><VernacularTitle>Müdigkeit.</VernacularTitle>")
        assert (record.title, record.original_title) == ("Müdigkeit", "")

    def test_the_doi_of_a_cited_work_is_not_its_own(self) -> None:
        text = pubmed_article(0).replace(
            "</ArticleIdList>",
            "</ArticleIdList><ReferenceList><Reference><ArticleIdList><ArticleId IdType='doi'>10.1234/cited</ArticleId>"
            "</ArticleIdList></Reference></ReferenceList>",
        )
        (entry,) = parse(PUBMED_HEAD + text).entries
        assert entry.record.doi == "10.1234/rest.1"
        assert "10.1234/cited" in entry.raw

    def test_where_and_when_it_was_published(self) -> None:
        record = article(
            "<Journal><ISSN>0028-0836</ISSN><JournalIssue><Volume>12</Volume><Issue>3</Issue><PubDate><MedlineDate>"
            "1998 Dec-1999 Jan</MedlineDate></PubDate></JournalIssue><Title>Journal of Rest</Title>"
            f"<ISOAbbreviation>J Rest</ISOAbbreviation></Journal>{TITLED}"
            "<Pagination><MedlinePgn>454-81</MedlinePgn></Pagination>"
            "<ELocationID EIdType='doi' ValidYN='N'>10.1234/wrong</ELocationID>"
        )
        assert (record.year, record.month) == (1998, 12)
        assert (record.volume, record.issue, record.pages, record.issn) == ("12", "3", "454-481", "0028-0836")
        assert (record.container_title, record.container_short) == ("Journal of Rest", "J Rest")
        assert record.doi == "10.1234/rest.1"

    @pytest.mark.parametrize(("ref_type", "relation"), RELATION_OF_REFERENCE.items())
    def test_every_reference_to_another_work_becomes_a_relation(self, ref_type: str, relation: str) -> None:
        record = article(more=corrections((ref_type, "J Rest. 2020;1:2.", "32000001"), ("Cites", "Old", "1")))
        assert record.relations == (Relation(relation, "pmid", "32000001", "J Rest. 2020;1:2."),)

    @pytest.mark.parametrize(
        ("types", "title", "kind"),
        [
            ("Published Erratum", "Erratum: Rest", "erratum"),
            ("Published Erratum", "Rest over two days", "erratum"),
            ("Retraction of Publication", "Rest over two days", "retraction_notice"),
            ("Expression of Concern", "Rest over two days", "expression_of_concern"),
            ("Comment", "On rest", "comment"),
            ("Comment", "Reply to Smith", "reply"),
            ("Editorial", "A week of rest", "editorial"),
            ("Letter", "Rest", "letter"),
            ("Patient Education Handout", "Summaries for patients. Rest", "patient_summary"),
            ("Journal Article", "Summary for patients: Rest and more", "patient_summary"),
            ("Clinical Trial Protocol", "Rest", "protocol"),
            ("Journal Article", "Rest", "article"),
        ],
    )
    def test_what_kind_of_record_it_is(self, types: str, title: str, kind: str) -> None:
        assert article(types=types, title=title).kind == kind

    def test_a_summary_for_patients_names_the_paper_it_is_of(self) -> None:
        record = article(
            types="Patient Education Handout", more=corrections(("OriginalReportIn", "J Rest. 2020.", "32000001"))
        )
        assert record.relations[0].kind == "summary_for_patients_of"

    def test_a_preprint_names_its_paper_and_the_paper_its_preprint(self) -> None:
        preprint = article(types="Preprint", more=corrections(("UpdateIn", "J Rest. 2020;1.", "32000001")))
        assert (preprint.type, preprint.kind, preprint.relations[0].kind) == ("article", "preprint", "preprint_of")
        paper = article(more=corrections(("UpdateOf", "medRxiv. 2020 Jan 1;:", "32000002")))
        assert (paper.type, paper.relations[0].kind) == ("article-journal", "published_version_of")

    def test_a_retracted_paper_without_a_notice_says_so(self) -> None:
        (relation,) = article(types="Retracted Publication").relations
        assert (relation.kind, relation.identifier) == ("retracted_by", "")
        named = article(types="Retracted Publication", more=corrections(("RetractionIn", "J Rest.", "32000001")))
        assert [relation.identifier for relation in named.relations] == ["32000001"]

    def test_a_book_and_a_chapter(self) -> None:
        book = (
            "<PubmedBookArticle><BookDocument><PMID>{pmid}</PMID><Book><Publisher><PublisherName>Unipub</PublisherName>"
            "<PublisherLocation>Oslo</PublisherLocation></Publisher><BookTitle>The book of rest</BookTitle><PubDate>"
            "<Year>2009</Year><Month>02</Month></PubDate><AuthorList Type='editors'><Author><LastName>Ed</LastName>"
            "<ForeName>Ann</ForeName></Author></AuthorList><Isbn>9780306406157</Isbn></Book>{title}<Language>eng"
            "</Language></BookDocument></PubmedBookArticle>"
        )
        text = (
            "<PubmedArticleSet>"
            + book.format(pmid=1, title="")
            + pubmed_article(0)
            + book.format(pmid=2, title="<ArticleTitle>Chapter one</ArticleTitle>")
            + "</PubmedArticleSet>"
        )
        whole, _, chapter = (entry.record for entry in parse(text).entries)
        assert (whole.type, whole.title, whole.publisher, whole.place, whole.year, whole.month) == (
            "book", "The book of rest", "Unipub", "Oslo", 2009, 2,
        )  # fmt: skip
        assert (whole.isbn, whole.editors, whole.kind) == ("9780306406157", (Name("Ed", "Ann"),), "book")
        assert (chapter.type, chapter.title, chapter.container_title) == ("chapter", "Chapter one", "The book of rest")

    def test_a_namespace_declared_at_the_root_is_known_to_every_article(self) -> None:
        text = pubmed_article(0, title="The <mml:math><mml:mi>x</mml:mi></mml:math> of rest")
        root = "<PubmedArticleSet xmlns:mml='http://www.w3.org/1998/Math/MathML'>"
        (entry,) = parse(f"{root}{text}</PubmedArticleSet>").entries
        assert entry.record.title == "The x of rest"

    @pytest.mark.parametrize("rooted", [True, False])
    def test_elements_with_a_prefix_are_known_by_their_local_names(self, rooted: bool) -> None:
        plainly = parse(PUBMED_HEAD + pubmed_article(0) + pubmed_article(1) + "</PubmedArticleSet>").entries
        first, second = (re.sub(r"<(/?)(?=\w)", r"<\1pm:", pubmed_article(number)) for number in (0, 1))
        declared = " xmlns:pm='urn:example:pubmed'"
        if rooted:
            entries = parse(f"<pm:PubmedArticleSet{declared}>{first}{second}</pm:PubmedArticleSet>").entries
        else:
            entries = parse(first.replace("<pm:PubmedArticle", f"<pm:PubmedArticle{declared}", 1)).entries
        assert [entry.record for entry in entries] == [entry.record for entry in plainly][: len(entries)]
        assert entries[-1].raw.startswith("<pm:PubmedArticle")
        assert len(entries) == 1 + rooted

    def test_an_article_with_a_prefix_that_does_not_end_is_refused_alone(self) -> None:
        first, second = (re.sub(r"<(/?)(?=\w)", r"<\1pm:", pubmed_article(number)) for number in (0, 1))
        cut = first.replace("</pm:PubmedArticle>", "")
        result = parse(f"<pm:PubmedArticleSet xmlns:pm='urn:x'>{cut}{second}</pm:PubmedArticleSet>")
        assert (len(result.entries), result.read) == (1, 2)
        assert "</pm:PubmedArticle> is missing" in result.problems[0].reason

    def test_tags_in_comments_and_cdata_count_for_nothing(self) -> None:
        hidden = "<!-- <PubmedArticle> </PubmedArticle> --><![CDATA[<PubmedArticle>]]>"
        text = PUBMED_HEAD + hidden + pubmed_article(0, title="A <!-- </PubmedArticle> --> title") + pubmed_article(1)
        result = parse(text + "</PubmedArticleSet>")
        assert result.entries[0].record.title == "A title"
        assert result.read == 2

    def test_a_deleted_record_is_told(self) -> None:
        text = PUBMED_HEAD + pubmed_article(0) + "<DeleteCitation><PMID>5</PMID></DeleteCitation></PubmedArticleSet>"
        (problem,) = parse(text).problems
        assert (problem.reason, problem.refused) == (
            "The file says that PubMed has deleted these records: 5.",
            False,
        )

    def test_an_article_that_is_never_closed_does_not_take_the_next_with_it(self) -> None:
        text = PUBMED_HEAD + pubmed_article(0).replace("</PubmedArticle>", "") + pubmed_article(1)
        result = parse(text)
        assert [entry.key for entry in result.entries] == [PMIDS[1]]
        assert "not closed" in result.problems[0].reason

    def test_the_line_of_a_fault_is_that_of_the_file(self) -> None:
        text = PUBMED_HEAD + pubmed_article(0).replace("<Language>", "<Language><") + "</PubmedArticleSet>"
        line = text[: text.index("<Language><")].count("\n") + 1
        assert f"(line {line}:" in parse(text).problems[0].reason


def test_what_is_not_parsed_says_nothing_of_the_record() -> None:
    """The long lists are cut before an article is parsed; with a comment in it nothing is cut."""
    lists = (
        "<ChemicalList><Chemical><NameOfSubstance>x</NameOfSubstance></Chemical></ChemicalList>\n"
        + corrections(("Cites", "Old\n", "1"), ("CommentIn", "J Rest.", "32000001"), ("Cites", "Older", "2"))
        + "<MeshHeadingList>\n<MeshHeading/></MeshHeadingList>"
    )
    affiliation = "<AffiliationInfo><Affiliation>A &amp; B</Affiliation></AffiliationInfo>"
    text = pubmed_article(0, more=lists).replace("</Author>", f"{affiliation}</Author>")
    text = text.replace(
        "</PublicationTypeList>", "</PublicationTypeList><GrantList CompleteYN='Y'><Grant/></GrantList>"
    )
    history = "<PubmedData><History><PubMedPubDate><Year>1</Year></PubMedPubDate></History>"
    references = "<ReferenceList><ReferenceList><ArticleIdList/></ReferenceList></ReferenceList></PubmedData>"
    text = text.replace("<PubmedData>", history).replace("</PubmedData>", references)
    (cut,), (whole,) = (
        parse(PUBMED_HEAD + written).entries
        for written in (text, text.replace("</MedlineCitation>", "<!-- --></MedlineCitation>"))
    )
    assert cut.record == whole.record
    assert [relation.identifier for relation in cut.record.relations] == ["32000001"]
    assert cut.raw == text.strip()
    short = without_unread(text)
    assert len(short) < 0.75 * len(text)
    assert short.count("\n") == text.count("\n")


class TestAttacks:
    BOMB = (
        '<?xml version="1.0"?>\n<!DOCTYPE PubmedArticleSet [\n<!ENTITY a "aaaaaaaaaa">\n'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">\n' for n in range(9))
        + "]>\n<PubmedArticleSet>\n"
    )

    def test_an_entity_bomb_does_not_go_off(self) -> None:
        result = parse(self.BOMB + pubmed_article(0, title="&j;") + pubmed_article(1) + "</PubmedArticleSet>")
        assert [entry.key for entry in result.entries] == [PMIDS[1]]
        told, refused = result.problems
        assert "entities of its own" in told.reason
        assert (refused.refused, refused.key) == (True, PMIDS[0])
        assert "the entity “j”" in refused.reason

    def test_no_file_of_the_machine_is_read(self, tmp_path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("the secret")
        text = (
            f'<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "{secret.as_uri()}">]>\n<PubmedArticleSet>'
            + pubmed_article(0, title="&x;")
            + "</PubmedArticleSet>"
        )
        result = parse(text)
        assert (result.read, result.entries) == (1, ())
        assert "the secret" not in str(result.problems)

    def test_no_address_is_asked_for_its_document_type(self) -> None:
        text = '<!DOCTYPE PubmedArticleSet SYSTEM "http://127.0.0.1:9/x.dtd">\n<PubmedArticleSet>'
        assert len(parse(text + pubmed_article(0)).entries) == 1

    def test_depth_is_refused(self) -> None:
        text = PUBMED_HEAD + pubmed_article(0, title="<i>" * 10_000 + "x" + "</i>" * 10_000) + pubmed_article(1)
        result = parse(text)
        assert (result.read, len(result.entries)) == (2, 1)


class TestNBIB:
    def test_long_and_short_names_bodies_and_orcids(self) -> None:
        record = medline(
            "FAU - de la Cruz, Ana 3rd",
            "AU  - de la Cruz A 3rd",
            "AUID- ORCID: 0000-0002-1825-0097",
            "CN  - The Rest Study Group",
            "FAU - Mono",
            "AU  - Mono",
        )
        assert record.authors == (
            Name("Cruz", "Ana", "de la", "3rd"),
            Name(literal="The Rest Study Group"),
            Name("Mono"),
        )
        assert record.authors[0].orcid == "0000-0002-1825-0097"
        assert medline("AU  - Berg AB Jr", "AU  - van Dam C").authors == (
            Name("Berg", "AB", "", "Jr"),
            Name("Dam", "C", "van"),
        )

    @pytest.mark.parametrize("tag", RELATION_OF_TAG)
    def test_every_reference_to_another_work_becomes_a_relation(self, tag: str) -> None:
        (relation,) = medline(f"{tag:<4}- J Rest. 2020;1:2. PMID: 32000001").relations
        expected = RELATION_OF_REFERENCE[RELATION_OF_TAG[tag]]
        assert relation == Relation(expected, "pmid", "32000001", "J Rest. 2020;1:2.")

    def test_a_value_goes_on_in_the_next_line(self) -> None:
        record = medline("AB  - One", "      two.", "PG  - 454-81", "DP  - 2018 Apr 5", "LID - 10.1234/x [doi]")
        assert (record.abstract, record.pages, record.doi) == ("One two.", "454-481", "10.1234/x")
        assert record.date_parts == (2018, 4, 5)

    def test_records_that_no_empty_line_parts_are_two(self) -> None:
        text = "PMID- 1\nTI  - One of them.\nPMID- 2\nTI  - The other.\n"
        assert [entry.record.title for entry in parse(text).entries] == ["One of them", "The other"]


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("2018", (2018,)),
        ("2018 Apr", (2018, 4)),
        ("2018 Apr 5", (2018, 4, 5)),
        ("2005 Sep-Oct", (2005, 9)),
        ("2012 Dec 15-31", (2012, 12, 15)),
        ("1998 Dec-1999 Jan", (1998, 12)),
        ("2000-2001", (2000,)),
        ("2011 Spring", (2011,)),
        ("Winter 2003", (2003,)),
        ("1978-1979 Winter", (1978,)),
        ("sometime", ()),
    ],
)
def test_dates_as_pubmed_prints_them(written: str, parts: tuple[int, ...]) -> None:
    date = medline_date(written)
    assert tuple(part for part in (date.year, date.month, date.day) if part is not None) == parts


@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("Rest.", "Rest"),
        ("Rest?", "Rest?"),
        ("Rest by Smith et al.", "Rest by Smith et al."),
        ("Rest in the U.S.", "Rest in the U.S."),
        ("And so on...", "And so on..."),
        ("[Rest].", "Rest"),
        ("[Rest] and [work].", "[Rest] and [work]"),
    ],
)
def test_the_full_stop_that_pubmed_adds_is_taken_off(written: str, plain: str) -> None:
    assert plain_title(written)[0] == plain


@pytest.mark.parametrize(
    ("written", "whole"),
    [("454-81", "454-481"), ("1121-33", "1121-1133"), ("S12-5", "S12-S15"), ("e1-e9", "e1-e9"), ("12", "12"),
     ("7-7", "7"), ("98-102", "98-102"), ("1-2; discussion 3", "1-2, discussion 3"), ("026002", "026002")],
)  # fmt: skip
def test_the_last_page_is_written_out(written: str, whole: str) -> None:
    assert whole_pages(written) == whole


def test_the_tables_use_only_words_that_records_know() -> None:
    assert set(RELATION_OF_REFERENCE.values()) <= RELATIONS.keys()
    assert set(KIND_OF_PUBLICATION.values()) <= KINDS.keys()
    assert all(kind in KINDS for kind in ABOUT_ANOTHER_WORK)
