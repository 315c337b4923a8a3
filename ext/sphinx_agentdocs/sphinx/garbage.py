"""The garbage of a build: collected while pages are read and written, and not while all agents are looked at."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.config import Config

from ..disk.collector import (
    collect_never,
    collect_seldom,
    collect_what_follows,
    collects,
    leave_alone_what_is_loaded,
    look_at_all_again,
    uncollected,
)
from . import compat

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
    _leave_no_pages(app.builder)


def _leave_no_pages(builder: Builder) -> None:
    """Have each page freed at once when it is stored to be loaded again, or written.

    Its nodes refer to each other in circles.  To find them takes Python four times as long as to take them apart.
    """
    store, write = builder.write_doctree, builder.write_doc

    def store_and_free(docname: str, doctree: nodes.document, *, _cache: bool = True) -> None:
        store(docname, doctree, _cache=_cache)
        if not _cache:
            _take_apart(doctree)

    def write_and_free(docname: str, doctree: nodes.document) -> None:
        write(docname, doctree)
        _take_apart(doctree)

    compat.override(builder, "write_doctree", store_and_free)
    compat.override(builder, "write_doc", write_and_free)


def _take_apart(doctree: nodes.document) -> None:
    for node in list(doctree.findall()):
        node.parent = None
        node.document = None  # type: ignore[assignment]
    doctree.children = []


def leave_environment_alone(app: Sphinx) -> None:
    """Collect hardly any garbage while *app* loads its environment, and then none in that, until its build ends.

    Python would walk the whole environment of the last build each time that many objects were made, and again and
    again while it is loaded, which would take two and a half times as long.
    """
    if collects():
        app.connect("config-inited", _load_environment, priority=_LAST)
        app.connect("build-finished", lambda app, exception: look_at_all_again(), priority=_LAST)


def _load_environment(app: Sphinx, config: Config) -> None:
    as_before = collect_seldom()

    def begin(app: Sphinx) -> None:
        leave_alone_what_is_loaded()
        as_before()

    app.connect("builder-inited", begin, priority=_FIRST)


def at_once(handler: Callable[..., Result]) -> Callable[..., Result]:
    """An event handler during which no garbage is collected, and after which what it made is left alone.

    It makes many small objects, so that Python would walk all objects of the build again and again: a fifth of the
    time of a build with 300 agents in which one was edited.
    """

    @wraps(handler)
    def handle(*arguments: Any) -> Result:
        is_collected = collects()
        with uncollected():
            result = handler(*arguments)
            if is_collected:
                leave_alone_what_is_loaded()
        return result

    return handle


def _begin(*_: Any) -> list[Any]:
    collect_what_follows()
    return []


def _end(*_: Any) -> list[Any]:
    collect_never()
    return []
