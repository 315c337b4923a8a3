"""Reading a ledger: every line checked, then the states of each entry joined.

A ledger is input from strangers: anyone can add lines to it in a pull request.  A line is accepted
only if an update could have written it.  What it shows is made visible as the text of a definition
is, and reading takes time in proportion to the size of the file.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, get_args

from ..paths import is_page
from ..text.characters import on_a_line, visible
from ..text.rule_codes import is_alias
from .entries import ENTRY_KINDS, Entry, Status, Wording
from .joining import joined
from .places import along, with_places_of_branches
from .writing import LAST_LINE, LAST_LINES, REQUIRED, VERSIONS

MOST_CHARS = 16_000_000
"""Characters of a text, a title or a wording as shown; even a definition of the greatest size has fewer."""
MOST_ITEMS = 100_000
"""Items of a list of one entry, such as its former addresses."""
MOST_ANCHOR_CHARS = 1_000
"""Characters of an anchor; an update derives much shorter ones."""

_LISTS = ("section", "candidates", "former", "aliases")
_FIELDS = [name for name in Entry._fields if name != "is_older_than_leads"]
_KEYS = frozenset(("agent", *_FIELDS))
_TEXTS = ("agent", *(name for name in _FIELDS if name not in (*_LISTS, "was")))
_SHOWN = tuple(key for key in _TEXTS if key not in ("code", "kind", "page", "anchor", "status", "since", "until", "to"))
"""The texts of an entry that a page shows."""
_STATUSES = get_args(Status)
_CODE = re.compile(r"[0-9a-hjkmnp-tv-z]{5,16}\Z")
_DATE = re.compile(r"\d{4}-\d\d-\d\d\Z", re.ASCII)
_ANCHOR = re.compile(rf"[^\s\x00-\x1f\x7f\"'<>&#%/]{{1,{MOST_ANCHOR_CHARS}}}\Z")
_UNSEEN = frozenset(("Cc", "Cf", "Co", "Cs"))
"""The categories of characters that no anchor contains: controls, formats, private ones, surrogates."""
_MARKER = re.compile(r"<{7}|={7}|>{7}|\|{7}")
_HALF = re.compile("[\ud800-\udfff]")
_QUOTED = 40
_LAST_CHARS = 30
"""Characters of what may be the last line, with some spaces."""
_State = tuple[int, Entry]
"""The state of an entry that a line gives, after the number of the line."""


class LedgerError(Exception):
    """A ledger that cannot be read: the line, from 1, the problem, and its fix, unless that is to restore the file."""

    def __init__(self, line: int, message: str, fix: str = "") -> None:
        super().__init__(f"line {line}: {message}")
        self.line, self.message, self.fix = line, message, fix


def read_ledger(text: str) -> dict[str, Entry]:
    """The entries of a ledger by their codes.

    Raises LedgerError for the first line that no update would write.  Blank lines, repeated
    lines and the order of lines do not matter, because a merge can change all of these.
    """
    found: dict[str, list[_State]] = {}
    with_agents: list[_Line] = []
    for line in _lines(text):
        if "agent" in line.values:
            with_agents.append(line)
        else:
            found.setdefault(line.values["code"], []).append((line.number, _made(line)))
    agents = joined(
        _states({code: some for code, some in found.items() if any(one.kind == "agent" for _, one in some)})
    )
    moved = [(line.number, _made(_placed(line, agents))) for line in with_agents]
    names = {line.number: agents[name].anchor for line in with_agents if (name := line.values["agent"]) in agents}
    for number, entry in _unclaimed(moved, found, names):
        found.setdefault(entry.code, []).append((number, entry))
    _check_names(found)
    entries = with_places_of_branches(joined(_states(found)))
    _check_moves(entries, {code: some[0][0] for code, some in found.items()})
    return entries if _keeps_leads(text) else _without_leads(entries)


def _keeps_leads(text: str) -> bool:
    """Whether a version that keeps leads wrote the ledger, or one of the two that Git merged."""
    return text.rstrip().endswith(LAST_LINE) or any(_last(line) == LAST_LINE for line in text.split("\n"))


def _without_leads(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    return {code: entry._replace(is_older_than_leads=True) for code, entry in entries.items()}


def _states(found: Mapping[str, Sequence[_State]]) -> dict[str, list[Entry]]:
    """The states of each entry without the numbers of their lines."""
    return {code: [entry for _, entry in some] for code, some in found.items()}


def _unclaimed(
    moved: Sequence[_State], found: Mapping[str, Sequence[_State]], names: Mapping[int, str]
) -> Iterator[_State]:
    """The states of entries that *moved* along with their agents, without addresses that they never had.

    After a merge, a line may be older than a rename of its agent, and another line of the same code,
    which is in *found*, says that the entry had left the agent before.  Then it never had the new
    address, which may be that of another entry.  *names* are the anchors of the agents by the numbers of lines.
    """
    if not any(entry.code in found for _, entry in moved):
        yield from moved
        return
    claims = {place: code for code, states in found.items() for _, entry in states for place in entry.addresses}
    claims |= {place: entry.code for _, entry in moved if entry.code not in found for place in entry.addresses}
    for number, entry in moved:
        if entry.code not in found:
            yield number, entry
            continue
        places = [place for place in (*entry.former, entry.address) if claims.get(place, entry.code) == entry.code]
        if any(_knows_its_agent(state, entry, names.get(number, "")) for _, state in found[entry.code]):
            places = [place for place in places if place in claims]
        if places:
            page, _, anchor = places[-1].partition("#")
            yield number, entry._replace(page=page, anchor=anchor, former=tuple(places[:-1]))


def _knows_its_agent(state: Entry, entry: Entry, name: str) -> bool:
    """Whether a state of *entry* was written after its agent got this *name*: it stayed behind, or moved there."""
    stayed = not state.former and state.address == entry.born
    return stayed or (state.page == entry.page and state.anchor.startswith(f"{name}."))


class _Line(NamedTuple):
    """A line whose values are checked.  Without a backslash or a hidden character it *is_plain*: shown as it is."""

    number: int
    values: dict[str, Any]
    is_plain: bool


def _lines(text: str) -> Iterator[_Line]:
    """The lines of a ledger, without the last one, which has to be there."""
    whole, last = False, 1
    for number, line in enumerate(text.split("\n"), 1):
        line = line.strip()
        if line:
            last = number
        if _last(line) in LAST_LINES:
            whole = True
        elif line:
            yield _Line(number, _values(line, number), "\\" not in line and visible(line) == line)
    if not whole:
        raise LedgerError(last, "the file ends here without its last line, so entries may be missing")


def _last(line: str) -> str:
    """A line as an update writes the last one: programs that format JSON put spaces into it."""
    return "".join(line.split()) if len(line) <= _LAST_CHARS else line


# -- one line


def _values(line: str, number: int) -> dict[str, Any]:
    """The values of a line; raises LedgerError."""
    if _MARKER.match(line):
        fix = "keep the lines of both sides, remove the conflict markers, and update"
        raise LedgerError(number, "an unresolved merge conflict", fix)
    try:
        values = _DECODER.decode(line)
    except _RepeatedKeyError as error:
        raise LedgerError(number, f"the key {_quoted(str(error))} appears twice") from error
    except (ValueError, RecursionError) as error:
        raise LedgerError(number, f"not a JSON object ({_quoted(line)})") from error
    if not isinstance(values, dict):
        raise LedgerError(number, f"not a JSON object ({_quoted(line)})")
    if "\\u" in line and _HALF.search(json.dumps(values, ensure_ascii=False)):
        raise LedgerError(number, "half of a surrogate pair (\\ud800 to \\udfff), which no file can contain")
    if "version" in values and values["version"] not in VERSIONS:
        raise LedgerError(number, "written by another version of this program", "install that version or a later one")
    if problem := _problem(values) or (len(line) > MOST_ITEMS and next(_too_much(values), "")):
        raise LedgerError(number, problem)
    return values


class _RepeatedKeyError(Exception):
    """A key that an object has twice: a reviewer sees both values, and a parser only the last one."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of *pairs*, none of whose keys appears twice."""
    values = dict(pairs)
    if len(values) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _RepeatedKeyError(next(key for key, count in counts.items() if count > 1))
    return values


_DECODER = json.JSONDecoder(object_pairs_hook=_once)


def _made(line: _Line) -> Entry:
    """The entry of a line, with everything that a page shows of it made visible."""
    values = line.values
    lists = {key: tuple(values[key]) for key in _LISTS if key in values}
    was = tuple(Wording(**wording) for wording in values.get("was", ()))
    if line.is_plain:
        return Entry(**{**values, **lists, "was": was})
    shown = {key: visible(values[key]) for key in _SHOWN if key in values}
    if "section" in lists:
        lists["section"] = tuple(map(visible, lists["section"]))
    was = tuple(Wording(*map(visible, wording)) for wording in was)
    return Entry(**{**values, **shown, **lists, "was": was})


def _placed(line: _Line, agents: Mapping[str, Entry]) -> _Line:
    """A line with the addresses of its entry, which went along with one of *agents* if that is in the ledger."""
    values = line.values.copy()
    agent = agents.get(values.pop("agent"))
    if agent and (place := along(agent, values["page"], values["anchor"])):
        values |= dict(zip(("page", "anchor", "former"), place, strict=True))
    return line._replace(values=values)


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
    if values["status"] not in _STATUSES:
        yield f"the status {_quoted(values['status'])} is not one of {', '.join(_STATUSES)}"
    codes = (
        values["code"],
        values.get("agent", values["code"]),
        *filter(None, [values.get("to", "")]),
        *values.get("candidates", ()),
    )
    yield from (f"{_quoted(code)} is not a code" for code in codes if not _CODE.match(code))
    if values["status"] == "moved" and not values.get("to"):
        yield "the entry has moved, but `to` does not say where"
    for key in ("since", "until"):
        if values.get(key) and not _is_date(values[key]):
            yield f"`{key}` is not a date such as 2026-01-31"
    places = (f"{values['page']}#{values['anchor']}", *values.get("former", ()))
    yield from (f"{_quoted(_whole(place))} is not an address" for place in places if not _fits(place))
    if "agent" in values and (values["kind"] == "agent" or "former" in values):
        yield "`agent` is for entries that were wherever their agent was; omit it or `former`"
    yield from (
        f"{_quoted(name)} cannot be the code of a rule" for name in values.get("aliases", ()) if not is_alias(name)
    )
    yield from _unfit_wordings(values.get("was", []))


def _unfit_wordings(was: Any) -> Iterator[str]:
    """The wordings of a line that no update would write."""
    if not isinstance(was, list) or not all(_is_wording(wording) for wording in was):
        yield "`was` is not a list of wordings, each with `text` and `until`"
        return
    if not all(wording["until"] == "" or _is_date(wording["until"]) for wording in was):
        yield "`until` of a wording is not a date such as 2026-01-31"


def _too_much(values: dict[str, Any]) -> Iterator[str]:
    """The lists and texts that are longer than those of any definition."""
    for key in (*_LISTS, "was"):
        if len(values.get(key, ())) > MOST_ITEMS:
            yield f"`{key}` has {len(values[key]):,} items, more than {MOST_ITEMS:,}"
    texts: dict[str, Sequence[str]] = {key: (values.get(key, ""),) for key in _SHOWN}
    texts["section"] = values.get("section", ())
    texts["was"] = [text for one in values.get("was", ()) for text in one.values()]
    yield from (
        f"`{key}` contains a text of more than {MOST_CHARS:,} characters"
        for key, some in texts.items()
        if any(len(visible(text)) > MOST_CHARS for text in some)
    )


def _whole(place: str) -> str:
    """*place* with the ``#`` that it should have."""
    return place if "#" in place else f"{place}#"


def _fits(place: str) -> bool:
    """Whether an update could have recorded this place: its page becomes a file name, and its anchor an id."""
    page, _, anchor = place.partition("#")
    return _is_page(page) and _is_anchor(anchor)


def _is_anchor(anchor: str) -> bool:
    return bool(_ANCHOR.match(anchor)) and (anchor.isascii() or _is_seen(anchor))


def _is_seen(anchor: str) -> bool:
    return not any(unicodedata.category(char) in _UNSEEN for char in anchor)


def _is_wording(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and {"text", "until"} <= value.keys() <= set(Wording._fields)
        and all(isinstance(text, str) for text in value.values())
    )


_is_page = lru_cache(maxsize=4096)(is_page)
"""A ledger names each page many times, one after the other or nearly so."""


@lru_cache(maxsize=4096)
def _is_date(text: str) -> bool:
    try:
        return bool(_DATE.match(text) and date.fromisoformat(text))
    except ValueError:
        return False


def _quoted(text: str) -> str:
    return on_a_line(text if len(text) <= _QUOTED else text[:_QUOTED] + "\u2026")


# -- what the entries say of each other


def _check_names(found: Mapping[str, Sequence[tuple[int, Entry]]]) -> None:
    """Raise LedgerError for the first line that names a code that is not in the ledger."""
    unknown = (
        (number, named)
        for states in found.values()
        for number, entry in states
        if entry.to or entry.candidates
        for named in (*filter(None, [entry.to]), *entry.candidates)
        if named not in found
    )
    number, named = min(unknown, default=(0, ""))
    if number:
        raise LedgerError(number, f"the entry names the code {named}, which is not in the ledger")


def _check_moves(entries: Mapping[str, Entry], lines: Mapping[str, int]) -> None:
    """Raise LedgerError for entries that moved in a circle; *lines* are the first lines of the codes."""
    checked: set[str] = set()
    for code in entries:
        way = _way(code, entries, checked)
        at = entries[code] if not way else entries[entries[way[-1]].to]
        if at.code not in checked and at.status == "moved":
            message = f'the entry moved in a circle, through {at.code}; set one of them to "withdrawn"'
            raise LedgerError(lines.get(code, 1), message)
        checked.update(way)
        checked.add(at.code)


def _way(code: str, entries: Mapping[str, Entry], checked: Container[str]) -> list[str]:
    """The codes through which the link of *code* leads, up to one that is checked or appears twice."""
    way: dict[str, None] = {}
    while code not in way and code not in checked and entries[code].status == "moved":
        way[code] = None
        code = entries[code].to
    return list(way)
