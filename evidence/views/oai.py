"""`/oai`: OAI-PMH 2.0. GET and POST; a refusal is an answer too, so it comes with status 200."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parseaddr

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_http_methods

from evidence.harvest import answers, records
from evidence.harvest.protocol import Asked, ProtocolError, read_request

PATH = "/oai"
_FORM = "application/x-www-form-urlencoded"
_EMAIL = re.compile(r"\S+@(\S+\.)+\S+")


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@gzip_page
def oai(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    try:
        asked = read_request(_arguments(request))
        arguments, body = asked.arguments, _answer(asked)
    except ProtocolError as error:
        # What could not be understood is not repeated: the schema of answers has no place for it (section 3.6).
        arguments = {} if error.code in ("badVerb", "badArgument") else error.arguments or asked.arguments
        body = answers.refusal(error)
    text = answers.answer(body, address=_address(), arguments=arguments, now=now)
    return HttpResponse(text, content_type="text/xml; charset=utf-8")


def _arguments(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Every argument, repeated ones too. A POST has them in its body, as a form (section 3.1.1)."""
    if request.method == "POST" and request.content_type != _FORM:
        raise ProtocolError("badArgument", f"A POST request is sent as {_FORM}.")
    given = request.POST if request.method == "POST" else request.GET
    for name, values in given.lists():
        for value in values:
            yield name, value


def _answer(asked: Asked) -> list[str]:
    match asked.verb:
        case "Identify":
            return answers.identify(_repository())
        case "ListMetadataFormats":
            if asked.identifier and not records.exists(asked.identifier):
                raise ProtocolError("idDoesNotExist", "There is no record of this name.")
            return answers.formats()
        case "ListSets":
            return answers.sets(records.all_sets().items())
        case "GetRecord":
            return answers.one_record(records.one(asked.identifier))
    found, given, total, token = records.listed(asked)
    return answers.page(asked.verb, found, given=given, total=total, token=token)


def _repository() -> answers.Repository:
    email = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    return answers.Repository(
        name=settings.SITE_NAME,
        address=_address(),
        email=email if _EMAIL.fullmatch(email) else f"nobody@{records.host()}.invalid",
        earliest=records.earliest(),
        identifier=records.domain(),
        sample=records.sample(),
    )


def _address() -> str:
    return settings.SITE_URL + PATH
