"""Everything that a folder publishes, read from its definitions as a build does, but without pages."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from heapq import merge
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from ..core.findings import Code
from ..core.limits import Limits, limits_with
from ..core.paths import LEDGER, addresses
from ..core.reading.reader import read_definition
from ..core.reading.sections import VOCABULARY, Vocabulary
from ..core.units import Unit, units_of
from ..disk.files import find_definitions, read_bytes
from ..disk.history import Snapshot, snapshots
from ..disk.memo import Memo
from ..errors import UserError

COLLECTION = "agents"
_QUOTED = 120


@dataclass(frozen=True, slots=True)
class Source:
    """The collections of a site, and where its ledger is.

    *ledger* is ``None`` if the configuration says that the site has none.  *configured* is whether
    a ``conf.py`` was executed to find all this out.
    """

    collections: Mapping[str, Path]
    ledger: Path | None
    exclude: tuple[str, ...] = ()
    limits: Limits = field(default_factory=lambda: limits_with({}))
    vocabulary: Vocabulary = field(default_factory=lambda: VOCABULARY)
    base_url: str = ""
    short_links: str = "pages"
    configured: bool = False


@dataclass(frozen=True, slots=True)
class Published:
    """All published units, the file of each page, and a digest of the pages with the contents of their files."""

    units: tuple[Unit, ...]
    files: Mapping[str, Path]
    digest: bytes


def open_source(
    folder: Path,
    ledger: Path | None = None,
    exclude: Iterable[str] = (),
    limits: Mapping[str, int] | None = None,
    *,
    conf: bool | None = None,
) -> Source:
    """The source at *folder*: a folder of definitions or, with *conf*, that of a ``conf.py``, which is executed.

    Anyone can put a ``conf.py`` among definitions, so none is executed unless the user asks for it.
    The options of the command override it.  Raises UserError, also where *conf* is ``None`` and the
    folder looks like that of documentation.
    """
    if not folder.is_dir():
        what = (
            "is a file; name its folder"
            if folder.exists()
            else "does not exist; name the folder that holds the definitions"
        )
        raise UserError(f"{folder} {what}")
    if conf:
        return _configured(folder, ledger, tuple(exclude), limits or {})
    if conf is None and ledger is None and is_documentation(folder):
        raise UserError(
            f"{folder} has a ledger and a conf.py, which is not executed unless you add --conf; to read {folder} as a"
            " folder of definitions, add --no-conf"
        )
    return Source({COLLECTION: folder}, ledger or Path(LEDGER), tuple(exclude), limits_with(limits or {}))


def is_documentation(folder: Path) -> bool:
    """Whether *folder* seems to be that of a configured site with a ledger, not a folder of definitions."""
    return (folder / "conf.py").is_file() and (folder / LEDGER).is_file()


def _configured(folder: Path, ledger: Path | None, exclude: tuple[str, ...], limits: Mapping[str, int]) -> Source:
    """The source that a ``conf.py`` describes.  The file is executed, as in a build."""
    if not (folder / "conf.py").is_file():
        raise UserError(f"{folder} has no conf.py; name the folder that has one, or omit --conf")
    from sphinx.config import Config
    from sphinx.errors import ConfigError
    from sphinx.util.tags import Tags

    from ..sphinx import config as own

    try:
        values = Config.read(folder.resolve(), overrides={}, tags=Tags())
        for option in own.OPTIONS:
            values.add(option.name, option.default, option.rebuild, ())
        values.add("html_baseurl", "", "html", ())
        if problem := own.first_problem(values):
            raise UserError(problem)
    except ConfigError as error:
        raise UserError(" ".join(str(error).split())) from error
    collections = own.collection_folders(folder, values)
    if not collections:
        message = "sets no `agentdocs_collections`; set it, or name the folder of the definitions instead"
        raise UserError(f"{folder / 'conf.py'} {message}")
    for name, root in collections.items():
        if not root.is_dir():
            raise UserError(f"{folder / 'conf.py'}: the folder of {name!r}, {root}, does not exist; fix the path")
    return Source(
        collections,
        ledger or own.ledger_path(folder, values),
        exclude or tuple(values.agentdocs_exclude),
        limits_with({**values.agentdocs_limits, **limits}),
        own.vocabulary(values),
        values.html_baseurl,
        values.agentdocs_short_links,
        configured=True,
    )


def read_published(source: Source) -> Published:
    """Everything that the definitions of *source* publish; raises UserError if one cannot be read."""
    units: list[Unit] = []
    files: dict[str, Path] = {}
    digest = hashlib.sha256()
    memos = {name: Memo("units", root, (source.limits, source.vocabulary)) for name, root in source.collections.items()}
    for one in _read(source):
        files[one.page] = one.root / one.path
        digest.update(one.stamp)
        make = partial(_units, source, one.data, one.path, one.page)
        units += memos[one.collection].result(one.data, (one.path, one.page), make, lambda made: made, _unpacked)
    for memo in memos.values():
        memo.save()
    return Published(tuple(units), files, digest.digest())


def digest_of(source: Source) -> bytes:
    """The digest that `read_published` would give, without reading more than the bytes; raises UserError."""
    digest = hashlib.sha256()
    for one in _read(source):
        digest.update(one.stamp)
    return digest.digest()


class _Read(NamedTuple):
    """A definition that was read: its collection, the file, the page, and the content."""

    collection: str
    root: Path
    path: str
    page: str
    data: bytes

    @property
    def stamp(self) -> bytes:
        """What the digest of all depends on."""
        return f"{self.page}\0{len(self.data)}\0".encode("utf-8", "surrogatepass") + self.data


def _read(source: Source) -> Iterator[_Read]:
    """The definitions of *source*; raises UserError if one cannot be read."""
    number = 0
    for name, root in source.collections.items():
        found = find_definitions(root, source.exclude, source.limits.definitions - number)
        for path, finding in found.findings:
            if finding.code is Code.UNREADABLE:  # else its units would count as withdrawn
                raise UserError(f"{root / path}: {finding.message}")
        for path, address in addresses(found.paths).items():
            number += 1
            yield _Read(name, root, path, f"{name}/{address}", _bytes(source, root, path))


def _unpacked(rows: Iterable[list[Any]]) -> tuple[Unit, ...]:
    """The units in *rows*, each the values of one in order."""
    return tuple(
        Unit(page, anchor, kind, title, text, tuple(section), line, body, tuple(stem), *more)
        for page, anchor, kind, title, text, section, line, body, stem, *more in rows
    )


def read_history(source: Source) -> Iterator[tuple[str, tuple[Unit, ...]]]:
    """The date of each commit that changed *source*, and all units published after it; raises UserError."""
    limits = source.limits
    histories = [
        [(snapshot, name) for snapshot in snapshots(root, source.exclude, limits.definitions, limits.file_bytes)]
        for name, root in source.collections.items()
    ]
    pages: dict[str, dict[str, tuple[Unit, ...]]] = {name: {} for name in source.collections}
    in_order = merge(*histories, key=lambda change: change[0].when)
    for when, changes in groupby(in_order, key=lambda change: change[0].when):
        for snapshot, name in changes:
            pages[name] = _pages(source, name, snapshot, pages[name])
        yield when.date, tuple(unit for collection in pages.values() for units in collection.values() for unit in units)


def _pages(
    source: Source, name: str, snapshot: Snapshot, before: Mapping[str, tuple[Unit, ...]]
) -> dict[str, tuple[Unit, ...]]:
    """The units of each page of a collection after a commit; only changed files are read."""
    pages = {}
    for path, address in addresses(snapshot.files).items():
        page = f"{name}/{address}"
        if path in snapshot.changed or page not in before:
            pages[page] = _units(source, snapshot.files[path], path, page)
        else:
            pages[page] = before[page]
    return pages


def _bytes(source: Source, root: Path, path: str) -> bytes:
    try:
        return read_bytes(root, path, source.limits.file_bytes)
    except OSError as error:
        raise UserError(f"{root / path} cannot be read ({error.strerror or error}); restore the file") from error


def _units(source: Source, data: bytes, path: str, page: str) -> tuple[Unit, ...]:
    try:
        return units_of(read_definition(data, path, limits=source.limits, vocabulary=source.vocabulary), page)
    except Exception as error:  # a fault of ours must not make its units count as withdrawn
        words = " ".join(f"{type(error).__name__}: {error}".split())[:_QUOTED]
        raise UserError(f"sphinx-agentdocs failed on {path} ({words}); report it") from error
