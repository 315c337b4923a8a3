"""The agents of a site, stored one by one, so that an edit stores again only those that were read again.

Sphinx pickles the whole environment after each build.  Most of it is the agents, whose texts and profiles take longer
to pickle than everything else of a site together.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping

from .agents import Agent


class PackedAgents(dict[str, Agent]):
    """Agents by page; one that is the same object as when it was loaded is stored as it was then."""

    _loaded: Mapping[str, tuple[Agent, bytes]] = {}

    def __reduce__(self) -> tuple[Callable[[Mapping[str, bytes]], PackedAgents], tuple[Mapping[str, bytes]]]:
        """How to pickle them: as the pickle of each."""
        return unpacked, ({page: self._pickled(page, agent) for page, agent in self.items()},)

    def _pickled(self, page: str, agent: Agent) -> bytes:
        loaded, content = self._loaded.get(page, (None, b""))
        return content if loaded is agent else pickle.dumps(agent, pickle.HIGHEST_PROTOCOL)


def unpacked(content: Mapping[str, bytes]) -> PackedAgents:
    """The agents from the pickle of each, by page."""
    agents = PackedAgents((page, pickle.loads(pickled)) for page, pickled in content.items())  # noqa: S301  # a part of a pickle
    agents._loaded = {page: (agents[page], pickled) for page, pickled in content.items()}
    return agents
