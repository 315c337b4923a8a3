"""Changing a few files of a published site where they are, so that none of it or all of it happens.

First everything is prepared next to the site: the new files, and a second name for each file that will be replaced
or removed.  Then a journal is written.  While it exists, the site may be half-way; whoever finds it
undoes what was done, by giving the former files their names back.  The change counts once the journal is removed.

The journal is recorded like the other lists, and has the hash of each former file: it cannot be used to
publish a file of a stranger.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from ..core.paths import folded
from ..disk.plain_files import hash_of, remove, write_new
from .flush import flush, flush_folder
from .records import Records

JOURNAL, FOLDER = "changes.json", "changes"


def fits(out: Path, written: Iterable[str], removed: Iterable[str]) -> bool:
    """Whether each name is free for its file: no folder is in its place, no file in that of its folder, and no other
    spelling of it is removed, which may be the same file.
    """
    spellings = {folded(name) for name in removed}
    return not any(folded(name) in spellings or _is_blocked(out, name) for name in written)


def _is_blocked(out: Path, name: str) -> bool:
    path = out / name
    return path.is_dir() or any(os.path.lexists(above) and not _is_folder(above) for above in _above(out, name))


def change(out: Path, work: Path, written: Mapping[str, Path], removed: Sequence[str], records: Records) -> None:
    """Make the files *written* of *out* what the files of the site are, and remove the files *removed*.

    Raises OSError; then `undo` has to be called.
    """
    folder = work / FOLDER
    folder.mkdir()
    new = {name: folder / f"new-{number}" for number, name in enumerate(written)}
    for name, path in new.items():
        shutil.copy2(written[name], path)
    names = [*written, *removed]
    before = {name: _second_name(out / name, folder / f"old-{number}") for number, name in enumerate(names)}
    content = json.dumps(before).encode()
    write_new(work / f"{JOURNAL}.new", content)
    flush(work)
    records.remember(work / JOURNAL, content)
    (work / f"{JOURNAL}.new").replace(work / JOURNAL)
    flush_folder(work)
    for name, path in new.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        path.replace(out / name)
    for name in removed:
        _remove_file(out, name)
    end(work, records)


def _second_name(path: Path, second: Path) -> str | None:
    """The hash of the file at *path*, which also gets the name *second*; ``None`` if there is no file."""
    if not path.is_file():
        return None
    try:
        second.hardlink_to(path)
    except OSError:
        shutil.copy2(path, second)  # a disk without hard links
    return hash_of(second)


def is_pending(work: Path) -> bool:
    """Whether a change was begun and not ended."""
    return os.path.lexists(work / JOURNAL)


def undo(out: Path, work: Path, records: Records) -> None:
    """Undo a change that was begun and not ended; raises OSError if that is not possible now."""
    content = records.read(work / JOURNAL, work / JOURNAL)
    if content is None or not _is_folder(work / FOLDER):
        return
    for number, (name, digest) in enumerate(json.loads(content).items()):
        if all(_is_folder(above) or not os.path.lexists(above) for above in _above(out, name)):
            _restore(out, name, digest, work / FOLDER / f"old-{number}")
    flush(work)
    end(work, records)


def _restore(out: Path, name: str, digest: str | None, second: Path) -> None:
    """Put back the former file, unless that is already done; a file without a former one is removed."""
    if digest is None:
        _remove_file(out, name)
    elif os.path.lexists(second) and hash_of(second) == digest:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        second.replace(out / name)


def end(work: Path, records: Records) -> None:
    """Remove the journal, and then what was prepared."""
    remove(work / JOURNAL)
    records.forget(work / JOURNAL)
    with suppress(OSError):  # the next build tries again, and reports why it cannot
        clear(work)


def clear(work: Path) -> None:
    """Remove what was prepared for a change that was never begun, or is done, and the journal of a stranger."""
    for name in (JOURNAL, f"{JOURNAL}.new", FOLDER):
        remove(work / name)


def _remove_file(out: Path, name: str) -> None:
    """Remove a file, and the folders that are then empty."""
    (out / name).unlink(missing_ok=True)
    with suppress(OSError):
        for above in _above(out, name):
            with suppress(FileNotFoundError):
                above.rmdir()


def _above(out: Path, name: str) -> Iterator[Path]:
    """The folders between *out* and the file *name*, the innermost first."""
    for parent in Path(name).parents[:-1]:
        yield out / parent


def _is_folder(path: Path) -> bool:
    return path.is_dir() and not path.is_symlink()
