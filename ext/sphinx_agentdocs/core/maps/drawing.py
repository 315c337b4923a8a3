"""What every drawing of agents is made of: nodes, edges between them, and the signs for each kind."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..relating.relations import KINDS as RELATIONS
from . import svg

FONT_SIZE = 13
SMALL = 11.5
GAP = 8

WORDS: Mapping[str, str] = {
    "declared": "related to",
    "works-with": "works with",
    "delegates-to": "delegates to",
    "reports-to": "reports to",
    "escalates-to": "escalates to",
    "names": "names",
    "named-by": "named by",
    "shares-guidance": "shares guidance",
    "similar": "similar purpose",
    "around": "Agents around %s",
    "more": "and %s more",
    "and-more": "%s and %s more",
    "and-others": "%s and others",
    "map": "Map of %s agents",
    "part": "Map of %s: %s agents",
    "agents": "%s agents",
    "agent": "1 agent",
    "relations": "%s relations",
    "relation": "1 relation",
    "untitled": "Untitled",
}
"""What a drawing says, unless the caller gives translations by the same keys."""

KINDS: tuple[str, ...] = tuple(kind for kind in RELATIONS if kind != "named-by")
"""The kinds of edges, the strongest first."""
SYMMETRIC = frozenset({"shares-guidance", "similar"})
"""Kinds that have no direction."""
_RANK = {kind: rank for rank, kind in enumerate(KINDS)}
_DASHES = {
    "delegates-to": "9 4",
    "reports-to": "9 3 2 3",
    "escalates-to": "5 3",
    "names": "2.5 2.5",
    "shares-guidance": "12 3 2 3 2 3",
    "similar": "1.5 5",
}
_WIDTHS = {"declared": 2.4, "names": 1.3, "similar": 1.3}
_HEAD_LENGTH, _HEAD_WIDTH = 8, 3.2


class MapNode(NamedTuple):
    """An agent in a drawing; *group* is where it belongs, as words with " / " between folders."""

    key: str
    title: str
    href: str
    group: str


class MapEdge(NamedTuple):
    """A relation between two agents, by their keys; *kind* is one of `KINDS`."""

    start: str
    end: str
    kind: str


class Point(NamedTuple):
    """A place in a drawing, in pixels from its upper left corner."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle in a drawing: what a label takes, by estimate."""

    left: float
    top: float
    right: float
    bottom: float


class Line(NamedTuple):
    """All that relates two agents, drawn as one line.

    *kind* is the strongest kind; *forth* and *back* say in which directions it leads.
    """

    start: str
    end: str
    kind: str
    forth: bool
    back: bool
    kinds: tuple[str, ...]


def rank(kind: str) -> int:
    """How strong a kind is: 0 is the strongest."""
    return _RANK.get(kind, len(KINDS))


def name_of(node: MapNode, words: Mapping[str, str]) -> str:
    """The title of an agent, or a word for one without."""
    return node.title.strip() or words["untitled"]


def counted(count: int, what: str, words: Mapping[str, str]) -> str:
    """A number of agents or relations: *what* is the key of the word for several."""
    return words[what] % f"{count:,}" if count != 1 else words[what.removesuffix("s")]


def lines_between(nodes: Iterable[str], edges: Iterable[MapEdge]) -> list[Line]:
    """One line for each pair of *nodes* that has an edge, whatever the order of the edges."""
    known = set(nodes)
    pairs: dict[tuple[str, str], set[tuple[str, bool]]] = {}
    for start, end, kind in edges:
        if start in known and end in known and start != end:
            pairs.setdefault((min(start, end), max(start, end)), set()).add((kind, start < end))
    result = []
    for (first, second), found in sorted(pairs.items()):
        kinds = tuple(sorted({kind for kind, _ in found}, key=lambda kind: (rank(kind), kind)))
        directed = kinds[0] not in SYMMETRIC
        forth, back = directed and (kinds[0], True) in found, directed and (kinds[0], False) in found
        result.append(Line(first, second, kinds[0], forth, back, kinds))
    return result


def curve(start: Point, bends: tuple[Point, Point], end: Point, kind: str, *, forth: bool, back: bool) -> str:
    """A curve with the dashes of its *kind*, and a head at each end to which it leads."""
    line = svg.path("M", *start, "C", *bends[0], *bends[1], *end)
    shapes = [stroke(line, kind)]
    if forth:
        shapes.append(_head(bends[1], end))
    if back:
        shapes.append(_head(bends[0], start))
    return "".join(shapes)


def stroke(line: str, kind: str) -> str:
    """A line with the dashes and the width of a kind."""
    attributes: dict[str, svg.Value] = {"d": line, "fill": "none", "stroke_width": _WIDTHS.get(kind, 1.7)}
    if dashes := _DASHES.get(kind):
        attributes["stroke_dasharray"] = dashes
    return svg.element("path", attributes)


def _head(control: Point, tip: Point) -> str:
    """The head of an arrow that comes from *control*."""
    length = math.hypot(tip.x - control.x, tip.y - control.y) or 1
    x, y = (tip.x - control.x) / length, (tip.y - control.y) / length
    back = Point(tip.x - x * _HEAD_LENGTH, tip.y - y * _HEAD_LENGTH)
    left = Point(back.x - y * _HEAD_WIDTH, back.y + x * _HEAD_WIDTH)
    right = Point(back.x + y * _HEAD_WIDTH, back.y - x * _HEAD_WIDTH)
    shape = svg.path("M", *tip, "L", *left, "L", *right, "Z")
    return svg.element("path", {"class_": "agent-map-head", "d": shape})


def drawn(width: float, height: float, label: str, name: str, content: Sequence[str]) -> str:
    """The whole drawing: its natural size, what it is called, and *content*."""
    attributes: dict[str, svg.Value] = {
        "class_": f"agent-map {name}",
        "viewBox": svg.path(0, 0, width, height),
        "width": width,
        "height": height,
        "role": "group",
        "aria_label": label,
        "direction": "ltr",
    }
    return svg.element("svg", attributes, *content)
