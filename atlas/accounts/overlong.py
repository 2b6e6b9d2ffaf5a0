"""A form that is larger than Django takes, read all the same: only to show its text to whoever wrote it."""

from __future__ import annotations

import contextlib
from urllib.parse import parse_qsl

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, QueryDict, RawPostDataException, UnreadablePostError

MOST_BYTES = 8 * 1024 * 1024
"""Of a form that is shown again. In a form, a letter may take three to nine bytes."""
MOST_FIELDS = 10_000
SWALLOWED = 32 * 1024 * 1024
"""Bytes that are read and forgotten before a refusal, so that the browser which sends them sees it."""
A_PIECE = 65_536


def beyond_the_limits(request: HttpRequest, longest: int) -> QueryDict:
    """What a form over the limits has sent; empty where it cannot be told, or has more than `longest` characters.

    A form with files was read piece by piece and is not at hand any more.
    """
    body = _body(request)
    sent = QueryDict(mutable=True)
    if request.content_type != "application/x-www-form-urlencoded" or len(body) > MOST_BYTES:
        return sent
    with contextlib.suppress(ValueError):  # more fields than that, or bytes that no form sends
        for name, value in parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS):
            longest -= len(value)
            sent.appendlist(name, value.replace("\x00", ""))
    return sent if longest >= 0 else QueryDict()


def _body(request: HttpRequest) -> bytes:
    """The whole body up to a little more than `MOST_BYTES`; what comes after is read and forgotten."""
    with contextlib.suppress(RequestDataTooBig, RawPostDataException, UnreadablePostError):
        return request.body
    body, read = bytearray(), 0
    with contextlib.suppress(OSError):
        while read < SWALLOWED and (piece := request.read(A_PIECE)):
            read += len(piece)
            if len(body) <= MOST_BYTES:
                body += piece
    return bytes(body)
