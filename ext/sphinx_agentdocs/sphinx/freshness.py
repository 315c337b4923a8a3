"""Which pages to write again without reading them, because they show data of other pages that has changed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from functools import partial
from itertools import chain
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment import BuildEnvironment

from ..core.findings import Code
from ..core.ledger.site_links import Links
from ..core.paths import SUFFIX, folded
from ..disk.files import Folder, stamp
from . import compat, guidance, last_changed, maps, raw_files, related, site_files, site_pages
from .agents import Agent
from .catalog import first_said
from .domain import AgentDomain, domain_of
from .log import share
from .navigation import beside, listed
from .project import AgentProject, left_out, location_of, path_in_repository

_OPTIONS = ("caption", "hidden", "includehidden", "maxdepth", "numbered", "titlesonly")
"""What decides how a sidebar shows a tree of pages."""


def stale_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages that show data of other pages that changed since they were written (an event handler)."""
    domain = domain_of(env)
    if not domain.agents and not domain.digests:
        return []
    if domain.known:
        return [*_with_another_raw_file(app.builder, domain)]
    before = domain.digests.get(app.builder.name)
    now = domain.digests[app.builder.name] = dict(_digests(env, domain, app.config.agentdocs_navigation_limit))
    if before is None:  # the builder writes every page, and a page that is returned makes Sphinx store the digests
        return [app.config.root_doc, *_with_another_raw_file(app.builder, domain)]
    changed = [docname for docname, digest in now.items() if before.get(docname, digest) != digest]
    return [*changed, *_with_another_raw_file(app.builder, domain)]


def changed_sources(
    app: Sphinx, env: BuildEnvironment, added: Set[str], changed: Set[str], removed: Set[str]
) -> Sequence[str]:
    """The definitions that changed since they were read, even if their times do not show it (an event handler).

    A definition that was edited while Sphinx read it is older than its page; one that was
    moved away and back may be even older.
    """
    domain = domain_of(env)
    _note_deleted(env, domain, removed)
    found = ((docname, location_of(env.project, docname)) for docname in sorted(env.all_docs))
    return [docname for docname, at in found if at and stamp(at.root, at.path) != domain.stamps.get(docname)]


def was_made_from(app: Sphinx, collection: str, found: Folder, stamps: Mapping[str, tuple[int, int] | None]) -> bool:
    """Whether a site was made from the definitions *found*, and each was read and copied when it had its stamp."""
    project, domain = app.project, domain_of(app.env)
    if not isinstance(project, AgentProject) or project.folders != {collection: found}:
        return False
    read = {at.path: domain.stamps.get(docname) for docname, at in project.locations.items()}
    return read == stamps and not any(_with_another_raw_file(app.builder, domain))


def _note_deleted(env: BuildEnvironment, domain: AgentDomain, removed: Set[str]) -> None:
    """Remember the pages of definitions that were removed."""
    domain.deleted.update(dict.fromkeys(sorted(removed & domain.agents.keys()), True))
    for docname in domain.deleted.keys() & env.found_docs:
        del domain.deleted[docname]


def note_gone(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Remember the pages of withdrawn agents, which are written without a document (an event handler)."""
    domain_of(env).deleted.update(dict.fromkeys(domain_of(env).gone, True))
    return []


def remove_deleted(app: Sphinx, exception: Exception | None) -> None:
    """Remove the pages that this builder wrote for removed definitions (an event handler)."""
    builder = app.builder
    if exception is None and isinstance(builder, StandaloneHTMLBuilder):
        links, found = domain_of(app.env).links, app.env.found_docs
        kept = {*links.gone, *links.same} if builder.name in ("html", "dirhtml") else ()
        page_file = partial(compat.page_file, builder)
        live = {folded(docname): docname for docname in sorted(found)}
        for docname in domain_of(app.env).deleted:
            twin = live.get(folded(docname), "")
            is_free = not site_files.is_of_others(app, docname)
            if docname not in kept and is_free and not _is_same(page_file, docname, twin):
                site_files.remove(page_file(docname))
            if not _is_same(lambda name: _raw_file(builder, name), docname, twin):
                site_files.remove(_raw_file(builder, docname))
            for path in (page_file(docname), _raw_file(builder, docname)):
                for folder in path.relative_to(builder.outdir).parents[:-1]:
                    site_files.remove_if_empty(builder.outdir / folder)


def _is_same(path: Callable[[str], Path], docname: str, twin: str) -> bool:
    """Whether a file of a removed page is also one of the page *twin*, on a system that ignores case."""
    return bool(twin) and site_files.is_same(path(docname), [path(twin)])


def _with_another_raw_file(builder: Builder, domain: AgentDomain) -> Iterator[str]:
    """The pages whose raw file is missing or differs from what they show: the definition changed too early."""
    for docname, read in domain.stamps.items():
        unreadable = any(finding.code is Code.UNREADABLE for finding in domain.findings.get(docname, ()))
        if read and not unreadable and not raw_files.is_current(builder, docname):
            yield docname


def _raw_file(builder: Builder, docname: str) -> Path:
    return builder.outdir / "_sources" / f"{docname}{SUFFIX}{builder.config.html_sourcelink_suffix}"


def _digests(env: BuildEnvironment, domain: AgentDomain, limit: int) -> Iterator[tuple[str, str]]:
    """A digest of the data of other pages that each page shows: its sidebar, its catalogues and its references."""
    sidebars = _digest([*documents(env, domain), site_pages.inputs(env)])
    guidelines = _digest(guidance.shown(env))
    drawn = _digest(maps.shown(env)) if domain.maps else ""
    relations = env.collect_relations()
    for docname in sorted(env.all_docs):
        shown = [sidebars]
        if docname in domain.catalogs or docname in domain.guideline_lists:
            shown += [guidelines, maps.linked(env)]
        if docname in domain.maps:
            shown.append(drawn)
        if docname not in domain.agents:
            around = [name for name in relations.get(docname, ()) if name]
            shown += [repr((name, env.titles[name].astext())) for name in around if name in env.titles]
        with share(docname, "comparing it with the previous build"):
            shown += _shown_of_others(env, domain, docname, limit)
        yield docname, _digest(shown)


def _shown_of_others(env: BuildEnvironment, domain: AgentDomain, docname: str, limit: int) -> Iterator[str]:
    """The data of agents that a page shows because of its place or of what it contains."""
    if docname in domain.agents:
        near = (*listed(domain, docname, limit), *filter(None, beside(domain, docname)))
        yield from (repr((agent.docname, agent.title)) for agent in near)
    for collection in domain.catalogs.get(docname, ()):
        yield from (_card(agent) for agent in domain.in_order(collection))
        yield str(left_out(env.project, collection))
    for kind, name in domain.references.get(docname, ()):
        yield repr(domain.target(kind, name))
    if docname in domain.agents:
        yield repr((path_in_repository(location_of(env.project, docname)), last_changed.shown(domain, env, docname)))
    yield domain.links_state(docname)
    yield from _promises(domain.links, docname)
    yield from related.shown(domain, docname)
    if docname == env.config.root_doc:  # makes Sphinx store which pages are of withdrawn agents
        yield from domain.links.gone


def _promises(links: Links, docname: str) -> Iterator[str]:
    """The former content that a page still shows, and the agents that it names for it."""
    if (page := links.pages.get(docname)) and (page.former or page.gone):
        yield repr([links.agent_title(one.now.page) for one in page.gone if one.now])
        former = chain(*page.former.values(), *(one.former for one in page.gone))
        yield repr([links.agent_title(one.page) for one in former if one.page])
        likely = (links.successor(one.entry.code) for one in page.gone)
        yield repr([(one.title, one.text, one.page, one.anchor) for one in likely if one])
        codes = [code for one in page.gone for code in (one.entry.to, *one.entry.candidates) if code]
        named = ((links.entries[code], links.now(code)) for code in codes)
        yield repr([(one.title, one.text, now.page, now.anchor, now.until) for one, now in named])


def documents(env: BuildEnvironment, domain: AgentDomain) -> Iterator[str]:
    """The content of every sidebar: the titles of the documents, and their tree without the agents of catalogues."""
    for docname in sorted(env.all_docs.keys() - domain.agents.keys()):
        yield repr((docname, str(env.titles[docname])))
        for tree in compat.toctrees(env, docname):
            if not tree.get("catalog"):
                named = [domain.agents[name].title for _, name in tree["entries"] if name in domain.agents]
                yield repr(([tree.get(option) for option in _OPTIONS], tree["entries"], named))


def _card(agent: Agent) -> str:
    facts = (agent.summary, agent.model, agent.color, agent.tools, len(agent.examples), first_said(agent))
    return repr((agent.docname, agent.title, agent.anchor, *facts))


def _digest(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass")).hexdigest()
