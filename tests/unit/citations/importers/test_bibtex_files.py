"""Whole files: nothing is lost silently, whatever is wrong with them."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.importers import Text, parse
from evidence.citations.importers.bibtex.pieces import pieces_of

from .reading import one, read, refusals, remarks


def test_each_entry_knows_its_line_key_and_original_text() -> None:
    text = "% a comment\n\n@article{a,\n  title = {A}, year = 2000\n}\nsome words\n  @book{ b , title={B}, year=2001}\n"
    result = read(text)
    assert [(entry.line, entry.key) for entry in result.entries] == [(3, "a"), (7, "b")]
    assert result.entries[0].raw == "@article{a,\n  title = {A}, year = 2000\n}"
    assert result.entries[1].raw == "@book{ b , title={B}, year=2001}"
    assert result.problems == ()


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_as_they_stand_in_the_file(line_end: str) -> None:
    text = line_end.join(["", "@article{a,", "title={A},", "year=2000}", "", "@article{b, title={B}, year=2001}"])
    assert [entry.line for entry in read(text).entries] == [2, 6]


def test_an_entry_without_a_title_is_refused_with_its_text() -> None:
    text = "@article{a, author={Smith, J}, year=2000}"
    (problem,) = read(text).problems
    assert (problem.line, problem.key, problem.raw, problem.refused) == (1, "a", text, True)
    assert problem.reason == "The entry has no title, so no record can be made from it."
    assert read("@article{a, title={{}}, year=2000}").read == 1
    assert read("@article{a, title={--}, year=2000}").entries == ()


def test_good_entries_are_read_around_a_broken_one() -> None:
    text = """@article{a, title={A}, year=2000}
@article{broken, title={Never closed, year=2000}

@article{b, title={B}, year=2001}
"""
    result = read(text)
    assert [entry.key for entry in result.entries] == ["a", "b"]
    assert refusals(text) == [
        (
            2,
            "broken",
            "The entry is not closed: a closing brace (or a brace or quotation mark inside) is missing before the "
            "next entry begins.",
        )
    ]
    assert result.read == 3


@pytest.mark.parametrize("inside", ["@article{fake, title={Fake}, year=2001}", "@article{foo, bar}"])
@pytest.mark.parametrize(
    "whole",
    [
        "@article{a, title={A}, abstract={We cite\n%s\nso}, year=2000}",
        "@article{a, title={A}, abstract={We {cite\n%s\n}so},\nyear=2000}",
        '@article{a, title={A}, abstract="We cite\n%s\nso", year=2000}',
        "@article{a, title={A}, abstract={A set \\{1\\}\n%s\nso}, year=2000}",
        "@article(a, title={A}, abstract={We cite\n%s\nso}, year=2000)",
    ],
)
def test_an_abstract_may_quote_an_entry(whole: str, inside: str) -> None:
    text = whole % inside
    result = read(text + "\n@article{b, title={B}, year=2001}")
    assert [(entry.key, entry.record.title, entry.record.year) for entry in result.entries] == [
        ("a", "A", 2000),
        ("b", "B", 2001),
    ]
    assert result.entries[0].raw == text
    assert [problem.reason for problem in result.problems] == [
        "Line 2 looks like the beginning of another entry, but stands inside a field of this one; it was kept as text."
    ]


@pytest.mark.parametrize(
    "broken",
    [
        "@article{broken, title={Two are missing, year=2000",
        "@article{broken, title={One is missing}, year=2000",
        "@article{broken, title={{Two are missing}, year=2000\n",
        '@article{broken, title="One is missing, year=2000',
        "@article(broken, title={One is missing, year=2000",
    ],
)
def test_an_entry_that_does_not_close_takes_no_other_with_it(broken: str) -> None:
    result = read(broken + "\n@article{b, title={B}, year=2001}\n@article{c, title={C}, year=2001}}\n")
    assert [entry.key for entry in result.entries] == ["b", "c"]
    assert [problem.key for problem in result.problems if problem.refused] == ["broken"]


def test_blocks_on_one_line_are_all_read() -> None:
    text = (
        '@string{a = "Journal of "} @string(b = {Rest})\t@article(one, title={One}, journal=a # b, year=2000) '
        "@comment{x} @article(two, title={Two\n% per cent}, year=2000)@article(three, title={Three}, year=2000)"
    )
    result = read(text)
    assert [entry.key for entry in result.entries] == ["one", "two", "three"]
    assert result.entries[0].record.container_title == "Journal of Rest"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("@book{b, title = {T}, year = 2021\n)", "The entry is not closed: a closing brace"),
        ("@book(b, title = {T}, year = 2021\n}", "The entry is not closed: a closing bracket"),
        ("@article{a}", "The entry has no title"),
        ("@article{}", "The entry has no title"),
        ("@article{a, title}", "The entry could not be taken apart"),
        (
            "article{a, title={T}, year=2000}\n@misc{b, title={B}, year=2000}",
            "This looks like an entry without its @ sign",
        ),
        ("@article{a, title={" + "x" * 1_100_000 + "}}", "The entry is longer than 1,000,000 characters"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_full_sentence(text: str, reason: str) -> None:
    (refusal,) = refusals(text)
    assert refusal[2].startswith(reason)
    assert refusal[2].endswith(".")


@pytest.mark.parametrize(
    ("text", "remark"),
    [
        ("@article{a, title={T} year=2000}", "A comma is missing behind the field “title”."),
        (
            '@article{a, title="The "so-called" rest", year=2000}',
            "The field “title” holds quotation marks inside quotation marks.",
        ),
        (
            "@article{a, title=A bare title, year=2000}",
            "The value of the field “title” is not of the form {value}; it was read as it stands.",
        ),
        (
            "@article{a, title={T}, stray words, year=2000}",
            "“stray words” is no field of the form name = {value}; it was left out.",
        ),
        ("@article{title={T}, year=2000}", "The entry has no key."),
        (
            "@article{a, title={T}}, year=2000}\n",
            "A closing brace too many ends this entry early; the fields behind it were not read.",
        ),
    ],
)
def test_what_can_be_mended_is_mended_and_told(text: str, remark: str) -> None:
    assert remark in remarks(text)
    assert one(text).title in ("T", 'The "so-called" rest', "A bare title")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (r"@article{a, title={Sets \{1, 2\} of it}, year=2000}", "Sets {1, 2} of it"),
        (r"@article{a, title={An open \{ brace}, year=2000}", "An open { brace"),
        (r"@article{a, title={A closed \} brace}, year=2000}", "A closed } brace"),
        (r"@article{a, title={Ends in a backslash \\}, year=2000}", "Ends in a backslash"),
        ('@article{a, title="A {"}quoted{"} word", year=2000}', 'A "quoted" word'),
        ("@article(a, title={Round (brackets)}, year=2000)", "Round (brackets)"),
        ("@article{a, title={Mail to me @ {home}}, year=2000}", "Mail to me @ home"),
        ("@article{a, title={First line\n@user (is no entry)}, year=2000}", "First line @user (is no entry)"),
        ("@ArTiCle {a ,\n TITLE = {T} , YEAR = 2000 , }", "T"),
        ('@article{a, author+an:orcid={1="0000"}, title={T}, year=2000}', "T"),
    ],
)
def test_both_ways_of_counting_braces_are_read(text: str, title: str) -> None:
    assert one(text).title == title


def test_comments_are_passed_over() -> None:
    text = """% @article{commented, title={Out}, year=2000}
@comment{jabref-meta: grouping:0 AllEntriesGroup:;}
@comment{
@article{inside, title={Inside a comment}, year=2000}
}
@preamble{"\\newcommand{\\noop}[1]{}"}
write to me@example.org {really}
@article{a, title={A}, year=2000}
"""
    assert [entry.key for entry in read(text).entries] == ["a"]
    assert read(text).read == 1


def test_the_same_key_twice_gives_both_entries() -> None:
    text = "@article{a, title={One}, year=2000}\n@article{a, title={Two}, year=2001}"
    assert [entry.record.title for entry in read(text).entries] == ["One", "Two"]
    assert remarks(text) == ["The key “a” was used before in this file; both entries were read."]


def test_the_same_entry_word_for_word_is_read_once_and_told() -> None:
    text = "@article{a, title={One}, year=2000}\n" * 2
    assert len(read(text).entries) == 1
    assert refusals(text) == [(2, "a", "The entry stands in the file twice, word for word; it was read once.")]
    assert read(text).read == 2


def test_abbreviations_of_abbreviations_cannot_blow_up() -> None:
    doubling = "".join(f"@string{{s{n + 1} = s{n} # s{n}}}\n" for n in range(80))
    result = read('@string{s0 = "ha"}\n' + doubling + "@article{a, title=s80, year=2000}")
    assert result.read == 1


@pytest.mark.parametrize(
    ("data", "title"),
    [
        ("@article{a, title={Müller}, year=2000}".encode(), "Müller"),
        ("@article{a, title={Müller}, year=2000}".encode("utf-8-sig"), "Müller"),
        ("@article{a, title={Müller}, year=2000}".encode("utf-16"), "Müller"),
        ("\ufeff@article{a, title={Müller}, year=2000}".encode("utf-16-be"), "Müller"),
        ("@article{a, title={Müller}, year=2000}".encode("utf-16-le"), "Müller"),
        ("@article{a, title={Müller – so}, year=2000}".encode("cp1252"), "Müller – so"),
        ("% Encoding: ISO-8859-5\n@article{a, title={Жукова}, year=2000}".encode("iso8859-5"), "Жукова"),
        (b"@article{a, title={Nul\0 here}, year=2000}", "Nul\ufffd here"),
        (b"@article{a, title={Odd \x81 byte}, year=2000}", "Odd byte"),
    ],
)
def test_bytes_are_decoded(data: bytes, title: str) -> None:
    (entry,) = parse(data).entries
    assert entry.record.title == title


def test_text_may_begin_with_a_byte_order_mark() -> None:
    (entry,) = parse("\ufeff@article{a, title={T}, year=2000}").entries
    assert entry.line == 1


def test_a_guessed_encoding_is_told_with_its_line() -> None:
    (problem,) = parse("\n\n@article{a, title={Müller}, year=2000}".encode("cp1252")).problems
    assert (problem.line, problem.refused) == (3, False)
    assert problem.reason == (
        "The file is not valid UTF-8; it was read as Windows-1252. Please check letters with accents."
    )


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"", "empty;"),
        (b" \n\t\r\n ", "empty;"),
        (b"<xml/>", "an XML file,"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html>\n<html>', "an HTML page,"),
        (b"<!DOCTYPE html><html><style>\n@media (max-width: 9em) {a {b: c}}\n</style>", "an HTML page,"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document,"),
        (b"PK\x03\x04\x14\x00", "a ZIP archive"),
        (b"%0 Journal Article\n%T Rest\n", "an EndNote file,"),
        (b'{\n  "items": []}', "a JSON file,"),
        (b"PT J\nAU Berg, A\n   Dorn, B\nTI Rest\nER\n\nEF\n", "a Web of Science file,"),
        (b"RT Journal Article\nA1 Berg,A.\nT1 Rest\n", "a RefWorks file,"),
        (b"Record #1 of 2\nID: CN-1\nAU: Berg A\nTI: Rest\n", "a Cochrane Library text file,"),
        (b"<rdf:RDF\n xmlns:z='http://www.zotero.org/namespaces/export#'>\n</rdf:RDF>", "an RDF file,"),
        (b'[{"key": "A", "data": {"itemType": "book", "title": "Rest", "creators": []}}]', "JSON of Zotero's own,"),
        (b"\x00\x01\x02", "a binary file,"),
        (bytes(range(256)), "a binary file,"),
        (b"Dear all, here is my list.", "in none of the formats that can be read (PubMed XML, "),
    ],
)
@pytest.mark.parametrize("format", [None, "bibtex"])
def test_what_is_no_bibliography_is_told_in_one_sentence(data: bytes, what: str, format: str | None) -> None:
    result = parse(data, format=format)
    assert (result.entries, result.read) == ((), 0)
    assert result.fault.startswith(f"The file is {what}")
    assert result.fault.endswith("nothing was imported.")
    assert [problem.reason for problem in result.problems] == [result.fault]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (
            '"Authors","Title","Year","Source title","EID"\n"Berg A.","Rest","2020","J Rest","2-s2"\n',
            "a table from Scopus",
        ),
        ("PMID,Title,Authors,NIHMS ID,DOI\n1,Rest,Berg A,,10.1234/x\n", "a table from PubMed"),
        ("PT\tAU\tTI\tSO\nJ\tBerg, A\tRest\tJ REST\n", "a table from Web of Science"),
        ("Title;Author;Year\nRest;Berg;2020\n", "a table,"),
        ("1. J Rest. 2020 May;1(2):3.\n\nRest.\n\nBerg A(1).\n\nPMID: 123\n", "a PubMed text file"),
        ("---\nreferences:\n- id: berg\n  title: Rest\n", "a YAML file"),
        ("Berg A. Rest. J Rest 2020. doi:10.1234/x\n", "a text in which DOIs or PMIDs stand"),
    ],
)
def test_a_text_that_nobody_reads_is_told_with_what_to_export_instead(text: str, what: str) -> None:
    result = parse(text)
    assert (result.entries, result.read) == ((), 0)
    assert result.fault.startswith(f"The file is {what}")
    assert result.fault.endswith(" As it stands, nothing was imported.")


def test_a_bibliography_without_entries_or_inside_a_web_page_is_no_fault() -> None:
    assert parse('@string{a = "b"}').fault == ""
    page = "<html><pre>\n@article{a, title={A}, year=2000}\n</pre></html>"
    assert (parse(page).fault, parse(page).read) == ("", 1)


def test_a_format_that_is_not_known_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        parse("", format="papyrus")


def test_a_file_in_another_format_than_was_said_is_told_which_it_is() -> None:
    fault = parse("TY  - JOUR\nTI  - A\nER  - \n", format="bibtex").fault
    assert fault.startswith("The file is RIS, not BibTeX.")
    assert fault.endswith("nothing was imported.")


HOSTILE = {
    "open braces": "@article{a, title={" + "{" * 200_000,
    "closing braces": "}" * 200_000,
    "nested braces": "@article{a, title={x}, author={" + "{" * 100_000 + "}" * 100_000 + "}}",
    "one line of 10 MB": "@article{a, title={" + "word " * 2_000_000 + "}}",
    "entries on one line": "".join(f"@article{{a{n},title={{x}},year=2000}}" for n in range(20_000)),
    "entries that never close": "@article{a, title={x}\n" * 20_000,
    "starts without end": "@a{" * 100_000,
    "starts on lines": "\n@a{b," * 50_000,
    "starts inside values": "\n@a{b,{" * 50_000,
    "round starts inside values": "\n@a(b,{" * 50_000,
    "quoted starts": '\n@a{b,"' * 50_000,
    "blocks behind spaces": "@a{b, title={x}}" + " " * 300_000 + "x@c{" * 50_000,
    "a DOI of spaces": "@article{a, title={x}, doi={" + "10.1" * 100_000 + " " * 100_000 + "}}",
    "names by commas": "@article{a, title={x}, author={" + "Smith J, " * 50_000 + "}}",
    "comments without end": "@comment{" * 50_000,
    "quotation marks": "@article{a, title=" + '"' * 300_000 + "}",
    "many fields": "@article{a, title={x}," + "f={x}," * 100_000 + "}",
    "many pieces": "@article{a, title={x}" + " # {y}" * 100_000 + "}",
    "equals signs": "@article{a," + "=" * 300_000 + "}",
    "one long word": "@article{a, title={x},\n" + "a" * 900_000 + "}",
    "words without commas": "@article{a, title={x} " + "a b " * 200_000 + "}",
    "many authors": "@article{a, title={x}, author={" + " and ".join(["A, B"] * 40_000) + "}}",
    "commas": "@article{a, title={x}, author={" + "," * 200_000 + "}}",
    "a chain of crossrefs": "".join(f"@book{{k{n}, title={{x}}, crossref={{k{n + 1}}}}}\n" for n in range(3000)),
    "a tree of xdata": "".join(f"@xdata{{k{n}, xdata={{k{n + 1},k{n + 2}}}}}\n" for n in range(3000))
    + "@book{z, title={x}, xdata={k0}}",
    "dollars": "@article{a, title={x" + "$" * 400_000 + "}}",
    "backslashes": "@article{a, title={x" + "\\" * 400_000 + "}}",
    "tags": "@article{a, title={x" + "<sub>" * 80_000 + "}}",
    "brackets in a DOI": "@article{a, title={x}, doi={10.1234/" + ")" * 300_000 + "}}",
    "NUL": "@article{a, title={x\0y}, year=2000}\0" * 1000,
    "every byte": bytes(range(256)) * 2000,
    "carriage returns": "\r" * 1_000_000 + "@article{a, title={x}}",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_are_answered_quickly_and_completely(name: str) -> None:
    data = HOSTILE[name]
    started = time.process_time()
    result = parse(data if isinstance(data, bytes) else data.encode())
    assert time.process_time() - started < 10
    assert all(problem.reason.endswith(".") for problem in result.problems)
    assert result.entries or result.problems


_WORDS = "@article{k @misc(k @string{s= @comment{ title author year crossref k jan 2020 and van \\{ é"
_SYNTAX = st.sampled_from([*_WORDS.split(), *'@{}()",=#~$^%\\ \n\r\0'])


@given(st.lists(_SYNTAX, max_size=60).map("".join))
def test_no_order_of_signs_makes_it_fail(text: str) -> None:
    result = read(text)
    assert result.read == len(result.entries) + sum(problem.refused for problem in result.problems)
    for entry in result.entries:
        assert entry.raw in text.replace("\0", "\ufffd")
    for problem in result.problems:
        assert problem.reason.endswith(".")
        assert 1 <= problem.line <= len(re.findall(r"\r\n|\r|\n", text)) + 1


def test_time_grows_with_the_file_and_not_faster() -> None:
    entry = "@article{{k{n}, author={{Smith, J and Doe, A}}, title={{On {{ME/CFS}}, {n}}}, journal={{J}}, year=2000}}\n"

    def seconds(count: int) -> float:
        text = "".join(entry.format(n=n) for n in range(count))
        started = time.process_time()
        assert read(text).read == count
        return time.process_time() - started

    seconds(200)
    assert seconds(8000) < 4 * 8 * max(seconds(1000), 0.01)


def test_a_file_of_many_parts_is_read_as_one() -> None:
    """Abbreviations and parents stand at its end; a comment and an entry that never closes lie where it is parted."""
    text = "% a file\r\n" + "".join(
        f"@article{{k{number},\n  title = {{Rest {number}}},\n  journal = jr,\n  crossref = {{parent}},\n"
        f"  abstract = {{{'calm ' * 500}}},\n}}\n" + ("@comment{" + "c " * 1000 + "}\n" if number % 100 == 0 else "")
        for number in range(1200)
    )
    text += "@article{open, title = {Never closed}\n@book{parent, title={The whole}, publisher={Unipub}}\n"
    text += '@string{jr = "Journal of Rest"}\n'
    parts = pieces_of(Text.of(text), step=200_000)
    whole = pieces_of(Text.of(text), step=len(text) + 1)
    assert [(piece.place, piece.block.line, piece.raw) for piece in parts] == [
        (piece.place, piece.block.line, piece.raw) for piece in whole
    ]
    lines = re.split(r"\r\n|\n", text)
    result = read(text * 2)
    assert result.read == 2 * 1202
    assert {entry.record.container_title for entry in result.entries[:1200]} == {"Journal of Rest"}
    assert result.entries[0].record.publisher == "Unipub"
    for entry in result.entries[:1200:97]:
        assert lines[entry.line - 1] == f"@article{{{entry.key},"
