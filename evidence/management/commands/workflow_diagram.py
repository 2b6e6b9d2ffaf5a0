"""Print the state machine of the desk as a Mermaid diagram."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from evidence.management.generated_docs import path_of, workflow_document
from evidence.workflow import mermaid


class Command(BaseCommand):
    help = "Print the state machine of the desk as a Mermaid diagram. With --write, bring docs/workflow.md up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="write docs/workflow.md")

    def handle(self, **options: Any) -> None:
        if options["write"]:
            path = path_of("workflow.md")
            path.write_text(workflow_document(path.read_text("utf-8")), "utf-8")
            self.stdout.write(f"{path} is up to date.")
        else:
            self.stdout.write(mermaid(), ending="")
