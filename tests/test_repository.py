"""What holds for the repository as a whole: its files, its lock, its settings, its documents."""

from __future__ import annotations

import ast
import re
import shlex
import subprocess
import tomllib
from functools import cache
from io import StringIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command

from tests.source_reading import APPS, REPOSITORY, modules

NOT_OURS = {
    ".venv",
    ".local",
    "staticfiles",
    ".git",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
}
LONGEST_MODULE = 420  # lines; "past about 400 a module becomes a package"
LONGEST_TEST = 600
LARGEST_FILE = 1024 * 1024  # bytes
ONE_LONG_TABLE = {"evidence/citations/latex/tables.py": "LaTeX commands and their letters; rows, no logic"}
"""Modules that may be longer, because splitting a table helps nobody."""
VENDORED = ("evidence/citations/styles/apa.csl", "evidence/citations/styles/vancouver.csl")
"""Files of others, kept as they came."""


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be: asked of git, or walked where there is no git."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, capture_output=True, check=True,
        ).stdout.decode().split("\0")  # fmt: skip
        found = [REPOSITORY / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        found = [
            path
            for path in REPOSITORY.rglob("*")
            if not NOT_OURS & set(path.relative_to(REPOSITORY).parts) and "__pycache__" not in path.parts
        ]
    return tuple(sorted(path for path in found if path.is_file() and not path.is_symlink()))


def name(path: Path) -> str:
    return path.relative_to(REPOSITORY).as_posix()


def text_of(path: str | Path) -> str:
    return (REPOSITORY / path).read_text("utf-8")


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """(name, text) of every file of ours that is text."""
    found = []
    for path in files():
        raw = path.read_bytes()
        if b"\0" not in raw and name(path) not in VENDORED:
            found.append((name(path), raw.decode("utf-8")))
    return tuple(found)


def lines_that_hold(pattern: str) -> list[str]:
    """Every line of every text file that matches, as "file:line: text"."""
    found = []
    for where, text in texts():
        if re.search(pattern, text):
            found += [
                f"{where}:{number}: {line.strip()[:120]}"
                for number, line in enumerate(text.splitlines(), start=1)
                if re.search(pattern, line)
            ]
    return found


# --- Every file ----------------------------------------------------------------------------------------

# Written in pieces, so that this file does not hold what it looks for.
REGISTRIES = [
    ("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("npmjs", "com"), ("yarnpkg", "com"),
    ("crates", "io"), ("rubygems", "org"), ("golang", "org"), ("anaconda", "org"), ("maven", "org"),
    ("ghcr", "io"), ("quay", "io"), ("docker", "io"), ("jsdelivr", "net"), ("unpkg", "com"),
]  # fmt: skip
PLACES_OF_ONE_MACHINE = [
    "/" + "home/[a-z]", "/" + "root/[a-z.]", "/" + "Users/[A-Za-z]", "/" + "work/(main|shared)",
    r"[A-Z]:\\" + "Users",
]  # fmt: skip
NAMES_SUCH_WORDS = ("evidence/scanner/checks/leaks.py:", "docs/scanner.md:", "tests/unit/scanner/")
"""The scanner looks for them in the texts of others, and says so."""
PROMISES = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]


@pytest.mark.parametrize("host", [r"\.".join(parts) for parts in REGISTRIES])
def test_no_file_names_the_host_of_a_package_registry(host: str) -> None:
    assert not lines_that_hold(rf"\b{host}\b"), "where packages come from is set on the machine, not here"


@pytest.mark.parametrize("place", PLACES_OF_ONE_MACHINE)
def test_no_file_names_a_place_of_one_machine(place: str) -> None:
    assert not lines_that_hold(rf"(?<![\w./-]){place}")


@pytest.mark.parametrize("word", PROMISES)
def test_no_file_puts_work_off(word: str) -> None:
    left = [line for line in lines_that_hold(rf"\b{word}\b") if not line.startswith(NAMES_SUCH_WORDS)]
    assert not left, "do it, or open an issue"


def test_the_search_finds_what_is_there() -> None:
    assert len(files()) > 100
    assert any(line.startswith("README.md:") for line in lines_that_hold(r"\bmake run\b"))


def test_no_file_is_large() -> None:
    large = {name(path): path.stat().st_size for path in files() if path.stat().st_size > LARGEST_FILE}
    assert not large


def test_text_files_are_utf8_without_a_byte_order_mark_and_with_plain_line_ends() -> None:
    # tests/data holds files of others with every oddity on purpose.
    odd = [
        where
        for where, text in texts()
        if not where.startswith("tests/data/") and (text.startswith("\ufeff") or "\r" in text)
    ]
    assert not odd


# --- Every module --------------------------------------------------------------------------------------


def test_modules_stay_short_enough_to_read() -> None:
    long = {}
    for path in files():
        if path.suffix != ".py" or "migrations" in path.parts or name(path) in ONE_LONG_TABLE:
            continue
        lines = len(text_of(path).splitlines())
        if lines > (LONGEST_TEST if name(path).startswith("tests/") else LONGEST_MODULE):
            long[name(path)] = lines
    assert not long, f"These become packages of the same name that re-export: {long}"


def _tells_what_it_is(tree: ast.Module) -> bool:
    """A docstring at the top, or one in a public class that speaks for the file, as models do."""
    if not tree.body or ast.get_docstring(tree):
        return True
    classes = [node for node in tree.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    return any(map(ast.get_docstring, classes))


def test_every_module_says_what_it_is() -> None:
    silent = []
    for module in modules():
        if ".migrations" not in module.name and not _tells_what_it_is(module.tree):
            silent.append(module.path)
    assert not silent


def test_nothing_prints_but_commands() -> None:
    for module in modules():
        if ".management.commands" in module.name or module.name.endswith("__main__"):
            continue
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                assert node.func.id != "print", f"{module.path}:{node.lineno} prints"


@pytest.mark.django_db
def test_every_change_of_a_model_has_its_migration() -> None:
    told = StringIO()
    try:
        call_command("makemigrations", check=True, dry_run=True, stdout=told, stderr=told)
    except SystemExit:
        pytest.fail(f"Run `make migrations`:\n{told.getvalue()}")


# --- Settings and their example ------------------------------------------------------------------------

COMPOSE_ONLY = {
    "POSTGRES_PASSWORD", "ATLAS_PUBLIC_ROLE_PASSWORD", "ATLAS_DESK_ROLE_PASSWORD", "ATLAS_PORT", "ATLAS_DESK_PORT",
    "ATLAS_HTTP_PORT", "ATLAS_HTTPS_PORT", "ATLAS_CERTIFICATES_DIR", "ATLAS_NGINX_HOST", "ATLAS_NGINX_DESK_ALLOW",
    "PYTHON_IMAGE", "POSTGRES_IMAGE", "NGINX_IMAGE", "ATLAS_LOCK",
}  # fmt: skip
"""Variables that docker-compose reads and the settings do not."""


def variables_read() -> set[str]:
    """Every NAME of an `env.…("NAME", …)` in the settings."""
    return {
        node.args[0].value
        for node in ast.walk(ast.parse(text_of("atlas/settings.py")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and ast.unparse(node.func.value) == "env"
        and node.func.attr != "read_env"
        and node.args
        and isinstance(node.args[0], ast.Constant)
    }


def variables_shown() -> list[str]:
    return re.findall(r"^#?([A-Z][A-Z0-9_]*)=", text_of(".env.example"), re.MULTILINE)


def test_the_example_environment_shows_every_variable_and_no_other() -> None:
    shown = variables_shown()
    assert len(variables_read()) > 10
    assert sorted(shown) == sorted(variables_read() | COMPOSE_ONLY)


def test_every_variable_of_the_example_is_explained() -> None:
    block: list[str] = []
    for line in [*text_of(".env.example").splitlines(), ""]:
        if not line:
            block = []
        elif re.match(r"#?[A-Z][A-Z0-9_]*=", line):
            # A comment above, in the same block, speaks for one line or for a few that belong together.
            assert block or line.lstrip("#").split("=")[0] in ("LOG_LEVEL",), f"{line} has no word of explanation"
        else:
            block.append(line)


def test_docker_compose_asks_for_known_variables_only() -> None:
    asked = set(re.findall(r"\$\{([A-Z0-9_]+)", text_of("docker-compose.yml")))
    assert asked <= set(variables_shown())
    assert asked >= COMPOSE_ONLY


def test_docker_compose_makes_the_same_database_as_the_embedded_server() -> None:
    """Same encoding, locale and checksums, same major version: sorting and matching never differ."""
    from atlas.embedded_postgres import cluster

    compose = text_of("docker-compose.yml")
    arguments = re.search(r'POSTGRES_INITDB_ARGS: "([^"]+)"', compose)
    image = re.search(r"image: \S*\bpostgres:(\d+)", compose)
    assert arguments is not None
    assert image is not None
    embedded: list[str] = []
    made = SimpleNamespace(major=int(image[1]), folder=Path("bin"), version=image[1])
    place = SimpleNamespace(
        account=SimpleNamespace(run=lambda *command: (embedded.extend(map(str, command)), (0, ""))[1])
    )
    cluster._initdb(place, made, Path("data"))  # type: ignore[arg-type]
    said = [word for word in _options(embedded) if not re.match(r"-D|--username|--auth|--no-", word)]
    assert sorted(_options(shlex.split(arguments[1]))) == sorted(said)
    pinned = re.search(r'"embedded-postgres==(\d+)\.', text_of("pyproject.toml"))
    assert pinned is not None
    assert pinned[1] == image[1]


def _options(words: list[str]) -> list[str]:
    """Options with their value in one word: "--encoding UTF8" is "--encoding=UTF8"."""
    joined: list[str] = []
    for word in words:
        if word.startswith("-"):
            joined.append(word)
        elif joined and "=" not in joined[-1]:
            joined[-1] += f"={word}"
    return joined


# --- The lock ------------------------------------------------------------------------------------------

LOCKS = ("requirements.txt", "requirements-local.txt", "requirements-dev.txt")


def pins(lock: str) -> dict[str, str]:
    """Package -> version; fails where a line is anything but a pin with its hashes."""
    found: dict[str, str] = {}
    logical = re.sub(r"\\\n", " ", text_of(lock))
    for line in logical.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        pin = re.fullmatch(
            r"(?P<name>[a-z0-9][a-z0-9._-]*)(\[[a-z,]+\])?==(?P<version>[\w.+!-]+)( ; [^#]+?)?"
            r"(\s+--hash=sha256:[0-9a-f]{64})+\s*",
            line,
        )
        assert pin is not None, f"{lock}: not a pin with hashes: {line[:100]}"
        found[pin["name"]] = pin["version"]
    return found


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_with_hashes_and_comes_from_nowhere_else(lock: str) -> None:
    assert pins(lock)
    assert not re.search(
        r"https?://|^\s*(-i|-f|-r|-e|--index|--extra-index|--find-links|--trusted)", text_of(lock), re.M
    )


def test_what_runs_in_production_is_what_was_tested() -> None:
    production, local, dev = map(pins, LOCKS)
    assert production.items() <= local.items()
    assert local.items() <= dev.items()


@cache
def pyproject() -> dict[str, Any]:
    return tomllib.loads(text_of("pyproject.toml"))


def dependencies() -> dict[str, list[str]]:
    """Lock -> requirements that pyproject.toml states for it."""
    project = pyproject()["project"]
    extras = project["optional-dependencies"]
    return {
        LOCKS[0]: project["dependencies"],
        LOCKS[1]: project["dependencies"] + extras["local"],
        LOCKS[2]: project["dependencies"] + extras["local"] + extras["dev"],
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_every_dependency(lock: str) -> None:
    named = {re.split(r"[\[<>=!~ ]", requirement)[0].lower() for requirement in dependencies()[lock]}
    assert named <= set(pins(lock)), "run `make lock`"


def test_every_dependency_says_what_it_is_for() -> None:
    lines = text_of("pyproject.toml").splitlines()
    for requirement in dependencies()[LOCKS[2]]:
        line = next(line for line in lines if f'"{requirement}"' in line)
        assert re.search(r'",?\s*# \w', line), f"{requirement} has no comment"


# --- Documents -----------------------------------------------------------------------------------------


def test_the_readme_names_the_two_commands() -> None:
    readme = text_of("README.md")
    assert "make run" in readme
    assert "make test" in readme


def test_every_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", text_of("Makefile"), re.MULTILINE))
    for where, text in texts():
        if where.endswith(".md"):
            named = set(re.findall(r"`make ([a-z]+)", text))
            assert named <= targets, where


def test_every_file_that_a_document_links_to_exists() -> None:
    for where, text in texts():
        # The guides of the site link to its pages; their own test follows those.
        if where.endswith(".md") and not where.startswith("atlas/content/"):
            for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", text):
                assert (REPOSITORY / where).parent.joinpath(target).exists(), f"{where} links to {target}"


def test_continuous_integration_runs_the_same_commands_as_people() -> None:
    commands = text_of(".ci/run")
    assert re.search(r"^[^#\n]*\bmake lint$", commands, re.MULTILINE)
    assert re.search(r"^[^#\n]*\bmake test$", commands, re.MULTILINE)


def test_the_licence_is_the_one_that_is_declared() -> None:
    first = text_of("LICENSE").splitlines()[0]
    assert {"MIT": "MIT License"}[pyproject()["project"]["license"]] == first


def test_the_map_shows_what_is_there() -> None:
    """Every package of the apps stands in the tree of docs/architecture.md."""
    tree = text_of("docs/architecture.md")
    for app in APPS:
        rooms = {
            module.path.split("/")[1].removesuffix(".py")
            for module in modules()
            if module.path.startswith(f"{app}/") and module.path.count("/") > 1
        }
        for room in sorted(rooms - {"migrations", "management"}):
            assert re.search(rf"\b{room}/", tree), f"docs/architecture.md does not know {app}/{room}"


def test_the_map_names_only_promises_that_the_database_keeps() -> None:
    promised = re.findall(r"^\| .+ \| ((?:`[a-z_]+`(?:, )?)+) \|$", text_of("docs/architecture.md"), re.MULTILINE)
    names = {found for cell in promised for found in re.findall(r"`([a-z_]+)`", cell)}
    kept = "\n".join(module.text for module in modules() if ".models" in module.name)
    assert len(names) > 10
    for promise in names:
        assert f'"{promise}"' in kept, f"no constraint or trigger is called {promise}"
