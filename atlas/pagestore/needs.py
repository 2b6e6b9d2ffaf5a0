"""Of which rows a page was made: read from the questions that its rendering asked the database.

    a question about                                                need          not true any more when
    publications at one address or at some, and nothing beside them slug:<slug>   one of that address changes, or its
                                                                                  alert
    is the demonstration loaded?                                    demo          everything changes
    publications, entries, words or the state of the shelf in any   publications  any publication changes
        other way
    alerts in any other way                                         alerts        any alert changes
    topics                                                          topics        any topic changes
    any other table                                                 -             the page cannot be kept

Nobody has to remember to say what a new page depends on. A question of a new form is taken for one about all
publications, and a table that announces no change makes the page one that is always rendered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from evidence.models.page_change import ALERT, PUBLICATION, TOPIC

PUBLICATIONS, ALERTS, TOPICS, DEMO = "publications", "alerts", "topics", "demo"

_NEED_OF_TABLE = {
    "evidence_publication": PUBLICATIONS,
    "evidence_shelfentry": PUBLICATIONS,
    "evidence_shelfstate": PUBLICATIONS,
    "evidence_shelfword": PUBLICATIONS,
    "evidence_noticealert": ALERTS,
    "evidence_topic": TOPICS,
}
NEED_OF_CHANGE = {PUBLICATION: PUBLICATIONS, ALERT: ALERTS, TOPIC: TOPICS}
"""What a row of `PageChange` is about -> the need of whoever asked about all of it."""

_TABLE = re.compile(r"\b(?:account|atlas|auth|axes|contributions|django|evidence|mfa|socialaccount)_[a-z_]+")
_FUNCTION = re.compile(r"\bevidence_[a-z_]+\(")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)
_IS_DEMO = re.compile(r'EXISTS\(SELECT %?[s1] AS "a" FROM "evidence_publication" U0 WHERE U0\."demo" LIMIT %?[s1]\)')
_ANY_DEMO = re.compile(
    r'SELECT %?[s1] AS "a" FROM "evidence_publication" WHERE "evidence_publication"\."demo" LIMIT %?[s1]'
)
_OF_THE_SAME = re.compile(r'U0\."(slug|study_id)" = \("evidence_publication"\."\1"\)')
_BY_SLUG = re.compile(
    r'\bFROM "evidence_publication" WHERE .*"evidence_publication"\."slug" (?:= %s|IN \(%s(?:, %s)*\))', re.DOTALL
)
_WIDER = re.compile(r" (?:OR|JOIN|UNION|EXCEPT|INTERSECT) |\bNOT \(|\bLATERAL\b")


class CannotBeKept(Exception):
    """Why a page is not kept, in a sentence."""


@dataclass
class Reading:
    """Gathers the needs of one page while it is rendered: a wrapper for Django's connection."""

    needs: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        self.note(str(sql), params)
        return execute(sql, params, many, context)

    def note(self, sql: str, params: Any) -> None:
        if _ANY_DEMO.fullmatch(sql.strip()):
            self.needs.add(DEMO)
            return
        slugs = _slugs_asked_for(sql, params or ())
        if slugs:
            self.needs.update(f"slug:{slug}" for slug in slugs)
            if _IS_DEMO.search(sql):
                self.needs.add(DEMO)
            return
        for table in set(_TABLE.findall(_FUNCTION.sub("(", sql))):
            need = _NEED_OF_TABLE.get(table)
            if need:
                self.needs.add(need)
            else:
                self.foreign.add(table)


def _slugs_asked_for(sql: str, params: Iterable[Any]) -> list[str]:
    """The slugs, where a question is about publications at these addresses and nothing else; else nothing."""
    if not sql.startswith("SELECT "):
        return []
    outer, inner = _parted(_IS_DEMO.sub("true", sql))
    if any(not _OF_THE_SAME.search(one) or " OR " in one or " JOIN " in one for one in inner):
        return []
    if _WIDER.search(outer) or not _BY_SLUG.search(outer) or set(_TABLE.findall(outer)) != {"evidence_publication"}:
        return []
    texts = [one for one in params if isinstance(one, str)]
    return texts if texts and all(_SLUG.fullmatch(one) for one in texts) else []


def _parted(sql: str) -> tuple[str, list[str]]:
    """(the question without the questions within it, the questions within it)."""
    inner: list[str] = []
    while (start := sql.find("(SELECT ")) >= 0:
        depth, end = 0, start
        for end in range(start, len(sql)):
            depth += {"(": 1, ")": -1}.get(sql[end], 0)
            if depth == 0:
                break
        inner.append(sql[start : end + 1])
        sql = sql[:start] + "(inner)" + sql[end + 1 :]
    return sql, inner


def needs_of_change(what: str, slugs: Iterable[str]) -> set[str]:
    """The needs that one row of `PageChange` touches."""
    return {NEED_OF_CHANGE[what], *(f"slug:{slug}" for slug in slugs)}
