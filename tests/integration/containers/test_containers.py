"""Every service of docker-compose.yml does its work: run as a process with the container's command, environment and
rights, on a PostgreSQL made as its container makes it (`support`). No container engine is needed.
"""

from __future__ import annotations

import gzip
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.integration.containers.support import (
    NUMBER,
    as_account,
    ask,
    compose,
    free_port,
    stages,
    wait_for,
)  # fmt: skip

pytestmark = [pytest.mark.slow]

OURS = ("migrate", "grant", "bake", "public", "desk", "jobs", "backup")
DESK = "desk.atlas.example"


def test_the_database_is_made_and_its_roles_sign_in_with_their_passwords(site: SimpleNamespace) -> None:
    with site.database.connect() as owner:
        told = owner.execute(
            "SELECT pg_encoding_to_char(encoding), datlocprovider, datlocale FROM pg_database WHERE datname = 'atlas'"
        ).fetchone()
        roles = {
            name for (name,) in owner.execute("SELECT DISTINCT usename FROM pg_stat_activity WHERE datname = 'atlas'")
        }
    assert told == ("UTF8", "b", "C.UTF-8")
    assert "atlas_public" in roles
    assert not [line for line in site.said["grant"].splitlines() if "not as they shall be" in line]


def test_the_public_face_shows_readers_pages_and_nothing_of_the_desk(site: SimpleNamespace) -> None:
    status, html = ask(site.ports.public, "/")
    assert status == 200
    assert '<link rel="canonical" href="https://atlas.example/">' in html
    assert ask(site.ports.public, "/evidence?q=rest")[0] == 200, "made anew, with the public role"
    assert ask(site.ports.public, "/admin/login/")[0] == 404
    assert ask(site.ports.public, "/", host="elsewhere.example")[0] == 400


def test_the_desk_signs_people_in_under_its_own_name(site: SimpleNamespace) -> None:
    wait_for(site.ports.desk)
    status, html = ask(site.ports.desk, "/accounts/login/", host=DESK)
    assert status == 200
    assert 'type="password"' in html
    assert ask(site.ports.desk, "/health/ready", host=DESK)[0] in (200, 503), "it knows of jobs that never ran"


def test_the_health_check_of_the_image_asks_what_answers(site: SimpleNamespace) -> None:
    check = stages()["site"]["HEALTHCHECK"]
    command = json.loads(check[check.index("[") :])
    command[2] = command[2].replace("127.0.0.1:8000", f"127.0.0.1:{site.ports.public}")
    environment = site.services.environment("public")
    assert subprocess.run(command, env=environment, timeout=30, check=False).returncode == 0
    command[2] = command[2].replace("/health/live", "/no-such-page")
    assert subprocess.run(command, env=environment, timeout=30, check=False, capture_output=True).returncode != 0


def test_the_jobs_run_as_the_desks_role(site: SimpleNamespace) -> None:
    command = site.services.told["jobs"]["command"]
    assert command[-1] == "--loop"
    site.services.told["jobs"]["command"] = command[:-1]
    try:
        site.services.once("jobs")
    finally:
        site.services.told["jobs"]["command"] = command
    with site.database.connect() as owner:
        ran = owner.execute("SELECT count(*) FROM atlas_jobrun").fetchone()
    assert ran is not None
    assert ran[0] > 5


def test_a_backup_is_made_and_lies_encrypted_in_its_volume(site: SimpleNamespace) -> None:
    assert "Backup made" in site.services.once("backup")
    (folder,) = (site.services.folder / "backups").glob("atlas-*")
    assert (folder / "database.dump.age").read_bytes().startswith(b"age-encryption.org/v1")


def test_services_write_nowhere_but_into_their_volumes(site: SimpleNamespace) -> None:
    if not as_account():
        pytest.skip("another account needs root, who lends it (Debian: util-linux with setpriv)")
    ours = [path for path in site.services.app.rglob("*") if path.stat().st_uid == NUMBER]
    assert ours == [], "the tree is not theirs, and holds nothing of theirs"
    for name in OURS:
        service = site.told[name]
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name


def test_only_the_owner_is_given_the_owners_password(site: SimpleNamespace) -> None:
    owner = {name for name in OURS if "//atlas:" in site.told[name]["environment"]["DATABASE_URL"]}
    assert owner == {"migrate", "grant", "backup"}
    knows_both = {name for name in OURS if "ATLAS_DESK_ROLE_PASSWORD" in site.told[name]["environment"]}
    assert knows_both == {"grant"}


def test_releases_may_lie_in_a_store_whose_keys_the_desk_alone_is_given(tmp_path: Path) -> None:
    store = {
        "ATLAS_RELEASES_STORAGE": "s3://atlas/releases", "AWS_ENDPOINT_URL_S3": "https://store.example",
        "AWS_ACCESS_KEY_ID": "known", "AWS_SECRET_ACCESS_KEY": "secret0123456789",
    }  # fmt: skip
    told = compose(tmp_path, ATLAS_LOCK="requirements-s3.txt", **store)
    given = {name: store.items() <= told[name]["environment"].items() for name in OURS}
    assert {name for name, has_all in given.items() if has_all} == {"desk", "jobs"}
    others = "".join(str(told[name]) for name in told if name not in ("desk", "jobs"))
    assert store["AWS_SECRET_ACCESS_KEY"] not in others
    assert told["desk"]["build"]["args"]["LOCK"] == "requirements-s3.txt"
    plain, with_store = ((REPOSITORY / name).read_text() for name in ("requirements.txt", "requirements-s3.txt"))
    pins = [set(re.findall(r"^\S+==\S+", lock, re.MULTILINE)) for lock in (plain, with_store)]
    assert pins[0] < pins[1], "the same versions of everything else"
    assert re.search(r"^boto3==\S+ \\\n +--hash=sha256:", with_store, re.MULTILINE)
    assert not re.search("^boto3==", plain, re.MULTILINE)


@pytest.fixture(scope="module")
def before(site: SimpleNamespace) -> Iterator[SimpleNamespace]:
    """nginx with our configuration in front of both faces, as the account of the services."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    openssl = shutil.which("openssl")
    if nginx is None or openssl is None:
        pytest.skip("there is no nginx or no openssl on this machine (Debian: apt-get install nginx openssl)")
    folder: Path = site.place / "nginx"
    (folder / "conf.d").mkdir(parents=True)
    (folder / "challenges").mkdir()
    (folder / "challenges" / "x").write_text("")
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-subj", "/CN=atlas.example", "-addext", f"subjectAltName=DNS:atlas.example,DNS:{DESK}",
         "-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    (folder / "privkey.pem").chmod(0o644)
    plain, https = free_port(), free_port()
    variables = dict(site.told["nginx"]["environment"]) | {
        "ATLAS_NGINX_PUBLIC": f"127.0.0.1:{site.ports.public}",
        "ATLAS_NGINX_DESK": f"127.0.0.1:{site.ports.desk}",
        "ATLAS_NGINX_HTTP": f"127.0.0.1:{plain}",
        "ATLAS_NGINX_HTTPS": f"127.0.0.1:{https}",
        "ATLAS_NGINX_PAGES": str(site.services.folder / "nginx"),
        "ATLAS_NGINX_CERTIFICATES": str(folder),
        "ATLAS_NGINX_DESK_ALLOW": "192.0.2.0/24",
    }
    text = (site.services.app / "deploy/nginx/templates/atlas.conf.template").read_text()
    for name, value in variables.items():
        text = text.replace(f"${{{name}}}", value)
    assert "${ATLAS_" not in text
    logs = folder / "access.log"
    (folder / "conf.d" / "atlas.conf").write_text(text.replace("/dev/stdout", str(logs)))
    main = (site.services.app / "deploy/nginx/nginx.conf").read_text()
    main = main.replace("/tmp/", f"{folder}/tmp-").replace("/etc/nginx/conf.d", str(folder / "conf.d"))
    (folder / "nginx.conf").write_text(main.replace("/dev/stderr", str(folder / "error.log")))
    (folder / "closed.conf").write_text(
        "location ~ ^/evidence/closed-2019/(v/|history) { return 451; }\n"
        "location ~ ^/api/v1/studies/closed-2019/versions/ { return 451; }\n"
    )
    if as_account():
        os.chown(folder, NUMBER, NUMBER)
    command = [*as_account(), nginx, "-c", folder / "nginx.conf", "-e", folder / "error.log"]
    tested = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert tested.returncode == 0, tested.stderr
    assert "warn" not in tested.stderr
    server = subprocess.Popen([*command, "-g", "daemon off;"], start_new_session=True)
    site.services.processes.append(server)
    _until_it_listens(https)
    yield SimpleNamespace(http=plain, https=https, logs=logs)
    server.terminate()
    server.wait(timeout=30)


def _until_it_listens(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=10).close()
            return
        except OSError:
            assert time.monotonic() < end, "nginx does not listen"


def through(port: int, path: str, *, host: str = "atlas.example", **headers: str) -> Any:
    """What nginx answers, its certificate not looked at; redirects are not followed. OSError where it hangs up."""
    context = ssl._create_unverified_context()
    context.check_hostname = False
    raw = socket.create_connection(("127.0.0.1", port), timeout=60)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.sock = context.wrap_socket(raw, server_hostname=host)
    connection.request("GET", path, headers={"Host": host, **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return SimpleNamespace(status=answer.status, headers=answer.headers, body=body)


class TestInFront:
    def test_http_leads_to_https_and_a_strange_name_gets_no_answer(self, before: SimpleNamespace) -> None:
        plain = http.client.HTTPConnection("127.0.0.1", before.http, timeout=60)
        plain.request("GET", "/evidence?q=rest", headers={"Host": "atlas.example"})
        answer = plain.getresponse()
        assert (answer.status, answer.headers["Location"]) == (308, "https://atlas.example/evidence?q=rest")
        assert "nginx/" not in (answer.headers["Server"] or "")
        plain.close()
        assert ask(before.http, "/", host="elsewhere.example")[0] == 0
        with pytest.raises(OSError, match=r"."):
            through(before.https, "/", host="elsewhere.example")

    def test_a_finished_page_comes_from_the_folder_and_is_the_page(
        self, before: SimpleNamespace, site: SimpleNamespace
    ) -> None:
        page = through(before.https, "/", **{"Accept-Encoding": "gzip"})
        assert page.status == 200
        assert re.fullmatch(r'"[0-9a-f]+-[0-9a-f]+"', page.headers["ETag"]), "nobody but nginx was asked"
        assert "X-Request-ID" not in page.headers, "a number for each costs more than the page"
        assert gzip.decompress(page.body).decode() == ask(site.ports.public, "/")[1]
        for name in ("Content-Security-Policy", "Strict-Transport-Security", "X-Content-Type-Options"):
            assert page.headers[name], name
        again = through(before.https, "/", **{"Accept-Encoding": "gzip", "If-None-Match": page.headers["ETag"]})
        assert again.status == 304

    def test_everything_else_is_made_by_the_face_it_belongs_to(self, before: SimpleNamespace) -> None:
        made = through(before.https, "/evidence?q=rest")
        assert made.status == 200
        assert made.headers["X-Request-ID"]
        assert through(before.https, "/no-such-page").status == 404

    @pytest.mark.parametrize("path", ["/metrics", "/admin", "/admin/", "/admin/login/", "/accounts/login/"])
    def test_the_public_name_knows_no_desk_and_no_figures(self, before: SimpleNamespace, path: str) -> None:
        answer = through(before.https, path)
        assert answer.status == 404
        assert "X-Request-ID" not in answer.headers, "nobody but nginx was asked"

    def test_the_desk_is_closed_to_whoever_may_not_come(self, before: SimpleNamespace) -> None:
        assert through(before.https, "/accounts/login/", host=DESK).status == 403

    def test_what_is_too_large_is_refused_before_anybody_reads_it(self, before: SimpleNamespace) -> None:
        assert through(before.https, "/contribute", **{"Content-Length": str(4 * 1024**2)}).status == 413
        assert through(before.https, "/", **{"X-Long": "a" * 20_000}).status == 400

    def test_the_desk_takes_a_file_of_a_hundred_megabytes_and_no_more(self, before: SimpleNamespace) -> None:
        """What is too large is refused before it is asked who sends it."""
        path = "/admin/desk/import/"
        assert through(before.https, path, host=DESK, **{"Content-Length": str(100 * 1024**2)}).status == 403
        assert through(before.https, path, host=DESK, **{"Content-Length": str(102 * 1024**2)}).status == 413

    def test_what_a_court_closed_is_told_so_before_any_page(self, before: SimpleNamespace) -> None:
        for path in ("/evidence/closed-2019/v/1", "/evidence/closed-2019/history",
                     "/api/v1/studies/closed-2019/versions/1"):  # fmt: skip
            assert through(before.https, path).status == 451, path
        assert through(before.https, "/evidence/closed-2019").status == 404

    def test_whoever_asks_too_much_waits_and_readers_of_finished_pages_do_not(self, before: SimpleNamespace) -> None:
        with ThreadPoolExecutor(8) as pool:
            asked = list(pool.map(lambda _: through(before.https, "/no-such-page").status, range(120)))
        assert set(asked) == {404, 429}
        assert through(before.https, "/").status == 200

    def test_the_log_tells_of_nobody(self, before: SimpleNamespace) -> None:
        through(before.https, "/contribute/status?code=ABCD", **{"User-Agent": "somebody's own"})
        lines = before.logs.read_text()
        assert "GET /contribute/... " in lines
        for personal in (" 127.0.0.1", "192.0.2.7", "code=", "somebody", "rest", "/status"):
            assert personal not in lines
