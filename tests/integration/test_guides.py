"""The pages around the evidence: versions that stay, links that lead somewhere, words that are easy to read."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.html import escape

from atlas import guides
from evidence.citations.pubmed_query import QUERY
from evidence.classifier import CLASSIFIER_VERSION
from evidence.desk.readability import grade
from evidence.generator.versions import GENERATOR_VERSION
from evidence.pem import POLICY_VERSION
from evidence.pem.codebook import CODEBOOK_VERSION
from evidence.scanner import SCANNER_VERSION
from tests.factories import publish

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


def test_no_published_version_was_edited() -> None:
    assert guides.fingerprints() == guides.published(), "add a new version, or run `manage.py seal_guides`"


def test_a_sealed_version_that_was_edited_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "about").mkdir()
    text = tmp_path / "about/1.md"
    text.write_text("---\ntitle: About\ndescription: It.\ndate: 2026-01-01\n---\nWords.\n", "utf-8")
    monkeypatch.setattr(guides, "CONTENT", tmp_path)
    monkeypatch.setattr(guides, "PUBLISHED", tmp_path / "published.json")
    assert guides.seal() == ["about/1"]
    assert guides.seal() == []
    text.write_text(text.read_text("utf-8").replace("Words", "Other words"), "utf-8")
    with pytest.raises(ValueError, match="about/1"):
        guides.seal()


@pytest.mark.parametrize("key", guides.PATHS)
def test_says_version_date_and_reading_time(client: Client, key: str) -> None:
    html = page(client, guides.PATHS[key])
    assert re.search(r"<p class=\"fine\">\d+ words · about ", html)
    assert re.search(r"Version \d+, \d+ \w+ 20\d\d\.", html)
    assert "{{" not in html
    assert page(client, f"{guides.PATHS[key]}/v/1").count("<h1>") == 1
    page(client, f"{guides.PATHS[key]}/v/99", 404)


def test_an_older_version_stays_and_says_what_it_is(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "about").mkdir()
    for number in (1, 2):
        (tmp_path / f"about/{number}.md").write_text(
            f"---\ntitle: About\ndescription: It.\ndate: 2026-01-0{number}\n---\nWords of version {number}.\n", "utf-8"
        )
    monkeypatch.setattr(guides, "CONTENT", tmp_path)
    guides.guide.cache_clear()
    try:
        assert "Words of version 2." in page(client, "/about")
        old = page(client, "/about/v/1")
        assert "Words of version 1." in old
        assert "kept as it was" in old
        assert 'content="noindex"' in old
    finally:
        guides.guide.cache_clear()


@pytest.mark.parametrize("key", [key for key in guides.PATHS if key != "accessibility"])
def test_is_easy_to_read(key: str) -> None:
    blocks = re.findall(r"<(?:p|li)>(.*?)</(?:p|li)>", guides.guide(key).body, re.DOTALL)
    lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", block)) for block in blocks]
    assert grade("\n".join(lines)) <= 9
    for line in lines:
        for sentence in re.split(r"(?<=[.?!]) ", line):
            assert len(sentence.split()) <= 25, sentence


def test_every_link_leads_somewhere(client: Client) -> None:
    found = {
        (key, link)
        for key in guides.PATHS
        for link in re.findall(r'href="(/[^"#]*)', guides.guide(key).body.replace("&amp;", "&"))
    }
    assert len(found) > 40
    for key, link in sorted(found):
        assert client.get(link, follow=True).status_code == 200, f"{key} links to {link}"


def test_markdown_lets_no_markup_through() -> None:
    html, _ = guides.render(
        "# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)> [a](javascript:alert(1)) ![b](/c)"
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "javascript:" not in html.replace("[a](javascript:alert(1))", "")


def test_the_glossary_holds_every_word_that_the_scanner_knows(client: Client) -> None:
    from evidence.scanner.glossary import GLOSSARY

    html = page(client, "/glossary")
    assert html.count("<dt id=") == len(GLOSSARY)
    assert "symptoms that get worse after effort" in html


def test_a_named_source_leads_to_our_page_where_there_is_one_and_else_to_the_paper(client: Client) -> None:
    source = guides.guide("why-criteria-matter").sources[0]
    html = page(client, "/why-criteria-matter")
    assert f'href="#source-{source.key}"' in html
    assert f'<li id="source-{source.key}">' in html
    assert f'href="https://doi.org/{source.doi.lower()}"' in html.lower()
    assert "Our page about" not in html
    study = publish(doi=source.doi).study
    assert f'href="/evidence/{study.slug}">Our page about {source.words}' in page(client, "/why-criteria-matter")


def test_sources_are_what_the_demonstration_took_from_registries() -> None:
    bib = (guides.CONTENT.parent / "demo/citations.bib").read_text("utf-8")
    for source in guides.sources().values():
        entry = bib.partition(f"{{{source.key},")[2].partition("\n}")[0]
        for fact in (source.doi, source.title, source.place):
            assert f"{{{fact}}}" in entry, fact
        assert source.words.rpartition(", ")[2] in entry
        assert source.words.split(" ")[0] in entry


def test_an_unknown_source_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "about").mkdir()
    (tmp_path / "about/1.md").write_text(
        "---\ntitle: A\ndescription: B\ndate: 2026-01-01\n---\nSo it is. [source:nobody-1900]\n", "utf-8"
    )
    monkeypatch.setattr(guides, "CONTENT", tmp_path)
    guides.guide.cache_clear()
    try:
        with pytest.raises(ValueError, match="nobody-1900"):
            guides.guide("about")
    finally:
        guides.guide.cache_clear()


def test_a_link_that_stands_alone_has_room_around_it() -> None:
    html, _ = guides.render("- [One](/about)\n- [Two](/faq) and more\n\n[Three](/press)\n")
    assert '<li class="go"><a href="/about">' in html
    assert '<li><a href="/faq">' in html
    assert '<p class="go"><a href="/press">' in html


def test_the_process_tells_what_runs_now(client: Client, django_assert_max_num_queries: Any) -> None:
    publish()
    with django_assert_max_num_queries(3):
        html = page(client, "/process")
    for words in (CLASSIFIER_VERSION, SCANNER_VERSION, POLICY_VERSION, CODEBOOK_VERSION, GENERATOR_VERSION,
                  "Kappa", "1 published study has been coded", escape(QUERY), "0.1.0"):  # fmt: skip
        assert words in html, words
    assert "What runs here now" not in page(client, "/process/v/1")
