"""The data by which a reader chooses among the agents of a catalogue, as a script next to the pages.

A page that is opened from the disk can load a script, but no other file.  It has one call:

    agentdocsFacets([[page, collection, group, model, color, [tool, …], guidelines, said, key], …])

In a site of one page, the page is a fragment.  The key is that of the agent in the search, so that a reader may choose
among what a question finds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sphinx.application import Sphinx

from ..core.search.documents import keys_of
from ..core.text.script_json import dumps
from . import site_files
from .agents import Agent, group_title
from .catalog import first_said
from .domain import domain_of
from .log import shares
from .site_files import SITE_BUILDERS

FILE = "agents.js"
_CALL = "agentdocsFacets("


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the script if it changed, or remove the one of an earlier build (an event handler)."""
    if exception is None and app.builder.name in SITE_BUILDERS:
        site_files.keep_script(app, FILE, _CALL, _text(app) if domain_of(app.env).catalogs else None)


def _text(app: Sphinx) -> str:
    domain = domain_of(app.env)
    keys = keys_of(domain.agents)
    rows = shares(domain.in_order(), f"adding it to {FILE}", lambda agent: dumps(_row(agent, keys, app)))
    lines = ",\n".join(rows)
    return f"{_CALL}[\n{lines}\n]);\n"


def _row(agent: Agent, keys: Mapping[str, str], app: Sphinx) -> list[Any]:
    group = group_title(agent.collection, agent.group)
    tools, said = list(agent.tools or ()), first_said(agent)
    page = app.builder.get_target_uri(agent.docname)
    facts = [agent.collection, group, agent.model or "", agent.color or "", tools, agent.count, said]
    return [page, *facts, keys[agent.docname]]
