"""The page of each code: a check of its example reports what the page says, and of the fixed example nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.findings import Code

PAGES = Path(__file__).parents[2] / "docs" / "warnings"
FILE = re.compile(r"^In `([^`]+)`:\n\n(?P<fence>`{3,})none\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
REPORT = re.compile(r"^(?P<fence>`{3,})text\n(?P<text>.*?)^(?P=fence)$", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"^With `agentdocs check \. ([^`]+)`:$", re.MULTILINE)
NOT_RUN = {
    "broken-link": "`agentdocs permalinks check` reports it",
    "control-character": "the characters would be invisible on the page",
    "encoding": "the page is UTF-8",
    "internal": "it is a bug in the program",
    "ledger": "a build reports it",
    "long-description": "the description would fill the page",
    "too-many": "it needs a large folder",
    "unknown-agent": "a build reports it",
    "unknown-collection": "a build reports it",
    "unrecorded-link": "`agentdocs permalinks check` reports it",
    "unreadable": "it needs an entry that is not a plain file",
    "unsafe-file": "it needs an entry that is not a plain file",
}
"""Codes whose pages only describe an example, and why they cannot show one that runs."""


def test_every_code_has_a_page():
    pages, codes = {path.stem for path in PAGES.glob("*.md")}, {code.code for code in Code}
    assert codes - pages == set(), "`make format` starts the missing pages in docs/warnings; write their examples"
    assert pages - codes == set(), "these pages in docs/warnings belong to no code; delete them"


@pytest.mark.parametrize("code", sorted({code.code for code in Code} - NOT_RUN.keys()))
def test_the_example_of_a_page(code, tmp_path, monkeypatch):
    page = PAGES / f"{code}.md"
    assert page.exists(), f"`make format` starts docs/warnings/{code}.md; write its example"
    monkeypatch.chdir(tmp_path)
    example, _, fixed = page.read_text("utf-8").partition("## Fixed")
    options = OPTIONS.search(example)
    report = REPORT.search(example)
    assert report is not None
    assert lines("example", example, code, options) == report["text"].splitlines(), f"see docs/warnings/{code}.md"
    assert lines("fixed", fixed, code, options) == [], f"see docs/warnings/{code}.md"


def lines(folder: str, text: str, code: str, options: re.Match[str] | None) -> list[str]:
    """The findings with *code* when the files shown in *text* are checked."""
    files = FILE.findall(text)
    assert files
    for name, _, content in files:
        path = Path(folder, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, "utf-8")
    result = CliRunner().invoke(main, ["check", folder, *(options[1].split() if options else [])])
    assert result.exit_code in (0, 1)
    found = [line.removeprefix(f"{folder}/") for line in result.stdout.splitlines()]
    return [line for line in found if line.endswith(f" [{code}]")]
