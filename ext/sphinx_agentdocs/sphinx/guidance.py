"""The list of every guideline of the site, with a field to search it.

Without scripts it is a list of the agents with the number of their guidelines.  The script turns
it into a list of guidelines, from pieces that it loads one after the other from a folder next to
the pages.  Each piece is a script with one call, because a page that is opened from the disk can
load scripts but no other files:

    agentdocsGuidance("<piece>", [[page, title of the agent, its place, [unit, …]], …])

A unit is ``[anchor, code, title, text, stem, lead, also]``, without empty values at its end; *also* are the titles of
other agents that say the same, each with an address.  ``index.js`` names the pieces in order,
with a version of their content and the number of their units:

    agentdocsGuidance("index", [[piece, version, units], …])
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.ledger.site_links import Links
from ..core.listing import Listed
from ..core.text.identifiers import digest
from ..core.text.script_json import dumps
from ..core.units import Unit
from . import scripted, site_files
from .agents import Agent, place
from .catalog import by_group, link_to
from .domain import domain_of, links_of
from .kept import Parts, state_of
from .locale import _, ngettext, number
from .log import share, shares
from .own_page import OwnPage
from .search_index import address_of
from .site_files import SITE_BUILDERS

OWN_PAGE = OwnPage(
    name="guidance",
    marker="agent-guidelines",
    link_class="agent-all-guidelines",
    least=1,
    documents=lambda domain: domain.guideline_lists,
)
FOLDER = "guidance"
PIECE_BYTES = 150_000
_INDEX = "index.js"
_CALL, _END = "agentdocsGuidance(", "\n]);\n"
_BETWEEN, _END_OF_AGENT, _QUOTE = ",\n", "\n]]", '"'
_NAME_LENGTH = 10
_MOST_PLACES = 20
"""Other agents that an entry names."""
_PIECE_NAME = re.compile(r"(?:index|[0-9a-z]{10}(?:-\d+)?)\.js")


# -- the list without a script


def make_page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Make the page with the list, unless a document has it (an event handler that collects pages)."""
    return OWN_PAGE.make(app, _("Guidance"), lambda: content(app.env, app.builder, OWN_PAGE.name))


def link(env: BuildEnvironment, builder: Builder, docname: str) -> list[nodes.Node]:
    """The link from *docname* to the list, if the site has guidelines and a page for them."""
    count = total(env)
    text = ngettext("%s guideline in all", "All %s guidelines", count) % number(count)
    return OWN_PAGE.link(env, builder, docname, text) if count else []


def total(env: BuildEnvironment) -> int:
    """The number of different guidelines of the site, without mere labels."""
    domain = domain_of(env)
    return domain.known.guidelines if domain.known else sum(len(entries) for _, entries in domain.lookup.listed)


def content(env: BuildEnvironment, builder: Builder, docname: str) -> nodes.container:
    """The agents that have guidelines, by group, each with their number."""
    agents = [agent for agent in domain_of(env).in_order() if agent.count]
    lists = by_group(agents, lambda agent: _item(agent, builder, docname))
    listed = nodes.container("", *lists, classes=[OWN_PAGE.marker])
    if builder.name not in SITE_BUILDERS:
        return listed
    count = total(env)
    words = ngettext("{all} guideline", "{all} guidelines", count).replace("{all}", number(count))
    return nodes.container("", scripted.guidelines(words), listed)


def shown(env: BuildEnvironment) -> Iterator[str]:
    """The content of the list and of the links to it, as texts that change when it changes."""
    yield OWN_PAGE.inputs(env)
    yield str(total(env))
    for agent in domain_of(env).in_order():
        yield repr((agent.docname, agent.title, agent.count))


def _item(agent: Agent, builder: Builder, docname: str) -> nodes.list_item:
    count = agent.count
    words = ngettext("%s guideline", "%s guidelines", count) % number(count)
    facts = nodes.inline("", f" {words}", classes=["agent-card-facts"])
    return nodes.list_item("", nodes.paragraph("", "", link_to(agent, builder, docname), facts))


# -- the pieces


class Piece(NamedTuple):
    """A script with some of the agents: its name, their JSON, and the number of their guidelines."""

    name: str
    agents: list[str]
    units: int

    @property
    def script(self) -> str:
        """The text of the script."""
        return f'{_CALL}"{self.name}", [\n{_BETWEEN.join(self.agents)}{_END}'


def write_pieces(app: Sphinx, exception: Exception | None) -> None:
    """Write the pieces that changed, and remove those that are no longer needed (an event handler)."""
    if exception is not None or app.builder.name not in SITE_BUILDERS:
        return
    folder = Path(app.outdir, FOLDER)
    files = _files(app, folder) if OWN_PAGE.place(app.env, app.builder) else {}
    site_files.keep_only(folder, files, _PIECE_NAME, _is_piece)


def _is_piece(data: bytes) -> bool:
    """Whether this is the content of a piece, even of one that a killed build cut off."""
    return _CALL.encode().startswith(data[: len(_CALL)])


def _files(app: Sphinx, folder: Path) -> dict[str, bytes]:
    """The content of each file in the folder."""
    domain = domain_of(app.env)
    listed = {agent.docname: (agent, entries) for agent, entries in domain.lookup.listed}
    agents = [agent for agent, _ in listed.values()]
    pages = dict(
        shares(agents, "listing its guidelines", lambda agent: (agent.docname, address_of(app.builder, agent)))
    )
    writing = _Writing(links_of(app.env), pages, {agent.docname: agent.title for agent in agents})
    parts, found = Parts(app, FOLDER, _last(folder), _BETWEEN.encode()), []
    for docname in pages:
        agent, entries = listed[docname]
        with share(docname, "listing its guidelines"):
            state = state_of(domain, docname, writing.shown_of_others(agent, entries))
            made = parts.add_of(docname, state, partial(writing.whole, agent, entries, PIECE_BYTES))
            found.append((docname, _divided(made.decode())))
    parts.content()
    pieces = cut(found, PIECE_BYTES)
    index = _BETWEEN.join(dumps([piece.name, digest(piece.script, _NAME_LENGTH), piece.units]) for piece in pieces)
    files = {f"{piece.name}.js": piece.script for piece in pieces} | {_INDEX: f'{_CALL}"index", [\n{index}{_END}'}
    return {name: text.encode() for name, text in files.items()}


def _last(folder: Path) -> bytes | None:
    """The agents in the pieces of the last build, in order; ``None`` if any of its files is missing."""
    index = site_files.text_of(folder / _INDEX) or ""
    names = [f"{line.split(_QUOTE)[1]}.js" for line in index.splitlines()[1:-1] if line.count(_QUOTE) > 1]
    texts = [site_files.text_of(folder / name) for name in names if _PIECE_NAME.fullmatch(name)]
    found = [text.partition("\n")[2].removesuffix(_END) for text in texts if text is not None]
    return _BETWEEN.join(found).encode() if len(found) == len(names) else None


def _divided(text: str) -> list[tuple[str, int]]:
    """The parts of an agent as `_Writing.parts` makes them, from all of them in one text."""
    *parts, last = text.split(_END_OF_AGENT + _BETWEEN)
    return [(part, part.count("\n") - 1) for part in (*(f"{part}{_END_OF_AGENT}" for part in parts), last)]


def cut(agents: Iterable[tuple[str, Sequence[tuple[str, int]]]], most: int) -> list[Piece]:
    """The pages of agents, each with its parts, in pieces of at most about *most* bytes.

    The first agent of a piece gives it its name.  Some agents always begin a new piece, so that a
    change affects the next few pieces and not all that follow.
    """
    pieces: list[Piece] = []
    size = 0
    for docname, parts in agents:
        name = digest(docname, _NAME_LENGTH)
        for at, (text, units) in enumerate(parts):
            length = len(text.encode())
            begins = at == 0 and size >= most // 4 and name[0] in "0123"
            if not pieces or begins or size + length > most:
                pieces.append(Piece(f"{name}-{at}" if at else name, [], 0))
                size = 0
            last = pieces[-1]
            last.agents.append(text)
            pieces[-1] = last._replace(units=last.units + units)
            size += length
    return pieces


@dataclass(frozen=True, slots=True)
class _Writing:
    """Writes entries as JSON; *pages* are the addresses of the pages of agents, *titles* the titles of these."""

    links: Links
    pages: Mapping[str, str]
    titles: Mapping[str, str]

    def whole(self, agent: Agent, entries: Sequence[Listed], most: int) -> bytes:
        """All parts of an agent in one text."""
        return _BETWEEN.join(text for text, _ in self.parts(agent, entries, most)).encode()

    def shown_of_others(self, agent: Agent, entries: Sequence[Listed]) -> Iterator[str]:
        """What the JSON of an agent shows that neither its definition nor the links of its page decide."""
        yield self.pages[agent.docname]
        for entry in entries:
            yield entry.unit.anchor  # a guideline that an agent before it has, too, is listed there
            if entry.also:
                yield repr((len(entry.also), self._also(entry)))

    def parts(self, agent: Agent, entries: Sequence[Listed], most: int) -> Iterator[tuple[str, int]]:
        """The JSON of an agent and the number of its entries, in parts if it is too large for one piece."""
        units: list[str] = []
        size = 0
        for entry in entries:
            text = dumps(self._entry(entry))
            length = len(text.encode())
            if units and size + length > most:
                yield self._agent(agent, units), len(units)
                units, size = [], 0
            units.append(text)
            size += length
        yield self._agent(agent, units), len(units)

    def _agent(self, agent: Agent, units: Sequence[str]) -> str:
        head = dumps([self.pages[agent.docname], agent.title, place(agent.collection, agent.group)])
        lines = _BETWEEN.join(units)
        return f"{head[:-1]}, [\n{lines}{_END_OF_AGENT}"

    def _entry(self, entry: Listed) -> list[Any]:
        unit = entry.unit
        anchor, code = self.links.anchor(unit.page, unit.anchor), self.links.code(unit.page, unit.anchor)
        title = "" if unit.is_label else unit.title
        values: list[Any] = [anchor, code, title, entry.text, unit.path, unit.lead, self._also(entry)]
        while values and not values[-1]:
            values.pop()
        return values

    def _also(self, entry: Listed) -> list[list[str]]:
        return [self._place(other) for other in entry.also[:_MOST_PLACES] if other.page in self.pages]

    def _place(self, unit: Unit) -> list[str]:
        """The title of an agent that has an entry too, and the address there."""
        return [self.titles[unit.page], f"{self.pages[unit.page]}#{self.links.anchor(unit.page, unit.anchor)}"]
