"""The page of a definition that was just saved, written before the site is built again.

What follows from all definitions together is that of the last build: links between agents, related agents, lists.  The
build that comes next reads the definition again and writes all of it.
"""

from __future__ import annotations

from collections.abc import Iterable

from sphinx.application import Sphinx

from . import compat, raw_files
from .project import AgentProject


def write_early(app: Sphinx, paths: Iterable[str]) -> list[str]:
    """Write the pages of the definitions at *paths*; return the names of these pages.

    *app* has built the site, and can build nothing else afterwards.  Raises whatever its extensions raise.
    """
    project = app.project
    if not isinstance(project, AgentProject):
        return []
    pages = {str(at.root / at.path): docname for docname, at in project.locations.items()}
    docnames = [pages[path] for path in paths if path in pages]
    if docnames:
        compat.read_and_write(app.builder, docnames)
    for docname in docnames:
        raw_files.write_one(app, docname)
    return docnames
