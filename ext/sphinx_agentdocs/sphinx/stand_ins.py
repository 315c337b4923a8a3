"""Stand-ins for definitions: the empty files that Sphinx and all extensions get in place of their paths.

Extensions open the sources of documents by themselves: to look for directives, to import what these name, or to parse
the text once more.  A definition must not reach them as source, so the path of its document is that of an empty file
next to its doctree.  The suffix of that file belongs to this package: the parser of definitions reads it, whichever
extension reads Markdown.  The text comes from the definition, which only that parser opens.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..disk.empty_files import stand_in

SUFFIX = ".md.agent"
FILETYPE = "agent-definition"


def path_of(folder: Path, docname: str) -> Path:
    """The stand-in of a definition below *folder*, which is that of the doctrees."""
    return folder / f"{docname}{SUFFIX}"


def docname_of(folder: Path, path: Path) -> str:
    """The document whose stand-in is at *path*, or an empty text."""
    is_one = path.name.endswith(SUFFIX) and path.is_relative_to(folder)
    return path.relative_to(folder).as_posix().removesuffix(SUFFIX) if is_one else ""


def write(folder: Path, files: Iterable[tuple[str, str]]) -> None:
    """Make sure that there is an empty stand-in, of the same time, for each pair of a document and its definition.

    By the times of files, Sphinx finds the pages that are out of date.
    """
    stand_in((f"{folder}{os.sep}{docname}{SUFFIX}", file) for docname, file in files)


class RealPaths(logging.Filter):
    """Names the file of a definition, not its stand-in, in the messages of everyone.

    *file_of* returns the path of the definition of a document, or ``None``.
    """

    def __init__(self, folder: Path, file_of: Callable[[str], Path | None]) -> None:
        super().__init__()
        self.file_of = file_of
        self.stand_in = re.compile(rf"{re.escape(str(folder))}[/\\](.+?){re.escape(SUFFIX)}((?::.*)?)", re.DOTALL)

    def filter(self, record: logging.LogRecord) -> bool:
        """Replace the stand-ins in the place and in the words of a message; every message passes."""
        if location := getattr(record, "location", None):
            record.location = self._real(location)
        if isinstance(record.args, tuple):
            record.args = tuple(map(self._real, record.args))
        return True

    def _real(self, value: Any) -> Any:
        """*value*, or the path of the definition if it is that of a stand-in, with what follows it."""
        found = self.stand_in.fullmatch(str(value)) if isinstance(value, (str, Path)) else None
        file = self.file_of(found[1].replace("\\", "/")) if found else None
        return f"{file}{found[2]}" if found and file else value
