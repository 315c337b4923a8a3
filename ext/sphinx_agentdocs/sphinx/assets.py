"""The stylesheet, the scripts, and what a page tells its scripts."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any, cast

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from . import guidance, maps
from .domain import links_of
from .ledger import SITE_BUILDERS

STATIC = Path(__file__).resolve().parent.parent / "static"
STYLESHEET = "agentdocs.css"
SCRIPT = "agentdocs.js"
SCRIPTS_OF_UNITS = ("agentdocs-quoting.js", "agentdocs-menu.js")
SCRIPT_OF_MOVED = "agentdocs-moved.js"
SCRIPT_OF_MAP = "agentdocs-map.js"
SCRIPT_OF_LIST = "agentdocs-guidance.js"


def add_static_files(app: Sphinx) -> None:
    """Put the package's static files with those of the site (an event handler)."""
    if app.builder.format == "html":
        app.config.html_static_path.append(str(STATIC))


def add_to_page(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Give a page with links to units the scripts of their menu, and what these need to know (an event handler).

    Only values of the configuration go into the page, nothing of a definition.
    """
    if app.builder.name not in SITE_BUILDERS:
        return
    scripts = _scripts(app, pagename)
    builder = cast(StandaloneHTMLBuilder, app.builder)
    for script in (*scripts, *([SCRIPT_OF_MAP] if maps.is_drawn_on(app, pagename) else [])):
        builder.add_js_file(script, defer="defer")
    if scripts:
        form = app.config.agentdocs_short_links
        base = app.config.html_baseurl
        base = f"{base.rstrip('/')}/" if base else ""
        tag = f'<meta name="agentdocs-links" content="{escape(form)}" data-base="{escape(base)}">'
        context["metatags"] = f"{context.get('metatags') or ''}\n    {tag}\n"


def _scripts(app: Sphinx, pagename: str) -> tuple[str, ...]:
    """The scripts of a page, by what stands on it."""
    of_agents = app.builder.name == "singlehtml" or pagename in links_of(app.env).pages
    of_list = guidance.is_listed_on(app, pagename)
    scripts = SCRIPTS_OF_UNITS if of_agents or of_list else ()
    return (*scripts, *([SCRIPT_OF_MOVED] if of_agents else []), *([SCRIPT_OF_LIST] if of_list else []))
