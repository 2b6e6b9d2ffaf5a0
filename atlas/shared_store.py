"""ATLAS_RELEASES_STORAGE -> a storage of Django's: where releases lie that several hosts share (docs/scale.md)."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured


def storage(address: str, *, endpoint: str = "", key: str = "", secret: str = "") -> dict[str, Any]:
    """An entry of STORAGES. Without key and secret the S3 client looks for its own (a role of the machine, a file).

    "s3://bucket/prefix" or "file:///absolute/folder"; raises ImproperlyConfigured for anything else.
    """
    parts = urlsplit(address)
    if parts.scheme == "file" and not parts.netloc and Path(parts.path).is_absolute():
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": parts.path, "file_permissions_mode": 0o644},
        }
    if parts.scheme == "s3" and parts.netloc:
        options = {
            "bucket_name": parts.netloc,
            "location": parts.path.strip("/"),
            "endpoint_url": endpoint or None,
            "access_key": key or None,
            "secret_key": secret or None,
            "default_acl": None,  # the bucket's own rules
            "file_overwrite": True,
            "signature_version": "s3v4",
        }
        return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    raise ImproperlyConfigured(
        f"ATLAS_RELEASES_STORAGE is {address!r}; it can be s3://bucket/prefix or file:///absolute/folder."
    )
