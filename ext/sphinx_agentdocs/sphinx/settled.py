"""Whether the files about all agents would be made again as they are, in a build by ``sphinx-build``: then they stay.

An author of other pages, or nobody, changed something since the last build.  The list of guidelines, the search, the
pages at the short links and the inventory grow with the site, and making them takes most of such a build.  So a build
that has made all of them leaves a record next to the doctrees: a digest of what they are made of, and one of the state
of the output.  If both are the same in the next build, which writes no page of an agent, it makes none of them.

`agentdocs build` has no such record: it ends before Sphinx is loaded if nothing has changed.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Set
from functools import wraps
from pathlib import Path
from typing import Any, TypeVar

from sphinx.application import Sphinx
from sphinx.builders import Builder
from sphinx.environment import BuildEnvironment

from ..core.short_links.addresses import FOLDER
from . import basis, compat, site_files
from .domain import domain_of

_BUILDERS = ("html", "dirhtml")
_BY_SPHINX = ("objects.inv", "searchindex.js")
"""Files that Sphinx writes in each build."""
_FIRST, _LAST, _AFTER_ALL_OTHERS = -9_000, 9_500, 11_000
Result = TypeVar("Result")


def register(app: Sphinx) -> None:
    """Connect the handlers that look at the record and write it."""
    watch = _Watch()
    app.connect("builder-inited", watch.begin)
    app.connect("env-get-updated", _write_a_page, priority=_AFTER_ALL_OTHERS)
    app.connect("write-started", watch.compare, priority=9_000)
    app.connect("build-finished", watch.compare_unwritten, priority=_FIRST)
    app.connect("build-finished", watch.record, priority=_LAST)


def unless_settled(handler: Callable[..., Result]) -> Callable[..., Result | tuple[()]]:
    """An event handler that does nothing if what it makes is in the output already."""

    @wraps(handler)
    def handle(app: Sphinx, *arguments: Any) -> Result | tuple[()]:
        return () if domain_of(app.env).is_settled else handler(app, *arguments)

    return handle


class _Watch:
    """One build: whether it writes all pages that are out of date, and how many warnings came before it wrote any."""

    def __init__(self) -> None:
        self.is_whole, self.is_compared, self.warnings = False, False, 0

    def begin(self, app: Sphinx) -> None:
        """Notice if Sphinx looks for outdated pages (an event handler).

        After a build of a few named pages, it takes all others for up to date, whatever has changed.
        """
        outdated = app.builder.get_outdated_docs

        def find_outdated() -> str | Iterable[str]:
            self.is_whole = True
            return outdated()

        compat.override(app.builder, "get_outdated_docs", find_outdated)

    def compare(self, app: Sphinx, builder: Builder) -> None:
        """Compare with the record once Sphinx knows which pages to write, before it asks for indexes (a handler)."""
        domain = domain_of(app.env)
        domain.is_settled = domain.writes_pages = False
        if not _can_be_settled(app):
            return

        def compare_and_prepare(docnames: Set[str]) -> None:
            compat.restore(builder, "prepare_writing")
            self._compare(app, docnames)
            builder.prepare_writing(docnames)

        compat.override(builder, "prepare_writing", compare_and_prepare)

    def compare_unwritten(self, app: Sphinx, exception: Exception | None) -> None:
        """Compare with the record if Sphinx had no page to write and ended early (an event handler)."""
        if exception is None and not self.is_compared and _can_be_settled(app):
            self._compare(app, frozenset())

    def _compare(self, app: Sphinx, docnames: Set[str]) -> None:
        domain = domain_of(app.env)
        self.is_compared, self.warnings = True, compat.warnings_of(app)
        domain.writes_pages = bool(docnames)
        domain.is_settled = self.is_whole and docnames.isdisjoint(domain.readings) and _is_as_recorded(app)

    def record(self, app: Sphinx, exception: Exception | None) -> None:
        """Record what the output is made of and how it is (an event handler).

        There is no record of a build that reported something while it wrote, since the next one says it again.
        """
        if exception is None and _can_be_settled(app) and not domain_of(app.env).is_settled:
            now = _now(app) if self.is_whole and self.warnings == compat.warnings_of(app) else None
            if now is None:
                site_files.remove(_path(app))
            else:
                site_files.replace(_path(app), now)


def _write_a_page(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """A page to write, where Sphinx would end early although files about all agents are to be made (a handler)."""
    domain = domain_of(env)
    if not compat.ENDS_WITHOUT_PAGES or app.builder.name not in _BUILDERS or not (domain.agents or domain.deleted):
        return []
    is_made = _is_as_recorded(app) if _can_be_settled(app) else domain.known is not None
    return [] if is_made else [app.config.root_doc]


def _can_be_settled(app: Sphinx) -> bool:
    is_own = app.config.agentdocs_standalone or app.config.agentdocs_joined
    return app.builder.name in _BUILDERS and not is_own and bool(domain_of(app.env).agents)


def _path(app: Sphinx) -> Path:
    return Path(app.doctreedir, f"agentdocs-{app.builder.name}-settled.txt")


def _is_as_recorded(app: Sphinx) -> bool:
    """Whether the last build left the files about all agents as this one would make them."""
    now = _now(app)
    return now is not None and now == site_files.content_of(_path(app))


def _now(app: Sphinx) -> bytes | None:
    """A digest of what the files about all agents are made of and of the output; ``None`` if that is unreadable.

    Whatever else the files depend on, such as the configuration, makes Sphinx write the pages of agents, too.
    """
    digest, changed = hashlib.sha256(), domain_of(app.env).short_pages_changed
    try:
        for text in (*basis.agents_and_ledger(app), *_output(os.fspath(app.outdir), changed)):
            digest.update(f"{text}\n".encode("utf-8", "surrogateescape"))
    except OSError:
        return None
    return digest.hexdigest().encode()


def _output(root: str, short_pages_changed: int | None) -> Iterator[str]:
    """The state of the output, apart from what Sphinx writes in each build and from the content of other pages.

    A folder changes when a file is added or removed.  Of the pages at the short links, there are tens of thousands,
    each in a folder; this build may know already when they were changed.
    """
    for entry in _entries(root):
        if entry.name.startswith("."):
            continue
        yield entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name == FOLDER:
                yield str(entry.stat(follow_symlinks=False).st_mtime_ns)
                yield str(site_files.last_changes(entry.path) if short_pages_changed is None else short_pages_changed)
            elif not entry.name.startswith("_"):
                yield from _folders(entry)
        elif not entry.name.endswith((*_BY_SPHINX, ".html")):
            state = entry.stat(follow_symlinks=False)
            yield f"{state.st_size} {state.st_mtime_ns}"


def _folders(folder: os.DirEntry[str]) -> Iterator[str]:
    """The path of *folder* and of each folder in it, with the time of its last change."""
    pending = [(folder.path, folder.stat(follow_symlinks=False).st_mtime_ns)]
    while pending:
        path, changed = pending.pop()
        yield f"{path} {changed}"
        with os.scandir(path) as entries:
            found = [one for one in entries if one.is_dir(follow_symlinks=False)]
        pending += sorted((one.path, one.stat(follow_symlinks=False).st_mtime_ns) for one in found)


def _entries(folder: str) -> list[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        return sorted(entries, key=lambda entry: entry.name)
