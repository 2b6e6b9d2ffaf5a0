"""A process of the desk that does what it reads, and tells what came of it and when it was done.

    KEY              publish a new page: "SLUG MOMENT"
    withdraw SLUG    take a page down: "ready MOMENT" before the transaction ends, which waits for a line; then "done
                     MOMENT", or "undone MOMENT" where the database had gone

It runs beside the services, with the desk's environment, through the same actions as an editor.
"""

from __future__ import annotations

import sys
import time

import django


def main() -> None:
    django.setup()
    from django.db import DatabaseError, close_old_connections, connection

    from tests.factories import publish

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while line := sys.stdin.readline().strip():
        what, _, about = line.rpartition(" ")
        close_old_connections()  # as before every request: the server may have been another one since
        try:
            if what == "withdraw":
                withdraw(about)
                tell("done")
            else:
                tell(publish(key=about).slug)
        except DatabaseError:
            connection.close()
            tell("undone")


def withdraw(slug: str) -> None:
    from django.db import transaction

    from evidence.actions import editorial
    from evidence.models import Publication
    from tests.factories import person

    page = Publication.objects.current().get(slug=slug)
    by = person("publisher")
    with transaction.atomic():
        editorial.withdraw(study=page.study, by=by, reason="It was about another paper.")
        tell("ready")
        sys.stdin.readline()


def tell(word: str) -> None:
    sys.stdout.write(f"{word} {time.monotonic()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
