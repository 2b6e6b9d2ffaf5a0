"""What a browser asks for so that it can name the site and show its sign: the manifest and the old icon file."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static

from atlas.icons import FAVICON, PICTURES, STATIC
from atlas.palette import themes
from evidence.views.caching import conditional, public_page

A_DAY = "public, max-age=86400"


@public_page
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask for this address whatever a page names."""
    data = (STATIC / FAVICON).read_bytes()
    response = conditional(request, ("favicon", data), lambda: HttpResponse(data, content_type="image/x-icon"))
    response.headers["Cache-Control"] = A_DAY
    return response


@public_page
def manifest(request: HttpRequest) -> HttpResponse:
    """The web app manifest (W3C): name, colours, sign. The site stays a site: back, reload and address are kept."""
    light = themes()["light"]
    told = {
        "id": "/",
        "name": settings.SITE_NAME,
        "short_name": settings.SITE_NAME,
        "description": "A public evidence atlas for ME/CFS: one citable page a published study.",
        "lang": "en-GB",
        "dir": "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": light["paper"],
        "theme_color": light["paper"],
        "icons": [
            {"src": static("icon.svg"), "type": "image/svg+xml", "sizes": "any"},
            *(
                {
                    "src": static(name),
                    "type": "image/png",
                    "sizes": f"{size}x{size}",
                    "purpose": "maskable" if filled else "any",
                }
                for name, (size, filled) in PICTURES.items()
                if name.startswith("icon-")
            ),
        ],
    }

    def draw() -> HttpResponse:
        return JsonResponse(
            told, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False, "indent": 1}
        )

    response = conditional(request, ("manifest", told), draw)
    response.headers["Cache-Control"] = A_DAY
    return response
