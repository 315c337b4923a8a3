"""Pages at former spellings of their addresses, such as ``agents/Keeper`` of ``agents/keeper``.

Where file names differ by case, a published address with the former spelling must still work; elsewhere both are
one file.  A copy of the page serves both: it has every id that either address ever had, and wherever the two become
one file, as when an archive is unpacked, nothing is lost.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from . import compat, site_files
from .domain import links_of
from .log import share


def write_copies(app: Sphinx, exception: Exception | None) -> None:
    """Copy each page to the former spellings of its address (an event handler)."""
    builder = app.builder
    if (
        exception is not None
        or not isinstance(builder, StandaloneHTMLBuilder)
        or builder.name not in ("html", "dirhtml")
    ):
        return
    for former, page in links_of(app.env).same.items():
        path, source = compat.page_file(builder, former), compat.page_file(builder, page)
        if former in app.env.found_docs or site_files.is_same(path, [source]):
            continue
        with share(page, "copying it to a former address"):
            if site_files.can_hold(builder.outdir, path):
                site_files.copy_if_changed(source, path)
