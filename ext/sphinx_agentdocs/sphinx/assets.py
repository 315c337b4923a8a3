"""The stylesheet and the script of the pages."""

from __future__ import annotations

from pathlib import Path

from sphinx.application import Sphinx

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLESHEET = "agentdocs.css"
SCRIPT = "agentdocs.js"


def add_static_files(app: Sphinx) -> None:
    """Put the package's static files with those of the site (an event handler)."""
    if app.builder.format == "html":
        app.config.html_static_path.append(str(STATIC))
