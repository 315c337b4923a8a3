"""What the last build made of each agent, so that it is made again only where something it is made of changed.

A file next to the doctrees has a *state* for each agent, a text that changes with everything that the result is made
of, and a digest of the file with the results.  A result that anyone else changed is not used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from sphinx.application import Sphinx

from . import site_files
from .domain import AgentDomain

_PLACE = 2
"""What is kept of the place of a part in its file: where it begins, and where it ends."""


def kept(app: Sphinx, name: str, content: bytes | None) -> dict[str, str]:
    """The states from which the result *name* was made, by page, if it still has the same *content*; else none."""
    if content is None:
        return {}
    try:
        whole, states = json.loads(site_files.content_of(_path(app, name)) or b"")
    except (ValueError, TypeError):  # there is none, or another version wrote it
        return {}
    is_whole = isinstance(states, dict) and all(isinstance(state, str) for state in states.values())
    return states if is_whole and whole == _digest(content) else {}


def keep(app: Sphinx, name: str, content: bytes, states: Mapping[str, str]) -> None:
    """Remember the *states* from which the result *name* was made, for the next build."""
    data = json.dumps([_digest(content), states], ensure_ascii=True).encode()
    if site_files.content_of(path := _path(app, name)) != data:
        site_files.replace(path, data)


class Parts:
    """A file made of parts: those of agents whose state is the same are taken from the file as it was *before*.

    *separator* is between the parts of two agents.
    """

    def __init__(self, app: Sphinx, name: str, before: bytes | None, separator: bytes = b"") -> None:
        self._app, self._name, self._separator = app, name, separator
        self._before = before or b""
        self._places_before = kept(app, name, before)
        self._places: dict[str, str] = {}
        self._parts: list[bytes] = []
        self._length = 0

    def add(self, data: bytes) -> None:
        """Add *data* that is not of one agent."""
        self._parts.append(data)
        self._length += len(data)

    def add_of(self, docname: str, state: str, make: Callable[[], bytes]) -> bytes:
        """Add the part of an agent, taken from the last file or else made; returns the part."""
        before, *place = self._places_before.get(docname, "").split(" ")
        is_known = before == state and len(place) == _PLACE
        part = self._before[int(place[0]) : int(place[1])] if is_known else make()
        if self._places:
            self.add(self._separator)
        self._places[docname] = f"{state} {self._length} {self._length + len(part)}"
        self.add(part)
        return part

    def content(self) -> bytes:
        """All parts in order, remembered for the next build."""
        data = b"".join(self._parts)
        keep(self._app, self._name, data, self._places)
        return data


def state_of(domain: AgentDomain, docname: str, more: Iterable[str] = ()) -> str:
    """The state of an agent: when it was read, the links of its page, and *more* of what a result is made of."""
    parts = "\0".join((domain.readings.get(docname, ""), domain.links_state(docname), *more))
    return _digest(parts.encode("utf-8", "surrogatepass"))


def _path(app: Sphinx, name: str) -> Path:
    return Path(app.doctreedir, f"agentdocs-{app.builder.name}-{name}.json")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
