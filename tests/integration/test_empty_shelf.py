"""What machines collect before the first page is published."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import etree

pytestmark = pytest.mark.django_db


def test_an_empty_shelf_has_feeds() -> None:
    for name in ("evidence", "changes", "notices", "search"):
        response = Client().get(f"/feeds/{name}.atom")
        assert b"<entry>" not in response.content
        assert b"<updated>2026-01-01T00:00:00Z</updated>" in response.content


def test_an_empty_shelf_has_a_repository_and_a_sitemap() -> None:
    identify = etree.fromstring(Client().get("/oai?verb=Identify").content)
    assert identify.xpath("string(//*[local-name()='earliestDatestamp'])") == "2026-01-01T00:00:00Z"
    assert b'code="noRecordsMatch"' in Client().get("/oai?verb=ListRecords&metadataPrefix=oai_dc").content
    assert b"/sitemap-pages-1.xml" in Client().get("/sitemap.xml").content
    assert b"sitemap-evidence" not in Client().get("/sitemap.xml").content
