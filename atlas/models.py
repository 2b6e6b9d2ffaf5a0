"""The accounts of the people who work on the atlas. Readers have none."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """An editor, coder, reviewer, publisher, triager or administrator.

    `public_name` is what a page may say of them; without one they are "an editor of the atlas".
    """

    public_name = models.CharField(
        max_length=150, blank=True, help_text="The name that public pages may show. Empty: none is shown."
    )
    demo = models.BooleanField("account of the demonstration", default=False, editable=False)

    def __str__(self) -> str:
        return self.public_name or self.username
