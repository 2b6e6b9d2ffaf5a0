"""Which language an answer is in: the reader's choice on a page, English for everything else.

    a page for people (HTML), the desk included  the language of the cookie (`atlas.display`)
    a file, a feed, the API, OAI-PMH, a sitemap  English, byte for byte, whatever the cookie says
    a job, a command                             English: no request, no choice

What a program gets is known beforehand for most addresses. Where it is not, the answer decides: an address that turned
out to answer no page is asked again in English. A new address for machines is right without anybody thinking of it.

At the desk, reading may leave a trace (who saw a proposal), so nothing is asked twice there. A download of the desk has
an address that ends like its file. What a script of a page asks for (autosave, who else is here, the words of the
admin's own scripts) is read by the person, and is in the language of the page.
Why there are no addresses a language, and why no header of the browser is asked: docs/adr/0005-language-by-choice.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from atlas.security import PRIVATE_PATHS

FOR_MACHINES = ("/api/", "/oai", "/feeds/", "/health/", "/static/", "/sitemap")
"""Beginnings of addresses that never answer in another language than English."""
FILES = frozenset({".atom", ".bib", ".csv", ".json", ".jsonl", ".jsonld", ".ris", ".txt", ".xml", ".zip"})
"""Ends of such addresses."""


@dataclass(frozen=True, slots=True)
class Language:
    """`code` is Django's ("en-gb"), `tag` BCP 47's ("en-GB"); `name` is in the language itself."""

    code: str
    name: str

    @property
    def key(self) -> str:
        """As the cookie and the form have it: "en"."""
        return self.code.partition("-")[0]

    @property
    def tag(self) -> str:
        language, _, region = self.code.partition("-")
        return f"{language}-{region.upper()}" if region else language

    @property
    def is_right_to_left(self) -> bool:
        return bool(translation.get_language_info(self.key)["bidi"])

    @property
    def is_usual(self) -> bool:
        return self.code == settings.LANGUAGE_CODE


def languages() -> Mapping[str, Language]:
    """Key -> language, the usual one first, in the order of the settings."""
    known = [Language(code, name) for code, name in settings.LANGUAGES]
    return {one.key: one for one in sorted(known, key=lambda one: not one.is_usual)}


def active() -> Language:
    """The language that is being written now."""
    known = languages()
    return known.get((translation.get_language() or "").partition("-")[0], next(iter(known.values())))


def may_be_a_page(request: HttpRequest) -> bool:
    """False where it is known beforehand that no person reads the answer as a page."""
    accepted = request.headers.get("Accept", "")
    return (
        not request.path.startswith(FOR_MACHINES)
        and PurePosixPath(request.path).suffix not in FILES
        and (not accepted or "text/html" in accepted or "*/*" in accepted)
    )


def answer(
    request: HttpRequest, language: Language, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    """The response, in `language` where it is a page for people and in English where it is not."""
    if language.is_usual or not may_be_a_page(request):
        return _written(settings.LANGUAGE_CODE, request, get_response)
    response = _written(language.code, request, get_response)
    if _is_page(response):
        response.headers.setdefault("Content-Language", language.tag)
        return response
    # Reading a public address changes nothing, so it can be done twice. The first answer is dropped and not closed:
    # closing one tells Django that the request is over.
    if request.method in ("GET", "HEAD") and not request.path.startswith(PRIVATE_PATHS):
        return _written(settings.LANGUAGE_CODE, request, get_response)
    return response


def _written(code: str, request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]) -> HttpResponse:
    with translation.override(code):
        return get_response(request)


def _is_page(response: HttpResponse) -> bool:
    """A page, a redirect to one, or the word that the reader has it already."""
    return response.status_code == 304 or response.headers.get("Content-Type", "").startswith("text/html")
