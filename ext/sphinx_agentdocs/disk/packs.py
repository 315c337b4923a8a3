"""Packs: many small files of a site kept as one file, until the site is published.

The pages at the short links are most of the files of a site, so what is done for each file takes most of the time of
a build.  A pack has those of one agent.  It is written, hashed and compared in place of its files.

A pack has three lines of JSON: the digest of the data that its files show, their names, and their contents.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

SUFFIX = ".pack"


def pack_name(group: str) -> str:
    """The name of the file for the pack of *group*, which may be any text."""
    return hashlib.sha256(group.encode("utf-8", "surrogatepass")).hexdigest()[:32] + SUFFIX


def write_pack(path: Path, digest: str, files: Mapping[str, bytes]) -> None:
    """Write a pack of *files*, by their paths in the site, that show data with this *digest*."""
    contents = [data.decode("utf-8", "surrogateescape") for data in files.values()]
    path.write_text("\n".join(map(json.dumps, (digest, list(files), contents))), "ascii")


def digest_in(path: Path) -> str:
    """The digest of the data that the files of a pack show; empty if there is no pack."""
    try:
        with path.open(encoding="ascii") as file:
            return str(json.loads(file.readline()))
    except FileNotFoundError:
        return ""


def names_in(path: Path) -> list[str]:
    """The paths of the files in a pack; raises OSError."""
    with path.open(encoding="ascii") as file:
        file.readline()
        names: list[str] = json.loads(file.readline())
    return names


def files_in(path: Path) -> dict[str, bytes]:
    """The files in a pack by their paths; raises OSError."""
    _, names, contents = map(json.loads, path.read_text("ascii").split("\n"))
    return {name: text.encode("utf-8", "surrogateescape") for name, text in zip(names, contents, strict=True)}
