"""For a timer, once a day."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends.db import SessionStore
from django.core.management.base import BaseCommand
from django.utils import timezone

from atlas.accounts import throttling


class Command(BaseCommand):
    help = "Delete what has outlived its use: failed sign-ins after their fifteen minutes, and sessions that ended."

    def handle(self, **options: Any) -> None:
        attempts = throttling.purge(now=timezone.now())
        SessionStore.clear_expired()
        cached = throttling.purge_counts(now=timezone.now())
        self.stdout.write(f"Deleted: {attempts} failed sign-ins, {cached} expired counts, and the sessions that ended.")
