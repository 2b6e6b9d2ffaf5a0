"""Words that make no password: a guesser of this site's passwords tries them first.

The list, which docs/operations.md shows: the words of WORDS, and those of the site's own name and host names. They
may be in a password; without them, and without digits and signs, eight letters have to be left. Long sentences stay as
good as they were, "mecfs-atlas-2026" does not.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

WORDS = frozenset(
    {"atlas", "evidence", "mecfs", "cfs", "pem", "myalgic", "encephalomyelitis", "chronic", "fatigue", "syndrome",
     "malaise", "desk", "editor", "admin", "administrator", "password", "passwort", "secret", "welcome", "login"}
)  # fmt: skip
LEFT = 8
"""Letters."""


def words() -> set[str]:
    """WORDS and the site's own, in small letters."""
    own = " ".join((settings.SITE_NAME, settings.SITE_URL, settings.DESK_HOST, *settings.ALLOWED_HOSTS))
    return WORDS | {word for word in re.findall(r"[^\W\d_]+", own.casefold()) if len(word) > 2}


class SiteWordsValidator:
    """For AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password: str, user: Any = None) -> None:
        whole = left = re.sub(r"[\W\d_]+", " ", unicodedata.normalize("NFKC", password).casefold())
        for word in sorted(words(), key=len, reverse=True):
            left = left.replace(word, " ")
        if left != whole and len(left.replace(" ", "")) < LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_site_words")

    def get_help_text(self) -> str:
        return _("Your password cannot be made of words that belong to this site, such as “atlas”.")
