"""Modules that are imported only when they are used."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType


class ImportLater(MetaPathFinder):
    """Lets the first import of modules with these full names return at once; the first use of one loads it.

    In `sys.meta_path`, Python asks it for each module that nothing has imported before.
    """

    def __init__(self, *names: str) -> None:
        self.names = set(names)

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        """The way to load a module, if it is one of these."""
        if fullname not in self.names:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec and spec.loader:
            spec.loader = LazyLoader(spec.loader)
        return spec
