"""How fast citations of each format are read, in how much memory, and how PubMed XML compares with Biopython.

    python -m benchmarks.parsing                 all of it, the memory of small files, Biopython where it is here
    python -m benchmarks.parsing speed           rows a second for each format
    python -m benchmarks.parsing growth          BibTeX written and read, 300 to 100,000 entries: time an entry
    python -m benchmarks.parsing biopython       PubMed XML against Entrez.read, on one file, in one run
    python -m benchmarks.parsing memory          a BibTeX file of 100,000 entries and PubMed XML of 1 GB
    python -m benchmarks.parsing memory 50       the same with PubMed XML of 50 MB
    python -m benchmarks.parsing ... --json      the figures again in the last line, for benchmarks.run

The files are made here, of the usual size of their kind, into a folder that is removed afterwards. Memory is the peak
resident set of a child process that reads the file and does nothing else. Promises: below 400 MB, and at least six
times as fast as Entrez.read. The last line of "growth" is the ratio between the largest and the smallest file, which
stays near 1 while the work is linear.
"""

from __future__ import annotations

import argparse
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import median

from benchmarks.rows import Row, as_line
from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import IMPORTERS, parse
from evidence.citations.record import CitationRecord, Name

REPOSITORY = Path(__file__).resolve().parents[1]
ABSTRACT = (
    "Fatigue after exertion was measured in adults over two days. "
    "Heart rate, oxygen uptake and symptoms were recorded before and after each test. "
)
_CHILD = """
import resource, sys, time
from evidence.citations.importers import read_file
started = time.perf_counter()
entries = refused = 0
for reading in read_file(lambda: open(sys.argv[1], "rb")):
    for item in reading.items:
        if hasattr(item, "record"):
            entries += 1
        elif getattr(item, "refused", False):
            refused += 1
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
print(entries, refused, peak, time.perf_counter() - started)
"""


def study(number: int) -> CitationRecord:
    """A record of the usual length: eight authors, accents, an abstract, a DOI, a PubMed number."""
    authors = tuple(Name(f"Sørland{place}", "Kari M.", "van der" if place % 3 else "") for place in range(8))
    return CitationRecord(
        title=f"Symptom relief & fatigue in ME/CFS: a randomised trial with 5 % of {number} patients",
        authors=authors,
        container_title="Journal of Clinical Medicine",
        year=2000 + number % 25,
        month=1 + number % 12,
        volume=str(number % 90),
        issue="3",
        pages="1121-1133",
        doi=f"10.1234/example.{number}",
        pmid=str(10_000_000 + number),
        abstract=ABSTRACT * 4,
    )


def exported(name: str) -> Callable[[int], str]:
    return lambda count: EXPORTERS[name].render((f"study{number}", study(number)) for number in range(count))


def _family(number: int) -> str:
    """A family name of its own for each number: no reader profits from having seen it."""
    letters = ""
    while number:
        number, place = divmod(number, 20)
        letters += "bcdfghjklmnprstvwxøaé"[place]
    return f"Sør{letters}"


def _orcid(number: int) -> str:
    digits = f"{number:015d}"
    total = 0
    for digit in digits:
        total = (total + int(digit)) * 2
    check = (12 - total % 11) % 11
    whole = digits + ("X" if check == 10 else str(check))
    return "-".join(whole[place : place + 4] for place in range(0, 16, 4))


def pubmed_article(number: int) -> str:
    """An article as PubMed writes it, with keywords, headings, history and references, none of which are read."""
    authors = "".join(
        f'<Author ValidYN="Y"><LastName>{_family(number * 8 + place)}</LastName><ForeName>Kari M</ForeName>'
        f'<Initials>KM</Initials><Identifier Source="ORCID">https://orcid.org/{_orcid(number * 8 + place)}</Identifier>'
        "<AffiliationInfo><Affiliation>Department of Rest, University Hospital, Oslo, Norway.</Affiliation>"
        "</AffiliationInfo></Author>"
        for place in range(8)
    )
    headings = "".join(
        f'<MeshHeading><DescriptorName UI="D{place:06d}" MajorTopicYN="N">Heading {place}</DescriptorName>'
        "</MeshHeading>"
        for place in range(12)
    )
    references = "".join(
        f"<Reference><Citation>J Rest. 2001;{place}:1-9.</Citation><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{20_000_000 + place}</ArticleId></ArticleIdList></Reference>'
        for place in range(30)
    )
    pmid = 10_000_000 + number
    parts = "".join(
        f'<AbstractText Label="{label}" NlmCategory="{label}">{ABSTRACT * 2}IL-6 rose (p &lt; 0.05).</AbstractText>'
        for label in ("BACKGROUND", "METHODS", "RESULTS", "CONCLUSIONS")
    )
    history = "".join(
        f'<PubMedPubDate PubStatus="{status}"><Year>2019</Year><Month>3</Month><Day>{day}</Day></PubMedPubDate>'
        for day, status in enumerate(("received", "accepted", "pubmed", "medline"), start=1)
    )
    return (
        f'<PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM"><PMID Version="1">{pmid}</PMID>'
        "<DateCompleted><Year>2020</Year><Month>01</Month><Day>02</Day></DateCompleted>"
        '<Article PubModel="Print-Electronic"><Journal><ISSN IssnType="Electronic">0028-0836</ISSN>'
        f'<JournalIssue CitedMedium="Internet"><Volume>{number % 90}</Volume><Issue>3</Issue>'
        f"<PubDate><Year>{2000 + number % 25}</Year><Month>Apr</Month><Day>5</Day></PubDate></JournalIssue>"
        "<Title>Journal of clinical medicine</Title><ISOAbbreviation>J Clin Med</ISOAbbreviation></Journal>"
        f"<ArticleTitle>Symptom relief in ME/CFS: a randomised trial with {number} patients.</ArticleTitle>"
        "<Pagination><StartPage>1121</StartPage><EndPage>1133</EndPage><MedlinePgn>1121-33</MedlinePgn></Pagination>"
        f'<ELocationID EIdType="doi" ValidYN="Y">10.1234/example.{number}</ELocationID>'
        f'<Abstract>{parts}</Abstract><AuthorList CompleteYN="Y">{authors}</AuthorList><Language>eng</Language>'
        '<PublicationTypeList><PublicationType UI="D016428">Journal Article</PublicationType></PublicationTypeList>'
        '<ArticleDate DateType="Electronic"><Year>2019</Year><Month>03</Month><Day>09</Day></ArticleDate></Article>'
        "<MedlineJournalInfo><Country>Norway</Country><MedlineTA>J Clin Med</MedlineTA><NlmUniqueID>1</NlmUniqueID>"
        "<ISSNLinking>0028-0836</ISSNLinking></MedlineJournalInfo>"
        f'<CommentsCorrectionsList><CommentsCorrections RefType="CommentIn"><RefSource>J Rest. 2020;1:2</RefSource>'
        f'<PMID Version="1">{30_000_000 + number}</PMID></CommentsCorrections></CommentsCorrectionsList>'
        f"<MeshHeadingList>{headings}</MeshHeadingList></MedlineCitation>"
        f"<PubmedData><History>{history}</History><PublicationStatus>ppublish</PublicationStatus><ArticleIdList>"
        f'<ArticleId IdType="pubmed">{pmid}</ArticleId><ArticleId IdType="doi">10.1234/example.{number}</ArticleId>'
        f"</ArticleIdList><ReferenceList>{references}</ReferenceList></PubmedData></PubmedArticle>\n"
    )


PUBMED_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, 1st January '
    '2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n<PubmedArticleSet>\n'
)


def pubmed_xml(count: int) -> str:
    return PUBMED_HEAD + "".join(map(pubmed_article, range(count))) + "</PubmedArticleSet>\n"


def nbib(count: int) -> str:
    def record(number: int) -> str:
        authors = "".join(f"FAU - Sørland{place}, Kari M\nAU  - Sørland{place} KM\n" for place in range(8))
        return (
            f"PMID- {10_000_000 + number}\nOWN - NLM\nDP  - 2018 Apr\nTI  - Symptom relief in ME/CFS: a trial with\n"
            f"      {number} patients.\nPG  - 335-9\nLID - 10.1234/example.{number} [doi]\nAB  - {ABSTRACT * 4}\n"
            f"{authors}"
            "LA  - eng\nPT  - Journal Article\nTA  - J Clin Med\nJT  - Journal of clinical medicine\n\n"
        )

    return "".join(map(record, range(count)))


def crossref(count: int) -> str:
    def work(number: int) -> dict[str, object]:
        return {
            "DOI": f"10.1234/example.{number}",
            "type": "journal-article",
            "title": [f"Symptom relief in <i>ME/CFS</i>: a trial with {number} patients"],
            "container-title": ["Journal of Clinical Medicine"],
            "author": [{"family": f"Sørland{place}", "given": "Kari M."} for place in range(8)],
            "issued": {"date-parts": [[2018, 4, 5]]},
            "is-referenced-by-count": 3,
            "abstract": f"<jats:p>{ABSTRACT * 4}</jats:p>",
            "reference": [{"key": str(place), "DOI": f"10.1234/cited.{place}"} for place in range(30)],
        }

    items = [work(number) for number in range(count)]
    return json.dumps({"status": "ok", "message-type": "work-list", "message": {"items": items}}, ensure_ascii=False)


MAKERS: dict[str, Callable[[int], str]] = {
    "bibtex": exported("bibtex"),
    "ris": exported("ris"),
    "csl_json": exported("csl_json"),
    "nbib": nbib,
    "pubmed_xml": pubmed_xml,
    "crossref_json": crossref,
    "identifiers": lambda count: "".join(f"10.1234/example.{number}\n" for number in range(count)),
}
assert MAKERS.keys() == IMPORTERS.keys()


def speed(count: int = 3000) -> list[Row]:
    rows = []
    for name, make in MAKERS.items():
        data = make(count).encode()
        best = min(_seconds(lambda: parse(data, format=name)) for _ in range(3))  # noqa: B023 - used at once
        result = parse(data)
        assert result.format == name
        assert len(result.entries) + len(result.lookups) == result.read == count
        print(
            f"{name:>14}  {count / best:9,.0f} rows/s   {len(data) / best / 1e6:6.1f} MB/s   "
            f"{1e6 * best / count:6.0f} µs each"
        )
        rows.append(Row(f"{name}, rows", "", count / best, "/s"))
    return rows


def _seconds(work: Callable[[], object]) -> float:
    """Processor time, which other programs on the machine do not change."""
    started = time.process_time()
    work()
    return time.process_time() - started


def growth(largest: int = 100_000) -> list[Row]:
    times = []
    sizes = [size for size in (300, 1_000, 10_000, 100_000, 1_000_000) if size < largest] + [largest]
    for count in sizes:
        written: list[str] = []
        making = _seconds(lambda: written.append(MAKERS["bibtex"](count)))  # noqa: B023 - used at once
        (text,) = written
        reading = _seconds(lambda: parse(text, format="bibtex"))  # noqa: B023 - used at once
        assert len(parse(text, format="bibtex").entries) == count
        times.append(reading / count)
        print(
            f"{count:>9,} entries  {len(text) / 1e6:7.1f} MB   written {1e6 * making / count:6.0f} µs, "
            f"read {1e6 * reading / count:6.0f} µs an entry"
        )
    print(f"{sizes[-1]:,} against {sizes[0]:,} entries: {times[-1] / times[0]:.2f} times as long an entry")
    return [Row(f"BibTeX, time an entry, {sizes[0]:,} -> {sizes[-1]:,} entries", "<= 1.5", times[-1] / times[0])]


def against_biopython(count: int = 2000) -> list[Row]:
    """Entrez.read and our importer on the same bytes, in turn; the ratio of the medians of five rounds."""
    try:
        from Bio import Entrez
    except ImportError:
        sys.exit("Biopython is not here; “pip install biopython” (into a scratch environment) makes the comparison.")
    data = pubmed_xml(count).encode()
    theirs, ours = [], []
    for _ in range(5):
        theirs.append(_seconds(lambda: Entrez.read(io.BytesIO(data), validate=False)))
        ours.append(_seconds(lambda: parse(data, format="pubmed_xml")))
    assert len(parse(data).entries) == len(Entrez.read(io.BytesIO(data), validate=False)["PubmedArticle"]) == count
    ratio = median(theirs) / median(ours)
    print(
        f"PubMed XML, {count} articles, {len(data) / 1e6:.1f} MB: Entrez.read {median(theirs):.2f} s, ours "
        f"{median(ours):.2f} s; {ratio:.1f} times as fast (promised: 6)"
    )
    return [Row("PubMed XML, as fast as Biopython's Entrez.read", ">= 6", ratio)]


def memory(megabytes: int = 1000, entries: int = 100_000) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "entries.bib"
        with file.open("w", encoding="utf-8") as out:
            out.writelines(EXPORTERS["bibtex"].stream((f"study{number}", study(number)) for number in range(entries)))
        rows = [_peak("BibTeX", file, entries)]
        file.unlink()
        file = Path(folder) / "articles.xml"
        size = number = 0
        with file.open("w", encoding="utf-8") as out:
            size += out.write(PUBMED_HEAD)
            while size < megabytes * 1_000_000:
                size += out.write(pubmed_article(number))
                number += 1
            out.write("</PubmedArticleSet>\n")
        return [*rows, _peak("PubMed XML", file, number)]


def _peak(label: str, file: Path, count: int) -> Row:
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(file)], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    entries, refused, peak, seconds = done.stdout.split()
    assert (int(entries), int(refused)) == (count, 0)
    print(
        f"{label}: {file.stat().st_size / 1e6:,.0f} MB, {count:,} entries in {float(seconds):.0f} s; "
        f"peak {peak} MB (promised: below 400)"
    )
    return Row(f"memory, {label} of {file.stat().st_size / 1e6:,.0f} MB", "<= 400", int(peak), "MB")


def _chosen(what: str, number: int | None) -> Iterator[Callable[[], list[Row]]]:
    if what in ("", "speed"):
        yield lambda: speed(number or 3000)
    if what in ("", "growth"):
        yield lambda: growth(number or (100_000 if what else 10_000))
    if what == "biopython" or (not what and find_spec("Bio")):
        yield lambda: against_biopython(number or 2000)
    if what in ("", "memory"):
        yield lambda: memory(number or (1000 if what else 50), 100_000 if what else 10_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="", choices=["", "speed", "growth", "biopython", "memory"])
    parser.add_argument("number", nargs="?", type=int)
    parser.add_argument("--json", action="store_true", help="the figures again in the last line, for benchmarks.run")
    options = parser.parse_args()
    rows = [row for work in _chosen(options.what, options.number) for row in work()]
    if options.json:
        print(as_line(rows))


if __name__ == "__main__":
    main()
