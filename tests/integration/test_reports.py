"""The standing reports: they hold in a world made through the actions, and see what was forced past them."""

from __future__ import annotations

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pgtrigger
import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from evidence.actions import editorial, texts
from evidence.desk import reports
from evidence.desk.times import histories, milestones, stays
from evidence.models import Publication, Review, RevisionContributor
from tests.factories import person, publish, ready_to_review, reviewed
from tests.integration.test_overview import browser_of

pytestmark = pytest.mark.django_db


def report(name: str) -> reports.Report:
    return getattr(reports, name)(timezone.now())


def force(sql: str, *values: object) -> None:
    """What nobody can do through the site: write past the triggers."""
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute(sql, values)


def add_contributor(publication: Publication, who: Any) -> None:
    """After the votes, which the database refuses."""
    with pgtrigger.ignore():
        RevisionContributor.objects.create(revision=publication.revision, person=who, kind="wrote")


class TestOwnWork:
    def test_is_empty_in_an_orderly_world(self) -> None:
        publish()
        assert report("own_work").lines == ()

    def test_tells_of_a_publisher_who_contributed(self) -> None:
        publication = publish()
        add_contributor(publication, publication.published_by)
        found = report("own_work")
        assert not found.holds
        assert found.lines[0].cells[1:] == ("Publisher", "published it", "nothing")

    def test_tells_of_a_reviewer_who_contributed(self) -> None:
        publication = publish()
        add_contributor(publication, person("reviewer_one"))
        found = report("own_work")
        assert [line.cells[1:3] for line in found.lines] == [("Reviewer one", "approved it")]
        assert not found.holds

    def test_tells_an_override_a_withdrawal_and_an_open_policy_apart(self, settings) -> None:
        emergency = editorial.publish_in_emergency(
            revision=reviewed(ready_to_review("one2019"), voters=[]), by=person("editor"), reason="A retraction."
        )
        texts.write_text(study=emergency.study, by=person("editor"), texts={"summary": "Other words."})
        editorial.withdraw(study=emergency.study, by=person("editor"), reason="It was the wrong paper.")
        settings.REVIEW_POLICY = "open"
        editorial.publish(revision=reviewed(ready_to_review("two2019"), voters=[]), by=person("editor"))
        found = report("own_work")
        assert found.holds
        assert sorted(line.cells[3] for line in found.lines) == [
            "a withdrawal, with its reason", "an override, with its reason", "the open review policy",
        ]  # fmt: skip


class TestHashes:
    def test_hold_in_an_orderly_world(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        publish(first.study, reason="The summary was hard to read.")
        editorial.withdraw(study=first.study, by=person("publisher"), reason="It was the wrong paper.")
        assert report("broken_hashes").lines == ()

    @pytest.mark.parametrize(
        ("sql", "fault"),
        [
            ("UPDATE evidence_publication SET content = jsonb_set(content, '{texts,summary}', '\"Cured.\"')",
             "does not have the hash"),
            (f"UPDATE evidence_publication SET sha256 = '{'a' * 64}'", "not that of its revision"),
            ("UPDATE evidence_publication SET provenance = jsonb_set(provenance, '{approvals}', '[]')",
             "are not the votes that were given"),
            ("DELETE FROM evidence_review WHERE id = (SELECT max(id) FROM evidence_review)", "Fewer people approved"),
            (f"UPDATE evidence_review SET sha256 = '{'a' * 64}'", "A vote saw other content"),
        ],
    )  # fmt: skip
    def test_see_what_was_forced_past_the_database(self, sql: str, fault: str) -> None:
        publish()
        force(sql)
        found = report("broken_hashes")
        assert not found.holds
        assert any(fault in str(line.cells[1]) for line in found.lines), found.lines


class TestVotesOnOwnWork:
    def test_hold_in_an_orderly_world(self) -> None:
        publication = publish()
        texts.write_text(study=publication.study, by=person("reviewer_one"), texts={"summary": "Other words."})
        revision = editorial.submit(study=publication.study, by=person("reviewer_one"), reason="Plainer.")
        editorial.vote(revision=revision, by=person("reviewer_two"), decision="approve", seen=revision.sha256)
        assert report("voted_on_own_work").lines == ()

    def test_are_found_by_the_trail_where_the_table_of_contributors_was_emptied(self) -> None:
        study = ready_to_review()
        texts.write_text(study=study, by=person("reviewer_one"), texts={"summary": "Other words."})
        revision = reviewed(study, voters=[])
        force("DELETE FROM evidence_revisioncontributor")
        editorial.vote(revision=revision, by=person("reviewer_one"), decision="approve", seen=revision.sha256)
        editorial.vote(revision=revision, by=person("editor"), decision="request_changes", seen=revision.sha256,
                       comment="Mine.")  # fmt: skip
        found = report("voted_on_own_work")
        assert not found.holds
        assert [line.cells[1] for line in found.lines] == ["Reviewer one", "Editor"]
        assert "the trail shows text.written" in str(found.lines[0].cells[3])
        assert "brought the record in" in str(found.lines[1].cells[3])
        force("DELETE FROM evidence_studycontributor")  # else the deferred trigger finds the hole as well

    def test_are_found_by_the_table_of_contributors(self) -> None:
        publication = publish()
        add_contributor(publication, person("reviewer_one"))
        assert [line.cells[1] for line in report("voted_on_own_work").lines] == ["Reviewer one"]

    def test_declining_ones_own_work_is_no_vote(self) -> None:
        revision = reviewed(ready_to_review(), voters=[])
        with pgtrigger.ignore():
            Review.objects.create(
                revision=revision, reviewer=person("editor"), sha256=revision.sha256, decision="declined",
                conflict="author", created_at=timezone.now(),
            )  # fmt: skip
        assert report("voted_on_own_work").lines == ()


class TestWhatPeopleShouldKnow:
    def test_overrides_and_withdrawals_with_their_reasons(self) -> None:
        publication = publish()
        editorial.withdraw(study=publication.study, by=person("publisher"), reason="It was the wrong paper.")
        editorial.publish_in_emergency(
            revision=reviewed(ready_to_review("two2019"), voters=[]), by=person("publisher"), reason="A retraction."
        )
        lines = report("overrides").lines
        assert [(line.cells[1], line.cells[4]) for line in lines] == [
            ("published in an emergency", "A retraction."), ("withdrawn", "It was the wrong paper."),
        ]  # fmt: skip

    def test_pages_that_are_two_years_old_or_rest_on_older_rules(self, monkeypatch) -> None:
        publish()
        assert report("overdue").lines == ()
        assert len(reports.overdue(timezone.now() + timedelta(days=731)).lines) == 1
        monkeypatch.setattr(reports, "POLICY_VERSION", "v9.9")
        assert "now it is v9.9" in str(report("overdue").lines[0].cells[2])

    def test_a_page_that_was_withdrawn_is_not_overdue(self) -> None:
        editorial.withdraw(study=publish().study, by=person("publisher"), reason="It was the wrong paper.")
        assert reports.overdue(timezone.now() + timedelta(days=731)).lines == ()

    def test_agreement_of_coders_over_settled_rounds(self) -> None:
        for key, criteria in {"one2019": ["ccc2003"], "two2019": ["fukuda1994"]}.items():
            ready_to_review(key, criteria=criteria)
        verdict = report("coders_agreement").lines[0]
        assert verdict.cells[:5] == ("PEM verdict", 2, 2, "100%", "1.00")

    def test_an_open_round_counts_for_nothing(self) -> None:
        from tests.factories import draft
        from tests.integration.test_overview import FUKUDA, reads

        study = draft()
        reads(study, "coder_one")
        reads(study, "coder_two", FUKUDA, "not_required")
        assert report("coders_agreement").lines[0].cells[1] == 0

    def test_time_on_the_way(self) -> None:
        start = timezone.now()

        def hours(number: int):
            return start + timedelta(hours=number)

        study = ready_to_review()
        revision = editorial.submit(study=study, by=person("editor"), now=hours(0))
        for name, at, comment in (("reviewer_one", 2, ""), ("reviewer_two", 5, "One word is odd.")):
            editorial.vote(revision=revision, by=person(name), decision="approve", seen=revision.sha256,
                           comment=comment, now=hours(at))  # fmt: skip
        editorial.answer_comments(revision=revision, by=person("editor"), answer="A term.", now=hours(9))
        editorial.publish(revision=revision, by=person("publisher"), now=hours(10))
        found = histories()
        assert milestones(found) == [("first vote", 2.0, 1), ("approved", 9.0, 1), ("published", 10.0, 1)]
        assert stays(found) == [("in_review", 5.0, 1), ("consolidating", 4.0, 1), ("approved", 1.0, 1)]
        assert len(report("times").lines) == 6


class TestPageAndCommand:
    def test_the_page_shows_every_report(self) -> None:
        publish()
        html = browser_of("editor").get("/admin/desk/reports").content.decode()
        assert html.count("Holds.") == 3
        assert "Time on the way" in html
        assert "Broken" not in html

    def test_the_command_is_content_with_an_orderly_world(self) -> None:
        publish()
        told = StringIO()
        call_command("standing_reports", stdout=told)
        assert "Published or approved by somebody who contributed: holds" in told.getvalue()

    def test_the_command_ends_with_1_when_a_promise_is_broken(self) -> None:
        publish()
        force(f"UPDATE evidence_review SET sha256 = '{'a' * 64}'")
        told = StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("standing_reports", json=True, stdout=told)
        assert ended.value.code == 1
        assert {one["report"]: one["holds"] for one in json.loads(told.getvalue())}["broken_hashes"] is False
