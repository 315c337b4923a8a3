"""Signals that end a build, such as Ctrl-C.

The disk has to be in order after a kill, so a signal may end a build like a kill: at once, wherever
it is.  It adds only one line of output, and ends the other processes of the build as well.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
_END_WITH_PARENT = 1  # PR_SET_PDEATHSIG of Linux


@contextmanager
def ended_by_signals(leave: Callable[[], None]) -> Iterator[None]:
    """Make signals end the process after a call to *leave*, with the exit status that shells expect.

    A signal that is ignored, as under ``nohup``, stays ignored.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread can set handlers
        return
    owner, running = os.getpid(), [True]

    def end(number: int, frame: FrameType | None) -> None:
        if os.getpid() == owner:  # a process of a parallel build just ends
            for process in multiprocessing.active_children():
                process.kill()
                process.join()
            leave()
            name = signal.Signals(number).name
            line = f"agentdocs: stopped by {name}; the site is intact, build again to bring it up to date\n"
            os.write(2, (("\n" if sys.stdout.isatty() else "") + line).encode())
        os._exit(128 + number)

    def follow() -> None:
        if running and os.getppid() == owner:
            _end_with(owner)

    numbers = [getattr(signal, name) for name in NAMES if hasattr(signal, name)]
    before = {number: handler for number in numbers if (handler := signal.getsignal(number)) != signal.SIG_IGN}
    for number in before:
        signal.signal(number, end)
    if sys.platform == "linux":
        os.register_at_fork(after_in_child=follow)  # Python cannot unregister it, hence `running`
    try:
        yield
    finally:
        running.clear()
        for number, handler in before.items():
            signal.signal(number, handler)


def _end_with(parent: int) -> None:
    """Have Linux kill this process when its parent ends, even by a kill or before it is known as a child."""
    library = ctypes.CDLL(None)
    if hasattr(library, "prctl"):
        library.prctl(_END_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)  # the parent has just ended
