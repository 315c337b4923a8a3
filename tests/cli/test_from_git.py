"""The history of a folder of definitions, read from real repositories."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk.files import find_definitions
from sphinx_agentdocs.disk.history import Snapshot, When, in_order, snapshots
from sphinx_agentdocs.errors import UserError
from sphinx_agentdocs.ledger.source import Source, read_history

ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


class Repository:
    """A repository in its own folder, with a folder ``team`` of definitions in it."""

    def __init__(self, root: Path) -> None:
        self.root, self.team, self.hours = root, root / "team", 0
        self.team.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")

    def git(self, *arguments: str, date: str = "2026-01-01T00:00:00+0000") -> str:
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", "A"), ("EMAIL", "a@team.example"), ("DATE", date))
        }
        return subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **ALONE, **who},
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()

    def write(self, **files: str) -> None:
        """Write definitions in ``team`` by name; an empty text removes one."""
        for name, text in files.items():
            path = self.team / f"{name.replace('__', '/')}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text) if text else path.unlink()

    def commit(self, day: str = "2026-01-01", **files: str) -> str:
        """Commit everything at noon of a day; return the commit."""
        self.write(**files)
        self.git("add", "--all")
        self.git("commit", "-q", "--allow-empty", "-m", "Change", date=f"{day}T12:00:00+0000")
        return self.git("rev-parse", "HEAD")


@pytest.fixture(autouse=True)
def _no_configuration_of_the_machine(monkeypatch):
    for key, value in ALONE.items():
        monkeypatch.setenv(key, value)


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


def texts(folder: Path, *arguments, **options) -> list[dict[str, str]]:
    """The texts of each snapshot, by path."""
    return [
        {path: data.decode() for path, data in one.files.items()} for one in snapshots(folder, *arguments, **options)
    ]


def refusal(folder: Path) -> str:
    with pytest.raises(UserError) as caught:
        list(snapshots(folder))
    assert "\n" not in str(caught.value)
    return str(caught.value)


# -- which versions and files are read


def test_each_commit_that_touched_the_folder_is_a_snapshot(repository):
    first = repository.commit("2026-01-05", ada="One.", ben="Two.")
    (repository.root / "README.md").write_text("Elsewhere.")
    repository.commit("2026-01-06")
    third = repository.commit("2026-01-07", ada="One, better.", bow__cleo="Three.")
    fourth = repository.commit("2026-01-09", ben="")
    assert list(snapshots(repository.team)) == [
        Snapshot(When("2026-01-05", 0, first), {"ada.md": b"One.", "ben.md": b"Two."}, frozenset({"ada.md", "ben.md"})),
        Snapshot(
            When("2026-01-07", 2, third),
            {"ada.md": b"One, better.", "ben.md": b"Two.", "bow/cleo.md": b"Three."},
            frozenset({"ada.md", "bow/cleo.md"}),
        ),
        Snapshot(When("2026-01-09", 3, fourth), {"ada.md": b"One, better.", "bow/cleo.md": b"Three."}, frozenset()),
    ]


def test_the_last_snapshot_is_what_the_folder_holds(repository):
    repository.commit(ada="One.", bow__ben="Two.", bow__deep__cleo="Three.")
    *_, last = snapshots(repository.team)
    found = find_definitions(repository.team).paths
    assert last.files == {path: (repository.team / path).read_bytes() for path in found}


def test_a_day_is_that_of_the_commit_in_utc(repository):
    repository.write(ada="One.")
    repository.git("add", "--all")
    repository.git("commit", "-q", "-m", "Late", date="2026-03-01T23:30:00-0500")
    assert [one.when.date for one in snapshots(repository.team)] == ["2026-03-02"]


@pytest.mark.parametrize(
    ("dates", "right"),
    [
        ([], []),
        ([1, 2, 2, 3], [1, 2, 2, 3]),
        ([1, 9, 2, 3], [1, 1, 2, 3]),
        ([5, 6, 0, 7], [5, 6, 6, 7]),
        ([9, 1, 2, 3], [1, 1, 2, 3]),
        ([3, 2, 1], [1, 1, 1]),
        ([1, 10**30, 2], [1, 1, 2]),
        ([-5, 10**30], [0, 100]),
    ],
)
def test_dates_that_cannot_be_true(dates, right):
    assert in_order(dates, 100) == right


@given(st.lists(st.integers(-(10**20), 10**20) | st.integers(0, 20), max_size=30))
def test_dates_are_in_order_and_a_series_in_order_is_kept(dates):
    right = in_order(dates, 20)
    assert right == sorted(right)
    assert len(right) == len(dates)
    assert all(0 <= date <= 20 for date in right)
    assert in_order(right, 20) == right


FAR = "@253402300800 +0000"  # 10000-01-01
LAST_OF_GIT = "@18446744073709551614 +0000"


@pytest.mark.parametrize("date", [FAR, "@99999999999 +9999", "@4102444800 -9959", LAST_OF_GIT])
def test_a_commit_from_the_future_has_the_date_of_today(repository, date):
    repository.write(ada="One.")
    repository.git("add", "--all")
    repository.git("commit", "-q", "-m", "Far", date=date)
    today = datetime.now(UTC).strftime("%Y-%m-%d")
    assert [one.when.date for one in snapshots(repository.team)] == [today]


@pytest.mark.parametrize(
    ("written", "date"),
    [
        (b"99999999999999999999999 +0000", "today"),
        (b"-1 +0000", "today"),
        (b"0 +0000", "1970-01-01"),
        (b"1770000000 +99999999", "2026-02-02"),
        (b"1770000000", "2026-02-02"),
        (b"yesterday", "1970-01-01"),
        (b"", "1970-01-01"),
    ],
)
def test_a_commit_with_a_date_that_no_program_would_write(repository, written, date):
    tree_of = repository.commit(ada="One.")
    tree = repository.git("rev-parse", f"{tree_of}^{{tree}}").encode()
    raw = b"tree " + tree + b"\nauthor A <a> " + written + b"\ncommitter A <a> " + written + b"\n\nx\n"
    (repository.root / ".git/raw").write_bytes(raw)
    commit = repository.git("hash-object", "-t", "commit", "-w", "--literally", ".git/raw")
    repository.git("update-ref", "HEAD", commit)
    (one,) = snapshots(repository.team)
    assert one.when.date == (f"{datetime.now(UTC):%Y-%m-%d}" if date == "today" else date)


def test_wrong_clocks_do_not_change_the_order(repository):
    repository.commit("2026-01-04", ada="Zero.")
    repository.commit("2026-01-05", ada="One.")
    repository.commit("1999-01-01", ada="Two.")
    repository.commit("2026-01-07", ada="Three.")
    assert [(one.when.date, one.files["ada.md"]) for one in snapshots(repository.team)] == [
        ("2026-01-04", b"Zero."),
        ("2026-01-05", b"One."),
        ("2026-01-05", b"Two."),
        ("2026-01-07", b"Three."),
    ]


def test_the_collections_of_a_repository_change_in_the_order_of_its_commits(repository):
    """All on one day, the last with a clock that is late."""
    (repository.root / "other").mkdir()
    source = Source({"team": repository.team, "other": repository.root / "other"}, None)
    text = "---\nname: {}\ndescription: Use it.\n---\n"
    for number in range(4):
        repository.write(ada=text.format(f"ada-{number}"))
        if number % 2:
            (repository.root / "other/ben.md").write_text(text.format(f"ben-{number}"))
        repository.commit("2026-01-05" if number < 3 else "2026-01-04")
    published = [(date, [unit.title for unit in units if unit.kind == "agent"]) for date, units in read_history(source)]
    assert [names for _, names in published] == [
        ["Ada 0"],
        ["Ada 1", "Ben 1"],
        ["Ada 2", "Ben 1"],
        ["Ada 3", "Ben 3"],
    ]
    assert [date for date, _ in published] == ["2026-01-05"] * 4


def test_what_is_not_committed_is_not_history(repository):
    repository.commit(ada="One.")
    repository.write(ada="Two.", ben="New.")
    assert texts(repository.team) == [{"ada.md": "One."}]


def test_a_commit_that_changes_no_definition_has_no_snapshot(repository):
    repository.commit(ada="One.")
    (repository.team / "notes.txt").write_text("Notes.")
    repository.commit()
    assert texts(repository.team) == [{"ada.md": "One."}]


def test_an_excluded_file_is_not_a_definition(repository):
    repository.commit(ada="One.", README="Read.", bow__README="Read.")
    assert texts(repository.team, ["README.md", "*/README.md"]) == [{"ada.md": "One."}]


def test_the_rest_by_path_is_left_out_past_the_limit(repository):
    repository.commit(ben="Two.", ada="One.", cleo="Three.")
    assert texts(repository.team, most=2) == [{"ada.md": "One.", "ben.md": "Two."}]


def test_one_byte_more_than_the_limit_is_read_of_a_large_file(repository):
    repository.commit(ada="0123456789" * 500_000, ben="Two.")
    assert texts(repository.team, limit=10) == [{"ada.md": "01234567890", "ben.md": "Two."}]


def test_a_folder_that_is_the_repository(repository):
    repository.commit(ada="One.")
    (repository.root / "ben.md").write_text("Two.")
    repository.commit()
    assert texts(repository.root) == [{"team/ada.md": "One."}, {"ben.md": "Two.", "team/ada.md": "One."}]


def test_a_folder_that_was_not_always_one(repository):
    shutil.rmtree(repository.team)
    repository.team.write_text("A file.")
    repository.commit()
    repository.team.unlink()
    repository.commit("2026-01-02", ada="One.")
    repository.commit("2026-01-03", ada="")
    repository.commit("2026-01-04", ada="One again.")
    assert texts(repository.team) == [{"ada.md": "One."}, {}, {"ada.md": "One again."}]


def test_names_that_are_hard_on_programs(repository):
    names = ["-n", "a b", "a\nb", 'a"b', "a\\b", "日本", "*", ":(top)x", "HEAD"]
    for name in names:
        (repository.team / f"{name}.md").write_text(name)
    repository.commit()
    assert texts(repository.team) == [{f"{name}.md": name for name in sorted(names)}]


def test_folders_with_names_that_are_hard_on_programs(repository):
    for name in ("-n", "a b", "*", ":(top)", "[a]", "日本"):
        folder = repository.root / name
        folder.mkdir()
        (folder / "ada.md").write_text(name)
        repository.commit()
        assert texts(folder) == [{"ada.md": name}]


def test_non_files_and_names_that_are_not_utf8_are_left_out(repository):
    inner = Repository(repository.team / "inner.md")
    inner.commit(ada="Of another repository.")
    (repository.team / "UPPER.MD").write_text("No definition.")
    (repository.team / "outside.md").symlink_to("/etc/passwd")
    (repository.team / "up.md").symlink_to("../README.md")
    (repository.team / "loop.md").symlink_to("loop.md")
    (repository.team / "gone.md").symlink_to("no.md")
    Path(os.fsdecode(os.fsencode(repository.team) + b"/\xff.md")).write_text("Other letters.")
    (repository.root / "README.md").write_text("Elsewhere.")
    repository.commit(ada="One.")
    assert texts(repository.team) == [{"ada.md": "One."}]
    assert find_definitions(repository.team, ["inner.md/*"]).paths == ("ada.md",)


def test_a_link_in_the_folder_is_what_it_leads_to(repository):
    (repository.team / "bow").mkdir()
    (repository.team / "bow/ben.md").symlink_to("../ada.md")
    (repository.team / "cleo.md").symlink_to("bow/ben.md")
    repository.commit(ada="One.")
    assert texts(repository.team) == [{"ada.md": "One.", "bow/ben.md": "One.", "cleo.md": "One."}]
    assert find_definitions(repository.team).paths == ("ada.md", "bow/ben.md", "cleo.md")


def test_a_file_may_be_executable(repository):
    repository.write(ada="One.")
    (repository.team / "ada.md").chmod(0o755)
    repository.commit()
    assert texts(repository.team) == [{"ada.md": "One."}]


# -- branches


def test_a_merge_is_one_step_of_the_branch(repository):
    repository.commit("2026-01-01", ada="One.")
    repository.git("switch", "-q", "-c", "other")
    repository.commit("2026-01-02", ben="Half.")
    repository.commit("2026-01-03", ben="Whole.")
    repository.git("switch", "-q", "main")
    repository.commit("2026-01-04", ada="One, better.")
    repository.git("merge", "-q", "--no-edit", "other", date="2026-01-05T12:00:00+0000")
    repository.commit("2026-01-06", cleo="Three.")
    assert [(one.when.date, sorted(one.changed)) for one in snapshots(repository.team)] == [
        ("2026-01-01", ["ada.md"]),
        ("2026-01-04", ["ada.md"]),
        ("2026-01-05", ["ben.md"]),
        ("2026-01-06", ["cleo.md"]),
    ]


def test_a_merge_that_takes_the_other_side_is_a_step(repository):
    repository.commit(ada="One.")
    repository.git("switch", "-q", "-c", "other")
    repository.commit(ada="Of the other.")
    repository.git("switch", "-q", "main")
    (repository.root / "README.md").write_text("Elsewhere.")
    repository.commit()
    repository.git("merge", "-q", "--no-edit", "other")
    assert texts(repository.team) == [{"ada.md": "One."}, {"ada.md": "Of the other."}]


def test_a_head_that_is_no_branch(repository):
    first = repository.commit(ada="One.")
    repository.commit(ada="Two.")
    repository.git("checkout", "-q", first)
    assert texts(repository.team) == [{"ada.md": "One."}]


def test_a_second_working_tree(repository, tmp_path):
    repository.commit(ada="One.")
    repository.git("worktree", "add", "-q", str(tmp_path / "second"))
    assert texts(tmp_path / "second" / "team") == [{"ada.md": "One."}]


def test_the_repository_of_a_hook_is_ignored(repository, tmp_path, monkeypatch):
    other = Repository(tmp_path / "other")
    other.commit(ben="Two.")
    repository.commit(ada="One.")
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git/index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(other.root))
    assert texts(repository.team) == [{"ada.md": "One."}]


# -- how it is read


def test_each_file_is_read_once_while_it_stays(repository, monkeypatch):
    for number in range(5):
        repository.commit(ada="One.", ben=f"Two {number}.")
    asked = []
    read = "sphinx_agentdocs.disk.history._Read.__call__"
    monkeypatch.setattr(read, lambda self, blob: asked.append(blob) or b"")
    list(snapshots(repository.team))
    assert len(asked) == len(set(asked)) == 6


def test_nothing_of_the_repository_is_run_or_changed(repository, tmp_path):
    repository.commit(ada="One.")
    repository.commit(ada="Two.")
    trap = tmp_path / "trap"
    trap.write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\ncat\n")
    trap.chmod(0o755)
    names = ("core.fsmonitor", "core.pager", "core.editor", "diff.external", "diff.trap.textconv", "gpg.program")
    for name in (*names, "filter.trap.smudge", "filter.trap.clean", "core.sshCommand", "alias.ls-tree"):
        repository.git("config", name, str(trap))
    repository.git("config", "log.showSignature", "true")
    (repository.root / ".git/info/attributes").write_text("*.md diff=trap filter=trap\n")
    shutil.copy(trap, repository.root / ".git/hooks/post-checkout")
    before = {path: path.stat().st_mtime_ns for path in repository.root.rglob("*")}
    assert texts(repository.team) == [{"ada.md": "One."}, {"ada.md": "Two."}]
    assert {path: path.stat().st_mtime_ns for path in repository.root.rglob("*")} == before
    assert not (tmp_path / "ran").exists()


def test_a_reader_may_stop_at_any_snapshot(repository):
    repository.commit(ada="One.")
    repository.commit(ada="Two.")
    steps = snapshots(repository.team)
    assert next(steps).files == {"ada.md": b"One."}
    steps.close()


# -- histories that cannot be read


def test_a_folder_outside_any_repository(tmp_path):
    (tmp_path / "team").mkdir()
    assert refusal(tmp_path / "team") == (
        f"{tmp_path}/team is not in a Git repository; omit --from-git, or name a folder in one"
    )


def test_a_folder_inside_of_git_itself(repository):
    repository.commit(ada="One.")
    folder = repository.root / ".git/refs"
    assert refusal(folder) == f"{folder} is not in the working tree of a repository; name a folder that is"


def test_a_folder_that_does_not_exist(tmp_path):
    assert refusal(tmp_path / "no") == f"{tmp_path}/no is not a folder; name the folder that holds the definitions"


def test_git_that_is_not_installed(repository, tmp_path, monkeypatch):
    repository.commit(ada="One.")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refusal(repository.team) == ("git cannot be run (No such file or directory); install it, or omit --from-git")


def test_a_clone_that_lacks_the_history(repository, tmp_path):
    repository.commit(ada="One.")
    repository.commit(ada="Two.")
    repository.git("clone", "-q", "--depth=1", f"file://{repository.root}", str(tmp_path / "clone"))
    assert refusal(tmp_path / "clone/team") == (
        f"the repository of {tmp_path}/clone/team is a shallow clone without the history; "
        "run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
    )


def test_a_folder_that_no_commit_touches(repository):
    assert refusal(repository.team) == (
        f"no commit of this branch touches {repository.team}; commit the definitions, or omit --from-git"
    )
    (repository.root / "README.md").write_text("Elsewhere.")
    repository.git("add", "README.md")
    repository.commit()
    repository.write(ada="Not committed.")
    assert refusal(repository.team) == (
        f"no commit of this branch touches {repository.team}; commit the definitions, or omit --from-git"
    )


def test_an_object_that_is_missing(repository):
    repository.commit(ada="One.")
    blob = repository.git("rev-parse", "HEAD:team/ada.md")
    (repository.root / f".git/objects/{blob[:2]}/{blob[2:]}").unlink()
    assert refusal(repository.team) == (
        f"the repository of {repository.team} lacks {blob}; fetch the whole history with `git fetch --refetch`, "
        "or check it with `git fsck`"
    )


def test_a_tree_that_is_missing(repository):
    repository.commit(ada="One.")
    tree = repository.git("rev-parse", "HEAD:team")
    (repository.root / f".git/objects/{tree[:2]}/{tree[2:]}").unlink()
    line = refusal(repository.team)
    assert line.startswith(f"git cannot read the history of {repository.team} (")
    assert line.endswith("); try `git fsck`")


def test_a_repository_of_somebody_else(repository, monkeypatch):
    repository.commit(ada="One.")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    line = refusal(repository.team)
    assert "dubious ownership" in line
    assert line.endswith(f"try `git config --global --add safe.directory {repository.root}`")


# -- a ledger that starts from the history


UNIT = "---\nname: ada\ndescription: Use it.\n---\n\n- Trim the wick before dusk{}.\n- Count the ships at noon.\n"


def update(*options: str):
    return CliRunner().invoke(main, ["permalinks", "update", "team", *options])


def test_a_ledger_begins_with_what_the_commits_published(repository, monkeypatch):
    monkeypatch.chdir(repository.root)
    repository.commit("2025-03-01", ada=UNIT.format(""))
    repository.commit("2025-04-01", ada=UNIT.format(", and light the lamp"))
    repository.commit("2025-05-01", ada="", ben=UNIT.format(", and light the lamp").replace("ada", "ben"))
    repository.commit("2025-06-01", ben="", cleo="---\nname: cleo\ndescription: Use it.\n---\n\n- Boil the water.\n")
    result = update("--from-git")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "permalinks.jsonl: 15 links: 15 new.\n"
    entries = [json.loads(line) for line in Path("permalinks.jsonl").read_text().splitlines()[:-1]]
    wick = next(one for one in entries if one["text"].startswith("Trim the wick"))
    assert wick["text"] == "Trim the wick before dusk, and light the lamp."
    assert wick["was"] == [{"text": "Trim the wick before dusk.", "until": "2025-04-01"}]
    assert (wick["status"], wick["since"], wick["until"]) == ("withdrawn", "2025-03-01", "2025-06-01")
    assert wick["page"] == "agents/ben"
    assert "agents/ada#ada.trim-the-wick-before-dusk" in wick["former"]
    water = next(one for one in entries if one["text"] == "Boil the water.")
    assert (water["status"], water["since"]) == ("live", "2025-06-01")
    assert update().stdout.endswith("no changes.\n")


def test_what_is_not_committed_is_recorded_as_well(repository, monkeypatch):
    monkeypatch.chdir(repository.root)
    repository.commit("2025-03-01", ada=UNIT.format(""))
    repository.write(ada=UNIT.format(", and light the lamp"))
    assert update("--from-git").exit_code == 0
    assert "Trim the wick before dusk, and light the lamp." in Path("permalinks.jsonl").read_text()


@pytest.mark.parametrize("reason", ["no repository", "a ledger"])
def test_a_ledger_that_cannot_start_from_the_history(repository, tmp_path, monkeypatch, reason):
    repository.commit(ada=UNIT.format(""))
    monkeypatch.chdir(repository.root)
    if reason == "a ledger":
        assert update().exit_code == 0
    else:
        shutil.rmtree(repository.root / ".git")
    before = sorted(path.name for path in Path().iterdir())
    result = update("--from-git")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
    assert result.stderr.startswith("agentdocs: ")
    assert sorted(path.name for path in Path().iterdir()) == before
