"""The rule about imports notices a stray one, and the page about the architecture names every module."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ext" / "sphinx_agentdocs"
PAGE = ROOT / "docs" / "architecture.md"
LINT = (sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()")
CORE = "The core, top to bottom"
ROOMS = "The package, top to bottom"
NO_CIRCLES = "No circles, in any room"
NO_SPHINX = "Neither Sphinx nor docutils below the adapter"
NO_FILES = "No files, processes or logs in the core"
NO_TOOLS = "The wheel does not need the development tools"


def broken_contracts(package: Path) -> set[str]:
    """The names of the contracts that a copy of the package breaks."""
    shutil.copy(ROOT / "pyproject.toml", package.parent)
    command = [*LINT, "--no-cache", "--no-logo"]
    environment = {**os.environ, "PYTHONPATH": str(package.parent), "COLUMNS": "200", "PYTHONUTF8": "1"}
    result = subprocess.run(command, cwd=package.parent, env=environment, capture_output=True, text=True, check=False)
    assert "Contracts: " in result.stdout, result.stdout + result.stderr
    return set(re.findall(r"^(.+) BROKEN\b", result.stdout, re.MULTILINE))


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the package that a test may change."""
    return Path(shutil.copytree(PACKAGE, tmp_path / PACKAGE.name, ignore=shutil.ignore_patterns("__pycache__")))


def test_the_package_keeps_every_contract(copied):
    assert broken_contracts(copied) == set()


@pytest.mark.parametrize(
    ("module", "line", "contracts"),
    [
        ("core/text/diff.py", "import docutils", {NO_SPHINX}),
        ("core/reading/tables.py", "def late():\n    from sphinx.util import logging", {NO_SPHINX}),
        ("disk/git.py", "import myst_parser", {NO_SPHINX}),
        ("core/model.py", "import os", {NO_FILES}),
        ("core/model.py", "from ..disk import files", {ROOMS, NO_FILES, NO_CIRCLES}),
        ("sphinx/roles.py", "from ..checks import check", {ROOMS}),
        ("site/swap.py", "from ..checks import check", {ROOMS}),
        ("core/reading/guidelines.py", "from ..naming import names", {CORE}),
        ("core/ledger/codes.py", "from ..relating import relations", {CORE}),
        ("core/text/terms.py", "from .. import limits", {CORE}),
        ("sphinx/nodes.py", "from . import render", {NO_CIRCLES}),
        ("errors.py", "import tools.reference", {NO_TOOLS}),
    ],
)
def test_a_stray_import_breaks_a_contract(copied, module, line, contracts):
    with (copied / module).open("a", encoding="utf-8") as file:
        file.write(f"\n\n{line}\n")
    assert broken_contracts(copied) == contracts


def test_a_new_room_needs_a_place_in_the_layers(copied):
    (copied / "core" / "cellar").mkdir()
    (copied / "core" / "cellar" / "__init__.py").write_text('"""A new room."""\n', encoding="utf-8")
    assert broken_contracts(copied) == {CORE}


def test_the_core_loads_no_sphinx():
    """Not even through the libraries that it uses, which the contracts do not follow."""
    names = [path.relative_to(PACKAGE.parent).with_suffix("") for path in sorted(PACKAGE.glob("core/**/*.py"))]
    modules = [".".join(name.parts).removesuffix(".__init__") for name in names]
    program = (
        f"import importlib, sys; [importlib.import_module(name) for name in {modules}];"
        "print(sorted({'sphinx', 'docutils', 'myst_parser'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"


def modules_of_package() -> list[str]:
    """The paths of the modules, as the page writes them: without the package's folder."""
    paths = (path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py" and "starter" not in path.parts)
    return sorted(path.relative_to(PACKAGE).as_posix() for path in paths)


def test_the_page_names_every_module_once_in_its_tables():
    rows = re.findall(r"^\| `([\w/]+\.py)` \|", PAGE.read_text("utf-8"), re.MULTILINE)
    assert sorted(rows) == modules_of_package()


def test_every_module_that_the_page_mentions_exists():
    mentioned = set(re.findall(r"`([\w/]+\.py)`", PAGE.read_text("utf-8")))
    known = {*modules_of_package(), "__init__.py", "tools/reference.py"}
    assert sorted(mentioned - known) == []
