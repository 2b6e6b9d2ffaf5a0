"""The site map: what readers see, and the desk. The public face has `atlas.urls_public` alone (docs/faces.md)."""

from django.contrib import admin
from django.urls import include, path

from atlas import urls_public
from atlas.views import operator, style

handler400 = urls_public.handler400
handler403 = urls_public.handler403
handler404 = urls_public.handler404
handler500 = "atlas.accounts.lost_session.server_error"

urlpatterns = [
    path("admin/desk/", include("evidence.admin.rooms.urls")),
    path("admin/letters/", include("contributions.admin.urls")),
    path("admin/operator", operator.operator, name="operator"),
    path("admin/", admin.site.urls),
    path("accounts/", include("atlas.accounts.urls")),
    path("design", style.style_page, name="design"),
    *urls_public.urlpatterns,
]
