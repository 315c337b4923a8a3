"""The garbage of a build: collected while pages are read and written, and not while all agents are looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from sphinx.application import Sphinx

from ..disk.collector import (
    collect_never,
    collect_what_follows,
    collects,
    leave_alone_what_is_loaded,
    look_at_all_again,
    uncollected,
)

_FIRST, _LAST = -10_000, 10_000
Result = TypeVar("Result")


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


def leave_environment_alone(app: Sphinx) -> None:
    """Collect no garbage among what is loaded when *app* begins, until its build ends.

    Python would walk the whole environment of the last build each time that many objects were made.
    """
    if collects():
        app.connect("builder-inited", lambda app: leave_alone_what_is_loaded(), priority=_FIRST)
        app.connect("build-finished", lambda app, exception: look_at_all_again(), priority=_LAST)


def at_once(handler: Callable[..., Result]) -> Callable[..., Result]:
    """An event handler during which no garbage is collected.

    It makes many small objects, so that Python would walk all objects of the build again and again: a fifth of the
    time of a build with 300 agents in which one was edited.
    """

    @wraps(handler)
    def handle(*arguments: Any) -> Result:
        with uncollected():
            return handler(*arguments)

    return handle


def _begin(*_: Any) -> list[Any]:
    collect_what_follows()
    return []


def _end(*_: Any) -> list[Any]:
    collect_never()
    return []
