"""Where the links of a definition may lead: to a short list of schemes, and to files of the collection."""

from __future__ import annotations

import re
from urllib.parse import unquote

from ..core.text.characters import VisibleText, visible

LIVE_SCHEMES = ("http", "https", "mailto")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_DROPPED_BY_BROWSERS = re.compile(r"[\x00-\x20\x7f-\xa0]")


def is_live(address: str) -> bool:
    """Whether a link to *address* may be followed: its scheme is in the list, as written and as a browser reads it."""
    as_read = _DROPPED_BY_BROWSERS.sub("", unquote(address))
    schemes = {_scheme(address), _scheme(as_read)}
    return schemes.issubset(LIVE_SCHEMES) and not _DROPPED_BY_BROWSERS.search(address)


def _scheme(address: str) -> str:
    match = _SCHEME.match(address)
    return match[1].lower() if match else ""


def is_file(address: str) -> bool:
    """Whether *address* can be the path of another definition."""
    path = address.partition("#")[0]
    return path.endswith(".md") and not _SCHEME.match(path) and not path.startswith(("/", "\\"))


def readable(address: str, title: str) -> VisibleText:
    """The target of a link for a reader: the address without percent signs, and the link's own title."""
    return visible(" ".join(filter(None, (unquote(address), title))))
