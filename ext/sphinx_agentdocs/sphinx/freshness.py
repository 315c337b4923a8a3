"""Which pages to write again, unread, because something that they show of others has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from ..core.diagnostics import Code, Diagnostic
from .domain import Agent, AgentDomain, domain_of
from .navigation import listed
from .project import location_of
from .warnings import report


def stale_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages whose inputs from other pages changed since they were written (an event handler)."""
    domain = domain_of(env)
    if not domain.agents and not domain.digests:
        return []
    before = dict(domain.digests)
    domain.digests.clear()
    domain.digests.update(_digests(env, domain, app.config.agentdocs_navigation_limit))
    return [docname for docname, digest in domain.digests.items() if before.get(docname, digest) != digest]


def report_duplicates(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn of each name that stands in two definitions (an event handler)."""
    for agent, first in domain_of(env).duplicates():
        at = location_of(env.project, agent.docname)
        if at is not None:
            message = f"the name `{agent.name}` is also in {first.path}; rename one of them"
            report(at.root / at.path, [Diagnostic(Code.DUPLICATE_NAME, message, agent.line)])


def _digests(env: BuildEnvironment, domain: AgentDomain, limit: int) -> Iterator[tuple[str, str]]:
    """The digest of what each page shows of others: its sidebar, its catalogues and its references."""
    cards = {docname: _card(agent) for docname, agent in domain.agents.items()}
    for docname in sorted(env.all_docs):
        shown = [cards[agent.docname] for agent in listed(domain, docname, limit)]
        for collection in domain.catalogs.get(docname, ()):
            shown += [cards[agent.docname] for agent in domain.in_order(collection)]
        shown += [repr(domain.target(kind, name)) for kind, name in domain.references.get(docname, ())]
        yield docname, _digest(shown)


def _card(agent: Agent) -> str:
    return repr((agent.docname, agent.title, agent.anchor, agent.summary, agent.model, len(agent.examples)))


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
