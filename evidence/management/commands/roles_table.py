"""Print who may do what at the desk as a Markdown table."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evidence.management.generated_docs import path_of, roles_document
from evidence.roles import roles_table


class Command(BaseCommand):
    help = "Print who may do what at the desk as a Markdown table. With --write, docs/roles.md is brought up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/roles.md")

    def handle(self, **options: Any) -> None:
        if options["write"]:
            path = path_of("roles.md")
            path.write_text(roles_document(path.read_text("utf-8")), "utf-8")
            self.stdout.write(f"{path} is up to date.")
        else:
            self.stdout.write(roles_table(), ending="")
