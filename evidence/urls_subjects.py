"""Addresses of what stands across the evidence: verdicts, papers with a notice, authors, short addresses."""

from django.urls import path, re_path

from evidence.views import authors, study, subjects

urlpatterns = [
    path("pem/<slug:key>", subjects.verdict, name="verdict"),
    re_path(r"^s/(?P<number>\d{1,9})$", study.by_short_address, name="by_short_address"),
    path("retractions", subjects.retractions, name="retractions"),
    path("authors", authors.author_list, name="author_list"),
    re_path(r"^authors/(?P<key>[a-z0-9-]+X?)$", authors.author, name="author"),
]
