"""One address, several representations; and the links that lead to them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from evidence.actions import editorial
from evidence.models import Publication
from tests.factories import person, publish

pytestmark = pytest.mark.django_db

PATH = "/evidence/van-der-berg-2019-rest-symptoms"
HERE = f"https://atlas.example{PATH}"
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.fixture(scope="module")
def live(django_db_setup: None, django_db_blocker: Any) -> Iterator[Publication]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield publish()
        transaction.set_rollback(True)


def ask(accept: str | None, path: str = PATH, **more: str) -> Any:
    return Client().get(path, headers={**({} if accept is None else {"accept": accept}), **more})


@pytest.mark.parametrize(
    ("accept", "media_type", "where"),
    [
        (None, "text/html; charset=utf-8", ""),
        ("*/*", "text/html; charset=utf-8", ""),
        (BROWSER, "text/html; charset=utf-8", ""),
        ("application/xhtml+xml", "text/html; charset=utf-8", ""),
        ("application/rdf+xml", "text/html; charset=utf-8", ""),
        ("application/x-bibtex", "application/x-bibtex; charset=utf-8", ".bib"),
        ("application/x-research-info-systems", "application/x-research-info-systems; charset=utf-8", ".ris"),
        ("application/vnd.citationstyles.csl+json", "application/vnd.citationstyles.csl+json", ".csl.json"),
        ("application/citeproc+json", "application/vnd.citationstyles.csl+json", ".csl.json"),
        ("application/ld+json", "application/ld+json", ".jsonld"),
        ("text/x-bibliography", "text/plain; charset=utf-8", ".txt"),
        ("text/html;q=0.2, application/x-bibtex;q=0.9", "application/x-bibtex; charset=utf-8", ".bib"),
    ],
)
def test_the_address_answers_with_what_is_wanted(
    live: Publication, accept: str | None, media_type: str, where: str
) -> None:
    response = ask(accept)
    assert response.status_code == 200
    assert response["Content-Type"] == media_type
    assert "Accept" in response["Vary"].split(", ")
    if where:
        assert response["Content-Location"] == PATH + where
        assert response.content == ask(None, PATH + where).content
    else:
        assert "Content-Location" not in response
        assert b"<h1>" in response.content


def test_each_representation_has_an_etag_of_its_own(live: Publication) -> None:
    kinds = ("text/html", "application/x-bibtex", "application/ld+json", "text/plain")
    etags = {kind: ask(kind)["ETag"] for kind in kinds}
    assert len(set(etags.values())) == len(kinds)
    for kind, etag in etags.items():
        again = ask(kind, **{"if-none-match": etag})
        assert again.status_code == 304
        assert again["ETag"] == etag
        assert "Accept" in again["Vary"]
        other = next(one for one in kinds if one != kind)
        assert ask(other, **{"if-none-match": etag}).status_code == 200


def test_head_is_get_without_the_text(live: Publication) -> None:
    for accept in ("text/html", "application/x-bibtex"):
        whole, head = ask(accept), Client().head(PATH, headers={"accept": accept})
        for name in ("Content-Type", "ETag", "Vary", "Link", "Content-Length"):
            assert head[name] == whole[name], name
        assert not head.content


def links_of(response: Any) -> list[tuple[str, str, str]]:
    """(rel, address, media type) of a Link header."""
    return [
        (rel, address, kind)
        for address, rel, kind in re.findall(r'<([^>]+)>; rel="([^"]+)"(?:; type="([^"]+)")?', response["Link"])
    ]


def test_signposts_of_a_page(live: Publication) -> None:
    links = links_of(ask("text/html"))
    assert ("cite-as", HERE, "") in links
    assert [address for rel, address, _ in links if rel == "type"] == [
        "https://schema.org/AboutPage", "https://schema.org/Review",
    ]  # fmt: skip
    assert ("license", "https://creativecommons.org/licenses/by/4.0/", "") in links
    assert ("related", "https://doi.org/10.1234/berg2019", "") in links
    assert not [link for link in links if link[0] == "author"], "the paper's authors did not write our page"
    for rel, address, kind in links:
        if rel in ("describedby", "linkset"):
            found = ask(kind, address.removeprefix("https://atlas.example"))
            assert found["Content-Type"].partition(";")[0] == kind
            if rel == "describedby":
                assert links_of(found) == [("describes", HERE, "text/html")]


def test_signposts_of_one_publication(live: Publication) -> None:
    links = links_of(ask("text/html", f"{PATH}/v/1"))
    assert ("cite-as", f"{HERE}/v/1", "") in links
    assert ("latest-version", HERE, "text/html") in links
    assert "linkset" not in {link[0] for link in links}
    assert "text/html" in ask("application/x-bibtex", f"{PATH}/v/1")["Content-Type"]


def test_the_linkset_says_all_of_it(live: Publication) -> None:
    contexts = json.loads(ask(None, f"{PATH}/linkset").content)["linkset"]
    assert [one["anchor"] for one in contexts[:2]] == [HERE, f"{HERE}.bib"]
    assert contexts[0]["cite-as"] == [{"href": HERE}]
    assert contexts[0]["version-history"] == [{"href": f"{HERE}/history", "type": "text/html"}]
    assert contexts[1]["describes"] == [{"href": HERE, "type": "text/html"}]
    in_header = {(rel, address) for rel, address, _ in links_of(ask("text/html"))}
    assert in_header <= {(rel, one["href"]) for rel, many in contexts[0].items() if rel != "anchor" for one in many}
    text = ask("application/linkset", f"{PATH}/linkset")
    assert text["Content-Type"] == "application/linkset"
    assert text.content.decode().count(f'anchor="{HERE}"') == sum(
        len(v) for k, v in contexts[0].items() if k != "anchor"
    )
    assert ask(None, "/evidence/no-such-page/linkset").status_code == 404


def test_of_a_withdrawn_page_only_the_reason_is_left(live: Publication) -> None:
    editorial.withdraw(study=live.study, by=person("publisher"), reason="The wrong paper was read.")
    for accept in ("application/x-bibtex", "application/ld+json"):
        gone = ask(accept)
        assert gone.status_code == 410
        assert b"The wrong paper was read." in gone.content
        assert "Accept" in gone["Vary"]
    assert ask(None).status_code == 410
    assert "Link" not in ask(None)
    assert ask(None, f"{PATH}/linkset").status_code == 410
    assert ask(None, f"{PATH}.jsonld").status_code == 410


def test_it_costs_no_more_than_the_page_alone(live: Publication, django_assert_max_num_queries: Any) -> None:
    with django_assert_max_num_queries(1):
        ask("text/html")
    with django_assert_max_num_queries(1):
        ask("application/x-bibtex")
