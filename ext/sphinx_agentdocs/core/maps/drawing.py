"""The parts of a drawing of agents: nodes and the lines between them.  The stylesheet knows how each kind looks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ..relating.relations import RELATION_KINDS, RelationKind
from . import svg
from .words import MapWords

FONT_SIZE = 13
SMALL = 11.5

EDGE_KINDS: tuple[RelationKind, ...] = tuple(kind for kind in RELATION_KINDS if kind != "named-by")
"""The kinds of edges, the strongest first."""
SYMMETRIC = frozenset({"shares-guidance", "similar"})
"""Kinds without a direction."""
_RANK = {kind: rank for rank, kind in enumerate(EDGE_KINDS)}
_HEAD_LENGTH, _HEAD_WIDTH = 8, 3.2


class MapNode(NamedTuple):
    """An agent in a drawing; *group* is its place, with " / " between folders."""

    key: str
    title: str
    href: str
    group: str


class MapEdge(NamedTuple):
    """A relation between two agents, by their keys; *kind* is one of `EDGE_KINDS`."""

    start: str
    end: str
    kind: RelationKind


class Point(NamedTuple):
    """A place in a drawing, in pixels from its upper left corner."""

    x: float
    y: float


class Box(NamedTuple):
    """A rectangle in a drawing; that of a label is an estimate."""

    left: float
    top: float
    right: float
    bottom: float


class Line(NamedTuple):
    """All relations between two agents, drawn as one line.

    *kind* is the strongest kind; *forth* and *back* are the directions in which it leads.
    """

    start: str
    end: str
    kind: RelationKind
    forth: bool
    back: bool
    kinds: tuple[RelationKind, ...]


def described(node: MapNode, words: MapWords) -> str:
    """The title of an agent and where it belongs."""
    title = words.title(node.title)
    return f"{title} \u2014 {node.group}" if node.group else title


def rank(kind: RelationKind) -> int:
    """How strong a kind is: 0 is the strongest."""
    return _RANK[kind]


def lines_between(nodes: Iterable[str], edges: Iterable[MapEdge]) -> list[Line]:
    """One line for each pair of *nodes* that has an edge, whatever the order of the edges."""
    known = set(nodes)
    pairs: dict[tuple[str, str], set[tuple[RelationKind, bool]]] = {}
    for start, end, kind in edges:
        if start in known and end in known and start != end:
            pairs.setdefault((min(start, end), max(start, end)), set()).add((kind, start < end))
    return [_line(*pair, found) for pair, found in sorted(pairs.items())]


def _line(first: str, second: str, found: set[tuple[RelationKind, bool]]) -> Line:
    kinds = tuple(sorted({kind for kind, _ in found}, key=rank))
    strongest = kinds[0]
    directed = strongest not in SYMMETRIC
    forth, back = directed and (strongest, True) in found, directed and (strongest, False) in found
    return Line(first, second, strongest, forth, back, kinds)


def curve(start: Point, bends: tuple[Point, Point], end: Point, *, forth: bool, back: bool) -> str:
    """A curve, and an arrowhead at each end to which it leads."""
    shapes = [svg.element("path", {"d": svg.path("M", *start, "C", *bends[0], *bends[1], *end)})]
    if forth:
        shapes.append(_head(bends[1], end))
    if back:
        shapes.append(_head(bends[0], start))
    return "".join(shapes)


def _head(control: Point, tip: Point) -> str:
    """The head of an arrow that comes from *control*."""
    length = math.hypot(tip.x - control.x, tip.y - control.y) or 1
    x, y = (tip.x - control.x) / length, (tip.y - control.y) / length
    back = Point(tip.x - x * _HEAD_LENGTH, tip.y - y * _HEAD_LENGTH)
    left = Point(back.x - y * _HEAD_WIDTH, back.y + x * _HEAD_WIDTH)
    right = Point(back.x + y * _HEAD_WIDTH, back.y - x * _HEAD_WIDTH)
    shape = svg.path("M", *tip, "L", *left, "L", *right, "Z")
    return svg.element("path", {"class_": "agent-map-head", "d": shape})


def drawn(width: float, height: float, label: str, name: str, content: Sequence[str], **style: svg.Value) -> str:
    """The whole drawing: its natural size, its accessible *label*, its *content*, and the *style* of most of that."""
    attributes: dict[str, svg.Value] = {
        "class_": f"agent-map {name}",
        "viewBox": svg.path(0, 0, width, height),
        "width": width,
        "height": height,
        "role": "group",
        "aria_label": label,
        "direction": "ltr",
        **style,
    }
    return svg.element("svg", attributes, *content)
