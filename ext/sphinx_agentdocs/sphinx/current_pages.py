"""Whether a page that the extension makes by itself is in the output as it would be made again.

Sphinx makes each page that no document is the source of in every build.  With 1,000 agents, making the lists of all of
them takes a twentieth of a build after an edit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from . import compat, examples, freshness, guidance, maps, site_files, site_pages
from .domain import domain_of
from .kept import keep, kept
from .own_page import OwnPage

Page = tuple[str, dict[str, Any], str]
Handler = Callable[[Sphinx], Iterable[Page]]


def handlers() -> Iterator[Handler]:
    """The handlers that make the lists of all agents, each unless it is current (of the event that collects pages)."""
    yield _unless_current(guidance.OWN_PAGE, guidance.make_page, guidance.shown)
    yield _unless_current(maps.OWN_PAGE, maps.make_page, maps.shown)
    yield _unless_current(examples.OWN_PAGE, examples.make_page, examples.shown)


def _unless_current(own: OwnPage, make: Handler, shown: Callable[[BuildEnvironment], Iterable[str]]) -> Handler:
    """A handler that makes the page *own*, unless what it shows is the same; *shown* is what no other page shows."""

    def handle(app: Sphinx) -> Iterator[Page]:
        builder = app.builder
        if not isinstance(builder, StandaloneHTMLBuilder):
            return
        path = compat.page_file(builder, own.name)
        is_joined = domain_of(app.env).elsewhere is not None  # the addresses of other sites are in no state
        state = _digest((*_of_all(app.env, builder), *shown(app.env)))
        if not is_joined and kept(app, f"{own.name}-page", site_files.content_of(path)) == {"": state}:
            return
        warnings = compat.warnings_of(app)
        for page in make(app):
            yield page  # Sphinx writes it before it asks for the next one
            if compat.warnings_of(app) == warnings:  # else the next build says the same again
                keep(app, f"{own.name}-page", site_files.content_of(path) or b"", {"": state})

    return handle


def _of_all(env: BuildEnvironment, builder: StandaloneHTMLBuilder) -> Iterator[str]:
    """What each of these pages shows: its layout, its sidebar, and the agents in their order."""
    yield compat.layout_state(builder)
    yield from freshness.documents(env, domain_of(env))
    yield site_pages.inputs(env)
    for agent in domain_of(env).in_order():
        yield repr((agent.docname, agent.title))


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
