"""The tags of stylesheets and scripts on the pages of agents, each made once for all pages of a folder.

Sphinx follows every link on the way to each file, for each page, to name it with its checksum.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from .domain import domain_of

_BUILDERS = ("html", "dirhtml")
_Key = tuple[str, str, tuple[tuple[str, Any], ...]]


def register(app: Sphinx) -> None:
    """Connect the handler that makes tags once."""
    known: dict[_Key, str] = {}
    app.connect("html-page-context", partial(_make_once, known), priority=200)  # before others put theirs around it


def _make_once(
    known: dict[_Key, str], app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Have the tags of Sphinx made once for all pages with the same way to the root of the site (an event handler)."""
    if app.builder.name in _BUILDERS and pagename in domain_of(app.env).agents:
        root = context["pathto"]("_static", 1)
        for name in ("css_tag", "js_tag"):
            if context[name].__module__ == StandaloneHTMLBuilder.__module__:  # those of others may differ by page
                context[name] = partial(_tag, known, root, context[name])


def _tag(known: dict[_Key, str], root: str, make: Callable[[Any], str], file: Any) -> str:
    """The tag of *file*, a path or an object that has attributes, too."""
    key = root, str(getattr(file, "filename", file)), tuple(getattr(file, "attributes", {}).items())
    if key not in known:
        known[key] = make(file)
    return known[key]
