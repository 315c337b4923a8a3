"""The ledger in a build: read, compared with what the definitions say now, and never written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from ..core.findings import Code
from ..core.ledger.entries import Entry
from ..core.ledger.promises import PagePromises, promises
from ..core.ledger.update import Update, update
from ..core.text.identifiers import slug
from ..disk.ledger_file import NAME, read_file
from ..errors import UserError
from . import compat, config
from .agents import Agent

logger = logging.getLogger(__name__)
SITE_BUILDERS = ("html", "dirhtml", "singlehtml")
SHOWN_SORTS = ("guideline", "example", "agent")


class BrokenLedgerError(SphinxError):
    """A ledger that cannot be read: a site without it would break every link that it keeps."""

    category = "Ledger error"


@dataclass(frozen=True, slots=True)
class Links:
    """Every link of the site: by page what it has to carry, by code what it ever led to."""

    entries: Mapping[str, Entry] = field(default_factory=dict)
    pages: Mapping[str, PagePromises] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)

    def code(self, docname: str, derived: str) -> str:
        """The code of what stands on a page, by the anchor made from its text; headings have none to show."""
        entry = self.entry(docname, derived)
        return entry.code if entry and entry.sort in SHOWN_SORTS else ""

    def entry(self, docname: str, derived: str) -> Entry | None:
        """The entry of what stands on a page, by the anchor made from its text."""
        page = self.pages.get(docname)
        return page.entries.get(derived) if page else None

    def anchor(self, docname: str, derived: str) -> str:
        """The id that something has in its page, by the anchor made from its text."""
        entry = self.entry(docname, derived)
        return entry.anchor if entry else derived

    def address(self, code: str) -> tuple[str, str]:
        """The page and the anchor to which the link of a code leads now."""
        entry = self.entries[code]
        while entry.status == "moved":
            entry = self.entries[entry.to]
        return entry.page, entry.anchor

    def agent_title(self, docname: str) -> str:
        """The title of the agent of a page; of one that is gone the last that is known."""
        return self.titles.get(docname, docname.rpartition("/")[2])

    @property
    def gone(self) -> list[str]:
        """The pages of agents that are gone, which still have links to keep."""
        return sorted(docname for docname, page in self.pages.items() if not page.entries)


def links_of(env: BuildEnvironment) -> Links:
    """The links of a site whose pages are all read."""
    from .domain import domain_of

    return domain_of(env).links


def read_links(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Compare the ledger with what the pages say (an event handler, when all are read).

    Raises BrokenLedgerError where the ledger cannot be read.
    """
    from .domain import domain_of

    domain = domain_of(env)
    if not domain.agents and not app.config.agentdocs_collections:
        return []
    entries = _read(app)
    done = _unrecorded(entries or {}, domain.agents.values())
    domain.links = Links(done.entries, promises(done), _titles(done.entries, domain.agents.values()))
    for docname, page in domain.links.pages.items():
        if docname in env.tocs:
            compat.point_toc_at(env.tocs[docname], page.ids)
    _tell(entries, done)
    return []


def permalink(builder: Builder, code: str) -> str:
    """The short link of a code below the root of the site, or an empty text where there is none."""
    if not code or builder.name not in SITE_BUILDERS:
        return ""
    forms = {"pages": f"g/{code}/", "resolver": f"g/#{code}"}
    return forms.get(builder.config.agentdocs_short_links, "")


def _read(app: Sphinx) -> Mapping[str, Entry] | None:
    path = config.ledger_path(Path(app.confdir), app.config)
    if path is None:
        return None
    if not path.exists() and not path.is_symlink():
        if app.config.agentdocs_permalinks != NAME:
            from .log import warn

            warn(Code.LEDGER, "the ledger does not exist; start it with `agentdocs permalinks update`", f"{path}:1")
        return None
    try:
        return read_file(path)
    except UserError as error:
        raise BrokenLedgerError(str(error)) from error


def _unrecorded(entries: Mapping[str, Entry], agents: Iterable[Agent]) -> Update:
    """The ledger as an update would write it, with no day in what it does not record."""
    in_order = sorted(agents, key=lambda agent: agent.docname)
    return update(entries, [unit for agent in in_order for unit in agent.units], "")


def _titles(entries: Mapping[str, Entry], agents: Iterable[Agent]) -> dict[str, str]:
    """The title of the agent on each page, the present one before the ones that were there."""
    titles: dict[str, str] = {}
    for entry in entries.values():
        if entry.kind == "agent":
            called = {slug(text, keep="._-"): text for text in (entry.text, *(wording.text for wording in entry.was))}
            places = (place.partition("#") for place in entry.addresses)
            titles |= {page: called.get(anchor, entry.text) for page, _, anchor in places}
    return titles | {agent.docname: agent.title for agent in agents}


def _tell(entries: Mapping[str, Entry] | None, done: Update) -> None:
    """Say once how to start a ledger, or that it is behind."""
    if entries is None:
        logger.info("Links are not recorded yet: `agentdocs permalinks update` starts a ledger that keeps them.")
    elif done.changes:
        logger.info("The ledger lacks %d changes; record them with `agentdocs permalinks update`.", len(done.changes))
