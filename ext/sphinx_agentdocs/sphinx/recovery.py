"""An output that a build left unfinished, and how the next build heals it.

Sphinx judges by times which pages are out of date.  After a build that was killed, some pages
are new, some are old and one may be cut off, and the times say nothing of it.  So a marker
stands in the output while a build runs.  Where a build finds the marker of another, it reads
and writes every page.
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
    """Connect what marks an output, and what heals it."""
    app.connect("config-inited", _keep_out_of_books)
    app.connect("builder-inited", begin, priority=2)  # the definitions are found, and nothing is read or written
    app.connect("build-finished", finish, priority=_AFTER_ALL_OTHERS)
    unwritten.register(app)


def begin(app: Sphinx) -> None:
    """Mark the output as unfinished, and prepare to heal it if it is already (an event handler).

    The marker lists the definitions that have pages or will have: what the environment knows
    of them can get lost with a kill, and with it which pages to remove.
    """
    marker = Path(app.outdir, MARKER)
    found = set(app.project.locations) if isinstance(app.project, AgentProject) else set()
    known = found | domain_of(app.env).agents.keys() | domain_of(app.env).deleted.keys()
    if marker.exists():
        known |= set(marker.read_text("utf-8", "replace").splitlines())
        _heal(app, known - found)
    site_files.replace(marker, "\n".join(sorted(known)).encode())


def finish(app: Sphinx, exception: Exception | None) -> None:
    """Take the marker away from an output that is complete (an event handler)."""
    if exception is None:
        site_files.remove(Path(app.outdir, MARKER))


def _heal(app: Sphinx, gone: set[str]) -> None:
    """Have every page read and written in this build, and the pages of definitions that are gone removed.

    What Sphinx would read back of its own output may be cut off, and goes.
    """
    compat.read_all_again(app.env, "the build before was not finished")
    domain_of(app.env).deleted.update(dict.fromkeys(sorted(gone), True))
    builder = app.builder
    if isinstance(builder, StandaloneHTMLBuilder):
        index = builder.searchindex_filename
        for name in (".buildinfo", ".buildinfo.bak", index, f"{index}.tmp"):
            site_files.remove(Path(app.outdir, name))
        for docname in app.env.found_docs:  # a build of some pages only leaves the others to the next
            with suppress(FileNotFoundError):
                os.utime(builder.get_output_path(docname), (0, 0))


def _keep_out_of_books(app: Sphinx, config: Config) -> None:
    """Let no EPUB contain the marker, which stands there while the book is packed (an event handler)."""
    config.epub_exclude_files = [*config.epub_exclude_files, MARKER]
