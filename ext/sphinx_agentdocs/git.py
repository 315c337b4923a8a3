"""Asking Git about a repository: never a shell, and nothing that a repository could make run."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_SAFE = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")


class GitError(Exception):
    """What Git says, or that it is not there, in one line."""


def git(folder: Path, *arguments: str, data: bytes | None = None) -> bytes:
    """What ``git`` prints in *folder*; raises GitError where it fails or is not installed."""
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
    try:
        done = subprocess.run(  # noqa: S603  # a list of arguments, none of which a definition chooses
            ("git", "-C", str(folder), *_SAFE, *arguments),  # noqa: S607  # the one that the user uses
            input=data,
            capture_output=True,
            check=False,
            env=environment,
        )
    except OSError as error:
        raise GitError(f"git cannot be run ({error.strerror or error}); install it") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(said[-1] if said else f"git ended with {done.returncode}")
    return done.stdout
