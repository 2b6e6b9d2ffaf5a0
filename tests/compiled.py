"""What Python compiles is kept for the next process, also where it may write nothing beside the sources.

With `PYTHONDONTWRITEBYTECODE` each worker and each process that a test starts compiles some five hundred files anew,
which takes nearly half as long as all else that Django does at its start. Here what is compiled lies in `.local`, and
is read again as long as the source is the same.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

COMPILED = Path(__file__).resolve().parent.parent / ".local" / "compiled"


def keep_what_is_compiled() -> None:
    """For this process and for those it starts."""
    if sys.dont_write_bytecode and sys.pycache_prefix is None:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(COMPILED)
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(COMPILED)
