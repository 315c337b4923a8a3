"""The relations of all agents, as a script next to the pages: a map loads it when a reader chooses an agent.

A page that is opened from the disk can load a script, but no other file.  It has one call, with numbers that count
the agents from zero; a relation of a kind without a direction is listed once:

    agentdocsReach([[page, title, {kind: [number, …]}], …])
"""

from __future__ import annotations

from sphinx.application import Sphinx

from ..core.maps.numbers import labels, relations_from
from ..core.text.script_json import dumps
from . import maps, site_files
from .domain import domain_of
from .site_files import SITE_BUILDERS

FILE = "map.js"
_CALL = "agentdocsReach("


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write the script if it changed, or remove the one of an earlier build (an event handler)."""
    if exception is None and app.builder.name in SITE_BUILDERS:
        has_map = maps.OWN_PAGE.place(app.env, app.builder)
        site_files.keep_script(app, FILE, _CALL, _text(app) if has_map else None)


def _text(app: Sphinx) -> str:
    agents = sorted(domain_of(app.env).agents.values(), key=lambda agent: agent.docname)
    found = maps.map_nodes(agents, app.builder, app.config.root_doc)
    known = {node.key: number for number, node in enumerate(found)}
    called, relations = labels(found, maps.words()), relations_from(maps.edges(app.env))
    rows = []
    for node in found:
        kinds = {
            kind: [known[other] for other in others if other in known]
            for kind, others in relations.get(node.key, {}).items()
        }
        page = app.builder.get_target_uri(node.key)
        rows.append(dumps([page, called[node.key], kinds]))
    lines = ",\n".join(rows)
    return f"{_CALL}[\n{lines}\n]);\n"
