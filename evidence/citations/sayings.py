"""What the readers of files say about an entry or a file, marked so that a page says it in another language.

The readers write plain English sentences: they go through pipes to other processes, into tables and reports. A test
holds this table to their source.
"""

from __future__ import annotations

from evidence.citations.record import PUBLICATION_TYPES
from evidence.tongue import gettext_noop as _
from evidence.tongue import stored

ABOUT_ENTRIES = (
    # dates
    _("“{text}” says that the date is approximate; it was kept without that sign."),
    _("No year could be read from “{text}”."),
    _("“{text}” names no month of the year; only the year was kept."),
    _("“{text}” names no day of that month; the day was left out."),
    _("The date “{text}” has no beginning; no year was recorded."),
    _("“{text}” names a season; only the year was kept."),
    _("“{text}” names more than one year; only {year} was kept."),
    _("Only the year could be read from “{text}”."),
    _("The entry gives two years, {first} and {second}; the first was kept."),
    _("The entry gives no year."),
    _("The record gives no year."),
    _("The work gives no year."),
    _("The item has a date in which no year could be read."),
    _("No month could be read from “{text}”."),
    # names
    _(
        "“{text}” was read as the name of one body, although “and” parts names in BibTeX; braces around it would say "
        "so."
    ),
    _("Names such as “{name}” were read as a family name and initials."),
    _("The list of names says “and others” but names nobody."),
    _("The names are parted by semicolons instead of “and”; they were read one by one."),
    _("The names are parted by commas instead of “and”; they were read one by one."),
    _("“{text}” is not an author's name; no author was recorded for it."),
    _("“{text}” has too many commas for one name; it was kept as it stands."),
    _("The source of this record does not name all authors."),
    # identifiers and addresses
    _("“{text}” is not a DOI; it was left out."),
    _("“{text}” is not a PubMed number; it was left out."),
    _("“{text}” is not a PubMed Central number; it was left out."),
    _("“{text}” is not a web address; it was left out."),
    _("“{text}” is not a valid {name} (its check digit does not fit); it was left out."),
    _("“{text}” has a space inside; only {doi} was read as the DOI, please check it."),
    _("The {name} {value} was found in the field “{field}”; please check it."),
    _("The PMID {value} was found in the entry's key; please check it."),
    _("The DOI {value} was found in a note; please check it."),
    _("The entry's key names the PMID {first}, its fields {second}; the latter was kept."),
    _("The address {url} belongs to another DOI than {doi}."),
    _("The article gives no PubMed number."),
    _(
        "“{text}” is neither a DOI (10.1234/...) nor a PMID (a number) nor a PMCID (PMC and a number). Correct it and "
        "import again."
    ),
    _("The line is too long for a list of identifiers. Put one on each line."),
    _("The identifier stands in the list twice; it was read once."),
    # titles
    _("The entry has no title, so no record can be made from it."),
    _("The item has no title, so no record can be made from it. Add its title and import again."),
    _("The work {doi} has no title, so no record can be made from it. Add its title and import again."),
    _("The work has no title, so no record can be made from it. Add its title and import again."),
    _("The record has no title (TI), so no record can be made from it. Fetch it from PubMed again."),
    _("The record has no title (TI or T1), so no record can be made from it. Add it and import again."),
    _("The article has no title, so no record can be made from it."),
    _("The book has no title, so no record can be made from it."),
    _("The article has no MedlineCitation with an Article in it, so no record can be made from it."),
    _("The entry has no BookDocument with a Book in it, so no record can be made from it."),
    _("PubMed marks this publication as retracted and names no notice."),
    # the form of an entry
    _("The entry stands in the file twice, word for word; it was read once."),
    _("The key “{key}” was used before in this file; both entries were read."),
    _("The entry has no key."),
    _("The field “{name}” stands twice with different values; the first was kept."),
    _("The {name} holds the LaTeX command “{command}”, which was not understood; please look."),
    _("The abbreviation “{text}” is defined nowhere in the file; its name was kept as text."),
    _("The abbreviation could not be read: it is not of the form name = text."),
    _("“{text}” is no field of the form name = {{value}}; it was left out."),
    _("The value of the field “{name}” is not of the form {{value}}; it was read as it stands."),
    _("The entry could not be taken apart: no field of the form name = {{value}} was found."),
    _("The entry does not begin like one: @type{{key, ..."),
    _("The braces or quotation marks of the field “{name}” do not close."),
    _("A comma is missing behind the field “{name}”."),
    _("The field “{name}” holds quotation marks inside quotation marks."),
    _("A closing brace too many ends this entry early; the fields behind it were not read."),
    _(
        "Line {line:d} looks like the beginning of another entry, but stands inside a field of this one; it was kept "
        "as text."
    ),
    _("This looks like an entry without its @ sign; nothing was read from it."),
    _("The entry refers to itself by crossref or xdata; nothing was taken over from there."),
    _("The entry refers to “{key}”, which is not in the file."),
    _("Line {line:d}: “{text}” has no tag; it was left out."),
    _("The record has no ER line at its end; it was read up to the end of the file."),
    _("The record has no ER line at its end; it was read up to the next one."),
    _("The record does not begin with its type (a line “TY  - JOUR”), so it was not read. Add it and import again."),
    _("This is no item but a bare value; nothing was read from it. Export the file again."),
    _("The item is no valid JSON (line {line:d}: {why}). Export the file again."),
    _("The item is not closed before the file ends. Export the file again."),
    _("The item is nested too deeply to be a reference. Export the file again."),
    _("The article is not well-formed XML (line {line:d}: {why}). Fetch the record from PubMed again."),
    _(
        "The article uses the entity “{name}”, which PubMed XML does not have, so it was not read. Fetch the record "
        "from PubMed again."
    ),
    # too long
    _("The entry is longer than {most:,} characters, which no reference is; it was not read."),
    _("A value holds more than {most:,} characters, which none does."),
    _("The item is longer than {most:,} characters, which none is. Export the file again."),
    _("The record is longer than {most:,} characters, which none is; it was not read."),
    _("The record is longer than {most:,} characters or {lines:,} lines; it was not read."),
    _("The article is longer than {most:,} characters, which none is; it was not read."),
)
ABOUT_FILES = (
    _("The file holds no BibTeX entry."),
    _("The file holds no work."),
    _("The file holds no item."),
    _("The file holds no PubMed record."),
    _("The file holds no PubMed article."),
    _("The file holds no RIS record."),
    _("The file is empty; nothing was imported."),
    _("The file holds NUL characters, which no text may; each was replaced by a replacement sign."),
    _("The file calls itself {encoding} but breaks its rules; a replacement sign marks where."),
    _("The file is not valid UTF-8; it was read as {encoding}. Please check letters with accents."),
    _("The file says that PubMed has deleted these records: {numbers}."),
    _(
        "The file declares XML entities of its own. PubMed's files never do, and such files can attack their reader; "
        "the declarations were not read, and an article that uses them is refused."
    ),
    _(
        "The file would unpack to more than {times:d} times its size, which no bibliography does and some attacks do. "
        "Unpack it yourself if you trust it, and import what is inside; nothing was imported."
    ),
    _(
        "The file is an office document or a book, not a bibliography. Export the references from the program that "
        "keeps them (BibTeX, RIS or CSL-JSON), and import that; nothing was imported."
    ),
    _("The ZIP archive holds no file; nothing was imported."),
    _(
        "The ZIP archive holds {count:,} files; {most:d} are the most that are read. Split it first; nothing was "
        "imported."
    ),
    _("The ZIP archive needs a password. Unpack it, and import what is inside; nothing was imported."),
    _("The ZIP archive would unpack to {size}; {most} is the most that is read. Split it first; nothing was imported."),
    _("The file is packed twice: it holds {what}. Unpack it, and import what is inside; nothing was imported."),
    _(
        "The file is a ZIP archive, but a damaged one. Pack the files again, or import them one by one; nothing was "
        "imported."
    ),
    _("The file holds more than {size}, the most that is read. Split it first; nothing was imported."),
    _("It cannot be unpacked ({why}). Import it unpacked; nothing was imported."),
    _("The packed file is damaged or cut off. Pack it again, or import it unpacked; nothing was imported."),
    _("The reading of the file broke off ({why}). Nothing of it was imported."),
)

for _pattern in (*ABOUT_ENTRIES, *ABOUT_FILES):
    stored(_pattern)
for _pattern in (
    _("The entry type @{said} is not known; it was read as: {type}."),
    _("The type “{said}” is not known; it was read as: {type}."),
    _("The type “{said}” was read as: {type}."),
):
    stored(_pattern, type=PUBLICATION_TYPES.values())

WHAT_IT_IS = (
    _("an HTML page"), _("a PDF document"), _("the full text of a paper in XML (JATS)"), _("an EndNote XML file"),
    _("a MODS file"), _("the answer of a PubMed search with numbers only"), _("an XML file"), _("a RIS file"),
    _("a PubMed (NBIB) file"), _("an EndNote file"), _("a Web of Science file"), _("a JSON file"),
    _("an Ovid text file"), _("an office document or a ZIP archive"), _("a ZIP archive or an office document"),
    _("an old office document"), _("a compressed file"), _("a database file"), _("a picture"), _("an RTF document"),
    _("a binary file, not a text"),
    _("the answer of a PubMed summary"), _("an RDF file, as Zotero exports it"), _("the text of a paper in XML (TEI)"),
    _("a MARC XML file"), _("a RefWorks file"), _("a Cochrane Library text file"), _("a PubMed text file for reading"),
    _("a CITATION.cff file"), _("a YAML file"), _("JSON of Zotero's own, not CSL-JSON"), _("an answer of OpenAlex"),
    _("an answer of Semantic Scholar"), _("a table from Scopus"), _("a table from PubMed"), _("a table from Zotero"),
    _("a table from Web of Science"), _("a table"), _("a text in which DOIs or PMIDs stand"),
)  # fmt: skip
ADVICE = (
    _("Save the references themselves, not the page: most sites offer “Cite”, “Export” or “Send to”."),
    _("Bring its DOI in a list, or export the reference from the publisher's page."),
    _("Bring its DOI or PMID in a list instead."),
    _("Export from EndNote as RefMan (RIS) or BibTeX."),
    _("Export from the program that wrote it as RIS or BibTeX."),
    _("Export from Web of Science as RIS or BibTeX."),
    _("Export from Ovid as RIS."),
    _("Fetch the records from PubMed and import those."),
    _("Export the references from the program that keeps them."),
    _("Export from Zotero as RIS, BibTeX or CSL JSON."),
    _("Export from the library's catalogue as RIS or BibTeX."),
    _("Export from RefWorks as RIS or BibTeX."),
    _("Export from the Cochrane Library as RIS."),
    _("In PubMed choose “Send to: Citation manager”, or the format “PubMed”."),
    _("Export the reference as BibTeX."),
    _("Export from the program that wrote it as BibTeX, RIS or CSL-JSON."),
    _("Export from Zotero as CSL JSON, RIS or BibTeX."),
    _("Bring the DOIs in a list instead."),
    _("Export from Scopus as RIS or BibTeX."),
    _("Export the references as RIS or BibTeX, or bring their DOIs or PMIDs in a list."),
    _("Export the references as RIS, BibTeX or CSL-JSON."),
    _("Bring the identifiers alone, one a line."),
)
for _pattern in (
    _(
        "The file is {what}, which is in none of the formats that can be read ({formats}). {advice} As it stands, "
        "nothing was imported."
    ),
    _("The file is {what}, which is in none of the formats that can be read ({formats}); nothing was imported."),
    _("The file is in none of the formats that can be read ({formats}); nothing was imported."),
):
    stored(_pattern, what=WHAT_IT_IS, advice=ADVICE)
stored(_("The file is {found}, not {told}. Import it as {format}, or let the format be found; nothing was imported."))

BRACE, BRACKET = _("brace"), _("bracket")
for _pattern in (
    _(
        "The entry is not closed: a closing {sign} (or a brace or quotation mark inside) is missing before the file "
        "ends."
    ),
    _(
        "The entry is not closed: a closing {sign} (or a brace or quotation mark inside) is missing before the next "
        "entry begins."
    ),
):
    stored(_pattern, sign=(BRACE, BRACKET))
for _pattern in (
    _("The article is not closed: {end} is missing before the file ends. Fetch the record from PubMed again."),
    _(
        "The article is not closed: {end} is missing before the next article begins. Fetch the record from PubMed "
        "again."
    ),
):
    stored(_pattern)
