"""The pages of the codes: their examples are found as the pages say, and mended as they say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.findings import Code

PAGES = Path(__file__).parents[2] / "docs" / "warnings"
FILE = re.compile(r"^In `([^`]+)`:\n\n```none\n(.*?)^```$", re.MULTILINE | re.DOTALL)
REPORT = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"^With `agentdocs check \. ([^`]+)`:$", re.MULTILINE)
TOLD = {
    "broken-link": "it is found by `agentdocs permalinks check`",
    "control-character": "the characters could not be seen on the page",
    "encoding": "the page is UTF-8",
    "internal": "it is a fault of the program",
    "ledger": "it is a warning of a build",
    "long-description": "the description would fill the page",
    "too-many": "it takes a folder",
    "unknown-agent": "it is a warning of a build",
    "unknown-collection": "it is a warning of a build",
    "unrecorded-link": "it is found by `agentdocs permalinks check`",
    "unreadable": "it takes an entry that is no file",
    "unsafe-file": "it takes an entry that is no file",
}
"""Codes whose pages tell of an example, and why they cannot show one."""


def test_every_code_has_a_page():
    assert sorted(path.stem for path in PAGES.glob("*.md")) == sorted(code.code for code in Code)


@pytest.mark.parametrize("code", sorted({code.code for code in Code} - TOLD.keys()))
def test_the_example_of_a_page(code, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    example, _, mended = (PAGES / f"{code}.md").read_text("utf-8").partition("## Mended")
    options = OPTIONS.search(example)
    report = REPORT.search(example)
    assert report is not None
    assert lines("example", example, code, options) == report[1].splitlines()
    assert lines("mended", mended, code, options) == []


def lines(folder: str, text: str, code: str, options: re.Match[str] | None) -> list[str]:
    """What a check reports of *code* on the files that *text* shows."""
    files = FILE.findall(text)
    assert files
    for name, content in files:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    result = CliRunner().invoke(main, ["check", folder, *(options[1].split() if options else [])])
    assert result.exit_code in (0, 1)
    found = [line.removeprefix(f"{folder}/") for line in result.stdout.splitlines()]
    return [line for line in found if line.endswith(f" [{code}]")]
