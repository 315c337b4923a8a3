"""The search box of the theme, in which a site that is all about agents finds them while a reader types.

The scripts for it, and their words, are the same on all pages.  So they are not on the pages, but in a script of one
call next to them, which a page loads when a reader uses its box:

    agentdocs.receive("search-box", [["agentdocs-search.js?v=…", {}], …])
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator

from sphinx.application import Sphinx

from ..core.text.script_json import dumps
from . import assets, site_files
from .site_files import SITE_BUILDERS

FILE = "search-box.js"
_CALL = 'agentdocs.receive("search-box", '


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the script if it changed, or remove the one of an earlier build (an event handler)."""
    if exception is None and app.builder.name in SITE_BUILDERS:
        text = f"{_CALL}{dumps(list(_scripts(app)))});\n" if assets.has_box(app) else None
        site_files.keep_script(app, FILE, _CALL, text)


def _scripts(app: Sphinx) -> Iterator[tuple[str, dict[str, str]]]:
    """The scripts of the search with their versions, as pages name them, and their words as a script sets them."""
    for name, words in assets.scripts_of_search(app, ""):
        content = (assets.STATIC / name).read_bytes().translate(None, b"\r")
        yield f"{name}?v={zlib.crc32(content):08x}", {_property(key): text for key, text in words.items()}


def _property(name: str) -> str:
    """The name by which a script knows the attribute ``data-name``."""
    first, *others = name.split("-")
    return first + "".join(map(str.capitalize, others))
