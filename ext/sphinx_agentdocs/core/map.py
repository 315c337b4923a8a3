"""Maps of agents as SVG: the surroundings of one, and all of a site.

A map is text with nothing of its own to run or load; colours come from the stylesheet by
classes.  Where it stands, the same has to be said in words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from .drawing import KINDS, WORDS, MapEdge, MapNode
from .neighbourhood import neighbourhood

__all__ = ["KINDS", "WORDS", "Map", "MapEdge", "MapNode", "neighbourhood", "site_map"]

ANCHOR = "agent-map"


class Map(NamedTuple):
    """A drawing, and those of its parts if it shows groups of agents.

    *anchor* is the id at which the drawing has to stand, since others lead there.  *agents*
    are those that it shows itself, in the order of the drawing; a map with parts shows none.
    """

    anchor: str
    title: str
    svg: str
    parts: tuple[Map, ...]
    agents: tuple[MapNode, ...]


def site_map(nodes: Sequence[MapNode], edges: Sequence[MapEdge], words: Mapping[str, str], anchor: str = ANCHOR) -> Map:
    """The map of all *nodes*, divided into parts where they are many."""
    return Map(anchor, "", "", (), tuple(nodes))
