"""The garbage of a build in a process of its own: collected while pages are read and written, and never in between."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

from ..disk.collector import collect_never, collect_what_follows, collects

_FIRST, _LAST = -10_000, 10_000


def collect_with_pages(app: Sphinx) -> None:
    """Collect garbage while *app* reads and writes pages, in a process that does not collect any otherwise.

    A process that does is someone else's, and is left as it is.
    """
    if collects():
        return
    for event in ("env-before-read-docs", "write-started"):
        app.connect(event, _begin, priority=_LAST)
    for event in ("env-updated", "html-collect-pages", "build-finished"):
        app.connect(event, _end, priority=_FIRST)


def _begin(*_: Any) -> list[Any]:
    collect_what_follows()
    return []


def _end(*_: Any) -> list[Any]:
    collect_never()
    return []
