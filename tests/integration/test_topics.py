"""The vocabulary of topics: who edits it, what the database refuses, and how topics come to pages."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client

from evidence.actions import editorial, studies, topics, undo
from evidence.actions.content import page_content
from evidence.diff import diff_content
from evidence.models import AuditEvent, Study, Topic
from evidence.workflow import Refusal
from tests.factories import draft, person, publish, ready_to_review
from tests.integration.workbench_support import bench, browser_of, told, typed

pytestmark = pytest.mark.django_db


def choose(study: Study, *keys: str) -> Study:
    return studies.edit_study(study=study, by=person("editor"), changes={"topics": list(keys)})


def topic(key: str) -> Topic:
    return Topic.objects.get(key=key)


# --- The vocabulary ---------------------------------------------------------------------------------------


def test_the_first_topics_are_written_once_and_belong_to_the_editors_from_then_on() -> None:
    assert Topic.objects.count() >= 12
    topics.edit_topic(topic=topic("gut"), by=person("editor"), changes={"name": "Gut and food"})
    assert topics.load_first_topics() == 0
    assert topic("gut").name == "Gut and food"


def test_an_editor_adds_edits_retires_and_deletes_in_the_admin() -> None:
    editor = browser_of("editor", "Editor")
    new = {"key": "sleep", "name": "Sleep", "definition": "Studies that look at sleep.", "order": "5"}
    assert editor.post("/admin/evidence/topic/add/", new).status_code == 302
    address = f"/admin/evidence/topic/{topic('sleep').pk}"
    heir = topic("symptoms-and-severity")
    sent = new | {"name": "Sleep and rest", "retired": "on", "replaced_by": str(heir.pk)}
    assert editor.post(f"{address}/change/", sent).status_code == 302
    sleep = topic("sleep")
    assert (sleep.name, sleep.retired, sleep.replaced_by) == ("Sleep and rest", True, heir)
    assert editor.post(f"{address}/change/", new).status_code == 302, "taking the tick away brings it back"
    assert not topic("sleep").retired
    choose(draft(), "sleep")
    refused = editor.post(f"{address}/delete/", {"post": "yes"}, follow=True)
    assert "is in use, so it is never deleted" in refused.content.decode()
    choose(Study.objects.get(), "gut")
    assert editor.post(f"{address}/delete/", {"post": "yes"}).status_code == 302
    assert not Topic.objects.filter(key="sleep").exists()
    trail = list(AuditEvent.objects.filter(object_type="topic").order_by("pk").values_list("action", flat=True))
    assert trail == [
        "topic.added", "topic.edited", "topic.retired", "topic.edited", "topic.brought_back", "topic.deleted",
    ]  # fmt: skip


def test_who_may_not_edit_the_desk_may_only_look() -> None:
    publisher = browser_of("publisher", "Publisher")
    gut = topic("gut")
    assert publisher.get(f"/admin/evidence/topic/{gut.pk}/change/").status_code == 200
    assert publisher.post(f"/admin/evidence/topic/{gut.pk}/change/", {"name": "x"}).status_code == 403
    assert publisher.get("/admin/evidence/topic/add/").status_code == 403
    with pytest.raises(Refusal, match="Your role"):
        topics.retire_topic(topic=gut, by=person("publisher", roles=["Publisher"]))


def test_what_makes_no_sense_is_refused_in_a_sentence() -> None:
    editor = person("editor")
    for change in ({"key": "Two Words", "name": "x"}, {"key": "x", "name": " GUT "}, {"key": "x", "name": " "}):
        with pytest.raises(ValidationError):
            topics.add_topic(by=editor, definition="Studies of it.", **change)
    with pytest.raises(Refusal, match="never changes"):
        topics.edit_topic(topic=topic("gut"), by=editor, changes={"key": "bowel"})
    retired = topics.retire_topic(topic=topic("gut"), by=editor)
    with pytest.raises(Refusal, match="retired itself"):
        topics.retire_topic(topic=topic("genes"), by=editor, replaced_by=retired)
    with pytest.raises(Refusal, match="its own place"):
        topics.retire_topic(topic=retired, by=editor, replaced_by=retired)
    topics.retire_topic(topic=retired, by=editor, replaced_by=topic("genes"))
    with pytest.raises(Refusal, match="its address is needed"):
        topics.delete_topic(topic=topic("genes"), by=editor)
    with pytest.raises(Refusal, match="Choose “Genes” instead"):
        choose(draft(), "gut")
    with pytest.raises(Refusal, match="There is no topic “magic”"):
        choose(Study.objects.get(), "magic")


def test_the_database_keeps_the_vocabulary_and_the_studies_together() -> None:
    study = choose(draft(), "gut")
    for fault, attempt in {
        "A topic in use is never deleted": lambda: topic("gut").delete(),
        "never changes": lambda: Topic.objects.filter(key="genes").update(key="dna"),
        "topics of the vocabulary": lambda: Study.objects.filter(pk=study.pk).update(topics=["magic"]),
        "each of them once": lambda: Study.objects.filter(pk=study.pk).update(topics=["gut", "gut"]),
        "topic_only_a_retired_one_is_replaced": lambda: Topic.objects.filter(key="gut").update(
            replaced_by=topic("genes")
        ),
    }.items():
        with pytest.raises(IntegrityError, match=fault), transaction.atomic():
            attempt()
    page = publish(choose(ready_to_review("other2020"), "how-common"))
    choose(page.study)  # the desk forgets it, the shelf does not
    with pytest.raises(IntegrityError, match="never deleted"), transaction.atomic():
        topic("how-common").delete()


# --- On the desk ------------------------------------------------------------------------------------------


def test_topics_are_ticked_at_the_workbench() -> None:
    editor, study = browser_of("editor", "Editor"), choose(draft(), "gut")
    topics.retire_topic(topic=topic("gut"), by=person("editor"))
    topics.retire_topic(topic=topic("genes"), by=person("editor"))
    page = editor.get(bench(study))
    offered = dict(page.context["forms"]["facts"].fields["topics"].choices)
    assert offered["gut"] == "Gut (retired)", "what the study has stays on offer"
    assert "genes" not in offered
    sent = typed(page, facts__topics=["", "gut", "after-an-infection"])
    assert "Saved." in told(editor.post(bench(study, "save"), sent, follow=True))
    study.refresh_from_db()
    assert study.topics == ["after-an-infection", "gut"]
    assert AuditEvent.objects.filter(action="study.edited").latest("pk").detail["before"] == {"topics": ["gut"]}
    cut_short = {name: value for name, value in typed(editor.get(bench(study))).items() if name != "facts-topics"}
    assert "Nothing had changed" in told(editor.post(bench(study, "save"), cut_short, follow=True))
    bad = editor.post(bench(study, "save"), typed(editor.get(bench(study)), facts__topics=["", "genes"]))
    assert "Look at “Topics”" in told(bad)
    editor.post(bench(study, "save"), typed(editor.get(bench(study)), facts__topics=[""]))
    study.refresh_from_db()
    assert study.topics == []


def test_two_savers_who_chose_other_topics_are_asked() -> None:
    editor, study = browser_of("editor", "Editor"), draft()
    page = editor.get(bench(study))
    choose(study, "gut")
    asked = editor.post(bench(study, "save"), typed(page, facts__topics=["", "genes"]))
    assert asked.status_code == 409
    (question,) = asked.context["comparison"].questions
    assert (question.saved, question.typed) == ("Gut", "Genes")
    answer = typed(asked) | {"choice-facts-topics": "saved", "facts-topics": ["", "genes"]}
    editor.post(bench(study, "save"), answer)
    study.refresh_from_db()
    assert study.topics == ["gut"]


def test_who_may_only_read_the_workbench_sends_no_change_of_topics() -> None:
    study = publish(choose(ready_to_review(), "gut")).study
    publisher = browser_of("publisher", "Publisher")
    html = publisher.get(bench(study)).content.decode()
    assert 'name="facts-topics" value=""' not in html
    assert 'name="facts-topics"' in html


# --- On pages ---------------------------------------------------------------------------------------------


def test_a_page_keeps_the_topics_it_was_published_with() -> None:
    before = publish(ready_to_review())
    assert "topics" not in before.content, "a page without topics is spelt and hashed as before there were any"
    assert page_content(before.study) == before.content
    page = publish(choose(before.study, "immune-system", "gut"), reason="Topics were chosen.")
    assert page.content["topics"] == [
        {"key": "gut", "name": "Gut"}, {"key": "immune-system", "name": "Immune system"},
    ]  # fmt: skip
    topics.edit_topic(topic=topic("gut"), by=person("editor"), changes={"name": "Gut and food"})
    client = Client()
    html = client.get(f"/evidence/{page.slug}").content.decode()
    assert '<dt>Topics</dt><dd><a href="/topics/gut">Gut</a>, <a href="/topics/immune-system">Immune system</a>' in html
    assert "<dt>Topics</dt>" not in client.get(f"/evidence/{page.slug}/v/1").content.decode()
    changes = client.get(f"/evidence/{page.slug}/v/1/diff/2").content.decode()
    assert "Topics" in changes
    assert "Immune system" in changes
    undo.restore(publication=before, by=person("editor"), reason="They were wrong.")
    assert Study.objects.get().topics == []
    undo.restore(publication=page, by=person("editor"), reason="They were right.")
    assert Study.objects.get().topics == ["gut", "immune-system"]


def test_a_change_of_topics_reads_well() -> None:
    gut, genes = {"key": "gut", "name": "Gut"}, {"key": "genes", "name": "Genes"}
    (change,) = diff_content({"topics": [gut]}, {"topics": [genes, gut]}).changes
    assert (change.label, change.after, change.section) == ("Topics", "Genes", "facts")
    (renamed,) = diff_content({"topics": [gut]}, {"topics": [gut | {"name": "Gut and food"}]}).changes
    assert (renamed.before, renamed.after) == ("Gut", "Gut and food")


# --- Public pages -----------------------------------------------------------------------------------------


def test_the_page_of_a_topic_lists_live_studies_and_says_what_retired_topics_are() -> None:
    page = publish(choose(ready_to_review(), "gut"))
    choose(draft("desk2020", title="A draft that readers never see"), "gut")
    client, editor = Client(), person("editor")
    html = client.get("/topics/gut").content.decode()
    assert page.title in html
    assert "A draft" not in html
    assert '<a href="/evidence?pem=required&amp;topic=gut">1 study</a>' in html
    assert "PEM unclear: no studies found" in html
    assert "No studies found as of" in client.get("/topics/genes").content.decode()
    assert client.get("/topics/magic").status_code == 404
    topics.retire_topic(topic=topic("gut"), by=editor, replaced_by=topic("genes"))
    html = client.get("/topics/gut").content.decode()
    assert "no longer chosen" in html
    assert page.title in html
    assert "Gut (retired)" in client.get("/topics").content.decode()
    editorial.withdraw(study=page.study, by=person("publisher"), reason="Another paper was meant.")
    gone = client.get("/topics/gut")
    assert (gone.status_code, gone.headers["Location"]) == (302, "/topics/genes")
    assert "Gut" not in client.get("/topics").content.decode().replace("gut,", "")
