"""Putting a finished site in the place of the one before, all of it or nothing.

A site is built beside its folder and compared with what stands there.  What is the same
stays the same file; what someone else put into the folder stays as well.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

MANIFEST = ".agentdocs"


class ForeignFilesError(Exception):
    """The folder holds files, and none of them says that this program made it."""


def check_target(out: Path) -> None:
    """Raise ForeignFilesError or OSError where a site cannot be published at *out* without loss."""
    if out.exists() and not out.is_dir():
        raise NotADirectoryError(f"{out} is a file; choose a folder")
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        message = f"{out} holds files that agentdocs did not make; choose another folder, or empty this one"
        raise ForeignFilesError(message)
    out.parent.mkdir(parents=True, exist_ok=True)
    folder = out if out.is_dir() else out.parent
    if not os.access(folder, os.W_OK) or not os.access(out.parent, os.W_OK):
        raise PermissionError(f"{folder} cannot be written; mend its permissions or choose another folder")


def publish(site: Path, out: Path, work: Path) -> tuple[int, int]:
    """Make *out* hold what *site* holds; return how many files were written and how many removed.

    *work* is a folder on the same file system as *out*, for the new site until it is whole.
    """
    files = sorted(_files(site))
    before = _manifest(out)
    written = [name for name in files if not _same(site / name, out / name)]
    removed = sorted(before - set(files))
    if not written and not removed and out.is_dir() and set(files) == before:
        return 0, 0
    following, previous = work / "next", work / "previous"
    for stale in (following, previous):
        shutil.rmtree(stale, ignore_errors=True)
    changed = set(written)
    for name in files:
        _place(site / name if name in changed else out / name, following / name, link=name not in changed)
    for name in _files(out) if out.is_dir() else ():
        if name not in before and name != MANIFEST and not (following / name).exists():
            _place(out / name, following / name, link=True)
    (following / MANIFEST).write_text("\n".join(files) + "\n", "utf-8")
    if out.is_dir():
        out.rename(previous)
    following.rename(out)
    shutil.rmtree(previous, ignore_errors=True)
    return len(written), len(removed)


def recover(out: Path, work: Path) -> None:
    """Put back the site that a build killed between two steps left aside."""
    previous = work / "previous"
    if previous.is_dir() and not out.exists():
        previous.rename(out)


def _files(folder: Path) -> Iterator[str]:
    for base, _, names in os.walk(folder):
        for name in names:
            yield Path(base, name).relative_to(folder).as_posix()


def _manifest(out: Path) -> set[str]:
    try:
        return set((out / MANIFEST).read_text("utf-8").splitlines())
    except OSError:
        return set()


def _same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _place(source: Path, target: Path, *, link: bool) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if link:
        try:
            os.link(source, target)
            return
        except OSError:
            pass  # a file system without links: a copy is as good
    shutil.copy2(source, target)
