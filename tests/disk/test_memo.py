"""Results of files that are kept for the next run of a command."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.checks import check as checking
from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk import memo as module
from sphinx_agentdocs.disk.memo import Memo
from sphinx_agentdocs.ledger import source as reading

ADA = """---
name: ada
description: Use it for ropes.
tools: Raed
---

# Ropes

Ask the `ben` agent.

- Coil every rope.
"""
BEN = """---
name: ben
description: [x]
color: mauve
---

## PERF-1 Speed

Delegate to `bne` agent.

- Be \u202equick.
"""
CLEO = """---
name: ada
description: |
  Use it.

  <example>
  user: hi
  </example>
---

## PERF-1 Haste

- Run.
"""


@pytest.fixture
def caches(tmp_path, tmp_path_factory, monkeypatch):
    """The user's cache folder; the current folder has three definitions with findings of all sorts in ``team``."""
    place = tmp_path_factory.mktemp("caches")
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    monkeypatch.chdir(tmp_path)
    Path("team/deep").mkdir(parents=True)
    for name, text in {"ada": ADA, "deep/ben": BEN, "deep/cleo": CLEO}.items():
        Path(f"team/{name}.md").write_text(text, "utf-8")
    return place / "sphinx-agentdocs"


@pytest.fixture
def read(monkeypatch):
    """The definitions that are read, by path; call it to get them and begin anew."""
    paths: list[str] = []
    for place in (checking, reading):

        def noting(data, path, *arguments, inner=place.read_definition, **options):
            paths.append(path)
            return inner(data, path, *arguments, **options)

        monkeypatch.setattr(place, "read_definition", noting)

    def taken() -> list[str]:
        found, paths[:] = sorted(set(paths)), []
        return found

    return taken


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    assert not isinstance(result.exception, Exception), result.exception
    return result.exit_code, result.stdout, result.stderr


COMMANDS = {
    "check": ("check", "team"),
    "check as SARIF": ("check", "team", "--format", "sarif"),
    "cite": ("cite", "rope", "--source", "team", "--format", "json"),
    "status": ("permalinks", "status", "team"),
    "update": ("permalinks", "update", "team"),
}
ALL = ["ada.md", "deep/ben.md", "deep/cleo.md"]


@pytest.mark.parametrize("command", COMMANDS)
def test_the_second_run_reads_nothing_and_says_the_same(caches, read, command):
    first = run(*COMMANDS[command])
    assert read() == ALL
    Path("permalinks.jsonl").unlink(missing_ok=True)
    assert run(*COMMANDS[command]) == first
    assert read() == []


@pytest.mark.parametrize("command", COMMANDS)
def test_after_an_edit_only_that_definition_is_read(caches, read, command):
    run(*COMMANDS[command])
    Path("team/ada.md").write_text(ADA.replace("Coil", "Mend"), "utf-8")
    Path("permalinks.jsonl").unlink(missing_ok=True)
    read()
    second = run(*COMMANDS[command])
    assert read() == ["ada.md"]
    for path in caches.iterdir():
        path.unlink()
    Path("permalinks.jsonl").unlink(missing_ok=True)
    assert run(*COMMANDS[command]) == second
    assert read() == ALL


def test_an_edit_that_neither_size_nor_time_shows_is_read(caches, read):
    run("check", "team")
    state = Path("team/ada.md").stat()
    Path("team/ada.md").write_text(ADA.replace("Raed", "Read"), "utf-8")
    os.utime("team/ada.md", ns=(state.st_atime_ns, state.st_mtime_ns))
    read()
    assert "Raed" not in run("check", "team")[1]
    assert read() == ["ada.md"]


@pytest.mark.parametrize("options", [("--fix",), ("--limit", "tokens=50000")])
def test_other_options_read_everything(caches, read, options):
    run("check", "team")
    read()
    run("check", "team", *options)
    assert read() == ALL


def test_another_name_of_the_same_folder_is_reported_as_it_is_written(caches):
    assert run("check", "./team/../team")[1] == run("check", "team")[1].replace("team/", "team/../team/")


def test_another_version_reads_everything(caches, read, monkeypatch):
    run("check", "team")
    read()
    monkeypatch.setattr(module, "programs", lambda: ["another"])
    run("check", "team")
    assert read() == ALL


def test_what_is_kept(caches):
    run("check", "team")
    run("cite", "rope", "--source", "team")
    assert sorted(path.name.partition("-")[0] for path in caches.iterdir()) == ["check", "citations", "units"]
    assert caches.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("text", ["", "{", "{}", '{"maker": "x", "results": {}}', "\udcff"])
def test_a_file_that_is_damaged_is_not_used(caches, read, text):
    first = run("check", "team")
    (path,) = caches.iterdir()
    path.write_text(text, "utf-8", "surrogateescape")
    read()
    assert run("check", "team") == first
    assert read() == ALL


def test_a_folder_that_others_can_write_is_not_used(caches, read):
    run("check", "team")
    caches.chmod(0o777)
    read()
    run("check", "team")
    assert read() == ALL


def test_a_folder_in_the_checkout_is_not_used(caches, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(Path.cwd() / "caches"))
    run("check", "team")
    assert not Path("caches").exists()


def test_a_disk_that_is_full_costs_only_time(caches, monkeypatch):
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "replace_file", full)
    assert run("check", "team")[0] == 1


def test_only_what_was_asked_for_is_kept(caches):
    for asked in ("ab", "b", "b"):
        memo = Memo("letters", Path("team"), None)
        for letter in asked:
            assert memo.result(letter.encode(), (), letter.upper, list, "".join) == letter.upper()
        memo.save()
    assert len(Memo("letters", Path("team"), None).before) == 1


@pytest.mark.parametrize(
    ("options", "change"),
    [
        (("--base-url", "https://crew.example"), None),
        ((), lambda: Path("permalinks.jsonl").unlink()),
        ((), lambda: Path("team/deep/ben.md").unlink()),
        ((), lambda: Path("team/ada.md").rename("team/eve.md")),
        ((), lambda: run("permalinks", "retire", "--source", "team", first_code())),
    ],
)
def test_citations_follow_from_the_ledger_and_the_options(caches, options, change):
    run("permalinks", "update", "team")
    command = ("cite", "rope", "--source", "team", "--format", "json")
    run(*command)
    if change:
        change()
    found = run(*command, *options)
    for path in caches.iterdir():
        path.unlink()
    assert run(*command, *options) == found


def first_code() -> str:
    """The code of the first guideline in the ledger."""
    entries = map(json.loads, Path("permalinks.jsonl").read_text("utf-8").splitlines())
    return next(entry["code"] for entry in entries if entry.get("kind") == "item")


def test_a_ledger_that_breaks_is_reported(caches):
    run("permalinks", "update", "team")
    run("cite", "rope", "--source", "team")
    Path("permalinks.jsonl").write_text("{", "utf-8")
    assert run("cite", "rope", "--source", "team")[0] == 2


def test_a_result_depends_on_its_context(caches):
    memo = Memo("letters", Path("team"), None)
    assert memo.result(b"x", ("one",), lambda: "1", list, "".join) == "1"
    assert memo.result(b"x", ("two",), lambda: "2", list, "".join) == "2"
