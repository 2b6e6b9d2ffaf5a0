"""The site map of readers, and all there is on the public face (docs/faces.md).

Canonical public paths have no trailing slash; one with it redirects permanently.
"""

from django.urls import include, path

from atlas.guides import PATHS
from atlas.views import display, guides, health, icons, metrics, pages

handler400 = "atlas.views.errors.bad_request"
handler403 = "atlas.views.errors.permission_denied"
handler404 = "atlas.views.errors.not_found"
handler500 = "atlas.views.errors.server_error"

urlpatterns = [
    path("", pages.home, name="home"),
    path("methodology", pages.methodology, name="methodology"),
    path("display", display.display, name="display"),
    path("glossary", guides.glossary, name="glossary"),
    *(
        path(where[1:] + tail, guides.guide_page, {"key": key}, name=f"guide_{key}{name}")
        for key, where in PATHS.items()
        for tail, name in (("", ""), ("/v/<int:number>", "_version"))
    ),
    path("", include("contributions.urls")),
    path("", include("evidence.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("metrics", metrics.metrics, name="metrics"),
    path("favicon.ico", icons.favicon, name="favicon"),
    path("manifest.webmanifest", icons.manifest, name="manifest"),
    path("robots.txt", pages.robots, name="robots"),
]
