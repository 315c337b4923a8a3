"""The test of SARIF against its schema, which the environment variable SARIF_SCHEMA names; without it there is none."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("SARIF_SCHEMA") else ["test_*.py"]
