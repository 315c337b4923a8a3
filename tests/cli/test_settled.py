"""Updates that change nothing: the ledger is not read while neither it nor a definition has changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.permalink_commands import KEEPER, LEDGER, commit, edit, git, run, write

from sphinx_agentdocs.ledger import opened

NOTHING_NEW = (0, "permalinks.jsonl: 6 links, no changes.\n", "")


@pytest.fixture
def team(tmp_path, monkeypatch, tmp_path_factory):
    """A folder with one agent, recorded."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("user")))
    monkeypatch.chdir(tmp_path)
    write("team/keeper.md", KEEPER)
    assert run("update", "team")[0] == 0
    return tmp_path


@pytest.fixture
def readings(monkeypatch):
    """How often a ledger was read."""
    seen = []
    read = opened.parse_bytes

    def counting(data, path):
        seen.append(path)
        return read(data, path)

    monkeypatch.setattr(opened, "parse_bytes", counting)
    return seen


def test_what_is_settled_is_said_again(team, readings):
    before = LEDGER.stat()
    assert run("update", "team") == run("update", "team") == NOTHING_NEW
    assert readings == []
    assert (LEDGER.stat().st_ino, LEDGER.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_what_is_settled_is_what_an_update_finds(team, monkeypatch, tmp_path_factory, readings):
    settled = run("update", "team")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("another")))
    assert run("update", "team") == settled
    assert len(readings) == 1


def test_a_changed_definition_is_recorded(team, readings):
    edit("every day", "each day")
    assert run("update", "team") == (0, "permalinks.jsonl: 6 links: 1 reworded.\n", "")
    assert len(readings) == 1
    assert run("update", "team") == NOTHING_NEW  # what comes after a change is found out, not assumed
    assert len(readings) == 2
    assert run("update", "team") == NOTHING_NEW
    assert len(readings) == 2


def test_a_new_definition_is_recorded(team):
    write("team/rower.md", KEEPER.replace("keeper", "rower"))
    assert run("update", "team")[1].startswith("permalinks.jsonl: 12 links: 6 new.\n")


def test_a_changed_ledger_is_read(team, readings):
    lines = LEDGER.read_text("utf-8").splitlines()
    write(str(LEDGER), "\n".join([*reversed(lines[:-1]), lines[-1], ""]))
    assert run("update", "team") == NOTHING_NEW
    assert len(readings) == 1
    assert LEDGER.read_text("utf-8").splitlines() == lines


def test_a_broken_ledger_is_reported(team):
    write(str(LEDGER), LEDGER.read_text("utf-8").replace('{"version":3}\n', ""))
    code, _, error = run("update", "team")
    assert code == 2
    assert "entries may be missing" in error


def test_a_missing_ledger_is_started_again(team):
    LEDGER.unlink()
    assert run("update", "team") == (0, "permalinks.jsonl: 6 links: 6 new.\n", "")


def test_another_published_ledger_is_compared(team, readings):
    git("init", "-q")
    commit()
    published = LEDGER.read_text("utf-8")
    assert run("update", "team") == NOTHING_NEW
    write("note.txt", "a commit after the published one")
    write(str(LEDGER), published.replace('"text":"Count the ships at noon."', '"text":"Count all ships at noon."'))
    commit()
    write(str(LEDGER), published)
    commit("Take it back")
    readings.clear()
    run("update", "team")
    assert readings != []  # the commit before the last one has another ledger now


def test_options_are_no_shortcut(team, readings):
    git("init", "-q")
    commit()
    assert run("update", "team", "--keep", "HEAD") == NOTHING_NEW
    assert readings != []


def test_claims_are_said_again(team, monkeypatch):
    write("team/rules.md", KEEPER.replace("keeper", "rules") + "- **OIL-1**: Fill the lamp.\n")
    run("update", "team")
    run("update", "team")
    text = Path("team/rules.md").read_text("utf-8")
    write("team/rules.md", text.replace("**OIL-1**: Fill the lamp.", "**OIL-2**: Fill the lamp.\n- **OIL-1**: Sweep."))
    run("update", "team")
    first = run("update", "team")
    assert "rule-code: OIL-1" in first[2]
    assert run("update", "team") == first
