"""The services of docker-compose.yml as processes of this machine: same command, same environment, same rights.

What a container engine would do is done by hand: a PostgreSQL made with the same options, behind passwords and TCP; an
account that owns nothing but the volumes; a copy of the tree that this account cannot write to. Names of other
containers become addresses of this machine, paths of volumes become folders.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from atlas.embedded_postgres.accounts import Account, server_account
from atlas.embedded_postgres.binaries import Binaries, find_binaries
from tests.conftest import REPOSITORY

NUMBER = 10001
"""The account of the Dockerfile."""
VOLUMES = "/var/lib/atlas"
SECRETS = {
    "SECRET_KEY": "a text for tests alone that is long enough to be a secret key 0123456789 abcdefghij",
    "POSTGRES_PASSWORD": "owner0123456789",
    "ATLAS_PUBLIC_ROLE_PASSWORD": "public0123456789",
    "ATLAS_DESK_ROLE_PASSWORD": "desk0123456789",
    "ATLAS_LETTER_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "ATLAS_RECEIPT_KEYS": "receipts0123456789abcdefghijklmnopqrstuvwxyz0123",
}
"""What a person puts in place of "change-me"."""


# --- What the files say --------------------------------------------------------------------------------
def _json(command: list[str], **options: Any) -> Any:
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, **options)
    try:
        return json.loads(done.stdout)
    except ValueError:
        return None


def compose(folder: Path, **more: str) -> dict[str, Any]:
    """docker-compose.yml as docker-compose itself reads it, with .env.example filled in. Skips where there is none."""
    program = shutil.which("docker-compose")
    if program is None:
        pytest.skip("there is no docker-compose on this machine (Debian: apt-get install docker-compose)")
    lines = (REPOSITORY / ".env.example").read_text().splitlines()
    filled = SECRETS | more
    kept = [line for line in lines if line.partition("=")[0].lstrip("#") not in filled]
    example = folder / "filled.env"
    example.write_text("\n".join([*kept, *(f"{name}={value}" for name, value in filled.items()), ""]))
    command = [program, "--env-file", str(example), "--profile", "backup", "config"]
    clean = {"PATH": os.environ["PATH"], "HOME": str(folder)}
    told = _json([*command, "--format", "json"], cwd=REPOSITORY, env=clean)
    if told is None:  # version 1 tells YAML alone, and is itself a program with a reader of it
        plain = subprocess.run(command, cwd=REPOSITORY, env=clean, capture_output=True, text=True, check=False)
        assert plain.returncode == 0, plain.stderr
        reader = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)"
        own = Path(program).read_text(errors="replace").splitlines()[0].removeprefix("#!").split()[0]
        told = _json([own, "-c", reader], input=plain.stdout)
    if told is None:
        pytest.skip("docker-compose tells its configuration neither as JSON nor in a way that we can read")
    return dict(told["services"])


@cache
def stages() -> dict[str, dict[str, str]]:
    """Stage -> instruction -> its last text ("ENV" all together), with what it inherits from stages before."""
    text = re.sub(r"\\\n\s*", " ", (REPOSITORY / "Dockerfile").read_text())
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        word, _, rest = line.partition(" ")
        if word == "FROM":
            base, _, name = rest.partition(" AS ")
            current = found[name] = dict(found.get(base, {}))
        elif word == "ENV":
            current["ENV"] = f"{current.get('ENV', '')} {rest}"
        elif word.isupper() and found:
            current[word] = rest
    return found


@cache
def as_account() -> tuple[str, ...]:
    """What stands before a command so that it runs with the container's rights; () where this process is not root.

    It owns nothing, gains nothing, and has no capability. Where our Python lies in a folder of root's alone, it has the
    one of reading the files of others; it cannot write them.
    """
    if os.geteuid() != 0 or shutil.which("setpriv") is None:
        return ()
    plain = ("setpriv", f"--reuid={NUMBER}", f"--regid={NUMBER}", "--clear-groups", "--no-new-privs")
    reading = ("--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search")
    for more in (("--inh-caps=-all", "--bounding-set=-all"), reading):
        tried = [*plain, *more, "python", "-c", f"import sys, granian; sys.exit(sys.version != {sys.version!r})"]
        environment = {"PATH": f"{Path(sys.executable).parent}:{os.defpath}"}
        if subprocess.run(tried, cwd="/", env=environment, capture_output=True, check=False).returncode == 0:
            return (*plain, *more)
    return ()


# --- A place to work in --------------------------------------------------------------------------------
@contextmanager
def a_place() -> Iterator[Path]:
    """A folder that other accounts can enter."""
    folder = Path(tempfile.mkdtemp(prefix="atlas-containers-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def image(folder: Path) -> Path:
    """The tree as the image holds it, with the style sheets hashed by the very command of the Dockerfile."""
    app = folder / "app"
    app.mkdir()
    ignored = {line.removeprefix("**/") for line in (REPOSITORY / ".dockerignore").read_text().split()}
    for source in REPOSITORY.iterdir():
        if source.name in ignored - {"__pycache__"}:
            continue
        if source.is_dir():
            shutil.copytree(source, app / source.name)  # with what Python compiled, as the image has it
        else:
            shutil.copy2(source, app / source.name)
    if sys.pycache_prefix:  # what Python keeps elsewhere (tests/compiled.py) lies beside its source
        kept = Path(sys.pycache_prefix, *REPOSITORY.parts[1:])
        for path in kept.rglob("*.pyc"):
            if (folder := app / path.parent.relative_to(kept)).is_dir():
                (folder / "__pycache__").mkdir(exist_ok=True)
                shutil.copy2(path, folder / "__pycache__")
    hashing = next(
        line.removeprefix("RUN ")
        for line in re.sub(r"\\\n\s*", " ", (REPOSITORY / "Dockerfile").read_text()).splitlines()
        if "collectstatic" in line
    )
    words = [sys.executable if word == "/venv/bin/python" else word for word in shlex.split(hashing)]
    subprocess.run(["env", *words], cwd=app, env={"PATH": os.defpath}, check=True, capture_output=True)
    return app


class Services:
    """Runs services of docker-compose.yml. `folder` becomes the volumes of one machine."""

    def __init__(self, told: Mapping[str, Any], app: Path, folder: Path, database: str) -> None:
        self.told, self.app, self.folder, self.database = told, app, folder, database
        self.processes: list[subprocess.Popen[bytes]] = []
        for name in ("pages", "releases", "backups", "nginx", "tmp"):
            volume = folder / name
            volume.mkdir(parents=True)
            if as_account():
                os.chown(volume, NUMBER, NUMBER)

    def command(self, name: str) -> list[str]:
        service = self.told[name]
        words = service.get("command") or json.loads(stages()[self._stage(name)]["CMD"])
        return [word.replace(VOLUMES, str(self.folder)) for word in words]

    def environment(self, name: str) -> dict[str, str]:
        """What the image and the service set, and nothing else."""
        told = dict(pair.split("=", 1) for pair in shlex.split(stages()[self._stage(name)]["ENV"]))
        told |= {key: "" if value is None else str(value) for key, value in self.told[name]["environment"].items()}
        put = {VOLUMES: str(self.folder), "/tmp": f"{self.folder}/tmp", "database:5432": self.database}
        pattern = "|".join(map(re.escape, put))
        told = {key: re.sub(pattern, lambda found: put[found[0]], value) for key, value in told.items()}
        return told | {"TMPDIR": f"{self.folder}/tmp", "PATH": f"{Path(sys.executable).parent}:{os.defpath}"}

    def _stage(self, name: str) -> str:
        return str(self.told[name]["build"].get("target") or list(stages())[-1])

    def start(self, name: str, *, port: int = 0, **more: str) -> subprocess.Popen[bytes]:
        """Start a service, on `port` where it serves."""
        command = [{"0.0.0.0": "127.0.0.1", "8000": str(port)}.get(word, word) for word in self.command(name)]
        log = (self.folder / f"{name}.log").open("ab") if port else None  # a pipe that nobody reads would fill up
        process = subprocess.Popen(
            [*as_account(), *command], cwd=self.app, env=self.environment(name) | more, start_new_session=True,
            stdout=log or subprocess.PIPE, stderr=log or subprocess.STDOUT,
        )  # fmt: skip
        if log:
            log.close()
        self.processes.append(process)
        return process

    def once(self, name: str, **more: str) -> str:
        """Run a service to its end; what it told. Fails where it fails."""
        process = self.start(name, **more)
        told = process.communicate(timeout=120)[0].decode()
        assert process.returncode == 0, f"{name}: {told}"
        return told

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=30)


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(port: int, path: str, *, host: str = "atlas.example", patience: float = 30, **headers: str) -> tuple[int, str]:
    """(status, text) as the proxy would ask: over HTTPS, it says. Status 0: nobody answered."""
    told = {"Host": host, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7", **headers}
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=told)
    try:
        with _OPENER.open(request, timeout=patience) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode(errors="replace")
    except OSError:
        return 0, ""


def wait_for(port: int, path: str = "/health/live", *, host: str = "atlas.example", seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while ask(port, path, host=host)[0] != 200:
        assert time.monotonic() < end, f"{path} on port {port} did not answer in {seconds} s"
        time.sleep(0.02)


def until(condition: Callable[[], object], seconds: float = 30) -> float:
    """Seconds until it holds."""
    began = time.monotonic()
    while not condition():
        assert time.monotonic() - began < seconds, "it did not happen in time"
        time.sleep(0.002)
    return time.monotonic() - began


# --- PostgreSQL as its container runs it ------------------------------------------------------------------
class Server:
    """A PostgreSQL of its own in `folder`, on TCP and behind passwords. Nothing waits for the disk."""

    def __init__(self, folder: Path, binaries: Binaries, owner: Account) -> None:
        self.folder, self.binaries, self.owner, self.port = folder, binaries, owner, free_port()
        self.process: subprocess.Popen[bytes] | None = None

    @classmethod
    def make(cls, folder: Path, initdb: str) -> Server:
        """With the options of POSTGRES_INITDB_ARGS."""
        owner = server_account()
        folder.mkdir()
        folder.chmod(0o755)
        server = cls(folder / "data", find_binaries(owner, folder), owner)
        server._own_folder()
        secret = folder / "password"
        secret.write_text(SECRETS["POSTGRES_PASSWORD"])
        secret.chmod(0o644)
        code, told = owner.run(
            server.binaries.folder / "initdb", "-D", server.folder, "--username=atlas", f"--pwfile={secret}",
            "--auth=scram-sha-256", "--no-sync", *shlex.split(initdb),
        )  # fmt: skip
        assert code == 0, told
        with (server.folder / "pg_hba.conf").open("w") as rules:
            rules.write("host all all 127.0.0.1/32 scram-sha-256\nhost replication all 127.0.0.1/32 scram-sha-256\n")
        return server

    def _own_folder(self) -> None:
        self.folder.mkdir(mode=0o700)
        if self.owner.dropped:
            os.chown(self.folder, self.owner.uid, self.owner.gid)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, database: str = "atlas") -> str:
        return f"postgres://atlas:{SECRETS['POSTGRES_PASSWORD']}@{self.address}/{database}"

    def start(self) -> None:
        options = {"port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": "", "fsync": "off"}
        dropped = self.owner.dropped
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.binaries.folder / "postgres", "-D", self.folder,
                 *(f"--{name}={value}" for name, value in options.items())],
                cwd="/", stdout=log, stderr=log, start_new_session=True, umask=0o077,
                env={"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"},
                user=self.owner.uid if dropped else None, group=self.owner.gid if dropped else None,
                extra_groups=[] if dropped else None,
            )  # fmt: skip
        end = time.monotonic() + 60
        while True:
            try:
                self.connect("postgres").close()
                return
            except psycopg.OperationalError:
                assert time.monotonic() < end, (self.folder.parent / f"{self.folder.name}.log").read_text()
                time.sleep(0.02)

    def connect(self, database: str = "atlas") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url(database), autocommit=True, connect_timeout=30)

    def standby(self, folder: Path) -> Server:
        """A copy that follows by streaming replication, not yet started."""
        other = Server(folder, self.binaries, self.owner)
        other._own_folder()
        code, told = self.owner.run(
            self.binaries.folder / "pg_basebackup", "-D", folder, "--write-recovery-conf", "--wal-method=stream",
            "--checkpoint=fast", "--no-sync", "-d", self.url("postgres"),
        )  # fmt: skip
        assert code == 0, told
        return other

    def kill(self) -> None:
        """As when the machine is switched off: no farewell to anybody."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGQUIT)
            self.process.wait(timeout=30)
