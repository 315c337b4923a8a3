"""The ledger as it is in a commit: what has been published, for comparison with the present one."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from pathlib import Path

from ..core.ledger.entries import Entry
from ..disk import git
from ..disk.ledger_file import parse_bytes
from ..errors import UserError
from .opened import Ledger

_MAIN = ("origin/HEAD", "origin/main", "origin/master", "main", "master")
"""The names that the published branch usually has."""


def ledger_in(ledger: Ledger, commit: str) -> Mapping[str, Entry]:
    """The entries that the ledger has in *commit*.

    Raises UserError where there is no such commit, no ledger in it, or no Git.
    """
    content = _content_in(ledger.path, commit)
    if content == ledger.content:
        return ledger.entries  # the usual case, in little time
    return parse_bytes(content, ledger.path, commit)


def _content_in(path: Path, commit: str) -> bytes:
    """The content of the ledger in *commit*; raises UserError."""
    if commit.startswith("-"):
        raise UserError(f"{commit} is not a commit; name one, such as origin/main")
    folder = path.resolve().parent
    try:
        answer = git.read_file(folder, commit, path.name)
        fetch = git.missing_commit(folder, commit) if answer.returncode else ""
    except OSError as error:
        raise UserError(f"git cannot be run ({error.strerror}); install it, or omit the commit") from error
    if fetch:
        raise UserError(f"this checkout does not have {commit}; fetch it with `{fetch}`")
    if answer.returncode:
        reason = git.reason(answer)
        raise UserError(f"{path} cannot be read in {commit} ({reason}); name a commit that contains it")
    return answer.stdout


def last_committed(ledger: Ledger) -> Mapping[str, Entry]:
    """The entries that the ledger has in the last commit; none if it is in no commit."""
    return _if_any(ledger, "HEAD")


def published_before(ledger: Ledger) -> tuple[str, Mapping[str, Entry]]:
    """The newest commit before the last one that is likely published, and the entries of its ledger.

    That is the main branch, if the last commit contains it and has more; else the commit that
    the last one followed, or was merged into.  Without any, the name is empty.
    """
    name, commit = _published(ledger.path)
    return (name, _if_any(ledger, commit)) if name else ("", {})


def content_before(path: Path) -> bytes:
    """The content of the ledger at *path* in the commit of `published_before`; empty without one."""
    commit = _published(path)[1]
    try:
        return _content_in(path, commit) if commit else b""
    except UserError:
        return b""


def _published(path: Path) -> tuple[str, str]:
    """The name and the id of the newest commit before the last one that is likely published; both empty without one."""
    head = _hash(path, "HEAD")
    for name in (*_MAIN, "HEAD^1"):
        commit = _hash(path, name) if head else ""
        if commit and commit != head and _contains(path, commit):
            return name, commit
    return "", ""


def is_merged(ledger: Ledger, commit: str) -> bool:
    """Whether the last commit contains *commit*, as far as the repository knows."""
    return _contains(ledger.path, commit)


def _contains(path: Path, commit: str) -> bool:
    answer = _git(path, "merge-base", "--is-ancestor", commit, "HEAD", "--")
    return answer is not None and answer.returncode == 0


def is_shallow(ledger: Ledger) -> bool:
    """Whether the repository lacks a part of its history."""
    answer = _git(ledger.path, "rev-parse", "--is-shallow-repository")
    return answer is not None and answer.stdout.strip() == b"true"


def _if_any(ledger: Ledger, commit: str) -> Mapping[str, Entry]:
    try:
        return ledger_in(ledger, commit)
    except UserError:
        return {}


def _hash(path: Path, name: str) -> str:
    """The id of the commit called *name*, or an empty text."""
    answer = _git(path, "rev-parse", "--quiet", "--verify", f"{name}^{{commit}}", "--")
    return "" if answer is None or answer.returncode else answer.stdout.decode("ascii", "replace").split()[0]


def _git(path: Path, *arguments: str) -> subprocess.CompletedProcess[bytes] | None:
    try:
        return git.run(path.resolve().parent, *arguments)
    except OSError:
        return None
