"""From files to pages: the documents of a site, together with the definitions of all collections.

A collection may be inside or outside the source directory.  Either way, the page of a definition
is ``<collection>/<path>``.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.project import Project

from ..core.findings import Finding
from ..core.paths import SUFFIX, address_finding, addresses
from ..disk.files import Folder, find_definitions
from . import compat, config
from .compat import SourcePath


@dataclass(frozen=True, slots=True)
class Location:
    """The location of a definition: its collection, the folder of the collection, and the path below that folder."""

    collection: str
    root: Path
    path: str

    @property
    def group(self) -> str:
        """The path from the collection to the folder of the file, or an empty text."""
        return self.path.rpartition("/")[0]


class DefinitionPath(SourcePath):
    """The path of a definition.

    Sphinx reads every source as text, and a source that is not UTF-8 stops the whole build.  A
    definition is read as bytes by its own parser instead, so its text is empty.
    """

    def read_text(self, *args: Any, **kwargs: Any) -> str:
        """Return an empty text; see the class."""
        return ""


class AgentProject(Project):
    """The documents of a site with collections of definitions."""

    def __init__(
        self,
        srcdir: Path,
        suffixes: Iterable[str],
        collections: Mapping[str, Path],
        exclude: Iterable[str],
        most: int,
    ) -> None:
        super().__init__(srcdir, suffixes)
        self.collections = dict(collections)
        self.exclude = tuple(exclude)
        self.most = most
        self.folders: dict[str, Folder] = {}
        self.locations: dict[str, Location] = {}
        self._docnames: dict[tuple[str, str], str] = {}
        self.findings: list[tuple[Path, Finding]] = []

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents in the source directory, then the definitions in each collection."""
        super().discover(exclude_paths, include_paths)
        self.locations, self._docnames, self.findings, self.folders = {}, {}, [], {}
        for name, root in self.collections.items():
            self._add_collection(name, root)
        return self.docnames

    def restore(self, other: Project) -> None:
        """Keep what this project has found, since paths may have changed since another build."""

    def doc2path(self, docname: str, absolute: bool) -> SourcePath:
        """The path of a document; for a definition, the relative path is that of its page."""
        location = self.locations.get(docname)
        if location is None:
            return super().doc2path(docname, absolute)
        return DefinitionPath(location.root / location.path) if absolute else SourcePath(docname + SUFFIX)

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """The document at a path, absolute or relative to the source directory."""
        full = Path(self.srcdir, filename)
        for name, root in self.collections.items():
            if full.is_relative_to(root):
                return self._docnames.get((name, full.relative_to(root).as_posix()))
        return super().path2doc(filename)

    def _add_collection(self, name: str, root: Path) -> None:
        folder = find_definitions(root, self.exclude, self.most - len(self.locations))
        self.folders[name] = folder
        self.findings += [(root / path, finding) for path, finding in folder.findings]
        for path, address in addresses(folder.paths).items():
            docname = f"{name}/{address}"
            self.docnames.add(docname)
            self.locations[docname] = Location(name, root, path)
            self._docnames[name, path] = docname
            if finding := address_finding(path, address, name):
                self.findings.append((root / path, finding))


def install(app: Sphinx) -> None:
    """Replace Sphinx's project with one that has collections (an event handler, before any other)."""
    most = config.limits(app.config).definitions
    project = AgentProject(
        app.srcdir, app.config.source_suffix, config.collections(app), app.config.agentdocs_exclude, most
    )
    compat.install_project(app, project)


def location_of(project: Project, docname: str) -> Location | None:
    """The location of the definition of a page, or ``None`` for any other page."""
    return project.locations.get(docname) if isinstance(project, AgentProject) else None


def left_out(project: Project, collection: str) -> int:
    """The number of definitions past the limit in a collection, or in all of them for an empty text."""
    folders = project.folders if isinstance(project, AgentProject) else {}
    return sum(folder.left_out for name, folder in folders.items() if collection in (name, ""))


def linked_page(env: BuildEnvironment, docname: str, target: str) -> str | None:
    """The page of the definition that the one at *docname* links to by the relative path *target*."""
    here = location_of(env.project, docname)
    if here is None:
        return None
    path = posixpath.normpath(posixpath.join(here.group, target.partition("#")[0]))
    return None if path.startswith("..") else env.project.path2doc(here.root / path)
