"""Addresses of the editors' rooms, under /admin/desk/. Each module of a room brings its own."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern

app_name = "desk"
ROOMS = ("overview", "workbench", "machines", "coding", "review", "registries", "imports", "doubles")

urlpatterns: list[URLPattern] = []
for name in ROOMS:
    module = f"evidence.admin.rooms.{name}"
    if find_spec(module):
        urlpatterns += import_module(module).urlpatterns
