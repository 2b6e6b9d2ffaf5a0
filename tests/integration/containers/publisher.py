"""A process of the desk that publishes a new page for each line it reads, and tells its slug and when it was done.

It runs beside the services, with the desk's environment, through the same actions as an editor.
"""

from __future__ import annotations

import sys
import time

import django


def main() -> None:
    django.setup()
    from tests.factories import publish

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        page = publish(key=line.strip())
        sys.stdout.write(f"{page.slug} {time.monotonic()}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
