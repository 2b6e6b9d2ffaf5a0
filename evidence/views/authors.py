"""Who wrote the papers: a list by first letter, and a page for each name."""

from __future__ import annotations

from django.db import connection
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from evidence.models import Publication, ShelfEntry
from evidence.pem import VERDICT_WORDS
from evidence.presenters.authors import author_lines, author_page
from evidence.presenters.study_list import study_rows
from evidence.presenters.words import shown
from evidence.views.caching import public_page

ON_A_PAGE = 100
NEWEST = 20
LETTERS = "abcdefghijklmnopqrstuvwxyz"

_LETTERS_IN_USE = """
    SELECT left(key, 1) AS letter, count(DISTINCT key)
    FROM evidence_shelfentry, unnest(authors) AS key GROUP BY letter
"""
_NAMES = """
    SELECT key, count(*), max(publication_id) FROM evidence_shelfentry, unnest(authors) AS key
    WHERE key COLLATE "C" >= %(first)s AND key COLLATE "C" < %(end)s AND key COLLATE "C" > %(after)s
    GROUP BY key ORDER BY key COLLATE "C" LIMIT %(limit)s
"""


@public_page
def author_list(request: HttpRequest) -> HttpResponse:
    letter = request.GET.get("letter", "")
    if letter and (letter not in LETTERS or len(letter) != 1):
        raise Http404(_("Authors are listed by the first letter of the family name, a to z."))
    after = request.GET.get("after", "")[:200].replace("\x00", "")
    with connection.cursor() as cursor:
        cursor.execute(_LETTERS_IN_USE)
        in_use = dict(cursor.fetchall())
        counts: list[tuple[str, int, int]] = []
        if letter:
            asked = {"first": letter, "end": chr(ord(letter) + 1), "after": after, "limit": ON_A_PAGE + 1}
            cursor.execute(_NAMES, asked)
            counts = cursor.fetchall()
    more = len(counts) > ON_A_PAGE
    counts = counts[:ON_A_PAGE]
    context = {
        "letter": letter,
        "letters": [(one, in_use.get(one, 0)) for one in LETTERS],
        "lines": author_lines(counts, Publication.objects.current().in_bulk([row[2] for row in counts])),
        "next": counts[-1][0] if more else "",
        "continued": bool(after),
    }
    return render(request, "evidence/author_list.html", context)


@public_page
def author(request: HttpRequest, key: str) -> HttpResponse:
    entries = ShelfEntry.objects.filter(authors__contains=[key])
    counts = dict(entries.order_by().values_list("pem_verdict").annotate(Count("pk")))
    if not counts:
        raise Http404(_("No study in the atlas has an author of this name."))
    rows = [entry.publication for entry in entries.select_related("publication").order_by("-year", "-pk")[:NEWEST]]
    context = {
        "author": author_page(key, rows),
        "total": sum(counts.values()),
        "verdicts": [(key, shown(words), counts[key]) for key, words in VERDICT_WORDS.items() if counts.get(key)],
        "rows": study_rows(rows),
        "all_address": f"/evidence?q=author:%22{key}%22",
    }
    return render(request, "evidence/author.html", context)
