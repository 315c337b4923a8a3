"""Any ledger that is accepted can be used: nothing that its lines say stops an update or a page, or takes long."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

import pytest
from any_ledger import UNITS, check_entries, tried
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinx_agentdocs.core.ledger.entries import ENTRY_KINDS, Entry, Wording, destinations
from sphinx_agentdocs.core.ledger.reading import LedgerError, read_ledger
from sphinx_agentdocs.core.ledger.site_links import site_links
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.ledger.writing import LAST_LINE, ledger_text
from sphinx_agentdocs.core.paths import addresses
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.units import units_of

# -- no ledger stops anything

CODES = [f"0000{letter}" for letter in "abcdefgh"]
PAGES = ["agents/a", "agents/b", "agents/A", "agents/gone", "former/x/y", "agents/a/b"]
ANCHORS = ["a", "a.trim", "a.definition", "a.rules", "b", "b.trim", "gone", "gone.x", "search", "withdrawn"]
TEXTS = ["", "A", "definition", "Rules", "Trim the wick before dusk falls.", "Trim it before dusk.", "*_[x](y)_*\n- z"]
DATES = st.sampled_from(["", "2025-12-31", "2026-01-01"])
PLACES = st.builds("{}#{}".format, st.sampled_from(PAGES), st.sampled_from(ANCHORS))
WORDINGS = st.builds(Wording, st.sampled_from(TEXTS), DATES)
SOME_CODES = st.lists(st.sampled_from(CODES), max_size=3).map(tuple)
ENTRIES = st.builds(
    lambda **values: Entry(**values),  # leaves the other fields as they are
    code=st.sampled_from(CODES),
    kind=st.sampled_from(ENTRY_KINDS),
    page=st.sampled_from(PAGES),
    anchor=st.sampled_from(ANCHORS),
    text=st.sampled_from(TEXTS),
    title=st.sampled_from(TEXTS),
    section=st.lists(st.sampled_from(TEXTS), max_size=2).map(tuple),
    status=st.sampled_from(["live", "moved", "withdrawn"]),
    since=DATES,
    until=DATES,
    candidates=SOME_CODES,
    former=st.lists(PLACES, max_size=3).map(tuple),
    was=st.lists(WORDINGS, max_size=2).map(tuple),
)


@st.composite
def ledgers(draw: st.DrawFn) -> list[Entry]:
    """Lines that name only codes that are there; a code may be used more than once."""
    entries = draw(st.lists(ENTRIES, max_size=12))
    codes = sorted({entry.code for entry in entries})
    named = st.sampled_from(["", *codes])
    return [_naming(entry, draw(named), codes) for entry in entries]


def _naming(entry: Entry, to: str, codes: list[str]) -> Entry:
    candidates = tuple(code for code in entry.candidates if code in codes)
    status = "withdrawn" if entry.status == "moved" and not to else entry.status
    return entry._replace(to=to, candidates=candidates, status=status)


@settings(max_examples=400, deadline=None)
@given(ledgers())
def test_a_ledger_is_refused_with_a_line_or_it_can_be_used(entries):
    read, refusal = tried("".join(ledger_text([entry]) for entry in entries) + LAST_LINE)
    if refusal is not None:
        assert 1 <= refusal.line <= 2 * len(entries) + 1
        assert refusal.message.startswith("the entry moved in a circle, through ")
        return
    assert destinations(read).keys() == read.keys()
    check_entries(read)
    check_entries(read, ())


# -- every ledger that an update writes is read again

NAMES = st.text(min_size=1, max_size=20).filter(
    lambda name: name not in (".", "..") and "/" not in name and "\0" not in name
)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)


@settings(max_examples=200, deadline=None)
@given(st.lists(PATHS, min_size=1, max_size=4), st.text(max_size=40))
def test_what_an_update_writes_for_any_file_is_read_again(paths, text):
    units = []
    for path, address in addresses(f"{path}.md" for path in paths).items():
        data = f"---\nname: {text}\n---\n# {text}\n\n- Do {text}.\n\n<example>{text}</example>\n"
        units += units_of(read_definition(data.encode("utf-8", "surrogatepass"), path), f"agents/{address}")
    entries = update({}, units, "2026-01-01").entries
    assert read_ledger(ledger_text(entries.values())) == entries


@pytest.mark.parametrize("path", ["/".join("d" * 300), "/".join(["(" * 100] * 80), "\u7e69" * 80 + "/" + "\u7e69" * 80])
def test_a_path_of_any_length_and_depth_has_a_page_that_can_be_read(path):
    address = addresses([f"{path}.md"])[f"{path}.md"]
    entry = Entry("00000", "agent", f"agents/{address}", "a", "A")
    assert read_ledger(ledger_text([entry])) == {"00000": entry}


# -- the time grows with the size of the file

LINES = 8_000
_SECONDS = 4
"""Many times what any of these takes; one that takes time in proportion to the square takes a minute or more."""


def code_of(number: int) -> str:
    return f"{number:07}"


def item(number: int, **values: object) -> str:
    """A line of a guideline."""
    given = {"code": code_of(number), "kind": "item", "page": "agents/a", "anchor": f"a.x{number}", "text": "x"}
    return json.dumps({**given, "status": "live", **values})


MANY: dict[str, Callable[[int], str]] = {
    "a chain of moves": lambda n: item(n, **({"status": "moved", "to": code_of(n + 1)} if n < LINES - 1 else {})),
    "a chain of moves from its end": lambda n: item(n, **({"status": "moved", "to": code_of(n - 1)} if n else {})),
    "moves to the end of a chain": lambda n: item(n, **({"status": "moved", "to": code_of(n // 2)} if n else {})),
    "states of one code": lambda n: item(0, anchor="a.x", text=f"t {n}", former=["agents/a#a.b", f"agents/a#a.y{n}"]),
    "units with one code": lambda n: item(0, anchor=f"a.x{n}"),
    "units with two codes that have one origin": lambda n: item(n // 2, anchor="a.z" if n % 2 else f"a.x{n}"),
    "one address": lambda n: item(n, anchor="a.x", text=f"t {n}"),
    "one address and one text": lambda n: item(n, anchor="a.x"),
    "agents of one page": lambda n: item(n, kind="agent"),
    "agents of as many pages": lambda n: item(n, kind="agent", page=f"agents/p{n}", anchor="a"),
    "guidelines of as many pages": lambda n: item(n, page=f"gone/p{n}", status="withdrawn"),
    "sections of one title": lambda n: item(n, kind="section", title="Rules", text="Rules"),
    "withdrawn guidelines of one text": lambda n: item(n, status="withdrawn", text=UNITS[3].text),
    "candidates": lambda n: item(n, status="withdrawn", candidates=[code_of(n // 2)] * 20),
}


@pytest.mark.parametrize("title", MANY)
def test_the_time_for_any_ledger_is_bounded_by_its_size(title):
    text = "\n".join([*map(MANY[title], range(LINES)), LAST_LINE])
    begin = time.process_time()
    entries = read_ledger(text)
    links = site_links(update(entries, UNITS, "2026-02-01"), {})
    assert time.process_time() - begin < _SECONDS
    assert len(links.heirs) >= len(entries)


@pytest.mark.parametrize("values", ['"a{}":1', '"a{}":{{"b":1}}'])
def test_a_line_of_many_keys_is_refused_at_once(values):
    text = ",".join(values.format(number) for number in [*range(200_000), 199_999])
    begin = time.process_time()
    with pytest.raises(LedgerError, match="line 1: the key a199999 appears twice"):
        read_ledger(f"{{{text}}}\n{LAST_LINE}")
    assert time.process_time() - begin < _SECONDS


def test_a_long_way_into_a_circle_is_found_at_once():
    text = "\n".join([*(item(n, status="moved", to=code_of(max(n - 1, 0))) for n in range(LINES)), LAST_LINE])
    begin = time.process_time()
    with pytest.raises(LedgerError, match="line 1: the entry moved in a circle, through 0000000;"):
        read_ledger(text)
    assert time.process_time() - begin < _SECONDS
