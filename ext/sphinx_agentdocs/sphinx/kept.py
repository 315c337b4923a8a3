"""What the last build made of each agent, so that it is made again only where something it is made of changed.

A file next to the doctrees has a *state* for each agent, a text that changes with everything that the result is made
of, and a digest of the file with the results.  A result that anyone else changed is not used.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from sphinx.application import Sphinx

from . import site_files
from .domain import AgentDomain


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


def state_of(domain: AgentDomain, docname: str, more: Iterable[str] = ()) -> str:
    """The state of an agent: when it was read, the links of its page, and *more* of what a result is made of."""
    parts = "\0".join((domain.readings.get(docname, ""), domain.links_state(docname), *more))
    return _digest(parts.encode("utf-8", "surrogatepass"))


def _path(app: Sphinx, name: str) -> Path:
    return Path(app.doctreedir, f"agentdocs-{app.builder.name}-{name}.json")


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
