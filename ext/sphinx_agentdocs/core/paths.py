"""Paths of definitions as parts of addresses that work everywhere.

A path stays as it is when every part of it can be a file name on every system and a part
of an address without escaping.  A part that cannot is mended and carries a digest of the
original path, so that its address does not depend on which other files there are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

from .findings import Code, Finding
from .text.identifiers import digest

_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?:\..*)?\Z",
    re.IGNORECASE,
)
_MAX_BYTES = 120
SUFFIX = ".md"


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """The address (without suffix) of each path; both are relative, with ``/``.

    Two paths that differ only by case or by Unicode normalisation get different addresses:
    the one in lower case keeps its own.
    """
    paths = sorted(paths)
    plain = {path: path.removesuffix(SUFFIX) for path in paths}
    counts = Counter(_folded(stem) for stem in plain.values())
    folders = {_folded(stem.rpartition("/")[0]) for stem in plain.values()}
    result = {}
    for path, stem in plain.items():
        name = stem.rpartition("/")[2]
        clash = counts[_folded(stem)] > 1 and stem != _folded(stem)
        shadows = name.casefold() == "index" or (_folded(stem) in folders and f"{stem}/index" in plain.values())
        portable = "/".join(_portable(part) for part in stem.split("/"))
        result[path] = portable if portable == stem and not clash and not shadows else f"{portable}-{digest(path, 6)}"
    return result


def address_finding(path: str, address: str, collection: str = "") -> Finding | None:
    """A finding where the page of the definition at *path* has an address that is not its path."""
    if address == path.removesuffix(SUFFIX):
        return None
    page = f"{collection}/{address}" if collection else address
    message = f"the page is at {page}, since the path cannot be an address everywhere; rename the file"
    return Finding(Code.FILENAME, message)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


def _portable(part: str) -> str:
    """*part* with everything that is not a letter, digit, mark, ``.``, ``_`` or ``-`` as a hyphen."""
    text = unicodedata.normalize("NFC", part)
    text = "".join(char if char in "._-" or unicodedata.category(char)[0] in "LNM" else "-" for char in text)
    text = re.sub("-{2,}", "-", text) if text != part else text
    while len(text.encode("utf-8", "surrogatepass")) > _MAX_BYTES:
        text = text[:-1]
    text = text.rstrip(". ")
    if text.startswith("-"):
        text = text.lstrip("-")
    if not text or _DEVICE.match(text):
        text = f"agent-{text}".rstrip("-")
    return text
