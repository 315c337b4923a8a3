"""Turn the paths of definitions into addresses that work on every system.

A path is unchanged if every part of it is a valid file name on every system and needs no
escaping in an address.  Other paths are rewritten and get a digest of the original path, so
that an address does not depend on which other files exist.  A folder whose name ends like that of a file
made of a page, such as ``x.html``, is rewritten as well: it could not exist next to the page ``x``.
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
_PAGE = re.compile(r"\.(?:x?html?|txt|xml|pot|fpickle|fjson|pseudoxml|doctree)\Z", re.IGNORECASE)
"""The end of a name that some builder gives to its output for a page, to the copied source, or to the doctree."""
_FILE = re.compile(r"\.(?:json|js|inv)\Z", re.IGNORECASE)
"""The end of a name of other files at the root of a site."""
_MAX_BYTES = 120
SUFFIX = ".md"


def addresses(paths: Iterable[str]) -> dict[str, str]:
    """The address (without suffix) of each path; both are relative, with ``/``.

    Two paths that differ only in case or Unicode normalisation get different addresses; the
    lower-case one is unchanged.
    """
    paths = sorted(paths)
    plain = {path: path.removesuffix(SUFFIX) for path in paths}
    counts = Counter(folded(stem) for stem in plain.values())
    folders = {folded(stem.rpartition("/")[0]) for stem in plain.values()}
    result = {}
    for path, stem in plain.items():
        name = stem.rpartition("/")[2]
        clash = counts[folded(stem)] > 1 and stem != folded(stem)
        shadows = name.casefold() == "index" or (folded(stem) in folders and f"{stem}/index" in plain.values())
        portable = "/".join([*map(_folder, stem.split("/")[:-1]), _portable(name)])
        result[path] = portable if portable == stem and not clash and not shadows else f"{portable}-{digest(path, 6)}"
    return result


def address_finding(path: str, address: str, collection: str = "") -> Finding | None:
    """A finding if the address of the page differs from the *path* of its definition."""
    if address == path.removesuffix(SUFFIX):
        return None
    page = f"{collection}/{address}" if collection else address
    message = f"the page is at {page} because the path does not work as an address everywhere; rename the file"
    return Finding(Code.FILENAME, message)


def folded(text: str) -> str:
    """*text* as file systems compare names that ignore case and Unicode normalisation."""
    return unicodedata.normalize("NFC", text).casefold()


def is_file_name(name: str) -> bool:
    """Whether a file at the root of a site may have this *name*, so that no collection can."""
    return bool(_PAGE.search(name) or _FILE.search(name))


def _folder(part: str) -> str:
    """A folder as part of an address: *part*, made portable, and unlike the name of any output for a page."""
    text = _portable(part)
    while _PAGE.search(text):
        text = _portable(_PAGE.sub(lambda found: f"-{found[0][1:]}", text))
    return text


def _portable(part: str) -> str:
    """*part* with a hyphen for everything that is not a letter, digit, mark, ``.``, ``_`` or ``-``."""
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
