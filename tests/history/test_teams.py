"""The dated snapshots of each team below HISTORY, published one by one: every address ever published works.

The sites of the first and the last snapshot are built, of `html`; of `dirhtml`, those of one in the
middle and of the last.  The addresses of the others are listed from the core.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import published
import pytest
from read_once import forget, read_once
from replay import Replay

from sphinx_agentdocs.ledger import source

HISTORY = Path(os.environ["HISTORY"])
SIZES = {path.name: len(list(path.rglob("*.md"))) for path in HISTORY.iterdir() if path.is_dir()}
TEAMS = sorted(SIZES, key=lambda team: -SIZES[team])
"""The largest first, so that several processes end at about the same time."""
SHOWN = 20


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("team", TEAMS)
def test_every_address_ever_published_leads_to_what_it_said(team, builder, tmp_path, monkeypatch):
    forget()
    for module in (source, published):
        monkeypatch.setattr(module, "read_definition", read_once)
    replay = Replay(tmp_path / f"{team}-{builder}", builder)
    snapshots = sorted(path for path in (HISTORY / team).iterdir() if path.is_dir())
    built = {0 if builder == "html" else len(snapshots) // 2, len(snapshots) - 1}
    for number, snapshot in enumerate(snapshots):
        replay.step(snapshot, built=number in built)
    sys.stdout.write(replay.report())
    assert replay.unreadable[:SHOWN] == []
    assert replay.unlisted[:SHOWN] == []
    broken = replay.broken()
    assert broken[:SHOWN] == [], f"{len(broken)} links are broken"
