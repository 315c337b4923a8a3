"""Sites with the themes of others, each built in a process of its own, since some themes change Sphinx for good."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

INDEX = "Site\n====\n\n.. agent:catalog:: agents\n"


@pytest.fixture(scope="session")
def build_host(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Builds a site with the theme of a module, of definitions outside of its source directory."""

    def build(theme: str, definitions: Mapping[str, str], conf: Mapping[str, Any]) -> Path:
        if find_spec(theme) is None and theme != "classic":
            pytest.skip(f"{theme} is not installed")
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
