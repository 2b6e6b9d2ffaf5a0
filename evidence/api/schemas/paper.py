"""The paper that a page is about: bibliographic facts, which belong to nobody."""

from __future__ import annotations

from evidence.api.schemas.fields import Address, Shape, Term, told


class Author(Shape):
    """One author of the paper, in the order of the paper."""

    name: str = told("The whole name in reading order.", "Ludwig van der Berg")
    family: str = told("Family name, without its particle. Empty for a body.", "Berg")
    given: str = told("Given names, as the paper has them.", "Ludwig")
    particle: str = told("The part before the family name.", "van der")
    suffix: str = told("The part after the name.", "Jr")
    is_body: bool = told("True where the author is a group or an institution.", False)
    orcid: str | None = told("The person's ORCID, where the source gave one.", "0000-0000-0000-0000")


class Paper(Shape):
    """The work that was read. Unknown texts are empty, unknown numbers and identifiers are null."""

    title: str = told("Title in plain text.", "Rest and symptoms in ME/CFS")
    original_title: str = told(
        "Title in the paper's own language, where `title` is a translation.", "Ruhe und Symptome"
    )
    kind_of_record: Term | None = told(
        "What its source says it is, such as a letter, a correction or a review; null where it says nothing."
    )
    authors: list[Author] = told("Every author, in the order of the paper.")
    authors_complete: bool = told("False where the source itself cut the list of authors.", True)
    type: Term = told("What kind of work it is, in CSL's own names.")
    journal: str = told("Journal, book or proceedings, in full.", "Journal of Rest")
    journal_short: str = told("Its abbreviation, where given.", "J Rest")
    publisher: str = told("Publisher, where given.", "Rest Press")
    year: int | None = told("Year of publication.", 2019)
    date: str | None = told("Date of publication as exactly as it is known: year, month or day.", "2019-05")
    volume: str = told("Volume.", "12")
    issue: str = told("Issue.", "3")
    pages: str = told("First and last page, with an ASCII hyphen.", "53-70")
    number: str = told("Number of the article, where it has no pages.", "e104")
    language: str = told("Language of the paper (BCP 47), where known.", "en")
    doi: str | None = told("DOI in lower case, without prefix.", "10.1234/berg2019")
    pmid: str | None = told("PubMed number.", "12345678")
    pmcid: str | None = told("PubMed Central number.", "PMC1234567")
    address: Address | None = told(
        "Where the paper itself is found: by DOI, else PubMed, else its own address.",
        "https://doi.org/10.1234/berg2019",
    )
    open_access: Address | None = told(
        "Where the full text can be read without paying, where known.", "https://repository.example/berg2019.pdf"
    )


class Notice(Shape):
    """What journals or registries say about the paper after it appeared."""

    kind: Term = told("Retraction, withdrawal, expression of concern, correction, or superseded.")
    date: str | None = told("Date of the notice as exactly as it is known.", "2024-02-01")
    title: str = told("Title of the notice.", "Retraction: Rest and symptoms")
    detail: str = told("What it says, in our words.", "The data could not be verified.")
    source: str = told("Where we know it from.", "Crossref")
    doi: str | None = told("DOI of the notice.", "10.1234/berg2019.retraction")
    pmid: str | None = told("PubMed number of the notice.", "23456789")
    address: Address | None = told("Where the notice is found.", "https://doi.org/10.1234/berg2019.retraction")


class FoundNotice(Shape):
    """A notice that was found in a registry and that the page itself does not tell of yet."""

    kind: Term | None = told("What it is; null until a person has looked.")
    found_on: str = told("The day on which it was found.", "2026-11-20")


class Related(Shape):
    """Another record that belongs to this paper."""

    relation: Term = told("What this paper is to the other one.")
    title: str = told("Title of the other record.", "Rest and symptoms: the protocol")
    doi: str | None = told("DOI of the other record.", "10.1234/berg2017")
    pmid: str | None = told("PubMed number of the other record.", "34567890")
    slug: str | None = told("Its page in the atlas, where it has one.", "van-der-berg-2017-rest-protocol")
    address: Address | None = told(
        "Where it is found: its page in the atlas, else the paper.",
        "https://atlas.example/evidence/van-der-berg-2017-rest-protocol",
    )
