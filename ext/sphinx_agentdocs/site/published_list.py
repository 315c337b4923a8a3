"""What the last build published, so that a file that is still there need not be read.

The list has the state and the hash of each file.  Of a pack it has the hash, the names of its files, and one digest of
their states.  A list stays right whatever happens to the output: it says what is in a file that has a certain state.

It also has the names of everything else in the output, and a digest of the states of its folders.  As long as that is
the same, nothing was added or removed, and the files need not be looked for.
"""

from __future__ import annotations

import filecmp
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from ..disk.packs import files_in, names_in
from ..disk.plain_files import State, Tree, digest_of, states_of, tree, write_new
from .clock import is_past
from .records import FORMAT, Records

LIST = "published.json"
_MISSING = State(-2, -2, -2)


class KnownFile(NamedTuple):
    """A published file: its state, and the hash of its content."""

    state: State
    digest: str


class KnownPack(NamedTuple):
    """A published pack: its hash, the names of its files, and a digest of their states."""

    digest: str
    names: Sequence[str]
    states: str


class KnownRest(NamedTuple):
    """What else is in the output: the files of others, all folders with a digest of their states, and empty ones."""

    files: Sequence[str]
    folders: Sequence[str]
    states: str
    empty: list[str]


class Known(NamedTuple):
    """What was published: the files by their names, and the packs by theirs; and what else is in the output."""

    files: Mapping[str, KnownFile]
    packs: Mapping[str, KnownPack]
    rest: KnownRest


def known(work: Path, records: Records) -> Known:
    """What the last build published; nothing if this user made no list of it, or one of another format."""
    content = records.read(work / LIST, work / LIST)
    listed = json.loads(content) if content is not None else {}
    if listed.get("format") != FORMAT:
        return Known({}, {}, KnownRest((), (), "", []))
    files = {name: KnownFile(State(*state), digest) for name, (*state, digest) in listed["files"].items()}
    packs = {name: KnownPack(*pack) for name, pack in listed["packs"].items()}
    return Known(files, packs, KnownRest(*listed["rest"]))


def whole_output(out: Path, known: Known) -> Tree:
    """Everything at *out*, in half of the time that looking for it takes, if no folder changed since it was *known*."""
    rest = known.rest
    with suppress(OSError):
        folders = dict(zip(rest.folders, states_of(out, rest.folders), strict=True))
        if rest.states and rest.states == _digest(rest.folders, folders):
            names = [*known.files, *chain.from_iterable(pack.names for pack in known.packs.values()), *rest.files]
            return Tree(dict(zip(names, states_of(out, names), strict=True)), folders, rest.empty)
    return tree(out)


def remember(
    hashes: Mapping[str, str],
    packs: Mapping[str, tuple[str, Sequence[str]]],
    output: Tree,
    work: Path,
    records: Records,
) -> None:
    """List what was published, unless a later change could have the same time; no error ends the build for it.

    *hashes* are those of the files by their names; *packs* the hash of each pack and the names of its files.
    """
    there, folders = output.files, output.folders
    with suppress(OSError):
        if there and is_past(max(state.changed for state in chain(there.values(), folders.values())), work):
            files = {name: (*there[name], digest) for name, digest in hashes.items() if name in there}
            packed = {pack: (digest, names, _digest(names, there)) for pack, (digest, names) in packs.items()}
            others = there.keys() - files.keys() - set(chain.from_iterable(names for _, names in packs.values()))
            rest = (sorted(others), list(folders), _digest(folders, folders), output.empty)
            content = json.dumps({"format": FORMAT, "files": files, "packs": packed, "rest": rest}).encode()
            records.remember(work / LIST, content)
            write_new(work / LIST, content)


def is_published(new: str, digest: str, old: str, state: State | None, known: KnownFile | None) -> bool:
    """Whether the file *old*, with *state*, has the content of the file *new*, with the hash *digest*."""
    if state is None:
        return False
    if known and known.state.is_untouched(state):
        return known.digest == digest
    return os.path.isfile(old) and filecmp.cmp(new, old, shallow=False)  # noqa: PTH113  # as in `Folders`


@dataclass(frozen=True, slots=True)
class Packed:
    """The names of the files of a pack, and those of them that are not at the output as they are in the pack."""

    names: Sequence[str]
    differing: Sequence[str]


def compared(path: Path, digest: str, known: KnownPack | None, out: Path, there: Mapping[str, State]) -> Packed:
    """The pack at *path* with the hash *digest* next to the files at *out*, which have the states *there*."""
    if known and known.states and (known.digest, known.states) == (digest, _digest(known.names, there)):
        return Packed(known.names, ())
    names = names_in(path)
    if there.keys().isdisjoint(names):
        return Packed(names, names)
    files = files_in(path)
    return Packed(names, [name for name in names if name not in there or _content(out / name) != files[name]])


def _digest(names: Iterable[str], states: Mapping[str, State]) -> str:
    """A digest of the states of files; empty where the system does not know when a file was changed."""
    found = [states.get(name, _MISSING) for name in names]
    if not all(state.is_untouched(state) for state in found):
        return ""
    return digest_of(found)


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
