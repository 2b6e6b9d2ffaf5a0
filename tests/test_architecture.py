"""Who may import whom, and who may write: the table of docs/architecture.md, enforced on the source text.

Each row says why. When a test here fails, the reason is in the message: move the code to the room where it
belongs, or change the row, the map in `docs/architecture.md` and your mind in one commit.
"""

from __future__ import annotations

import ast
import graphlib
import re
from dataclasses import dataclass

import pytest

from tests.source_reading import (  # isort: skip
    REPOSITORY, Found, Module, calls_of, imports, is_standard, modules, public_functions, reach, relations_to, walks,
    within, writes,
)  # fmt: skip

MODULES = modules()

RULES = (
    "evidence.pem", "evidence.workflow", "evidence.vocabulary", "evidence.canonical", "evidence.classifier",
    "evidence.scanner", "evidence.charts.layout", "evidence.search.query", "evidence.diff", "evidence.coding_agreement",
    "evidence.roles", "evidence.harvest.xml", "evidence.harvest.protocol", "evidence.harvest.tokens",
    "evidence.harvest.answers", "evidence.harvest.sitemap", "evidence.harvest.links", "evidence.harvest.accept",
    "evidence.feeds.atom", "evidence.no_room", "evidence.tongue",
)  # fmt: skip
PURE = (*RULES, "evidence.citations")
READERS = (
    "evidence.views", "evidence.api", "evidence.presenters", "evidence.structured_data", "evidence.feeds",
    "evidence.harvest", "evidence.exports", "evidence.search", "evidence.charts", "evidence.urls", "atlas.views",
    "atlas.context_processors", "atlas.navigation", "atlas.guides", "atlas.display",
)  # fmt: skip
EDGES = (
    "evidence.admin", "evidence.management", "contributions.admin", "contributions.management", "atlas.admin",
    "atlas.management",
)  # fmt: skip
LIBRARIES = {
    "bibtexparser": "evidence.citations.importers.bibtex",
    "lxml": "evidence.citations.importers.pubmed_xml",
    "citeproc": "evidence.citations.exporters.formatted",
}
"""Third-party library of the formats -> the one room that needs it."""
OTHER_LIBRARIES = {
    "httpx": ("evidence.clients", "evidence.generator"),
    "tenacity": ("evidence.clients", "evidence.generator"),
    "jsonschema": ("evidence.generator",),
    "ninja": ("evidence.api",),
    "pydantic": ("evidence.api",),
    "segno": ("evidence.presenters.paper",),
    "markdown_it": ("atlas.guides",),
    "nh3": ("atlas.guides",),
    "cryptography": ("contributions.sealing", "atlas.accounts.encryption"),
}
"""Third-party library -> the rooms that need it."""


@dataclass(frozen=True)
class Row:
    """One row of the table. The standard library is free to everybody.

    `may` lists what may be imported (None: whatever `never` does not name); it speaks only of names within
    `of`, where that is given.
    """

    who: tuple[str, ...]
    because: str
    may: tuple[str, ...] | None = None
    never: tuple[str, ...] = ()
    of: str = ""

    def breaches(self, module: Module) -> list[str]:
        if not module.is_in(*self.who):
            return []
        return [f"{found}\n    {self.because}" for found in imports(module) if self._forbids(found.what)]

    def _forbids(self, name: str) -> bool:
        # A bare `import evidence` opens every room of it.
        if any(within(name, other) or within(other, name) for other in self.never):
            return True
        if self.may is None or is_standard(name) or (self.of and not within(name, self.of)):
            return False
        return not any(within(name, other) for other in self.may)


TABLE = {
    "the rules": Row(
        who=RULES,
        may=PURE,
        never=("django", "evidence.models"),
        because="A clinician must be able to read and test the rules without a database.",
    ),
    "citations": Row(
        who=("evidence.citations",),
        may=(*PURE, *LIBRARIES),
        never=("django", "evidence.clients", "evidence.models"),
        because="Formats are text work.",
    ),
    "models": Row(
        who=("evidence.models",),
        may=("django", "pgtrigger", "evidence.models", *PURE),
        never=("evidence.actions", "evidence.search", "evidence.views", "evidence.admin"),
        because="Rows do not know their users.",
    ),
    "actions": Row(
        who=("evidence.actions",),
        may=("django", "pgtrigger", "evidence.actions", "evidence.models", "evidence.clients", *PURE),
        never=(
            "evidence.views", "evidence.admin", "evidence.api", "evidence.forms", "evidence.presenters",
            "django.http", "django.shortcuts", "django.forms", "django.contrib.admin",
            "django.contrib.messages",
        ),
        because="Everyone shares the actions: they know of no request, no form and no page.",
    ),
    "clients": Row(
        who=("evidence.clients",),
        may=(*PURE, "evidence.clients", "httpx", "tenacity"),
        never=("django", "evidence.models", "evidence.actions"),
        because="A client asks a server and reads its answer: it holds no row and opens no transaction.",
    ),
    "the generator": Row(
        who=("evidence.generator",),
        may=(*PURE, "evidence.generator", "httpx", "tenacity", "jsonschema"),
        never=("django", "evidence.models", "evidence.actions"),
        because="A generator proposes: it asks a server or reads a text, and touches no row.",
    ),
    "public surfaces": Row(
        who=READERS,
        never=(
            "evidence.actions", "evidence.admin", "evidence.clients", "evidence.generator",
            "evidence.keeping_up", "evidence.management", "atlas.demo", "atlas.management",
        ),
        because="No public address can change or leak work in progress, or call another server.",
    ),
    "the files": Row(
        who=tuple(
            f"evidence.exports.{name}"
            for name in (
                "rows", "columns", "json_rows", "formats", "schema", "codebook", "counting", "citing", "licence",
                "packing", "pack", "release", "changes",
            )
        ),
        never=("django", "evidence.models"),
        because="What a file says is text work: it can be tested without a database.",
    ),
    "admin and commands": Row(
        who=EDGES,
        never=("evidence.views", "evidence.api", "atlas.views", "contributions.views"),
        because="Edges do not call edges.",
    ),
    "contributions": Row(
        who=("contributions",),
        of="evidence",
        # evidence.workflow: for Refusal, which the actions raise.
        may=(
            "evidence.models", "evidence.actions", "evidence.citations", "evidence.pem", "evidence.workflow",
        ),
        because="The private part uses knowledge and its one door, never its pages or its desk.",
    ),
    "contributions and the site": Row(
        who=("contributions",),
        never=("atlas",),
        because="Arrows point one way: atlas, then contributions, then evidence.",
    ),
    "evidence": Row(
        who=("evidence",),
        never=("contributions", "atlas"),
        because="Public knowledge works without the form and without this site.",
    ),
    "accounts": Row(
        who=("atlas.accounts",),
        of="evidence",
        may=("evidence.actions.audit",),
        because="Accounts leave their trail in evidence and touch nothing else of it.",
    ),
    "the demonstration": Row(
        who=("atlas.demo",),
        of="evidence",
        may=("evidence.actions", "evidence.models", *PURE),
        because="The demonstration comes through the same door as everything else.",
    ),
    "the embedded server": Row(
        who=("atlas.embedded_postgres",),
        may=("atlas.embedded_postgres", "psycopg"),
        never=("django",),
        because="The settings start it before Django is there.",
    ),
    "settings": Row(
        who=("atlas.settings", "atlas.local", "atlas.security"),
        never=("evidence", "contributions", "atlas.models", "atlas.views", "django.db"),
        because="Settings are read before any app is loaded.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
def test_nobody_imports_what_the_table_forbids(name: str) -> None:
    breaches = [breach for module in MODULES for breach in TABLE[name].breaches(module)]
    assert not breaches, "\n" + "\n".join(breaches)


@pytest.mark.parametrize("library", [*LIBRARIES, *OTHER_LIBRARIES])
def test_a_library_is_imported_only_where_it_is_needed(library: str) -> None:
    rooms = OTHER_LIBRARIES.get(library) or (LIBRARIES[library],)
    strays = [
        found
        for module in MODULES
        for found in imports(module)
        if within(found.what, library) and not module.is_in(*rooms)
    ]
    assert not strays, f"{library} belongs to {' and '.join(rooms)} alone:\n" + "\n".join(map(str, strays))


def room(name: str) -> str:
    """`evidence.models` of `evidence.models.study.Study`."""
    return ".".join(name.split(".")[:2])


def test_rooms_do_not_import_each_other_in_circles() -> None:
    """A circle is how a missing boundary looks, also where an import inside a function hides it."""
    rooms = {room(module.name) for module in MODULES}
    arrows: dict[str, set[str]] = {}
    for module in MODULES:
        here = room(module.name)
        there = {room(found.what) for found in imports(module)} & rooms
        arrows.setdefault(here, set()).update(there - {here})
    try:
        graphlib.TopologicalSorter(arrows).prepare()
    except graphlib.CycleError as error:
        pytest.fail("These rooms import each other: " + " <- ".join(error.args[1]))


# --- The shelf and nothing but the shelf ---------------------------------------------------------------

SHELF = {"Publication", "SlugRedirect", "NoticeAlert", "ShelfEntry", "ShelfState", "ShelfWord", "Topic"}
"""The models that public pages may read: publications, what they are found by, old addresses that lead to them, the
word that a notice was found, and the vocabulary of topics."""


def desk_imports(module: Module) -> list[Found]:
    """Imports of desk models. Constants in capitals, such as the words for review policies, are no rows."""
    found = []
    for one in imports(module):
        name = one.what.rpartition(".")[2]
        if within(one.what, "evidence.models") and name not in SHELF and not name.isupper():
            found.append(one)
    return found


def test_public_surfaces_read_the_shelf_only() -> None:
    strays = [found for module in MODULES if module.is_in(*READERS) for found in desk_imports(module)]
    assert not strays, "Readers see the shelf only; these read the desk:\n" + "\n".join(map(str, strays))


STEPS_TO_THE_DESK = frozenset(
    [
        *("study", "revision", "revisions", "old_slugs", "published_by", "authorships"),
        *("texts", "assessments", "classifications"),
    ]
)
STEPS_ALLOWED: dict[tuple[str, str], str] = {}


def test_public_surfaces_do_not_walk_from_the_shelf_to_the_desk() -> None:
    """The leak that an import test cannot see: `publication.study.title` is work in progress."""
    seen = {
        (module.name, found.what): found
        for module in MODULES
        if module.is_in(*READERS)
        for found in walks(module, STEPS_TO_THE_DESK)
    }
    strays = [str(found) for key, found in seen.items() if key not in STEPS_ALLOWED]
    assert not strays, "These steps lead from a publication to the desk:\n" + "\n".join(strays)
    assert set(STEPS_ALLOWED) <= set(seen), "A step that is no longer taken needs no permission."


# --- One door for writing ------------------------------------------------------------------------------

NO_ROWS_OF_EVIDENCE = {
    ("atlas.management.commands.serve", "digest"): "a hash over the static files",
    ("atlas.jobs.runner", "JobRun.objects"): "how a job went belongs to the site",
    ("atlas.jobs.runner", "row"): "how a job went belongs to the site",
    ("atlas.jobs.runner", "cursor"): "an advisory lock is no row",
    ("atlas.demo.load", "users"): "accounts belong to the site, not to evidence",
    ("atlas.accounts.second_factor", "Authenticator.objects.filter(user_id=person.pk)"): "factors, with an audit event",
    ("atlas.accounts.sessions", "Session.objects.filter(session_key__in=theirs)"): "signs somebody out",
    (
        "atlas.accounts.throttling",
        "AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME)",
    ): "failed sign-ins that have expired",
    ("atlas.accounts.throttling", "cursor"): "expired rows of the cache",
    ("atlas.accounts.trail", "factor"): "a secret encrypted anew",
    ("evidence.views.caching", "digest"): "a hash, no row",
    ("evidence.exports.release", "digest"): "a hash, no row",
    ("evidence.search.facets", "cursor"): "it reads the columns of the search table",
    ("evidence.search.highlights", "cursor"): "it asks for stems of words",
    ("evidence.search.matching", "cursor"): "it reads, with settings of the planner for one transaction",
    ("evidence.search.suggestions", "cursor"): "it reads words of the shelf",
    ("evidence.views.authors", "cursor"): "it reads which names are in use",
    ("evidence.views.sitemaps", "cursor"): "it reads which authors, criteria and topics are in use",
    ("evidence.management.commands.scan_texts", "bar"): "a progress bar, no row",
    ("evidence.management.commands.import_citations", "bar"): "a progress bar, no row",
    ("atlas.backups.making", "cursor"): "it begins a transaction that reads one moment of the database",
    ("atlas.backups.manifest", "cursor"): "it counts rows and reads hashes",
    ("atlas.backups.manifest", "digest"): "a hash, no row",
    ("atlas.backups.restoring", "cursor"): "it asks whether the database is empty; pg_restore fills it",
    ("atlas.backups.sealed", "self._digest"): "a hash, no row",
    ("atlas.faces.catalogue", "cursor"): "it reads which rights there are",
    ("atlas.faces.granting", "cursor"): "it gives and takes rights of roles, and touches no row",
    ("atlas.pagestore.build", "digest"): "a hash, no row",
    ("atlas.pagestore.changes", "cursor"): "it reads what has changed on the shelf",
    ("atlas.pagestore.changes", "found"): "a set of addresses",
    ("atlas.pagestore.files", "found"): "a set of files",
    ("atlas.pagestore.needs", "self.needs"): "a set of what a page was made from",
    ("atlas.pagestore.watching", "cursor"): "it listens for changes",
    ("atlas.views.operator", "cursor"): "it asks for the server's version",
    ("atlas.watching.state", "cursor"): "it asks for the size of the database",
    ("contributions.door", "cursor"): "it tells the connection whose letters may be asked for",
    ("evidence.exports.sharing", "store"): "a file in a store of files",
    ("evidence.exports.sharing", "digest"): "a hash, no row",
    ("evidence.desk.verifying", "cursor"): "it reads the guards of the catalogue",
    ("atlas.embedded_postgres.database", "connection"): "makes the database itself, before Django is there",
}
"""(module, whose method) -> why a call that is named like a writer changes no row of evidence."""


def may_write(module: Module) -> bool:
    return (
        module.is_in("evidence.actions")
        or ".migrations." in module.name
        # What cannot import Django has no rows: there these names mean dictionaries and hashes.
        or module.is_in(*PURE)
        # Its own rows, through its own actions.
        or module.is_in("contributions.actions")
    )


def test_only_the_actions_write() -> None:
    seen = {
        (module.name, found.what.rpartition(".")[0]): found
        for module in MODULES
        if not may_write(module)
        for found in writes(module)
    }
    strays = [str(found) for key, found in seen.items() if key not in NO_ROWS_OF_EVIDENCE]
    assert not strays, (
        "Rows change through evidence/actions only: keyword-only, atomic, with an audit event. If a call "
        "below is no writer, give its reason in NO_ROWS_OF_EVIDENCE:\n" + "\n".join(strays)
    )
    assert set(NO_ROWS_OF_EVIDENCE) <= set(seen), "A call that is no longer made needs no reason."


def test_nobody_switches_the_promises_of_the_database_off() -> None:
    strays = [
        str(found) for module in MODULES for found in calls_of(module, "ignore") if found.what.startswith("pgtrigger.")
    ]
    assert not strays, "Only tests, which empty tables, may look past a trigger:\n" + "\n".join(strays)


PART_OF_AN_ACTION = {
    "evidence.actions.bylines.put_byline": "called inside the transaction of an action with a trail",
    "evidence.actions.imports.orcids.fill_orcids": "called inside the transaction of an import, which has its event",
    "evidence.actions.imports.looking.looked_at": "the import inside it has its event, or is taken back",
    "evidence.actions.imports.previewing.alone": "an advisory lock is no row",
    "evidence.actions.imports.uploads.bytes_of": "writes a temporary file, no row",
    "evidence.actions.imports.uploads.end": "called inside the transaction of an action with a trail",
    "evidence.actions.merging.finding.find_doubles": "each proposal has its event",
    "evidence.actions.merging.moving.move_everything": "called inside the transaction of a merge with a trail",
    "evidence.actions.merging.moving.bring_back": "called inside the transaction of an undo with a trail",
    "evidence.actions.merging.moving.move_back": "called inside the transaction of an undo with a trail",
    "evidence.actions.topics.load_first_topics": "the topics to start with, written by a migrate while there are none",
    "contributions.actions.erasing.drop_mails": "called inside the transaction of an erasure with a trail",
    "contributions.actions.floods.count_letter": "a count that tells of nobody",
    "contributions.actions.floods.count_guess": "a count that tells of nobody",
    "contributions.actions.floods.forget": "counts that told of nobody",
    "contributions.actions.ledger.tell": "called inside the transaction of a move with a trail",
    "contributions.actions.moves.move_on": "it is the move and its audit event, inside an action's transaction",
    "contributions.actions.moves.changed": "called inside the transaction of an action with a trail",
    "contributions.actions.moves.write_entry": "called inside the transaction of an action with a trail",
    "contributions.actions.outbox.queue_waiting_notice": "the outbox is its own record",
    "contributions.actions.outbox.queue_answer_notice": "the outbox is its own record",
    "contributions.actions.outbox.tell_writers_of_duplicates": "the outbox is its own record",
    "contributions.actions.outbox.deliver": "the outbox is its own record; each step is a transaction",
    "contributions.actions.triaging.merge": "its audit event is written by move_on",
    "evidence.actions.audit.record": "it is the audit event",
    "evidence.actions.desk.desk_changed": "called inside the transaction of an action with a trail",
    "evidence.actions.imports.authors.replace_authors": "called inside the transaction of an action with a trail",
    "evidence.actions.imports.authors.write_authors": "called inside the transaction of an action with a trail",
    "evidence.actions.registered_titles.compare_again": "called inside the transaction of an action with a trail",
    "evidence.actions.registries.still_true": "nothing has changed; the moment alone is kept",
    "evidence.actions.registries.end_lookup": "a wish that has been answered is no record; the answer has its event",
    "evidence.actions.scanning.freeze_scan": "called inside the transaction of submitting, which has its event",
    "evidence.actions.imports.naming.in_use": "it reads: which addresses are taken",
    "evidence.actions.roles.load_roles": "groups and permissions, written by each migrate",
    "evidence.actions.assessments.save_draft": "a draft is saved every few seconds and is nobody's word yet",
    "evidence.actions.leases.be_present": "who looks at what is nobody's record",
    "evidence.actions.reference.load_reference_criteria": "reference data, written by each migrate",
}


def action_faults(module: Module) -> list[str]:
    """What is wrong with the module's public functions that write."""
    faults = []
    for function in public_functions(module):
        reached = reach(module, function)
        called = [ast.unparse(node.func) for part in reached for node in ast.walk(part) if isinstance(node, ast.Call)]
        text = "\n".join(ast.unparse(part) for part in reached)
        part_of = Module(module.name, module.path, text)
        if not writes(part_of) or f"{module.name}.{function.name}" in PART_OF_AN_ACTION:
            continue
        where = f"{module.path}:{function.lineno}: {function.name}"
        if function.args.args or function.args.posonlyargs:
            faults.append(f"{where} takes arguments by position; actions are keyword-only")
        if "transaction.atomic" not in text:
            faults.append(f"{where} is not atomic")
        if not {"record", "record_event", "AuditEvent.objects.create"} & set(called):
            faults.append(f"{where} leaves no audit event")
    return faults


def test_every_action_is_keyword_only_atomic_and_leaves_a_trail() -> None:
    actions = ("evidence.actions", "contributions.actions")
    faults = [fault for module in MODULES if module.is_in(*actions) for fault in action_faults(module)]
    assert not faults, "\n".join(faults)


# --- Three leaks that an import test cannot see --------------------------------------------------------


def test_no_reverse_accessor_leads_from_knowledge_to_private_letters() -> None:
    strays = [
        str(found)
        for module in MODULES
        if module.is_in("contributions")
        for found, related_name in relations_to(module, "evidence")
        if related_name != "+"
    ]
    assert not strays, 'A key from private to public has related_name="+":\n' + "\n".join(strays)


def test_evidence_templates_do_not_know_the_form() -> None:
    for path in sorted((REPOSITORY / "templates" / "evidence").rglob("*.html")):
        text = path.read_text("utf-8")
        assert not re.search(r"contributions:|/contribute\b", text), (
            f"{path.name} links to the form. Put the link in an include of the site (templates/atlas)."
        )


def test_no_module_fetches_a_model_by_a_text() -> None:
    strays = [
        str(found) for module in MODULES if ".migrations." not in module.name for found in calls_of(module, "get_model")
    ]
    assert not strays, "A model fetched by a text hides an import:\n" + "\n".join(strays)


# --- The map tells the same ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLE)
def test_the_map_gives_the_same_reason(name: str) -> None:
    text = " ".join((REPOSITORY / "docs" / "architecture.md").read_text("utf-8").split())
    assert TABLE[name].because in text, f"docs/architecture.md lacks the row “{name}”"


# --- The checker can fail ------------------------------------------------------------------------------


def module(name: str, text: str, *, package: bool = False) -> Module:
    path = name.replace(".", "/") + ("/__init__.py" if package else ".py")
    return Module(name, path, text)


@pytest.mark.parametrize(
    ("row", "bad"),
    [
        ("the rules", module("evidence.pem.policy", "import django")),
        ("the rules", module("evidence.pem.policy", "def f():\n    from evidence.models import Study")),
        ("the rules", module("evidence.workflow", "import requests")),
        (
            "the rules",
            module("evidence.scanner.words", "if TYPE_CHECKING:\n    from evidence.models import StudyText"),
        ),
        ("the rules", module("evidence.pem", "from .. import models", package=True)),
        ("citations", module("evidence.citations.record", "from django.utils import timezone")),
        ("models", module("evidence.models.study", "from evidence import actions")),
        ("models", module("evidence.models.study", "def f():\n    from ..actions.studies import edit_study")),
        ("actions", module("evidence.actions.texts", "from django.http import HttpRequest")),
        ("actions", module("evidence.actions.texts", "from evidence.presenters.wording import plain_date")),
        ("actions", module("evidence.actions.texts", "import evidence")),
        ("public surfaces", module("evidence.views.study", "from evidence.actions import editorial")),
        ("public surfaces", module("evidence.views.study", "import_module('evidence.actions.editorial')")),
        ("public surfaces", module("atlas.views.pages", "from evidence import actions as doors")),
        ("admin and commands", module("evidence.admin.desk", "from evidence.views.study import study_page")),
        ("contributions", module("contributions.views", "from evidence.presenters import study_page")),
        ("contributions", module("contributions.views", "import evidence")),
        ("contributions and the site", module("contributions.views", "from atlas.navigation import MAIN")),
        ("evidence", module("evidence.views.study", "from contributions.models import Contribution")),
        ("evidence", module("evidence.apps", "import atlas.security")),
        ("accounts", module("atlas.accounts.trail", "from evidence.models import Study")),
        ("the demonstration", module("atlas.demo.load", "from evidence.admin import desk")),
        ("the embedded server", module("atlas.embedded_postgres.server", "from django.conf import settings")),
        ("settings", module("atlas.settings", "from evidence.models import Study")),
    ],
    ids=lambda value: value if isinstance(value, str) else value.text.replace("\n", " ")[:50],
)  # fmt: skip
def test_the_checker_finds_a_breach(row: str, bad: Module) -> None:
    breaches = TABLE[row].breaches(bad)
    assert len(breaches) == 1
    assert TABLE[row].because in breaches[0]


@pytest.mark.parametrize(
    ("row", "good"),
    [
        ("the rules", module("evidence.pem.policy", "import json\nfrom evidence.pem.facts import Cohort")),
        ("the rules", module("evidence.pem", "from .facts import A\nfrom . import policy", package=True)),
        ("the rules", module("evidence.models.study", "import django")),
        ("models", module("evidence.models.study", "from .text import A\nfrom evidence.pem import decide")),
        ("contributions", module("contributions.views", "from evidence.actions import texts\nimport django")),
        ("public surfaces", module("evidence.views.study", "from evidence.actionsy import nothing")),
    ],
    ids=["rules", "relative", "other room", "models", "contributions", "name that only begins alike"],
)  # fmt: skip
def test_the_checker_lets_good_work_pass(row: str, good: Module) -> None:
    assert TABLE[row].breaches(good) == []


@pytest.mark.parametrize(
    "text",
    [
        "from evidence.models import Study",
        "from evidence.models import Publication, Study",
        "from evidence.models.study import Study",
        "from evidence.models import *",
        "from evidence import models",
        "import evidence.models",
    ],
)
def test_the_checker_finds_the_desk_in_a_public_page(text: str) -> None:
    assert len(desk_imports(module("evidence.views.study", text))) == 1


def test_the_checker_lets_the_shelf_and_constants_pass() -> None:
    text = "from evidence.models import Publication\nfrom evidence.models.assessment import METHODS"
    assert desk_imports(module("evidence.views.study", text)) == []


def test_the_checker_finds_steps_to_the_desk() -> None:
    text = (
        "publication.study.title\nshelf.filter(study__title='x')\n"
        "shelf.values_list('slug', '-study__year')\nshelf.filter(study=1)"
    )
    found = walks(module("evidence.views.study", text), STEPS_TO_THE_DESK)
    assert sorted(one.line for one in found) == [1, 2, 3]


def test_the_checker_finds_writers() -> None:
    text = "x.save()\nStudy.objects.filter(pk=1).update(title='')\ncursor.execute('DELETE')"
    assert {found.what for found in writes(module("evidence.admin.desk", text))} == {
        "x.save", "Study.objects.filter(pk=1).update", "cursor.execute",
    }  # fmt: skip


def test_the_checker_finds_what_an_action_lacks() -> None:
    text = "def edit(study, *, by):\n    _keep(study)\n\ndef _keep(study):\n    study.save()\n"
    faults = " ".join(action_faults(module("evidence.actions.studies", text)))
    assert "keyword-only" in faults
    assert "not atomic" in faults
    assert "no audit event" in faults
    assert action_faults(module("evidence.actions.content", "def read(study):\n    return study.title")) == []


def test_the_checker_finds_reverse_accessors() -> None:
    text = (
        "from evidence.models import Publication\n"
        "a = models.ForeignKey('evidence.Study', on_delete=1)\n"
        "b = models.ForeignKey(Publication, on_delete=1, related_name='letters')\n"
        "c = models.ForeignKey(to='evidence.Study', on_delete=1, related_name='+')\n"
        "d = models.ForeignKey('contributions.Letter', on_delete=1)\n"
    )
    found = list(relations_to(module("contributions.models", text), "evidence"))
    assert [(one.line, name) for one, name in found] == [(2, None), (3, "letters"), (4, "+")]


def test_the_checker_sees_the_whole_project() -> None:
    names = {one.name for one in MODULES}
    assert {"evidence", "evidence.pem.policy", "evidence.models.study", "atlas.settings"} <= names
    assert len(names) == len(MODULES) > 60
