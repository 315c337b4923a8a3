"""Run Git: without a shell, and so that a repository cannot make it run anything.

Git only reads objects: it checks nothing out, runs no hook, filter, pager or check of a signature,
and fetches nothing.  A checkout can contain a bare repository as plain files, with a configuration
of its own; Git 2.38 or later does not use one that it comes across.
"""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SETTINGS = ("core.fsmonitor=false", "log.showSignature=false", "safe.bareRepository=explicit")
COMMAND = ("git", "--no-pager", *(word for setting in _SETTINGS for word in ("-c", setting)))
_SET = {
    "LC_ALL": "C",  # its messages are parsed
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
_UNSET = (  # Git sets them in a hook, for the repository of the hook
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The answer of ``git`` in *folder*; raises OSError if Git is not installed."""
    return subprocess.run(  # noqa: S603  # a fixed program; the user chooses only the folder
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )


def environment() -> dict[str, str]:
    """The environment in which Git runs."""
    return {**{key: value for key, value in os.environ.items() if key not in _UNSET}, **_SET}


def reason(answer: subprocess.CompletedProcess[bytes]) -> str:
    """Why Git refused, in its words."""
    lines = answer.stderr.decode("utf-8", "replace").splitlines() or ["no reason given"]
    return lines[0].removeprefix("fatal: ").removeprefix("error: ").rstrip(".")
