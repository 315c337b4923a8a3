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
from collections.abc import Iterable, Iterator, Mapping

from .findings import Code, Finding
from .text.characters import visible
from .text.identifiers import digest, without_unseen

_DEVICE = re.compile(
    r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$)(?:\..*)?\Z",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\.(?:x?html?|txt|xml|pot|fpickle|fjson|pseudoxml|doctree|md\.agent)\Z", re.IGNORECASE)
"""The end of a name that some builder gives to its output for a page, to its copied source or to another file of it."""
_MAX_BYTES = 120
SUFFIX = ".md"
LEDGER = "permalinks.jsonl"
"""The name of the ledger."""


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
        portable = _bounded("/".join([*map(_folder, stem.split("/")[:-1]), _portable(name)]))
        result[path] = portable if portable == stem and not clash and not shadows else f"{portable}-{digest(path, 6)}"
    return result


def address_findings(addresses: Mapping[str, str], collection: str = "") -> Iterator[tuple[str, Finding]]:
    """The paths of the definitions whose pages have other *addresses* than these paths, each with a finding.

    A folder whose name is the reason is reported once, at the first of its definitions.
    """
    below: dict[str, list[str]] = {}
    for path, address in addresses.items():
        if address == path.removesuffix(SUFFIX):
            continue
        if folder := _unportable_folder(path):
            below.setdefault(folder, []).append(path)
        else:
            yield path, _elsewhere(address, collection, "the path", "the file")
    for folder, (first, *others) in below.items():
        rest = f", which holds {len(others):,} more definitions" if others else ""
        yield (
            first,
            _elsewhere(addresses[first], collection, "the name of its folder", f"the folder {visible(folder)}{rest}"),
        )


def _elsewhere(address: str, collection: str, what: str, renamed: str) -> Finding:
    page = f"{collection}/{address}" if collection else address
    message = f"the page is at {page} because {what} does not work as an address everywhere; rename {renamed}"
    return Finding(Code.FILENAME, message)


def _unportable_folder(path: str) -> str:
    """The path of the first folder above *path* whose name is rewritten in addresses, or an empty text."""
    folders = path.split("/")[:-1]
    odd = next((number for number, part in enumerate(folders, 1) if _folder(part) != part), 0)
    return "/".join(folders[:odd])


def folded(text: str) -> str:
    """*text* as file systems compare names that ignore case and Unicode normalisation."""
    return unicodedata.normalize("NFC", text).casefold()


def _folder(part: str) -> str:
    """A folder as part of an address: *part*, made portable, and unlike the name of any output for a page."""
    text = _portable(part)
    while _PAGE.search(text):
        text = _portable(_PAGE.sub(lambda found: f"-{found[0][1:]}", text))
    return text


def _portable(part: str) -> str:
    """*part* with a hyphen for everything that is not a letter, digit, mark, ``.``, ``_`` or ``-``."""
    text = without_unseen(unicodedata.normalize("NFC", part))
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


# -- the pages of a ledger, which are input from strangers

_DEEPEST, _LONGEST = 60, 800
"""The parts and the bytes of an address below its collection: with the folder of a site, a path on every system."""
_MORE_BYTES = 16
"""The bytes that a part of an address can have beyond the limit: the beginning of a device's name, and a digest."""
_COLLECTION = re.compile(r"[A-Za-z0-9][\w.-]*")
_OF_THE_SITE = re.compile(r"g|404|.*\.(?:json|js|inv|css|map|ico)", re.IGNORECASE)
"""The names of files and folders that a site has at its root."""


def is_collection(name: str) -> bool:
    """Whether *name* can be the collection of a page: part of an address, and not a file of the site itself."""
    is_file = _OF_THE_SITE.fullmatch(name) or _PAGE.search(name)
    return bool(_COLLECTION.fullmatch(name)) and not is_file and _is_portable(name)


def is_page(page: str) -> bool:
    """Whether *page* can be a page of a definition: a collection, then an address as `addresses` returns it."""
    collection, *parts = page.split("/")
    below = page[len(collection) + 1 :]
    return (
        0 < len(parts) <= _DEEPEST
        and len(below.encode("utf-8", "surrogatepass")) <= _LONGEST
        and is_collection(collection)
        and all(_is_portable(part) for part in parts)
        and parts[-1].casefold() != "index"
    )


def _bounded(address: str) -> str:
    """*address*, or only its last part if it is too deep or too long for some file systems."""
    name = address.rpartition("/")[2]
    return address if address.count("/") < _DEEPEST and len(address.encode()) <= _LONGEST - _MORE_BYTES else name


def _is_portable(part: str) -> bool:
    """Whether *part* can be a part of an address; characters that only a later Unicode knows are accepted."""
    return (
        part[:1] not in ("", "-")
        and part[-1] not in ". "
        and len(part.encode("utf-8", "surrogatepass")) <= _MAX_BYTES + _MORE_BYTES
        and not _DEVICE.match(part)
        and all(char in "._-" or unicodedata.category(char)[0] in "LNM" or _is_unassigned(char) for char in part)
        and unicodedata.is_normalized("NFC", part)
    )


def _is_unassigned(char: str) -> bool:
    return unicodedata.category(char) == "Cn" and not ("\ufdd0" <= char <= "\ufdef" or ord(char) & 0xFFFE == 0xFFFE)
