"""Every definition below the folder CORPUS can be checked, and a fixed one still says the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from sphinx_agentdocs.checks.check import Request, check
from sphinx_agentdocs.core.checking.fixes import fixed_text
from sphinx_agentdocs.core.reading.frontmatter import closing_line, read_frontmatter
from sphinx_agentdocs.core.reading.written_newlines import unescape_newlines

CORPUS = Path(os.environ["CORPUS"])
FILES = sorted(path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*.md") if path.is_file())


def block(text: str) -> str:
    """The frontmatter of a file."""
    begin, end, _ = closing_line(text) or (0, 0, 0)
    return "\n".join(text.split("\n")[begin:end])


def is_yaml(text: str) -> bool:
    try:
        return isinstance(yaml.safe_load(block(text)), dict)
    except yaml.YAMLError:
        return False


@pytest.mark.parametrize("name", FILES)
def test_frontmatter_that_yaml_refuses_can_be_fixed(name):
    text = (CORPUS / name).read_text("utf-8")
    better = fixed_text(text)
    if better is None:
        assert is_yaml(text)
        return
    assert is_yaml(better)
    before, after = read_frontmatter(text), read_frontmatter(better)
    assert [(field.key, unescape_newlines(field.text)) for field in after.fields] == [
        (field.key, unescape_newlines(field.text)) for field in before.fields
    ]
    assert after.body == before.body


def test_every_file_is_checked():
    checked = check(Request((CORPUS,)))
    assert checked.definitions == len(FILES)
    assert [found for found in checked.findings if found.code == "internal"] == []
