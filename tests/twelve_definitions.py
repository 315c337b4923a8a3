"""Twelve definitions in a folder, and the command that builds a site of them."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main

COMMAND = "from sphinx_agentdocs.cli import run; run()"
TEXT = (
    "---\nname: {name}\ndescription: Use it for {name}. {more}\n---\n\n# {name}\n\nYou are {name}.\n\n- Do it well.\n"
)
NAMES = [f"{group}/{name}" for group in ("bow", "stern", "mast") for name in ("ada", "ben", "cleo", "dan")]


def write(path: str | Path, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, "utf-8")


def define(name: str, more: str = "") -> None:
    write(f"team/{name}.md", TEXT.format(name=name.replace("/", "-"), more=more))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A working folder with twelve definitions in ``team``."""
    monkeypatch.chdir(tmp_path)
    for name in NAMES:
        define(name)
    return tmp_path


def start(*options: str, output: str = "site", code: str = COMMAND, **popen) -> subprocess.Popen[str]:
    """The command, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, "build", "team", "-o", output, *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        **popen,
    )


def run(*options: str, **more) -> tuple[int, str]:
    """The exit status of the command and its errors."""
    process = start("-q", *options, **more)
    _, errors = process.communicate()
    return process.returncode, errors


def build(*options: str, output: str = "site") -> dict[str, bytes]:
    """The site of a build without warnings or errors, in this process."""
    result = CliRunner().invoke(main, ["build", "team", "-o", output, "-q", *options])
    assert (result.exit_code, result.stderr) == (0, ""), result.output
    return contents(output)


CLEAN: dict[tuple[tuple[str, ...], bytes], dict[str, bytes]] = {}
"""The last sites of `clean`, by its options and the definitions: hundreds of tests ask for a few of them."""


def clean(*options: str) -> dict[str, bytes]:
    """The site of a build that knows of no previous one."""
    asked = options, pickle.dumps(sorted(contents("team").items()))
    if asked not in CLEAN:
        if len(CLEAN) == 10:
            CLEAN.clear()
        for place in ("clean", "clean.cache"):
            shutil.rmtree(place, ignore_errors=True)
        CLEAN[asked] = build(*options, output="clean")
    return CLEAN[asked]


def contents(site: str = "site") -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in Path(site).rglob("*") if path.is_file()}


def fails(*options: str, output: str = "site", **popen) -> str:
    """The one line of a build that fails; *popen* runs it in a process of its own."""
    if popen:
        code, errors = run(*options, output=output, **popen)
    else:
        result = CliRunner().invoke(main, ["build", "team", "-o", output, "-q", *options])
        code, errors = result.exit_code, result.stderr
    assert (code, len(errors.splitlines())) == (2, 1), errors
    assert "Traceback" not in errors
    return errors.rstrip("\n")


def change_something() -> dict[str, bytes]:
    """Edit a definition and return the site that a clean build makes."""
    define("bow/ada", "Something new.")
    return clean()
