"""The pages around the evidence: versions that stay, links that lead somewhere, words that are easy to read."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from atlas import guides
from evidence.desk.readability import grade

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
