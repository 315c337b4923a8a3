"""Replays of histories of definitions; those of real teams are in a folder that HISTORY names, if it is set."""

from __future__ import annotations

import os

collect_ignore = [] if os.environ.get("HISTORY") else ["test_teams.py"]
