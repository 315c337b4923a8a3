"""The entries of a list of all guidelines: one for each rule or fact, one for the labels below one parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from .text.characters import VisibleText
from .units import GUIDELINES, Unit


class Listed(NamedTuple):
    """An entry: a guideline with its text, and the guidelines of other agents that say exactly the same.

    Several labels are one entry with their names as its *text*; *unit* is the first of them.
    """

    unit: Unit
    text: VisibleText
    also: tuple[Unit, ...] = ()


def listed(pages: Iterable[Sequence[Unit]]) -> list[list[Listed]]:
    """The entries of each page, in order.  A text that several pages have is an entry of the first one only."""
    kept = [list(_entries(units)) for units in pages]
    places: dict[tuple[str, str], list[Unit]] = {}
    for units in kept:
        for one in units:
            places.setdefault((one.unit.lead, one.text), []).append(one.unit)
    return [
        [_with_places(one, some) for one in units if (some := places[one.unit.lead, one.text])[0] is one.unit]
        for units in kept
    ]


def _with_places(one: Listed, units: Sequence[Unit]) -> Listed:
    if len(units) == 1:
        return one
    also = {unit.page: unit for unit in reversed(units) if unit.page != one.unit.page}
    return Listed(one.unit, one.text, tuple(also[page] for page in sorted(also)))


def _entries(units: Iterable[Unit]) -> Iterator[Listed]:
    """The entries of one page.  Consecutive labels below one parent are one entry; a label with a colon is none."""
    guidelines = (unit for unit in units if unit.kind in GUIDELINES)
    for parent, group in groupby(guidelines, key=lambda unit: unit.stem if unit.is_label else None):
        if parent is None:
            yield from (Listed(unit, unit.text) for unit in group)
        elif labels := [unit for unit in group if not unit.introduces]:
            yield Listed(labels[0], VisibleText(", ".join(unit.text for unit in labels)))
