"""Relations by likeness, compared with a list judged by a reader.

A row of ``judged/*.csv`` names two agents by their paths below the collection, without ``.md``; the
collection ``*`` is all of them at once, and the paths begin with the collection.  No row contains text of a definition.
"""

from __future__ import annotations

import csv
import os
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.relating.shared_guidance import Guidance, fingerprint, shared_guidance
from sphinx_agentdocs.core.relating.similar_agents import similar, terms_of

CORPUS = Path(os.environ["CORPUS"])
JUDGED = Path(__file__).parent / "judged"
ENOUGH = 90
"""At least this many of about a hundred judged relations must still be found."""
Edge = tuple[str, str, str]


@cache
def collection(name: str) -> dict[str, Definition]:
    """The definitions of a collection, or of all of them, by path."""
    if name == "*":
        names = sorted(path.name for path in CORPUS.iterdir() if path.is_dir())
        return {f"{name}/{path}": found for name in names for path, found in collection(name).items()}
    root = CORPUS / name
    paths = sorted(path for path in root.rglob("*.md") if path.is_file())
    sources = [path.relative_to(root).as_posix() for path in paths]
    return {
        source.removesuffix(".md"): read_definition(path.read_bytes(), source)
        for path, source in zip(paths, sources, strict=True)
    }


def shares(name: str) -> Iterator[Edge]:
    units = [
        Guidance(page, unit.anchor, unit.title, unit.text, fingerprint(unit.title, unit.text))
        for page, definition in collection(name).items()
        for unit in definition.body.guidelines
    ]
    for (page, _), shared in shared_guidance(units).items():
        yield from ((name, page, other.page) for other in shared.others if not shared.common)


def likes(name: str) -> Iterator[Edge]:
    terms = {page: terms_of(definition) for page, definition in collection(name).items()}
    yield from ((name, page, other.page) for page, found in similar(terms).items() for other in found)


@pytest.mark.parametrize(
    ("kind", "find", "precision"),
    [("shares-guidance", shares, 0.98), ("similar", likes, 0.85)],
    ids=lambda value: value,
)
def test_what_a_reader_has_judged_is_found_and_is_right(kind, find, precision):
    with (JUDGED / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["kind"] for row in rows} == {kind}
    by_collection = defaultdict(list)
    for row in rows:
        by_collection[row["collection"]].append(row)
    found = []
    for name, judged in by_collection.items():
        edges = {frozenset(edge[1:]) for edge in find(name)}
        found += [row for row in judged if frozenset((row["from"], row["to"])) in edges]
    wrong = [f"{row['collection']}: {row['from']} - {row['to']}" for row in found if row["verdict"] != "yes"]
    assert len(found) >= ENOUGH
    assert 1 - len(wrong) / len(found) >= precision, wrong


def test_a_principle_of_a_team_is_found_in_all_three_wordings():
    name = "sloppy-labwork-2025-09"
    units = [
        Guidance(page, unit.anchor, unit.title, unit.text, fingerprint(unit.title, unit.text))
        for page, definition in collection(name).items()
        for unit in definition.body.guidelines
    ]
    said = {(unit.page, unit.anchor) for unit in units if "extend before creating" in unit.text.lower()}
    found = shared_guidance(units)
    assert len(said) == 3
    for place in said:
        assert {(other.page, other.anchor) for other in found[place].others} == said - {place}
        assert not any(other.same for other in found[place].others)
