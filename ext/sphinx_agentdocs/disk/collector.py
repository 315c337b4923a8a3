"""How often Python collects garbage."""

from __future__ import annotations

import gc


def collect_rarely() -> None:
    """Make Python collect garbage less often, for the rest of a process that ends with one command.

    Tokens, pages and entries of a ledger are many small objects that live until they are written, and
    each collection walks all of them, which took a seventh of the time of a build.  The nodes of pages refer to
    each other in circles, so without any collection a build would need a fifth more memory.
    """
    gc.set_threshold(100_000, 50, 50)
