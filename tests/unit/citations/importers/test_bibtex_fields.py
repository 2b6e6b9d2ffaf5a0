"""Which field of an entry says what in the record."""

import pytest

from evidence.citations.record import PUBLICATION_TYPES, Name

from .reading import article, one, read, remarks


def test_a_whole_article() -> None:
    record = one(r"""
@article{boehmeke2024,
  author  = {Boehmeke, Thomas and {The Study Group} and van der Berg, Anna and others},
  title   = {Reduced Fatigue Symptoms in the Post-{COVID} Syndrome: 5 \% of {\"U}bungen},
  journal = {Cureus},
  year    = {2024}, month = jan, day = 3,
  volume  = {16}, number = {1}, pages = {101--110},
  doi     = {https://doi.org/10.7759/CUREUS.52935},
  url     = {https://doi.org/10.7759/cureus.52935},
  pmid    = {PMID: 38406047}, pmcid = {10894026}, issn = {2168-8184},
  language = {english},
  note    = {n=5; our own working note},
  abstract = {Background: CD4$^{+}$ cells.},
}""")
    assert record.title == "Reduced Fatigue Symptoms in the Post-COVID Syndrome: 5 % of Übungen"
    assert record.type == "article-journal"
    assert record.authors == (
        Name("Boehmeke", "Thomas"),
        Name(literal="The Study Group"),
        Name("Berg", "Anna", "van der"),
    )
    assert not record.authors_complete
    assert record.container_title == "Cureus"
    assert record.date_parts == (2024, 1, 3)
    assert (record.volume, record.issue, record.pages, record.number) == ("16", "1", "101-110", "")
    assert (record.doi, record.pmid, record.pmcid) == ("10.7759/cureus.52935", "38406047", "PMC10894026")
    assert record.url == ""
    assert record.issn == "2168-8184"
    assert record.language == "en"
    assert record.abstract == "Background: CD4⁺ cells."
    assert "working note" not in str(record.to_dict())


@pytest.mark.parametrize(
    ("entry_type", "fields", "record_type"),
    [
        ("article", "journal={J}", "article-journal"),
        ("ARTICLE", "journaltitle={J}", "article-journal"),
        ("book", "", "book"),
        ("collection", "", "book"),
        ("proceedings", "", "book"),
        ("inbook", "", "chapter"),
        ("incollection", "booktitle={B}", "chapter"),
        ("inproceedings", "booktitle={B}", "paper-conference"),
        ("conference", "booktitle={B}", "paper-conference"),
        ("techreport", "institution={I}", "report"),
        ("report", "", "report"),
        ("phdthesis", "school={S}", "thesis"),
        ("mastersthesis", "", "thesis"),
        ("thesis", "", "thesis"),
        ("dataset", "", "dataset"),
        ("software", "", "software"),
        ("online", "url={https://example.org}", "webpage"),
        ("www", "", "webpage"),
        ("misc", "", "document"),
        ("misc", r"howpublished={\url{https://example.org}}", "webpage"),
        ("misc", "url={https://example.org}, urldate={2024-01-01}", "webpage"),
        ("misc", "howpublished={Conference poster}", "document"),
        ("misc", "type={Dataset}", "dataset"),
        ("misc", "type={Computer software}", "software"),
        ("misc", "type={Journal article}", "article-journal"),
        ("unpublished", "", "document"),
        # preprints, as people write them
        ("article", "journal={medRxiv}", "article"),
        ("article", "journal={bioRxiv preprint}", "article"),
        ("article", "journal={arXiv preprint arXiv:2101.00001}", "article"),
        ("article", "journal={Preprints.org}", "article"),
        ("article", "doi={10.1101/2021.01.28.21250708}", "article"),
        ("misc", "doi={10.21203/rs.3.rs-123/v1}", "article"),
        ("misc", "archivePrefix={arXiv}, eprint={2101.00001}", "article"),
        ("online", "eprinttype={arxiv}, eprint={2101.00001}", "article"),
        ("misc", "howpublished={Preprints.org (preprint, not peer-reviewed)}", "article"),
        ("misc", "type={Preprint}", "article"),
        # a journal's article that also lies on a server, and a journal of the same publisher, are none
        ("article", "journal={Brain}, archivePrefix={arXiv}, eprint={2101.00001}", "article-journal"),
        ("article", "journal={Genome Research}, doi={10.1101/gr.123456.111}", "article-journal"),
        ("misc", "doi={10.1101/gr.123456.111}", "document"),
    ],
)
def test_the_kind_of_work(entry_type: str, fields: str, record_type: str) -> None:
    assert one(f"@{entry_type}{{key, title={{T}}, year=2021, {fields}}}").type == record_type


def test_an_unknown_kind_of_work_is_told_and_read_as_it_can_be() -> None:
    text = "@podcast{key, title={T}, year=2021}"
    assert one(text).type == "document"
    assert remarks(text) == ["The entry type @podcast is not known; it was read as: document."]


@pytest.mark.parametrize("words", PUBLICATION_TYPES.values())
def test_our_own_words_for_kinds_of_work_are_read(words: str) -> None:
    record = one(f"@misc{{key, title={{T}}, year=2021, type={{{words.capitalize()}}}}}")
    assert PUBLICATION_TYPES[record.type] == words


@pytest.mark.parametrize(
    ("fields", "where", "found"),
    [
        ({"url": "https://doi.org/10.1234/abc"}, "doi", "10.1234/abc"),
        ({"url": "https://onlinelibrary.wiley.com/doi/10.1111/joim.12345"}, "doi", "10.1111/joim.12345"),
        ({"doi": r"10.1234/a\_b"}, "doi", "10.1234/a_b"),
        ({"doi": r"10.1002/x(SICI)1:1$<$2::A$>$3.0"}, "doi", "10.1002/x(sici)1:1<2::a>3.0"),
        ({"note": "DOI: 10.1234/abc"}, "doi", "10.1234/abc"),
        ({"note": "Erratum in doi:10.1234/abc"}, "doi", ""),
        ({"note": "Compare 10.1234/abc and 10.1234/def"}, "doi", ""),
        ({"eprint": "37255930", "eprinttype": "pubmed"}, "pmid", "37255930"),
        ({"note": "PMID: 37255930"}, "pmid", "37255930"),
        ({"note": "PMID: 37255930; PMCID: PMC10224655"}, "pmcid", "PMC10224655"),
        ({"note": "DOCID: 2654002411; PCID: 69045651; PMID: 34901"}, "pmid", ""),  # ProQuest's own number
        ({"url": "https://pubmed.ncbi.nlm.nih.gov/37255930/"}, "pmid", "37255930"),
        ({"url": "https://pubmed.ncbi.nlm.nih.gov/37255930/"}, "url", ""),
        ({"url": "https://pmc.ncbi.nlm.nih.gov/articles/PMC10224655/"}, "pmcid", "PMC10224655"),
        ({"pmid": "PMC10224655"}, "pmcid", "PMC10224655"),
        ({"url": r"https://example.org/a\_b?c=d\&e=50\%25\#f~g"}, "url", "https://example.org/a_b?c=d&e=50%25#f~g"),
        ({"url": r"\url{https://example.org/}"}, "url", "https://example.org/"),
        ({"url": "www.example.org/x"}, "url", "https://www.example.org/x"),
        ({"url": "javascript:alert(1)"}, "url", ""),
        ({"howpublished": r"\href{https://example.org/x}{Website}"}, "url", "https://example.org/x"),
        ({"isbn": "0028-0836"}, "issn", "0028-0836"),
        ({"isbn": "978-0-306-40615-7"}, "isbn", "9780306406157"),
        ({"eid": "e52935"}, "number", "e52935"),
        ({"articleno": "4", "pages": "4:1--4:10"}, "pages", "4:1-4:10"),
        ({"pages": "pp. 12 – 15, 20"}, "pages", "12-15, 20"),
        ({"pages": "-"}, "pages", ""),
        ({"number": "3--4"}, "issue", "3-4"),
        ({"langid": "ngerman"}, "language", "de"),
        ({"language": "pt_br"}, "language", "pt-BR"),
        ({"urldate": "2024-01-05"}, "accessed", "2024-01-05"),
        ({"urldate": "5 January 2024"}, "accessed", "2024-01-05"),
        ({"shortjournal": "J. Clin. Med."}, "container_short", "J. Clin. Med."),
        ({"subtitle": "A trial"}, "title", "A title: A trial"),
        ({"title": "Does it work?", "subtitle": "A trial"}, "title", "Does it work? A trial"),
        ({"title": "<i>Tetrix</i> &amp; CD8<sup>+</sup>"}, "title", "Tetrix & CD8⁺"),
        ({"date": "2023-05-04", "year": "", "month": ""}, "day", 4),
        ({"year": "2023", "month": "10~may"}, "day", 10),
        ({"year": "May 2023"}, "month", 5),
    ],
)
def test_where_people_write_things(fields: dict[str, str], where: str, found: object) -> None:
    assert getattr(article(**fields), where) == found


@pytest.mark.parametrize(
    ("entry", "number", "issue", "publisher"),
    [
        ("@techreport{k, title={T}, number={12}, institution={WHO}}", "12", "", "WHO"),
        ("@article{k, title={T}, journal={J}, number={12}, publisher={MDPI}}", "", "12", "MDPI"),
        ("@phdthesis{k, title={T}, school={Oslo}}", "", "", "Oslo"),
        ("@misc{k, title={T}, howpublished={AWMF 053-002}}", "", "", "AWMF 053-002"),
        ("@online{k, title={T}, organization={CDC}}", "", "", "CDC"),
    ],
)
def test_numbers_and_publishers_by_kind_of_work(entry: str, number: str, issue: str, publisher: str) -> None:
    record = one(entry)
    assert (record.number, record.issue, record.publisher) == (number, issue, publisher)


@pytest.mark.parametrize(
    ("fields", "remark"),
    [
        ("year={in press}", "No year could be read from “in press”."),
        ("", "The entry gives no year."),
        ("year=2020, month={Spring}", "No month could be read from “Spring”."),
        ("date={2004-01-01}, year=2003", "The entry gives two years, 2004 and 2003; the first was kept."),
        ("year=2020, month=feb, day=30", "“2020 feb 30” names no day of that month; the day was left out."),
        ("year=2020, doi={tbc}", "“tbc” is not a DOI; it was left out."),
        ("year=2020, pmid={tbc}", "“tbc” is not a PubMed number; it was left out."),
        (
            "year=2020, isbn={978-0-306-40615-8}",
            "“978-0-306-40615-8” is not a valid ISBN (its check digit does not fit); it was left out.",
        ),
        ("year=2020, url={see journal}", "“see journal” is not a web address; it was left out."),
        ("year=2020, author={Unknown}", "“Unknown” is not an author's name; no author was recorded for it."),
        ("year=2020, note={doi:10.1234/abc}", "The DOI 10.1234/abc was found in the field “note”; please check it."),
        (
            "year=2020, doi={10.1234/abc}, url={https://doi.org/10.1234/xyz}",
            "The address https://doi.org/10.1234/xyz belongs to another DOI than 10.1234/abc.",
        ),
        ("year=2020, journal=jcm", "The abbreviation “jcm” is defined nowhere in the file; its name was kept as text."),
        ("year=2020, title={Another}", "The field “title” stands twice with different values; the first was kept."),
    ],
)
def test_the_record_is_kept_and_what_deserves_a_look_is_said(fields: str, remark: str) -> None:
    result = read(f"@article{{key, title={{T}}, {fields}}}")
    assert len(result.entries) == 1
    assert [problem.reason for problem in result.problems] == [remark]
    assert not result.problems[0].refused


def test_abbreviations_are_put_in_and_joined() -> None:
    record = one("""
@string{jcm = "Journal of " # {Clinical Medicine}}
@STRING(pub = {MDPI})
@article{key, title = "Fatigue" # { in } # "adults", journal = JCM, publisher = pub, year = 2020, month = "1~" # jan}
""")
    assert (record.title, record.container_title, record.publisher) == (
        "Fatigue in adults",
        "Journal of Clinical Medicine",
        "MDPI",
    )
    assert record.date_parts == (2020, 1, 1)


def test_a_chapter_takes_from_its_book_what_is_the_books() -> None:
    record = (
        read("""
@incollection{part, crossref = {whole}, title = {A chapter}, author = {Smith, J}, pages = {1--9}}
@collection{whole, title = {The book}, subtitle = {All of it}, editor = {Doe, A}, publisher = {Elsevier},
  date = {2019-03}, doi = {10.1234/whole}, isbn = {978-0-306-40615-7}, abstract = {Of the book}}
""")
        .entries[0]
        .record
    )
    assert (record.title, record.container_title) == ("A chapter", "The book: All of it")
    assert record.editors == (Name("Doe", "A"),)
    assert (record.publisher, record.date_parts) == ("Elsevier", (2019, 3))
    assert (record.doi, record.abstract, record.pages) == ("", "", "1-9")


def test_an_article_takes_the_name_of_its_periodical() -> None:
    text = """
@article{part, crossref = {issue}, title = {Pirates}, author = {Leeson, Peter T.}}
@periodical{issue, title = {Journal of Political Economy}, date = {2007-12}, volume = {115}, number = {6}}
"""
    record = read(text).entries[0].record
    assert (record.container_title, record.volume, record.issue) == ("Journal of Political Economy", "115", "6")


def test_shared_fields_are_taken_over_and_circles_end() -> None:
    text = """
@xdata{place, location = {Oslo}, xdata = {press}}
@xdata{press, publisher = {Unipub}, xdata = {place}}
@book{one, title = {One}, year = 2001, xdata = {place}}
@book{a, title = {A}, year = 2001, crossref = {b}}
@book{b, title = {B}, year = 2001, crossref = {a}}
@book{c, title = {C}, year = 2001, crossref = {nowhere}}
"""
    result = read(text)
    assert result.read == 4
    assert (result.entries[0].record.publisher, result.entries[0].record.place) == ("Unipub", "Oslo")
    assert remarks(text) == ["The entry refers to “nowhere”, which is not in the file."]


def test_an_author_called_script_is_just_a_name() -> None:
    record = article(author="<script>, Alert and {<b>Group</b>}")
    assert record.authors == (Name("<script>", "Alert"), Name(literal="<b>Group</b>"))


def test_keys_of_crossref_and_xdata_do_not_tell_capitals_apart() -> None:
    text = """
@xdata{Press, publisher = {Unipub}}
@incollection{a, title = {A}, crossref = {BOOK}, xdata = {press}}
@book{Book, title = {The book}, year = 2001}
"""
    chapter = read(text).entries[0].record
    assert (chapter.container_title, chapter.year, chapter.publisher) == ("The book", 2001, "Unipub")
    assert remarks(text) == []


@pytest.mark.parametrize("key", ["self", "SELF"])
def test_an_entry_takes_nothing_from_itself(key: str) -> None:
    text = f"@inproceedings{{self, title = {{T}}, year = 2001, crossref = {{{key}}}}}"
    assert one(text).container_title == ""
    assert remarks(text) == ["The entry refers to itself by crossref or xdata; nothing was taken over from there."]


@pytest.mark.parametrize("field", ["doi", "url"])
@pytest.mark.parametrize("space", [" ", "\N{NO-BREAK SPACE}"])
def test_a_doi_with_a_space_inside_is_told(field: str, space: str) -> None:
    text = f"@article{{a, title={{T}}, year=2000, {field}={{https://doi.org/10.1234/x{space}y}}}}"
    assert one(text).doi == "10.1234/x"
    (remark,) = remarks(text)
    assert remark.endswith("has a space inside; only 10.1234/x was read as the DOI, please check it.")


def test_the_pubmed_number_behind_a_link_in_a_note_is_found() -> None:
    note = r"[PubMed:\href{https://www.ncbi.nlm.nih.gov/pubmed/12345}{12345}]"
    assert article(note=note).pmid == "12345"
    assert article(note=note.replace("12345", "0")).pmid == ""


@pytest.mark.parametrize(
    ("key", "pmid"),
    [
        ("pmid31379797", "31379797"),
        ("pmid:12345", "12345"),
        ("PMID_12345", "12345"),
        ("pmid12345a", ""),
        ("x12345", ""),
    ],
)
def test_the_pubmed_number_of_a_key_is_found(key: str, pmid: str) -> None:
    assert one(f"@article{{{key}, title={{T}}, year=2000}}").pmid == pmid


def test_a_key_and_a_field_with_two_pubmed_numbers_are_told() -> None:
    text = "@article{pmid111, title={T}, year=2000, pmid={222}}"
    assert one(text).pmid == "222"
    assert remarks(text) == ["The entry's key names the PMID 111, its fields 222; the latter was kept."]


def test_a_command_that_is_not_known_is_told() -> None:
    text = r"@article{a, title={A \foo{macro} and \emph{rest}}, year=2000}"
    assert one(text).title == r"A \foo{macro} and rest"
    assert remarks(text) == [r"The title holds the LaTeX command “\foo”, which was not understood; please look."]
    assert remarks(r"@article{a, title={A \textbackslash{}foo}, year=2000}") == []
