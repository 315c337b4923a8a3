"""When Python collects garbage."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial


def collect_never() -> None:
    """Keep Python from collecting garbage, in a process that ends with one command.

    Tokens, agents and entries of a ledger are many small objects that live until the end.  A collection walks all of
    them and finds nothing, since they do not refer to each other in circles.
    """
    gc.disable()


def collects() -> bool:
    """Whether Python collects garbage now."""
    return gc.isenabled()


def collect_what_follows() -> None:
    """Collect garbage from now on, but only among the objects that are made from now on.

    The nodes of pages refer to each other in circles, so without any collection a build would need twice the memory.
    """
    gc.set_threshold(100_000, 50, 50)
    gc.freeze()
    gc.enable()


def leave_alone_what_is_loaded() -> None:
    """Collect garbage among the objects that are made from now on only, until `look_at_all_again`."""
    gc.freeze()


def look_at_all_again() -> None:
    """Undo `leave_alone_what_is_loaded`."""
    gc.unfreeze()


def collect_seldom() -> Callable[[], None]:
    """Collect garbage only when very many objects were made; returns what undoes that."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, *before[1:])
    return partial(gc.set_threshold, *before)


def collect_nothing_at_exit() -> None:
    """Have Python end without a last collection, which walks and frees each object of an environment for nothing.

    With 1,000 agents it takes as long as half of all the rest of a build that has nothing to do.
    """
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage for a while, and then as before."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()
