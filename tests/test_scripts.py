"""The scripts of pages: as people read them in ``ext/scripts``, and as a site publishes them."""

from __future__ import annotations

import gzip
from pathlib import Path

EXT = Path(__file__).resolve().parents[1] / "ext"
SOURCES = EXT / "scripts"
PUBLISHED = EXT / "sphinx_agentdocs" / "static"


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*.js"))


def test_each_script_is_published():
    assert names(PUBLISHED) == names(SOURCES) != []


def test_all_of_them_are_at_most_25_kilobytes():
    assert sum(len(gzip.compress(path.read_bytes())) for path in PUBLISHED.glob("*.js")) <= 25_000


def test_none_has_comments():
    for path in PUBLISHED.glob("*.js"):
        published, source = path.read_text("utf-8"), (SOURCES / path.name).read_text("utf-8")
        assert "/*" not in published
        assert len(published.splitlines()) < len(source.splitlines()) / 4
