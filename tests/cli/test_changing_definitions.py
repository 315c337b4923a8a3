"""Definitions that change while they are read."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import twelve_definitions
from click.testing import CliRunner
from sphinx.application import Sphinx
from twelve_definitions import (
    build,
    change_something,
    clean,
    contents,
    define,
)

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.sphinx.project import AgentProject

folder = twelve_definitions.folder

READ = ["env-get-outdated", "env-before-read-docs", "doctree-read", "env-updated"]
WRITE = ["write-started", "html-page-context"]


def become_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def become_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def become_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


ACTIONS = {
    "bow/ada": Path.unlink,
    "bow/ben": become_folder,
    "bow/cleo": become_pipe,
    "bow/dan": become_link,
    "stern/ada": lambda path: path.write_text(path.read_text() + "More.\n"),
    "stern/ben": lambda path: path.write_text("All new.\n"),
}


@pytest.fixture
def during(monkeypatch):
    """Make something happen once in the next build, at an event of Sphinx."""
    inner = Sphinx.build

    def connect(event: str, action) -> None:
        pending = [action]

        def happen(*arguments):
            while pending:
                pending.pop()()
            return []

        def build_with_event(app: Sphinx) -> None:
            app.connect(event, happen, priority=700)
            inner(app)

        monkeypatch.setattr(Sphinx, "build", build_with_event)

    return connect


@pytest.mark.parametrize("cached", [True, False])
@pytest.mark.parametrize("event", [*READ, *WRITE])
def test_definitions_that_change_under_the_build(folder, event, cached, during):
    old = build()
    times = {name: Path(f"team/{name}.md").stat().st_mtime_ns for name in ACTIONS}
    if not cached:
        shutil.rmtree("site.cache")
    define("mast/dan", "Something to write.")
    during(event, lambda: [action(Path(f"team/{name}.md")) for name, action in ACTIONS.items()])
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    assert result.exit_code == 0, result.stderr
    assert all("[agentdocs." in line for line in result.stderr.splitlines()), result.stderr
    assert b"root:" not in b"".join(contents().values())
    for name, changed in times.items():  # everything is back, and older than its page
        path = Path(f"team/{name}.md")
        path.rmdir() if path.is_dir() else path.unlink(missing_ok=True)
        define(name)
        os.utime(path, ns=(changed, changed))
    new = build()
    assert new == clean()
    assert new.keys() == old.keys()


@pytest.mark.parametrize("event", [*READ, *WRITE])
def test_a_folder_that_vanishes_under_the_build(folder, event, during):
    old, new = build(), change_something()
    shutil.rmtree("site.cache")
    during(event, lambda: Path("team").rename("away"))
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    line = result.stderr.splitlines()[-1]
    assert (result.exit_code, line) == (2, "agentdocs: team was removed while it was read; restore it and build again")
    assert contents() == old
    Path("away").rename("team")
    assert build() == new


def test_a_definition_that_vanishes_between_being_found_and_looked_at(folder, monkeypatch):
    """Its page says that it cannot be read, as if it had vanished a moment later; the next build leaves it out."""
    build()
    os.utime("team/mast/ada.md", ns=(1, 1))
    inner = AgentProject.discover

    def discover(self, *arguments, **more):
        found = inner(self, *arguments, **more)
        Path("team/bow/ada.md").unlink(missing_ok=True)
        return found

    monkeypatch.setattr(AgentProject, "discover", discover)
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    problem = "WARNING: cannot be read (No such file or directory); restore the file [agentdocs.unreadable]"
    assert (result.exit_code, result.stderr) == (0, f"{folder}/team/bow/ada.md:1: {problem}\n")
    assert build() == clean()
