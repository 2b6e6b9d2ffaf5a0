"""Jobs run when they are due, one process at a time, and what went wrong in one is told and stops no other."""

from __future__ import annotations

import io
import json
import threading
from datetime import datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from atlas.jobs import registry, runner
from atlas.jobs.registry import Job
from atlas.models import JobRun
from tests.factories import person

NOON = datetime(2026, 11, 27, 12, tzinfo=timezone.get_default_timezone())


def counting(name: str = "count", *, every: timedelta = timedelta(minutes=5)) -> tuple[Job, list[datetime]]:
    seen: list[datetime] = []

    def run(now: datetime) -> dict[str, int]:
        seen.append(now)
        return {"seen": len(seen)}

    return Job(name, "Counts.", every, run), seen


def failing(words: str = "secret words of a letter") -> Job:
    def run(now: datetime) -> dict[str, int]:
        raise ValueError(words)

    return Job("fail", "Fails.", timedelta(minutes=5), run)


@pytest.fixture
def jobs(monkeypatch: pytest.MonkeyPatch):
    def put(*jobs: Job) -> None:
        by_name = {job.name: job for job in jobs}
        monkeypatch.setattr(registry, "JOBS", jobs)
        for module in (runner, __import__("atlas.management.commands.run_due_jobs", fromlist=["x"])):
            monkeypatch.setattr(module, "JOBS", jobs)
            if hasattr(module, "JOBS_BY_NAME"):
                monkeypatch.setattr(module, "JOBS_BY_NAME", by_name)
        monkeypatch.setattr(runner.due, "__defaults__", (jobs,))

    return put


@pytest.mark.django_db
class TestWhenAJobIsDue:
    def test_a_job_that_never_ran_is_due_and_then_not_before_its_time(self) -> None:
        job, seen = counting()
        assert runner.due(NOON, [job]) == [job]
        runner.run(job, clock=lambda: NOON)
        assert runner.due(NOON + timedelta(minutes=4, seconds=59), [job]) == []
        assert runner.due(NOON + timedelta(minutes=5), [job]) == [job]
        assert seen == [NOON]

    def test_what_it_did_is_remembered(self) -> None:
        job, _ = counting()
        runner.run(job, clock=lambda: NOON)
        row = JobRun.objects.get()
        assert (row.name, row.succeeded_at, row.counts, row.error) == ("count", NOON, {"seen": 1}, "")

    def test_a_failure_is_told_without_what_somebody_wrote(self, caplog: pytest.LogCaptureFixture) -> None:
        outcome = runner.run(failing(), clock=lambda: NOON)
        assert outcome.result == "failed"
        row = JobRun.objects.get()
        assert row.error == "ValueError in run"
        assert (row.succeeded_at, row.failures_in_a_row) == (None, 1)
        assert "secret" not in caplog.text
        assert "fail" in caplog.text

    def test_success_ends_a_row_of_failures(self) -> None:
        job, _ = counting("fail")
        runner.run(failing(), clock=lambda: NOON)
        runner.run(failing(), clock=lambda: NOON)
        assert JobRun.objects.get().failures_in_a_row == 2
        runner.run(job, clock=lambda: NOON)
        row = JobRun.objects.get()
        assert (row.failures_in_a_row, row.error) == (0, "")

    def test_health_names_the_jobs_that_are_late(self, jobs) -> None:
        job, _ = counting()
        jobs(job)
        told = Client().get("/health/ready").json()
        assert told["late_jobs"] == ["count"]
        assert told["jobs"]["count"]["last_result"] == "never run"
        runner.run(job)
        told = Client().get("/health/ready").json()
        assert (told["status"], told["late_jobs"]) == ("ready", [])


@pytest.mark.django_db(transaction=True)
class TestTwoProcesses:
    def test_never_run_the_same_job_at_once(self) -> None:
        inside, let_go = threading.Event(), threading.Event()
        runs = []

        def slow(now: datetime) -> dict[str, int]:
            runs.append(now)
            inside.set()
            assert let_go.wait(10)
            return {}

        job = Job("slow", "Takes its time.", timedelta(minutes=5), slow)

        def first() -> None:
            try:
                runner.run(job)
            finally:
                connection.close()

        thread = threading.Thread(target=first)
        thread.start()
        assert inside.wait(10)
        second = runner.run(job)
        let_go.set()
        thread.join(10)
        assert second.result == "held"
        assert len(runs) == 1

    def test_a_job_done_by_another_in_the_meantime_is_not_done_again(self) -> None:
        job, seen = counting()
        runner.run(job, clock=lambda: NOON)
        assert runner.run(job, clock=lambda: NOON + timedelta(seconds=3), only_if_due=True).result == "held"
        assert seen == [NOON]


@pytest.mark.django_db
class TestTheCommand:
    def test_runs_the_others_when_one_fails_and_says_so_by_its_exit_code(self, jobs) -> None:
        job, seen = counting()
        jobs(failing(), job)
        out, err = io.StringIO(), io.StringIO()
        with pytest.raises(CommandError, match="At least one job failed"):
            call_command("run_due_jobs", stdout=out, stderr=err)
        assert len(seen) == 1
        assert "count: seen 1" in out.getvalue()
        assert "fail: failed (ValueError in run)" in err.getvalue()
        assert "secret" not in out.getvalue() + err.getvalue()

    def test_only_names_a_job_that_need_not_be_due(self, jobs) -> None:
        job, seen = counting()
        other, unseen = counting("other")
        jobs(job, other)
        runner.run(job)
        call_command("run_due_jobs", "--only", "count", stdout=io.StringIO())
        assert (len(seen), len(unseen)) == (2, 0)

    def test_an_unknown_job_is_one_sentence(self) -> None:
        with pytest.raises(CommandError, match="There is no job 'tidy'"):
            call_command("run_due_jobs", "--only", "tidy")

    def test_scripts_get_one_line_of_json_a_job(self, jobs) -> None:
        job, _ = counting()
        jobs(job)
        out = io.StringIO()
        call_command("run_due_jobs", "--json", stdout=out)
        assert json.loads(out.getvalue()) == {"job": "count", "result": "done", "counts": {"seen": 1}, "error": ""}


@pytest.mark.django_db
class TestTheAdmin:
    def test_who_answers_for_the_site_sees_how_jobs_went_and_changes_nothing(self, client: Client) -> None:
        job, _ = counting()
        runner.run(job)
        client.force_login(person("chief", roles=["Administrator"], is_staff=True))
        page = client.get("/admin/atlas/jobrun/")
        assert "count" in page.content.decode()
        assert client.get("/admin/atlas/jobrun/add/").status_code == 403
        client.force_login(person("ed", roles=["Editor"], is_staff=True))
        assert client.get("/admin/atlas/jobrun/").status_code == 403


def test_every_job_of_the_site_says_what_it_does() -> None:
    assert len(registry.JOBS_BY_NAME) == len(registry.JOBS)
    for job in registry.JOBS:
        assert job.does.endswith("."), job.name
        assert job.every >= timedelta(minutes=1), job.name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", registry.JOBS_BY_NAME)
def test_a_job_of_the_site_runs_on_an_empty_site_and_asks_nobody(name: str) -> None:
    outcome = runner.run(registry.JOBS_BY_NAME[name])
    assert (outcome.result, outcome.error) == ("done", "")
    assert not any(outcome.counts.values()), outcome.counts
