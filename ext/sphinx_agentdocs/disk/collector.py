"""How often Python collects garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def rare_collections() -> Iterator[None]:
    """Make Python collect garbage less often.

    Tokens, pages and entries of a ledger are many small objects that live until they are written, and
    each collection walks all of them, which took a seventh of the time of a build.  The nodes of pages refer to
    each other in circles, so without any collection a build would need a fifth more memory.
    """
    before = gc.get_threshold()
    _take_back()
    gc.set_threshold(100_000, 50, 50)
    try:
        yield
    finally:
        _set_aside()
        gc.set_threshold(*before)


@contextmanager
def no_collections() -> Iterator[None]:
    """Make Python collect no garbage, for commands that make no pages and so hardly any circles."""
    _take_back()
    gc.disable()
    try:
        yield
    finally:
        _set_aside()
        gc.enable()


def _set_aside() -> None:
    """Spare the next collection the objects that there are now; it would come at once, and walk all of them.

    Mostly the process ends here.  Where it goes on, the next command begins with that collection.
    """
    gc.freeze()


def _take_back() -> None:
    """Collect what an earlier command of the process has set aside, such as its whole site."""
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
