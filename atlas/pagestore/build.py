"""Which build of the site this is: a page is served only by the build that rendered it.

Whatever a page could show besides the shelf is in the name: the code, templates, style sheets, translations, guides,
libraries, and every setting that is a plain value. A setting that nobody thought of is therefore never forgotten; at
worst pages are baked again that would not have changed.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from django.conf import settings

FOLDERS = ("atlas", "contributions", "evidence", "locale", "static", "templates")
ENDS = frozenset({".py", ".html", ".txt", ".md", ".css", ".js", ".svg", ".png", ".json", ".mo", ".csl", ".xml"})
NO_PART_OF_A_PAGE = (
    "ALLOWED_HOSTS", "AXES_", "CACHES", "CSRF_TRUSTED_ORIGINS", "DATABASE", "DESK_", "EMAIL", "GENERATOR",
    "LETTER_KEYS", "LOG", "MFA_", "NCBI_API_KEY", "RECEIPT_KEYS", "SECRET_KEY", "PUBLIC_ROLE", "REGISTRY_", "SESSION_",
    "ACCOUNT_", "TRUSTED_PROXIES", "BACKUP", "METRICS", "PAGE_STORE", "SENDS_MAIL", "DEFAULT_FROM_EMAIL", "TEST_",
    "STORAGES",
)  # fmt: skip
"""Beginnings of names: secrets, and what differs between processes that draw the same pages."""


@cache
def build_id() -> str:
    """Sixteen characters."""
    digest = hashlib.sha256()
    root = Path(settings.BASE_DIR)
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in ENDS and path.is_file():
                digest.update(f"\0{path.relative_to(root)}\0".encode())
                digest.update(path.read_bytes())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    digest.update(manifest.read_bytes() if manifest.exists() else b"")
    digest.update(sys.version.encode())
    digest.update("".join(sorted(f"{one.name} {one.version}\n" for one in distributions())).encode())
    for name in sorted(dir(settings)):
        if name.isupper() and not name.startswith(NO_PART_OF_A_PAGE):
            digest.update(f"{name}={list(_plain(getattr(settings, name)))}\n".encode())
    return digest.hexdigest()[:16]


def _plain(value: Any) -> Iterator[str]:
    """The plain values in a setting. Folders are no part of a page; of anything else the text may differ each time."""
    if isinstance(value, str | int | float | bool | timedelta | None):
        yield repr(value)
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield f"{key}: {list(_plain(inner))}"
    elif isinstance(value, list | tuple):
        for inner in value:
            yield str(list(_plain(inner)))
