"""The handler for other programs: the example of its documentation, and what importing it costs."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import sphinx_agentdocs

PAGE = Path(__file__).parents[3] / "docs" / "reading-from-python.md"
BLOCK = re.compile(r"^```(?P<kind>python|none|text)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def run(program: str, folder: Path) -> str:
    return subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True
    ).stdout


def test_the_documented_example_prints_what_the_page_shows(tmp_path):
    blocks = {match["kind"]: match["text"] for match in BLOCK.finditer(PAGE.read_text("utf-8"))}
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents" / "lamp-lighter.md").write_text(blocks["none"], "utf-8")
    assert run(blocks["python"], tmp_path) == blocks["text"]


def test_importing_the_handler_loads_neither_sphinx_nor_docutils(tmp_path):
    program = (
        "import sys, sphinx_agentdocs; print('frontmatter' in sys.modules); sphinx_agentdocs.DefinitionHandler\n"
        "print('frontmatter' in sys.modules, {'sphinx', 'docutils'} & sys.modules.keys())"
    )
    assert run(program, tmp_path) == "False\nTrue set()\n"


def test_another_name_of_the_package_is_an_error():
    with pytest.raises(AttributeError, match="module 'sphinx_agentdocs' has no attribute 'Handler'"):
        sphinx_agentdocs.Handler  # noqa: B018
