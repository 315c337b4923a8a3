"""Publishing a finished site in place of the previous one, all of it or nothing.

The new site is compared with the output folder.  It is put together next to that folder and swapped with it; if only
a few files of a large site differ, they are replaced where they are, behind a journal (see `in_place`).  A file that
did not change stays the same file, and so does a file that someone else put there.  Nothing is ever written
into a published file: a new one takes its name.

A file that someone else put there is published as well, so it may come from a stranger, with a
checkout.  Only a site that this user built is replaced; a link in it is refused, and so is an
added file that a browser or a server would run, unless the user names it.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ..disk.packs import files_in
from ..disk.plain_files import HERE, NOT_PLAIN, Tree, remove, state_of, tree, write_new
from ..errors import UserError
from . import in_place, swap
from .flush import flush
from .folders import Folders
from .published_list import compared, is_published, known, remember, whole_output
from .records import Records

MANIFEST = ".agentdocs"
_MANY, _SHARE = 2000, 10
"""From how many files on a site is changed where it is, if one of so many or fewer differ.

Swapping a smaller site takes no time, and readers never see two versions of it.
"""
INERT_FILES = ("CNAME", ".nojekyll")
INERT_SUFFIXES = tuple(".txt .csv .png .jpg .jpeg .gif .webp .avif .ico .woff .woff2 .ttf .otf".split())
"""The added files that are published without being named: no browser runs them, and no server reads them as rules."""


def check_way(named: Path, out: Path, records: Records) -> None:
    """Raise UserError if the output folder *named* by the user leads through a link to *out*, not built there before.

    A link in the current folder may have come with a checkout, and lead to any place of the user.
    """
    here = Path.cwd()
    whole = here / named
    steps = [whole, *whole.parents]
    inside = [step for step in steps if step == whole or (step != here and step.is_relative_to(here))]
    link = next((step for step in inside if step.is_symlink()), None)
    if link is not None and not _is_ours(out, records):
        raise UserError(f"{named} leads through the symbolic link {link} to {out}; name that folder itself")


def check_target(out: Path, work: Path, records: Records) -> None:
    """Raise UserError or OSError if a site cannot be published at *out* without losing anything."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; choose a folder")
    if os.path.ismount(out):
        raise OSError(f"{out} is a mount point, which cannot be replaced; choose a folder inside it")
    if os.path.lexists(_places(work)[1]) and not out.exists():
        raise _untrusted(_places(work)[1], records)
    if out.is_dir() and any(out.iterdir()):
        if not os.path.lexists(out / MANIFEST):
            fix = "choose another output folder or empty this one"
            raise UserError(f"{out} contains files that agentdocs did not create; {fix}")
        if not _is_ours(out, records):
            raise _untrusted(out, records)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out if out.is_dir() else out.parent
    if not os.access(folder, os.W_OK) or not os.access(out.parent, os.W_OK):
        raise PermissionError(f"{folder} is not writable; fix its permissions or choose another output folder")


@dataclass(frozen=True, slots=True)
class Site:
    """A finished site: a folder of files, with their hashes, and packs of further files, each with its hash."""

    folder: Path
    hashes: Mapping[str, str]
    packs: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Published:
    """How many files were written and removed, and the state of everything in the output, or nothing if in doubt."""

    written: int
    removed: int
    output: Tree


_NOTHING = Tree({}, {}, [])


def publish(site: Site, out: Path, work: Path, records: Records, extra: Iterable[str] = ()) -> Published:
    """Publish *site* at *out*.

    *work* is a folder on the same file system as *out*, for the new site until it is complete.
    *extra* are patterns of added files to publish although they may run.
    """
    last = known(work, records)
    found = whole_output(out, last) if out.is_dir() else _NOTHING
    there = found.files
    recorded = _manifest(out, out, records)
    added, before = _added(out, found, recorded, extra, records), recorded or set()
    written = [
        name
        for name, digest in sorted(site.hashes.items())
        if not is_published(f"{site.folder}/{name}", digest, f"{out}/{name}", there.get(name), last.files.get(name))
    ]
    packed = {
        path: compared(path, digest, last.packs.get(path.name), out, there) for path, digest in site.packs.items()
    }
    names = site.hashes.keys() | {name for pack in packed.values() for name in pack.names}
    unpacked = {path: pack.differing for path, pack in packed.items() if pack.differing}
    step = _Step(site, out, work, sorted(names), written, unpacked, sorted(before - names), added, found)
    after = found
    if step.count or step.removed or not out.is_dir() or names != before:
        after = _replace(step, records)
    packs = {path.name: (site.packs[path], pack.names) for path, pack in packed.items()}
    remember(site.hashes, packs, after, work, records)
    return Published(step.count, len(step.removed), after)


@dataclass(frozen=True, slots=True)
class _Step:
    """From the previous site to the next: *there* is what is at *out* now, *added* what others put there.

    *files* are all names of the next one; *written* and *unpacked* those of files that differ, the latter by pack.
    """

    site: Site
    out: Path
    work: Path
    files: Sequence[str]
    written: Sequence[str]
    unpacked: Mapping[Path, Sequence[str]]
    removed: Sequence[str]
    added: Sequence[str]
    there: Tree

    @property
    def is_small(self) -> bool:
        """Whether it takes less work to change single files than to put together a whole site."""
        return len(self.files) >= _MANY and (self.count + len(self.removed)) * _SHARE <= len(self.files)

    @property
    def count(self) -> int:
        """How many files are written."""
        return len(self.written) + sum(map(len, self.unpacked.values()))

    def unpack(self, folder: Path) -> list[str]:
        """Write the files that differ, from their packs, below *folder*; return their names."""
        folders, names = Folders(), list[str]()
        for path, some in self.unpacked.items():
            files = files_in(path)
            for name in some:
                folders.make_for(target := f"{folder}/{name}")
                with open(target, "xb") as file:  # noqa: PTH123  # as in `Folders`
                    file.write(files[name])
            names += some
        return names


def _replace(step: _Step, records: Records) -> Tree:
    """Replace the output, all of it or a few files; return what is there then, or nothing if that is in doubt."""
    clear(step.work)
    following, previous, _ = _places(step.work)
    following.mkdir()
    content = ("\n".join(step.files) + "\n").encode("utf-8", "surrogateescape")
    write_new(following / MANIFEST, content)
    records.remember(step.out / MANIFEST, content)
    unpacked = step.unpack(following)
    sources = {name: step.site.folder / name for name in step.written}
    sources |= {name: following / name for name in (*unpacked, MANIFEST)}
    if step.is_small and in_place.fits(step.out, sources, step.removed):
        in_place.change(step.out, step.work, sources, step.removed, records)
        after = _after(step, sources)
        _clear_if_possible(step.work)
        return after
    _put_together(step, following)
    flush(following)
    swap.put_in_place(following, step.out, previous)
    _clear_if_possible(step.work)
    found, before = tree(step.out), step.there.files
    kept = before.keys() & found.files.keys() - sources.keys()
    return found if all(found.files[name][:2] == before[name][:2] for name in kept) else _NOTHING


def _after(step: _Step, written: Collection[str]) -> Tree:
    """The states of everything in the output after single files were changed."""
    files, folders = dict(step.there.files), dict(step.there.folders)
    for name in step.removed:
        files.pop(name, None)
    for name in written:
        files[name] = state_of(os.lstat(step.out / name))
    for above in {above for name in (*written, *step.removed) for above in PurePosixPath(name).parents}:
        name = HERE if above == PurePosixPath() else f"{above}/"
        folders.pop(name, None)
        with suppress(FileNotFoundError):  # removed with the last file in it
            folders[name] = state_of(os.lstat(step.out / above))
    return Tree(files, folders, [name for name in step.there.empty if folders.get(name) == step.there.folders[name]])


def _put_together(step: _Step, following: Path) -> None:
    """Add to the unpacked files: changed ones from the site; the rest, and files that others made, from the output."""
    folders, written = Folders(), set(step.written)
    unpacked = {name for names in step.unpacked.values() for name in names}
    for name in step.files:
        if name in unpacked:
            continue
        folders.make_for(target := f"{following}/{name}")
        if name in written:
            shutil.copy2(f"{step.site.folder}/{name}", target)
        else:
            _keep(f"{step.out}/{name}", target)
    for name in step.added:
        if not os.path.lexists(target := f"{following}/{name}"):
            folders.make_for(target)
            _keep(f"{step.out}/{name}", target)


def was_interrupted(work: Path) -> bool:
    """Whether a build was killed while it replaced the previous site, or a part of it."""
    return os.path.lexists(_places(work)[1]) or in_place.is_pending(work)


def recover(out: Path, work: Path, records: Records) -> None:
    """Put the previous site back if a build was killed while it replaced it, or a part of it; raises OSError."""
    previous = _places(work)[1]
    if not previous.is_symlink() and _manifest(previous, out, records) is not None:
        swap.recover(out, previous)
    if in_place.is_pending(work) and _is_ours(out, records):
        in_place.undo(out, work, records)


def clear(work: Path) -> None:
    """Remove the remains of a site that was never published, or has been replaced."""
    following, previous, old = _places(work)
    in_place.clear(work)
    remove(following)
    remove(old)
    if os.path.lexists(previous):
        previous.rename(old)  # so that a folder called `previous` is always complete
        remove(old)


def _clear_if_possible(work: Path) -> None:
    """Remove the remains of the previous site: the new one is published, whatever happens."""
    with suppress(OSError):  # the next build tries again, and reports why it cannot
        clear(work)


def _places(work: Path) -> tuple[Path, Path, Path]:
    """Where the next site is put together, where the previous one waits, and where it is removed."""
    return work / "next", work / "previous", work / "old"


def _is_ours(out: Path, records: Records) -> bool:
    """Whether a build of this user published what is at *out*."""
    return records.read(out / MANIFEST, out / MANIFEST) is not None


def _manifest(folder: Path, out: Path, records: Records) -> set[str] | None:
    """The files that the previous build published at *out*, now in *folder*; ``None`` if no build of this user did."""
    content = records.read(folder / MANIFEST, out / MANIFEST)
    return None if content is None else set(content.decode("utf-8", "surrogateescape").splitlines())


def _added(out: Path, there: Tree, before: set[str] | None, extra: Iterable[str], records: Records) -> list[str]:
    """Everything in *out* that no build wrote; raises UserError if it must not be published."""
    if not there.files and not there.empty:
        return []
    if before is None:
        raise _untrusted(out, records)
    added, patterns = [name.rstrip("/") for name in there.empty], tuple(extra)
    for name, state in there.files.items():
        if state == NOT_PLAIN:
            raise UserError(f"{out / name} is a link or not a plain file, which cannot be published; remove it")
        if name not in before and name != MANIFEST:
            if not _is_inert(name) and not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                fix = f"remove it, or add `--extra {name}`"
                raise UserError(f"{out / name} was not written by a build and may run; {fix}")
            added.append(name)
    return added


# -- files that others added


def _is_inert(name: str) -> bool:
    return name in INERT_FILES or name.lower().endswith(INERT_SUFFIXES)


def _untrusted(folder: Path, records: Records) -> UserError:
    """The error for a site that may be a stranger's."""
    why = (
        f"was not built by you on this machine{f', as far as can be known: {records.problem}' * bool(records.problem)}"
    )
    fix = "remove it, except for files of your own, or choose another output folder"
    return UserError(f"{folder} {why}; its files cannot be trusted, so {fix}")


def _keep(source: str, target: str) -> None:
    """Make *target* the same file as *source* where the disk has hard links, else a copy."""
    if os.path.isdir(source):  # noqa: PTH112
        os.makedirs(target, exist_ok=True)  # noqa: PTH103
    else:
        try:
            os.link(source, target)
        except FileExistsError:
            raise  # a copy would write into the existing file
        except OSError:
            shutil.copy2(source, target)
