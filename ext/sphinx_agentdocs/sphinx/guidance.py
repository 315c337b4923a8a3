"""The list of every guideline of the site, to be searched.

Without a script it is a list of the agents with the number of their guidelines.  The script
makes a list of guidelines of it, from pieces in a folder beside the pages, one after the
other.  Each is a script of one call, since a page that is opened from the disk may load a
script and no other file:

    agentdocsGuidance("<piece>", [[page, title of the agent, its place, [unit, …]], …])

A unit is ``[anchor, code, title, text, section]``.  ``index.js`` names the pieces in order,
with a version of their content and the number of their units:

    agentdocsGuidance("index", [[piece, version, units], …])
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.environment import BuildEnvironment
from sphinx.locale import _

from ..core.ledger.site_links import Links
from ..core.text.identifiers import digest
from ..core.units import Unit
from .agents import Agent, place
from .catalog import by_group, link_to
from .domain import domain_of, links_of
from .ledger import SITE_BUILDERS
from .outputs import dumps
from .own_page import OwnPage

PAGE = "guidance"
"""The page that is made where no document has the list."""
FOLDER = "guidance"
CLASS = "agent-guidelines"
OWN_PAGE = OwnPage(PAGE, CLASS)
PIECE_BYTES = 150_000
_CALL = "agentdocsGuidance("
_NAME_LENGTH = 10


# -- where the list stands


def page_of(env: BuildEnvironment, builder: Builder) -> str:
    """The page with the list of guidelines, or an empty text if the site has none."""
    domain = domain_of(env)
    return OWN_PAGE.place(env, builder, domain.listings, wanted=bool(domain.agents))


def is_listed_on(app: Sphinx, pagename: str) -> bool:
    """Whether a page has the list of guidelines."""
    listings = domain_of(app.env).listings
    if app.builder.name == "singlehtml":
        return bool(listings)
    return pagename in listings or (pagename == PAGE and page_of(app.env, app.builder) == PAGE)


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page with the list if no document has it (an event handler that collects pages)."""
    place = page_of(app.env, app.builder)
    return OWN_PAGE.make(app, place, _("Guidance"), lambda: listing(app.env, app.builder, PAGE))


# -- the list without a script


def total(env: BuildEnvironment) -> int:
    """The number of guidelines of the site."""
    return sum(len(agent.guidelines) for agent in domain_of(env).in_order())


def link(env: BuildEnvironment, builder: Builder, docname: str) -> list[nodes.Node]:
    """The link from *docname* to the list, for a site of pages that has one."""
    page, count = page_of(env, builder), total(env)
    if builder.name not in SITE_BUILDERS or not page or not count:
        return []
    words = _("All %s guidelines") % f"{count:,}" if count > 1 else _("The guideline")
    uri = builder.get_relative_uri(docname, page)
    reference = nodes.reference("", words, internal=True, refuri=uri)
    return [nodes.paragraph("", "", reference, classes=["agent-all-guidelines"])]


def listing(env: BuildEnvironment, builder: Builder, docname: str) -> nodes.container:
    """The agents that have guidelines, by group, each with the number of them."""
    agents = [agent for agent in domain_of(env).in_order() if agent.guidelines]
    lists = by_group(agents, lambda agent: _item(agent, builder, docname))
    return nodes.container("", *lists, classes=[CLASS])


def _item(agent: Agent, builder: Builder, docname: str) -> nodes.list_item:
    count = len(agent.guidelines)
    words = _("%s guidelines") % f"{count:,}" if count > 1 else _("1 guideline")
    facts = nodes.inline("", f" {words}", classes=["agent-card-facts"])
    return nodes.list_item("", nodes.paragraph("", "", link_to(agent, builder, docname), facts))


# -- the pieces


class Piece(NamedTuple):
    """A script with some of the agents: its name, their JSON, and the number of units."""

    name: str
    agents: list[str]
    units: int

    @property
    def script(self) -> str:
        """The text of the script."""
        lines = ",\n".join(self.agents)
        return f'{_CALL}"{self.name}", [\n{lines}\n]);\n'


def write_pieces(app: Sphinx, exception: Exception | None) -> None:
    """Write the pieces that changed and remove those that are no more (an event handler)."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    folder = Path(app.outdir, FOLDER)
    files = _files(app) if page_of(app.env, app.builder) else {}
    for name, data in files.items():
        path = folder / name
        folder.mkdir(exist_ok=True)
        if not path.exists() or path.read_bytes() != data:
            path.write_bytes(data)
    for path in folder.glob("*.js"):
        if path.name not in files and _is_piece(path):
            path.unlink()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _is_piece(path: Path) -> bool:
    """Whether a file is one of the pieces, also where a build that was killed has cut it off."""
    begin = path.read_bytes()[: len(_CALL)]
    return _CALL.encode().startswith(begin) and bool(re.fullmatch(r"index|[0-9a-z]{10}(-\d+)?", path.stem))


def _files(app: Sphinx) -> dict[str, bytes]:
    """The content of each file of the folder."""
    pages = [(agent, _page(app.builder, agent)) for agent in domain_of(app.env).in_order() if agent.guidelines]
    found = cut(pages, links_of(app.env), PIECE_BYTES)
    index = ",\n".join(dumps([piece.name, digest(piece.script, _NAME_LENGTH), piece.units]) for piece in found)
    files = {f"{piece.name}.js": piece.script for piece in found} | {"index.js": f'{_CALL}"index", [\n{index}\n]);\n'}
    return {name: text.encode() for name, text in files.items()}


def _page(builder: Builder, agent: Agent) -> str:
    """The address of an agent's page below the root of the site."""
    if isinstance(builder, SingleFileHTMLBuilder):
        return f"{builder.config.root_doc}{builder.out_suffix}"
    return builder.get_target_uri(agent.docname)


def cut(pages: Sequence[tuple[Agent, str]], links: Links, most: int) -> list[Piece]:
    """The pieces of agents with the addresses of their pages, each of about *most* bytes at most.

    A piece is called by its first agent.  Some agents begin a piece wherever they stand, so
    that a change makes the next few pieces others, and not all that follow.
    """
    pieces: list[Piece] = []
    size = 0
    for agent, page in pages:
        name = digest(agent.docname, _NAME_LENGTH)
        for number, (text, units) in enumerate(_parts(agent, page, links, most)):
            length = len(text.encode())
            begins = number == 0 and size >= most // 4 and name[0] in "0123"
            if not pieces or begins or size + length > most:
                pieces.append(Piece(f"{name}-{number}" if number else name, [], 0))
                size = 0
            last = pieces[-1]
            last.agents.append(text)
            pieces[-1] = last._replace(units=last.units + units)
            size += length
    return pieces


def _parts(agent: Agent, page: str, links: Links, most: int) -> Iterator[tuple[str, int]]:
    """The JSON of an agent and the number of its units; one that is too large for a piece comes in parts."""
    units: list[str] = []
    size = 0
    for unit in agent.guidelines:
        text = dumps(_unit(unit, links))
        length = len(text.encode())
        if units and size + length > most:
            yield _agent(agent, page, units), len(units)
            units, size = [], 0
        units.append(text)
        size += length
    yield _agent(agent, page, units), len(units)


def _agent(agent: Agent, page: str, units: Sequence[str]) -> str:
    head = dumps([page, agent.title, place(agent.collection, agent.group)])
    lines = ",\n".join(units)
    return f"{head[:-1]}, [\n{lines}\n]]"


def _unit(unit: Unit, links: Links) -> list[str]:
    anchor, code = links.anchor(unit.page, unit.anchor), links.code(unit.page, unit.anchor)
    return [anchor, code, unit.title, unit.text, " \u203a ".join(unit.section)]
