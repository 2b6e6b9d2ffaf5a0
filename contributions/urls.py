"""Addresses of the letterbox. None of them ever holds a code or anything that somebody wrote."""

from django.urls import path

from contributions.views import corrections, letter, status

app_name = "contributions"
urlpatterns = [
    path("contribute", letter.contribute, name="contribute"),
    path("contribute/status", status.status, name="status"),
    path("contribute/status/answer", status.answer, name="answer"),
    path("contribute/status/withdraw", status.withdraw, name="withdraw"),
    path("corrections", corrections.corrections, name="corrections"),
    path("feeds/corrections.atom", corrections.corrections_feed, name="corrections_feed"),
]
