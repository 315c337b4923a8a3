"""What is installed: if it is the same, the same input gives the same result."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from .files import stamp

PACKAGE = Path(__file__).resolve().parent.parent
_INSTALLED = (".dist-info", ".egg-info", ".egg-link", ".pth")
"""How the names of the files and folders end that say what is installed; most contain its version."""


def programs() -> list[object]:
    """Python, the packages it finds, and each file of this package, which may change without a new version."""
    packages = [(place, sorted(_installed(place or "."))) for place in sys.path]
    return [sys.version, packages, list(_own_files())]


def _installed(place: str) -> Iterator[tuple[str, int]]:
    """The installed packages in *place*, each with the time at which it was installed."""
    try:
        with os.scandir(place) as entries:
            for entry in entries:
                if entry.name.endswith(_INSTALLED):
                    yield entry.name, entry.stat().st_mtime_ns
    except OSError:
        return  # neither can Python import from there


def _own_files() -> Iterator[tuple[str, list[tuple[str, tuple[int, int] | None]]]]:
    """The folders of this package, each with its files and their times and sizes."""
    for folder, folders, names in os.walk(PACKAGE):
        folders[:] = sorted(set(folders) - {"__pycache__"})
        yield folder, [(name, stamp(Path(folder), name)) for name in sorted(names)]
