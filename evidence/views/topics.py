"""Topics: all of them, and one with its studies."""

from __future__ import annotations

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evidence.charts import counting
from evidence.models import Publication, ShelfEntry, Topic
from evidence.presenters.study_list import study_rows
from evidence.presenters.topics import TopicPage, topic_rows
from evidence.views.caching import conditional, public_page

SHOWN = 20
"""How many of a topic's studies stand on its page; the list of evidence has all of them."""


@public_page
def topic_list(request: HttpRequest) -> HttpResponse:
    rows, demo = (
        topic_rows(counting.vocabulary(), counting.topic_counts(counting.shelf_state())),
        counting.demo_is_loaded(),
    )
    context = {"rows": rows, "demo_is_loaded": demo}
    return conditional(request, ("topics", rows, demo), lambda: render(request, "evidence/topic_list.html", context))


@public_page
def topic(request: HttpRequest, key: str) -> HttpResponse:
    """A retired topic leads to the one that took its place, once no live page has it any more."""
    found = Topic.objects.select_related("replaced_by").filter(key=key).first()
    if found is None:
        raise Http404(_("There is no topic at this address. /topics lists those there are."))
    state = counting.shelf_state()
    page = TopicPage(found, counting.verdicts_of_topic(key, state=state), counting.as_of(state=state))
    if found.replaced_by is not None and not page.total:
        return redirect(found.replaced_by.path)
    newest = ShelfEntry.objects.filter(topics__contains=[key]).order_by(F("year").desc(nulls_last=True), "-pk")
    ids = list(newest.values_list("publication_id", flat=True)[:SHOWN])
    publications = Publication.objects.in_bulk(ids)
    rows = study_rows(publications[pk] for pk in ids if pk in publications)
    demo = counting.demo_is_loaded()

    def draw() -> HttpResponse:
        context = {"page": page, "topic": found, "rows": rows, "demo_is_loaded": demo}
        return render(request, "evidence/topic_page.html", context)

    told = (
        found.name,
        found.definition,
        found.retired,
        found.replaced_by,
        page.counts,
        page.as_of,
        ids,
        [row.notices for row in rows],
        demo,
    )
    return conditional(request, ("topic", key, *told), draw)
