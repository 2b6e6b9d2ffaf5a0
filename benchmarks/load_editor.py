"""The desk of `benchmarks.load`: makes the world, publishes every few seconds, and counts the letters at the end.

    python -m benchmarks.load_editor make STUDIES                 prints their addresses
    python -m benchmarks.load_editor publish SECONDS EVERY SITE   one line of JSON for each attempt
    python -m benchmarks.load_editor letters                      marks of texts, and which code opens which

Runs on the database and the page store of its environment. An attempt to publish tells: when it began and returned, the
address, what was wrong ("" for nothing), and the seconds from its return until a reader was given the new page (None:
never within PATIENCE; also where the site was away), with the answers before that (0: none came; EARLIER: a page that
says it is the copy of before).
"""

from __future__ import annotations

import http.client
import json
import secrets
import sys
import time
from typing import Any

PATIENCE = 20.0
EARLIER = 299


def make(count: int) -> list[str]:
    from tests.factories.people import person
    from tests.factories.studies import publish

    person("editor")
    return [publish(key=f"load{number}").slug for number in range(count)]


def publish_until(end: float, every: float, site: str) -> None:
    from django.db import DatabaseError, connection

    from evidence.models import Publication
    from evidence.workflow import Refusal
    from tests.factories.letters import change_page

    turn = 0
    while (began := time.time()) < end:
        words = f"Changed under load, {secrets.token_hex(8)}."
        told: dict[str, Any] = {"began": began, "wrong": "", "visible": None, "before": []}
        try:
            found = Publication.objects.filter(is_current=True).order_by("slug")
            page = found[turn * 7 % found.count()]
            told["slug"] = page.slug
            change_page(page, words=words)
        except (DatabaseError, Refusal) as error:
            connection.close()
            told["wrong"] = f"{type(error).__name__}: {error}".strip()
        told["returned"] = time.time()
        if not told["wrong"]:
            told["visible"], told["before"] = seconds_until_visible(site, f"/evidence/{told['slug']}", words)
        print(json.dumps(told), flush=True)
        turn += 1
        # What was refused is tried again soon, at the next study, as the first may be half way.
        time.sleep(max(0.0, began + (1.0 if told["wrong"] else every) - time.time()))


def seconds_until_visible(site: str, path: str, words: str) -> tuple[float | None, list[int]]:
    """Seconds until the page holds these words, and the statuses of the answers without them (0: none came)."""
    began = time.perf_counter()
    before: list[int] = []
    while time.perf_counter() - began < PATIENCE:
        line = http.client.HTTPConnection(site, timeout=PATIENCE)
        try:
            line.request("GET", path, headers={"Accept": "text/html"})
            answer = line.getresponse()
            if words in answer.read().decode():
                return time.perf_counter() - began, before
            before.append(EARLIER if answer.headers["Atlas-Copy"] else answer.status)
        except (OSError, http.client.HTTPException):
            before.append(0)
        finally:
            line.close()
        time.sleep(0.01)
    return None, before


def letters() -> dict[str, Any]:
    """Marks of the stored texts (mark -> how often), and mark of a code -> mark of its text."""
    from benchmarks.faults_contributions import letters_in_the_database

    marks, by_code = letters_in_the_database()
    return {"marks": marks, "codes": {code: mark for code, (mark, _) in by_code.items()}}


def main() -> None:
    import django

    django.setup()
    what, *words = sys.argv[1:]
    if what == "make":
        print(json.dumps(make(int(words[0]))))
    elif what == "publish":
        publish_until(time.time() + float(words[0]), float(words[1]), words[2])
    elif what == "letters":
        from contributions import sealing

        found = letters()
        receipts = json.load(sys.stdin)
        kept = sum(
            any(found["codes"].get(mark) == text for mark in sealing.code_marks(code)) for text, code, _ in receipts
        )
        doubled = sum(number > 1 for number in found["marks"].values())
        print(json.dumps({"rows": sum(found["marks"].values()), "kept": kept, "doubled": doubled}))


if __name__ == "__main__":
    main()
