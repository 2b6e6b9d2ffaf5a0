"""Two people publish the same study at the same moment."""

from __future__ import annotations

import random
import threading
import time

import pytest
from django.db import connection

from evidence.actions import editorial, texts
from evidence.models import Publication, Study
from evidence.workflow import Refusal
from tests.factories import person, publish, ready_to_review, reviewed

pytestmark = pytest.mark.django_db(transaction=True)


OVERTAKEN = ("live page has changed", "Nothing differs", "in review already", "votes are void", "not open for votes",
             "newer revision", "content has changed")  # fmt: skip


def at_once(*jobs) -> list[object]:
    """Run jobs in threads that start together; each result is what it returned or the refusal it met."""
    barrier = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(index: int, job) -> None:
        barrier.wait()
        try:
            results[index] = job()
        except Refusal as refusal:
            results[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_two_revisions_of_one_state_give_one_publication_and_one_refusal() -> None:
    study = ready_to_review()
    one = reviewed(study)
    texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
    two = reviewed(study)
    publisher = person("publisher")
    results = at_once(*(lambda r=r: editorial.publish(revision=r, by=publisher) for r in (one, two)))
    assert sorted(type(result).__name__ for result in results) == ["Publication", "Refusal"]
    assert list(Publication.objects.values_list("number", "is_current")) == [(1, True)]


def test_two_editors_who_publish_at_once_get_n_and_n_plus_one() -> None:
    """Each goes on until the desk lets them: freeze from the live page, have it approved, publish."""
    study = publish().study
    people = [person(name) for name in ("editor", "reviewer_one", "reviewer_two", "publisher")]
    editor, reviewer_one, reviewer_two, publisher = people

    def change(words: str) -> Publication:
        for attempt in range(1, 100):
            try:
                # The desk is shared: the other editor's words may have gone live with this one's already.
                texts.write_text(study=study, by=editor, texts={"why_it_matters": f"{words} {attempt}"})
                revision = editorial.submit(study=study, by=editor, reason=f"{words} is clearer.")
                for reviewer in (reviewer_one, reviewer_two):
                    editorial.vote(revision=revision, by=reviewer, decision="approve", seen=revision.sha256)
                return editorial.publish(revision=revision, by=publisher)
            except Refusal as refusal:
                # What the other editor did in between; anything else is a fault.
                if not any(words in str(refusal) for words in OVERTAKEN):
                    raise
                time.sleep(random.random() / 2)  # people step back too
        raise AssertionError("A hundred rounds, and never published.")

    results = at_once(lambda: change("One"), lambda: change("Two"))
    assert sorted(publication.number for publication in results) == [2, 3]
    rows = list(Publication.objects.filter(study=study).order_by("number").values_list("number", "is_current"))
    assert rows == [(1, False), (2, False), (3, True)]
    assert Study.objects.get(pk=study.pk).publications.filter(is_current=True).count() == 1
