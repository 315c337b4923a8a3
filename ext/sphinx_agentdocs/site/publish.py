"""Publishing a finished site in place of the previous one, all of it or nothing.

The new site is put together next to the output folder and compared with it.  A file that did not
change stays the same file, and so does a file that someone else put there.  Nothing is ever
written into the output folder itself, nor into a file that it shares with the new site.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from contextlib import suppress
from pathlib import Path

from ..errors import UserError
from . import swap
from .flush import flush
from .folders import Folders, entries_below, files_below

MANIFEST = ".agentdocs"


def check_target(out: Path) -> None:
    """Raise UserError or OSError if a site cannot be published at *out* without losing anything."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; choose a folder")
    if os.path.ismount(out):
        raise OSError(f"{out} is a mount point, which cannot be replaced; choose a folder inside it")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        message = f"{out} contains files that agentdocs did not create; choose another output folder or empty this one"
        raise UserError(message)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out if out.is_dir() else out.parent
    if not os.access(folder, os.W_OK) or not os.access(out.parent, os.W_OK):
        raise PermissionError(f"{folder} is not writable; fix its permissions or choose another output folder")


def publish(site: Path, out: Path, work: Path) -> tuple[int, int]:
    """Publish *site* at *out*; return how many files were written and how many removed.

    *work* is a folder on the same file system as *out*, for the new site until it is complete.
    """
    files = sorted(files_below(site))
    before = _manifest(out)
    written = [name for name in files if not _same(f"{site}/{name}", f"{out}/{name}")]
    removed = sorted(before - set(files))
    if not written and not removed and out.is_dir() and set(files) == before:
        return 0, 0
    clear(work)
    following, previous, _ = _places(work)
    _put_together(site, out, following, set(written), before)
    (following / MANIFEST).write_text("\n".join(files) + "\n", "utf-8")
    flush(following)
    swap.put_in_place(following, out, previous)
    with suppress(OSError):  # the site is published; the next build tries again, and reports why it cannot
        clear(work)
    return len(written), len(removed)


def _put_together(site: Path, out: Path, following: Path, written: set[str], before: set[str]) -> None:
    """Assemble the next site: changed files from *site*; the rest, and files that others made, from *out*."""
    folders = Folders()
    for name in files_below(site):
        folders.make_for(target := f"{following}/{name}")
        if name in written:
            shutil.copy2(f"{site}/{name}", target)
        else:
            _keep(f"{out}/{name}", target)
    for name in entries_below(out):
        if name not in before and name != MANIFEST and not os.path.lexists(target := f"{following}/{name}"):
            folders.make_for(target)
            _keep(f"{out}/{name}", target)


def was_interrupted(work: Path) -> bool:
    """Whether a build was killed while it replaced the previous site."""
    return _places(work)[1].is_dir()


def recover(out: Path, work: Path) -> None:
    """Put the previous site back if a build was killed while it replaced it."""
    swap.recover(out, _places(work)[1])


def clear(work: Path) -> None:
    """Remove the remains of a site that was never published, or has been replaced."""
    following, previous, old = _places(work)
    for folder in (following, old):
        if folder.is_dir():
            shutil.rmtree(folder)
    if previous.is_dir():
        previous.rename(old)  # so that a folder called `previous` is always complete
        shutil.rmtree(old)


def _places(work: Path) -> tuple[Path, Path, Path]:
    """Where the next site is put together, where the previous one waits, and where it is removed."""
    return work / "next", work / "previous", work / "old"


def _manifest(out: Path) -> set[str]:
    """The files that the previous build published."""
    try:
        return set((out / MANIFEST).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return set()


def _same(one: str, other: str) -> bool:
    return os.path.isfile(other) and filecmp.cmp(one, other, shallow=False)  # noqa: PTH113  # as in `Folders`


def _keep(source: str, target: str) -> None:
    """Make *target* the same file as *source* where the disk has hard links, else a copy."""
    if os.path.islink(source):  # noqa: PTH114
        os.symlink(os.readlink(source), target)  # noqa: PTH115, PTH211
    elif os.path.isdir(source):  # noqa: PTH112
        os.makedirs(target, exist_ok=True)  # noqa: PTH103
    else:
        try:
            os.link(source, target)
        except FileExistsError:
            raise  # a copy would write into the existing file
        except OSError:
            shutil.copy2(source, target)
