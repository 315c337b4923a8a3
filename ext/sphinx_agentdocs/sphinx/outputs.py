"""The files next to the pages for other programs: ``agents.json``, and the same for each of several collections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders import Builder

from ..core.ledger.entries import Entry
from ..core.ledger.site_links import Links
from ..core.text.script_json import dumps
from ..core.units import Unit
from . import config, site_files
from .agents import Agent
from .domain import AgentDomain, domain_of
from .kept import Parts, state_of
from .ledger import permalink
from .log import shares
from .project import location_of, path_in_repository
from .site_files import SITE_BUILDERS

VERSION = 1
FILE = "agents.json"
_KEPT = "list"
FOLDER = "agents-by-collection"
_BEGIN = f'{{"version": {VERSION}, "base_url": '
_BETWEEN, _END = b",\n", b"\n]}\n"
_NAME = re.compile(r"[\w.-]+\.json")


def write_agents_json(app: Sphinx, exception: Exception | None) -> None:
    """Write ``agents.json`` next to the pages of an HTML site, if it changed (an event handler).

    Of several collections, each has a file of its own below `FOLDER` as well.  A file of the user with such a name
    stays.
    """
    if exception is not None or app.builder.name not in SITE_BUILDERS or not config.is_used(app):
        return
    domain, base_url = domain_of(app.env), app.config.html_baseurl
    path, is_ours = Path(app.outdir, FILE), not site_files.is_extra_file(app, FILE)
    before = site_files.content_of(path) if is_ours else None
    parts = Parts(app, _KEPT, before, _BETWEEN)
    parts.add(_begin(base_url))
    lines = list(shares(domain.in_order(), f"adding it to {FILE}", partial(_add_line, app.builder, domain, parts)))
    parts.add(_END)
    if is_ours and (data := parts.content()) != before:
        site_files.write(path, data)
    names = sorted({collection for collection, _ in lines})
    files = {
        f"{name}.json": _begin(base_url) + _BETWEEN.join(line for other, line in lines if other == name) + _END
        for name in names
        if len(names) > 1 and not site_files.is_extra_file(app, f"{FOLDER}/{name}.json")
    }
    site_files.keep_only(Path(app.outdir, FOLDER), files, _NAME, lambda data: data.startswith(_BEGIN.encode()))


def _begin(base_url: str) -> bytes:
    """What is before the lines of a file, one for each agent; ``agents.schema.json`` in the package is its schema."""
    return f'{_BEGIN}{dumps(base_url)}, "agents": [\n'.encode()


def _add_line(builder: Builder, domain: AgentDomain, parts: Parts, agent: Agent) -> tuple[str, bytes]:
    """Add the line of an agent; returns it, after the collection of the agent."""
    state = state_of(domain, agent.docname, _shown_of_others(agent, domain, builder))
    line = parts.add_of(agent.docname, state, lambda: dumps(_agent(agent, domain, builder)).encode())
    return agent.collection, line


def _shown_of_others(agent: Agent, domain: AgentDomain, builder: Builder) -> Iterator[str]:
    """What a line shows that neither the definition nor the links of its page decide."""
    yield builder.get_target_uri(agent.docname)
    yield repr(path_in_repository(location_of(builder.env.project, agent.docname)))
    yield builder.config.agentdocs_short_links
    for relation in domain.related[agent.docname].relations:
        other = relation.page
        yield repr((domain.agents[other].name, builder.get_target_uri(other), relation.kind, relation.evidence))


def _agent(agent: Agent, domain: AgentDomain, builder: Builder) -> dict[str, Any]:
    links = domain.links
    url = builder.get_target_uri(agent.docname)
    page = url.partition("#")[0]
    entry, code = links.entry(agent.docname, agent.anchor), links.code(agent.docname, agent.anchor)
    return {
        "name": agent.name,
        "title": agent.title,
        "collection": agent.collection,
        "source": agent.path,
        "path": path_in_repository(location_of(builder.env.project, agent.docname)),
        "format": agent.format.id,
        "code": code,
        "aliases": _aliases(entry),
        "words": agent.words,
        "url": url,
        "permalink": permalink(builder, code) or None,
        "summary": agent.summary,
        "description": agent.description,
        "model": agent.model,
        "color": agent.color,
        "tools": list(agent.tools) if agent.tools is not None else None,
        "fields": dict(reversed(agent.fields)),
        "examples": [
            {
                "url": f"{page}#{links.anchor(agent.docname, example.anchor)}",
                "context": example.context,
                "turns": [{"speaker": speaker, "text": text} for speaker, text in example.turns],
                "commentary": example.commentary,
            }
            for example in agent.examples
        ],
        "guidelines": [_guideline(unit, page, links, builder) for unit in agent.guidelines],
        "related": [
            {
                "name": domain.agents[relation.page].name,
                "url": builder.get_target_uri(relation.page),
                "kind": relation.kind,
                "evidence": relation.evidence,
            }
            for relation in domain.related[agent.docname].relations
        ],
    }


def _aliases(entry: Entry | None) -> list[str]:
    return list(entry.aliases) if entry else []


def _guideline(unit: Unit, page: str, links: Links, builder: Builder) -> dict[str, Any]:
    anchor, entry = links.anchor(unit.page, unit.anchor), links.entry(unit.page, unit.anchor)
    code = links.code(unit.page, unit.anchor)
    return {
        "anchor": anchor,
        "code": entry.code if entry else "",
        "url": f"{page}#{anchor}",
        "permalink": permalink(builder, code) or None,
        "kind": unit.kind,
        "section": list(unit.section),
        "stem": unit.path,
        "lead": unit.lead,
        "polarity": unit.polarity or None,
        "weight": unit.weight,
        "aliases": _aliases(entry),
        "title": unit.title,
        "text": unit.text,
    }
