"""Reads the project's source as text: who imports whom, who writes rows, what walks where.

Nothing is imported or run, so an import hidden inside a function or under TYPE_CHECKING is seen like any
other. `tests/test_architecture.py` holds what is found here against the rules.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
APPS = ("atlas", "contributions", "evidence")

WRITERS = frozenset(
    [
        *("save", "create", "update", "delete", "get_or_create", "update_or_create"),
        *("bulk_create", "bulk_update", "execute", "executemany"),
    ]
)
"""Names of calls that change rows: Django's own, and SQL by hand."""

LOADERS = frozenset({"import_module", "__import__", "import_string"})
"""Calls that import what a text names."""


@dataclass(frozen=True)
class Module:
    """One file of source: its dotted name, its path from the repository, its text."""

    name: str
    path: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @property
    def is_package(self) -> bool:
        return self.path.endswith("__init__.py")

    def is_in(self, *packages: str) -> bool:
        """True for each of `packages` itself and for whatever lies in one."""
        return any(within(self.name, package) for package in packages)


@dataclass(frozen=True)
class Found:
    """Something at a line of a module: an imported name, or the text of a call."""

    module: Module
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module.path}:{self.line}: {self.what}"


def modules() -> list[Module]:
    """Every module of the three apps, tests not among them."""
    return [read(path) for app in APPS for path in sorted((REPOSITORY / app).rglob("*.py"))]


def read(path: Path) -> Module:
    relative = path.relative_to(REPOSITORY)
    parts = relative.with_suffix("").parts
    name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
    return Module(name, relative.as_posix(), path.read_text("utf-8"))


def within(name: str, package: str) -> bool:
    """True when `name` is `package` or something in it."""
    return name == package or name.startswith(f"{package}.")


def imports(module: Module) -> list[Found]:
    """Every import wherever it stands, as full dotted names: `from a import b` is `a.b`."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found += [Found(module, node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _base(module, node)
            found += [Found(module, node.lineno, f"{base}.{alias.name}") for alias in node.names]
        elif isinstance(node, ast.Call) and _called(node) in LOADERS and node.args:
            named = node.args[0]
            if isinstance(named, ast.Constant) and isinstance(named.value, str):
                found.append(Found(module, node.lineno, named.value))
    return found


def _base(module: Module, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.name.split(".")
    keep = len(parts) - node.level + module.is_package
    return ".".join([*parts[:keep], *([node.module] if node.module else [])])


def is_standard(name: str) -> bool:
    return name.partition(".")[0] in sys.stdlib_module_names


def writes(module: Module) -> list[Found]:
    """Every call that may change rows, as `thing.method`."""
    return [
        Found(module, node.lineno, ast.unparse(node.func))
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and _called(node) in WRITERS
    ]


def calls_of(module: Module, name: str) -> list[Found]:
    """Every call of a function or method called `name`."""
    return [
        Found(module, node.lineno, ast.unparse(node)[:80])
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and _called(node) == name
    ]


def walks(module: Module, relations: frozenset[str]) -> list[Found]:
    """Every step along one of `relations`: an attribute `.study`, a lookup `study__title`, its text."""
    found = []
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and node.attr in relations:
            found.append(Found(module, node.lineno, ast.unparse(node)))
        elif isinstance(node, ast.Call):
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            names = [*(keyword.arg or "" for keyword in node.keywords), *map(str, texts)]
            found += [
                Found(module, node.lineno, name)
                for name in names
                if "__" in name and name.lstrip("-").partition("__")[0] in relations
            ]
    return found


def relations_to(module: Module, app: str) -> Iterator[tuple[Found, str | None]]:
    """Each foreign key of `module` to a model of `app`, with its `related_name` (None where it has none)."""
    ours = {found.what.rpartition(".")[2] for found in imports(module) if within(found.what, app)}
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call) or _called(node) not in (
            "ForeignKey",
            "OneToOneField",
            "ManyToManyField",
        ):
            continue
        named = {keyword.arg: keyword.value for keyword in node.keywords}
        target = node.args[0] if node.args else named.get("to")
        text = target.value if isinstance(target, ast.Constant) else ast.unparse(target) if target else ""
        if within(str(text), app) or str(text).rpartition(".")[2] in ours:
            name = named.get("related_name")
            yield (
                Found(module, node.lineno, ast.unparse(node)[:80]),
                str(name.value) if isinstance(name, ast.Constant) else None,
            )


def _called(node: ast.Call) -> str:
    """The last name of what is called: `update` of `a.b.update(...)`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""


# --- Functions of one module and what they call --------------------------------------------------------


def public_functions(module: Module) -> list[ast.FunctionDef]:
    return [node for node in module.tree.body if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")]


def reach(module: Module, function: ast.FunctionDef) -> list[ast.AST]:
    """The function, and every function and class of the same module that it leads to."""
    own = {
        node.name: node
        for node in module.tree.body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
    reached: dict[str, ast.AST] = {function.name: function}
    waiting = [function.name]
    while waiting:
        for node in ast.walk(reached[waiting.pop()]):
            if isinstance(node, ast.Name) and node.id in own and node.id not in reached:
                reached[node.id] = own[node.id]
                waiting.append(node.id)
    return list(reached.values())
