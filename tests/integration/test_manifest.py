"""What browsers ask for by themselves: the manifest, the old icon, the pictures that they name."""

from __future__ import annotations

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_manifest_names_the_site_its_colours_and_its_sign(client: Client) -> None:
    response = client.get("/manifest.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    told = json.loads(response.content)
    assert told["start_url"] == told["scope"] == "/"
    assert re.fullmatch(r"#[0-9a-f]{6}", told["theme_color"])
    sizes = {(icon["sizes"], icon.get("purpose", "any")) for icon in told["icons"]}
    assert sizes >= {(f"{size}x{size}", purpose) for size in (192, 512) for purpose in ("any", "maskable")}
    for icon in told["icons"]:
        assert finders.find(icon["src"].removeprefix("/static/")), icon["src"]
    assert client.get("/manifest.webmanifest", headers={"if-none-match": response["ETag"]}).status_code == 304


def test_the_old_icon_is_a_picture_at_the_root(client: Client) -> None:
    response = client.get("/favicon.ico")
    assert (response.status_code, response["Content-Type"]) == (200, "image/x-icon")
    assert response.content.startswith(b"\x00\x00\x01\x00")
    assert "max-age" in response["Cache-Control"]


def test_every_page_names_them(client: Client) -> None:
    html = client.get("/").content.decode()
    assert '<link rel="manifest" href="/manifest.webmanifest">' in html
    touch = re.search(r'<link rel="apple-touch-icon" href="/static/([^"]+)">', html)
    assert touch
    assert finders.find(touch[1])
    assert "manifest-src 'self'" in client.get("/")["Content-Security-Policy"]
