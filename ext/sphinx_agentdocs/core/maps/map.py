"""The map of all agents, as SVG; of many agents, it shows groups and what is between them.

A map is text that loads and runs nothing; its colours come from the stylesheet, by classes.
The page that shows a map has to say the same in words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .clusters import Cluster, divided
from .drawing import Line, MapEdge, MapNode, described, lines_between
from .ring import Bundle, Item, ring_of_agents, ring_of_groups
from .words import ENGLISH, MapWords

ANCHOR = "agent-map"
_DOTS = (4, 8)
_GROUPS = (5, 13)

_Between = Mapping[tuple[int, int], int]
"""Pairs of parts, by number, with the number of relations between them."""


class Part(NamedTuple):
    """A group of agents: the id that its place on the page must have, because the drawing links to it, and its name."""

    anchor: str
    title: str
    agents: tuple[MapNode, ...]


class Map(NamedTuple):
    """A drawing: of *agents*, or of *parts* if they are many.

    *between* are pairs of parts, by number, with the number of relations between them, most first.
    """

    svg: str
    agents: tuple[MapNode, ...]
    parts: tuple[Part, ...] = ()
    between: tuple[tuple[int, int, int], ...] = ()


def site_map(
    nodes: Sequence[MapNode], edges: Sequence[MapEdge], words: MapWords = ENGLISH, anchor: str = ANCHOR
) -> Map:
    """The map of all *nodes*, divided into parts if they are many; edges to other agents are omitted.

    The ids of the parts begin with *anchor*.
    """
    every = {node.key: node for node in sorted(nodes, reverse=True)}
    found = tuple(every.values())
    lines = lines_between(every, edges)
    clusters = divided(found, lines)
    if not clusters:
        ordered = _in_order(found)
        return Map(_drawing_of_agents(ordered, lines, words), ordered)
    inside, between = _sorted_out(clusters, lines)
    parts = tuple(
        Part(f"{anchor}-{number}", _title(cluster, own, words), _in_order(cluster.members))
        for number, (cluster, own) in enumerate(zip(clusters, inside, strict=True), start=1)
    )
    most_first = sorted((-weight, *pair) for pair, weight in between.items())
    counts = tuple((one, other, -weight) for weight, one, other in most_first)
    return Map(_drawing_of_groups(parts, between, words), (), parts, counts)


def _in_order(nodes: Sequence[MapNode]) -> tuple[MapNode, ...]:
    return tuple(sorted(nodes, key=lambda node: (node.title.casefold(), node)))


def _sorted_out(clusters: Sequence[Cluster], lines: Sequence[Line]) -> tuple[list[list[Line]], _Between]:
    """The lines inside each cluster, and the number of lines between each two."""
    number_of = {node.key: number for number, cluster in enumerate(clusters) for node in cluster.members}
    inside: list[list[Line]] = [[] for _ in clusters]
    between: dict[tuple[int, int], int] = {}
    for line in lines:
        one, other = sorted((number_of[line.start], number_of[line.end]))
        if one == other:
            inside[one].append(line)
        else:
            between[one, other] = between.get((one, other), 0) + 1
    return inside, between


def _title(cluster: Cluster, lines: Sequence[Line], words: MapWords) -> str:
    """The name of a group: its place, or else its agent with the most relations."""
    if cluster.names:
        first = words.title(cluster.names[0])
        others = len(cluster.names) - 1
        return words.and_more % (first, words.number(others)) if others else first
    degrees = _degrees(cluster.members, lines)
    most = min(cluster.members, key=lambda node: (-degrees[node.key], node.title.casefold(), node))
    return words.and_others % words.title(most.title)


def _degrees(nodes: Sequence[MapNode], lines: Sequence[Line]) -> dict[str, int]:
    """How many lines each node has."""
    degrees = {node.key: 0 for node in nodes}
    for line in lines:
        degrees[line.start] += 1
        degrees[line.end] += 1
    return degrees


def _drawing_of_agents(nodes: Sequence[MapNode], lines: Sequence[Line], words: MapWords) -> str:
    degrees = _degrees(nodes, lines)
    most = max(degrees.values(), default=0)
    items = []
    for node in nodes:
        radius = _scaled(degrees[node.key], most, _DOTS)
        items.append(Item(node.key, words.title(node.title), "", described(node, words), node.href, radius))
    return ring_of_agents(items, lines, words.map_of(len(nodes)), words)


def _drawing_of_groups(parts: Sequence[Part], between: _Between, words: MapWords) -> str:
    most = max(len(part.agents) for part in parts)
    items = []
    for part in parts:
        about = f"{part.title}: {words.agents(len(part.agents))}"
        radius = _scaled(len(part.agents), most, _GROUPS)
        items.append(
            Item(part.anchor, part.title, f" ({words.number(len(part.agents))})", about, f"#{part.anchor}", radius)
        )
    bundles = []
    for (one, other), weight in between.items():
        about = f"{parts[one].title} \u2194 {parts[other].title}: {words.relations(weight)}"
        bundles.append(Bundle(parts[one].anchor, parts[other].anchor, weight, about))
    return ring_of_groups(items, bundles, words.map_of(sum(len(part.agents) for part in parts)))


def _scaled(value: int, most: int, sizes: tuple[float, float]) -> float:
    """A radius for *value* that makes areas comparable."""
    least, largest = sizes
    return least + (largest - least) * math.sqrt(value / most) if most else least
