"""Publishing a finished site in place of the previous one, all of it or nothing.

The new site is put together next to the output folder and compared with it.  A file that did not
change stays the same file, and so does a file that someone else put there.  Nothing is ever
written into the output folder itself, nor into a file that it shares with the new site.

A file that someone else put there is published as well, so it may come from a stranger, with a
checkout.  Only a site that this user built is replaced; a link in it is refused, and so is an
added file that a browser or a server would run, unless the user names it.
"""

from __future__ import annotations

import filecmp
import fnmatch
import os
import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ..disk.plain_files import remove, scanned, write_new
from ..errors import UserError
from . import swap
from .flush import flush
from .folders import Folders, files_below
from .records import Records

MANIFEST = ".agentdocs"
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
    if link is not None and _manifest(out, out, records) is None:
        raise UserError(f"{named} leads through the symbolic link {link} to {out}; name that folder itself")


def check_target(out: Path, work: Path, records: Records) -> None:
    """Raise UserError or OSError if a site cannot be published at *out* without losing anything."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; choose a folder")
    if os.path.ismount(out):
        raise OSError(f"{out} is a mount point, which cannot be replaced; choose a folder inside it")
    if was_interrupted(work) and not out.exists():
        raise _untrusted(_places(work)[1], records)
    if out.is_dir() and any(out.iterdir()):
        if not os.path.lexists(out / MANIFEST):
            fix = "choose another output folder or empty this one"
            raise UserError(f"{out} contains files that agentdocs did not create; {fix}")
        if _manifest(out, out, records) is None:
            raise _untrusted(out, records)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out if out.is_dir() else out.parent
    if not os.access(folder, os.W_OK) or not os.access(out.parent, os.W_OK):
        raise PermissionError(f"{folder} is not writable; fix its permissions or choose another output folder")


def publish(site: Path, out: Path, work: Path, records: Records, extra: Iterable[str] = ()) -> tuple[int, int]:
    """Publish *site* at *out*; return how many files were written and how many removed.

    *work* is a folder on the same file system as *out*, for the new site until it is complete.
    *extra* are patterns of added files to publish although they may run.
    """
    files = sorted(files_below(site))
    recorded = _manifest(out, out, records)
    added, before = _added(out, recorded, extra, records), recorded or set()
    written = [name for name in files if not _same(f"{site}/{name}", f"{out}/{name}")]
    removed = sorted(before - set(files))
    if not written and not removed and out.is_dir() and set(files) == before:
        return 0, 0
    clear(work)
    following, previous, _ = _places(work)
    _put_together(site, out, following, set(written), added)
    content = ("\n".join(files) + "\n").encode("utf-8", "surrogateescape")
    write_new(following / MANIFEST, content)
    flush(following)
    records.remember(out / MANIFEST, content)
    swap.put_in_place(following, out, previous)
    with suppress(OSError):  # the site is published; the next build tries again, and reports why it cannot
        clear(work)
    return len(written), len(removed)


def _put_together(site: Path, out: Path, following: Path, written: set[str], added: Iterable[str]) -> None:
    """Assemble the next site: changed files from *site*; the rest, and files that others made, from *out*."""
    folders = Folders()
    for name in files_below(site):
        folders.make_for(target := f"{following}/{name}")
        if name in written:
            shutil.copy2(f"{site}/{name}", target)
        else:
            _keep(f"{out}/{name}", target)
    for name in added:
        if not os.path.lexists(target := f"{following}/{name}"):
            folders.make_for(target)
            _keep(f"{out}/{name}", target)


def was_interrupted(work: Path) -> bool:
    """Whether a build was killed while it replaced the previous site."""
    return os.path.lexists(_places(work)[1])


def recover(out: Path, work: Path, records: Records) -> None:
    """Put the previous site back if a build was killed while it replaced it."""
    previous = _places(work)[1]
    if not previous.is_symlink() and _manifest(previous, out, records) is not None:
        swap.recover(out, previous)


def clear(work: Path) -> None:
    """Remove the remains of a site that was never published, or has been replaced."""
    following, previous, old = _places(work)
    remove(following)
    remove(old)
    if os.path.lexists(previous):
        previous.rename(old)  # so that a folder called `previous` is always complete
        remove(old)


def _places(work: Path) -> tuple[Path, Path, Path]:
    """Where the next site is put together, where the previous one waits, and where it is removed."""
    return work / "next", work / "previous", work / "old"


def _manifest(folder: Path, out: Path, records: Records) -> set[str] | None:
    """The files that the previous build published at *out*, now in *folder*; ``None`` if no build of this user did."""
    content = records.read(folder / MANIFEST, out / MANIFEST)
    return None if content is None else set(content.decode("utf-8", "surrogateescape").splitlines())


def _added(out: Path, before: set[str] | None, extra: Iterable[str], records: Records) -> list[str]:
    """Everything in *out* that no build wrote; raises UserError if it must not be published."""
    if not out.is_dir() or not any(out.iterdir()):
        return []
    if before is None:
        raise _untrusted(out, records)
    added, patterns = [], tuple(extra)
    for name, entry in scanned(out):
        if entry is None:
            added.append(name.rstrip("/"))
        elif not entry.is_file(follow_symlinks=False):
            raise UserError(f"{out / name} is a link or not a plain file, which cannot be published; remove it")
        elif name not in before and name != MANIFEST:
            if not _is_inert(name) and not any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns):
                fix = f"remove it, or add `--extra {name}`"
                raise UserError(f"{out / name} was not written by a build and may run; {fix}")
            added.append(name)
    return added


def _is_inert(name: str) -> bool:
    return name in INERT_FILES or name.lower().endswith(INERT_SUFFIXES)


def _untrusted(folder: Path, records: Records) -> UserError:
    """The error for a site that may be a stranger's."""
    why = (
        f"was not built by you on this machine{f', as far as can be known: {records.problem}' * bool(records.problem)}"
    )
    fix = "remove it, except for files of your own, or choose another output folder"
    return UserError(f"{folder} {why}; its files cannot be trusted, so {fix}")


def _same(one: str, other: str) -> bool:
    return os.path.isfile(other) and filecmp.cmp(one, other, shallow=False)  # noqa: PTH113  # as in `Folders`


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
