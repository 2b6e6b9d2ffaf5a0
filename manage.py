#!/usr/bin/env python
"""The command line of the atlas: `python manage.py help` lists what it can do."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except BrokenPipeError:  # `... | head`: whoever read our output has had enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)
    except ImproperlyConfigured as error:
        _end(error, "")
    except Exception as error:
        if not _is_a_database_out_of_reach(error):
            raise
        _end(error, "The database does not answer. Check DATABASE_URL, or unset it to use the embedded server.")


def _is_a_database_out_of_reach(error: BaseException) -> bool:
    from django.db.utils import OperationalError

    return isinstance(error, OperationalError)


def _end(error: BaseException, advice: str) -> None:
    """One sentence instead of a traceback, which `--traceback` brings back."""
    if "--traceback" in sys.argv:
        raise error
    told = " ".join(str(error).split())
    sys.exit(f"atlas: {advice} ({told[:300]})" if advice else f"atlas: {told}")


if __name__ == "__main__":
    main()
