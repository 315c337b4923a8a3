"""The entries of a list of all guidelines: one for each rule or fact, one for the labels below one parent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby
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
    kept = [[((one.unit.lead, one.text), one) for one in _entries(units)] for units in pages]
    first: dict[tuple[str, str], Unit] = {}
    places: dict[tuple[str, str], list[Unit]] = {}
    for key, one in chain.from_iterable(kept):
        if first.setdefault(key, one.unit) is not one.unit:
            places.setdefault(key, []).append(one.unit)
    return [
        [_with_places(one, places[key]) if key in places else one for key, one in some if first[key] is one.unit]
        for some in kept
    ]


def _with_places(one: Listed, others: Sequence[Unit]) -> Listed:
    """An entry with the first of the *others* on each page that say the same."""
    also = {unit.page: unit for unit in reversed(others) if unit.page != one.unit.page}
    return one._replace(also=tuple(also[page] for page in sorted(also))) if also else one


def _entries(units: Iterable[Unit]) -> Iterator[Listed]:
    """The entries of one page.  Consecutive labels below one parent are one entry; a label with a colon is none."""
    guidelines = [unit for unit in units if unit.kind in GUIDELINES]
    if not any(unit.is_label for unit in guidelines):
        yield from (Listed(unit, unit.text) for unit in guidelines)
        return
    for parent, group in groupby(guidelines, key=lambda unit: unit.stem if unit.is_label else None):
        if parent is None:
            yield from (Listed(unit, unit.text) for unit in group)
        elif labels := [unit for unit in group if not unit.introduces]:
            yield Listed(labels[0], VisibleText(", ".join(unit.text for unit in labels)))
