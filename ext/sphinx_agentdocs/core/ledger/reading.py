"""Reading a ledger: every line checked, then the states of each entry joined."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Any, get_args

from ..text.characters import on_a_line
from .entries import ENTRY_KINDS, Entry, Status, Wording
from .joining import joined
from .writing import LAST_LINE, REQUIRED, VERSION

_TEXTS = ("code", "kind", "page", "anchor", "title", "text", "body", "status", "since", "until", "to")
_LISTS = ("section", "candidates", "former")
_KEYS = frozenset(field.name for field in fields(Entry))
_CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{5,16}\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_PAGE = re.compile(r"[^\s\\:?#%<>\"'|*\x00-\x1f\x7f/][^\s\\:?#%<>\"'|*\x00-\x1f\x7f]*\Z")
_ANCHOR = re.compile(r"[^\s\x00-\x1f\x7f\"'<>&#%]+\Z")
_MARKER = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_HALF = re.compile("[\ud800-\udfff]")
_QUOTED = 40


class LedgerError(Exception):
    """A ledger that cannot be read: the line, from 1, and a message with the problem and the fix."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line, self.message = line, message


def read_ledger(text: str) -> dict[str, Entry]:
    """The entries of a ledger by their codes.

    Raises LedgerError for the first line that no update would write.  Blank lines, repeated
    lines and the order of lines do not matter, because a merge can change all of these.
    """
    lines = text.split("\n")
    found: dict[str, list[Entry]] = {}
    whole = False
    for number, line in enumerate(lines, 1):
        line = line.strip()
        if line == LAST_LINE:
            whole = True
        elif line:
            entry = _entry(line, number)
            found.setdefault(entry.code, []).append(entry)
    if not whole:
        written = [number for number, line in enumerate(lines, 1) if line.strip()]
        raise LedgerError(
            max(written, default=1), "the file ends here without its last line, so entries may be missing"
        )
    return _checked(joined(found), lines)


def _entry(line: str, number: int) -> Entry:
    if _MARKER.match(line):
        message = "an unresolved merge conflict; keep the lines of both sides, remove the conflict markers, and update"
        raise LedgerError(number, message)
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LedgerError(number, f"not a JSON object ({_quoted(line)})") from error
    if not isinstance(values, dict):
        raise LedgerError(number, f"not a JSON object ({_quoted(line)})")
    if "\\u" in line and _HALF.search(json.dumps(values, ensure_ascii=False)):
        raise LedgerError(number, "half of a surrogate pair (\\ud800 to \\udfff), which no file can contain")
    if values.get("version", VERSION) != VERSION:
        raise LedgerError(number, "written by another version of this program; install that version or a later one")
    if problem := _problem(values):
        raise LedgerError(number, problem)
    was = tuple(Wording(**wording) for wording in values.get("was", ()))
    return Entry(**{**values, **{key: tuple(values.get(key, ())) for key in _LISTS}, "was": was})


def _problem(values: dict[str, Any]) -> str:
    """The problem with the values of a line, or an empty string."""
    for key, value in values.items():
        if key not in _KEYS:
            return f"a ledger has no key {_quoted(key)}"
        if key in _TEXTS and not isinstance(value, str):
            return f"`{key}` is not text"
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            return f"`{key}` is not a list of texts"
    missing = [key for key in REQUIRED if key not in values]
    if missing:
        return f"`{missing[0]}` is missing"
    return next(_unfit(values), "")


def _unfit(values: dict[str, Any]) -> Iterator[str]:
    """The values of a line that no update would write."""
    if values["kind"] not in ENTRY_KINDS:
        yield f"the kind {_quoted(values['kind'])} is not one of {', '.join(ENTRY_KINDS)}"
    if values["status"] not in get_args(Status):
        yield f"the status {_quoted(values['status'])} is not one of {', '.join(get_args(Status))}"
    codes = (values["code"], *filter(None, [values.get("to", "")]), *values.get("candidates", ()))
    yield from (f"{_quoted(code)} is not a code" for code in codes if not _CODE.match(code))
    if values["status"] == "moved" and not values.get("to"):
        yield "the entry has moved, but `to` does not say where"
    for key in ("since", "until"):
        if values.get(key) and not _DATE.match(values[key]):
            yield f"`{key}` is not a date such as 2026-01-31"
    places = [(values["page"], values["anchor"]), *(place.partition("#")[::2] for place in values.get("former", ()))]
    yield from (
        f"{_quoted(f'{page}#{anchor}')} is not an address" for page, anchor in places if not _fits(page, anchor)
    )
    was = values.get("was", [])
    if not isinstance(was, list) or not all(_is_wording(wording) for wording in was):
        yield "`was` is not a list of wordings, each with `text` and `until`"


def _fits(page: str, anchor: str) -> bool:
    """Whether a site can have this place: its page becomes a file name."""
    parts = page.split("/")
    return bool(_PAGE.match(page) and _ANCHOR.match(anchor)) and not any(part.strip(". ") == "" for part in parts)


def _is_wording(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() - {"body"} == {"text", "until"}
        and all(isinstance(v, str) for v in value.values())
    )


def _quoted(text: str) -> str:
    return on_a_line(text if len(text) <= _QUOTED else text[:_QUOTED] + "\u2026")


def _checked(entries: dict[str, Entry], lines: list[str]) -> dict[str, Entry]:
    """*entries*; raises LedgerError if one names a code that does not exist, or moved in a circle."""
    for code, entry in entries.items():
        for named in (*filter(None, [entry.to]), *entry.candidates):
            if named not in entries:
                raise LedgerError(
                    _line_of(code, lines), f"the entry names the code {named}, which is not in the ledger"
                )
        seen = {code}
        while entries[entry.code].status == "moved":
            entry = entries[entry.to]
            if entry.code in seen:
                message = f'the entry moved in a circle, through {entry.code}; set one of them to "withdrawn"'
                raise LedgerError(_line_of(code, lines), message)
            seen.add(entry.code)
    return entries


def _line_of(code: str, lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if f'"{code}"' in line[: len(code) + 12]), 1)
