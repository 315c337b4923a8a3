"""The contents of a folder, as paths relative to it with ``/``, and folders for new files."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path


def files_below(folder: Path) -> Iterator[str]:
    """Every file below *folder*."""
    for base, _, names in _walk(folder):
        for name in names:
            yield base + name


def _walk(folder: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Each folder as the beginning of its paths, and the names of its folders and files."""
    for base, folders, names in os.walk(folder):
        inner = base[len(str(folder)) + 1 :].replace(os.sep, "/")
        yield f"{inner}/" if inner else "", folders, names


class Folders:
    """Creates the folders of files, each only once: for tens of thousands of files, asking takes as long."""

    def __init__(self) -> None:
        self.made: set[str] = set()

    def make_for(self, path: str) -> None:
        """Create the folder of the file *path*."""
        folder = path.rpartition("/")[0]
        if folder not in self.made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103  # `Path` takes twice the time here
            self.made.add(folder)
