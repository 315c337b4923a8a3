"""Matches of the real teams below HISTORY, compared with what a person said who read the pairs.

``judged/<team>.csv`` lists pairs of an older and a newer text of one agent with at least 70 % of their
letters in common.  ``same`` means that the newer one is the same guideline, reworded.  ``siblings.csv``
lists guidelines of one list that look alike and are different, since both are published at once.
The texts are not repeated here: a pair is known by digests of both texts with their pages.
"""

from __future__ import annotations

import csv
import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from rapidfuzz import fuzz

from sphinx_agentdocs.core.ledger.entries import Entry, current
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.text.identifiers import digest
from sphinx_agentdocs.core.units import TEXT_SORTS, Unit, sort_of
from sphinx_agentdocs.ledger.source import open_source, read_published

HISTORY = Path(os.environ["HISTORY"])
JUDGED = Path(__file__).parent / "judged"
TEAMS = sorted(path.stem for path in JUDGED.glob("*.csv") if path.stem != "siblings")
ALIKE = 70
PRECISION, RECALL = 0.99, 0.9
TODAY = "2026-01-01"
SIBLINGS = 0.08
"""The share of siblings that may be taken for each other: these are the worst cases, and rare in a real history."""


class Pair(NamedTuple):
    """Two texts of one agent, by the digests of each with its page, and the version that has the newer one."""

    team: str
    version: str
    old: str
    new: str


@dataclass
class Score:
    """The pairs that were matched, and those that were not, by verdict."""

    matched: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)

    @property
    def precision(self) -> float:
        return self.matched["same"] / max(1, self.matched["same"] + self.matched["another"])

    @property
    def recall(self) -> float:
        return self.matched["same"] / max(1, self.matched["same"] + self.refused["same"])


def identified(page: str, text: str) -> str:
    return digest(f"{page}\n{text}", 10)


@cache
def versions(team: str) -> list[tuple[str, tuple[Unit, ...]]]:
    folders = sorted(path for path in (HISTORY / team).iterdir() if path.is_dir())
    return [(folder.name, read_published(open_source(folder)).units) for folder in folders]


def judged(name: str) -> dict[Pair, str]:
    with (JUDGED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return {Pair(*row[:4]): row[4] for row in list(csv.reader(file))[1:]}


@cache
def pairs_of(team: str) -> tuple[set[Pair], set[Pair]]:
    """The pairs of a team that are matched, and those that are not: an entry and the new text most like it."""
    matched, refused = set(), set()
    entries: dict[str, Entry] = {}
    for version, units in versions(team):
        done = update(entries, units, TODAY)
        known = {(entry.page, entry.text) for entry in entries.values()}
        new = [unit for unit in units if sort_of(unit.kind) in TEXT_SORTS and (unit.page, unit.text) not in known]
        for code, entry in entries.items():
            if entry.status != "live" or entry.sort not in TEXT_SORTS:
                continue
            now = current(done.entries[code], done.entries)
            if now.status == "live":
                found = [(now.page, now.text)] if now.text != entry.text else []
            else:
                found = [(unit.page, unit.text) for unit in new if unit.page == now.page]
            alike = sorted((fuzz.ratio(entry.text, text), page, text) for page, text in found)
            for likeness, page, text in alike[-1:]:
                if likeness >= ALIKE:
                    pair = Pair(team, version, identified(entry.page, entry.text), identified(page, text))
                    (matched if now.status == "live" else refused).add(pair)
        entries = done.entries
    return matched, refused


def score(*teams: str) -> Score:
    result = Score()
    for team in teams:
        verdicts = judged(team)
        matched, refused = pairs_of(team)
        result.matched.update(verdicts.get(pair, "not judged") for pair in matched)
        result.refused.update(verdicts.get(pair, "not judged") for pair in refused)
    return result


@pytest.mark.parametrize("teams", [*([team] for team in TEAMS), TEAMS], ids=[*TEAMS, "all"])
def test_what_is_matched_is_the_same_and_the_other_way_round(teams):
    found = score(*teams)
    sys.stdout.write(
        f"{' '.join(teams)}: matched {dict(found.matched)}, refused {dict(found.refused)}:"
        f" precision {found.precision:.3f}, recall {found.recall:.3f}\n"
    )
    assert found.matched["not judged"] == found.refused["not judged"] == 0, "read these pairs and add them"
    if teams == TEAMS:
        assert found.precision >= PRECISION
        assert found.recall >= RECALL


def siblings(team: str) -> list[tuple[Unit, Unit, list[Unit]]]:
    """The judged siblings of a team, with all units of their page."""
    found = []
    for version, units in versions(team):
        named = {identified(unit.page, unit.text): unit for unit in units if sort_of(unit.kind) in TEXT_SORTS}
        for pair in judged("siblings"):
            if (pair.team, pair.version) == (team, version):
                one, other = named[pair.old], named[pair.new]
                found.append((one, other, [unit for unit in units if unit.page == one.page]))
    return found


def becomes(one: Unit, other: Unit, page: list[Unit]) -> bool:
    """Whether the link of *one* leads to *other* after the first was deleted and the second written."""
    before = update({}, [unit for unit in page if unit.text != other.text], TODAY).entries
    after = update(before, [unit for unit in page if unit.text != one.text], TODAY).entries
    code = next(entry.code for entry in before.values() if entry.text == one.text and entry.sort in TEXT_SORTS)
    return current(after[code], after).text == other.text


def test_a_guideline_that_is_replaced_by_one_that_looks_like_it_is_another():
    pairs = [pair for team in TEAMS for pair in siblings(team)]
    wrong = [f"{one.page}: {one.text!r} -> {other.text!r}" for one, other, page in pairs if becomes(one, other, page)]
    sys.stdout.write(f"{len(pairs)} siblings, {len(wrong)} matched\n" + "".join(f"  {line}\n" for line in wrong))
    assert len(pairs) == len(judged("siblings"))
    assert len(wrong) <= SIBLINGS * len(pairs)
