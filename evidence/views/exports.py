"""Any result as a file: /evidence.bib and its like take the parameters of the list; without any, the whole shelf.

A file that is larger than what was asked for would be a quiet mistake in somebody's review. So, other than the list, an
export refuses what it does not understand, in a sentence.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from evidence.exports import pack, shelf
from evidence.exports.formats import FORMATS, encoded
from evidence.search.asked import SORTS, Asked, from_params
from evidence.search.query import FIELDS
from evidence.views.caching import conditional, public_page

PARAMETERS = ("q", *(one.key for one in FIELDS), "year", "notices", "sort", "after")
"""What an export takes. A cursor is one place in a list: an export has all of it, so it is read and left aside."""
_BETWEEN = 3
"""How often a pack is counted again when somebody publishes between its two queries."""


@public_page
def export(request: HttpRequest, extension: str) -> HttpResponseBase:
    """The result in one format, streamed."""
    asked = from_params(request.GET)
    if told := _not_understood(request, asked):
        return _refusal(told)
    chosen, one = shelf.answer(asked), FORMATS[extension]

    def draw() -> HttpResponseBase:
        rows = chosen.rows(for_references=one.references)
        pieces: Iterable[bytes] = () if request.method == "HEAD" else encoded(one.stream(rows))
        return StreamingHttpResponse(pieces, content_type=one.media_type)

    return _answer(request, asked, (extension, chosen.state), draw, extension)


# Not gzipped: a zip is compressed already.
@csrf_exempt
@require_safe
def reviewers_pack(request: HttpRequest) -> HttpResponseBase:
    """The result in every format, with what a systematic review has to report about it."""
    asked = from_params(request.GET)
    if told := _not_understood(request, asked):
        return _refusal(told)
    try:
        return _pack(request, asked)
    except shelf.ShelfMoved as moved:
        return HttpResponse(f"{moved}\n", content_type="text/plain; charset=utf-8", status=503)


def _pack(request: HttpRequest, asked: Asked) -> HttpResponseBase:
    chosen, counts = _of_one_moment(asked)
    site, topics, demo, day = shelf.our_site(), shelf.topics(), shelf.demo_is_loaded(), timezone.now().date()
    state = hashlib.sha256(repr((chosen.state, site, topics, counts, demo)).encode()).hexdigest()
    question = pack.Asked(
        words=asked.query.text,
        address=settings.SITE_URL + asked.first_page().address("/evidence"),
        order=SORTS[asked.sort],
        state=state,
        day=day,
        parameters=tuple(asked.first_page().params),
    )

    def draw() -> HttpResponseBase:
        if request.method == "HEAD":
            return StreamingHttpResponse((), content_type="application/zip")
        file = tempfile.TemporaryFile(prefix="pack-")  # noqa: SIM115 - the response closes it
        pack.build(file, chosen.rows(site), question, counts, site, topics, demo=demo)
        file.seek(0)
        return FileResponse(file, content_type="application/zip")

    return _answer(request, asked, ("zip", state, day), draw, "zip")


def _answer(
    request: HttpRequest, asked: Asked, state: tuple[object, ...], draw: Callable[[], HttpResponseBase], extension: str
) -> HttpResponseBase:
    site = shelf.our_site()
    name = f"{pack.site_name(site)}-{timezone.now().date().isoformat()}.{extension}"
    response = conditional(request, (*state, site, asked.first_page().params), draw)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "public, no-cache"
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers["Link"] = (
        f'<{settings.SITE_URL}{asked.first_page().address("/evidence")}>; rel="describes", '
        f'<{settings.CONTENT_LICENCE_URL}>; rel="license"'
    )
    return response


def _of_one_moment(asked: Asked) -> tuple[shelf.Selection, shelf.Counts]:
    """What is chosen and the numbers about it, of one state of the shelf."""
    for _ in range(_BETWEEN):
        chosen, counts = shelf.answer(asked), shelf.counts(asked)
        if counts.included == len(chosen):
            return chosen, counts
    raise shelf.ShelfMoved("Pages are being published right now. Please ask for this pack again in a minute.")


def _not_understood(request: HttpRequest, asked: Asked) -> list[str]:
    unknown = sorted(set(request.GET) - set(PARAMETERS))
    told = [f"“{name[:80]}” is no parameter of an export. Known are: {', '.join(PARAMETERS)}." for name in unknown[:5]]
    if request.GET.get("notices", "without") not in ("without", ""):
        told.append("“notices” can be “without” only: leave out retracted and withdrawn papers.")
    return [*told, *asked.problems]


def _refusal(told: list[str]) -> HttpResponse:
    text = "\n".join(["This file was not made, because it would hold more than you asked for:", *told]) + "\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=400)
