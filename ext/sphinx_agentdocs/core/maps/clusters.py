"""Dividing many agents into groups that can be drawn: by folder, or else by their relations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from .drawing import Line, MapNode

MOST = 40
"""The most agents, or groups, in one drawing."""
SEPARATOR = " / "
_PARTS = 24
"""About how many groups to make if the folders define none."""
_LEAST, _SMALL = 30, 4
"""The most members of a group on a small site, and the average size below which groups are too small to draw."""
_ROUNDS = 12
"""How often every group may join one other before the rest is joined freely."""

Weights = dict[tuple[int, int], int]


class Cluster(NamedTuple):
    """A group and its members; *names* are the folders in it, or empty if it comes from relations."""

    names: tuple[str, ...]
    members: tuple[MapNode, ...]


def divided(nodes: Sequence[MapNode], lines: Iterable[Line]) -> list[Cluster]:
    """The groups of *nodes*, in order; at most `MOST`, or none if all nodes fit in one drawing."""
    ordered = sorted(nodes, key=lambda node: (node.title.casefold(), node))
    if len(ordered) <= MOST:
        return []
    places = _by_place(ordered)
    named = len(places) > 1
    if named and len(places) <= MOST and len(ordered) >= _SMALL * len(places):
        return [Cluster((name,), tuple(members)) for name, members in places.items()]
    names = list(places) if named else []
    members = list(places.values()) if named else [[node] for node in ordered]
    gathered = _gathered([len(one) for one in members], _weights(members, lines))
    return [
        Cluster(
            tuple(names[unit] for unit in group) if named else (),
            tuple(node for unit in group for node in members[unit]),
        )
        for group in gathered
    ]


def _by_place(nodes: Sequence[MapNode]) -> dict[str, list[MapNode]]:
    """The nodes by the first folder in which they differ; a node without one there, by its last folder."""
    places = {node.group: tuple(node.group.split(SEPARATOR)) for node in nodes}
    first, last = min(places.values()), max(places.values())
    shared = next((at for at, (one, other) in enumerate(zip(first, last, strict=False)) if one != other), len(first))
    found: dict[tuple[bool, str], list[MapNode]] = {}
    for node in nodes:
        place = places[node.group]
        deeper = len(place) > shared
        found.setdefault((deeper, place[shared] if deeper else place[-1]), []).append(node)
    result: dict[str, list[MapNode]] = {}
    for (_, name), members in sorted(found.items()):
        result.setdefault(name, []).extend(members)
    return result


def _weights(units: Sequence[Sequence[MapNode]], lines: Iterable[Line]) -> Weights:
    """How many relations there are between each two units."""
    unit_of = {node.key: number for number, members in enumerate(units) for node in members}
    return _counted(((unit_of[line.start], unit_of[line.end]), 1) for line in lines)


def _counted(pairs: Iterable[tuple[tuple[int, int], int]]) -> Weights:
    weights: Weights = {}
    for (one, other), weight in pairs:
        if one != other:
            pair = (one, other) if one < other else (other, one)
            weights[pair] = weights.get(pair, 0) + weight
    return weights


def _gathered(sizes: Sequence[int], weights: Weights) -> list[list[int]]:
    """Groups of units, by number, so that units with many relations are together.

    In each round every group joins at most one other: the one with the most relations to it,
    relative to the sizes of both.  So groups grow evenly.  The rest join any group with room.
    """
    most = max(_LEAST, -(-sum(sizes) * 3 // (2 * _PARTS)))
    groups = _Groups(sizes)
    for turn in range(_ROUNDS + 1):
        weights = _counted(((groups.of(one), groups.of(other)), weight) for (one, other), weight in weights.items())
        if not _join(groups, weights, most, once=turn < _ROUNDS):
            break
    _pack(groups, [group for group in groups.all() if groups.sizes[group] < _SMALL + 2], most)
    if len(groups.all()) > MOST:
        _pack(groups, sorted(groups.all(), key=lambda group: (groups.sizes[group], group)), most)
    return groups.members()


def _join(groups: _Groups, weights: Weights, most: int, *, once: bool) -> bool:
    """Join pairs of groups, the closest first, and return whether there were any."""
    sizes = groups.sizes
    closest = sorted(weights, key=lambda pair: (-weights[pair] / (sizes[pair[0]] * sizes[pair[1]]), pair))
    joined: set[int] = set()
    for one, other in closest:
        if once and (one in joined or other in joined):
            continue
        if groups.join(one, other, most):
            joined |= {one, other}
    return bool(joined)


def _pack(groups: _Groups, chosen: Sequence[int], most: int) -> None:
    """Join each of the *chosen* groups with the next one while there is room."""
    for one, other in pairwise(chosen):
        groups.join(one, other, most)


class _Groups:
    """Numbers in groups; a group goes by its first member."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = list(sizes)
        self._parents = list(range(len(sizes)))

    def of(self, number: int) -> int:
        """The group of a number."""
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number

    def join(self, one: int, other: int, most: int) -> bool:
        """Join two groups if together they have at most *most* members, and return whether they were joined."""
        first, second = sorted((self.of(one), self.of(other)))
        if first == second or self.sizes[first] + self.sizes[second] > most:
            return False
        self._parents[second] = first
        self.sizes[first] += self.sizes[second]
        return True

    def all(self) -> list[int]:
        """All groups."""
        return [number for number, parent in enumerate(self._parents) if number == parent]

    def members(self) -> list[list[int]]:
        """The numbers of each group."""
        found: Mapping[int, list[int]] = {group: [] for group in self.all()}
        for number in range(len(self._parents)):
            found[self.of(number)].append(number)
        return list(found.values())
