"""The drawing of one agent and those around it.

The agent stands in the middle, those that lead to it on its left and those to which it leads on
its right, as far as both sides can be about as long.  Arrows show the direction and words below
each name the kinds, so that nothing depends on colours, dashes or places.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from . import svg
from .drawing import FONT_SIZE, KINDS, SMALL, SYMMETRIC, WORDS, Box, MapNode, Point, curve, drawn, name_of, rank
from .text_width import wrapped

MOST = 16
_SIDE, _CENTER, _BETWEEN = 184, 160, 84
_PADDING, _LEADING, _ROW_GAP, _EDGE = 8, 16, 10, 4
_MARGIN = 2

Around = tuple[MapNode, str, bool]
"""A neighbour, the kind of a relation to it, and whether that leads from the agent to the neighbour."""


class Neighbour(NamedTuple):
    """A neighbour with all its relations, the strongest first, and the lines of its box."""

    node: MapNode
    kinds: tuple[tuple[str, bool], ...]
    title: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def outgoing(self) -> bool:
        """Whether the agent leads to it."""
        return any(outgoing for kind, outgoing in self.kinds if kind not in SYMMETRIC)

    @property
    def incoming(self) -> bool:
        """Whether it leads to the agent."""
        return any(not outgoing for kind, outgoing in self.kinds if kind not in SYMMETRIC)

    @property
    def height(self) -> float:
        """The height of its box."""
        return 2 * _PADDING - 2 + _LEADING * len(self.title) + (_LEADING - 1) * len(self.notes)


class Placed(NamedTuple):
    """A neighbour and its box."""

    neighbour: Neighbour
    box: Box
    on_left: bool


class Layout(NamedTuple):
    """Where everything stands; *left_out* is the number of neighbours that are not shown."""

    width: float
    height: float
    center: Box
    title: tuple[str, ...]
    placed: tuple[Placed, ...]
    left_out: int


def neighbourhood(center: MapNode, edges: Sequence[Around], words: Mapping[str, str]) -> str:
    """The drawing of *center* and its neighbours, or an empty text where there is nobody around."""
    words = {**WORDS, **words}
    found = layout(center, edges, words)
    if not found.placed:
        return ""
    lines = [_line(found.center, found.height, one, number) for number, one in enumerate(found.placed)]
    boxes = [_neighbour(one, words, number) for number, one in enumerate(found.placed)]
    content = [
        svg.element("g", {"class_": "agent-map-lines", "aria_hidden": "true"}, *lines),
        _center(found, center, words),
        *boxes,
    ]
    if found.left_out:
        content.append(_more(found, words))
    label = words["around"] % name_of(center, words)
    return drawn(found.width, found.height, label, "agent-map-around", content)


def layout(center: MapNode, edges: Sequence[Around], words: Mapping[str, str]) -> Layout:
    """Where the boxes stand."""
    neighbours = _neighbours(center, edges, {**WORDS, **words})
    left, right = _sides(neighbours[:MOST])
    left_out = len(neighbours[MOST:])
    title = wrapped(name_of(center, {**WORDS, **words}), _CENTER - 2 * _PADDING - 8, FONT_SIZE + 1, 3)
    center_height = 2 * _PADDING + 8 + (_LEADING + 2) * len(title)
    height = max(_height(left), _height(right), center_height)
    begin = _MARGIN + (_SIDE + _BETWEEN if left else 0)
    middle = Box(begin, _MARGIN + (height - center_height) / 2, begin + _CENTER, _MARGIN + (height + center_height) / 2)
    placed = [
        *_column(left, _MARGIN, _MARGIN + (height - _height(left)) / 2, on_left=True),
        *_column(right, middle.right + _BETWEEN, _MARGIN + (height - _height(right)) / 2, on_left=False),
    ]
    whole = middle.right + (_BETWEEN + _SIDE if right else 0) + _MARGIN
    return Layout(whole, height + 2 * _MARGIN + (_LEADING + 8) * bool(left_out), middle, title, tuple(placed), left_out)


def _neighbours(center: MapNode, edges: Sequence[Around], words: Mapping[str, str]) -> list[Neighbour]:
    """Every neighbour once, the strongest kinds first."""
    nodes: dict[str, MapNode] = {}
    kinds: dict[str, set[tuple[str, bool]]] = {}
    for node, kind, outgoing in edges:
        if node.key != center.key:
            nodes[node.key] = min(node, nodes.get(node.key, node))
            named_by = kind == "named-by"
            kinds.setdefault(node.key, set()).add(("names" if named_by else kind, outgoing and not named_by))
    found = []
    for key, node in nodes.items():
        ranked = tuple(sorted(kinds[key], key=lambda one: (rank(one[0]), one[0], not one[1])))
        title = wrapped(name_of(node, words), _SIDE - 2 * _PADDING, FONT_SIZE, 2)
        found.append(Neighbour(node, ranked, title, _notes(ranked, words)))
    return sorted(found, key=_strength)


def _strength(one: Neighbour) -> tuple[int, bool, int, str, MapNode]:
    """What comes first: the strongest kinds, and what the agent itself says before what others say of it."""
    kind, outgoing = one.kinds[0]
    return rank(kind), not outgoing, -len(one.kinds), one.node.title.casefold(), one.node


def _notes(kinds: Sequence[tuple[str, bool]], words: Mapping[str, str]) -> tuple[str, ...]:
    """What relates it to the agent, in at most two lines."""
    names = dict.fromkeys(words.get(kind, kind) for kind, _ in kinds)
    return wrapped(" \u00b7 ".join(names), _SIDE - 2 * _PADDING, SMALL, 2)


def _sides(neighbours: Sequence[Neighbour]) -> tuple[list[Neighbour], list[Neighbour]]:
    """Those on the left and those on the right."""
    left = [one for one in neighbours if one.incoming and not one.outgoing]
    right = [one for one in neighbours if one.outgoing and not one.incoming]
    for one in neighbours:
        if one.incoming == one.outgoing:
            shorter = right if len(right) <= len(left) else left
            shorter.append(one)
    while abs(len(left) - len(right)) > 1:
        longer, shorter = (left, right) if len(left) > len(right) else (right, left)
        shorter.append(longer.pop())
    return left, right


def _height(column: Sequence[Neighbour]) -> float:
    return sum(one.height for one in column) + _ROW_GAP * max(len(column) - 1, 0)


def _column(column: Sequence[Neighbour], left: float, top: float, *, on_left: bool) -> list[Placed]:
    placed = []
    for one in column:
        placed.append(Placed(one, Box(left, top, left + _SIDE, top + one.height), on_left))
        top += one.height + _ROW_GAP
    return placed


def _line(center: Box, height: float, placed: Placed, number: int) -> str:
    """The line from the agent to a neighbour, with heads where it leads."""
    box, neighbour = placed.box, placed.neighbour
    end = Point(box.right if placed.on_left else box.left, (box.top + box.bottom) / 2)
    start = Point(center.left if placed.on_left else center.right, _within(center, end.y, height))
    middle = (start.x + end.x) / 2
    kind = neighbour.kinds[0][0]
    bends = (Point(middle, start.y), Point(middle, end.y))
    line = curve(start, bends, end, kind, forth=neighbour.outgoing, back=neighbour.incoming)
    return svg.element("g", {"class_": f"agent-map-line agent-kind-{_known(kind)}", "data_ends": number}, line)


def _known(kind: str) -> str:
    return kind if kind in KINDS else "other"


def _within(box: Box, y: float, height: float) -> float:
    """The place on the side of a box for a line that leads to *y* in a drawing of *height*: lines do not cross."""
    room = box.bottom - box.top - 2 * _PADDING
    return box.top + _PADDING + room * y / height


def _center(found: Layout, node: MapNode, words: Mapping[str, str]) -> str:
    box = found.center
    return svg.element(
        "g",
        {"class_": "agent-map-center"},
        svg.element("title", {}, svg.text(name_of(node, words))),
        _frame(box),
        _text(found.title, box, box.top + _PADDING + 4, FONT_SIZE + 1, _LEADING + 2, "agent-map-name"),
    )


def _neighbour(placed: Placed, words: Mapping[str, str], number: int) -> str:
    """The box of a neighbour: a link, called by the name and the kinds."""
    box, (node, kinds, title, notes) = placed.box, placed.neighbour
    name = name_of(node, words)
    listed = ", ".join(dict.fromkeys(words.get(kind, kind) for kind, _ in kinds))
    top = box.top + _PADDING - 1
    return svg.element(
        "a",
        {"class_": "agent-map-node", "href": node.href, "aria_label": f"{name}: {listed}", "data_node": number},
        svg.element("title", {}, svg.text(f"{name} \u2014 {node.group}" if node.group else name)),
        _frame(box),
        _text(title, box, top, FONT_SIZE, _LEADING, "agent-map-name"),
        _text(notes, box, top + _LEADING * len(title), SMALL, _LEADING - 1, "agent-map-note"),
    )


def _frame(box: Box) -> str:
    size: dict[str, svg.Value] = {"width": box.right - box.left, "height": box.bottom - box.top, "rx": 6}
    return svg.element("rect", {"x": box.left, "y": box.top, **size})


def _text(lines: Sequence[str], box: Box, top: float, size: float, leading: float, name: str) -> str:
    middle = (box.left + box.right) / 2
    spans = [
        svg.element("tspan", {"x": middle, "y": top + leading * row + size}, svg.text(line))
        for row, line in enumerate(lines)
    ]
    return svg.element("text", {"class_": name, "text_anchor": "middle", "font_size": size}, *spans)


def _more(found: Layout, words: Mapping[str, str]) -> str:
    text = words["more"] % found.left_out
    middle = found.width / 2
    attributes: dict[str, svg.Value] = {"class_": "agent-map-note", "x": middle, "y": found.height - _EDGE}
    return svg.element("text", attributes | {"text_anchor": "middle", "font_size": SMALL}, svg.text(text))
