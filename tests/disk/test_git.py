"""Git as a command runs it: the fetch that brings a missing commit, in real clones."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path

import pytest

from sphinx_agentdocs.disk import git as own
from sphinx_agentdocs.disk.git import missing_commit, read_file
from sphinx_agentdocs.disk.history import snapshots
from sphinx_agentdocs.disk.last_changes import commit_of, last_changes
from sphinx_agentdocs.errors import UserError

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


# -- a repository that somebody else made


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with a folder ``team`` and two versions of a definition and of a ledger."""
    folder = tmp_path / "repository"
    (folder / "team").mkdir(parents=True)
    git(folder, "init", "-q", "-b", "main")
    for text in ("One.", "Two."):
        (folder / "team/a.md").write_text(text)
        (folder / "team/permalinks.jsonl").write_text(text)
        git(folder, "add", "--all")
        git(folder, "commit", "-q", "-m", text)
    return folder


@pytest.fixture
def trap(tmp_path: Path) -> Path:
    """A program that leaves a mark when it is run."""
    program = tmp_path / "trap"
    program.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\nexit 1\n")
    program.chmod(0o755)
    return program


def everything(folder: Path) -> list[object]:
    """What each use of Git returns: the history, a file of a commit, and a commit that is missing."""
    found: list[object] = []
    try:
        found.extend(dict(one.files) for one in snapshots(folder))
    except UserError as error:
        found.append(str(error))
    found += [read_file(folder, commit, "permalinks.jsonl").stdout for commit in ("HEAD", "HEAD~1")]
    found += [missing_commit(folder, commit) for commit in ("origin/main", "HEAD~1", "HEAD")]
    found += [commit_of(folder), last_changes(folder)]
    for arguments in (
        ("show", "HEAD:./permalinks.jsonl", "--"),
        ("rev-parse", "--quiet", "--verify", "HEAD^{commit}", "--"),
        ("merge-base", "--is-ancestor", "HEAD~1", "HEAD", "--"),
    ):
        own.run(folder, *arguments)
    return found


AS_USUAL = [{"a.md": b"One."}, {"a.md": b"Two."}, b"Two.", b"One."]
COMMANDS_OF_GIT = ("show", "log", "rev-parse", "rev-list", "ls-tree", "cat-file", "merge-base", "remote")
SETTINGS = (
    *("core.fsmonitor", "core.pager", "core.editor", "core.sshCommand", "core.gitProxy", "core.askPass"),
    *("core.alternateRefsCommand", "diff.external", "diff.trap.textconv", "diff.trap.command"),
    *("filter.trap.smudge", "filter.trap.clean", "filter.trap.process", "gpg.program", "gpg.ssh.program"),
    *("credential.helper", "uploadpack.packObjectsHook", "sequence.editor", "merge.trap.driver"),
    *(f"pager.{command}" for command in COMMANDS_OF_GIT),
    *(f"alias.{command}" for command in COMMANDS_OF_GIT),
)


def set_traps(repository: Path, trap: Path, *arguments: str) -> None:
    for name in SETTINGS:
        git(repository, "config", *arguments, name, f"!{trap}" if name.startswith("alias") else str(trap))
    git(repository, "config", *arguments, "log.showSignature", "true")


def test_no_setting_of_a_repository_runs_anything(repository, trap, tmp_path):
    set_traps(repository, trap)
    (repository / ".git/info/attributes").write_text("* diff=trap filter=trap merge=trap\n")
    assert everything(repository / "team")[:4] == AS_USUAL
    assert not (tmp_path / "ran").exists()


def test_no_included_setting_runs_anything(repository, trap, tmp_path):
    set_traps(repository, trap, "--file", str(repository / "more"))
    git(repository, "config", "include.path", "../more")
    git(repository, "config", "extensions.worktreeConfig", "true")
    (repository / ".git/config.worktree").write_text(f'[include]\n\tpath = "{repository}/more"\n')
    assert everything(repository / "team")[:4] == AS_USUAL
    assert not (tmp_path / "ran").exists()


def test_no_attribute_of_a_checkout_runs_anything(repository, trap, tmp_path):
    (repository / "team/.gitattributes").write_text("* diff=trap filter=trap\n")
    git(repository, "add", "team/.gitattributes")
    set_traps(repository, trap)
    assert everything(repository / "team")[:4] == AS_USUAL
    assert not (tmp_path / "ran").exists()


def test_no_hook_runs(repository, trap, tmp_path):
    (repository / "hooks").mkdir()
    for folder in (repository / "hooks", repository / ".git/hooks"):
        folder.mkdir(exist_ok=True)
        for hook in (
            "post-checkout",
            "reference-transaction",
            "post-index-change",
            "fsmonitor-watchman",
            "pre-auto-gc",
        ):
            (folder / hook).write_bytes(trap.read_bytes())
            (folder / hook).chmod(0o755)
    assert everything(repository / "team")[:4] == AS_USUAL
    git(repository, "config", "core.hooksPath", "hooks")
    assert everything(repository / "team")[:4] == AS_USUAL
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("guard", ["GIT_NO_LAZY_FETCH", "GIT_ALLOW_PROTOCOL"])
@pytest.mark.parametrize(
    "url", ["{repository}", "file://{repository}", "ext::{trap}", "x@localhost:y", "ssh://localhost/y"]
)
def test_a_missing_object_is_not_fetched(repository, trap, tmp_path, monkeypatch, guard, url):
    """A partial clone fetches what it lacks; its configuration says from where, and with which program."""
    monkeypatch.delitem(own._SET, guard)  # each of the two suffices
    for object_ in ("HEAD:team/permalinks.jsonl", "HEAD:team/a.md"):
        blob = git(repository, "rev-parse", object_)
        (repository / f".git/objects/{blob[:2]}/{blob[2:]}").unlink(missing_ok=True)
    set_traps(repository, trap)
    for name, value in {
        "core.repositoryFormatVersion": "1",
        "extensions.partialClone": "origin",
        "remote.origin.url": url.format(repository=repository, trap=trap),
        "remote.origin.promisor": "true",
        "remote.origin.uploadpack": str(trap),
        "protocol.allow": "always",
        "protocol.ext.allow": "always",
    }.items():
        git(repository, "config", name, value)
    history, refusal, *_ = everything(repository / "team")
    assert history == {"a.md": b"One."}
    assert str(refusal).startswith(f"the repository of {repository}/team lacks ")
    assert not (tmp_path / "ran").exists()


def test_a_repository_among_the_definitions_is_not_asked(repository, trap, tmp_path):
    """A checkout cannot contain ``.git``, but the files of a repository without a working tree."""
    git(repository, "clone", "-q", "--bare", str(repository), str(tmp_path / "bare"))
    set_traps(tmp_path / "bare", trap)
    (tmp_path / "bare").rename(repository / "team/bare")
    folder = repository / "team/bare"
    assert own.run(folder, "rev-parse", "HEAD").returncode != 0
    (history, *_) = everything(folder)
    assert history == f"{folder} is not in the working tree of a repository; name a folder that is"
    assert everything(repository / "team")[:4] == AS_USUAL
    assert not (tmp_path / "ran").exists()


def test_a_file_named_git_that_leads_to_another_repository_runs_nothing(repository, trap, tmp_path):
    set_traps(repository, trap)
    folder = tmp_path / "sent"
    (folder / "team").mkdir(parents=True)
    (folder / ".git").write_text(f"gitdir: {repository}/.git\n")
    assert everything(folder / "team")[:4] == AS_USUAL
    assert not (tmp_path / "ran").exists()


def test_a_repository_that_names_another_working_tree_runs_nothing(repository, trap, tmp_path):
    set_traps(repository, trap)
    git(repository, "config", "core.worktree", str(tmp_path))
    assert everything(repository / "team")[0] == (
        f"no commit of this branch touches {repository}/team; commit the definitions, or omit --from-git"
    )
    assert not (tmp_path / "ran").exists()


def test_replaced_and_grafted_commits_are_read_as_they_were(repository):
    git(repository, "replace", "HEAD", "HEAD~1")
    (repository / ".git/info").mkdir(exist_ok=True)
    first = subprocess.run(
        ["git", "--no-replace-objects", "rev-parse", "HEAD"], cwd=repository, capture_output=True, check=True, text=True
    ).stdout.strip()
    (repository / ".git/info/grafts").write_text(f"{first}\n")  # without a parent
    assert everything(repository / "team")[:4] == AS_USUAL


def test_a_submodule_in_place_of_the_ledger_is_not_a_file(repository, trap, tmp_path):
    """`git show` would show the commit, with the programs that the configuration names."""
    set_traps(repository, trap)
    (repository / ".git/info/attributes").write_text("* diff=trap\n")
    commit = git(repository, "rev-parse", "HEAD")
    git(repository, "rm", "-q", "--cached", "team/permalinks.jsonl")
    git(repository, "update-index", "--add", "--cacheinfo", f"160000,{commit},team/permalinks.jsonl")
    git(repository, "-c", "core.fsmonitor=false", "-c", "gpg.program=gpg", "commit", "-q", "-m", "Submodule")
    (tmp_path / "ran").unlink(missing_ok=True)
    answer = read_file(repository / "team", "HEAD", "permalinks.jsonl")
    assert (answer.returncode != 0, answer.stdout) == (True, b"")
    assert not (tmp_path / "ran").exists()


def test_the_reason_is_no_hint_and_no_warning():
    said = b"warning: lazy fetching disabled\nhint: x\nfatal: bad object HEAD.\n"
    assert own.reason(subprocess.CompletedProcess([], 128, b"", said)) == "bad object HEAD"
    assert own.reason(subprocess.CompletedProcess([], 1, b"", b"hint: x\n")) == "no reason given"
