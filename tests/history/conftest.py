"""Replays of histories of definitions; HISTORY, if it is set, names a folder with those of real teams."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("HISTORY") else ["test_judged.py", "test_teams.py"]
