"""The generator of the references in ``docs``."""

from __future__ import annotations

import runpy
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

ROOT = Path(__file__).parents[2]
TOOL = runpy.run_path(str(ROOT / "tools" / "reference.py"))


@pytest.fixture
def docs(tmp_path):
    return Path(shutil.copytree(ROOT / "docs", tmp_path / "docs"))


def run(*arguments: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(TOOL["main"], [str(argument) for argument in arguments])
    return result.exit_code, result.stdout, result.stderr


def test_the_references_are_up_to_date(docs):
    assert run(docs, "--check") == (0, "", "")


def test_a_page_that_is_out_of_date_is_renewed(docs):
    page = docs / "warnings" / "empty.md"
    before = page.read_text("utf-8")
    page.write_text(before.replace("*Level:* warning", "*Level:* error"), "utf-8")
    assert run(docs, "--check") == (1, "", f"{page} is out of date; run `python tools/reference.py {docs}`\n")
    assert run(docs) == (0, f"{page} renewed\n", "")
    assert page.read_text("utf-8") == before


def test_the_page_of_a_new_code_is_started(docs):
    page = docs / "warnings" / "empty.md"
    head = page.read_text("utf-8").partition("## Example")[0]
    page.unlink()
    assert run(docs, "--check") == (1, "", f"{page} is missing; run `python tools/reference.py {docs}`\n")
    assert not page.exists()
    assert run(docs) == (0, f"{page} started; write its example\n", "")
    begun, _, example = page.read_text("utf-8").partition("## Example")
    assert begun == head
    assert "lamp-lighter.md:1:1: warning: the message of the finding [empty]\n" in example
    assert example.count("In `lamp-lighter.md`:\n\n```none\n") == 2
    assert run(docs, "--check") == (0, "", "")
