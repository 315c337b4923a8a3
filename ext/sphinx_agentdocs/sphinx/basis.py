"""What the links of a site, and what its pages show of each other, follow from: if it is the same, so are they.

The environment has a digest of this *basis* for each builder.  A build with the basis of the last one looks for the
links only when someone asks for them, and compares no page with what it showed.  Both would take a third of a build
of 1,000 agents in which nothing changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from . import compat, config, examples, freshness, guidance, last_changed, site_files, site_pages
from .domain import Known, domain_of
from .project import AgentProject

_AFTER_THE_LEDGER, _LAST = 90, 10_000


def register(app: Sphinx) -> None:
    """Connect the handlers that compare the basis and remember it."""
    watch = _Watch()
    app.connect("env-get-updated", watch.compare, priority=_AFTER_THE_LEDGER)
    app.connect("env-get-updated", watch.remember, priority=_LAST)


class _Watch:
    """One build: its basis, and how many warnings came before anything was made of it."""

    def __init__(self) -> None:
        self.basis, self.warnings = "", 0

    def compare(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Find out whether the basis is that of the last build of the same builder (an event handler)."""
        domain = domain_of(env)
        domain.known = None
        if config.is_used(app) and domain.elsewhere is None:
            self.basis, self.warnings = _digest(app), compat.warnings_of(app)
            last = domain.all_known.pop(app.builder.name, None)
            domain.known = last if last and last.basis == self.basis else None
        return []

    def remember(self, app: Sphinx, env: BuildEnvironment) -> list[str]:
        """Remember the basis for the next build (an event handler).

        A build that compared no pages, or reported something on the way, is not remembered: the next one does the same.
        """
        domain = domain_of(env)
        if app.builder.name in domain.digests and self.basis and self.warnings == compat.warnings_of(app):
            domain.all_known[app.builder.name] = domain.known or _known(env, self.basis)
        return []


def _known(env: BuildEnvironment, basis: str) -> Known:
    domain = domain_of(env)
    return Known(
        basis=basis,
        unrecorded=domain.unrecorded,
        gone=tuple(domain.links.gone),
        former=frozenset(domain.links.pages.keys() - domain.agents.keys()),
        recorded=frozenset(domain.recorded_pages),
        guidelines=guidance.total(env),
        has_examples=examples.has_any(env),
    )


def agents_and_ledger(app: Sphinx) -> Iterator[str]:
    """The agents as they were read, the ledger, and extra files, which can be in the place of any file of ours."""
    domain = domain_of(app.env)
    yield from (f"{docname} {read}" for docname, read in sorted(domain.readings.items()))
    yield from sorted(domain.ledger)
    yield from site_files.extra_files(app)


def _digest(app: Sphinx) -> str:
    return hashlib.sha256("\n".join(_texts(app)).encode("utf-8", "surrogatepass")).hexdigest()


def _texts(app: Sphinx) -> Iterator[str]:
    """Everything that `freshness` and `ledger` look at.

    A change of anything that is not here, such as the theme, makes Sphinx read or write every page.
    """
    env, domain, options = app.env, domain_of(app.env), app.config
    yield from agents_and_ledger(app)
    yield from freshness.documents(env, domain)
    yield repr((sorted(domain.catalogs.items()), site_pages.places(env)))
    yield repr((sorted(options.html_additional_pages), options.agentdocs_navigation_limit))
    yield last_changed.basis(domain, env)
    if isinstance(app.project, AgentProject):
        yield repr(sorted((name, folder.left_out) for name, folder in app.project.folders.items()))
        yield repr(sorted({(at.collection, at.within or "") for at in app.project.locations.values()}))
