"""Pages about one thing across the evidence: a verdict, and the papers with a notice."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _

from evidence.models import Publication
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.pem.reference import reference_criteria
from evidence.pem.verdicts import (
    BADGE_EXPLANATION,
    NOT_APPLICABLE_REASONS,
    NOT_REQUIRED_REASONS,
    VERDICT_SENTENCES,
)
from evidence.presenters.criteria import criteria_rows, sole_verdict
from evidence.presenters.retractions import being_checked, notice_groups, withdrawn_pages
from evidence.presenters.study_list import study_rows
from evidence.presenters.words import shown
from evidence.views.caching import public_page
from evidence.views.study import shelf

NEWEST = 20
_REASONS = {Verdict.NOT_REQUIRED: NOT_REQUIRED_REASONS, Verdict.NOT_APPLICABLE: NOT_APPLICABLE_REASONS}


def verdict_path(verdict: str) -> str:
    """ "not_required" -> "/pem/not-required"."""
    return f"/pem/{verdict.replace('_', '-')}"


@public_page
def verdict(request: HttpRequest, key: str) -> HttpResponse:
    """What a verdict means, what leads to it, and the newest studies that have it."""
    if "_" in key and key in set(Verdict):
        return HttpResponsePermanentRedirect(verdict_path(key))
    try:
        found = Verdict(key.replace("-", "_"))
    except ValueError:
        raise Http404(
            _("There is no such verdict. The four are: required, not required, unclear, not applicable.")
        ) from None
    using = Publication.objects.current().filter(pem_verdict=found)
    reference = reference_criteria()
    context = {
        "key": str(found),
        "words": shown(VERDICT_WORDS[found]),
        "sentence": shown(VERDICT_SENTENCES[found]),
        "explanation": shown(BADGE_EXPLANATION),
        "reasons": [shown(reason) for reason in _REASONS.get(found, {}).values()],
        "criteria": [row for row in criteria_rows() if sole_verdict(reference[row.key]) == found],
        "total": using.count(),
        "rows": study_rows(using.newest_first()[:NEWEST]),
        "all_address": f"/evidence?pem={found}",
        "others": [(shown(words), verdict_path(other)) for other, words in VERDICT_WORDS.items() if other != found],
    }
    return render(request, "evidence/verdict.html", context)


@public_page
def retractions(request: HttpRequest) -> HttpResponse:
    current = shelf().current()
    context = {
        "groups": notice_groups(current.filter(shelf_entry__has_notice=True)),
        "checked": being_checked(current.filter(notice_found_at__isnull=False).order_by("-notice_found_at", "pk")),
        "withdrawn": withdrawn_pages(
            Publication.objects.standing().filter(is_withdrawn=True).order_by("-published_at", "-pk")
        ),
    }
    return render(request, "evidence/retractions.html", context)
