"""The one writer of the files that this extension puts next to the pages of Sphinx.

Three rules hold for each of these files, and this is their only home:

* A file that already has the right content is not touched: it keeps its time, and an upload can skip it.
* A file that is no longer needed is removed, and with it a folder that is then empty.
* A file that someone else put there stays.  Only the content of a file shows whose it is, so a
  function that might remove a file of someone else takes a test of the content.

A site can have tens of thousands of these files, so paths are strings and a folder is listed once.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sphinx.application import Sphinx

from ..disk.packs import digest_in, pack_name, write_pack

INDEX = "index.html"
SITE_BUILDERS = ("html", "dirhtml", "singlehtml")
"""The builders of sites of HTML pages, which get these files."""

AnyPath = str | os.PathLike[str]
IsOurs = Callable[[bytes], bool]
"""Whether a file with this content was written by this extension."""


# -- one file


def write_if_changed(path: AnyPath, data: bytes) -> None:
    """Write *data* to *path*, unless the file already contains it."""
    if content_of(path) != data:
        write(path, data)


def write_unless_foreign(path: AnyPath, data: bytes, is_ours: IsOurs) -> None:
    """Write *data* to *path*, unless the file already contains it or belongs to someone else."""
    before = content_of(path)
    free = not os.path.lexists(path) if before is None else is_ours(before)
    if free and before != data:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write(path, data)


def replace(path: AnyPath, data: bytes) -> None:
    """Write *data* to *path* in one step: at every moment the file is the old one or the new one."""
    new = f"{os.fspath(path)}.new"
    write(new, data)
    os.replace(new, path)


def copy(source: BinaryIO, path: AnyPath, limit: int) -> bool:
    """Copy an open file to *path* with the time of its last change; return whether it is not larger than *limit*.

    A larger file is not copied, and an earlier copy of it is removed.
    """
    time, data = os.fstat(source.fileno()).st_mtime_ns, source.read(limit + 1)
    if len(data) > limit:
        remove(path)
        return False
    os.makedirs(os.path.dirname(path), exist_ok=True)
    write(path, data)
    os.utime(path, ns=(time, time))
    return True


def copy_if_changed(source: AnyPath, path: AnyPath) -> None:
    """Copy a file of the site, if it exists, unless its copy already has the same content."""
    data = content_of(source)
    if data is not None:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        write_if_changed(path, data)


def text_of(path: AnyPath) -> str | None:
    """The text of a file of ours, or ``None`` if there is none."""
    data = content_of(path)
    try:
        return None if data is None else data.decode()
    except UnicodeDecodeError:
        return None


def remove(path: AnyPath) -> None:
    """Remove a file that can only be ours, if it exists."""
    with suppress(FileNotFoundError):
        os.unlink(path)


def remove_if_ours(path: AnyPath, is_ours: IsOurs) -> None:
    """Remove a file, unless it belongs to someone else."""
    data = content_of(path)
    if data is not None and is_ours(data):
        os.unlink(path)


def keep_script(app: Sphinx, name: str, call: str, text: str | None) -> None:
    """Make the file *name* of the site the script *text*, which begins with *call*; ``None`` for no such script.

    A script of an earlier build is removed then; a file of the user with that name stays.
    """
    path = Path(app.outdir, name)
    if is_extra_file(app, name):
        return
    if text is None:
        remove_if_ours(path, lambda data: data.startswith(call.encode()))
    else:
        write_if_changed(path, text.encode())


def remove_if_empty(folder: AnyPath) -> None:
    """Remove a folder, unless there is something in it."""
    with suppress(OSError):  # something is in it, or it is a link, or it does not exist
        os.rmdir(folder)


def is_same(path: AnyPath, others: Iterable[AnyPath]) -> bool:
    """Whether *path* is the same file as one of *others*, such as another spelling where case is ignored."""
    return any(os.path.exists(path) and os.path.exists(other) and os.path.samefile(path, other) for other in others)


def can_hold(root: AnyPath, path: AnyPath) -> bool:
    """Whether there may be a file at *path* below *root*: it is not a folder, and no part of the way is a file."""
    above, top = os.path.dirname(path), os.fspath(root)
    while above != top and not os.path.lexists(above):
        above = os.path.dirname(above)
    return not os.path.isdir(path) and (os.path.isdir(above) or not os.path.lexists(above))


def is_extra_file(app: Sphinx, name: str) -> bool:
    """Whether the user provides the file *name* of the site with ``html_extra_path``."""
    places = [os.path.join(app.confdir, place) for place in app.config.html_extra_path]
    return any(os.path.basename(place) == name or os.path.exists(os.path.join(place, name)) for place in places)


def extra_files(app: Sphinx) -> Iterator[str]:
    """The paths of the files and folders that the user provides with ``html_extra_path``, also behind links.

    Links can lead to each other, so a folder with several names is looked into by the first one only.
    """
    seen, pending = set[str](), [os.path.join(app.confdir, place) for place in app.config.html_extra_path]
    while pending:
        yield (path := pending.pop())
        place = os.path.realpath(path)
        if os.path.isdir(path) and place not in seen:
            seen.add(place)
            with suppress(PermissionError):
                pending += [os.path.join(path, name) for name in sorted(names_in(path))]


def is_of_others(app: Sphinx, page: str) -> bool:
    """Whether *page*, which a ledger may name, is a document, or a page or file that the configuration adds."""
    if page in app.env.found_docs or page in app.config.html_additional_pages:
        return True
    return any(is_extra_file(app, name) for name in (f"{page}.html", f"{page}/{INDEX}"))


# -- one folder


def keep_only(folder: AnyPath, files: Mapping[str, bytes], named: re.Pattern[str], is_ours: IsOurs) -> None:
    """Make *folder* contain *files* and no others of ours, which are those that match *named* and pass *is_ours*.

    Without *files* the folder is not created, and is removed if it is empty.
    """
    if files:
        os.makedirs(folder, exist_ok=True)
    for name, data in files.items():
        write_if_changed(os.path.join(folder, name), data)
    for name in names_in(folder) - files.keys():
        if named.fullmatch(name):
            remove_if_ours(os.path.join(folder, name), is_ours)
    remove_if_empty(folder)


def update_folder(
    folder: AnyPath, files: Mapping[str, bytes], names: Set[str], last: str, named: re.Pattern[str], is_ours: IsOurs
) -> None:
    """Write *files* to *folder*, and remove those of ours that are not among *names*.

    The file *last* says what the others are.  It is removed first and written last, so that it never names files that
    a killed build did not write.
    """
    os.makedirs(folder, exist_ok=True)
    if files:
        remove_if_ours(os.path.join(folder, last), is_ours)
    for name in sorted(files, key=lambda name: name == last):
        write_unless_foreign(os.path.join(folder, name), files[name], is_ours)
    for name in names_in(folder) - names:
        if named.fullmatch(name):
            remove_if_ours(os.path.join(folder, name), is_ours)


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Pages that show the data of one agent: a digest of that data, and for each page a function that makes it."""

    name: str
    digest: str
    pages: Mapping[str, Callable[[], bytes]]


def keep_only_pages(folder: str, groups: Iterable[PageGroup], is_ours: IsOurs, record: Path) -> int | None:
    """Make *folder* contain the pages of *groups*, each as the index of a folder of its own, and no others of ours.

    *record* is a file that says what each group showed when it was written, and when that was.  A group for which
    that still holds is not made again.  A page is made only when it is compared, so that one page at a time is
    in memory.

    Returns when the pages were last changed, as `last_changes` does; ``None`` if others have folders there.
    """
    now: dict[str, tuple[str, int]] = {}
    present, known = _folders(folder), _recorded(record)
    kept: set[str] = set()
    for group in groups:
        kept.update(group.pages)
        paths = [f"{folder}/{name}/{INDEX}" for name in group.pages]
        changed = _last_changes(paths)
        if [group.digest, changed] != known.get(group.name):
            _write_pages(folder, group.pages, present)
            changed = _last_changes(paths)
        now[group.name] = group.digest, changed
    for name in present - kept:
        _remove_page(f"{folder}/{name}", is_ours)
    if {name: [*state] for name, state in now.items()} != known:
        replace(record, json.dumps(now).encode())
    return sum(changed for _, changed in now.values()) if present <= kept else None


def last_changes(folder: str) -> int:
    """When the pages in the folders in *folder* were last changed, as a sum in nanoseconds; -1 for each missing."""
    return sum(_last_changes([f"{folder}/{name}/{INDEX}"]) for name in _folders(folder))


def pack_pages(folder: Path, place: str, groups: Iterable[PageGroup]) -> None:
    """Make *folder* contain a pack of the pages of each group, below *place* in the site, and nothing else.

    The pack of a group that shows the same data as before is not made again.
    """
    folder.mkdir(parents=True, exist_ok=True)
    kept = set()
    for group in groups:
        path = folder / pack_name(group.name)
        kept.add(path.name)
        if digest_in(path) != group.digest:
            files = {f"{place}/{name}/{INDEX}": make() for name, make in group.pages.items()}
            write_pack(path, group.digest, files)
    for name in names_in(folder) - kept:
        remove(folder / name)


def _write_pages(folder: str, pages: Mapping[str, Callable[[], bytes]], present: Set[str]) -> None:
    for name, make in pages.items():
        path = f"{folder}/{name}/{INDEX}"
        if name in present:
            write_if_changed(path, make())
        else:
            os.makedirs(f"{folder}/{name}")
            write(path, make())


def _recorded(record: Path) -> dict[str, Any]:
    data = content_of(record)
    try:
        found = json.loads(data or b"{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _last_changes(paths: Iterable[str]) -> int:
    """When files were last changed, as a sum in nanoseconds; -1 if one does not exist."""
    try:
        return sum(os.stat(path).st_mtime_ns for path in paths)
    except OSError:
        return -1


def _remove_page(folder: str, is_ours: IsOurs) -> None:
    """Remove the folder of a page, unless it contains anything else."""
    if os.listdir(folder) == [INDEX]:
        remove_if_ours(f"{folder}/{INDEX}", is_ours)
    remove_if_empty(folder)


# -- the disk


def write(path: AnyPath, data: bytes) -> None:
    """Write *data* to *path*."""
    with open(path, "wb") as file:
        file.write(data)


def content_of(path: AnyPath) -> bytes | None:
    """The content of a plain file, or ``None`` if it does not exist or cannot be read."""
    try:
        if not os.path.isfile(path):  # a pipe would wait for someone to write into it
            return None
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None


def names_in(folder: AnyPath) -> set[str]:
    """The names of everything in a folder; none if it does not exist."""
    try:
        return set(os.listdir(folder))
    except FileNotFoundError:
        return set()


def _folders(folder: str) -> set[str]:
    """The names of the folders in *folder* that are not links."""
    try:
        with os.scandir(folder) as entries:
            return {entry.name for entry in entries if entry.is_dir(follow_symlinks=False)}
    except FileNotFoundError:
        return set()
