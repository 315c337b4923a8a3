"""Documentation of others, built with and without the extension, by the Sphinx of the environment.

The environment variable HOSTS says how much is tried: ``few`` or ``all``.  Each build is a process of its own, since
some themes leave traces in theirs.
"""

from __future__ import annotations

import difflib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

collect_ignore_glob = [] if os.environ.get("HOSTS") else ["test_*.py"]

LOADED = re.compile(r"[ \t]*<(?:link|script)\b[^>]*/agentdocs\.(?:css|js)\?v=[^>]*>(?:</script>)?\n?")
OURS = "sphinx_agentdocs"
INDEX = "Site\n====\n\n.. agent:catalog:: agents\n"
DATES = {"GIT_AUTHOR_DATE": "2024-01-01T00:00:00Z", "GIT_COMMITTER_DATE": "2024-01-01T00:00:00Z"}
AGENT = "---\nname: {name}\ndescription: Use it for the {name}.\n---\n\n## Scope\n\n- Keep the {name}.\n"
AGENTS = {f"agents/{name}.md": AGENT.replace("{name}", name) for name in ("axe", "bell", "crane")}


@dataclass(frozen=True)
class Built:
    """A site that was built: the status of the process, its warnings, and the folder of the pages."""

    status: int
    warnings: list[str]
    out: Path

    def pages(self) -> dict[str, list[str]]:
        """The lines of each page of HTML, each tag on a line of its own.

        The two files that each page of a site with agents loads are left out: the stylesheet, for cards and links that
        may stand on any page, and the script that corrects what the search shows.
        """
        found = {path.relative_to(self.out).as_posix(): path for path in sorted(self.out.rglob("*.html"))}
        return {
            name: LOADED.sub("", path.read_text("utf-8")).replace("><", ">\n<").splitlines()
            for name, path in found.items()
            if not name.startswith("_static/")
        }


class Host:
    """The documentation of someone, in a folder; *extensions* are those that it has anyway."""

    def __init__(self, folder: Path, files: Mapping[str, str], conf: Mapping[str, Any], in_git: bool = False) -> None:
        self.folder, self.conf, self.in_git = folder, dict(conf), in_git
        self.files = files

    def build(self, name: str, extensions: list[str], catalog: str) -> Built:
        """Build the site with *extensions*; *catalog* stands in the page ``team``."""
        src, out = self.folder / "src", self.folder / f"{name}-out"
        shutil.rmtree(src, ignore_errors=True)
        for path, text in {**self.files, **AGENTS}.items():
            (src / path).parent.mkdir(parents=True, exist_ok=True)
            (src / path).write_text(text.replace("{catalog}", catalog), "utf-8")
        values = {"project": "Host", "exclude_patterns": ["agents"], **self.conf, "extensions": extensions}
        if OURS in extensions:
            values["agentdocs_collections"] = {"agents": "agents"}
        lines = "".join(f"{key} = {value!r}\n" for key, value in values.items())
        (src / "conf.py").write_text(f"import sys\nsys.path.insert(0, {str(src)!r})\n{lines}", "utf-8")
        if self.in_git:
            for command in ("init -q", "add -A", "-c user.name=a -c user.email=a@b.example commit -q -m a"):
                subprocess.run(["git", *command.split()], cwd=src, check=True, env={**os.environ, **DATES})
        options = ["-q", "-n", "-W", "--keep-going", "-j", "2", "-d", str(self.folder / f"{name}-doctrees")]
        run = subprocess.run(
            [sys.executable, "-m", "sphinx", *options, str(src), str(out)], capture_output=True, text=True, check=False
        )
        lines_said = [line.replace(f"{src}/", "") for line in run.stderr.splitlines() if line.strip()]
        return Built(run.returncode, lines_said, out)


@pytest.fixture
def make_host(tmp_path: Path) -> Callable[..., Host]:
    """A function that makes a host; see `Host`."""
    return lambda *args, **kwargs: Host(tmp_path, *args, **kwargs)


@pytest.fixture
def changed() -> Callable[[list[str], list[str]], list[str]]:
    """The function that compares two pages; see `changed_lines`."""
    return changed_lines


def changed_lines(ours: list[str], none: list[str]) -> list[str]:
    """The lines in which a page with the extension differs from the same without it."""
    lines = difflib.unified_diff(none, ours, n=0, lineterm="")
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


@pytest.fixture(scope="session")
def build_host(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds a site with the theme of a module, of definitions outside of its source directory."""

    def build(theme: str, definitions: Mapping[str, str], conf: Mapping[str, Any]) -> Path:
        folder = tmp_path_factory.mktemp(theme)
        extensions = ["sphinx_agentdocs", *(["sphinx_immaterial"] if theme == "sphinx_immaterial" else [])]
        values = {"extensions": extensions, "html_theme": theme, "agentdocs_collections": {"agents": "../crew"}, **conf}
        files = {
            "src/conf.py": "".join(f"{key} = {value!r}\n" for key, value in values.items()),
            "src/index.rst": INDEX,
            **{f"crew/{name}": text for name, text in definitions.items()},
        }
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(folder / "src"), str(folder / "out")]
        made = subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        return folder / "out"

    return build
