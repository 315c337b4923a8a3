"""The ledger: every link that was ever published, what it said, and where it leads now.

JSON Lines, an entry a line, sorted.  Each line begins with its code, which is made from a
digest, so that additions spread over the whole file and two branches rarely touch the same
place.  The last line says that the file is whole.  Where Git unites two branches line by
line, the same entry may stand twice, in an older and a newer state; reading joins them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, NamedTuple, get_args

from ..text.characters import on_a_line
from ..text.identifiers import digest
from ..units import GUIDELINES, address, sort_of
from .codes import free_code, seed

VERSION = 1
LAST_LINE = f'{{"version":{VERSION}}}'
Status = Literal["live", "moved", "withdrawn"]
KINDS = ("agent", "part", "section", "example", *GUIDELINES)
MERGE_ATTRIBUTE = "merge=union"
_CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{5,16}\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z")
_PAGE = re.compile(r"[^\s\\:?#%<>\"'|*\x00-\x1f\x7f/][^\s\\:?#%<>\"'|*\x00-\x1f\x7f]*\Z")
_ANCHOR = re.compile(r"[^\s\x00-\x1f\x7f\"'<>&#%]+\Z")
_MARKER = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_HALF = re.compile("[\ud800-\udfff]")
_QUOTED = 40


class LedgerError(Exception):
    """A ledger that cannot be read: the line (from 1), what is wrong with it and how to mend it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line, self.message = line, message


class Wording(NamedTuple):
    """What a link once said, and the day on which it was found to say something else."""

    text: str
    until: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was published, from the day it was first recorded.

    *page* and *anchor* are where it stands, or last stood; *former* holds the addresses
    (``page#anchor``) that it left, *was* its former wordings, both oldest first.
    A ``withdrawn`` entry has the day, and may name what replaced it (*to*) or what it may
    have become (*candidates*), each by its code.  A ``moved`` one is now the same as *to*.
    """

    code: str
    kind: str
    page: str
    anchor: str
    text: str
    title: str = ""
    section: tuple[str, ...] = ()
    status: Status = "live"
    since: str = ""
    until: str = ""
    to: str = ""
    candidates: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    was: tuple[Wording, ...] = ()

    @property
    def address(self) -> str:
        """Where it stands, or last stood."""
        return address(self.page, self.anchor)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that it ever had, the present one first."""
        return tuple(dict.fromkeys((self.address, *self.former)))

    @property
    def born(self) -> str:
        """The first address that it had."""
        return self.former[0] if self.former else self.address

    @property
    def first_text(self) -> str:
        """What it said when it was first recorded."""
        return self.was[0].text if self.was else self.text

    @property
    def sort(self) -> str:
        """The sort of its kind."""
        return sort_of(self.kind)


# -- writing


def ledger_text(entries: Iterable[Entry]) -> str:
    """The text of a ledger; the same entries give the same text."""
    lines = sorted((_line(entry) for entry in entries), key=lambda line: line.encode("utf-8", "surrogatepass"))
    return "".join(f"{line}\n" for line in (*lines, LAST_LINE))


def _line(entry: Entry) -> str:
    values = {
        "code": entry.code,
        "kind": entry.kind,
        "page": entry.page,
        "anchor": entry.anchor,
        "title": entry.title,
        "text": entry.text,
        "section": list(entry.section),
        "status": entry.status,
        "since": entry.since,
        "until": entry.until,
        "to": entry.to,
        "candidates": list(entry.candidates),
        "former": list(entry.former),
        "was": [{"text": wording.text, "until": wording.until} for wording in entry.was],
    }
    kept = {key: value for key, value in values.items() if value or key in _ALWAYS}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


_ALWAYS = ("code", "kind", "page", "anchor", "text", "status")
_TEXTS = ("code", "kind", "page", "anchor", "title", "text", "status", "since", "until", "to")
_LISTS = ("section", "candidates", "former")
_KEYS = frozenset(field.name for field in fields(Entry))


# -- reading


def read_ledger(text: str) -> dict[str, Entry]:
    """The entries of a ledger by their codes.

    Raises LedgerError for the first line that no update has written.  Blank lines, the order
    of lines and lines that stand twice do not matter: that is what merging leaves behind.
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
        raise LedgerError(max(written, default=1), "the file ends here without its last line, so something is missing")
    return _checked(_joined(found), lines)


def _entry(line: str, number: int) -> Entry:
    if _MARKER.match(line):
        message = "a conflict of a merge; keep the lines of both sides, remove the lines with the marks, and update"
        raise LedgerError(number, message)
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise LedgerError(number, f"no JSON object ({_quoted(line)})") from error
    if not isinstance(values, dict):
        raise LedgerError(number, f"no JSON object ({_quoted(line)})")
    if "\\u" in line and _HALF.search(json.dumps(values, ensure_ascii=False)):
        raise LedgerError(number, "half of a character, which no file can hold (\\ud800 to \\udfff)")
    if values.get("version", VERSION) != VERSION:
        raise LedgerError(number, "written by another version of this program; install that version or a later one")
    if problem := _problem(values):
        raise LedgerError(number, problem)
    was = tuple(Wording(wording["text"], wording["until"]) for wording in values.get("was", ()))
    return Entry(**{**values, **{key: tuple(values.get(key, ())) for key in _LISTS}, "was": was})


def _problem(values: dict[str, Any]) -> str:
    """What is wrong with the values of a line, or an empty text."""
    for key, value in values.items():
        if key not in _KEYS:
            return f"the key {_quoted(key)} is none of a ledger"
        if key in _TEXTS and not isinstance(value, str):
            return f"`{key}` is no text"
        if key in _LISTS and not (isinstance(value, list) and all(isinstance(item, str) for item in value)):
            return f"`{key}` is no list of texts"
    missing = [key for key in _ALWAYS if key not in values]
    if missing:
        return f"`{missing[0]}` is missing"
    return next(_unfit(values), "")


def _unfit(values: dict[str, Any]) -> Iterator[str]:
    """What a line says that no update writes."""
    if values["kind"] not in KINDS:
        yield f"the kind {_quoted(values['kind'])} is none of {', '.join(KINDS)}"
    if values["status"] not in get_args(Status):
        yield f"the status {_quoted(values['status'])} is none of {', '.join(get_args(Status))}"
    codes = (values["code"], *filter(None, [values.get("to", "")]), *values.get("candidates", ()))
    yield from (f"{_quoted(code)} is no code" for code in codes if not _CODE.match(code))
    if values["status"] == "moved" and not values.get("to"):
        yield "it has moved, and `to` does not say where"
    for key in ("since", "until"):
        if values.get(key) and not _DATE.match(values[key]):
            yield f"`{key}` is no day such as 2026-01-31"
    places = [(values["page"], values["anchor"]), *(place.partition("#")[::2] for place in values.get("former", ()))]
    yield from (f"{_quoted(f'{page}#{anchor}')} is no address" for page, anchor in places if not _fits(page, anchor))
    was = values.get("was", [])
    if not isinstance(was, list) or not all(_is_wording(wording) for wording in was):
        yield "`was` is no list of wordings, each with `text` and `until`"


def _fits(page: str, anchor: str) -> bool:
    """Whether a place can be one of a site: its page becomes the name of a file."""
    parts = page.split("/")
    return bool(_PAGE.match(page) and _ANCHOR.match(anchor)) and not any(part.strip(". ") == "" for part in parts)


def _is_wording(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"text", "until"}
        and all(isinstance(v, str) for v in value.values())
    )


def _quoted(text: str) -> str:
    return on_a_line(text if len(text) <= _QUOTED else text[:_QUOTED] + "\u2026")


def _checked(entries: dict[str, Entry], lines: list[str]) -> dict[str, Entry]:
    """*entries*; raises LedgerError where one names a code that is not there, or moved in a circle."""
    for code, entry in entries.items():
        for named in (*filter(None, [entry.to]), *entry.candidates):
            if named not in entries:
                raise LedgerError(_line_of(code, lines), f"it names the code {named}, which is not in the ledger")
        seen = {code}
        while entries[entry.code].status == "moved":
            entry = entries[entry.to]
            if entry.code in seen:
                message = f'it moved to itself, by {entry.code}; make one of them "withdrawn"'
                raise LedgerError(_line_of(code, lines), message)
            seen.add(entry.code)
    return entries


def _line_of(code: str, lines: list[str]) -> int:
    return next((number for number, line in enumerate(lines, 1) if f'"{code}"' in line[: len(code) + 12]), 1)


# -- joining what two branches wrote


def _joined(found: Mapping[str, list[Entry]]) -> dict[str, Entry]:
    """One entry for each code; two things that were given one code apart from each other are told apart."""
    entries: dict[str, Entry] = {}
    others: list[Entry] = []
    for code, states in found.items():
        if len(states) == 1:
            entries[code] = states[0]
            continue
        origins: dict[str, list[Entry]] = {}
        for entry in states:
            origins.setdefault(entry.born, []).append(entry)
        entries[code], *rest = [_join(origins[born]) for born in sorted(origins, key=lambda born: digest(born, 16))]
        others += rest
    for entry in others:
        code = free_code(seed(entry.sort, entry.born, entry.first_text), entries)
        entries[code] = replace(entry, code=code)
    return _with_one_owner(entries)


def _join(states: Sequence[Entry]) -> Entry:
    """One entry from several states of it: the one with the longest history, and what only the others know."""
    first, *rest = sorted(states, key=_history, reverse=True)
    former, was = list(first.former), list(first.was)
    for other in rest:
        former += [place for place in other.addresses if place not in (first.address, *former)]
        texts = {first.text, *(wording.text for wording in was)}
        was += [wording for wording in (*other.was, Wording(other.text, other.until)) if wording.text not in texts]
    since = min((state.since for state in states if state.since), default="")
    return replace(first, former=tuple(former), was=tuple(dict.fromkeys(was)), since=since)


def _history(entry: Entry) -> tuple[int, int, bool, str]:
    return len(entry.was), len(entry.former), entry.status != "live", _line(entry)


def _with_one_owner(entries: dict[str, Entry]) -> dict[str, Entry]:
    """*entries*, where each address belongs to one: of two that took the same in two branches the older keeps it."""
    owners: dict[str, str] = {}
    for code in sorted(entries, key=lambda code: (entries[code].since, digest(entries[code].born, 16), code)):
        entry = entries[code]
        for place in entry.addresses:
            owners.setdefault(place, code)
        if all(owners[place] == code for place in entry.addresses):
            continue
        anchor = entry.anchor
        if owners[entry.address] != code:
            anchor = f"{anchor}-{digest(entry.sort + entry.text)}"
            owners.setdefault(address(entry.page, anchor), code)
        former = tuple(place for place in entry.former if owners[place] == code)
        entries[code] = replace(entry, anchor=anchor, former=former)
    return entries
