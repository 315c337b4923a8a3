"""Whatever happens to a folder of definitions, every link that was published leads to what it said.

A folder is edited in steps; after each step the ledger is brought up to date, and what the
pages then carry is compared with everything ever published.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.ledger.entries import Entry, Wording, current
from sphinx_agentdocs.core.ledger.matching import _Matching
from sphinx_agentdocs.core.ledger.promises import PagePromises, promises
from sphinx_agentdocs.core.ledger.reading import read_ledger
from sphinx_agentdocs.core.ledger.update import Update, update
from sphinx_agentdocs.core.ledger.writing import LAST_LINE, ledger_text
from sphinx_agentdocs.core.paths import addresses
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.reading.whole import lost_blocks
from sphinx_agentdocs.core.units import Unit, family_of, sort_of, units_of

# -- folders


@dataclass(frozen=True)
class Agent:
    """A definition: its name, what its examples say, its headings with the texts below each, and their form."""

    name: str
    examples: tuple[str, ...] = ()
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()
    form: str = "- {}"

    def text(self) -> str:
        lines = ["---", f"name: {self.name}", "description: |", f"  Use it as {self.name}."]
        for said in self.examples:
            lines += ["  <example>", f"  user: {said}", "  assistant: I will.", "  </example>"]
        lines += ["---", ""]
        for heading, texts in self.sections:
            lines += [f"## {heading}", "", *(self.form.format(text) for text in texts), ""]
        return "\n".join(lines)


Folder = dict[str, Agent]
TEXTS = (
    "Test the input.",
    "Test the input!",
    "Test the output.",
    "Never test the input.",
    "Keep functions small, and name them by what they do for the reader.",
    "Keep functions small, and name them by what they do for the caller.",
    "Keep functions short, and name them by what they do for the reader.",
    "Prefer the simplest thing that can work over everything that looks more general at first.",
    "Prefer the simplest thing that can work over everything that looks more general in the end.",
    "**Naming:** Say what it is.",
    "**Naming:** Say what it does.",
    "Log it.",
    "Role",
    "Definition",
    "ada",
    "检查所有输入。",
    "检查所有输出。",
    "See `code`, *marks* and <tags>.",
    "Run the tests of the caller first:\n  ```\n  make\n  ```",
    "Run the tests of the caller first:\n  ```\n  make test\n  ```",
    "Run the tests of the caller first:\n  - Test the input.\n\n  See [it](https://a.example/).",
)
HEADINGS = ("Approach", "Approach!", "Quality", "Test the input.", "Role", "Über")
NAMES = ("ada", "ben", "cleo", "ADA", "ada.test-the-input", "日本")
PATHS = ("ada.md", "ben.md", "bow/ada.md", "bow/cleo.md", "stern/日本.md", "Ada.md")
FORMS = ("- {}", "1. {}", "{}\n", "- [ ] {}", "```\n{}\n```")
MORE = ("today", "for every caller", "and say why in a comment of one line", "not")


def pick(items: object, number: int) -> object:
    """One of *items*, whatever the number."""
    items = sorted(items) if not isinstance(items, list | tuple) else items
    return items[number % len(items)] if items else None


def put(texts: tuple[str, ...], at: int, *new: str, instead: int = 0) -> tuple[str, ...]:
    return (*texts[:at], *new, *texts[at + instead :])


def changed(folder: Folder, a: int, b: int, change: Callable[[tuple[str, ...]], tuple[str, ...]]) -> Folder:
    """The folder with the texts of one section changed."""
    path = pick(folder, a)
    if path is None or not folder[path].sections:
        return folder
    sections = list(folder[path].sections)
    at = b % len(sections)
    sections[at] = (sections[at][0], change(sections[at][1]))
    return {**folder, path: replace(folder[path], sections=tuple(sections))}


def add(folder: Folder, a: int, b: int, c: int) -> Folder:
    return changed(folder, a, b, lambda texts: put(texts, c % (len(texts) + 1), pick(TEXTS, c)))


def remove(folder: Folder, a: int, b: int, c: int) -> Folder:
    return changed(folder, a, b, lambda texts: put(texts, c % len(texts), instead=1) if texts else texts)


def reword(folder: Folder, a: int, b: int, c: int) -> Folder:
    def change(texts):
        at = c % len(texts) if texts else 0
        return put(texts, at, f"{texts[at]} {pick(MORE, c // 7)}", instead=1) if texts else texts

    return changed(folder, a, b, change)


def join(folder: Folder, a: int, b: int, c: int) -> Folder:
    def change(texts):
        at = c % len(texts) if texts else 0
        return put(texts, at, " ".join(texts[at : at + 2]), instead=2) if texts else texts

    return changed(folder, a, b, change)


def part(folder: Folder, a: int, b: int, c: int) -> Folder:
    """Every sentence of a section becomes a text of its own."""
    return changed(folder, a, b, lambda texts: tuple(one for text in texts for one in re.split(r"(?<=[.!]) ", text)))


def reform(folder: Folder, a: int, b: int, c: int) -> Folder:
    path = pick(folder, a)
    return {**folder, path: replace(folder[path], form=pick(FORMS, b))} if path is not None else folder


def reorder(folder: Folder, a: int, b: int, c: int) -> Folder:
    return changed(folder, a, b, lambda texts: (*texts[c % (len(texts) + 1) :], *texts[: c % (len(texts) + 1)]))


def repeat(folder: Folder, a: int, b: int, c: int) -> Folder:
    return changed(folder, a, b, lambda texts: put(texts, c, texts[c % len(texts)]) if texts else texts)


def give_away(folder: Folder, a: int, b: int, c: int) -> Folder:
    """Move a text to another section, of the same agent or another one."""
    path = pick(folder, a)
    sections = folder[path].sections if path is not None else ()
    if not sections or not sections[b % len(sections)][1]:
        return folder
    texts = sections[b % len(sections)][1]
    at = c % len(texts)
    less = changed(folder, a, b, lambda old: put(old, at, instead=1))
    return changed(less, a + c, b + 1, lambda old: (*old, texts[at]))


def rename_heading(folder: Folder, a: int, b: int, c: int) -> Folder:
    path = pick(folder, a)
    if path is None or not folder[path].sections:
        return folder
    sections = list(folder[path].sections)
    at = b % len(sections)
    sections[at] = (pick(HEADINGS, c), sections[at][1])
    return {**folder, path: replace(folder[path], sections=tuple(sections))}


def turn_sections(folder: Folder, a: int, b: int, c: int) -> Folder:
    path = pick(folder, a)
    return {**folder, path: replace(folder[path], sections=folder[path].sections[::-1])} if path is not None else folder


def rename(folder: Folder, a: int, b: int, c: int) -> Folder:
    path = pick(folder, a)
    return {**folder, path: replace(folder[path], name=pick(NAMES, b))} if path is not None else folder


def move(folder: Folder, a: int, b: int, c: int) -> Folder:
    old, new = pick(folder, a), pick(PATHS, b)
    return {new if path == old else path: agent for path, agent in folder.items()} if new not in folder else folder


def exchange(folder: Folder, a: int, b: int, c: int) -> Folder:
    """Two files take each other's place."""
    one, two = pick(folder, a), pick(folder, b)
    return {**folder, one: folder[two], two: folder[one]} if one is not None and two is not None else folder


def merge(folder: Folder, a: int, b: int, c: int) -> Folder:
    one, two = pick(folder, a), pick(folder, b)
    if one == two:
        return folder
    first, second = folder[one], folder[two]
    both = Agent(first.name, first.examples + second.examples, first.sections + second.sections)
    return {**{path: agent for path, agent in folder.items() if path != two}, one: both}


def split(folder: Folder, a: int, b: int, c: int) -> Folder:
    path, new = pick(folder, a), pick(PATHS, b)
    if path is None or new in folder:
        return folder
    agent, at = folder[path], len(folder[path].sections) // 2
    part = Agent(pick(NAMES, c), (), agent.sections[at:])
    return {**folder, path: replace(agent, sections=agent.sections[:at]), new: part}


def copy(folder: Folder, a: int, b: int, c: int) -> Folder:
    path, new = pick(folder, a), pick(PATHS, b)
    return {**folder, new: folder[path]} if path is not None and new not in folder else folder


def delete(folder: Folder, a: int, b: int, c: int) -> Folder:
    gone = pick(folder, a)
    return {path: agent for path, agent in folder.items() if path != gone}


def found(folder: Folder, a: int, b: int, c: int) -> Folder:
    """Add a new agent."""
    texts = tuple(pick(TEXTS, a * n + c) for n in range(3))
    return {**folder, pick(PATHS, a): Agent(pick(NAMES, b), (pick(TEXTS, c),), ((pick(HEADINGS, c), texts),))}


def show(folder: Folder, a: int, b: int, c: int) -> Folder:
    """A new example, or a rewording of one."""
    path = pick(folder, a)
    if path is None:
        return folder
    said = folder[path].examples
    new = f"{pick(said, b)} {pick(MORE, c)}" if said and b % 2 else pick(TEXTS, c)
    return {**folder, path: replace(folder[path], examples=put(said, b % (len(said) + 1), new, instead=b % 2))}


STEPS = (
    *(add, remove, reword, reorder, repeat, give_away, rename_heading, turn_sections, rename),
    *(move, exchange, merge, split, copy, delete, found, show, join, part, reform),
)

texts = st.lists(st.sampled_from(TEXTS), max_size=5).map(tuple)
agents = st.builds(
    Agent,
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(TEXTS), max_size=2).map(tuple),
    st.lists(st.tuples(st.sampled_from(HEADINGS), texts), max_size=3).map(tuple),
)
folders = st.dictionaries(st.sampled_from(PATHS), agents, max_size=4)
numbers = st.integers(0, 50)
steps = st.tuples(st.sampled_from(STEPS), numbers, numbers, numbers)


@st.composite
def histories(draw: st.DrawFn, most: int = 6) -> list[Folder]:
    """States of a folder, each made from the one before; sometimes one returns to an earlier state."""
    states = [draw(folders)]
    for kind, a, b, c in draw(st.lists(steps, max_size=most)):
        states.append(kind(states[-1], a, b, c))
    if draw(st.booleans()):
        states.append(states[draw(st.integers(0, len(states) - 1))])
    return states


# -- what is published


def published(folder: Mapping[str, Agent]) -> list[Unit]:
    """Everything that the pages of the folder publish."""
    result: list[Unit] = []
    for path, place in addresses(folder).items():
        result += units_on_page(folder[path], path, f"agents/{place}")
    return result


@cache
def units_on_page(agent: Agent, path: str, page: str) -> tuple[Unit, ...]:
    return units_of(read_definition(agent.text().encode(), path), page)


def day(number: int) -> str:
    return f"2026-01-{number + 1:02}"


def brought_up(states: list[Folder], entries: Mapping[str, Entry] | None = None, first: int = 0) -> Update:
    done = Update(dict(entries or {}), {}, ())
    for number, folder in enumerate(states, first):
        done = update(done.entries, published(folder), day(number))
    return done


QUOTED = ("guideline", "example")
"""What a page quotes in its former words.  For a heading and for an agent, only the place is promised."""


@dataclass
class Promised:
    """Everything ever published: what each address said, and what each code said."""

    places: dict[str, list[Unit]] = field(default_factory=dict)
    codes: dict[str, list[Unit]] = field(default_factory=dict)

    def note(self, done: Update, units: list[Unit]) -> None:
        pages = promises(done)
        for unit in units:
            for anchor in pages[unit.page].ids[unit.anchor][:1]:
                self.places.setdefault(f"{unit.page}#{anchor}", []).append(unit)
            self.codes.setdefault(done.codes[unit.page, unit.anchor], []).append(unit)

    def broken(self, done: Update) -> list[str]:
        """The promises that are broken."""
        pages = promises(done)
        wrong = [
            f"{place} no longer says {unit.text!r}"
            for place, units in self.places.items()
            for unit in units
            if not keeps(pages, place, unit)
        ]
        for code, units in self.codes.items():
            entry = done.entries.get(code)
            said = words_of(entry) if entry else []
            wrong += [
                f"{code} no longer says {unit.text!r}"
                for unit in units
                if entry is None or (sort_of(unit.kind) in QUOTED and unit.text not in said)
            ]
            shown = shown_where_it_leads(done, pages, entry) if entry else []
            wrong += [
                f"the place to which {code} leads does not show {unit.text!r}"
                for unit in units
                if entry and sort_of(unit.kind) in QUOTED and not any(says_all(wording, unit) for wording in shown)
            ]
            wrong += [
                f"{code} was {unit.kind} and is {entry.kind}"
                for unit in units
                if entry and family_of(entry.sort) != family_of(sort_of(unit.kind))
            ]
        return wrong


def says_all(wording: Wording, unit: Unit) -> bool:
    """Whether a wording has the text of a unit and every block of its own; nested items have links of their own."""
    return wording.text == unit.text and not lost_blocks(unit.body, wording.body)


def shown_where_it_leads(done: Update, pages: Mapping[str, PagePromises], entry: Entry) -> list[Wording]:
    """The current and the former wordings that a page shows at the place that the link of an entry leads to."""
    now = current(entry, done.entries)
    page = pages[now.page]
    texts = [page.former.get(derived, ()) for derived, there in page.entries.items() if there.code == now.code]
    texts += [stone.former for stone in page.gone if stone.entry.code == now.code]
    return [now.last, *(one.wording for former in texts for one in former)]


def words_of(entry: Entry) -> list[str]:
    return [entry.text, *(wording.text for wording in entry.was)]


def keeps(pages: Mapping[str, PagePromises], place: str, unit: Unit) -> bool:
    """Whether an address still leads to what it said."""
    name, _, anchor = place.partition("#")
    page = pages.get(name, PagePromises())
    live = [page.entries[derived] for derived, ids in page.ids.items() if anchor in ids]
    gone = [tombstone.entry for tombstone in page.gone if anchor in tombstone.anchors]
    if len(live) + len(gone) != 1:
        return False
    entry = (live or gone)[0]
    sort = sort_of(unit.kind)
    return family_of(entry.sort) == family_of(sort) and (sort not in QUOTED or _says(entry, unit.text))


def _says(entry: Entry, text: str) -> bool:
    """Whether an entry says, or said, a text, or has it as a part of its own."""
    return text in words_of(entry) or squashed(text) in squashed(f"{entry.text} {entry.body}")


def squashed(text: str) -> str:
    """*text* without spaces, and without marks, which a code block shows and a list does not."""
    return "".join(text.replace("*", "").split())


def doubled(pages: Mapping[str, PagePromises]) -> list[str]:
    """Ids that occur twice on a page."""
    result = []
    for name, page in pages.items():
        ids = [anchor for anchors in page.ids.values() for anchor in anchors]
        ids += [anchor for tombstone in page.gone for anchor in tombstone.anchors]
        result += [f"{name}#{anchor}" for anchor, count in Counter(ids).items() if count > 1]
    return result


def owners(entries: Mapping[str, Entry]) -> dict[str, list[str]]:
    """The codes that claim an address, if there are several."""
    claims: dict[str, list[str]] = {}
    for code, entry in entries.items():
        for place in entry.addresses:
            claims.setdefault(place, []).append(code)
    return {place: codes for place, codes in claims.items() if len(codes) > 1}


def live(done: Update) -> set[str]:
    return {code for code, entry in done.entries.items() if entry.status == "live"}


# -- one after the other


@given(histories())
def test_every_link_leads_to_what_it_said(states):
    done, promised = Update({}, {}, ()), Promised()
    for number, folder in enumerate(states):
        units = published(folder)
        done = update(done.entries, units, day(number))
        promised.note(done, units)
        assert promised.broken(done) == []


@given(histories())
def test_a_link_belongs_to_one_thing(states):
    done = brought_up(states)
    assert owners(done.entries) == {}
    assert doubled(promises(done)) == []
    assert len(set(done.codes.values())) == len(done.codes) == len(published(states[-1]))
    assert live(done) == set(done.codes.values())


def test_a_page_of_two_spellings_has_each_id_once():
    before = {
        "Ada.md": Agent("ben", ("Test the input.", "Test the input!")),
        "ben.md": Agent("ada"),
        "bow/ada.md": Agent("ben", ("Test the input.",)),
    }
    done = brought_up([before, {**before, "ada.md": Agent("ben", ("Test the input.",))}, before])
    assert promises(done)["agents/Ada"].ids["ben"] == ("ben-x5nc", "ben", "g/gmtc6")
    assert doubled(promises(done)) == []


@given(histories())
def test_an_update_loses_no_entry(states):
    entries: dict[str, Entry] = {}
    for number, folder in enumerate(states):
        done = update(entries, published(folder), day(number))
        for code, entry in entries.items():
            assert set(entry.addresses) <= set(done.entries[code].addresses)
            assert done.entries[code].since == entry.since
            assert family_of(done.entries[code].sort) == family_of(entry.sort)
        assert {change.after.code for change in done.changes} == {
            code for code, entry in done.entries.items() if entries.get(code) != entry
        }
        entries = done.entries


@given(histories(most=3))
def test_an_update_that_changes_nothing_changes_nothing(states):
    done = brought_up(states)
    again = update(done.entries, published(states[-1]), "2027-01-01")
    assert again.changes == ()
    assert again.entries == done.entries
    assert said_by(again, states[-1]) == said_by(done, states[-1])


FEED, OIL = (Agent("x", (), (("A", (text,)),)) for text in ("Feed the hens.", "Oil it."))
ONE_NAME = {
    "two become one": ([{"a.md": FEED, "c.md": OIL}, {"c.md": FEED}], {}),
    "two exchanged their files, says their team": (
        [{"a.md": FEED, "c.md": FEED}] * 2,
        {"agents/a": "agents/c", "agents/c": "agents/a"},
    ),
}


@pytest.mark.parametrize("change", ONE_NAME)
def test_what_is_unchanged_is_matched_as_everything_else_in_agents_of_one_name(change):
    same_without_a_step_for_it(*ONE_NAME[change])


def test_one_of_two_entries_at_one_address_is_unchanged():
    entries = brought_up([{"a.md": FEED}]).entries
    (one,) = (entry for entry in entries.values() if entry.text == "Feed the hens.")
    twins = {**entries, **{code: one._replace(code=code) for code in ("00000", "zzzzz")}}
    done = update(twins, published({"a.md": FEED}), "2027-01-01")
    assert {code: done.entries[code].status for code in ("00000", one.code, "zzzzz")} == {
        "00000": "live",
        one.code: "moved",
        "zzzzz": "moved",
    }


@given(histories())
def test_what_is_unchanged_is_matched_as_everything_else(states):
    same_without_a_step_for_it(states)


def same_without_a_step_for_it(states, renamed=None):
    before = brought_up(states[:-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Matching, "_unchanged", lambda self: None)
        expected = update(before.entries, published(states[-1]), "2027-01-01", renamed)
    assert update(before.entries, published(states[-1]), "2027-01-01", renamed) == expected


@given(histories(most=3), st.randoms(use_true_random=False))
def test_a_ledger_is_read_as_it_was_written(states, chance):
    entries = brought_up(states).entries
    text = ledger_text(entries.values())
    assert read_ledger(text) == entries
    assert ledger_text(read_ledger(text).values()) == text
    lines = text.splitlines()
    assert lines[-1] == LAST_LINE
    assert lines[:-1] == sorted(lines[:-1], key=str.encode)
    chance.shuffle(lines)
    assert read_ledger("\r\n".join(lines + lines[:3])) == entries


@given(histories(most=3), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(states, chance):
    in_order, shuffled = Update({}, {}, ()), Update({}, {}, ())
    for number, folder in enumerate(states):
        units = published(folder)
        pages = sorted({unit.page for unit in units})
        in_order = update(in_order.entries, units, day(number))
        chance.shuffle(pages)
        units = [unit for page in pages for unit in units if unit.page == page]
        shuffled = update(shuffled.entries, units, day(number))
        assert shuffled.entries == in_order.entries
        assert shuffled.codes == in_order.codes


@given(histories(most=3), st.randoms(use_true_random=False))
def test_the_order_of_texts_in_a_file_gives_no_other_codes(states, chance):
    before, units = brought_up(states), published(states[-1])
    chance.shuffle(units)
    after = update(before.entries, units, day(len(states)))
    assert said_by(after, states[-1]) == said_by(before, states[-1])


def said_by(done: Update, folder: Folder) -> dict[tuple[str, str, str, tuple[str, ...]], set[str]]:
    """The codes of what the folder says; for a text repeated below one heading, the order does not matter."""
    result: dict[tuple[str, str, str, tuple[str, ...]], set[str]] = {}
    for unit in published(folder):
        key = unit.page, sort_of(unit.kind), unit.text, unit.section
        result.setdefault(key, set()).add(done.codes[unit.page, unit.anchor])
    return result


# -- branches


def edited(folder: Folder, changes: list[tuple], paths: tuple[str, ...]) -> Folder:
    """The folder with changes to the files in *paths* only."""
    own = {path: agent for path, agent in folder.items() if path in paths}
    for kind, a, b, c in changes:
        own = {path: agent for path, agent in kind(own, a, b, c).items() if path in paths}
    return {**{path: agent for path, agent in folder.items() if path not in paths}, **own}


OURS, THEIRS = ("ada.md", "bow/ada.md"), ("ben.md", "bow/cleo.md")
MARK = {path: "of the bow" if path in OURS else "of the stern" for path in (*OURS, *THEIRS)}


def apart(folder: Folder) -> Folder:
    """The folder with names and texts that the two branches do not share."""

    def own(agent: Agent, mark: str) -> Agent:
        sections = tuple((heading, tuple(f"{text} {mark}" for text in texts)) for heading, texts in agent.sections)
        return Agent(f"{agent.name}-{mark[-4:]}", tuple(f"{said} {mark}" for said in agent.examples), sections)

    return {path: own(agent, MARK[path]) for path, agent in folder.items()}


@st.composite
def branches(draw: st.DrawFn) -> tuple[Folder, Folder, Folder, Folder]:
    """A folder, its states on two branches that change different files, and the merge of both."""
    base = draw(st.dictionaries(st.sampled_from((*OURS, *THEIRS)), agents, min_size=1, max_size=4))
    ours = edited(base, draw(st.lists(steps, max_size=4)), OURS)
    theirs = edited(base, draw(st.lists(steps, max_size=4)), THEIRS)
    both = {path: agent for path, agent in ours.items() if path in OURS}
    both |= {path: agent for path, agent in theirs.items() if path in THEIRS}
    return apart(base), apart(ours), apart(theirs), apart(both)


def united(base: str, ours: str, theirs: str) -> str:
    """A file that two branches changed, as Git merges it line by line."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
            Path(folder, name).write_text(text, "utf-8")
        command = ["git", "merge-file", "--union", "-p", "ours", "base", "theirs"]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout.decode()


def ledger_of(done: Update) -> str:
    return ledger_text(done.entries.values())


@given(branches())
def test_a_merge_of_branches_is_the_ledger_of_both(folders):
    base, ours, theirs, both = folders
    before = brought_up([base])
    ours_alone = brought_up([ours], before.entries, 1)
    theirs_alone = brought_up([theirs], before.entries, 1)
    merged = read_ledger(united(ledger_of(before), ledger_of(ours_alone), ledger_of(theirs_alone)))
    at_once = brought_up([both], before.entries, 1)
    one_by_one = brought_up([both], ours_alone.entries, 1)
    assert brought_up([both], merged, 1).entries == at_once.entries == one_by_one.entries


rewordings = st.tuples(st.just(reword), st.integers(0, 1), st.integers(0, 1), numbers)


@given(histories(most=2), st.lists(rewordings | steps, max_size=4), st.lists(rewordings | steps, max_size=4))
def test_a_merge_of_branches_keeps_every_link_of_both(before, one, other):
    """Also if both changed the same definitions, and the merge keeps one side of each.

    An address that both assigned to texts of their own can lead to only one of them; the codes distinguish them.
    """
    base = brought_up(before)
    ours, theirs = ([edited(before[-1], [step], PATHS) for step in changes] or [before[-1]] for changes in (one, other))
    sides = [brought_up(states, base.entries, len(before)) for states in (ours, theirs)]
    merged = brought_up([{**theirs[-1], **ours[-1]}], read_ledger(united(*map(ledger_of, (base, *sides)))), 20)
    promised = Promised()
    for done, states in zip(sides, (ours, theirs), strict=True):
        promised.note(done, published(states[-1]))
    given = [{place: code for code, entry in done.entries.items() for place in entry.addresses} for done in sides]
    twice = {place for place in given[0].keys() & given[1].keys() if given[0][place] != given[1][place]}
    carried = {place for entry in merged.entries.values() for place in entry.addresses}
    assert twice <= carried
    assert [line for line in promised.broken(merged) if line.split()[0] not in twice] == []
    assert owners(merged.entries) == {}
    assert doubled(promises(merged)) == []
    assert live(merged) == set(merged.codes.values())


def test_two_branches_that_reword_the_same_thing_keep_both_wordings():
    def folder(text: str) -> Folder:
        return {"ada.md": Agent("ada", (), (("Approach", (text, "Log what fails.")),))}

    base = brought_up([folder("Trim the wick before dusk, and light the lamp.")])
    sides = [
        brought_up([folder(f"Trim the wick {when} dusk, and light the lamp.")], base.entries, 1)
        for when in ("well before", "long before")
    ]
    merged = read_ledger(united(*map(ledger_of, (base, *sides))))
    done = brought_up([folder("Trim the wick well before dusk, and light the lamp.")], merged, 2)
    (entry,) = (entry for entry in done.entries.values() if "wick" in entry.text)
    assert sorted(words_of(entry)) == [
        "Trim the wick before dusk, and light the lamp.",
        "Trim the wick long before dusk, and light the lamp.",
        "Trim the wick well before dusk, and light the lamp.",
    ]


def test_a_rule_that_one_branch_rewords_while_another_moves_its_agent():
    """The link that the second one published is in no line of the ledger."""

    def folder(path: str, text: str) -> Folder:
        return {path: Agent("ada", (), (("Approach", (text, "Log what fails.")),))}

    before, after = "Trim the wick before dusk, and light the lamp.", "Trim the wick at dusk, and light the lamp."
    base, promised = brought_up([folder("ada.md", before)]), Promised()
    branches = [folder("ada.md", after), folder("bow/ada.md", before)]
    sides = [brought_up([branch], base.entries, 1) for branch in branches]
    for done, branch in zip(sides, branches, strict=True):
        promised.note(done, published(branch))
    one, other = ({line[:15]: line for line in ledger_of(done).splitlines()} for done in sides)
    agent = next(key for key, line in other.items() if '"kind":"agent"' in line)
    merged = read_ledger("\n".join({**one, agent: other[agent]}.values()))  # each branch has changed one line
    both = folder("bow/ada.md", after)
    done = brought_up([both], merged, 2)
    assert promised.broken(done) == []
    assert brought_up([both], read_ledger(ledger_of(done)), 3).entries == done.entries


def test_what_a_person_merged_into_something_else_is_still_quoted():
    sections = ("Approach", ("Test the input.", "Log what fails, and say why it did."))
    states = [
        {"ada.md": Agent("ada", (), (sections,))},
        {"ada.md": Agent("ada", (), ((sections[0], sections[1][1:]),))},
    ]
    promised, first = Promised(), brought_up(states[:1])
    promised.note(first, published(states[0]))
    second = brought_up(states[1:], first.entries, 1)
    (gone,) = (entry for entry in second.entries.values() if entry.status == "withdrawn")
    (log,) = (entry for entry in second.entries.values() if entry.text.startswith("Log"))
    settled = {**second.entries, gone.code: gone._replace(status="moved", to=log.code)}
    done = brought_up(states[1:], settled, 2)
    assert promised.broken(done) == []
    assert [(one.entry.text, one.now) for one in promises(done)["agents/ada"].gone] == [("Test the input.", log)]


@given(folders, steps, steps)
def test_two_branches_give_the_same_thing_the_same_code(folder, one, other):
    """Whatever else each of them changed."""
    new = Agent("newcomer", ("Ask the newcomer.",), (("Manners", ("Greet everybody.", "Leave no trace.")),))
    codes = []
    for kind, a, b, c in (one, other):
        before = brought_up([folder])
        done = brought_up([{**kind(folder, a, b, c), "new.md": new}], before.entries, 1)
        codes.append({anchor: code for (page, anchor), code in done.codes.items() if page == "agents/new"})
    assert codes[0] == codes[1]
