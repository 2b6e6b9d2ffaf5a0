"""What `make run` starts: database up to date, style sheets, demonstration in an empty database, server, jobs."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.models import AuditEvent

FIRST_PORT = 8000
PORTS_TO_TRY = 100
PATIENCE = 30  # seconds that the server may take until it answers, or until it ends
# Requests that one worker answers at a time, each with a database connection. Every thread more makes all of them wait
# for one another: with four, a finished page costs half as much processor time again (docs/performance.md).
THREADS = 2


class Command(BaseCommand):
    help = "Serve the site on this machine (127.0.0.1). Ctrl-C stops it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=FIRST_PORT, help="first port to try")
        parser.add_argument("--workers", type=int, default=1)
        parser.add_argument("--no-jobs", action="store_true", help="do not run the jobs beside the site")
        parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")

    def handle(self, **options: Any) -> None:
        call_command("migrate", verbosity=0, interactive=False)
        _collect_static()
        loaded = not options["no_demo"] and not AuditEvent.objects.exists()
        if loaded:
            self.stdout.write("The database is empty: loading the demonstration.")
            call_command("load_demo", stdout=self.stdout)
        port = _free_port(options["port"])
        if port != options["port"]:
            self.stdout.write(f"Port {options['port']} is taken, so this uses {port}.")
        address = f"http://127.0.0.1:{port}"
        mails = mails_as_files(settings.LOCAL_DIR / "mail")
        environment = {
            "ATLAS_SITE_URL": address, "EMAIL_URL": mails, **os.environ, "DATABASE_URL": settings.DATABASE_URL,
        }  # fmt: skip
        if loaded:  # in a process of its own, so that the release names the right port
            subprocess.run(
                [sys.executable, "manage.py", "make_release", "--unless-any"],
                cwd=settings.BASE_DIR, env=environment, check=False,
            )  # fmt: skip
        if settings.PAGE_STORE:
            baked = subprocess.run(  # what fails here is rendered when it is asked for
                [sys.executable, "manage.py", "bake", "--sweep"],
                cwd=settings.BASE_DIR, env=environment, check=False, stdout=subprocess.DEVNULL,
            )  # fmt: skip
            if baked.returncode:
                self.stdout.write("Pages could not be baked, so each is rendered when it is asked for.")
        server = subprocess.Popen(  # noqa: S603 - our own server, no outside input
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
             "--host", "127.0.0.1", "--port", str(port),
             "--workers", str(options["workers"]), "--blocking-threads", str(THREADS),
             "--log-level", "error", "atlas.wsgi:application"],
            cwd=settings.BASE_DIR,
            start_new_session=True,  # Ctrl-C reaches this process, which stops the server in order
            env=environment,
        )  # fmt: skip
        jobs = None
        # Also SIGINT: a shell that starts this in the background has it ignored.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, _interrupt)
        try:
            _wait(server, address)
            if not options["no_jobs"]:
                jobs = subprocess.Popen(
                    [sys.executable, "manage.py", "run_due_jobs", "--loop"],
                    cwd=settings.BASE_DIR, start_new_session=True, env=environment,
                )  # fmt: skip
            self.stdout.write(f"\nThe atlas is at {address}  (Ctrl-C stops it)\n")
            self.stdout.flush()
            server.wait()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping ...")
            _stop(server)
            _stop(jobs)
            self.stdout.write("Stopped. The database keeps running in the background; `make stop` stops it.")
            return
        finally:
            _stop(server)
            _stop(jobs)
        raise CommandError(f"The server ended by itself with exit code {server.returncode}.")


def mails_as_files(folder: Path) -> str:
    """EMAIL_URL without a mail server: what would be sent can be looked at in `folder`, an absolute path."""
    return f"filemail:///{folder}"


def _collect_static() -> None:
    """Collect and compress the style sheets, unless nothing has changed since the last time."""
    stamp = settings.LOCAL_DIR / "static-files"
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            state = os.stat(storage.path(path))
            digest.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    now = digest.hexdigest()
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and stamp.exists() and stamp.read_text() == now:
        return
    call_command("collectstatic", verbosity=0, interactive=False)
    settings.LOCAL_DIR.mkdir(exist_ok=True)
    stamp.write_text(now)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _stop(server: subprocess.Popen[bytes] | None) -> None:
    """Let a process finish what it is at; after PATIENCE it is ended."""
    if server is not None and server.poll() is None:
        server.terminate()
        try:
            server.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _free_port(first: int) -> int:
    for port in range(first, min(first + PORTS_TO_TRY, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise CommandError(f"No free port between {first} and {first + PORTS_TO_TRY - 1}. Stop something, or give --port.")


def _wait(server: subprocess.Popen[bytes], address: str) -> None:
    """Until the site answers; a server that ends before that is an error."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if server.poll() is not None:
            raise CommandError(f"The server ended at once with exit code {server.returncode}.")
        # Before the server listens, a connection to a port of this range can reach itself, and hears its own question.
        with contextlib.suppress(OSError, http.client.HTTPException):
            opener.open(f"{address}/health/live", timeout=2).close()
            return
        time.sleep(0.1)
    raise CommandError(f"The server did not answer within {PATIENCE} seconds.")
