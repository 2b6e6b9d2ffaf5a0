"""Addresses of the triagers' rooms, mounted at /admin/letters/ before the admin's own."""

from django.urls import path

from contributions.admin import rooms

app_name = "letters"
urlpatterns = [
    path("", rooms.letters_queue, name="queue"),
    path("queue.csv", rooms.letters_csv, name="csv"),
    path("advertising", rooms.advertising, name="advertising"),
    path("<int:pk>", rooms.letter, name="letter"),
    path("<int:pk>/share", rooms.share, name="share"),
]
