"""Seeing the site run: numbers of requests, lines of the log, figures, and the operator's page."""

from __future__ import annotations

import io
import json
import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from atlas.jobs import runner
from atlas.jobs.registry import JOBS_BY_NAME
from atlas.watching import log_lines, state
from tests.factories import publish
from tests.integration.workbench_support import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines() -> Any:
    """What the site logs meanwhile, as it leaves the process: a list of dictionaries."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(log_lines.NumberFilter())
    handler.setFormatter(log_lines.Json())
    logging.getLogger().addHandler(handler)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    logging.getLogger().removeHandler(handler)


def test_a_line_tells_of_the_request_and_of_nobody(client: Client, lines: Any) -> None:
    response = client.get("/about?from=somebody", headers={"User-Agent": "Somebodys Browser", "Referer": "https://x/"})
    line = next(one for one in lines() if one["logger"] == "atlas.access")
    assert set(line) == {"time", "level", "logger", "message", "request", "method", "path", "status", "ms"}
    assert (line["method"], line["path"], line["status"]) == ("GET", "/about", 200)
    assert line["request"] == response["X-Request-ID"]
    assert len(line["request"]) == 16
    assert "somebody" not in json.dumps(lines()).lower()


@pytest.mark.parametrize("formatter", [log_lines.Json, log_lines.Line])
def test_no_key_and_no_password_is_ever_logged(settings: Any, formatter: Any) -> None:
    """Libraries repeat what they were given: an address with its password, a header with its key."""
    log_lines._secrets.cache_clear()
    settings.METRICS_TOKEN = "the-token-of-this-site"
    try:
        raise ValueError(f"cannot use {settings.SECRET_KEY} and {settings.LETTER_KEYS[0]}")
    except ValueError as error:
        record = logging.LogRecord(
            "a.library",
            logging.ERROR,
            __file__,
            1,
            "sent %s",
            (settings.METRICS_TOKEN,),
            (ValueError, error, error.__traceback__),
        )
    line = formatter().format(record)
    log_lines._secrets.cache_clear()
    assert "ValueError" in line
    assert "***" in line
    for secret in (settings.SECRET_KEY, settings.LETTER_KEYS[0], settings.METRICS_TOKEN):
        assert secret not in line


def test_extras_of_other_libraries_do_not_leave_the_process(lines: Any) -> None:
    logging.getLogger("some.library").warning("It\nbroke", extra={"email": "somebody@example.org", "path": "/x"})
    (line,) = lines()
    assert "email" not in line
    assert line["message"] == "It\nbroke", "and a line break cannot forge a second line"


@pytest.mark.parametrize(
    ("proxies", "given", "taken"), [(1, "abcd-1234", True), (0, "abcd-1234", False), (1, "a b\t<", False)]
)
def test_a_number_is_taken_from_a_proxy_of_ours_alone(
    client: Client, settings: Any, proxies: int, given: str, taken: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    told = client.get("/health/live", headers={"X-Request-ID": given})["X-Request-ID"]
    assert (told == given) is taken


class TestFigures:
    def test_count_pages_by_their_kind(self, client: Client) -> None:
        slug = publish().study.slug
        client.get(f"/evidence/{slug}")
        told = client.get("/metrics").content.decode()
        assert re.search(r'atlas_requests_total{method="GET",page="[a-z_:]+",status="200"} [1-9]', told)
        assert slug not in told
        assert "atlas_pages_live 1.0" in told
        assert 'atlas_disk_free_bytes{place="backups"}' in told

    def test_tell_how_jobs_go(self, client: Client) -> None:
        runner.run(JOBS_BY_NAME["retention"])
        told = client.get("/metrics").content.decode()
        assert 'atlas_job_seconds_since_success{job="retention"}' in told
        assert 'atlas_job_failures_in_a_row{job="retention"} 0.0' in told

    @pytest.mark.parametrize(
        ("changes", "headers", "status"),
        [
            ({"LOCAL": False, "FACE": "desk"}, {}, 200),
            ({"LOCAL": False, "FACE": "desk"}, {"X-Forwarded-For": "203.0.113.7"}, 404),
            ({"LOCAL": False, "FACE": "all"}, {}, 404),
            ({"FACE": "public", "LOCAL": False}, {}, 404),
            ({"METRICS_TOKEN": "long-and-random"}, {}, 404),
            ({"METRICS_TOKEN": "long-and-random"}, {"Authorization": "Bearer other"}, 404),
            ({"METRICS_TOKEN": "long-and-random"}, {"Authorization": "Bearer long-and-random"}, 200),
        ],
    )
    def test_open_to_whom_they_should(
        self, client: Client, settings: Any, changes: dict[str, Any], headers: dict[str, str], status: int
    ) -> None:
        for name, value in changes.items():
            setattr(settings, name, value)
        assert client.get("/metrics", headers=headers).status_code == status


class TestOperatorsPage:
    def test_names_what_needs_somebody(self, settings: Any, tmp_path: Any) -> None:
        settings.BACKUP_DIR = tmp_path
        chief = browser_of("chief", "Administrator")
        html = chief.get("/admin/operator").content.decode()
        assert "There is no backup." in html
        assert "These jobs are late" in html
        (tmp_path / state.LAST_BACKUP).write_text(json.dumps({"made_at": timezone.now().isoformat(), "file": "x"}))
        for job in JOBS_BY_NAME.values():
            runner.JobRun.objects.create(name=job.name, started_at=timezone.now(), succeeded_at=timezone.now())
        html = chief.get("/admin/operator").content.decode()
        assert "no backup" not in html
        assert "These jobs are late" not in html
        assert chief.get("/health/ready").json()["last_backup"]

    def test_a_backup_grows_old(self, settings: Any, tmp_path: Any) -> None:
        settings.BACKUP_DIR = tmp_path
        old = timezone.now() - timedelta(days=2)
        (tmp_path / state.LAST_BACKUP).write_text(json.dumps({"made_at": old.isoformat()}))
        assert (
            "older than a day and a half"
            in browser_of("chief", "Administrator").get("/admin/operator").content.decode()
        )

    def test_is_for_whoever_manages_accounts(self, client: Client) -> None:
        assert client.get("/admin/operator").status_code == 302
        assert browser_of("somebody", "Editor").get("/admin/operator").status_code == 403
