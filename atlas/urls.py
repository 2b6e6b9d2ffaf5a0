"""The site map: what readers see, and the desk. The public face has `atlas.urls_public` alone (docs/faces.md)."""

from django.contrib import admin
from django.urls import include, path

from atlas import urls_public
from atlas.views import operator, style

handler400 = "atlas.accounts.lost_session.bad_request"
handler403 = "atlas.accounts.lost_session.permission_denied"
handler404 = urls_public.handler404
handler500 = "atlas.accounts.lost_session.server_error"

urlpatterns = [
    path("admin/desk/", include("evidence.admin.rooms.urls")),
    path("admin/letters/", include("contributions.admin.urls")),
    path("admin/operator", operator.operator, name="operator"),
    path("admin/", admin.site.urls),
    path("accounts/", include("atlas.accounts.urls")),
    path("design", style.style_page, name="design"),
    path("design/desk", style.desk_style_page, name="design_desk"),
    *urls_public.urlpatterns,
]
