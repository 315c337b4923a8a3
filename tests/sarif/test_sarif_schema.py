"""The log of a check is one of SARIF 2.1.0, whatever was found."""

from __future__ import annotations

import json
import os
from pathlib import Path

from click.testing import CliRunner
from jsonschema import Draft4Validator, FormatChecker

from sphinx_agentdocs.cli import main

SCHEMA = json.loads(Path(os.environ["SARIF_SCHEMA"]).read_text("utf-8"))
FILES = {
    "broken.md": b"---\nname: broken\ndescription: Use it: now.\nmodel: sonet\ncolor: mauve\n---\nGo.\n",
    "a b%?.md": b"---\nname: \xff\n---\n<!-- hidden\x07 -->\n",
    "empty.md": b"",
    "deep/caf\xc3\xa9.md": b"---\nname: broken\ndescription: Use it.\n---\nGo.\n",
}


def log(folder: Path, monkeypatch, source: str) -> dict[str, object]:
    monkeypatch.chdir(folder)
    for name, content in FILES.items():
        path = folder / "team" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    result = CliRunner().invoke(main, ["check", source, "--format", "sarif"])
    assert result.exit_code in (0, 1)
    return json.loads(result.stdout)  # type: ignore[no-any-return]


def problems(data: object) -> list[str]:
    return [error.message for error in Draft4Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(data)]


def test_the_schema_is_that_of_sarif():
    assert "SARIF" in SCHEMA["title"]
    assert problems({"version": "2.1.0"}) != []


def test_findings_fit_it(tmp_path, monkeypatch):
    data = log(tmp_path, monkeypatch, "team")
    assert len(data["runs"][0]["results"]) > 10
    assert problems(data) == []


def test_absolute_paths_fit_it(tmp_path, monkeypatch):
    assert problems(log(tmp_path, monkeypatch, str(tmp_path / "team"))) == []


def test_no_findings_fit_it(tmp_path, monkeypatch):
    folder = tmp_path / "none"
    folder.mkdir()
    (folder / "good.md").write_text(
        "---\nname: good\ndescription: \"Use it. <example>user: 'Go.' assistant: 'good'</example>\"\n---\nGo.\n"
    )
    data = log(tmp_path, monkeypatch, "none")
    assert data["runs"][0]["results"] == []
    assert problems(data) == []
