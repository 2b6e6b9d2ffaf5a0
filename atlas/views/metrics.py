"""/metrics, for Prometheus: to the machine itself or to whoever holds the token. To everybody else there is no page."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST

from atlas.watching import figures

LOOPBACK = ("127.0.0.1", "::1")
FORWARDED = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Forwarded", "Via", "X-Real-Ip")
"""What a proxy adds: behind one, everybody comes from this machine."""


def may_look(request: HttpRequest) -> bool:
    """The token opens it anywhere. Without one the desk's own machine may look, if no proxy stands between."""
    given = request.headers.get("Authorization", "")
    if settings.METRICS_TOKEN:
        return hmac.compare_digest(given.encode(), f"Bearer {settings.METRICS_TOKEN}".encode())
    here = request.META.get("REMOTE_ADDR") in LOOPBACK and not any(name in request.headers for name in FORWARDED)
    return here and (settings.LOCAL or settings.FACE == "desk")


@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    if not may_look(request):
        raise Http404
    state: dict[str, dict[str, float]] = {}
    if settings.FACE != "public":  # whose role of the database knows neither jobs nor letters
        from atlas.watching import state as state_of

        state = state_of.state(timezone.now())
    return HttpResponse(figures.told(state), content_type=CONTENT_TYPE_LATEST)
