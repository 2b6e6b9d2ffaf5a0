"""Settings of the tests: the site's own, on a database cluster of their own, with the network blocked (conftest)."""

import os

os.environ.setdefault("ATLAS_MODE", "local")
os.environ["ATLAS_MFA_REQUIRED"] = "false"  # tests of the second factor switch it on themselves
os.environ.setdefault("ATLAS_SITE_URL", "https://atlas.example")
os.environ.setdefault("ATLAS_PAGE_STORE", "false")  # tests of the page store switch it on themselves
os.environ.setdefault("SECRET_KEY", "a secret for tests only, long enough to please the deployment check 0123456789")

if not os.environ.get("DATABASE_URL"):
    from pathlib import Path

    from atlas import local

    # fast: no fsync. What the tests write is worth nothing after a crash.
    os.environ["DATABASE_URL"] = local.database_url(
        Path(__file__).resolve().parent.parent / ".local",
        cluster="test-postgres",
        database="atlas_tests",
        fast=True,
    )

from atlas.settings import *  # noqa: F403
from atlas.settings import DATABASES

DATABASES["default"]["CONN_MAX_AGE"] = 0
# Every run has a test database of its own, so that two runs at a time never meet; pytest-xdist's workers inherit it.
DATABASES["default"]["TEST"] = {"NAME": f"test_atlas_{os.environ.setdefault('ATLAS_TEST_RUN', str(os.getpid()))}"}
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # quick; the real one is tested by Django
STATIC_ROOT = LOCAL_DIR / "test-static"  # noqa: F405 - from the site's settings
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
