"""The ledger in a build: read, compared with what the definitions publish now, and never written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment
from sphinx.errors import SphinxError
from sphinx.util import logging

from ..core.findings import Code, failure
from ..core.ledger.entries import Entry
from ..core.ledger.site_links import Links, site_links
from ..core.ledger.update import Update, update
from ..core.paths import LEDGER
from ..core.short_links.addresses import short_link
from ..disk.ledger_file import parse_bytes, read_bytes
from ..errors import UserError
from . import compat, config
from .agents import Agent
from .domain import AgentDomain, domain_of
from .log import share, warn
from .net import without_failing
from .packed import Packed
from .site_files import SITE_BUILDERS, is_of_others

logger = logging.getLogger(__name__)


class BrokenLedgerError(SphinxError):
    """A ledger that cannot be read: a site built without it would break every link that the ledger keeps."""

    category = "Ledger error"


def read(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Read the ledger, or keep what was read from it if its content is the same (an event handler).

    Raises BrokenLedgerError where it cannot be read.
    """
    domain = domain_of(env)
    if domain.elsewhere is None and config.is_used(app):
        try:
            _read(_path(app), app.config.agentdocs_version, domain.ledger)
        except UserError as error:
            raise compat.in_one_line(BrokenLedgerError(str(error))) from error
    return []


def find_links(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Compare the ledger with the pages, once all of them are read (an event handler)."""
    domain = domain_of(env)
    if domain.elsewhere is not None:
        domain.links = domain.elsewhere
        return []
    if not config.is_used(app):
        return []

    def find(some: Iterable[str]) -> tuple[Update, Links]:
        entries = next(iter(domain.ledger.values()), {})
        return _links(entries, domain, some, lambda page: is_of_others(app, page))

    if domain.known:
        domain.find_links_later(lambda: find(domain.agents)[1])
        _log(domain, domain.known.unrecorded)
        return []
    (done, domain.links), errors = without_failing(domain.agents, find)
    for docname, error in errors.items():
        warn(Code.INTERNAL, failure(error, "looking up its links"), (docname, 1))
    for docname, page in domain.links.pages.items():
        if docname in env.tocs:
            with share(docname, "making its table of contents"):
                compat.point_toc_at(env.tocs[docname], page.ids)
    domain.unrecorded = len(done.changes)
    _log(domain, domain.unrecorded)
    return []


def permalink(builder: Builder, code: str) -> str:
    """The short link of a code, relative to the root of the site; empty where there is none."""
    if not code or builder.name not in SITE_BUILDERS:
        return ""
    return short_link(builder.config.agentdocs_short_links, code)


def _path(app: Sphinx) -> Path | None:
    """The path of the ledger, if there is one."""
    path = config.ledger_path(Path(app.confdir), app.config)
    if path is None or path.exists() or path.is_symlink():
        return path
    if app.config.agentdocs_permalinks != LEDGER:
        warn(Code.LEDGER, "the ledger does not exist; start it with `agentdocs permalinks update`", f"{path}:1")
    return None


def _read(path: Path | None, version: str, ledger: Packed[Mapping[str, Entry]]) -> None:
    """Make *ledger* contain the entries of the file at *path*, if there is one, by a digest of its content."""
    content = read_bytes(path) if path else b""
    name = sha256(f"{version}\n".encode() + content).hexdigest() if path else ""
    for other in ledger.keys() - {name}:
        del ledger[other]
    if path and name not in ledger:
        ledger[name] = parse_bytes(content, path)


def _links(
    entries: Mapping[str, Entry], domain: AgentDomain, some: Iterable[str], is_taken: Callable[[str], bool]
) -> tuple[Update, Links]:
    """The ledger brought up to date with *some* of the agents, and every link of their site."""
    agents = [domain.agents[docname] for docname in some]
    done = _unrecorded(entries, agents)
    titles: dict[str, str] = {agent.docname: agent.title for agent in agents}
    return done, site_links(done, titles, is_taken, entries)


def _unrecorded(entries: Mapping[str, Entry], agents: Iterable[Agent]) -> Update:
    """The ledger as an update would write it; what is not recorded yet has no date."""
    in_order = sorted(agents, key=lambda agent: agent.docname)
    return update(entries, [unit for agent in in_order for unit in agent.units], "")


def _log(domain: AgentDomain, unrecorded: int) -> None:
    """Say once how to start a ledger, or that it is out of date."""
    if not domain.ledger:
        logger.info("Links are not recorded yet: `agentdocs permalinks update` starts a ledger that keeps them.")
    elif unrecorded:
        logger.info("Changes missing from the ledger: %d; record them with `agentdocs permalinks update`.", unrecorded)
