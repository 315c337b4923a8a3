"""What a finished site says of its agents, from its ``agents.json``.

Another program may have written the file, or someone who wants to break ours: every value is checked before it is used,
every text is made safe to show, and a link is relative to its site or the address of a page on the web.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import UserError, words_of
from .text.characters import VisibleText, visible

FILE, VERSION = "agents.json", 1
MOST_BYTES = 500_000_000
_LINK = re.compile(r"(?:https?://[\w.:-]+/|(?![a-z][a-z0-9+.-]*:|/))[^\x00-\x20\x7f\\\"'<>]+", re.IGNORECASE)


def values_of(data: bytes, name: str) -> dict[str, Any]:
    """The content of a file called *name*: at least ``agents``, a list, and ``base_url``, a text; raises UserError."""
    if len(data) > MOST_BYTES:
        raise UserError(f"{name} is larger than {MOST_BYTES:,} bytes; use the definitions of that site instead")
    fix = "name the root of a site built by agentdocs"
    try:
        values = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UserError(f"{name} is not JSON ({words_of(error)}); {fix}") from error
    if not isinstance(values, dict) or not isinstance(values.get("agents"), list):
        raise UserError(f"{name} lists no agents; {fix}")
    if values.get("version") != VERSION:
        found = f"version {str(values.get('version', 'none'))[:20]} instead of {VERSION}"
        raise UserError(f"{name} has {found}; build that site with this version of agentdocs")
    if not isinstance(values.get("base_url", ""), str):
        raise UserError(f"{name} has a base_url that is not text; build the site again")
    return {"base_url": "", **values}


def text_of(values: Mapping[str, Any], key: str, default: str | None = None) -> VisibleText:
    """A text, made safe to show; a missing one or ``null`` is *default*, if there is one.  Raises TypeError."""
    return safe_text(_value(values, key, default), key)


def texts_of(values: Mapping[str, Any], key: str) -> tuple[VisibleText, ...]:
    """A list of texts; a missing one or ``null`` is empty.  Raises TypeError."""
    found = _value(values, key, ())
    if isinstance(found, str) or not isinstance(found, Sequence):
        raise TypeError(f"{key} is not a list")
    return tuple(safe_text(one, key) for one in found)


def fields_of(values: Mapping[str, Any], key: str) -> tuple[tuple[VisibleText, VisibleText], ...]:
    """The names and the texts of an object; a missing one is empty.  Raises TypeError."""
    found = _value(values, key, {})
    if not isinstance(found, dict):
        raise TypeError(f"{key} is not an object")
    return tuple((safe_text(name, key), safe_text(text, key)) for name, text in found.items())


def items_of(values: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    """A list of objects; a missing one is empty.  Raises TypeError."""
    found = _value(values, key, [])
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise TypeError(f"{key} is not a list of objects")
    return found


def link_of(values: Mapping[str, Any], key: str) -> str:
    """A link, relative to its site, or with http or https.  Raises TypeError."""
    return safe_link(_value(values, key, None), key)


def safe_link(value: Any, key: str) -> str:
    """A link from another program, if it is one to a page; raises TypeError."""
    link = safe_text(value, key)
    if not _LINK.fullmatch(link):
        raise TypeError(f"{key} is {link[:80]!r}, which is not the address of a page of the site")
    return link


def safe_text(value: Any, key: str = "a value") -> VisibleText:
    """A text from another program, made safe to show; raises TypeError for anything else."""
    if not isinstance(value, str):
        raise TypeError(f"{key} is not text but {str(value)[:80]!r}")
    return visible(value.encode("utf-8", "backslashreplace").decode())


def _value(values: Mapping[str, Any], key: str, default: Any) -> Any:
    found = values.get(key)
    if found is None and default is None:
        raise TypeError(f"{key} is missing")
    return default if found is None else found
