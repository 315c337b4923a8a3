"""One build of a preview, in a process of its own that begins with everything imported.

To import Sphinx and this package takes longer than to build what changed.  So a server process imports them once, and
each build is a copy of it, which knows nothing of other builds.  Where the system cannot copy a process, each build
imports everything again.
"""

from __future__ import annotations

import io
import multiprocessing
import signal
import sys
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, SpawnContext
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from ..disk.collector import collect_rarely

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


class Builds:
    """Builds an order again and again."""

    def __init__(self, order: Order) -> None:
        self._context: ForkServerContext | SpawnContext = multiprocessing.get_context("spawn")
        if "forkserver" in multiprocessing.get_all_start_methods():
            self._context = multiprocessing.get_context("forkserver")
            self._context.set_forkserver_preload(list(_WARM))
        self._order = order

    def build(self) -> Built:
        """Build what has changed."""
        ours, theirs = self._context.Pipe(duplex=False)
        process = self._started(theirs)
        theirs.close()
        try:
            return ours.recv()  # type: ignore[no-any-return]  # what `_build` sends
        except EOFError:
            return Built("", "the process of the build was killed")
        except KeyboardInterrupt:
            process.kill()
            raise
        finally:
            process.join()
            ours.close()

    def _started(self, answer: Connection) -> BaseProcess:
        process = self._context.Process(target=_build, args=(self._order, answer), daemon=True)
        try:
            process.start()
        except OSError:  # the path of the socket, in the folder for temporary files, can be too long for the system
            self._context = multiprocessing.get_context("spawn")
            process = self._context.Process(target=_build, args=(self._order, answer), daemon=True)
            process.start()
        return process


def _build(order: Order, answer: Connection) -> None:
    """Build, and send what was said."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # on Ctrl-C, the command ends this process itself
    from ..sphinx import compat

    collect_rarely()
    warning = io.StringIO()
    try:
        with compat.standalone(order.confdir):
            from sphinx.application import Sphinx

            place = str(order.confdir), str(order.confdir), str(order.site), str(order.out / "doctrees")
            Sphinx(*place, "html", order.values, status=None, warning=warning).build()
    except Exception as error:
        kind = "" if compat.is_for_users(error) else f"{type(error).__name__}: "
        answer.send(Built(warning.getvalue(), f"{kind}{' '.join(str(error).split())}"))
        sys.exit(1)
    answer.send(Built(warning.getvalue()))
