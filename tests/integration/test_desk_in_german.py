"""The desk in German: it says everything in German, and keeps exactly what it keeps in English.

One path through the desk, walked twice: bring citations in, write, code, review, publish, withdraw, and everything
beside it. The second walk is German. Every row that is kept must be the same, and no page may hold a sentence that was
forgotten.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.test import Client
from django.utils import translation
from django.utils.translation import trans_real

from evidence.actions import registries
from evidence.desk.queues import QUEUES
from evidence.models import (
    DoubtfulEntry,
    FoundNotice,
    GeneratedDraft,
    ImportBatch,
    ImportUpload,
    MergeProposal,
    Publication,
    Revision,
    Study,
    Topic,
)
from tests.factories import bibtex_entry, letters, person, ready_to_review
from tests.factories.studies import TEXTS
from tests.integration.test_coding import FILLED, press
from tests.integration.test_import_room import OF_EVERY_KIND
from tests.integration.test_registries_room import answer
from tests.integration.test_review_room import TICKED
from tests.integration.workbench_support import bench, typed

pytestmark = pytest.mark.django_db

LETTER = "There is a mistake."
NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
PATH_OF_COOKIE = {"en": "device.usual.usual.all.en", "de": "device.usual.usual.all.de"}
OURS = ("evidence", "contributions", "atlas", "admin", "auth", "account", "mfa")


class Words(HTMLParser):
    """What a page shows or reads out: its texts, one after the other, without those that are marked as English."""

    silent_tags = frozenset({"script", "style", "code", "pre", "textarea"})
    void = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "col"})
    attributes = frozenset({"title", "aria-label", "alt", "placeholder", "data-label"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        silent = tag in self.silent_tags or (tag != "html" and (named.get("lang") or "").startswith("en"))
        silent = silent or bool(self.open and self.open[-1][1])
        if tag not in self.void:
            self.open.append((tag, silent))
        if not silent:
            self.found += [" ".join(value.split()) for name, value in attrs if name in self.attributes and value]

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not (self.open and self.open[-1][1]):
            self.found.append(" ".join(data.split()))


@dataclass
class Walk:
    """One walk: the browsers of people who work in one language, the pages seen, and every row that was kept."""

    language: str
    pages: dict[str, str] = field(default_factory=dict)
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    files: dict[str, str] = field(default_factory=dict)
    browsers: dict[str, Client] = field(default_factory=dict)

    def browser(self, name: str, **more: Any) -> Client:
        if name not in self.browsers:
            account = person(name, **more)
            account.is_staff = True
            account.save()
            client = self.browsers[name] = Client()
            client.cookies["display"] = PATH_OF_COOKIE[self.language]
            client.force_login(account)
        return self.browsers[name]

    def see(self, path: str, who: str = "chief", as_: str = "") -> Any:
        response = self.browser(who).get(path)
        assert response.status_code == 200, (path, response.status_code)
        self.pages[as_ or path] = response.content.decode()
        return response

    def glance(self, path: str) -> bool:
        """See a page if there is one for the chief."""
        response = self.browser("chief").get(path)
        if response.status_code == 200:
            self.pages[path] = response.content.decode()
        return response.status_code == 200

    def send(self, path: str, data: Any, who: str = "chief", follow: bool = True, status: int = 200) -> Any:
        response = self.browser(who).post(path, data, follow=follow)
        assert response.status_code == status, (path, response.status_code, response.content.decode()[:3000])
        self.pages[f"{path} ({len(self.pages)})"] = response.content.decode()
        return response


def walked(language: str) -> Walk:
    """The path in one language. Nothing of it stays."""
    walk = Walk(language)
    as_in_a_test = transaction.atomic()
    as_in_a_test._from_testcase = True  # an action that asks to be the outermost finds nothing around it
    with as_in_a_test:
        _number_from_one()
        walk.browser("chief", is_superuser=True)
        _bring_in(walk)
        study = _write(walk)
        _code(walk, study)
        _review(walk, study)
        _beside(walk, study)
        _look(walk, study)
        walk.rows = kept()
        transaction.set_rollback(True)
    return walk


def _number_from_one() -> None:
    """Both walks give the same numbers to what they make."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT schemaname || '.' || sequencename FROM pg_sequences WHERE schemaname = current_schema()")
        for (name,) in cursor.fetchall():
            cursor.execute("SELECT setval(%s, 5000, false)", [name])


def _bring_in(walk: Walk) -> None:
    walk.send("/admin/desk/imports/new", {"text": "", "format": ""}, status=400)
    walk.see("/admin/desk/imports/new")
    before = bibtex_entry("one", volume="") + bibtex_entry("known")
    many = "\n".join((*OF_EVERY_KIND, bibtex_entry("long", volume="9" * 300)))
    for text in (before, many, bibtex_entry("gone2019")):
        walk.send("/admin/desk/imports/new", {"text": text, "format": ""}, "editor")
        upload = ImportUpload.objects.latest("pk")
        walk.see(f"/admin/desk/imports/upload/{upload.pk}", "editor")
        walk.send(f"/admin/desk/imports/upload/{upload.pk}", {"_do": "commit", "_seen": upload.digest}, "editor")
    _first, mixed, wrong = ImportBatch.objects.order_by("pk")
    for form in ("report.csv", "report.json", "refused"):
        response = walk.browser("editor").get(f"/admin/desk/imports/{mixed.pk}/{form}")
        walk.files[form] = _TIME.sub("", b"".join(response).decode())
    walk.see(f"/admin/desk/imports/{mixed.pk}", "editor")
    walk.send(f"/admin/desk/imports/{wrong.pk}/undo", {"reason": ""}, "editor", status=409)
    walk.send(f"/admin/desk/imports/{wrong.pk}/undo", {"reason": "It was the wrong file."}, "editor")
    doubt = f"/admin/desk/doubles/entry/{DoubtfulEntry.objects.get().pk}"
    walk.see(doubt)
    walk.send(doubt, {"_do": "new"}, "editor", status=409)
    walk.send(doubt, {"_do": "new", "because": "Another work.", "doi": "10.1234/other", "differs": "on"}, "editor")


def _write(walk: Walk) -> Study:
    study = Study.objects.earliest("pk")
    page = walk.see(bench(study), "editor")
    walk.send(bench(study, "save"), typed(page, facts__year="last year"), "editor", status=409)
    page = walk.see(bench(study), "editor")
    filled = {f"texts__{name}": text for name, text in TEXTS.items()}
    filled |= {"facts__design": "cohort", "facts__peer_review": "peer_reviewed", "facts__basis": "abstract"}
    filled |= {"facts__participants_cases": "1234", "facts__country": "Norway", "facts__abstract": "Some rested."}
    walk.send(bench(study, "save"), typed(page, **filled), "editor")
    page = walk.see(bench(study), "editor")
    sources = "the registry\r\nthe journal's page"
    walk.send(
        bench(study, "identity"),
        typed(page, identity__registered_title=study.title, identity__sources=sources),
        "editor",
    )
    page = walk.see(bench(study), "editor")
    notice = {"notice__kind": "correction", "notice__date": "2026-01-02", "notice__source": "the journal"}
    walk.send(bench(study, "notice"), typed(page, **notice), "editor")
    page = walk.see(bench(study), "editor")
    walk.send(
        bench(study, "link"), typed(page, link__kind="comment_on", link__title="Another work", link__doi="10.1234/o"),
        "editor",
    )  # fmt: skip
    walk.send(bench(study, "take"), {}, "editor")
    walk.see("/admin/", "editor", "/admin/ (editor)")
    walk.send("/admin/evidence/studytext/add/", {"study": study.pk, "language": "de", "summary": "Ruhe."}, "editor")
    return study


def _code(walk: Walk, study: Study) -> None:
    address = f"/admin/desk/coding/{study.pk}"
    for name, comment in (("coder_one", ""), ("coder_two", "It is on page 2.")):
        client = walk.browser(name)
        walk.see(address, name, f"{address} ({name}, before)")
        press(client, study, "take")
        press(client, study, "save", quote="All met them.")
        for what, do, more in (
            ("checked", "check", FILLED | {"verdict": "not_required"}), ("refused", "submit", {"finished": []}),
            ("done", "submit", FILLED | {"comment": comment}),
        ):  # fmt: skip
            walk.pages[f"{address} ({name}, {what})"] = press(client, study, do, **more).content.decode()
        walk.see(address, name, f"{address} ({name}, waits)")


def _review(walk: Walk, study: Study) -> None:
    page = walk.see(bench(study), "editor")
    walk.send(bench(study, "submit"), typed(page), "editor")
    revision = Revision.objects.get()
    address = f"/admin/desk/review/{revision.pk}"
    vote = {"_do": "decide", "conflict": "none", "_seen": revision.sha256, "_as": "vote", "checks": TICKED}
    walk.see(address, "reviewer_one")
    walk.send(address, {"_do": "answer_conflict", "conflict": "none"}, "reviewer_one")
    walk.send(address, vote | {"decision": "approve", "checks": []}, "reviewer_one")
    walk.send(address, vote | {"decision": "approve"}, "reviewer_one")
    walk.send(address, vote | {"decision": "approve", "comment": "One word is long."}, "reviewer_two")
    walk.send(address, {"_do": "publish", "_seen": revision.sha256}, "publisher", status=409)
    walk.send(address, {"_do": "answer_comments", "answer": "It is the usual word."}, "editor")
    walk.see(f"{address}/preview", "publisher")
    walk.send(address, {"_do": "publish", "_seen": revision.sha256}, "publisher")
    assert Publication.objects.get().number == 1
    page = walk.see(bench(study), "publisher")
    walk.send(bench(study, "withdraw"), typed(page, words__withdraw="It was the wrong paper."), "publisher")
    page = walk.see(bench(study), "editor")
    walk.send(bench(study, "restore", "1"), typed(page, words__restore="It was the right paper."), "editor")
    page = walk.see(bench(study), "editor")
    walk.send(bench(study, "submit"), typed(page, words__submit="The page comes back."), "editor")
    walk.see(f"/admin/desk/review/{Revision.objects.latest('pk').pk}/emergency")


def _beside(walk: Walk, study: Study) -> None:
    other = ready_to_review("other2020", abstract="We saw 45 patients. They met the Fukuda criteria.")
    answer(study, "crossref", now=NOON)
    answer(study, "pubmed", result="not_found", identifier=study.doi, now=NOON)
    answer(other, "crossref", title="Sleep in mice", now=NOON)
    found = {"registry": "crossref", "kind": "retraction", "title": "A notice", "on": "2026-02-03"}
    for identifier in ("10.1234/notice", "10.1234/notice2"):
        registries.keep_found_notice(study=study, identifier=identifier, now=NOON, **found)
    one, two = FoundNotice.objects.order_by("pk")
    walk.see("/admin/desk/registries")
    boxes = {f"notice-{one.pk}-kind": "retraction", f"notice-{one.pk}-on": "2026-02-03"}
    walk.send(f"/admin/desk/registries/notice/{one.pk}/confirm", boxes | {f"notice-{one.pk}-detail": "Gone."}, "editor")
    walk.send(
        f"/admin/desk/registries/notice/{two.pk}/dismiss",
        {f"notice-{two.pk}-kind": "retraction", f"notice-{two.pk}-reason": "Not ours."},
        "editor",
    )
    walk.send(f"/admin/desk/study/{study.pk}/registries", {"_do": "ask"}, "editor")
    walk.send(
        "/admin/desk/doubles/", {"_do": "propose", "one": study.slug, "other": other.slug, "reason": "Alike."}, "editor"
    )
    proposal = MergeProposal.objects.latest("pk")
    walk.send(f"/admin/desk/doubles/{proposal.pk}", {"_do": "merge", "survivor": "one"}, "editor", status=409)
    walk.send(f"/admin/desk/doubles/{proposal.pk}", {"_do": "dismiss", "reason": "Two works."}, "editor")
    walk.send("/admin/desk/doubles/", {"_do": "find"}, "editor")
    walk.send(bench(other, "ask-for-draft"), {}, "editor")
    walk.send("/admin/evidence/topic/add/", {"key": "pacing", "name": "Pacing", "definition": "Rest.", "order": "1"})
    walk.send("/admin/desk/bulk/submit", {"study": [study.pk, other.pk]}, "editor")
    walk.send("/admin/desk/bulk/hand-back", {"study": [study.pk, other.pk]}, "editor")
    walk.send(
        "/admin/atlas/user/add/",
        {"username": "new", "usable_password": "true", "password1": "rest before it", "password2": "rest before it"},
    )
    letter = letters.letter(LETTER, state="received")
    walk.send(f"/admin/letters/{letter.pk}", {"_do": "take"})


def _look(walk: Walk, study: Study) -> None:
    """Every page of the desk, as a chief sees it."""
    for path in (
        "/admin/", "/admin/operator", "/admin/desk/reports", "/admin/desk/imports/", "/admin/desk/doubles/",
        "/admin/desk/registries", "/admin/letters/", "/admin/letters/advertising",
        *(f"/admin/desk/queue/{name}" for name in QUEUES),
    ):  # fmt: skip
        walk.see(path)
    other = Study.objects.latest("pk")
    for one in (study, other):
        for room in ("machine", "findings", "registries"):
            walk.see(bench(one, room), "editor")
    walk.see(bench(other), "editor")
    walk.see(f"/admin/desk/coding/{other.pk}", "third")
    walk.see(f"/admin/desk/review/{Revision.objects.latest('pk').pk}", "third")
    walk.see(f"/admin/desk/doubles/{MergeProposal.objects.latest('pk').pk}")
    draft = GeneratedDraft.objects.get()
    walk.see(bench(draft.study, "draft", str(draft.pk)))
    for model in admin.site._registry:
        at = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        if walk.glance(at) and (row := model._default_manager.first()) is not None:
            walk.glance(f"{at}{row.pk}/change/")
            walk.glance(f"{at}add/")
    walk.glance(f"/admin/evidence/topic/{Topic.objects.latest('pk').pk}/delete/")


_TIME = re.compile(
    r"20\d\d-\d\d-\d\d[T ]\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:?\d\d)?|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)
"""A moment, or a random UUID."""


def kept() -> dict[str, list[dict[str, Any]]]:
    """Every row of ours, by the name of its table; without times and what hangs on them."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for model in apps.get_models():
        if model._meta.app_label in OURS and model._meta.managed:
            rows = [_plain(row) for row in model._base_manager.order_by("pk").values()]
            tables[model._meta.label] = rows
    return tables


_BY_CHANCE = frozenset({"password", "transaction", "message_id", "code_mark", "mark"})
"""Columns that hold a random number; so do those whose name ends with "_sealed"."""


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    told = {
        name: value
        for name, value in row.items()
        if name not in _BY_CHANCE
        and not name.endswith("_sealed")
        and not isinstance(value, datetime | bytes | memoryview)
    }
    plain: dict[str, Any] = json.loads(_TIME.sub("", json.dumps(told, cls=DjangoJSONEncoder)))
    return plain


@pytest.fixture(scope="module")
def walks(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Walk]]:
    with django_db_blocker.unblock():
        yield {language: walked(language) for language in ("en", "de")}


def test_every_row_is_the_same_in_both_languages(walks: dict[str, Walk]) -> None:
    english, german = walks["en"].rows, walks["de"].rows
    assert sum(map(len, english.values())) > 200
    for table, rows in english.items():
        assert german[table] == rows, table


def test_every_file_is_the_same_in_both_languages(walks: dict[str, Walk]) -> None:
    assert walks["de"].files == walks["en"].files


SAME_IN_BOTH = frozenset({"ME/CFS Atlas", "PubMed (NBIB, MEDLINE)"})
"""Names of more than two words."""
_NAMES_OF_OTHERS = re.compile(r"https?://|[\[{]|.* \| Can ")
"""Addresses, rows as JSON, and Django's permissions, whose names are rows of the database."""


def test_no_page_holds_a_forgotten_sentence(walks: dict[str, Walk]) -> None:
    data = sorted({one for one in _texts(walks["en"].rows) if len(one) > 2}, key=len, reverse=True)
    everything = "\n".join((LETTER, *data))
    forgotten: dict[str, str] = {}
    assert any("Werkbank" in html for html in walks["de"].pages.values())
    for path, html in walks["de"].pages.items():
        assert '<html lang="de"' in html, path
        english = set(Words(walks["en"].pages[path]).found)
        for words in set(Words(html).found) & english - SAME_IN_BOTH - forgotten.keys():
            if words not in everything and not _NAMES_OF_OTHERS.match(words) and _number(_without(words, data)) > 2:
                forgotten[words] = path
    assert not forgotten


def _number(words: str) -> int:
    return len(re.findall(r"[^\W\d_]{2,}", words))


def _without(words: str, data: Iterable[str]) -> str:
    """What is left of a text of a page without what the world brought in."""
    if _number(words) > 2:
        for known in data:
            words = words.replace(known, " ")
    return words


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _texts(one)
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, str):
        yield " ".join(value.split())


def _names(model: type[models.Model]) -> Iterator[Any]:
    """Every name, help text and word of a choice of a table."""
    yield from (model._meta.verbose_name, model._meta.verbose_name_plural)
    for column in (*model._meta.local_fields, *model._meta.local_many_to_many):
        if column.auto_created or column.name == "registry":
            continue  # a number, or the proper name of a registry
        yield from (
            column.verbose_name,
            *filter(None, [column.help_text]),
            *(words for _, words in column.choices or ()),
        )


def test_no_name_of_a_table_was_forgotten() -> None:
    """Names, help and choices of every table that the desk shows have German words."""
    shown: set[type[models.Model]] = set()
    for model, room in admin.site._registry.items():
        shown |= {model, *(inline.model for inline in room.inlines)}
    ours = [model for model in shown if model._meta.app_label in ("evidence", "contributions", "atlas")]
    with translation.override(None):
        words = {(str(name), model.__name__) for model in ours for name in _names(model)}
    with translation.override("de"):
        known = trans_real.catalog()._catalog
        forgotten = sorted(one for one in words if one[0] not in known and f"table\x04{one[0]}" not in known)
    assert not forgotten
