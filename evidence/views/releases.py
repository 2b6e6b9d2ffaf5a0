"""Releases: the list, one release, its files, and the way from one to another. All of it is read from disk."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from evidence.exports import changes, release
from evidence.exports.packing import file_hash
from evidence.exports.pages import ReleasePage, release_line
from evidence.exports.release import Damaged, Release
from evidence.exports.shelf import releases_folder
from evidence.views.caching import conditional, public_page

FOR_EVER = "public, max-age=31536000, immutable"
DAMAGED = 503
"""What is damaged may come back from a backup; it is never handed out as it is."""


@public_page
def release_list(request: HttpRequest) -> HttpResponse:
    lines = [release_line(day, _read_or_none(day)) for day in release.days(releases_folder())]
    context = {"lines": lines, "demo_is_loaded": any(line.demo for line in lines)}
    return conditional(request, ("releases", *lines), lambda: render(request, "evidence/releases.html", context))


@public_page
def release_page(request: HttpRequest, day: str) -> HttpResponse:
    found = _read(day)
    if isinstance(found, HttpResponse):
        return found
    before = _the_one_before(day)
    page = ReleasePage(found, before.day if before else "", _summary(before, found) if before else "")
    context = {"page": page, "demo_is_loaded": page.demo}
    return conditional(
        request, ("release", found.identity, page.before, page.changed),
        lambda: render(request, "evidence/release_page.html", context),
    )  # fmt: skip


# Not gzipped: its ETag is its checksum, and a download says how long it is.
@csrf_exempt
@require_safe
def release_file(request: HttpRequest, day: str, name: str) -> HttpResponse | StreamingHttpResponse:
    """One file of a release, the very bytes of its checksum or none."""
    found = _read(day)
    if isinstance(found, HttpResponse):
        return found
    if name not in found.sums and name != release.SUMS:
        raise Http404(f"The release of {day} has no file of this name. Its page lists them.")
    try:
        path = found.path(name)
    except Damaged as error:
        return _damaged(error)
    expected = found.sums.get(name) or file_hash(path)
    response: HttpResponse | StreamingHttpResponse | None = get_conditional_response(request, etag=f'"{expected}"')
    if response is None:
        pieces: Iterable[bytes] = () if request.method == "HEAD" else release.checked_pieces(path, expected)
        response = StreamingHttpResponse(pieces, content_type=_media_type(name))
        response.headers["Content-Length"] = str(path.stat().st_size)
        response.headers["Content-Disposition"] = f'{_shown(name)}; filename="{day}-{name}"'
    response.headers["ETag"] = f'"{expected}"'
    response.headers["Cache-Control"] = FOR_EVER
    response.headers["Link"] = (
        f'<{settings.SITE_URL}/releases/{day}>; rel="collection", <{found.manifest["licence"]["url"]}>; rel="license"'
    )
    return response


@public_page
def release_diff(request: HttpRequest, day: str, other: str) -> HttpResponse:
    """From the release of `day` to that of `other`, forwards or back."""
    if day == other:
        raise Http404("A release does not differ from itself. Choose two.")
    pair = [_read(one) for one in (day, other)]
    for one in pair:
        if isinstance(one, HttpResponse):
            return one
    before, after = (one for one in pair if isinstance(one, Release))

    def draw() -> HttpResponse:
        return JsonResponse(changes.difference(before, after), json_dumps_params={"ensure_ascii": False, "indent": 1})

    return conditional(request, ("release diff", before.identity, after.identity), _unless_damaged(draw))


def _unless_damaged(draw: Callable[[], HttpResponse]) -> Callable[[], HttpResponse]:
    def drawn() -> HttpResponse:
        try:
            return draw()
        except Damaged as error:
            return _damaged(error)

    return drawn


def _read(day: str) -> Release | HttpResponse:
    """The release, or what to answer because it is damaged. Raises Http404 where there is none."""
    try:
        return release.read(releases_folder(), day)
    except KeyError:
        raise Http404(_("There is no release of this day. The list of releases shows those there are.")) from None
    except Damaged as error:
        return _damaged(error)


def _read_or_none(day: str) -> Release | None:
    try:
        return release.read(releases_folder(), day)
    except (KeyError, Damaged):
        return None


def _the_one_before(day: str) -> Release | None:
    """The newest release before this one that can be read."""
    older = (_read_or_none(one) for one in release.days(releases_folder()) if one < day)
    return next((one for one in older if one is not None), None)


@lru_cache(maxsize=64)
def _told(before: str, after: str, folders: tuple[Path, str, str]) -> str:
    root, first, second = folders
    return str(changes.difference(release.read(root, first), release.read(root, second))["summary"])


def _summary(before: Release, after: Release) -> str:
    """What changed, in a paragraph. Two releases never change, so each pair is compared once a process."""
    try:
        return _told(before.identity, after.identity, (releases_folder(), before.day, after.day))
    except Damaged:
        return ""


def _damaged(error: Damaged) -> HttpResponse:
    text = f"{error} It is not handed out. The people who run this site can bring it back from a backup.\n"
    response = HttpResponse(text, content_type="text/plain; charset=utf-8", status=DAMAGED)
    response.headers["Cache-Control"] = "no-store"
    return response


def _media_type(name: str) -> str:
    if name in release.FILES:
        return release.FILES[name][0]
    return "application/json" if name == release.MANIFEST else "text/plain; charset=utf-8"


def _shown(name: str) -> str:
    """Texts are shown, data are saved."""
    return "inline" if name.endswith((".txt", ".json")) or name == release.SUMS else "attachment"
