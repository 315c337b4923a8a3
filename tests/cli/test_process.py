"""The command as a process: it says everything, and ends with the right status, although it ends at once."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

RUN = (sys.executable, "-c", "import sys; sys.argv[0] = 'agentdocs'; from sphinx_agentdocs.cli import run; run()")
DEFINITION = "---\nname: cook\ndescription: Use it to cook.\n---\n- Salt the soup.\n"


@pytest.mark.parametrize(
    ("arguments", "status", "said", "complained"),
    [
        (["cite", "soup", "--source", "FOLDER", "--format", "url"], 0, "g/", "these links are relative"),
        (["cite", "bicycle", "--source", "FOLDER"], 1, "", "agentdocs: "),
        (["check", "FOLDER/nowhere"], 2, "", "agentdocs: FOLDER/nowhere does not exist"),
        (["cite"], 2, "", "Usage: agentdocs cite"),
        (["--help"], 0, "Usage: agentdocs", ""),
    ],
)
def test_what_it_says_and_how_it_ends(tmp_path, arguments, status, said, complained):
    (tmp_path / "cook.md").write_text(DEFINITION, "utf-8")
    command = [*RUN, *(text.replace("FOLDER", str(tmp_path)) for text in arguments)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == status
    assert result.stdout.startswith(said)
    assert complained.replace("FOLDER", str(tmp_path)) in result.stderr
    assert "Traceback" not in result.stderr


def test_a_long_answer_reaches_a_pipe_whole(tmp_path):
    for number in range(300):
        (tmp_path / f"a{number}.md").write_text(DEFINITION.replace("cook", f"cook-{number}"), "utf-8")
    result = subprocess.run([*RUN, "check", tmp_path, "--format", "json"], capture_output=True, text=True, check=False)
    assert (result.returncode, len(json.loads(result.stdout)["findings"])) == (1, 300)


def test_a_site_is_whole(tmp_path):
    (tmp_path / "agents").mkdir()
    (tmp_path / "agents/cook.md").write_text(DEFINITION, "utf-8")
    command = [*RUN, "build", tmp_path / "agents", "-o", tmp_path / "site"]
    results = [subprocess.run(command, capture_output=True, text=True, check=False) for _ in range(2)]
    assert [result.returncode for result in results] == [0, 0]
    assert (tmp_path / "site/agents/cook.html").is_file()
    assert "Nothing has changed." in results[1].stdout
