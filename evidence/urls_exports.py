"""Addresses of what can be downloaded: exports of any result, and releases."""

from django.urls import path, re_path

from evidence.views import exports, releases

DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"

urlpatterns = [
    re_path(r"^evidence\.(?P<extension>bib|ris|csl\.json|csv|jsonl)$", exports.export, name="export"),
    path("evidence.zip", exports.reviewers_pack, name="reviewers_pack"),
    path("releases", releases.release_list, name="release_list"),
    re_path(rf"^releases/{DAY}$", releases.release_page, name="release_page"),
    re_path(
        rf"^releases/{DAY}/diff/(?P<other>[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})\.json$",
        releases.release_diff,
        name="release_diff",
    ),
    re_path(rf"^releases/{DAY}/(?P<name>[A-Za-z0-9_.-]+)$", releases.release_file, name="release_file"),
]
