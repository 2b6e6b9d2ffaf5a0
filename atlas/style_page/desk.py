"""The components of the desk, drawn by the templates of its rooms. `samples` and plain objects stand for rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, QueryDict
from django.template import loader
from django.template.context import make_context
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString, mark_safe

from atlas.style_page import samples
from evidence.admin.forms.review import ConflictForm, DecisionForm
from evidence.admin.forms.workbench import IdentityForm, TextsForm
from evidence.admin.rooms.coding_pages import form_context
from evidence.admin.rooms.imports import NewImport
from evidence.desk.coding import TypedReading
from evidence.desk.imports import PREVIEW_WORDS, PreviewRow
from evidence.diff import diff_content
from evidence.models import ImportPreviewRow, Study

Drawing = tuple[str, Mapping[str, Any]]
"""A template and what it is given. Of a whole page, only what stands in its block "content" is drawn."""

DAY = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
REFUSED = ["Say why it is taken back.", "The live page has changed since this revision was made."]


def desk_specimens(request: HttpRequest) -> list[tuple[str, str, str, SafeString]]:
    """(key, name, what it is for, HTML) of every component of the desk. Asks nothing of the database."""
    made = []
    for key, (name, about, scope, drawings) in TABLE.items():
        html = "\n".join(_drawn(template, context, request) for template, context in drawings())
        made.append((key, name, about, _apart(f'<div class="{scope}">{html}</div>', key)))
    return made


def _drawn(template: str, context: Mapping[str, Any], request: HttpRequest) -> str:
    found = loader.get_template(template).template  # type: ignore[attr-defined]
    filled = make_context(dict(context), request)
    with filled.render_context.push_state(found), filled.bind_template(found):
        for node in found.nodelist.get_nodes_by_type(BlockNode):
            if node.name == "content":
                return str(node.nodelist.render(filled))
        return str(found.nodelist.render(filled))


def _apart(html: str, prefix: str) -> SafeString:
    """A piece of a page among others: its ids get a prefix, its parts are no landmarks, and its forms go nowhere."""
    html = re.sub(r'(<(?:section|nav)\b[^>]*?) aria-labelledby="[^"]*"', r"\1", html)
    html = re.sub(
        r'\b(id|for|aria-labelledby|aria-describedby)="([^"]+)"',
        lambda found: f'{found[1]}="{" ".join(f"{prefix}-{one}" for one in found[2].split())}"',
        html,
    )
    html = re.sub(r'\bhref="#([^"]+)"', rf'href="#{prefix}-\1"', html)
    html = re.sub(r"<nav\b", "<div", html).replace("</nav>", "</div>").replace(' role="alert"', "")
    html = re.sub(r'<form\b[^>]*>(?:\s*<input type="hidden" name="csrfmiddlewaretoken"[^>]*>)?', "<div>", html)
    html = re.sub(r"<button\b(?![^>]*type=)", '<button type="button"', html.replace("</form>", "</div>"))
    # Safe: it came out of our own templates, which escape, and the prefixes are constants of ours.
    return mark_safe(re.sub(r' type="submit"', ' type="button"', html))  # noqa: S308


# --- The table ------------------------------------------------------------------------------------------------


def _workbench() -> Iterable[Drawing]:
    texts = TextsForm(initial=samples.publication().content["texts"])
    identity = IdentityForm(QueryDict("title="))
    identity.add_error(None if "title" not in identity.fields else "title", "Copy the title as the registry has it.")
    boxes = [*list(texts)[:2], *list(identity)[:2]]
    yield "atlas/style_bench.html", {"boxes": boxes, "note": "Saved 27 November 2026, 09:30 UTC."}


def _votes() -> Iterable[Drawing]:
    yield "desk/review_refused.html", {"sentences": REFUSED}
    yield "desk/review_conflict.html", {"form": ConflictForm(auto_id="question_%s"), "typed": {}}
    form = DecisionForm(conflict="none", adjudicates=False)
    page = SimpleNamespace(decides="vote", revision=SimpleNamespace(sha256=samples.SHA256))
    yield "desk/review_decision.html", {"form": form, "page": page, "answered": "No, I have none"}


def _coding() -> Iterable[Drawing]:
    yield "desk/coding_refusals.html", {"refusals": ["Say where the paper says so."]}
    told = {"label": "Verdict", "one": "PEM required", "other": "PEM unclear", "differs": True, "told": "differs"}
    same = {
        "label": "What was read",
        "one": "the abstract",
        "other": "the abstract",
        "differs": False,
        "told": "the same",
    }
    heads = {"left": "Reading A", "right": "Reading B", "caption": "The two readings, field by field"}
    yield "desk/coding_rows.html", heads | {"rows": [told, same]}
    yield "desk/coding_facts.html", form_context(Study(pk=1, title="A sample"), TypedReading(), 1)


def _preview() -> Iterable[Drawing]:
    fates = ("new", "enriched", "refused")
    rows = [
        ImportPreviewRow(
            position=number, line=number * 12 + 1, key=f"sample{number}", fate=fate,
            title=samples.CITATION.title, reason="It has no title." if fate == "refused" else "",
            changes=[["Volume", "empty", "12"]] if fate == "enriched" else [],
        )
        for number, fate in enumerate((one for one in fates if one in PREVIEW_WORDS), start=0)
    ]  # fmt: skip
    kinds = [{"name": name, "words": words, "number": 1} for name, words in list(PREVIEW_WORDS.items())[:3]]
    page = Paginator(rows, 10).page(1)
    upload = {"read": len(rows), "digest": samples.SHA256, "kept_until": DAY, "name": "sample.bib"}
    yield "desk/imports_preview.html", {
        "upload": upload, "kinds": kinds, "rows": [PreviewRow(row) for row in rows], "page": page, "kind": "",
    }  # fmt: skip


def _new_import() -> Iterable[Drawing]:
    form = NewImport(QueryDict("text="), {})
    form.is_valid()
    yield "desk/imports_new.html", {"form": form}


def _changes() -> Iterable[Drawing]:
    before, after = samples.publication().content, samples.publication().content
    after["texts"]["summary"] = after["texts"]["summary"].replace("a little", "by a small amount")
    for section in diff_content(before, after).sections:
        yield "desk/review_changes.html", {"section": section, "whole": False}


def _queue() -> Iterable[Drawing]:
    waiting = {"address": "/admin/", "since": DAY, "note": "", "yours": True}
    study = {"title": samples.CITATION.title, "year": 2026}
    lease = {"person": "Editor", "lapses_at": DAY, "get_task_display": "review"}
    page = Paginator(["one", "two"], 10).page(1)
    rows = [
        {"waiting": waiting, "study": study, "leases": [lease]},
        {"waiting": waiting | {"yours": False, "note": "One vote is missing"}, "study": study, "leases": []},
    ]
    yield (
        "desk/overview_queue.html",
        {"queue": {"about": "Studies whose texts wait for votes."}, "rows": rows, "page": page},
    )


def _operator() -> Iterable[Drawing]:
    jobs = [
        {"name": "make_releases", "about": "makes a release of the shelf", "last": DAY, "late": False, "error": ""},
        {"name": "erase_letters", "about": "erases what is no longer kept", "last": None, "late": True, "error": ""},
    ]
    facts = [("Live pages", "29"), ("Room left", "12.4 GB")]
    yield "desk/operator.html", {"worries": ["There is no backup."], "jobs": jobs, "facts": facts}


TABLE: Mapping[str, tuple[str, str, str, Callable[[], Iterable[Drawing]]]] = {
    "workbench": ("Workbench form", "Each box with its help; what is wrong stands at its box.", "bench", _workbench),
    "votes": ("Votes", "The question about conflicts comes first. A refusal keeps what was typed.", "review", _votes),
    "coding": ("Coding", "The facts of a paper, and two readings side by side.", "coding", _coding),
    "new": ("Bringing citations in", "A file, or a pasted text.", "bench", _new_import),
    "preview": ("Preview table", "On a phone each row is a card.", "bench", _preview),
    "changes": ("What changed", "Added and removed are words for who listens.", "review", _changes),
    "queue": ("Rows of a queue", "The oldest first, and who has it.", "overview", _queue),
    "operator": ("Panels of the operator", "What needs somebody stands first.", "overview", _operator),
}
"""Key -> name, what it is for, the class around it, and what draws it."""
