"""The dated snapshots of each team below HISTORY, published one by one: every link ever published works."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from replay import replayed

HISTORY = Path(os.environ["HISTORY"])
TEAMS = sorted(path.name for path in HISTORY.iterdir() if path.is_dir())
SHOWN = 20


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize("team", TEAMS)
def test_every_link_ever_published_leads_to_what_it_said(team, builder, tmp_path):
    work = tmp_path / f"{team}-{builder}"
    work.mkdir()
    replay = replayed(work, [path for path in (HISTORY / team).iterdir() if path.is_dir()], builder)
    sys.stdout.write(replay.report())
    assert replay.unreadable[:SHOWN] == []
    broken = replay.broken()
    assert broken[:SHOWN] == [], f"{len(broken)} links are broken"
