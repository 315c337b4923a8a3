"""The index of all agents."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from sphinx.domains import Index, IndexEntry

from .agents import place

if TYPE_CHECKING:
    from .domain import AgentDomain


class AgentIndex(Index):
    """All agents by the first letter of their titles."""

    name = "index"
    localname = "Agents"
    shortname = "agents"

    def generate(self, docnames: Iterable[str] | None = None) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        """The entries of the index; see `sphinx.domains.Index.generate`."""
        domain = cast("AgentDomain", self.domain)
        content: dict[str, list[IndexEntry]] = {}
        allowed = None if docnames is None else set(docnames)
        for agent in sorted(domain.agents.values(), key=lambda agent: (agent.title.casefold(), agent.docname)):
            if allowed is None or agent.docname in allowed:
                letter = next((char for char in agent.title if char.isalnum()), "?").upper()
                where = place(agent.collection, agent.group)
                entry = IndexEntry(agent.title, 0, agent.docname, agent.anchor, where, "", agent.summary)
                content.setdefault(letter, []).append(entry)
        return sorted(content.items()), False
