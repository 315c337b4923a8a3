"""Git as a command runs it: the fetch that brings a missing commit, in real clones."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from sphinx_agentdocs.disk.git import missing_commit

WHO = {f"GIT_{role}_{key}": "a@team.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *arguments: str) -> str:
    answer = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        env={**os.environ, **ALONE, **WHO},
        check=True,
        capture_output=True,
        text=True,
    )
    return answer.stdout.strip()


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """A repository with three commits on ``main``, a branch ``team/next``, a tag, and a merged pull request."""
    folder = tmp_path / "origin"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "uploadpack.allowReachableSHA1InWant", "true")
    for number in range(3):
        git(folder, "commit", "-q", "--allow-empty", "-m", f"Change {number}")
    git(folder, "tag", "v1")
    git(folder, "switch", "-q", "-c", "team/next")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Next")
    git(folder, "switch", "-q", "-c", "pull", "main")
    git(folder, "merge", "-q", "--no-ff", "-m", "Merge", "team/next")
    git(folder, "update-ref", "refs/pull/1/merge", "HEAD")
    git(folder, "switch", "-q", "main")
    git(folder, "branch", "-q", "-D", "pull")
    return folder


@pytest.fixture
def checkout(origin: Path, tmp_path: Path) -> Path:
    """A fresh checkout of the pull request, as `actions/checkout` makes it: one commit, no branch."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "remote", "add", "origin", origin.as_uri())
    merge = git(origin, "rev-parse", "refs/pull/1/merge")
    git(folder, "fetch", "-q", "--no-tags", "--depth=1", "origin", f"+{merge}:refs/remotes/pull/1/merge")
    git(folder, "checkout", "-q", "refs/remotes/pull/1/merge")
    return folder


COMMANDS = {
    "origin/main": "git fetch --depth=1 origin main:refs/remotes/origin/main",
    "refs/remotes/origin/main": "git fetch --depth=1 origin main:refs/remotes/origin/main",
    "origin/team/next": "git fetch --depth=1 origin team/next:refs/remotes/origin/team/next",
    "main": "git fetch --depth=1 origin main:main",
    "v1": "git fetch --depth=1 origin v1:v1",
    "HEAD^1": "git fetch --deepen=1",
    "HEAD^": "git fetch --deepen=1",
    "HEAD~2": "git fetch --deepen=2",
    "HEAD~1^": "git fetch --deepen=2",
}


@pytest.mark.parametrize(("commit", "command"), COMMANDS.items())
def test_a_shallow_clone_gets_the_command_that_brings_the_commit(checkout, commit, command):
    assert missing_commit(checkout, commit) == command
    git(checkout, *shlex.split(command)[1:])
    assert missing_commit(checkout, commit) == ""
    assert git(checkout, "rev-parse", "--verify", f"{commit}^{{commit}}")


def test_a_commit_by_its_id(origin, checkout):
    commit = git(origin, "rev-parse", "main~1")
    assert missing_commit(checkout, commit) == f"git fetch --depth=1 origin {commit}"
    git(checkout, "fetch", "--depth=1", "origin", commit)
    assert missing_commit(checkout, commit) == ""


def test_a_full_clone_is_not_made_shallow(origin, tmp_path):
    git(tmp_path, "clone", "-q", "--single-branch", origin.as_uri(), "full")
    assert missing_commit(tmp_path / "full", "origin/main") == ""
    assert missing_commit(tmp_path / "full", "origin/team/next") == (
        "git fetch origin team/next:refs/remotes/origin/team/next"
    )
    assert missing_commit(tmp_path / "full", "HEAD~7") == ""


def test_a_remote_whose_name_contains_a_slash(checkout):
    git(checkout, "remote", "add", "the/fork", "../origin")
    assert missing_commit(checkout, "the/fork/main") == "git fetch --depth=1 the/fork main:refs/remotes/the/fork/main"


def test_no_command_where_nothing_can_be_fetched(origin, tmp_path):
    assert missing_commit(origin, "HEAD") == ""
    assert missing_commit(origin, "origin/main") == ""
    assert missing_commit(tmp_path, "origin/main") == ""
    assert missing_commit(origin, "--output=x") == ""


def test_a_name_that_is_hard_on_a_shell_is_quoted(checkout):
    assert missing_commit(checkout, "origin/$(x)") == "git fetch --depth=1 origin '$(x):refs/remotes/origin/$(x)'"
