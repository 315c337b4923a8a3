"""Keep the text of definitions from `sphinx.ext.autosummary`, which imports the modules that documents name.

It reads the files of all documents by itself, before any is parsed, if ``autosummary_generate`` is true.  So while it
runs, the value lists the documents that are not definitions.
"""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

from .project import location_of

_VALUE = "autosummary_generate"


class _Documents(list[str]):
    """The documents that are not definitions; the class shows that the value is ours."""


def hide_definitions(app: Sphinx) -> None:
    """List the documents that autosummary may read (an event handler that runs before its own)."""
    if getattr(app.config, _VALUE, None) is True:
        env = app.env
        documents = [docname for docname in sorted(env.found_docs) if location_of(env.project, docname) is None]
        paths = [
            str(env.doc2path(docname, base=False)) for docname in documents if Path(env.doc2path(docname)).is_file()
        ]
        setattr(app.config, _VALUE, _Documents(paths))


def restore(app: Sphinx) -> None:
    """Restore the value, since a later build compares it (an event handler that runs after autosummary's own)."""
    if isinstance(getattr(app.config, _VALUE, None), _Documents):
        setattr(app.config, _VALUE, True)
