"""The relations in every collection of CORPUS, and how many of those judged by a reader are right.

A judged list is a table with the columns ``collection,from,to,kind,verdict``: names of agents, and
"yes" if the text of the first really refers to the second in that way.
"""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path
from typing import NamedTuple

from corpus.stated import stated

from sphinx_agentdocs.core.model import Definition
from sphinx_agentdocs.core.naming.mentions import find_mentions
from sphinx_agentdocs.core.naming.names import Named, Names, stem_of
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.disk.files import find_definitions

CORPUS = Path(os.environ["CORPUS"])
JUDGED = Path(__file__).parent / "judged"
COLLECTIONS = sorted(path.name for path in CORPUS.iterdir() if path.is_dir() and find_definitions(path).paths)


class Edge(NamedTuple):
    """One relation, by the names of its agents."""

    collection: str
    home: str
    other: str
    kind: str


class Collection(NamedTuple):
    """The definitions of one collection by their page, and their names."""

    definitions: dict[str, Definition]
    names: Names


@cache
def collection(name: str) -> Collection:
    """A collection of the corpus, read."""
    root = CORPUS / name
    definitions = {}
    agents = []
    for path in find_definitions(root).paths:
        page = path.removesuffix(".md")
        definitions[page] = read_definition((root / path).read_bytes(), path)
        group, _, stem = page.rpartition("/")
        agents.append(Named(page, name, group, definitions[page].name, stem_of(stem + ".md")))
    return Collection(definitions, Names(agents))


@cache
def written(name: str) -> dict[Edge, str]:
    """The relations that definitions of a collection state, with evidence; "names" only if no other kind is stated."""
    team = collection(name)
    found: dict[Edge, str] = {}
    for page, definition in team.definitions.items():
        for mention in find_mentions(definition):
            other = team.names.named(mention, page)
            if other is not None:
                edge = Edge(name, definition.name, team.definitions[other].name, mention.kind)
                found.setdefault(edge, mention.evidence)
    specific = {edge[:3] for edge in found if edge.kind != "names"}
    return {edge: said for edge, said in found.items() if edge.kind != "names" or edge[:3] not in specific}


def judged(file: str) -> dict[Edge, bool]:
    """A list judged by a reader, with whether each relation is right."""
    with (JUDGED / file).open(encoding="utf-8", newline="") as rows:
        return {
            Edge(row["collection"], row["from"], row["to"], row["kind"]): row["verdict"] == "yes"
            for row in csv.DictReader(rows)
        }


def score(file: str, found: set[Edge]) -> tuple[int, float]:
    """How many of the judged relations are still found, and what share of these is right."""
    still = [right for edge, right in judged(file).items() if edge in found]
    return len(still), sum(still) / max(1, len(still))


def stated_edges(name: str) -> set[Edge]:
    """The relations that the definitions of a collection state in so many words, found without the package."""
    team = collection(name)
    by_file: dict[str, list[str]] = {}
    for page in team.definitions:
        by_file.setdefault(page.rpartition("/")[2], []).append(page)
    found = set()
    for page, definition in team.definitions.items():
        group = page.rpartition("/")[0]
        called = {one.name: one.name for one in team.definitions.values()}
        for stem, pages in by_file.items():
            near = [other for other in pages if other.rpartition("/")[0] == group] or pages
            if len(near) == 1:
                called.setdefault(stem, team.definitions[near[0]].name)
        own = {definition.name, page.rpartition("/")[2]}
        found |= {
            Edge(name, definition.name, other, kind)
            for other, kind in stated(definition.raw, called)
            if other not in own
        }
    return found
