"""Collect the words that people read, and compile their translations: three catalogues a language.

    locale/                 the public pages: their templates, and atlas/
    evidence/locale/        evidence/
    contributions/locale/   the private part: letters, accounts, the desk

It needs GNU gettext (Debian: apt-get install gettext); nothing else does, as compiled catalogues are committed. How to
add a language: docs/languages.md.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from django.core.management.commands import makemessages
from django.core.management.utils import popen_wrapper

CATALOGUES = {"site": "locale", "evidence": "evidence/locale", "contributions": "contributions/locale"}
"""Name -> its folder."""
_PRIVATE_TEMPLATES = ("account", "accounts", "admin", "contributions", "desk", "letters", "mfa")
PLACES = {
    "atlas/": "site",
    "templates/": "site",
    "evidence/": "evidence",
    **dict.fromkeys(
        (
            "contributions/", "atlas/accounts/", "evidence/admin/", "evidence/desk/",
            *(f"templates/{part}/" for part in _PRIVATE_TEMPLATES),
        ),
        "contributions",
    ),
}  # fmt: skip
"""Beginning of a path -> the catalogue that holds its words. The longest that fits decides."""

_NOISE = re.compile(
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Report-Msgid-Bugs-To|Last-Translator|Language-Team|Project-Id-Version):.*\n',
    re.MULTILINE,
)
_HEAD = re.compile(r"\A.*?(?=^msgid \"\")", re.DOTALL | re.MULTILINE)


def catalogue_of(path: str) -> str:
    """Name of the catalogue for a file, by its path in the repository; "" for a file that nobody reads words from."""
    fitting = [start for start in PLACES if path.startswith(start)]
    return PLACES[max(fitting, key=len)] if fitting else ""


class Command(makemessages.Command):
    help = "Collect the words to translate and compile the translations."
    # A guess from a similar sentence is worse than a gap: the gap is seen.
    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching", "--sort-output"]
    msgattrib_options = ["--no-obsolete", "--sort-output"]
    xgettext_options = ["--from-code=UTF-8", "--add-comments=Translators", "--sort-output"]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("catalogues", nargs="*", help=f"of {', '.join(CATALOGUES)}; all where none is named")
        parser.add_argument("--compile-only", action="store_true", help="collect nothing, compile what is there")

    def handle(self, *args: Any, **options: Any) -> None:
        chosen = options["catalogues"] or list(CATALOGUES)
        unknown = [name for name in chosen if name not in CATALOGUES]
        if unknown:
            raise CommandError(f"There is no catalogue {unknown[0]!r}; there are {', '.join(CATALOGUES)}.")
        if shutil.which("msgfmt") is None:
            raise CommandError("GNU gettext is not installed (Debian: apt-get install gettext).")
        os.chdir(settings.BASE_DIR)
        for name in chosen:
            for code, _ in settings.LANGUAGES:
                if code != settings.LANGUAGE_CODE:
                    self._make(name, code, collect=not options["compile_only"])

    def _make(self, name: str, language: str, *, collect: bool) -> None:
        self.catalogue = name
        written = Path(CATALOGUES[name], language, "LC_MESSAGES", "django.po")
        if collect:
            Path(CATALOGUES[name]).mkdir(exist_ok=True)
            super().handle(
                locale=[language], exclude=[], all=False, domain="django", extensions=["html", "txt", "py"],
                symlinks=False, ignore_patterns=["migrations"], use_default_ignore_patterns=True, no_wrap=True,
                no_location=True, add_location=None, no_obsolete=True, keep_pot=False, verbosity=0,
            )  # fmt: skip
            if written.exists():
                written.write_text(_without_noise(written.read_text("utf-8"), language), "utf-8")
        if written.exists():
            compiled = str(written.with_suffix(".mo"))
            _, told, status = popen_wrapper(
                ["msgfmt", "--check-format", "--statistics", "--output-file", compiled, str(written)]
            )
            if status:
                raise CommandError(told)
            self.stdout.write(f"{name}, {language}: {told.strip()}")

    def find_files(self, root: str) -> list[makemessages.TranslatableFile]:
        """Files of one catalogue alone: the others are left as they are, whoever works on them."""
        folder = os.path.abspath(CATALOGUES[self.catalogue])
        found: list[makemessages.TranslatableFile] = []
        for place in ("atlas", "contributions", "evidence", "templates"):
            found += super().find_files(place)
        self.locale_paths = [folder]
        ours = [file for file in found if catalogue_of(os.path.normpath(file.path)) == self.catalogue]
        for file in ours:
            file.locale_dir = folder
        return sorted(ours)


def _without_noise(text: str, language: str) -> str:
    """A header that says nothing of days, machines or people: the same words give the same file."""
    quiet = _HEAD.sub("", _NOISE.sub("", text), count=1)
    return re.sub(r'^"Language: .*\\n"$', f'"Language: {language}\\\\n"', quiet, count=1, flags=re.MULTILINE)
