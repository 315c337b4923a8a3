"""Everything that decides what a build makes, as one digest that is made without loading Sphinx.

A definition counts as the same if it has the same time and size, as it does for the build itself.  The
ledger is compared by its content, and programs by what is installed: one package more or less is another digest.
"""

from __future__ import annotations

import hashlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from ..disk.files import Folder, opened, stamp
from ..disk.git import repository_of
from ..disk.programs import programs

Stamps = dict[str, tuple[int, int] | None]


@dataclass(frozen=True, slots=True)
class Inputs:
    """What a build is about to read.

    *found* are its definitions, *stamps* their times and sizes by path.  *digest* is that of all inputs; ``None`` if
    one of them cannot be read, or has a time in the future, since a build then reads it whether or not it changed.
    """

    found: Folder
    stamps: Stamps
    digest: str | None


def inputs_of(source: Path, found: Folder, ledger: Path | None, options: object) -> Inputs:
    """The inputs of a build of the definitions *found* in *source*."""
    now, stamps = time.time_ns(), {path: stamp(source, path) for path in found.paths}
    if any(one is None or one[0] >= now for one in stamps.values()):
        return Inputs(found, stamps, None)
    try:
        content = _content(ledger)
    except (OSError, RuntimeError, ValueError):
        return Inputs(found, stamps, None)
    surroundings = repository_of(source), os.environ.get("SOURCE_DATE_EPOCH")
    everything = source, found, stamps, ledger, content, options, surroundings, programs()
    return Inputs(found, stamps, hashlib.sha256(repr(everything).encode("utf-8", "surrogatepass")).hexdigest())


def _content(ledger: Path | None) -> str:
    """The hash of the ledger; raises OSError if it cannot be read."""
    if ledger is None:
        return ""
    with opened(ledger.parent, ledger.name) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
