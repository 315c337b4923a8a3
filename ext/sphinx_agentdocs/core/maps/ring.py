"""A drawing of items on a ring: names outside, lines between them through the inside.

Items are evenly spaced in height, half of them on each side, so that names never overlap however
many there are.  Items without a line are in columns below.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ..relating.relations import RelationKind
from . import svg
from .drawing import EDGE_KINDS, FONT_SIZE, SMALL, SYMMETRIC, Box, Line, Point, curve, drawn, rank
from .text_width import shortened, width
from .words import MapWords

WIDTH = 700
"""The natural width, which fits the column of a page."""
_LABEL = 205
_ROW, _FEW_ROWS, _HEIGHT = 22, 56, 400
_LEAST_RADIUS, _MOST_RADIUS = 70, 190
_GAP, _MARGIN = 5, 12
_COLUMNS = 3
_LEGEND_ROW, _SAMPLE = 22, 38
_LINE_WIDTHS, _OPACITIES = (1.2, 7), (0.25, 0.7)
_REACH = 1.5


class Item(NamedTuple):
    """Something on a ring.

    *name* is its label, shortened if it does not fit, and *note* always follows it.  *about* is
    its whole description, and *radius* the size of its dot.
    """

    key: str
    name: str
    note: str
    about: str
    href: str
    radius: float


class Bundle(NamedTuple):
    """All relations between two groups, by their keys: their number, and the same in words."""

    start: str
    end: str
    weight: int
    about: str


class Place(NamedTuple):
    """An item, the centre of its dot, its label as shown, and the box of the label."""

    item: Item
    point: Point
    label: str
    box: Box
    on_left: bool


class Layout(NamedTuple):
    """The places of all items, in the order in which the Tab key reaches them; the first *ring* are on the ring."""

    height: float
    places: tuple[Place, ...]
    ring: int
    center: Point


def ring_of_agents(items: Sequence[Item], lines: Sequence[Line], label: str, words: MapWords) -> str:
    """Agents and the relations between them, with a legend of the kinds of lines."""
    found = layout(items, [(line.start, line.end) for line in lines])
    number = {place.item.key: number for number, place in enumerate(found.places)}
    weakest_first = sorted(lines, key=lambda line: (-rank(line.kind), line.start, line.end))
    drawings = [_relation(found, line, number[line.start], number[line.end], words) for line in weakest_first]
    kinds_shown = [kind for kind in EDGE_KINDS if any(line.kind == kind for line in lines)]
    legend, height = _legend(kinds_shown, found.height, words)
    return _drawn(found, drawings, legend, height, label, "agent-map-agents")


def _relation(found: Layout, line: Line, one: int, other: int, words: MapWords) -> str:
    """The line between two agents, by number, and its description."""
    start, bends, end = _way(found, one, other)
    sign = "\u2194" if line.forth == line.back else "\u2192" if line.forth else "\u2190"
    phrases = ", ".join(words.phrases[kind] for kind in line.kinds)
    about = f"{found.places[one].item.name} {sign} {found.places[other].item.name}: {phrases}"
    return svg.element(
        "g",
        {"class_": f"agent-map-line agent-kind-{line.kind}", "data_ends": f"{one} {other}"},
        svg.element("title", {}, svg.text(about)),
        curve(start, bends, end, forth=line.forth, back=line.back),
    )


def ring_of_groups(items: Sequence[Item], bundles: Sequence[Bundle], label: str) -> str:
    """Groups and how many relations are between them: the more, the thicker the line."""
    found = layout(items, [(bundle.start, bundle.end) for bundle in bundles])
    number = {place.item.key: number for number, place in enumerate(found.places)}
    heaviest = max((bundle.weight for bundle in bundles), default=1)
    drawings = []
    for bundle in sorted(bundles, key=lambda bundle: (bundle.weight, bundle.start, bundle.end)):
        share = math.sqrt((bundle.weight - 1) / max(heaviest - 1, 1))
        drawings.append(_bundle(found, bundle, number[bundle.start], number[bundle.end], share))
    return _drawn(found, drawings, "", found.height, label, "agent-map-groups")


def _bundle(found: Layout, bundle: Bundle, one: int, other: int, share: float) -> str:
    """The line between two groups, by number, and its description."""
    start, bends, end = _way(found, one, other)
    line = svg.path("M", *start, "C", *bends[0], *bends[1], *end)
    return svg.element(
        "g",
        {"class_": "agent-map-line agent-map-bundle", "data_ends": f"{one} {other}"},
        svg.element("title", {}, svg.text(bundle.about)),
        svg.element("path", {"d": line, "fill": "none", **_strength(share)}),
    )


def _strength(share: float) -> dict[str, svg.Value]:
    """The look of a bundle, by its *share* of the heaviest one; light ones stay in the background."""
    thick, clear = (least + (most - least) * share for least, most in (_LINE_WIDTHS, _OPACITIES))
    return {"stroke_width": thick, "stroke_opacity": f"{clear:.2f}"}


# -- layout


def layout(items: Sequence[Item], pairs: Sequence[tuple[str, str]]) -> Layout:
    """The places of *items*, whatever their order; those in *pairs* are on the ring."""
    ordered = sorted(items, key=lambda item: (item.name.casefold(), item.key))
    paired = {key for pair in pairs for key in pair}
    around = _around([item for item in ordered if item.key in paired], pairs)
    alone = [item for item in ordered if item.key not in paired]
    places, center, height = _ring(around)
    below, height = _columns(alone, height)
    return Layout(height, (*places, *below), len(places), center)


def _around(items: Sequence[Item], pairs: Iterable[tuple[str, str]]) -> list[Item]:
    """The items in an order that puts related ones near each other, so that few lines cross.

    One after the other, the item with the most lines to placed items goes to the end that is
    nearer to them.
    Source: M. Baur, U. Brandes, Crossing Reduction in Circular Layouts (2004).
    """
    near: dict[str, set[str]] = {item.key: set() for item in items}
    for one, other in pairs:
        near[one].add(other)
        near[other].add(one)
    left = dict.fromkeys(range(len(items)))
    placed: dict[str, int] = {}
    low = high = 0
    while left:
        best = max(left, key=lambda at: (_counts(near[items[at].key], placed), -at))
        del left[best]
        key = items[best].key
        nearer = sum(2 * placed[other] - low - high + 1 for other in near[key] if other in placed)
        if nearer < 0:
            low -= 1
        placed[key] = low if nearer < 0 else high
        if nearer >= 0:
            high += 1
    return sorted(items, key=lambda item: placed[item.key])


def _counts(near: set[str], placed: Mapping[str, int]) -> tuple[int, int]:
    """How many lines lead to placed items, and how many do not, as a number to sort by."""
    inside = sum(other in placed for other in near)
    return (inside, inside - len(near)) if placed else (len(near), 0)


def _ring(items: Sequence[Item]) -> tuple[list[Place], Point, float]:
    """The items clockwise from the top, the centre of the ring, and its height."""
    if not items:
        return [], Point(WIDTH / 2, 0), 0
    rows = -(-len(items) // 2)
    dots = max(item.radius for item in items)
    step = max(_ROW, 2 * dots + 6, min(_FEW_ROWS, _HEIGHT / rows))
    labels = [_label(item, _LABEL) for item in items]
    widest = max(width(label, FONT_SIZE) for label in labels)
    room = WIDTH / 2 - _MARGIN - widest - 2 * _GAP - dots
    tall = rows * step / 2
    wide = max(_LEAST_RADIUS, min(room, _MOST_RADIUS, tall * 1.3 + 20))
    center = Point(WIDTH / 2, _MARGIN + tall)
    places = []
    for number, item in enumerate(items):
        on_left = number >= rows
        row = len(items) - 1 - number if on_left else number
        count = len(items) - rows if on_left else rows
        y = (row - (count - 1) / 2) * step
        x = wide * math.sqrt(max(0.0, 1 - (y / tall) ** 2))
        point = Point(center.x - x if on_left else center.x + x, center.y + y)
        places.append(_place(item, point, labels[number], on_left=on_left))
    return places, center, 2 * _MARGIN + 2 * tall


def _columns(items: Sequence[Item], top: float) -> tuple[list[Place], float]:
    """The items in columns, and the height of everything."""
    if not items:
        return [], top
    rows = -(-len(items) // _COLUMNS)
    dots = max(item.radius for item in items)
    step = max(_ROW, 2 * dots + 4)
    column = (WIDTH - 2 * _MARGIN) / _COLUMNS
    places = []
    for number, item in enumerate(items):
        at, row = divmod(number, rows)
        point = Point(_MARGIN + dots + at * column, top + _MARGIN + (row + 0.5) * step)
        label = _label(item, column - 2 * dots - 2 * _GAP - 4)
        places.append(_place(item, point, label, on_left=False))
    return places, top + 2 * _MARGIN + rows * step


def _label(item: Item, room: float) -> str:
    return shortened(item.name, room - width(item.note, FONT_SIZE), FONT_SIZE) + item.note


def _place(item: Item, point: Point, label: str, *, on_left: bool) -> Place:
    begin = item.radius + _GAP
    end = begin + width(label, FONT_SIZE)
    left, right = (point.x - end, point.x - begin) if on_left else (point.x + begin, point.x + end)
    return Place(item, point, label, Box(left, point.y - 8, right, point.y + 8), on_left)


def _way(found: Layout, one: int, other: int) -> tuple[Point, tuple[Point, Point], Point]:
    """A line between two items, by number: the farther apart they are, the nearer it passes to the centre."""
    apart = abs(one - other)
    apart = min(apart, found.ring - apart)
    pull = 0.3 + 0.5 * min(1.0, 2 * apart / max(found.ring, 1))
    first, second = found.places[one], found.places[other]
    bends = (_towards(first.point, found.center, pull), _towards(second.point, found.center, pull))
    return _border(first, bends[0]), bends, _border(second, bends[1])


def _towards(start: Point, end: Point, share: float) -> Point:
    return Point(start.x + (end.x - start.x) * share, start.y + (end.y - start.y) * share)


def _border(place: Place, bend: Point) -> Point:
    """The point on the border of a dot that faces *bend*."""
    length = math.hypot(bend.x - place.point.x, bend.y - place.point.y) or 1
    return _towards(place.point, bend, (place.item.radius + _REACH) / length)


# -- shapes


def _drawn(found: Layout, lines: Sequence[str], legend: str, height: float, label: str, name: str) -> str:
    content = [
        svg.element("g", {"class_": "agent-map-lines", "aria_hidden": "true"}, *lines),
        *(_item(number, place) for number, place in enumerate(found.places)),
        legend,
    ]
    return drawn(WIDTH, height, label, name, content)


def _item(number: int, place: Place) -> str:
    """A dot with a label, both one link."""
    item, point, box = place.item, place.point, place.box
    anchor = "end" if place.on_left else "start"
    x = box.right if place.on_left else box.left
    text: dict[str, svg.Value] = {"class_": "agent-map-name", "x": x, "y": point.y + 4.5, "text_anchor": anchor}
    return svg.element(
        "a",
        {"class_": "agent-map-node", "href": item.href, "aria_label": item.about, "data_node": number},
        svg.element("title", {}, svg.text(item.about)),
        svg.element("circle", {"cx": point.x, "cy": point.y, "r": item.radius}),
        svg.element("text", text | {"font_size": FONT_SIZE}, svg.text(place.label)),
    )


def _legend(kinds: Sequence[RelationKind], top: float, words: MapWords) -> tuple[str, float]:
    """The meaning of each kind of line, and the height of the drawing with it."""
    if not kinds:
        return "", top
    shapes = []
    x, y = float(_MARGIN), top + _LEGEND_ROW / 2
    for kind in kinds:
        name = shortened(words.phrases[kind], WIDTH - 2 * _MARGIN - _SAMPLE - _GAP, SMALL)
        size = _SAMPLE + _GAP + width(name, SMALL)
        if x + size > WIDTH - _MARGIN and x > _MARGIN:
            x, y = float(_MARGIN), y + _LEGEND_ROW
        shapes.append(_sample(kind, name, Point(x, y)))
        x += size + 18
    return svg.element("g", {"class_": "agent-map-legend"}, *shapes), y + _LEGEND_ROW / 2 + _MARGIN


def _sample(kind: RelationKind, name: str, start: Point) -> str:
    """A short line of a kind, and its name."""
    end = Point(start.x + _SAMPLE, start.y)
    line = curve(start, (start, Point(start.x + 1, start.y)), end, forth=kind not in SYMMETRIC, back=False)
    text: dict[str, svg.Value] = {"class_": "agent-map-note", "x": end.x + _GAP, "y": start.y + 4, "font_size": SMALL}
    label = svg.element("text", text, svg.text(name))
    return svg.element("g", {"class_": f"agent-map-line agent-kind-{kind}"}, line, label)
