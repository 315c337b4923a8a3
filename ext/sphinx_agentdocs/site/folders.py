"""Folders for new files."""

from __future__ import annotations

import os


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
