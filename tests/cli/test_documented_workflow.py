"""The workflow in the documentation, run on a checkout as GitHub Actions makes it."""

from __future__ import annotations

import os
import shlex
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result

from sphinx_agentdocs.cli import main

PAGE = Path(__file__).parents[2] / "docs/permalinks.md"
WHO = {f"GIT_{role}_{key}": "a@team.example" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")}
ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
LAMP = """---
name: lamp-keeper
description: Use it for lamps.
---

- Trim the wick of each lamp before dusk falls.
- Check the oil level of every lamp in the morning.
"""


def workflow() -> dict:
    """The workflow in docs/permalinks.md."""
    (text,) = [block.partition("```")[0] for block in PAGE.read_text("utf-8").split("```yaml\n")[1:]]
    return yaml.safe_load(text)


def steps() -> list[dict]:
    return workflow()["jobs"]["links"]["steps"]


def git(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, **ALONE, **WHO}
    answer = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True, text=True
    )
    return answer.stdout.strip()


class Origin:
    """A repository with a ledger on ``main``, and pull requests as GitHub merges them for a check."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.monkeypatch = folder, monkeypatch
        folder.mkdir()
        git(folder, "init", "-q", "-b", "main")
        (folder / "agents").mkdir()
        (folder / "agents/lamp.md").write_text(LAMP)
        self.update()
        self.commit("Start")

    def update(self) -> None:
        self.monkeypatch.chdir(self.folder)
        assert CliRunner().invoke(main, ["permalinks", "update", "agents"]).exit_code == 0

    def commit(self, words: str) -> None:
        git(self.folder, "add", "--all")
        git(self.folder, "commit", "-q", "--allow-empty", "-m", words)

    def pull_request(self, text: str, *, recorded: bool) -> None:
        """A pull request of two commits that changes the definition, while others changed ``main``."""
        git(self.folder, "switch", "-q", "-c", "change")
        self.commit("First")
        (self.folder / "agents/lamp.md").write_text(text)
        if recorded:
            self.update()
        self.commit("Second")
        git(self.folder, "switch", "-q", "main")
        self.commit("Of others")
        git(self.folder, "switch", "-q", "--detach")
        git(self.folder, "merge", "-q", "--no-ff", "-m", "Merge", "change")
        git(self.folder, "update-ref", "refs/pull/1/merge", "HEAD")
        git(self.folder, "switch", "-q", "main")

    def checkout(self, folder: Path, depth: int) -> Path:
        """What `actions/checkout` makes for the pull request."""
        folder.mkdir()
        git(folder, "init", "-q")
        git(folder, "remote", "add", "origin", self.folder.as_uri())
        merge = git(self.folder, "rev-parse", "refs/pull/1/merge")
        wanted = f"+{merge}:refs/remotes/pull/1/merge"
        git(folder, "fetch", "-q", "--no-tags", f"--depth={depth}", "origin", wanted)
        git(folder, "checkout", "-q", "--force", "refs/remotes/pull/1/merge")
        return folder


@pytest.fixture
def origin(tmp_path, monkeypatch) -> Origin:
    for key, value in ALONE.items():
        monkeypatch.setenv(key, value)
    return Origin(tmp_path / "origin", monkeypatch)


def run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    """The documented command in a checkout."""
    program, *arguments = shlex.split(steps()[-1]["run"])
    assert program == "agentdocs"
    monkeypatch.chdir(folder)
    return CliRunner().invoke(main, arguments)


def depth() -> int:
    return steps()[0]["with"]["fetch-depth"]


MORE = LAMP.replace("- Check the oil", "- Check all the oil")


def test_a_pull_request_that_records_its_change_passes(origin, tmp_path, monkeypatch):
    origin.pull_request(MORE, recorded=True)
    result = run(origin.checkout(tmp_path / "checkout", depth()), monkeypatch)
    assert (result.exit_code, result.stderr) == (0, "")


def test_a_pull_request_that_records_nothing_fails(origin, tmp_path, monkeypatch):
    origin.pull_request(MORE, recorded=False)
    result = run(origin.checkout(tmp_path / "checkout", depth()), monkeypatch)
    assert result.exit_code == 1
    assert result.stdout.startswith("::error file=agents/lamp.md,line=7,")


def test_a_pull_request_that_removes_lines_of_the_ledger_fails(origin, tmp_path, monkeypatch):
    """Only the comparison with the base sees it, because the ledger agrees with the definitions."""
    start = LAMP.replace("- Check the oil level of every lamp in the morning.\n", "")
    git(origin.folder, "switch", "-q", "-c", "change")
    (origin.folder / "agents/lamp.md").write_text(start)
    ledger = origin.folder / "permalinks.jsonl"
    ledger.write_text("".join(line for line in ledger.read_text().splitlines(True) if "Check the oil" not in line))
    origin.commit("New")
    git(origin.folder, "switch", "-q", "main")
    git(origin.folder, "merge", "-q", "--no-ff", "-m", "Merge", "change")
    git(origin.folder, "update-ref", "refs/pull/1/merge", "HEAD")
    git(origin.folder, "reset", "-q", "--hard", "HEAD^1")
    result = run(origin.checkout(tmp_path / "checkout", depth()), monkeypatch)
    assert result.exit_code == 1
    assert "::error file=permalinks.jsonl," in result.stdout


def test_the_page_names_the_version_of_each_action():
    assert [step.get("uses", "") for step in steps()[:2]] == ["actions/checkout@v4", "actions/setup-python@v5"]
    assert workflow()["jobs"]["links"]["permissions"] == {"contents": "read"}


HOSTS = Path(__file__).parents[2] / "docs/existing-documentation.md"


def test_the_configurations_of_hosts_are_right():
    text = HOSTS.read_text("utf-8")
    found = [yaml.safe_load(block.partition("```")[0]) for block in text.split("```yaml\n")[1:]]
    (netlify,) = [tomllib.loads(block.partition("```")[0]) for block in text.split("```toml\n")[1:]]
    assert (len(found), found[0]["version"], netlify["build"]["publish"]) == (3, 2, "site")
    (check,) = [line for line in found[2]["links"]["script"] if line.startswith("agentdocs ")]
    command = shlex.split(check.replace('"$CI_MERGE_REQUEST_DIFF_BASE_SHA"', "main").replace(".claude/agents", "gone"))
    answer = CliRunner().invoke(main, command[1:])
    assert answer.stderr == "agentdocs: gone does not exist; name the folder that holds the definitions\n"
