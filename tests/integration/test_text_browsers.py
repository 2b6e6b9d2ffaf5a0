"""Text browsers and e-ink readers follow the order of the source: what matters most has to come first there."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from django.test import Client

from evidence.actions import notices
from tests.factories import person, publish, ready_to_review

pytestmark = pytest.mark.django_db

READERS = {
    "w3m": ["w3m", "-dump", "-T", "text/html", "-cols", "60"],
    "lynx": ["lynx", "-dump", "-stdin", "-width=60", "-nolist", "-force_html"],
}


@pytest.mark.parametrize("name", READERS)
def test_a_page_is_read_in_the_right_order(client: Client, name: str) -> None:
    if not shutil.which(name):
        pytest.skip(f"{name} is not installed here (Debian: apt-get install {name})")
    study = ready_to_review()
    notices.add_notice(
        study=study, kind="retraction", date="2024-02", title="Retraction", doi="10.1234/notice",
        source="the journal", by=person("editor"),
    )  # fmt: skip
    slug = publish(study).study.slug
    html = client.get(f"/evidence/{slug}").content
    shown = subprocess.run(READERS[name], input=html, capture_output=True, check=True).stdout.decode()
    flat = re.sub(r"\s+", " ", shown)
    in_order = [
        "retracted", "PEM required", "Rest and symptoms in berg2019", "In one sentence", "You can stop here",
        "What this study does not prove", "Cite",
    ]  # fmt: skip
    places = [flat.lower().find(words.lower()) for words in in_order]
    assert -1 not in places, list(zip(in_order, places, strict=True))
    assert places == sorted(places), (list(zip(in_order, places, strict=True)), shown)
