"""The drawing of one agent and the agents around it.

The agent is in the middle, agents that lead to it are on its left, and agents to which it leads
are on its right, as far as that keeps both sides about equally long.  Arrows show the direction
and words below each name show the kinds, so that nothing depends on colours, dashes or places.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..relating.relations import RelationKind
from . import svg
from .drawing import FONT_SIZE, SMALL, SYMMETRIC, Box, MapNode, Point, curve, drawn, rank
from .text_width import wrapped
from .words import ENGLISH, MapWords

MOST = 16
"""The most neighbours that are shown."""
_SIDE, _CENTER, _BETWEEN = 184, 160, 84
_PADDING, _LEADING, _ROW_GAP, _EDGE = 8, 16, 10, 4
_MARGIN = 2

Around = tuple[MapNode, RelationKind, bool]
"""A neighbour, the kind of a relation, and whether it leads from the agent to the neighbour."""


class Neighbour(NamedTuple):
    """A neighbour with all its relations, the strongest first, and the lines of its box."""

    node: MapNode
    kinds: tuple[tuple[RelationKind, bool], ...]
    title: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def outgoing(self) -> bool:
        """Whether the agent leads to the neighbour."""
        return any(outgoing for kind, outgoing in self.kinds if kind not in SYMMETRIC)

    @property
    def incoming(self) -> bool:
        """Whether the neighbour leads to the agent."""
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
    """The places of everything; *left_out* is the number of neighbours that are not shown."""

    width: float
    height: float
    center: Box
    title: tuple[str, ...]
    placed: tuple[Placed, ...]
    left_out: int


def neighbourhood(center: MapNode, edges: Sequence[Around], words: MapWords = ENGLISH) -> str:
    """The drawing of *center* and its neighbours, or an empty text without neighbours."""
    found = layout(center, edges, words)
    if not found.placed:
        return ""
    lines = [_line(found.center, found.height, one, number) for number, one in enumerate(found.placed)]
    boxes = [_neighbour(one, words, number) for number, one in enumerate(found.placed)]
    content = [
        svg.element("g", {"class_": "agent-map-lines", "aria_hidden": "true"}, *lines),
        _center(found, words.title(center.title)),
        *boxes,
    ]
    if found.left_out:
        content.append(_more(found, words))
    label = words.around % words.title(center.title)
    style: dict[str, svg.Value] = {"text_anchor": "middle", "font_size": FONT_SIZE}
    return drawn(found.width, found.height, label, "agent-map-around", content, **style)


def layout(center: MapNode, edges: Sequence[Around], words: MapWords = ENGLISH) -> Layout:
    """The places of the boxes."""
    neighbours = _neighbours(center, edges, words)
    left, right = _sides(neighbours[:MOST])
    left_out = len(neighbours[MOST:])
    title = wrapped(words.title(center.title), _CENTER - 2 * _PADDING - 8, FONT_SIZE + 1, 3)
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


def _neighbours(center: MapNode, edges: Sequence[Around], words: MapWords) -> list[Neighbour]:
    """Every neighbour once, the strongest kinds first."""
    nodes: dict[str, MapNode] = {}
    kinds: dict[str, set[tuple[RelationKind, bool]]] = {}
    for node, kind, outgoing in edges:
        if node.key != center.key:
            nodes[node.key] = min(node, nodes.get(node.key, node))
            seen: tuple[RelationKind, bool] = ("names", False) if kind == "named-by" else (kind, outgoing)
            kinds.setdefault(node.key, set()).add(seen)
    return sorted((_with_lines(node, kinds[key], words) for key, node in nodes.items()), key=_strength)


def _with_lines(node: MapNode, kinds: set[tuple[RelationKind, bool]], words: MapWords) -> Neighbour:
    ranked = tuple(sorted(kinds, key=lambda one: (rank(one[0]), not one[1])))
    title = wrapped(words.title(node.title), _SIDE - 2 * _PADDING, FONT_SIZE, 2)
    notes = wrapped(" \u00b7 ".join(_phrases(ranked, words)), _SIDE - 2 * _PADDING, SMALL, 2)
    return Neighbour(node, ranked, title, notes)


def _phrases(kinds: Sequence[tuple[RelationKind, bool]], words: MapWords) -> list[str]:
    """The phrases that relate a neighbour to the agent, each once."""
    return list(dict.fromkeys(words.phrases[kind] for kind, _ in kinds))


def _strength(one: Neighbour) -> tuple[int, bool, int, str, MapNode]:
    """The order: the strongest kinds first, and the relations that the agent states before those that others state."""
    kind, outgoing = one.kinds[0]
    return rank(kind), not outgoing, -len(one.kinds), one.node.title.casefold(), one.node


def _sides(neighbours: Sequence[Neighbour]) -> tuple[list[Neighbour], list[Neighbour]]:
    """The neighbours on the left and on the right."""
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
    """The line between the agent and a neighbour, with an arrowhead at each end to which it leads."""
    box, neighbour = placed.box, placed.neighbour
    end = Point(box.right if placed.on_left else box.left, (box.top + box.bottom) / 2)
    start = Point(center.left if placed.on_left else center.right, _within(center, end.y, height))
    middle = (start.x + end.x) / 2
    kind = neighbour.kinds[0][0]
    bends = (Point(middle, start.y), Point(middle, end.y))
    line = curve(start, bends, end, kind, forth=neighbour.outgoing, back=neighbour.incoming)
    return svg.element("g", {"class_": f"agent-map-line agent-kind-{kind}", "data_ends": number}, line)


def _within(box: Box, y: float, height: float) -> float:
    """Where a line to *y*, in a drawing of *height*, leaves the side of *box*; so lines do not cross."""
    room = box.bottom - box.top - 2 * _PADDING
    return box.top + _PADDING + room * y / height


def _center(found: Layout, title: str) -> str:
    box = found.center
    return svg.element(
        "g",
        {"class_": "agent-map-center"},
        *_whole(title, found.title),
        _frame(box),
        _text(found.title, box, box.top + _PADDING + 4, FONT_SIZE + 1, _LEADING + 2, "agent-map-name"),
    )


def _neighbour(placed: Placed, words: MapWords, number: int) -> str:
    """The box of a neighbour: a link whose accessible name has the title and the kinds."""
    box, (node, kinds, title, notes) = placed.box, placed.neighbour
    label = f"{words.title(node.title)}: {', '.join(_phrases(kinds, words))}"
    top = box.top + _PADDING - 1
    return svg.element(
        "a",
        {"class_": "agent-map-node", "href": node.href, "aria_label": label, "data_node": number},
        *_whole(words.title(node.title), title),
        _frame(box),
        _text(title, box, top, FONT_SIZE, _LEADING, "agent-map-name"),
        " ",
        _text(notes, box, top + _LEADING * len(title), SMALL, _LEADING - 1, "agent-map-note"),
    )


def _whole(title: str, shown: Sequence[str]) -> list[str]:
    """The whole title as a tooltip, if not all of it is shown."""
    return [] if " ".join(shown) == " ".join(title.split()) else [svg.element("title", {}, svg.text(title))]


def _frame(box: Box) -> str:
    size: dict[str, svg.Value] = {"width": box.right - box.left, "height": box.bottom - box.top, "rx": 6}
    return svg.element("rect", {"x": box.left, "y": box.top, **size})


def _text(lines: Sequence[str], box: Box, top: float, size: float, leading: float, name: str) -> str:
    middle = (box.left + box.right) / 2
    attributes: dict[str, svg.Value] = {"class_": name} | ({} if size == FONT_SIZE else {"font_size": size})
    places: list[dict[str, svg.Value]] = [{"x": middle, "y": top + leading * row + size} for row in range(len(lines))]
    if len(lines) == 1:
        return svg.element("text", attributes | places[0], svg.text(lines[0]))
    rows = (svg.element("tspan", at, svg.text(line)) for at, line in zip(places, lines, strict=True))
    return svg.element("text", attributes, " ".join(rows))


def _more(found: Layout, words: MapWords) -> str:
    text = words.more % found.left_out
    middle = found.width / 2
    attributes: dict[str, svg.Value] = {"class_": "agent-map-note", "x": middle, "y": found.height - _EDGE}
    return svg.element("text", attributes | {"font_size": SMALL}, svg.text(text))
