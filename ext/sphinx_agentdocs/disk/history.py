"""The history of a folder of definitions, read from the repository that it is part of.

A team that starts a ledger has often published links before.  Its repository has every version
of the folder, with its date.
"""

from __future__ import annotations

import posixpath
import subprocess
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, NamedTuple

from ..core.limits import DEFAULT_LIMITS
from ..core.paths import SUFFIX
from ..errors import UserError
from . import git
from .files import is_excluded

_FILES = ("100644", "100755", "100664")  # early versions of Git wrote the last one
_LINK = "120000"
_MOST_LINKS = 40
_CHUNK = 1 << 20


class When(NamedTuple):
    """A commit and its place in the history: later commits of a branch are greater.

    *date* is its date in UTC, such as 2026-01-31, and *number* its place in its branch, from 0.
    The commits of several branches are in the order of their dates.
    """

    date: str
    number: int
    commit: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The definitions of a folder as a commit left them.

    *files* holds the bytes of each definition by its path below the folder, sorted; *changed* are
    the paths that are new or have other bytes than in the previous snapshot.
    """

    when: When
    files: Mapping[str, bytes]
    changed: frozenset[str]


class _Blob(NamedTuple):
    """A file as Git stores it."""

    id: str
    data: bytes


def snapshots(
    folder: Path,
    exclude: Iterable[str] = (),
    most: int | None = None,
    limit: int = DEFAULT_LIMITS.file_bytes,
) -> Iterator[Snapshot]:
    """The folder in each commit of the current branch that changed it, the oldest first.

    *exclude* and *most* are those of `files.find_definitions`, *limit* that of `files.read_bytes`.
    A merge counts as one commit with everything that it brought into the branch.  A commit that
    changes no definition has no snapshot.  Raises UserError: at once if there is no history, or
    while reading if an object is missing.
    """
    commits = list(_commits(folder))
    return _snapshots(folder, commits, tuple(exclude), most, limit)


def _snapshots(
    folder: Path, commits: Iterable[When], exclude: tuple[str, ...], most: int | None, limit: int
) -> Iterator[Snapshot]:
    before: dict[str, _Blob] = {}
    with _reader(folder, limit) as read:
        for when in commits:
            ids = _definitions(folder, when.commit, exclude, read)
            known = {blob.id: blob for blob in before.values()}
            now = {path: known.get(ids[path]) or _Blob(ids[path], read(ids[path])) for path in sorted(ids)[:most]}
            if now != before:
                changed = frozenset(path for path, blob in now.items() if before.get(path) != blob)
                yield Snapshot(when, {path: blob.data for path, blob in now.items()}, changed)
            before = now


def _commits(folder: Path) -> Iterator[When]:
    """The commits that touched the folder, the oldest first."""
    inside, shallow = _repository(folder)
    if not inside:
        raise UserError(f"{folder} is not in the working tree of a repository; name a folder that is")
    if shallow:
        raise UserError(
            f"the repository of {folder} is a shallow clone without the history; run `git fetch --unshallow`, "
            "or check out with `fetch-depth: 0`"
        )
    touched = {commit for _, commit in _listed(folder, "--", ".")}
    if not touched:
        raise UserError(f"no commit of this branch touches {folder}; commit the definitions, or omit --from-git")
    every = _listed(folder)
    dates = in_order([seconds for seconds, _ in every], int(datetime.now(UTC).timestamp()))
    for number, (seconds, (_, commit)) in enumerate(zip(dates, every, strict=True)):
        if commit in touched:
            yield When(datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d"), number, commit)


def _listed(folder: Path, *paths: str) -> list[tuple[int, str]]:
    """The commits of the current branch that touched *paths*, the oldest first, each with its date in seconds."""
    found = _run(folder, "rev-list", "--first-parent", "--reverse", "--timestamp", "HEAD", *paths)
    if found.returncode and _run(folder, "rev-parse", "--quiet", "--verify", "HEAD").returncode == 0:
        raise _refused(folder, found)
    lines = found.stdout.decode("ascii").splitlines() if found.returncode == 0 else []
    return [(int(seconds), commit) for seconds, commit in map(str.split, lines)]


def in_order(dates: Sequence[int], now: int) -> list[int]:
    """*dates*, in seconds, of a series of events up to *now*, without those that cannot be true.

    Clocks are wrong at times, and a commit may claim any date.  A date from the future counts as
    *now*.  The longest series of dates that do not decrease is right; any other date becomes that
    of the event before, or, at the beginning, of the first right one.
    """
    dates = [max(0, min(date, now)) for date in dates]
    ends: list[int] = []  # the smallest end of a right series of each length, and the event with it
    events: list[int] = []
    before: list[int] = []
    for event, date in enumerate(dates):
        length = bisect_right(ends, date)
        before.append(events[length - 1] if length else -1)
        del ends[length : length + 1], events[length : length + 1]
        ends.insert(length, date)
        events.insert(length, event)
    return _filled(dates, events[-1] if events else -1, before)


def _filled(dates: list[int], last: int, before: Sequence[int]) -> list[int]:
    """*dates* with those of the series that ends with the event *last*; *before* links it."""
    right = set()
    while last >= 0:
        right.add(last)
        last = before[last]
    date = dates[min(right)] if right else 0
    return [date := dates[event] if event in right else date for event in range(len(dates))]


def _repository(folder: Path) -> tuple[bool, bool]:
    """Whether the folder is in a working tree, and whether the repository is a shallow clone."""
    found = _run(folder, "rev-parse", "--is-inside-work-tree", "--is-shallow-repository")
    if b"cannot use bare repository" in found.stderr:
        return False, False
    if b"not a git repository" in found.stderr:
        raise UserError(f"{folder} is not in a Git repository; omit --from-git, or name a folder in one")
    if found.returncode:
        raise _refused(folder, found)
    inside, shallow = found.stdout.split()
    return inside == b"true", shallow == b"true"


def _definitions(folder: Path, commit: str, exclude: tuple[str, ...], read: _Read) -> dict[str, str]:
    """The blob of each definition of a commit, by its path below the folder."""
    listed = _run(folder, "ls-tree", "-r", "-z", commit)
    if listed.returncode:
        raise _refused(folder, listed)
    files: dict[str, str] = {}
    links: dict[str, str] = {}
    for record in filter(None, listed.stdout.split(b"\0")):
        about, _, name = record.partition(b"\t")
        mode, _, blob = about.decode("ascii").split()
        try:
            path = name.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if mode in _FILES:
            files[path] = blob
        elif mode == _LINK and path.endswith(SUFFIX):
            links[path] = read(blob).decode("utf-8", "surrogateescape")
    followed = {path: files.get(_target(path, links)) for path in links}
    everything = {**files, **{path: blob for path, blob in followed.items() if blob is not None}}
    return {path: blob for path, blob in everything.items() if _is_definition(path, exclude)}


def _target(path: str, links: Mapping[str, str]) -> str:
    """The target of a symbolic link, as a path; one outside the folder matches no file in it."""
    for _ in range(_MOST_LINKS):
        if path not in links:
            return path
        path = posixpath.normpath(posixpath.join(posixpath.dirname(path), links[path]))
    return ""


def _is_definition(path: str, exclude: tuple[str, ...]) -> bool:
    return path.endswith(SUFFIX) and not is_excluded(path, exclude)


# -- asking Git


def _run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return git.run(folder, *arguments)
    except OSError as error:
        raise _unable(folder, error) from error


@contextmanager
def _reader(folder: Path, limit: int) -> Iterator[_Read]:
    """A reader of the first *limit* + 1 bytes of blobs; one process serves all of them."""
    try:
        process = subprocess.Popen(  # noqa: S603  # a fixed program
            [*git.COMMAND, "cat-file", "--batch"],
            cwd=folder,
            env=git.environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
    except OSError as error:
        raise _unable(folder, error) from error
    with process:
        yield _Read(folder, process, limit)


class _Read:
    """Reads blobs by their id."""

    def __init__(self, folder: Path, process: subprocess.Popen[bytes], limit: int) -> None:
        self.folder, self.process, self.limit = folder, process, limit

    def __call__(self, blob: str) -> bytes:
        """The first bytes of *blob*; raises UserError if it is missing."""
        asked, answered = self.process.stdin, self.process.stdout
        if asked is None or answered is None:
            raise TypeError("the process has pipes for both")
        try:
            asked.write(f"{blob}\n".encode("ascii"))
            asked.flush()
            _, _, size = answered.readline().split()
        except (OSError, ValueError) as error:
            raise UserError(
                f"the repository of {self.folder} lacks {blob}; fetch the whole history with `git fetch --refetch`, "
                "or check it with `git fsck`"
            ) from error
        return _first(answered, int(size), self.limit + 1)


def _first(stream: IO[bytes], size: int, most: int) -> bytes:
    """The first *most* of *size* bytes; the rest and the newline after it are skipped."""
    data = stream.read(min(size, most))
    left = size - len(data) + 1
    while left:
        left -= len(stream.read(min(left, _CHUNK))) or left
    return data


def _unable(folder: Path, error: OSError) -> UserError:
    if folder.is_dir():
        return UserError(f"git cannot be run ({error.strerror}); install it, or omit --from-git")
    return UserError(f"{folder} is not a folder; name the folder that holds the definitions")


def _refused(folder: Path, found: subprocess.CompletedProcess[bytes]) -> UserError:
    lines = [line.strip() for line in found.stderr.decode("utf-8", "replace").splitlines()]
    fix = next((line for line in lines[1:] if line.startswith("git config")), "git fsck")
    return UserError(f"git cannot read the history of {folder} ({git.reason(found)}); try `{fix}`")
