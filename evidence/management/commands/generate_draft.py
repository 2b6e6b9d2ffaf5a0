"""Propose sentences of a draft from a paper's abstract, on the terminal. Nothing is written to the desk."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.generator import DraftRequest, GeneratorError, config_from_environ, provider_for
from evidence.pem.verdicts import VERDICT_WORDS, Verdict
from evidence.vocabulary import STUDY_DESIGNS, TEXT_FIELDS

MAX_BYTES = 8 * 1024 * 1024


class Command(BaseCommand):
    """Exit codes: 0 a proposal was printed; 1 none could be made, and a sentence says why."""

    help = (
        "Print a proposal for a draft as JSON: sentences, the places they rest on, what was dropped and why. "
        "FILE holds the abstract as text (“-” reads standard input). The settings are ATLAS_GENERATOR_…; "
        "nothing is kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="the abstract, UTF-8")
        parser.add_argument("--title", required=True)
        parser.add_argument("--full-text", metavar="FILE", help="the full text, UTF-8")
        parser.add_argument("--licence", default="", help="such as “CC BY 4.0”; decides whether the text may be sent")
        parser.add_argument("--design", choices=sorted(STUDY_DESIGNS))
        parser.add_argument("--pem", choices=[verdict.value for verdict in Verdict], help="the PEM verdict")
        parser.add_argument("--field", action="append", choices=list(TEXT_FIELDS), help="only this field; repeatable")

    def handle(self, *args: Any, **options: Any) -> None:
        request = DraftRequest(
            title=options["title"],
            abstract=_read(options["file"]),
            full_text=_read(options["full_text"]) if options["full_text"] else "",
            licence=options["licence"],
            design=STUDY_DESIGNS[options["design"]] if options["design"] else "",
            pem_verdict=VERDICT_WORDS[Verdict(options["pem"])] if options["pem"] else "",
            fields=tuple(options["field"] or TEXT_FIELDS),
        )
        try:
            proposal = provider_for(config_from_environ(os.environ)).propose(request)
        except GeneratorError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(json.dumps(proposal.as_json(), ensure_ascii=False, indent=2))


def _read(name: str) -> str:
    """The text of a file. CommandError, with a sentence, where it is none."""
    try:
        if name == "-":
            raw = sys.stdin.buffer.read(MAX_BYTES + 1)
        else:
            with Path(name).open("rb") as file:
                raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise CommandError(f"{name} could not be read: {error.strerror or error}.") from None
    if len(raw) > MAX_BYTES:
        raise CommandError(f"{name} is larger than {MAX_BYTES // 2**20} MB. That is no paper's text.")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text.") from None
