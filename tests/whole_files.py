"""What one worker of a run in parallel does in one go: a file, or a folder whose files share a world."""

from __future__ import annotations

from typing import Any

import pytest

FOLDERS = ("tests/integration/containers/",)
"""Each brings up something that takes longer than all its tests: once is enough."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """For `--dist loadfile`."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadFileScheduling

    class WholeFiles(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in FOLDERS if nodeid.startswith(folder)), super()._split_scope(nodeid))

    return WholeFiles(config, log)
