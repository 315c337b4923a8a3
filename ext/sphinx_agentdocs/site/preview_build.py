"""The builds of a preview, each in a process of its own that begins with everything imported.

To import Sphinx and this package takes longer than to build what changed.  So a server process imports them once, and
each build is a copy of it, which knows nothing of other builds.  Where the system cannot copy a process, each build
imports everything again.

The process of a build waits for the next change.  It knows the whole site, so it writes the pages of the definitions
that changed at once, and ends.  Then the next build does all the rest.
"""

from __future__ import annotations

import io
import multiprocessing
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from ..disk.collector import collect_never

if TYPE_CHECKING:
    from sphinx.application import Sphinx

_WARM = ("sphinx_agentdocs.site.preview_imports",)


@dataclass(frozen=True, slots=True)
class Order:
    """What to build: the folder of the configuration, values in place of its own, and the folder for the result."""

    confdir: Path
    values: dict[str, Any]
    out: Path

    @property
    def site(self) -> Path:
        """The folder of the pages."""
        return self.out / "site"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build said: its warnings, and the error that ended it, if any."""

    said: str
    error: str = ""


@dataclass(frozen=True, slots=True)
class _Running:
    """The process of a build, and the connection to it."""

    process: BaseProcess
    connection: Connection

    def answer(self) -> Any:
        """What the process sends next, or ``None`` if it ends without an answer."""
        try:
            return self.connection.recv()
        except (EOFError, OSError):
            return None

    def end(self) -> None:
        """End the process."""
        self.connection.close()
        self.process.kill()
        self.process.join()


class Builds:
    """Builds an order again and again."""

    def __init__(self, order: Order) -> None:
        self._context: ForkServerContext | SpawnContext = multiprocessing.get_context("spawn")
        if "forkserver" in multiprocessing.get_all_start_methods():
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload(list(_WARM))
        self._order = order
        self._last: _Running | None = None

    def build(self) -> Built:
        """Build what has changed."""
        self.end()
        ours, theirs = self._context.Pipe()
        self._last = _Running(self._started(theirs), ours)
        theirs.close()
        return self._last.answer() or Built("", "the process of the build was killed")

    def write_early(self, paths: Sequence[str]) -> list[str]:
        """Have the last build write the pages of the definitions at *paths*; return the names of these pages."""
        if self._last is None:
            return []
        try:
            self._last.connection.send(paths)
        except OSError:  # it failed, and has ended
            return []
        return self._last.answer() or []

    def end(self) -> None:
        """End the process that waits, if any."""
        if self._last is not None:
            self._last.end()
            self._last = None

    def _started(self, theirs: Connection) -> BaseProcess:
        process = self._context.Process(target=_build, args=(self._order, theirs), daemon=True)
        try:
            process.start()
        except OSError:  # the path of the socket, in the folder for temporary files, can be too long for the system
            self._context = multiprocessing.get_context("spawn")
            process = self._context.Process(target=_build, args=(self._order, theirs), daemon=True)
            process.start()
        return process


def _build(order: Order, command: Connection) -> None:
    """Build, and send what was said; then wait for the definitions whose pages to write, if any."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl-C, the command ends this process itself
    from ..sphinx import compat
    from ..sphinx.early_page import write_early

    collect_never()
    warning = io.StringIO()
    with compat.standalone(order.confdir):
        try:
            app = _built(order, warning)
        except Exception as error:
            kind = "" if compat.is_for_users(error) else f"{type(error).__name__}: "
            command.send(Built(warning.getvalue(), f"{kind}{' '.join(str(error).split())}"))
            sys.exit(1)
        command.send(Built(warning.getvalue()))
        with suppress(Exception):  # the next build says what is wrong
            command.send(write_early(app, command.recv()))


def _built(order: Order, warning: TextIO) -> Sphinx:
    from sphinx.application import Sphinx

    from ..sphinx.garbage import collect_with_pages

    place = str(order.confdir), str(order.confdir), str(order.site), str(order.out / "doctrees")
    app = Sphinx(*place, "html", order.values, status=None, warning=warning)
    collect_with_pages(app)
    app.build()
    return app
