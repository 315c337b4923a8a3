"""The ledger as text: JSON Lines, one entry a line, sorted.

The line of a live entry has the place where it was recorded (see `places`), and all others have their addresses.

Each line begins with its code, which comes from a digest.  So additions spread over the whole
file, and two branches rarely touch the same place.  The last line says that the file is complete.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from .entries import Entry, Wording
from .places import Place, agents_by_page, recorded_place

VERSION = 3
LAST_LINE = f'{{"version":{VERSION}}}'
VERSIONS = (1, 2, VERSION)
"""Every version that can be read.  In version 1, no line named an agent; before 3, none had aliases or a lead."""
LAST_LINES = tuple(f'{{"version":{version}}}' for version in VERSIONS)
"""The last lines of all versions."""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
REQUIRED = ("code", "kind", "page", "anchor", "text", "status")
"""The keys that every line has; the others are omitted if they are empty."""


def ledger_text(entries: Iterable[Entry]) -> str:
    """The text of a ledger; it depends on the entries alone, not on their order."""
    entries = list(entries)
    agents = agents_by_page(entries)
    lines = sorted(entry_line(entry, recorded_place(entry, agents)) for entry in entries)  # as their bytes in UTF-8
    return "".join(f"{line}\n" for line in (*lines, LAST_LINE))


def entry_line(entry: Entry, place: Place | None = None) -> str:
    """The line of *entry*, without the newline; *place* is where it was recorded, if it went along with an agent."""
    values = {
        "code": entry.code,
        "kind": entry.kind,
        "agent": place.agent if place else "",
        "page": place.page if place else entry.page,
        "anchor": place.anchor if place else entry.anchor,
        "title": entry.title,
        "text": entry.text,
        "body": entry.body,
        "lead": entry.lead,
        "aliases": list(entry.aliases),
        "section": list(entry.section),
        "status": entry.status,
        "since": entry.since,
        "until": entry.until,
        "to": entry.to,
        "candidates": list(entry.candidates),
        "former": [] if place else list(entry.former),
        "was": [_wording(wording) for wording in entry.was],
    }
    kept = {key: value for key, value in values.items() if value or key in REQUIRED}
    return _ENCODER.encode(kept)


def _wording(wording: Wording) -> dict[str, str]:
    more = {"body": wording.body, "lead": wording.lead}
    return {"text": wording.text, "until": wording.until, **{key: value for key, value in more.items() if value}}
