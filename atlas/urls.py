"""The site map. Canonical public paths have no trailing slash; one with it redirects permanently."""

from django.contrib import admin
from django.urls import include, path

from atlas.guides import PATHS
from atlas.views import display, guides, health, pages

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
    path("admin/desk/", include("evidence.admin.rooms.urls")),
    path("admin/letters/", include("contributions.admin.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("atlas.accounts.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("favicon.ico", pages.favicon, name="favicon"),
    path("robots.txt", pages.robots, name="robots"),
]
