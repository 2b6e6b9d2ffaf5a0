"""What every page knows: the site's name and address, its language and navigation, whether it is a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from atlas.languages import active, languages
from atlas.navigation import FOOT_NAVIGATION, MAIN_NAVIGATION
from atlas.security import PRIVATE_PATHS
from evidence.models import Publication


def site(request: HttpRequest) -> dict[str, Any]:
    language = active()
    return {
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "canonical_url": settings.SITE_URL + request.path,
        # A private path may carry a code in its query: only addresses of public pages are repeated in full.
        "back_here": request.path if request.path.startswith(PRIVATE_PATHS) else request.get_full_path(),
        "page_language": language,
        "other_languages": [one for one in languages().values() if one != language],
        "main_navigation": MAIN_NAVIGATION,
        "foot_navigation": FOOT_NAVIGATION,
        # Asked once a page, and only by pages that show the banner.
        "demo_is_loaded": SimpleLazyObject(lambda: Publication.objects.filter(demo=True).exists()),
    }
