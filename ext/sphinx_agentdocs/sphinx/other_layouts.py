"""Pages at the addresses that agents have with other builders of sites, so that a change of builder breaks no link.

The page of ``agents/keeper`` is ``agents/keeper.html`` with ``html`` and ``agents/keeper/`` with ``dirhtml``; with
``singlehtml`` it has no page of its own.  A build does not know which builder made the site before.  So a site with a
ledger, which promises that its links last, has a small page at each of the other addresses that leads to the page.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

from ..core.short_links.moved_page import is_moved_page, moved_page
from . import compat, site_files
from .domain import domain_of
from .log import share
from .site_files import INDEX, SITE_BUILDERS


def write_pages(app: Sphinx, exception: Exception | None) -> None:
    """Write the pages that lead on, or remove those of an earlier build (an event handler)."""
    builder = app.builder
    if exception is not None or not isinstance(builder, StandaloneHTMLBuilder) or builder.name not in SITE_BUILDERS:
        return
    domain = domain_of(app.env)
    wanted = app.config.agentdocs_builder_redirects and bool(domain.links.recorded)
    taken: set[str] | None = None
    for docname in sorted(domain.links.titles.keys() | domain.deleted.keys()):
        target = _target(builder, docname) if wanted and docname in domain.links.titles else ""
        for place in _others(builder, docname, is_wanted=bool(target)):
            taken = set(_own_files(builder)) if taken is None else taken
            if place not in taken and site_files.can_hold(builder.outdir, builder.outdir / place):
                with share(docname, "leading to it from the address of another builder"):
                    _write_or_remove(builder, place, domain.links.agent_title(docname), target)


def _write_or_remove(builder: StandaloneHTMLBuilder, place: str, title: str, target: str) -> None:
    """Write a page that leads to *target*; without one, remove it."""
    path = Path(builder.outdir, place)
    if target:
        lang = (builder.config.language or "en").replace("_", "-")
        page = moved_page(lang, title, f"{'../' * place.count('/')}{target}")
        site_files.write_unless_foreign(path, page, is_moved_page)
    else:
        site_files.remove_if_ours(path, is_moved_page)
        site_files.remove_if_empty(path.parent)


def _own_files(builder: StandaloneHTMLBuilder) -> Iterator[str]:
    """The addresses of the documents of the site."""
    single = isinstance(builder, SingleFileHTMLBuilder)
    for docname in [builder.config.root_doc] if single else builder.env.found_docs:
        yield compat.page_file(builder, docname).relative_to(builder.outdir).as_posix()


def _others(builder: StandaloneHTMLBuilder, docname: str, *, is_wanted: bool) -> Iterator[str]:
    """The addresses of an agent's page with the other builders, or those of them at which there is anything."""
    out, own = os.fspath(builder.outdir), None
    for place in (f"{docname}{builder.out_suffix}", f"{docname}/{INDEX}"):
        if is_wanted or os.path.lexists(f"{out}/{place}"):
            own = own or compat.page_file(builder, docname)
            if isinstance(builder, SingleFileHTMLBuilder) or builder.outdir / place != own:
                yield place


def _target(builder: StandaloneHTMLBuilder, docname: str) -> str:
    """The address of the page from the root of the site; empty for an agent that is gone from a single page."""
    if not isinstance(builder, SingleFileHTMLBuilder):
        return builder.get_target_uri(docname)
    agent = domain_of(builder.env).agents.get(docname)
    return f"{builder.config.root_doc}{builder.out_suffix}#{agent.anchor}" if agent else ""
