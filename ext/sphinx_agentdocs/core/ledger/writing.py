"""The ledger as text: JSON Lines, one entry a line, sorted.

Each line begins with its code, which comes from a digest.  So additions spread over the whole
file, and two branches rarely touch the same place.  The last line says that the file is complete.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from .entries import Entry, Wording

VERSION = 1
LAST_LINE = f'{{"version":{VERSION}}}'
REQUIRED = ("code", "kind", "page", "anchor", "text", "status")
"""The keys that every line has; the others are omitted if they are empty."""


def ledger_text(entries: Iterable[Entry]) -> str:
    """The text of a ledger; it depends on the entries alone, not on their order."""
    lines = sorted((entry_line(entry) for entry in entries), key=lambda line: line.encode("utf-8", "surrogatepass"))
    return "".join(f"{line}\n" for line in (*lines, LAST_LINE))


def entry_line(entry: Entry) -> str:
    """The line of *entry*, without the newline."""
    values = {
        "code": entry.code,
        "kind": entry.kind,
        "page": entry.page,
        "anchor": entry.anchor,
        "title": entry.title,
        "text": entry.text,
        "body": entry.body,
        "section": list(entry.section),
        "status": entry.status,
        "since": entry.since,
        "until": entry.until,
        "to": entry.to,
        "candidates": list(entry.candidates),
        "former": list(entry.former),
        "was": [_wording(wording) for wording in entry.was],
    }
    kept = {key: value for key, value in values.items() if value or key in REQUIRED}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _wording(wording: Wording) -> dict[str, str]:
    values = {"text": wording.text, "until": wording.until}
    return {**values, "body": wording.body} if wording.body else values
