"""The files of the search, next to the pages of a site; `core.search.shards` says what they contain.

The agents are in these files instead of Sphinx's index, which keeps all other pages of the site.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder

from ..core.ledger.site_links import Links
from ..core.search.documents import FoundAgent, FoundUnit, by_name, keys_of
from ..core.search.findable import findable, found_example, found_guideline
from ..core.search.shards import CALL, INDEX, updated
from . import compat, site_files
from .agents import Agent, place
from .domain import domain_of, links_of
from .kept import keep, kept, state_of
from .log import share
from .site_files import SITE_BUILDERS

FOLDER = "search-index"
_FIRST = f"{INDEX}.js"
_STEP = "adding it to the search"
_NAME = re.compile(r"(?:index|files|a-[0-9a-z]{6}|[crw]-[0-9a-f]+|v-(?:[a-z0]|u\d+))\.js")
WITH_SEARCH_PAGE = ("html", "dirhtml")


def write_files(app: Sphinx, exception: Exception | None) -> None:
    """Update the files of the index where agents changed (an event handler)."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    folder = Path(app.outdir, FOLDER)
    agents = domain_of(app.env).agents
    if not agents:
        site_files.keep_only(folder, {}, _NAME, _is_ours)
        return
    keys = keys_of(agents)
    docnames = {keys[docname]: docname for docname in sorted(agents)}
    makes = {key: partial(_found_agent, app, agents[docname]) for key, docname in docnames.items()}
    states = {key: _state(app, agents[docname]) for key, docname in docnames.items()}
    before = kept(app, FOLDER, _as_it_is(folder))
    read = partial(_text, folder) if before else _nothing  # what someone else changed is all made anew
    changes = updated(makes, read, lambda key: share(docnames[key], _STEP), _unchanged(before, states))
    files = {f"{name}.js": text.encode() for name, text in changes.written.items()}
    site_files.update_folder(folder, files, {f"{name}.js" for name in changes.names}, _FIRST, _NAME, _is_ours)
    made = {key: f"{states[key]} {count}" for key, count in changes.guidelines.items()}
    keep(app, FOLDER, _as_it_is(folder), made)


def _as_it_is(folder: Path) -> bytes:
    """The first file of the index and the names of the others: one that is gone must be made again."""
    names = sorted(name for name in site_files.names_in(folder) if _NAME.fullmatch(name))
    return b"\n".join((site_files.content_of(folder / _FIRST) or b"", *map(str.encode, names)))


def _unchanged(before: Mapping[str, str], states: Mapping[str, str]) -> dict[str, int]:
    """The number of guidelines of each agent whose state is that of the last build, by key."""
    parts = ((key, *before.get(key, "").partition(" ")) for key in states)
    return {key: int(count) for key, state, _, count in parts if state == states[key] and count.isdecimal()}


def keep_agents_out(app: Sphinx, builder: Builder) -> None:
    """Keep the pages of agents out of Sphinx's own index (an event handler that runs before pages are written)."""
    if builder.name not in WITH_SEARCH_PAGE:
        return
    index_page, agents = builder.index_page, domain_of(app.env).agents  # type: ignore[attr-defined]  # of HTML pages

    def index_other(pagename: str, doctree: nodes.document, title: str) -> None:
        if pagename not in agents:
            index_page(pagename, doctree, title)

    compat.override(builder, "index_page", index_other)
    domain, dump = domain_of(app.env), builder.dump_search_index  # type: ignore[attr-defined]

    def dump_others() -> None:
        with domain.without_objects():  # all of them are on pages of agents, so Sphinx would drop each
            dump()

    compat.override(builder, "dump_search_index", dump_others)


def pages_of_others(app: Sphinx) -> set[str]:
    """The pages that Sphinx's own index has."""
    pages = set(app.env.all_docs)
    return pages - domain_of(app.env).agents.keys() if app.builder.name in WITH_SEARCH_PAGE else pages


def address_of(builder: Builder, agent: Agent) -> str:
    """The address of an agent's page, relative to the root of the site."""
    if isinstance(builder, SingleFileHTMLBuilder):
        return f"{builder.config.root_doc}{builder.out_suffix}"
    return builder.get_target_uri(agent.docname)


def _state(app: Sphinx, agent: Agent) -> str:
    """What changes whenever the agent is found in another way."""
    more = address_of(app.builder, agent), agent.collection
    return state_of(domain_of(app.env), agent.docname, more)


def _found_agent(app: Sphinx, agent: Agent) -> FoundAgent:
    page, where, links = address_of(app.builder, agent), place(agent.collection, agent.group), links_of(app.env)
    units = by_name(_units(agent, links))
    anchor = links.anchor(agent.docname, agent.anchor)
    description = agent.description.removesuffix("Examples:").rstrip()  # the examples are hits of their own
    return FoundAgent(page, agent.title, anchor, where, description, agent.other_words, units)


def _units(agent: Agent, links: Links) -> Iterator[FoundUnit]:
    for unit in findable(agent.units):
        entry = links.entry(agent.docname, unit.anchor)
        anchor, code = links.anchor(agent.docname, unit.anchor), links.code(agent.docname, unit.anchor)
        yield found_guideline(unit, agent.units, anchor, code, entry.aliases if entry else ())
    for example in agent.examples:
        anchor, code = links.anchor(agent.docname, example.anchor), links.code(agent.docname, example.anchor)
        said = (example.context, *(text for _, text in example.turns), example.commentary)
        yield found_example(anchor, code, example.title, said)


def _nothing(name: str) -> None:
    """Read no file of the last build."""


def _text(folder: Path, name: str) -> str | None:
    return site_files.text_of(folder / f"{name}.js")


def _is_ours(data: bytes) -> bool:
    """Whether this is a file of the index, even one that a killed build cut off."""
    return CALL.encode().startswith(data[: len(CALL)])
