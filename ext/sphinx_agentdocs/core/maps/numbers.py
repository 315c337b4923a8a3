"""What a list of agents beside a map says of each: what it is called, its numbers, and whom it reaches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..relating.relations import WRITTEN
from .clusters import SEPARATOR
from .drawing import SYMMETRIC, MapEdge, MapNode
from .words import MapWords


class Numbers(NamedTuple):
    """How many other agents one names in any way, is named by, and shares guidance with."""

    names: int = 0
    named_by: int = 0
    shares: int = 0


NOTHING = Numbers()


def numbers_of(edges: Iterable[MapEdge]) -> dict[str, Numbers]:
    """The numbers of each agent that has any, by key; several relations to the same agent count once."""
    named, shared = set(), set()
    for start, end, kind in edges:
        if kind in WRITTEN:
            named.add((start, end))
        elif kind == "shares-guidance":
            shared |= {(start, end), (end, start)}
    names, named_by = Counter(start for start, _ in named), Counter(end for _, end in named)
    shares = Counter(start for start, _ in shared)
    return {key: Numbers(names[key], named_by[key], shares[key]) for key in {*names, *named_by, *shares}}


def most(nodes: Sequence[MapNode], counts: Mapping[str, int], limit: int) -> list[MapNode]:
    """The *nodes* with the highest of *counts*, highest first, at most *limit*; those without any are left out."""
    some = [node for node in nodes if counts.get(node.key)]
    return sorted(some, key=lambda node: (-counts[node.key], node.title.casefold(), node))[:limit]


def labels(nodes: Iterable[MapNode], words: MapWords) -> dict[str, str]:
    """What each agent is called in a list, by key: its title, and the place where that tells it from others."""
    by_title: dict[str, list[MapNode]] = {}
    for node in nodes:
        by_title.setdefault(words.title(node.title), []).append(node)
    found = {}
    for title, alike in by_title.items():
        places = _apart([node.group.split(SEPARATOR) for node in alike]) if len(alike) > 1 else [""]
        found.update(
            {node.key: f"{title} ({place})" if place else title for node, place in zip(alike, places, strict=True)}
        )
    return found


def _apart(places: Sequence[Sequence[str]]) -> list[str]:
    """The folder by which all *places* differ, if there is one, or else each as a whole."""
    for folders in zip(*places, strict=False):
        if len(set(folders)) == len(places):
            return list(folders)
    return [SEPARATOR.join(place) for place in places]


def relations_from(edges: Iterable[MapEdge]) -> dict[str, dict[str, list[str]]]:
    """The agents to which the relations of each agent lead, by kind; one without a direction is listed once."""
    found: dict[str, dict[str, set[str]]] = {}
    for start, end, kind in edges:
        one, other = sorted((start, end)) if kind in SYMMETRIC else (start, end)
        found.setdefault(one, {}).setdefault(kind, set()).add(other)
    return {one: {kind: sorted(others) for kind, others in kinds.items()} for one, kinds in found.items()}
