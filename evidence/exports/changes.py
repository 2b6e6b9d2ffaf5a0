"""From one release to another: what came in, went, or changed, for a program and in one plain paragraph. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from evidence import vocabulary as words
from evidence.exports.citing import studies
from evidence.exports.release import Release
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.presenters.wording import plain_date

NAMED_AT_MOST = 5
"""Titles that a sentence names; the JSON holds all of them."""


def difference(before: Release, after: Release) -> dict[str, Any]:
    """Everything that differs between two releases, whichever is older. Pages are compared by number and hash."""
    old, new = before.index(), after.index()
    added = [_page(new[slug]) for slug in sorted(new.keys() - old.keys())]
    removed = [_page(old[slug]) for slug in sorted(old.keys() - new.keys())]
    changed = [
        _change(old[slug], new[slug])
        for slug in sorted(old.keys() & new.keys())
        if (old[slug]["publication"], old[slug]["sha256"]) != (new[slug]["publication"], new[slug]["sha256"])
    ]
    found: dict[str, Any] = {
        "from": {"release": before.day, "studies": before.studies},
        "to": {"release": after.day, "studies": after.studies},
        "demonstration": before.demo or after.demo,
        "counts": {
            "added": len(added),
            "removed": len(removed),
            "changed": len(changed),
            "unchanged": len(old.keys() & new.keys()) - len(changed),
        },
        "added": added,
        "removed": removed,
        "changed": changed,
    }
    return {"summary": paragraph(found), **found}


def _page(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("slug", "title", "doi", "publication", "sha256", "pem_verdict", "notices")}


def _change(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`steps` are the publications between the two with their reasons, in the order of time."""
    low, high = sorted((old["publication"], new["publication"]))
    longer = old if old["publication"] > new["publication"] else new
    verdicts = {"from": old["pem_verdict"], "to": new["pem_verdict"]}
    return {
        "slug": new["slug"],
        "title": new["title"],
        "from_publication": old["publication"],
        "to_publication": new["publication"],
        "from_sha256": old["sha256"],
        "to_sha256": new["sha256"],
        "steps": [step for step in longer["history"] if low < step["number"] <= high],
        "pem_verdict": verdicts if verdicts["from"] != verdicts["to"] else None,
        "notices_added": [kind for kind in new["notices"] if kind not in old["notices"]],
        "notices_removed": [kind for kind in old["notices"] if kind not in new["notices"]],
    }


def paragraph(found: Mapping[str, Any]) -> str:
    """What a reader wants to know of it, in a few sentences."""
    counts = found["counts"]
    since = (
        f"From the release of {plain_date(found['from']['release'])} to that of {plain_date(found['to']['release'])}"
    )
    if not counts["added"] + counts["removed"] + counts["changed"]:
        return f"{since} nothing changed: both hold the same {studies(found['to']['studies'])}."
    parts = [
        f"{_are(counts['added'])} new" if counts["added"] else "",
        f"{_are(counts['removed'])} no longer there" if counts["removed"] else "",
        f"{_are(counts['changed'])} changed" if counts["changed"] else "",
    ]
    told = [
        f"{since}, {_joined([part for part in parts if part])}; {_are(counts['unchanged'])} the same.",
        _named("New", found["added"]),
        _named("No longer there", found["removed"], "The address of each says why."),
        *_verdicts(found["changed"]),
        *_notices(found["changed"]),
    ]
    return " ".join(filter(None, told))


def _are(count: int) -> str:
    return "1 page is" if count == 1 else f"{count:,} pages are"


def _joined(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]]))


def _named(label: str, pages: Sequence[Mapping[str, Any]], after: str = "") -> str:
    if not pages:
        return ""
    titles = "; ".join(f"“{page['title']}”" for page in pages[:NAMED_AT_MOST])
    more = f"; and {len(pages) - NAMED_AT_MOST:,} more" if len(pages) > NAMED_AT_MOST else ""
    return " ".join(filter(None, [f"{label}: {titles}{more}.", after]))


def _verdicts(changed: Sequence[Mapping[str, Any]]) -> list[str]:
    moved = [page for page in changed if page["pem_verdict"]]
    told = [
        f"“{page['title']}” was “{_verdict(page['pem_verdict']['from'])}” and is now "
        f"“{_verdict(page['pem_verdict']['to'])}”."
        for page in moved[:NAMED_AT_MOST]
    ]
    if len(moved) > NAMED_AT_MOST:
        told.append(f"{len(moved) - NAMED_AT_MOST:,} more verdicts changed.")
    return told


def _notices(changed: Sequence[Mapping[str, Any]]) -> list[str]:
    marked = [page for page in changed if page["notices_added"]]
    told = [
        f"“{page['title']}” has a notice now: {', '.join(words.NOTICES[kind] for kind in page['notices_added'])}."
        for page in marked[:NAMED_AT_MOST]
    ]
    if len(marked) > NAMED_AT_MOST:
        told.append(f"{len(marked) - NAMED_AT_MOST:,} more papers have a new notice.")
    return told


def _verdict(key: str) -> str:
    return VERDICT_WORDS[Verdict(key)]
