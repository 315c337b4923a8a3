"""What was worked out of each file of a folder, kept so that a command does it again only for files that changed.

A result is found by the content of its file, not by its time, so it is always the right one.  The results of a
folder are one file in the user's folder for caches, where nobody else can write; without such a folder nothing is
kept.  Results of other programs or options are not used.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from .plain_files import read_plain
from .programs import programs
from .replace import replace_file
from .user_folder import UnusableError, user_folder

Result = TypeVar("Result")


class Memo:
    """The results of one *kind* for the files in *root*, made with *options*."""

    def __init__(self, kind: str, root: Path, options: object) -> None:
        self.place = self._place(kind, root)
        self.maker = _digest(repr((options, programs())).encode("utf-8", "surrogatepass"))
        self.before = self._read()
        self.now: dict[str, object] = {}

    def result(
        self,
        data: bytes,
        context: tuple[str, ...],
        make: Callable[[], Result],
        pack: Callable[[Result], object],
        unpack: Callable[..., Result],
    ) -> Result:
        """The result for a file with the content *data*; *context* is what else it depends on, such as the path.

        *make* makes it if there is none.  *pack* and *unpack* turn it into values of JSON and back.
        """
        key = _key(data, context)
        if key in self.before:
            self.now[key] = self.before[key]
            return unpack(self.before[key])
        result = make()
        self.now[key] = pack(result)
        return result

    def known(self, data: bytes, context: tuple[str, ...]) -> object:
        """The values of JSON that were kept for *data* and *context*, or ``None``."""
        return self.before.get(_key(data, context))

    def keep(self, data: bytes, context: tuple[str, ...], values: object) -> None:
        """Keep *values* of JSON for *data* and *context* until `save`."""
        self.now[_key(data, context)] = values

    def save(self) -> None:
        """Keep the results of all files that were asked for, and forget the others."""
        if self.place is not None and self.now.keys() != self.before.keys():
            content = json.dumps({"maker": self.maker, "results": self.now}, separators=(",", ":"))
            with suppress(OSError):  # only time is lost
                replace_file(self.place, content.encode())

    def _read(self) -> dict[str, object]:
        try:
            known = json.loads(read_plain(self.place)) if self.place is not None else {}
        except (OSError, ValueError):
            return {}
        return known["results"] if known.get("maker") == self.maker else {}

    @staticmethod
    def _place(kind: str, root: Path) -> Path | None:
        full = root.resolve()
        try:
            return user_folder((full, Path.cwd())) / f"{kind}-{_digest(os.fsencode(full))[:32]}.json"
        except UnusableError:
            return None


def _key(data: bytes, context: tuple[str, ...]) -> str:
    return _digest("\0".join(context).encode("utf-8", "surrogatepass") + b"\0" + data)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
