"""One word is planted in every field of the desk, of its people and of letters; then every public address is walked.

The walk begins at the site map of the code itself and follows each link, so that a new page is walked without anybody
remembering it here.
"""

from __future__ import annotations

import gzip
import html
import io
import json
import re
import zipfile
from collections.abc import Iterator

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection, models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from evidence.actions import editorial, notices, registries, studies, texts
from evidence.models import Publication
from tests.factories import draft, person, publish, ready_to_review, reviewed

pytestmark = pytest.mark.django_db

MARKER = "Zwiebelturm"
"""A word that no page of ours holds. Searched for, it may be echoed; so searches ask for MISTYPED, one letter off."""
MISTYPED = "Zwiebeltum"

SHELF = {
    "evidence.Publication", "evidence.ShelfEntry", "evidence.NoticeAlert", "evidence.SlugRedirect", "evidence.Topic",
    "contributions.LedgerEntry",
}  # fmt: skip
"""What readers may see. A revision is no part of it: the page holds a copy of the one that was published."""
KEYS_OF_PAGES = {("evidence.Study", name) for name in ("slug", "doi", "pmid", "pmcid")}
"""The desk's fields by which an old address finds its page; drafts hold others, which are looked for by themselves."""
PRIVATE = ("/admin", "/accounts", "/contribute", "/health", "/display")
TAILS = ("", ".bib", ".ris", ".csl.json", ".txt", "/v/1", "/history", "/linkset")
MOST = 3000


_CHECKS = """
    SELECT conrelid::regclass, quote_ident(conname) FROM pg_constraint WHERE contype = 'c' AND conrelid <> 0
    AND connamespace = 'public'::regnamespace AND conrelid::regclass::text ~ '^(evidence|contributions|atlas)_'
"""
"""What the word would break. The test's transaction is rolled back, and they are there again."""


def plant() -> int:
    """Append the word to every text, list and JSON of every row that is not on the shelf. How many columns took it."""
    planted = 0
    with connection.cursor() as cursor, pgtrigger.ignore():
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(_CHECKS)
        for table, constraint in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}")
        for model in apps.get_models():
            name = f"{model._meta.app_label}.{model.__name__}"
            if model._meta.app_label not in ("evidence", "contributions", "atlas") or name in SHELF:
                continue
            for field in model._meta.local_concrete_fields:
                if (name, field.name) in KEYS_OF_PAGES or field.choices or field.generated or field.primary_key:
                    continue
                column, table = connection.ops.quote_name(field.column), connection.ops.quote_name(model._meta.db_table)
                if isinstance(field, models.JSONField):
                    thing = f"CASE jsonb_typeof({column}) WHEN 'object' THEN {column} ELSE '{{}}' END"
                    value = f"jsonb_set({thing}, '{{x}}', '\"{MARKER}\"')"
                    cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT NULL")
                elif isinstance(field, models.TextField) or (
                    isinstance(field, models.CharField) and (field.max_length or 999) >= 40
                ):
                    kept = (field.max_length or 100_000) - len(MARKER) - 1
                    value = f"left({column}, {kept}) || ' {MARKER}'"
                    cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE {column} IS NOT NULL")
                else:
                    continue
                planted += 1
    return planted


def patterns(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Every address of the site that takes no value, and is not private."""
    for entry in resolver.url_patterns:
        route = before + str(entry.pattern).lstrip("^").rstrip("$")
        if isinstance(entry, URLResolver):
            if not any(f"/{route}".startswith(private) for private in PRIVATE):
                yield from patterns(entry, route)
        elif isinstance(entry, URLPattern) and not re.search(r"[<(\\\[]", route):
            yield "/" + route


@pytest.fixture
def world() -> dict[str, str]:
    """A live page, a withdrawn one, a corrected one, a notice being checked; and work that nobody has published."""
    live = publish(key="live2019").study
    corrected = ready_to_review(key="corrected2018", year="2018")
    notices.add_notice(
        study=corrected, kind="correction", date="2024-02", title="Correction of a table", doi="10.1234/notice",
        source="the journal", by=person("editor"),
    )  # fmt: skip
    publish(corrected)
    texts.write_text(study=corrected, by=person("editor"), texts={"summary": "Scores were a little lower."})
    publish(corrected, reason="The summary says how much.")
    gone = publish(key="gone2017", year="2017").study
    editorial.withdraw(study=gone, by=person("publisher"), reason="It was about another paper.")
    registries.keep_found_notice(
        study=live, registry="pubmed", kind="retraction", identifier="", title="A notice", now=timezone.now()
    )
    hidden = draft("hidden2016", title="Secret onions grow at night", author="Hush, Hilda", doi="10.9999/hidden")
    waiting = ready_to_review(key="waiting2015", title="Waiting onions grow by day", author="Waite, Wanda")
    reviewed(waiting)
    taken_back = ready_to_review(key="back2014", title="Onions that were taken back", author="Back, Bob")
    revision = editorial.submit(study=taken_back, by=person("editor"))
    editorial.take_back(revision=revision, by=person("editor"), note="Not yet.")
    studies.edit_study(study=live, by=person("editor"), changes={"funder": "A funder that is not public yet"})
    named = {"live": live, "gone": gone, "hidden": hidden, "waiting": waiting, "back": taken_back}
    return {name: study.slug for name, study in named.items()}


def body(response: object) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    if response.get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    text = content.decode("utf-8", "replace")
    return text + "\n".join(f"{name}: {value}" for name, value in response.items())


def links(text: str) -> Iterator[str]:
    for found in re.findall(r"""(?:href|src|action)=["']([^"'#]+)|<loc>([^<]+)|<link>([^<]+)""", text):
        address = html.unescape(next(filter(None, found)))
        address = address.removeprefix("https://atlas.example")
        if address.startswith("/") and not address.startswith(("//", "/static", *PRIVATE)):
            yield address


def test_what_the_desk_holds_stands_at_no_public_address(client: Client, world: dict[str, str]) -> None:
    assert plant() > 60, "the word was planted in many columns"
    slugs = [world[name] for name in ("hidden", "waiting", "back")]
    asked = ["/", *patterns(get_resolver())]
    for slug in (*slugs, world["gone"], "no-such-page", MISTYPED.lower()):
        asked += [f"/evidence/{slug}{tail}" for tail in TAILS]
        asked += [f"/api/v1/studies/{slug}"]
        asked += [f"/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:atlas.example:{slug}"]
    asked += [f"/{where}/10.9999/hidden" for where in ("doi", "api/v1/doi")]
    for words in (MISTYPED, "onions", "hush", "author:hush-h", "10.9999/hidden", "funder"):
        asked += [f"/evidence?q={words}", f"/api/v1/studies?q={words}"]
    asked += [f"/evidence{form}?q=onions" for form in (".bib", ".ris", ".csl.json", ".csv", ".jsonl", ".zip")]
    asked += ["/feeds/search.atom?q=onions", "/api/v1/changes?since=2000-01-01T00:00:00Z"]
    asked += [f"/oai?verb={verb}" for verb in ("Identify", "ListSets", "ListMetadataFormats")]
    asked += [f"/oai?verb={verb}&metadataPrefix=oai_dc" for verb in ("ListRecords", "ListIdentifiers")]
    specification = json.loads(client.get("/api/v1/openapi.json").content)
    asked += [path for path in specification["paths"] if "{" not in path]

    seen: set[str] = set()
    while asked:
        address = asked.pop()
        if address in seen or address.startswith(PRIVATE) or len(seen) > MOST:
            continue
        seen.add(address)
        response = client.get(address)
        assert response.status_code < 500, address
        text = body(response)
        assert MARKER not in text, address
        for words in ("onions grow", "Hilda", "Wanda", "not public yet"):
            assert words not in text, (address, words)
        if "onions" in text:
            assert "onions" in address, address
        asked += links(text)
    assert len(seen) > 150
    assert f"/evidence/{world['live']}" in seen
    assert len(seen) <= MOST, "the walk never ends: some page leads to ever new addresses"
    assert Publication.objects.count() == 5
