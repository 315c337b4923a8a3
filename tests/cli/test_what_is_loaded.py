"""What a build loads and compiles: neither what it never uses, nor again what the last build left."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

BUILD = """
import sys
from sphinx_agentdocs.cli import main
compiled = []
LARGE = {"myst_parser.sphinx_ext.main", "requests", "soupsieve.css_parser", "sphinx.builders.latex", "unittest"}

def note(event, arguments):
    if event == "compile" and isinstance(arguments[1], str) and arguments[1].endswith(".html"):
        compiled.append(arguments[1])

sys.addaudithook(note)
sys.argv[1:] = ["build", "team", "-o", "site", "-q", "-b", sys.argv[1]]
try:
    main()
finally:
    print(*sorted(LARGE & {*sys.modules}), "|", len(compiled))
"""
DEFINITION = "---\nname: ada\ndescription: Use it for ropes.\n---\n\n- Coil every rope.\n"


@pytest.fixture
def team(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("team").mkdir()
    return write(DEFINITION)


def write(text):
    Path("team/ada.md").write_text(text, "utf-8")


def loaded_and_compiled(builder):
    """The modules that a build in a new process loaded, of some large ones, and how many templates it compiled."""
    command = [sys.executable, "-c", BUILD, builder]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    modules, _, count = said.stdout.rpartition("|")
    assert said.stderr == ""
    return modules.split(), int(count)


def test_what_a_site_never_uses_is_not_loaded(team):
    assert loaded_and_compiled("html")[0] == []


def test_another_builder_is_loaded_with_what_it_uses(team):
    assert loaded_and_compiled("latex")[0] == ["requests", "sphinx.builders.latex"]
    assert Path("site/agents.tex").is_file()


def test_templates_are_compiled_once(team):
    assert loaded_and_compiled("html")[1] > 9
    write(f"{DEFINITION}- Tar every seam.\n")
    assert loaded_and_compiled("html")[1] == 0
    assert "Tar every seam." in Path("site/agents/ada.html").read_text("utf-8")
