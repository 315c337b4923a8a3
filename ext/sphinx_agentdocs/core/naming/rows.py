"""The rows of a table: in which of its cells agents are named, and how the agent is related to them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from .collaboration import Heading, heading_of, relation_of

_AGENTS = frozenset(("agent", "agents", "subagent", "sub-agent", "who", "specialist"))
_RELATIONS = frozenset("relation relationship direction interaction link connection".split())
_MARKS = "*_`~ \t"


class HeadRow:
    """The titles of the columns of a table."""

    def __init__(self, titles: Sequence[str]) -> None:
        self.titles = titles

    @cached_property
    def agents(self) -> int | None:
        """The column with agents, if one has such a title."""
        return next((at for at, title in enumerate(self.titles) if title.casefold() in _AGENTS), None)

    @cached_property
    def relations(self) -> list[Heading | None]:
        """The relation that each title announces."""
        return [heading_of(title) for title in self.titles]

    @cached_property
    def kinds(self) -> int | None:
        """The column that says how the agent is related to the one in the same row, if there is one."""
        return next((at for at, title in enumerate(self.titles) if title.casefold() in _RELATIONS), None)


class Cell(NamedTuple):
    """The relation that applies to a cell, whether it is an entry of a list of agents, and the row as it is quoted."""

    relation: Heading | None
    listed: bool
    quoted: str


class Row:
    """One row.  A cell that states a relation, such as "Reports to", applies to the agent in the same row."""

    def __init__(self, cells: Sequence[str], head: HeadRow, *, is_head: bool) -> None:
        self.said = [cell.strip() for cell in cells]
        self._head = head
        self._is_head = is_head
        self._stated = None if is_head else self._statement()

    def cell(self, at: int, around: Heading | None) -> Cell:
        """A cell as a text that may name agents; *around* is the relation that is announced above the table."""
        head = self._head
        row = _joined(self.said)
        if self._is_head:
            return Cell(None, False, row)
        if self._stated:
            place, target, relation = self._stated
            return Cell(relation if at != place else None, at == target, row)
        own = head.relations[at] if at < len(head.relations) else None
        if own and head.agents is not None and head.agents != at:
            return Cell(None, False, row)  # the relation of the agent in this row
        if own:
            said = [*self.said[:at], f"{own.title}: {self.said[at]}", *self.said[at + 1 :]]
            return Cell(own, True, _joined(said))
        known = head.agents is not None or any(head.relations)
        listed = around is not None and (head.agents == at or (at == 0 and not known))
        return Cell(around, listed, f"{around.title}: {row}" if around and listed else row)

    def _statement(self) -> tuple[int, int, Heading] | None:
        """The cell that states a relation, the cell to which it applies, and the relation."""
        head = self._head
        for place, cell in enumerate(self.said):
            relation = relation_of(cell)
            if relation is None and place == head.kinds and head.agents is not None:
                relation = heading_of(cell.strip(_MARKS))
            if relation is None or place == head.agents:
                continue
            target = head.agents if head.agents is not None else (1 if place == 0 else 0)
            return (place, target, relation) if target < len(self.said) else None
        return None


def _joined(cells: Sequence[str]) -> str:
    return " | ".join(cells).rstrip(" |")
