"""Run Git: without a shell, and so that a repository cannot make it run anything.

Git only reads objects: it checks nothing out, runs no hook, filter or pager, and fetches nothing.
The configuration of a repository is not trusted, since a folder that someone sends can contain one:
what could start a program is overridden here.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

COMMAND = (
    *("git", "--no-pager", "--no-replace-objects"),
    *("-c", "core.fsmonitor=false"),
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "advice.graftFileDeprecated=false"),  # GIT_GRAFT_FILE below would put it before the reason
    *("-c", "log.showSignature=false"),  # it runs gpg.program
    *("-c", "safe.bareRepository=explicit"),  # a checkout can contain a whole repository as plain files
)
LONGEST = 600
"""Seconds after which Git is ended."""
_SET = {
    "LC_ALL": "C",  # its messages are parsed
    "GIT_ALLOW_PROTOCOL": "none",  # before Git 2.39.4, the only guard against fetching missing objects
    "GIT_GRAFT_FILE": os.devnull,
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
}
_UNSET = (  # Git sets them in a hook, for the repository of the hook
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_NAMESPACE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_SHALLOW_FILE",
    "GIT_EXTERNAL_DIFF",
)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """The answer of ``git`` in *folder*; raises OSError if Git is not installed.

    A repository can name a pipe as a file to read, for which Git would wait for ever.
    """
    try:
        return subprocess.run(  # noqa: S603  # a fixed program; the user chooses only the folder
            [*COMMAND, *arguments],
            cwd=folder,
            env=environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            timeout=LONGEST,
        )
    except subprocess.TimeoutExpired as expired:
        return subprocess.CompletedProcess(expired.cmd, 124, b"", f"no answer in {LONGEST} seconds".encode())


def repository_of(folder: Path) -> Path | None:
    """The root of the repository that *folder* is in, found without running Git."""
    return next((parent for parent in (folder, *folder.parents) if os.path.lexists(parent / ".git")), None)


def read_file(folder: Path, commit: str, name: str) -> subprocess.CompletedProcess[bytes]:
    """The bytes of the file *name* of *folder* in *commit*, exactly as stored.

    ``git show`` would convert other objects of that name for people, with programs that the
    repository chooses.  Raises OSError if Git is not installed.
    """
    return run(folder, "cat-file", "blob", f"{commit}:./{name}")


def environment() -> dict[str, str]:
    """The environment in which Git runs."""
    return {**{key: value for key, value in os.environ.items() if key not in _UNSET}, **_SET}


def reason(answer: subprocess.CompletedProcess[bytes]) -> str:
    """Why Git refused, in its words."""
    lines = answer.stderr.decode("utf-8", "replace").splitlines()
    reasons = [line for line in lines if not line.startswith(("hint: ", "warning: "))] or ["no reason given"]
    return reasons[0].removeprefix("fatal: ").removeprefix("error: ").rstrip(".")


# -- commits that a clone lacks

_ANCESTOR = re.compile(r"(?P<base>.*?[^~^])(?P<steps>(?:\^1?|~\d{0,4})+)")
_ID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


def missing_commit(folder: Path, commit: str) -> str:
    """The command that fetches *commit* into the repository of *folder*; empty if it is there or cannot be fetched.

    A checkout in CI has one commit and no other branch, so the base of a pull request is missing.
    Raises OSError if Git is not installed.
    """
    if commit.startswith("-") or _output(folder, "rev-parse", "--quiet", "--verify", f"{commit}^{{commit}}"):
        return ""
    shallow = _output(folder, "rev-parse", "--is-shallow-repository") == "true"
    remotes = _output(folder, "remote").splitlines()
    fetched = _fetched(commit, sorted(remotes, key=len, reverse=True), shallow=shallow)
    return shlex.join(["git", "fetch", *fetched]) if fetched else ""


def _fetched(commit: str, remotes: list[str], *, shallow: bool) -> list[str]:
    """The arguments of ``git fetch`` that bring *commit*; *remotes* are the longest first."""
    depth = ["--depth=1"] if shallow else []
    if ancestor := _ANCESTOR.fullmatch(commit):
        return [f"--deepen={_steps(ancestor['steps'])}"] if shallow else []
    name = commit.removeprefix("refs/").removeprefix("remotes/")
    for remote in remotes:
        branch = name.removeprefix(f"{remote}/")
        if branch not in (name, ""):
            return [*depth, remote, f"{branch}:refs/remotes/{remote}/{branch}"]
    if "origin" not in remotes:
        return []
    return [*depth, "origin", commit if _ID.fullmatch(commit) else f"{commit}:{commit}"]


def _steps(suffix: str) -> int:
    """How many generations ``~3`` or ``^^`` goes back."""
    return sum(int(number or 1) if mark == "~" else 1 for mark, number in re.findall(r"([~^])(\d*)", suffix))


def _output(folder: Path, *arguments: str) -> str:
    """What ``git`` prints, or an empty text if it refuses."""
    answer = run(folder, *arguments)
    return answer.stdout.decode("utf-8", "replace").strip() if answer.returncode == 0 else ""
