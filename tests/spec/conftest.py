"""Tests over the examples of the specifications of Markdown, in the folder that the environment variable SPEC names."""

from __future__ import annotations

import os

collect_ignore_glob = [] if os.environ.get("SPEC") else ["test_*.py"]
