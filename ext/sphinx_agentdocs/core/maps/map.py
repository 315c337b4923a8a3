"""Maps of agents as SVG: the surroundings of one, and all of a site.

A map is text with nothing of its own to run or load; colours come from the stylesheet by
classes.  Where it stands, the same has to be said in words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .clusters import Cluster, divided
from .drawing import KINDS, WORDS, Line, MapEdge, MapNode, counted, lines_between, name_of
from .neighbourhood import neighbourhood
from .ring import Bundle, Item, ring_of_agents, ring_of_groups

__all__ = ["KINDS", "WORDS", "Map", "MapEdge", "MapNode", "neighbourhood", "site_map"]

ANCHOR = "agent-map"
_DOTS = (4, 8)
_GROUPS = (5, 13)


class Map(NamedTuple):
    """A drawing, and those of its parts if it shows groups of agents.

    *anchor* is the id at which the drawing has to stand, since others lead there.  *title*
    is what the group is called, and empty for the whole.  *agents* are those that it shows
    itself; a map with parts shows none.  *between* are pairs of parts, by number,
    with the number of relations between them, most first.
    """

    anchor: str
    title: str
    svg: str
    parts: tuple[Map, ...]
    agents: tuple[MapNode, ...]
    between: tuple[tuple[int, int, int], ...] = ()

    @property
    def size(self) -> int:
        """The number of all its agents."""
        return len(self.agents) + sum(part.size for part in self.parts)


def site_map(nodes: Sequence[MapNode], edges: Sequence[MapEdge], words: Mapping[str, str], anchor: str = ANCHOR) -> Map:
    """The map of all *nodes*, divided into parts where they are many; edges to others are left out.

    Ids of the parts begin with *anchor*.
    """
    every = {node.key: node for node in sorted(nodes, reverse=True)}
    words = {**WORDS, **words}
    return _map(anchor, "", tuple(every.values()), lines_between(every, edges), words, 0)


def _map(
    anchor: str, title: str, nodes: Sequence[MapNode], lines: Sequence[Line], words: Mapping[str, str], depth: int
) -> Map:
    clusters = divided(nodes, lines, depth)
    if not clusters:
        ordered = tuple(sorted(nodes, key=lambda node: (node.title.casefold(), node)))
        return Map(anchor, title, _drawing_of_agents(title, ordered, lines, words), (), ordered)
    part_of = {node.key: number for number, cluster in enumerate(clusters) for node in cluster.members}
    inside: list[list[Line]] = [[] for _ in clusters]
    between: dict[tuple[int, int], int] = {}
    for line in lines:
        one, other = sorted((part_of[line.start], part_of[line.end]))
        if one == other:
            inside[one].append(line)
        else:
            between[one, other] = between.get((one, other), 0) + 1
    parts = tuple(
        _map(
            f"{anchor}-{number + 1}",
            _title(cluster, inside[number], words),
            cluster.members,
            inside[number],
            words,
            depth + 1,
        )
        for number, cluster in enumerate(clusters)
    )
    drawing = _drawing_of_groups(title, parts, between, words)
    most_first = sorted((-weight, *pair) for pair, weight in between.items())
    return Map(anchor, title, drawing, parts, (), tuple((one, other, -weight) for weight, one, other in most_first))


def _title(cluster: Cluster, lines: Sequence[Line], words: Mapping[str, str]) -> str:
    """What a group is called: by its place, else by the agent with most relations in it."""
    if cluster.names:
        first = cluster.names[0].strip() or words["untitled"]
        others = len(cluster.names) - 1
        return words["and-more"] % (first, f"{others:,}") if others else first
    degrees = _degrees(cluster.members, lines)
    most = min(cluster.members, key=lambda node: (-degrees[node.key], node.title.casefold(), node))
    return words["and-others"] % name_of(most, words)


def _degrees(nodes: Sequence[MapNode], lines: Sequence[Line]) -> dict[str, int]:
    degrees = {node.key: 0 for node in nodes}
    for line in lines:
        degrees[line.start] += 1
        degrees[line.end] += 1
    return degrees


def _drawing_of_agents(title: str, nodes: Sequence[MapNode], lines: Sequence[Line], words: Mapping[str, str]) -> str:
    degrees = _degrees(nodes, lines)
    most = max(degrees.values(), default=0)
    items = []
    for node in nodes:
        name = name_of(node, words)
        about = f"{name} \u2014 {node.group}" if node.group else name
        items.append(Item(node.key, name, "", about, node.href, _scaled(degrees[node.key], most, _DOTS)))
    return ring_of_agents(items, lines, _label(title, len(nodes), words), words)


def _drawing_of_groups(
    title: str, parts: Sequence[Map], between: Mapping[tuple[int, int], int], words: Mapping[str, str]
) -> str:
    most = max(part.size for part in parts)
    items = []
    for part in parts:
        about = f"{part.title}: {counted(part.size, 'agents', words)}"
        radius = _scaled(part.size, most, _GROUPS)
        items.append(Item(part.anchor, part.title, f" ({part.size:,})", about, f"#{part.anchor}", radius))
    bundles = []
    for (one, other), weight in between.items():
        about = f"{parts[one].title} \u2194 {parts[other].title}: {counted(weight, 'relations', words)}"
        bundles.append(Bundle(parts[one].anchor, parts[other].anchor, weight, about))
    return ring_of_groups(items, bundles, _label(title, sum(part.size for part in parts), words))


def _label(title: str, size: int, words: Mapping[str, str]) -> str:
    count = f"{size:,}"
    return words["part"] % (title, count) if title else words["map"] % count


def _scaled(value: int, most: int, sizes: tuple[float, float]) -> float:
    """A radius for *value*, so that areas compare."""
    least, largest = sizes
    return least + (largest - least) * math.sqrt(value / most) if most else least
