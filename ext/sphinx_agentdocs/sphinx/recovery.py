"""Recovery from a build that was interrupted.

Sphinx goes by the times of files to find the pages that are out of date.  After a build was
killed, some pages are new, some are old and one may be cut off, and the times do not show it.  So
a marker is in the output while a build runs.  A build that finds the marker of a previous one
reads and writes every page.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config

from . import compat, site_files, unwritten
from .domain import domain_of
from .project import AgentProject

MARKER = ".agentdocs-unfinished"
_AFTER_ALL_OTHERS = 10_000


def register(app: Sphinx) -> None:
    """Connect the handlers that mark an output and repair it."""
    app.connect("config-inited", _keep_out_of_books)
    app.connect("builder-inited", begin, priority=2)  # definitions have been found; nothing has been read or written
    app.connect("build-finished", finish, priority=_AFTER_ALL_OTHERS)
    unwritten.register(app)


def begin(app: Sphinx) -> None:
    """Mark the output as unfinished, and prepare to repair it if it already was (an event handler).

    The marker lists the definitions that have pages or will have them: a kill can destroy the
    environment, and with it the knowledge of which pages to remove.
    """
    marker = Path(app.outdir, MARKER)
    found = set(app.project.locations) if isinstance(app.project, AgentProject) else set()
    known = found | domain_of(app.env).agents.keys() | domain_of(app.env).deleted.keys()
    if marker.exists():
        known |= set(marker.read_text("utf-8", "replace").splitlines())
        _repair(app, known - found)
    site_files.replace(marker, "\n".join(sorted(known)).encode())


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Remove the marker from an output that is complete (an event handler)."""
    if exception is None:
        site_files.remove(Path(app.outdir, MARKER))


def _repair(app: Sphinx, gone: set[str]) -> None:
    """Make this build read and write every page, and remove the pages of the definitions *gone*.

    Files that Sphinx would read back from its own output may be cut off, so they are removed.
    """
    compat.read_all_again(app.env, "the previous build was interrupted")
    domain_of(app.env).deleted.update(dict.fromkeys(sorted(gone), True))
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        index = builder.searchindex_filename
        for name in (".buildinfo", ".buildinfo.bak", index, f"{index}.tmp"):
            site_files.remove(Path(app.outdir, name))
        for docname in app.env.found_docs:  # a build of some pages leaves the others to the next one
            with suppress(FileNotFoundError):
                os.utime(compat.page_file(builder, docname), (0, 0))


def _keep_out_of_books(app: Sphinx, config: Config) -> None:
    """Keep the marker, which exists while a book is packed, out of EPUB files (an event handler)."""
    if "epub_exclude_files" in config:  # not where that builder is left out
        config.epub_exclude_files = [*config.epub_exclude_files, MARKER]
