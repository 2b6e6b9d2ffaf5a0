"""The search table follows the shelf by itself, and what is found on it."""

from __future__ import annotations

import random
import re
from typing import Any
from unittest import mock

import pgtrigger
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from evidence.actions import editorial, notices, texts
from evidence.citations.record import Name
from evidence.models import Publication, ShelfEntry, ShelfState, ShelfWord
from evidence.models._shelf_sql import FILL_ALL
from evidence.search import matching
from evidence.search.asked import Asked, from_params
from evidence.search.authors import author_key, author_keys
from evidence.search.places import BadCursor
from evidence.search.query import Query, plain
from evidence.search.shelf import _keyed, counted, entries, facets, find, ordered, publications, suggest
from tests.factories import dispute_findings, person, publish, ready_to_review
from tests.kept_worlds import kept

pytestmark = pytest.mark.django_db


def asked(q: str = "", **params: Any) -> Asked:
    return from_params({"q": q, **params})


def found(q: str = "", **params: Any) -> list[str]:
    """Titles in the order in which they are found."""
    return [row.title.rpartition(" ")[2] for row in find(asked(q, **params)).rows]


def test_the_table_follows_every_step_of_a_page() -> None:
    page = publish(key="marmoset", title="Marmosets and rest")
    entry = ShelfEntry.objects.get()
    assert (entry.publication, entry.number, entry.year, entry.how_checked) == (page, 1, 2019, "two_people")
    assert (entry.pem_verdict, entry.criteria, entry.design, entry.basis) == (
        "required",
        ["ccc2003"],
        "cohort",
        "abstract",
    )
    assert set(entry.authors) == {"van-der-berg-l", "oneil-s"}
    assert found("marmoset")
    states = {ShelfState.objects.get().version}

    texts.write_text(study=page.study, by=person("editor"), texts={"summary": "Quokkas rested."})
    ready_to_review(key="two2019", title="Wombats on the desk")
    assert not found("quokka")
    assert not found("wombats")
    second = publish(page.study, reason="Other words.")
    assert ShelfEntry.objects.get().publication == second
    assert ShelfEntry.objects.get().first_published_at == page.published_at
    assert found("quokka")
    states.add(ShelfState.objects.get().version)

    editorial.withdraw(study=page.study, by=person("publisher"), reason="A wrong paper.")
    assert not ShelfEntry.objects.exists()
    assert not ShelfWord.objects.filter(word__in=["marmosets", "quokkas", "wombats"]).exists()
    assert not found()
    states.add(ShelfState.objects.get().version)
    assert len(states) == 3


def test_nobody_else_writes_the_table() -> None:
    publish()
    for write in (
        lambda: ShelfEntry.objects.update(title="Mine"),
        lambda: ShelfEntry.objects.all().delete(),
        lambda: ShelfWord.objects.create(word="mine"),
        lambda: ShelfState.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="follows the shelf by itself"), transaction.atomic():
            write()


def test_what_was_published_before_the_table_was_made_is_filled_in() -> None:
    publish(key="one2019")
    publish(key="two2020", year="2020")
    tables = (ShelfEntry, ShelfWord)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    with pgtrigger.ignore(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM evidence_shelfentry; DELETE FROM evidence_shelfword")
        cursor.execute(FILL_ALL)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_the_database_spells_words_and_names_as_the_grammar_does() -> None:
    chance = random.Random(3)
    signs = "abzAZ09 -/.'’ʼ_é́ñÅßÆøŁđαβΩς²½ﬁЖяłİıǅ中あ한–—“·°×\u00a0\u200b…ﬃ≥µʰ"
    samples = ["".join(chance.choices(signs, k=chance.randint(0, 14))) for _ in range(600)]
    names = [
        Name(family=f or "x", given=g, particle=p) for f, g, p in zip(samples, samples[1:], samples[2:], strict=False)
    ]
    names += [Name(literal=text) for text in samples if text.strip()]
    names += [Name(family="Jason", given=given) for given in ("Leonard A.", "LA", "L. A.", "Jean-Luc", "")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT array_agg(evidence_plain_text(t) ORDER BY n) FROM unnest(%s::text[]) WITH ORDINALITY x(t, n)",
            [samples],
        )
        assert cursor.fetchone()[0] == [plain(text) for text in samples]
        for name in names:
            parts = {field: getattr(name, field) for field in ("family", "given", "particle", "literal")}
            cursor.execute("SELECT evidence_author_key(%s::jsonb)", [connection.Database.types.json.Json(parts)])
            assert cursor.fetchone()[0] == author_key(name), name
    assert (
        author_key(Name(family="Jason", given="Leonard A."))
        == author_key(Name(family="Jason", given="LA"))
        == "jason-la"
    )
    assert author_keys(Name(family="Li", given="W", orcid="0000-0002-1825-0097")) == ("li-w", "0000-0002-1825-0097")


@pytest.fixture
@kept
def shelf() -> None:
    """Six pages that differ in everything that can be asked for."""
    publish(key="alpha", title="Exercise testing in ME/CFS alpha", year="2015", pmid="77", author="Fernández, María")
    publish(key="beta", title="Sleep and long-COVID beta", year="2018", criteria=("fukuda1994",), journal="BMC Sleep")
    publish(
        key="gamma",
        title="TNF-α after exercise gamma",
        year="2018",
        facts={"design": "case_control", "severity": "mild"},
    )
    publish(key="delta", title="Randomised rest delta", year="2020", criteria=(), facts={"design": "randomised_trial"})
    less = {"one_sentence": "People who did less exercise had fewer symptoms.", "does_not_prove": "That less helps."}
    either = {"criteria": ("oxford1991", "ccc2003"), "combination": "or"}
    publish(key="epsilon", title="Pacing epsilon", year="2021", text=less, **either)
    study = ready_to_review(key="zeta", title="Exercise cures zeta", year="2022")
    notices.add_notice(study=study, by=person("editor"), kind="retraction", source="the journal", date="2023-05-01")
    publish(study)


ALL = {"alpha", "beta", "gamma", "delta", "epsilon", "zeta"}


@pytest.mark.usefixtures("shelf")
def test_what_is_found() -> None:
    for q, expected in {
        "exercise": {"alpha", "gamma", "epsilon", "zeta"},
        "exercised tests": {"alpha"},
        '"exercise testing"': {"alpha"},
        '"testing exercise"': set(),
        "ME/CFS testing": {"alpha"},
        "long covid": {"beta"},
        "long-covid sleep": {"beta"},
        "tnf-alpha": {"gamma"},
        "randomized": {"delta"},
        "fernandez": {"alpha"},
        "author:fernandez": {"alpha"},
        "author:exercise": set(),
        "exercise -cures": {"alpha", "gamma", "epsilon"},
        "-exercise": {"beta", "delta"},
        "-pem:required": {"beta", "delta", "epsilon"},
        "pem:unclear": {"delta"},
        "criteria:ccc": {"alpha", "gamma", "epsilon", "zeta"},
        "criteria:fukuda criteria:oxford": {"beta", "epsilon"},
        "design:rct": {"delta"},
        'journal:"bmc sleep"': {"beta"},
        "2018..2020": {"beta", "gamma", "delta"},
        "..2015": {"alpha"},
        "2018": {"beta", "gamma"},
        "has:severity": {"gamma"},
        "notice:retraction": {"zeta"},
        "notice:none": ALL - {"zeta"},
        "has:notice exercise": {"zeta"},
        "checked:two": ALL,
        "checked:one": set(),
        "basis:abstract": ALL,
        "10.1234/gamma": {"gamma"},
        "pmid:77": {"alpha"},
    }.items():
        assert set(found(q)) == expected, q
        assert {one.title.rpartition(" ")[2] for one in publications(asked(q))} == expected, q
        assert counted(asked(q)).total == len(expected), q
    assert "zeta" not in found("exercise", notices="without")


@pytest.mark.usefixtures("shelf")
def test_the_order_is_by_weight_then_by_year_and_every_page_begins_where_the_last_ended() -> None:
    assert found("exercise") == ["zeta", "gamma", "alpha", "epsilon"]
    assert found() == ["zeta", "epsilon", "delta", "gamma", "beta", "alpha"]
    assert found(sort="changed") == ["zeta", "epsilon", "delta", "gamma", "beta", "alpha"]
    for question in (asked(), asked("exercise"), asked("exercise", sort="newest"), asked(sort="changed")):
        whole = [row.pk for row in find(question).rows]
        assert [row.publication_id for row in ordered(question)[0]] == whole
        walked, after = [], ""
        while after is not None:
            page = find(from_params(dict([*question.params, ("after", after)])), size=1)
            walked += [row.pk for row in page.rows]
            after = page.next
        assert walked == whole
    place = find(asked("exercise"), size=1).next
    for after, sort in ((place, "newest"), ("x", ""), ("W10", ""), ("é" * 40, ""), (place[:-3], ""), ("bnVsbA", "")):
        with pytest.raises(BadCursor, match="Start again from the first page"):
            find(asked("exercise", sort=sort, after=after))


@pytest.mark.usefixtures("shelf")
def test_counts_leave_the_facets_own_selection_out() -> None:
    question = asked("exercise", pem="required", design="cohort")
    counts = {
        key: {value.value: (value.count, value.chosen) for value in values} for key, values in facets(question).items()
    }
    assert counts["pem"] == {"required": (2, True), "not_required": (1, False)}
    assert counts["design"] == {"cohort": (2, True), "case_control": (1, False)}
    assert counts["criteria"] == {"ccc2003": (2, False)}
    assert counts["notice"] == {"retraction": (1, False), "none": (1, False)}
    assert counts["year"] == {"2015": (1, False), "2022": (1, False)}
    assert counts["severity"] == {"not_given": (2, False)}
    assert counted(question).retracted == 1
    # The same numbers by asking the table once a value.
    for key, values in facets(asked("exercise")).items():
        for value in values:
            assert entries(asked("exercise", **{key: value.value})).count() == value.count, (key, value)
    off = next(value for value in facets(question)["pem"] if value.chosen)
    assert off.address == "/evidence?q=exercise&design=cohort"


def test_counts_belong_to_the_state_of_the_shelf() -> None:
    first = publish(key="one2019")
    assert counted(asked()).total == 1
    with transaction.atomic():
        publish(key="two2019")
        assert counted(asked()).total == 2
        transaction.set_rollback(True)
    assert counted(asked()).total == 1
    editorial.withdraw(study=first.study, by=person("publisher"), reason="A wrong paper.")
    assert counted(asked()).total == 0
    assert not any(counted(asked()).facets.values())


@pytest.mark.parametrize("order", ["relevance-whole", "relevance", "", "newest", "changed"])
@pytest.mark.parametrize(
    ("q", "params"),
    [("exercise", {}), ("me/cfs randomised -sleep author:berg", {}), ('"fatigue" rest', {"pem": "required"}),
     ("-sleep", {"notices": "without"}), ("doi:10.1234/one2019", {"year": "2019"})],
)  # fmt: skip
def test_a_kept_statement_is_the_one_that_would_be_made(q: str, params: dict[str, str], order: str) -> None:
    question = asked(q, **params)
    if question.query.has_text or order in ("newest", "changed"):
        for _ in range(2):
            sql, told = matching.statement(question, lambda one: _keyed(one, order)[0], "test", order)
            assert (sql, [*told]) == _made(_keyed(question, order)[0])


def _made(found: QuerySet[ShelfEntry]) -> tuple[str, list[Any]]:
    sql, params = found.query.sql_with_params()
    return sql, [*params]


@pytest.mark.usefixtures("shelf")
def test_a_mistyped_word_has_suggestions_from_the_shelf_alone() -> None:
    assert suggest("exercice") == ["exercise"]
    assert suggest("randomisd pem:unclear") == ["randomised pem:unclear"]
    assert suggest("exercice pem:unclear") == []
    assert suggest("exercise") == []
    assert suggest("zzzzqqqq") == []
    ready_to_review(key="desk", title="Hyperventilation on the desk")
    assert suggest("hyperventilaton") == []


@pytest.mark.usefixtures("shelf")
def test_marks_are_safe_and_on_the_words_that_were_asked_for() -> None:
    study = ready_to_review(key="eta", title="Notes eta", text={
        "one_sentence": "Scores fell.", "does_not_prove": "That it helps.",
        "summary": "Some <b>people</b> & others with ME/CFS exercised. " + "They rested. " * 40,
    })  # fmt: skip
    publish(dispute_findings(study))
    rows = find(asked("eta me/cfs exercise"))
    passage = next(iter(rows.highlights.values()))
    assert (
        "Some &lt;b&gt;people&lt;/b&gt; &amp; others with <mark>ME</mark>/<mark>CFS</mark> <mark>exercised</mark>."
        in passage
    )
    assert passage.endswith(" …")
    assert not re.search(r"<(?!/?mark>)", passage)


def test_rare_and_common_words_are_looked_up_in_their_index() -> None:
    """The plan may not depend on what the planner believes: it walked along the years for a word of one page."""
    publish()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # rows of this table alone
        cursor.execute(
            "INSERT INTO evidence_shelfentry SELECT 100000 + n, 's' || n, 1, 't', 1990 + n % 35, 'j', 'j', '', '', '',"
            " 'unclear', 'cohort', 'abstract', 'unknown', 'two_people', false, '{}', '{}', '{}', '{}', now(), now(),"
            " false, false, to_tsvector('evidence_english', 'common' || CASE n WHEN 7 THEN ' rare' ELSE '' END),"
            " ''::tsvector FROM generate_series(1, 6000) n"
        )
        cursor.execute("ANALYZE evidence_shelfentry")
        for word, count in (("rare", 1), ("common", 6_000)):
            for sort in ("", "newest", "changed"):
                plans = _plans(asked(word, sort=sort))
                assert plans, word
                for plan in plans:
                    assert "Bitmap Index Scan on entry_document" in plan, plan
                    assert "Seq Scan" not in plan, plan
            assert entries(asked(word)).count() == count
        assert "entry_newest_first" in _plans(asked())[-1]
        assert "entry_changed_last" in _plans(asked(sort="changed"))[-1]


def _plans(question: Asked) -> list[str]:
    """How the database answers what `find` asks of the search table."""
    plans = []

    def explained(query: Query, sql: str, params: Any) -> list[Any]:
        plans.append("\n".join(row[0] for row in matching.asked_at_once(query, f"EXPLAIN {sql}", params)))
        return matching.asked_at_once(query, sql, params)

    with mock.patch("evidence.search.shelf.asked_at_once", explained):
        find(question)
    return plans


def test_desk_order_is_never_asked_for() -> None:
    """`Publication` is ordered by its study where nobody says otherwise: a join to the desk."""
    publish()
    seen: list[str] = []
    with connection.execute_wrapper(lambda execute, sql, *rest: (seen.append(sql), execute(sql, *rest))[1]):
        find(asked("rest"))
        list(publications(asked("rest")))
        counted(asked("rest"))
    assert seen
    assert not [sql for sql in seen if "evidence_study" in sql]
    assert Publication.objects.count() == 1
