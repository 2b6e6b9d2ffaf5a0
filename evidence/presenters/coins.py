"""A paper as lists tell reference managers of it, and the two spellings that other tags share."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from django.conf import settings

from evidence.citations.record import CitationRecord, Name

_GENRES = {
    "article-journal": ("journal", "article"),
    "article": ("journal", "preprint"),
    "book": ("book", "book"),
    "report": ("book", "report"),
    "chapter": ("book", "bookitem"),
    "paper-conference": ("book", "proceeding"),
}


def coins(record: CitationRecord) -> str:
    """The paper as COinS (an OpenURL, ANSI/NISO Z39.88-2004): the `title` of an empty `<span class="Z3988">`.

    Authors stand in the order of the paper, bodies as `rft.aucorp`.
    """
    form, genre = _GENRES.get(record.type, ("journal", "unknown"))
    first, last = page_range(record)
    titles = (
        [("rft.atitle", record.title), ("rft.jtitle", record.container_title), ("rft.stitle", record.container_short)]
        if form == "journal"
        else [
            ("rft.btitle", record.container_title if genre in ("bookitem", "proceeding") else record.title),
            ("rft.atitle", record.title if genre in ("bookitem", "proceeding") else ""),
            ("rft.isbn", record.isbn),
            ("rft.pub", record.publisher),
        ]
    )
    pairs = [
        ("ctx_ver", "Z39.88-2004"),
        ("rft_val_fmt", f"info:ofi/fmt:kev:mtx:{form}"),
        ("rfr_id", f"info:sid/{urlsplit(settings.SITE_URL).hostname}:evidence"),
        ("rft.genre", genre),
        *titles,
        ("rft.date", "-".join(f"{part:02d}" for part in record.date_parts)),
        ("rft.volume", record.volume),
        ("rft.issue", record.issue),
        ("rft.spage", first),
        ("rft.epage", last),
        ("rft.issn", record.issn if form == "journal" else ""),
        *(("rft.aucorp" if name.is_body else "rft.au", inverted(name)) for name in record.authors),
        ("rft_id", f"info:doi/{record.doi}" if record.doi else ""),
        ("rft_id", f"info:pmid/{record.pmid}" if record.pmid else ""),
    ]
    return urlencode([(key, value) for key, value in pairs if value])


def inverted(name: Name) -> str:
    """ "van der Berg, Ludwig, Jr"; a body's name as it is."""
    if name.is_body:
        return name.literal
    return ", ".join(part for part in (name.family_full, name.given, name.suffix) if part)


def page_range(record: CitationRecord) -> tuple[str, str]:
    """First and last page; an article number counts as the first page."""
    first, _, last = (record.pages or record.number).split(",")[0].partition("-")
    return first.strip(), last.strip()
