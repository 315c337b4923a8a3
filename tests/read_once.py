"""Reading a definition only once, where tests read all versions of all files again and again."""

from __future__ import annotations

from typing import Any

from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.reading.reader import read_definition

_READ: dict[tuple[bytes, str], Definition] = {}


def read_once(data: bytes, path: str, **options: Any) -> Definition:
    """The definition in *data*, as it was read before; the *options* are the same for all of a test."""
    if (data, path) not in _READ:
        _READ[data, path] = read_definition(data, path, **options)
    return _READ[data, path]


def forget() -> None:
    """Forget all definitions, before others are read with other options."""
    _READ.clear()
