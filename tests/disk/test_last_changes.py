"""When files were last changed and by whom, from real repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from sphinx_agentdocs.disk import git as own
from sphinx_agentdocs.disk.last_changes import LastChange, commit_of, last_changes

ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *arguments: str, author: str = "Ada", date: str = "2026-01-31T12:00:00Z") -> str:
    who = {
        **{f"GIT_{role}_NAME": author for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_EMAIL": "a@team.example" for role in ("AUTHOR", "COMMITTER")},
        **{f"GIT_{role}_DATE": date for role in ("AUTHOR", "COMMITTER")},
    }
    answer = subprocess.run(
        ["git", *arguments], cwd=folder, env={**os.environ, **ALONE, **who}, check=True, capture_output=True, text=True
    )
    return answer.stdout.strip()


def commit(repository: Path, files: dict[str, str], author: str, date: str) -> None:
    for name, text in files.items():
        path = repository / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-q", "-m", "Change", author=author, date=f"{date}T12:00:00Z")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    folder = tmp_path / "repository"
    folder.mkdir()
    git(folder, "init", "-q", "-b", "main")
    commit(folder, {"team/a.md": "1", "team/deep/b.md": "1", "other/c.md": "1"}, "Ada", "2024-01-01")
    commit(folder, {"team/a.md": "2", "other/c.md": "2"}, "Ben", "2024-02-01")
    commit(folder, {"team/a.md": "3"}, "Ada", "2024-03-01")
    return folder


def test_each_file_has_its_last_day_and_all_authors_the_latest_first(repository):
    commit(repository, {"team/a.md": "4"}, "Cleo", "2024-04-01")
    assert last_changes(repository / "team") == {
        "a.md": LastChange("2024-04-01", ("Cleo", "Ada", "Ben")),
        "deep/b.md": LastChange("2024-01-01", ("Ada",)),
    }


def test_the_day_is_that_of_the_commit_in_utc(repository):
    (repository / "team/a.md").write_text("4")
    git(repository, "commit", "-q", "-am", "Late", date="2024-05-01T23:30:00-0500")
    assert last_changes(repository / "team")["a.md"].date == "2024-05-02"


def test_names_of_files_and_authors_are_what_they_are(repository):
    names = ["team/ü ñ.md", 'team/"quoted".md', "team/two\nlines.md", "team/ /x.md"]
    commit(repository, dict.fromkeys(names, "1"), "Zoë / \x1b[1m{x}", "2024-05-01")
    found = last_changes(repository / "team")
    assert {name for name, change in found.items() if change.date == "2024-05-01"} == {name[5:] for name in names}
    assert found["ü ñ.md"].authors == ("Zoë / \x1b[1m{x}",)


def test_a_merge_changes_nothing_by_itself(repository):
    git(repository, "switch", "-q", "-c", "side", "HEAD~1")
    commit(repository, {"team/deep/b.md": "2"}, "Cleo", "2024-04-01")
    git(repository, "switch", "-q", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "Merge", "side", author="Max", date="2024-06-01T12:00:00Z")
    found = last_changes(repository / "team")
    assert found["deep/b.md"] == LastChange("2024-04-01", ("Cleo", "Ada"))
    assert found["a.md"] == LastChange("2024-03-01", ("Ada", "Ben"))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("log.follow", "true"),
        ("log.showRoot", "false"),
        ("log.diffMerges", "first-parent"),
        ("diff.renames", "copies"),
        ("diff.noprefix", "true"),
        ("color.ui", "always"),
        ("format.pretty", "oneline"),
        ("log.date", "raw"),
        ("log.decorate", "full"),
        ("i18n.logOutputEncoding", "latin1"),
        ("core.quotePath", "true"),
    ],
)
def test_no_setting_of_the_repository_changes_the_answer(repository, key, value):
    commit(repository, {"team/ü.md": "1"}, "Zoë", "2024-05-01")
    before = last_changes(repository / "team")
    assert before["ü.md"] == LastChange("2024-05-01", ("Zoë",))
    git(repository, "config", key, value)
    assert last_changes(repository / "team") == before


def test_the_commit_is_that_of_the_whole_history(repository, tmp_path):
    assert commit_of(repository / "team") == git(repository, "rev-parse", "HEAD")
    git(tmp_path, "clone", "-q", "--depth=1", repository.as_uri(), "shallow")
    assert commit_of(tmp_path / "shallow") == ""


@pytest.mark.parametrize(("kept", "is_known"), [("blob:none", True), ("tree:0", False)])
def test_a_clone_that_lacks_contents_is_enough_and_one_that_lacks_folders_is_not(repository, tmp_path, kept, is_known):
    git(repository, "mv", "team/a.md", "team/renamed.md")
    commit(repository, {"team/renamed.md": "a\nb\nc\n3"}, "Cleo", "2024-04-01")
    git(repository, "config", "uploadpack.allowFilter", "true")
    git(tmp_path, "clone", "-q", "--no-checkout", f"--filter={kept}", repository.as_uri(), "partial")
    (tmp_path / "partial/team").mkdir()
    assert last_changes(tmp_path / "partial/team") == (last_changes(repository / "team") if is_known else None)


def test_where_there_is_no_history(tmp_path, monkeypatch):
    assert (commit_of(tmp_path), last_changes(tmp_path)) == ("", None)
    git(tmp_path, "init", "-q")
    assert (commit_of(tmp_path), last_changes(tmp_path)) == ("", None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (commit_of(tmp_path), last_changes(tmp_path)) == ("", None)


def write_commit(repository: Path, head: bytes) -> None:
    """A commit of the files as they are staged, with a *head* that Git itself would not write."""
    tree, parent = git(repository, "write-tree").encode(), git(repository, "rev-parse", "HEAD").encode()
    written = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--literally", "--stdin"],
        cwd=repository,
        input=b"tree %s\nparent %s\n%s\n\nText\n" % (tree, parent, head),
        check=True,
        capture_output=True,
    )
    git(repository, "update-ref", "refs/heads/main", written.stdout.decode().strip())


ADA = b"author Ada <a@x> 1700000000 +0000"


@pytest.mark.parametrize(
    ("head", "change"),
    [
        (ADA + b"\ncommitter E <a@x> 253402300800 +0000", LastChange("", ("Ada", "Ben"))),
        (ADA + b"\ncommitter E <a@x> 18446744073709551614 +0000", LastChange("", ("Ada", "Ben"))),
        (ADA + b"\ncommitter E <a@x> -5 +0000", LastChange("", ("Ada", "Ben"))),
        (ADA + b"\ncommitter E <a@x>", LastChange("", ("Ada", "Ben"))),
        (ADA, LastChange("", ("Ada", "Ben"))),
        (b"committer E <a@x> 1700000000 +0000", LastChange("2023-11-14", ("", "Ada", "Ben"))),
        (
            b"author Zo\xeb <a@x> 1700000000 +0000\ncommitter E <a@x> 1700000000 +0000",
            LastChange("2023-11-14", ("Zo\\xeb", "Ada", "Ben")),
        ),
        (
            b"author " + b"x" * 1_000 + b" <a@x> 1700000000 +0000\ncommitter E <a@x> 1700000000 +0000",
            LastChange("2023-11-14", ("x" * 200, "Ada", "Ben")),
        ),
    ],
    ids=["year 10000", "beyond all clocks", "negative", "no time", "no committer", "no author", "no UTF-8", "long"],
)
def test_a_commit_that_git_would_not_write(repository, head, change):
    (repository / "team/a.md").write_text("4")
    git(repository, "add", "-A")
    write_commit(repository, head)
    assert last_changes(repository / "team")["a.md"] == change


def test_a_work_tree_that_is_said_to_be_none(repository):
    git(repository, "config", "core.bare", "true")
    assert commit_of(repository / "team") == ""


def test_git_is_ended_when_it_does_not_answer(repository, monkeypatch):
    monkeypatch.setattr(own, "LONGEST", 1)
    os.mkfifo(repository / ".git/pipe")
    git(repository, "config", "diff.orderFile", str(repository / ".git/pipe"))
    assert last_changes(repository / "team") is None
