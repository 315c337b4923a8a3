"""Putting a finished site in the place of the one before, all of it or nothing.

A site is built beside its folder and compared with what stands there.  What is the same
stays the same file; what someone else put into the folder stays as well.  Nothing is ever
written into the folder itself, nor into a file that it shares with the new one.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ..errors import UserError
from . import swap
from .flush import flush

MANIFEST = ".agentdocs"


def check_target(out: Path) -> None:
    """Raise UserError or OSError where a site cannot be published at *out* without loss."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; choose a folder")
    if os.path.ismount(out):
        raise OSError(f"{out} is a mount point, which cannot be swapped; choose a folder inside of it")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        message = f"{out} holds files that agentdocs did not make; choose another folder, or empty this one"
        raise UserError(message)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out if out.is_dir() else out.parent
    if not os.access(folder, os.W_OK) or not os.access(out.parent, os.W_OK):
        raise PermissionError(f"{folder} cannot be written; mend its permissions or choose another folder")


def publish(site: Path, out: Path, work: Path) -> tuple[int, int]:
    """Make *out* hold what *site* holds; return how many files were written and how many removed.

    *work* is a folder on the same file system as *out*, for the new site until it is whole.
    """
    files = sorted(names_below(site))
    before = _manifest(out)
    written = [name for name in files if not _same(f"{site}/{name}", f"{out}/{name}")]
    removed = sorted(before - set(files))
    if not written and not removed and out.is_dir() and set(files) == before:
        return 0, 0
    clear(work)
    following, previous, _ = _places(work)
    changed, folders = set(written), _Folders()
    for name in files:
        folders.make_for(target := f"{following}/{name}")
        if name in changed:
            shutil.copy2(f"{site}/{name}", target)
        else:
            _keep(f"{out}/{name}", target)
    for name in _entries(out):
        if name not in before and name != MANIFEST and not os.path.lexists(target := f"{following}/{name}"):
            folders.make_for(target)
            _keep(f"{out}/{name}", target)
    (following / MANIFEST).write_text("\n".join(files) + "\n", "utf-8")
    flush(following)
    swap.put_in_place(following, out, previous)
    with suppress(OSError):  # the site stands; the next build tries again to remove the old one, and says why it cannot
        clear(work)
    return len(written), len(removed)


def was_interrupted(work: Path) -> bool:
    """Whether a build was killed between two steps of putting a site in its place."""
    return _places(work)[1].is_dir()


def recover(out: Path, work: Path) -> None:
    """Put back the site that a build killed between two steps left aside."""
    swap.recover(out, _places(work)[1])


def clear(work: Path) -> None:
    """Remove what is left of a site that never took its place, or has lost it."""
    following, previous, old = _places(work)
    for folder in (following, old):
        if folder.is_dir():
            shutil.rmtree(folder)
    if previous.is_dir():
        previous.rename(old)  # so that what is called previous is always whole
        shutil.rmtree(old)


def _places(work: Path) -> tuple[Path, Path, Path]:
    """Where the new site is put together, where the old one waits, and where it is removed."""
    return work / "next", work / "previous", work / "old"


class _Folders:
    """Makes the folders of files, each once: a site has tens of thousands of files, and asking takes as long."""

    def __init__(self) -> None:
        self.made: set[str] = set()

    def make_for(self, path: str) -> None:
        """Make the folder of the file *path*."""
        folder = path.rpartition("/")[0]
        if folder not in self.made:
            os.makedirs(folder, exist_ok=True)  # noqa: PTH103  # paths as objects take half of the time here
            self.made.add(folder)


def names_below(folder: Path) -> Iterator[str]:
    """The path of every file below *folder*, with ``/``."""
    for base, _, names in os.walk(folder):
        inner = _below(base, folder)
        for name in names:
            yield inner + name


def _entries(folder: Path) -> Iterator[str]:
    """Every file, every link and every empty folder below *folder*."""
    for base, folders, names in os.walk(folder):
        inner = _below(base, folder)
        for name in (*names, *(one for one in folders if _is_leaf(Path(base, one)))):
            yield inner + name


def _below(base: str, folder: Path) -> str:
    """The path of *base* below *folder* with a slash behind it, or an empty text for the folder itself."""
    inner = base[len(str(folder)) + 1 :].replace(os.sep, "/")
    return f"{inner}/" if inner else ""


def _is_leaf(folder: Path) -> bool:
    return folder.is_symlink() or not any(folder.iterdir())


def _manifest(out: Path) -> set[str]:
    try:
        return set((out / MANIFEST).read_text("utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return set()


def _same(one: str, other: str) -> bool:
    return os.path.isfile(other) and filecmp.cmp(one, other, shallow=False)  # noqa: PTH113  # as above


def _keep(source: str, target: str) -> None:
    """Let *target* be what *source* is: the same file where the disk has links, else a copy."""
    if os.path.islink(source):  # noqa: PTH114
        os.symlink(os.readlink(source), target)  # noqa: PTH115, PTH211
    elif os.path.isdir(source):  # noqa: PTH112
        os.makedirs(target, exist_ok=True)  # noqa: PTH103
    else:
        try:
            os.link(source, target)
        except FileExistsError:
            raise  # a copy would be written into the file that is there
        except OSError:
            shutil.copy2(source, target)
