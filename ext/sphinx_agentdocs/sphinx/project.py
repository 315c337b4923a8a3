"""From files to pages: the documents of a site, together with the definitions of all collections.

A collection may be inside or outside the source directory.  Either way, the page of a definition
is ``<collection>/<path>``.
"""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.project import Project
from sphinx.util import get_filetype

from ..core.findings import Finding
from ..core.paths import address_findings, addresses
from ..disk.files import Folder, find_definitions, is_excluded
from ..disk.git import repository_of
from . import compat, config, stand_ins
from .compat import SourcePath


@dataclass(frozen=True, slots=True)
class Location:
    """The location of a definition: its collection, the folder of the collection, and the path below that folder.

    *within* is the path of that folder from the root of its repository, or ``None`` if it is in none.
    """

    collection: str
    root: Path
    path: str
    within: str | None = None

    @property
    def group(self) -> str:
        """The path from the collection to the folder of the file, or an empty text."""
        return self.path.rpartition("/")[0]


class AgentProject(Project):
    """The documents of a site with collections of definitions.

    The path of a definition is that of its stand-in in *folder*, so that nobody reads a definition as
    source; `location_of` has the real one.
    """

    def __init__(
        self,
        srcdir: Path,
        suffixes: Iterable[str],
        collections: Mapping[str, Path],
        exclude: Iterable[str],
        most: int,
        folder: Path,
    ) -> None:
        super().__init__(srcdir, [suffix for suffix in suffixes if suffix != stand_ins.SUFFIX])
        self.folder = folder
        self.collections = dict(collections)
        self.exclude = tuple(exclude)
        self.most = most
        self.folders: dict[str, Folder] = {}
        self.locations: dict[str, Location] = {}
        self._docnames: dict[tuple[str, str], str] = {}
        self.findings: list[tuple[Path, Finding]] = []

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents in the source directory, then the definitions in each collection."""
        self.locations, self._docnames = {}, {}  # what was found before is no reason to take a file for a document
        super().discover(exclude_paths, include_paths)
        self.find_definitions()
        return self.docnames

    def find_definitions(self) -> None:
        """Find the definitions in each collection, next to the documents that are known."""
        self.locations, self._docnames, self.findings, self.folders = {}, {}, [], {}
        for name, root in self.collections.items():
            self._add_collection(name, root)
        stand_ins.write(self.folder, ((name, f"{at.root}{os.sep}{at.path}") for name, at in self.locations.items()))

    def doc2path(self, docname: str, absolute: bool) -> SourcePath:
        """The path of a document; for a definition, that of its stand-in."""
        path = super().doc2path(docname, absolute)
        if docname not in self.locations:
            return path
        return type(path)(stand_ins.path_of(self.folder if absolute else Path(), docname))

    def file_of(self, docname: str) -> Path | None:
        """The file of a definition, or ``None`` for any other document."""
        location = self.locations.get(docname)
        return location.root / location.path if location else None

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """The document at a path, absolute or relative to the source directory.

        In a collection, that is a definition or none, also where a link leads into it.  Where the collection contains
        the documentation, the pages that it excludes are documents.
        """
        full = Path(self.srcdir, filename)
        for folder in (self.folder, Path(self.srcdir)):
            if (docname := stand_ins.docname_of(folder, full)) in self.locations:
                return docname
        inside = self._inside(full)
        if found := self._definition(inside):  # nearly always, so that no link has to be followed
            return found
        inside += self._inside(Path(os.path.realpath(full)))
        if found := self._definition(inside):
            return found
        is_document = all(self._is_excluded_page(root, path) for _, root, path in inside)
        return super().path2doc(filename) if is_document else None

    def _inside(self, path: Path) -> list[tuple[str, Path, Path]]:
        """The collections that contain *path*: their names, their folders, and the path."""
        return [(name, root, path) for name, root in self.collections.items() if path.is_relative_to(root)]

    def _definition(self, inside: Iterable[tuple[str, Path, Path]]) -> str | None:
        """The definition at one of the paths, if there is one."""
        found = (self._docnames.get((name, path.relative_to(root).as_posix())) for name, root, path in inside)
        return next(filter(None, found), None)

    def contains_source(self, root: Path) -> bool:
        """Whether a collection contains the documentation."""
        return Path(self.srcdir).is_relative_to(root)

    def _is_excluded_page(self, root: Path, path: Path) -> bool:
        in_source = self.contains_source(root) and path.is_relative_to(self.srcdir)
        return in_source and is_excluded(path.relative_to(root).as_posix(), self.exclude)

    def _add_collection(self, name: str, root: Path) -> None:
        folder = find_definitions(root, self.exclude, self.most - len(self.locations))
        self.folders[name] = folder
        repository = repository_of(root)
        within = root.relative_to(repository).as_posix() if repository else None
        self.findings += [(root / path, finding) for path, finding in folder.findings]
        at = addresses(folder.paths)
        self.findings += [(root / path, finding) for path, finding in address_findings(at, name)]
        for path, address in at.items():
            docname = f"{name}/{address}"
            self.docnames.add(docname)
            self.locations[docname] = Location(name, root, path, within)
            self._docnames[name, path] = docname


def install(app: Sphinx) -> None:
    """Replace Sphinx's project with one that has collections (an event handler, before any other)."""
    most = config.limits(app.config).definitions
    project = AgentProject(
        app.srcdir,
        app.config.source_suffix,
        config.collections(app),
        app.config.agentdocs_exclude,
        most,
        Path(app.doctreedir),
    )
    compat.install_project(app, project)
    project.find_definitions()
    compat.filter_located(stand_ins.RealPaths(project.folder, project.file_of))


def check(app: Sphinx, env: BuildEnvironment, docnames: Sequence[str]) -> None:
    """Refuse to read anything if definitions would not be read by their own parser (an event handler)."""
    if not isinstance(env.project, AgentProject):
        problem = f"{type(env.project).__module__} replaced the list of documents"
    elif (filetype := get_filetype(app.config.source_suffix, f"x{stand_ins.SUFFIX}")) != stand_ins.FILETYPE:
        problem = f"source_suffix gives files that end in {stand_ins.SUFFIX!r} to the parser of {filetype!r}"
    elif app.config.root_doc not in env.found_docs and any(
        map(env.project.contains_source, env.project.collections.values())
    ):
        words = "agentdocs: a collection contains the documentation, and its pages would be read as definitions"
        raise compat.in_one_line(ExtensionError(f"{words}; name them in agentdocs_exclude, such as 'docs/*'"))
    else:
        return
    words = f"agentdocs: definitions would be read as source, because {problem}; remove that"
    raise compat.in_one_line(ExtensionError(words))


def location_of(project: Project, docname: str) -> Location | None:
    """The location of the definition of a page, or ``None`` for any other page."""
    return project.locations.get(docname) if isinstance(project, AgentProject) else None


def path_in_repository(location: Location | None) -> str | None:
    """The path of a definition from the root of its repository, or ``None`` if it is in none."""
    return posixpath.normpath(f"{location.within}/{location.path}") if location and location.within else None


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
