"""``agentdocs init``: what a repository lacks is shown, then written, and nothing that exists is replaced."""

from __future__ import annotations

import json
import shlex
import subprocess
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner
from sphinx.cmd.build import build_main

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.errors import UserError
from sphinx_agentdocs.site.start import planned, written

LAMP = "---\nname: lamp\ndescription: Use it for lamps.\n---\n\n- Trim the wick.\n"
AROUND = [".gitattributes", ".github/workflows/agents.yml", ".pre-commit-config.yaml", "permalinks.jsonl"]


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "-b", "trunk"], check=True)
    write(tmp_path / ".claude/agents/lamp.md", LAMP)
    return tmp_path


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def init(*arguments: str):
    return CliRunner().invoke(main, ["init", *arguments])


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text("utf-8")
        for path in folder.rglob("*")
        if path.is_file() and not path.is_relative_to(folder / ".git")
    }


def build(capsys: pytest.CaptureFixture[str], docs: str = "docs") -> None:
    assert build_main(["-q", "-W", "--keep-going", docs, "out"]) == 0, capsys.readouterr().err
    assert "Trim the wick." in Path("out/agents/lamp.html").read_text("utf-8")


# -- a new site


def test_a_new_site(repository, capsys):
    before = files(repository)
    result = init("--yes")
    assert result.exit_code == 0, result.output
    made = sorted(files(repository).keys() - before.keys())
    assert made == sorted([*AROUND, "docs/conf.py", "docs/index.rst"])
    assert result.stdout.rpartition("\n\n")[2].splitlines()[:-1] == [
        f"Written: {path}"
        for path in ("docs/conf.py", "docs/index.rst", AROUND[1], ".gitattributes", ".pre-commit-config.yaml")
    ]
    assert ".gitattributes" not in before
    assert files(repository)[".gitattributes"] == "permalinks.jsonl merge=union\n"
    build(capsys)
    again = init("--yes")
    assert (again.exit_code, again.stdout) == (0, "Nothing to do: the repository has everything.\n")


def test_everything_is_shown_before_it_is_written(repository):
    result = init("--yes")
    for path in ("docs/conf.py", "docs/index.rst", *AROUND[:3]):
        shown = result.stdout.partition(f"Create {path}:\n")[2].partition("\n\nCreate ")[0]
        lines = files(repository)[path].splitlines()
        assert shown.splitlines()[: len(lines)] == [f"    {line}".rstrip() for line in lines]


def test_nothing_is_written_without_an_answer(repository):
    before = files(repository)
    result = init()
    assert result.exit_code == 2
    assert "Create docs/conf.py:" in result.stdout
    assert result.stderr == "agentdocs: nothing is written without a terminal; add --yes to write this\n"
    assert files(repository) == before


@pytest.mark.parametrize(("answer", "is_written"), [("y\n", True), ("n\n", False)])
def test_the_user_is_asked(repository, monkeypatch, answer, is_written):
    monkeypatch.setattr("click.testing._NamedTextIOWrapper.isatty", lambda self: True, raising=False)
    result = CliRunner().invoke(main, ["init"], input=answer)
    assert "Write this? [y/N]" in result.output
    assert (repository / "docs/conf.py").exists() == is_written
    assert result.exit_code == (0 if is_written else 1)


# -- the workflow


def workflow(repository: Path) -> dict:
    return yaml.safe_load(files(repository)[".github/workflows/agents.yml"])


def test_the_gate_fails_for_a_broken_link_only(repository):
    init("--yes")
    jobs = workflow(repository)["jobs"]
    (command,) = [step["run"] for step in jobs["links"]["steps"] if "check" in step.get("run", "")]
    words = shlex.split(command)
    assert words[-2:] == ["--against", "HEAD^1"]
    check = words[1:-2]
    assert CliRunner().invoke(main, check).exit_code == 0
    write(repository / ".claude/agents/lamp.md", LAMP.replace("wick", "whole wick"))
    assert CliRunner().invoke(main, check).exit_code == 1


def test_the_branch_is_the_present_one(repository):
    init("--yes")
    assert workflow(repository)[True]["push"] == {"branches": ["trunk"]}  # YAML reads the word "on" as true
    assert workflow(repository)["permissions"] == {"contents": "read"}


# -- documentation that exists

HOMES = {
    "rst": ("index.rst", "Home\n====\n", "our-agents.rst", ""),
    "md": ("index.md", "# Home\n", "our-agents.md", 'extensions = ["myst_parser"]\n'),
    "tuple": ("index.rst", "Home\n====\n", "our-agents.rst", 'extensions = ("sphinx.ext.todo",)\n'),
    "star": ("index.rst", "Home\n====\n", "our-agents.rst", "from os.path import *\n"),
    "home": ("start.rst", "Home\n====", "our-agents.rst", 'root_doc = "start"\n'),
}


@pytest.mark.parametrize("docs", ["docs", "docs/source", "."])
@pytest.mark.parametrize(("home", "words", "page", "conf"), HOMES.values(), ids=HOMES)
def test_documentation_gets_lines(repository, capsys, docs, home, words, page, conf):
    conf = f'{conf}html_theme = "basic"\nexclude_patterns = ["out", "docs/x", ".claude"]\n'
    write(repository / docs / "conf.py", conf)
    write(repository / docs / home, words)
    result = init("--yes")
    assert result.exit_code == 0, result.output
    assert (repository / docs / "conf.py").read_text().startswith(conf)
    assert (repository / docs / home).read_text().startswith(words)
    assert (repository / docs / page).exists()
    assert set(workflow(repository)["jobs"]) == {"links"}
    build(capsys, docs)
    assert "agents/lamp.html" in Path("out/our-agents.html").read_text("utf-8")
    assert init("--yes").stdout == "Nothing to do: the repository has everything.\n"


def test_files_that_exist_stay(repository):
    mine = {
        ".github/workflows/agents.yml": "mine",
        ".pre-commit-config.yaml": "repos: []\n",
        ".gitattributes": "* text",
    }
    for path, text in mine.items():
        write(repository / path, text)
    result = init("--yes")
    assert result.exit_code == 0
    now = files(repository)
    assert {path: now[path] for path in list(mine)[:2]} == dict(list(mine.items())[:2])
    assert now[".gitattributes"] == "* text\npermalinks.jsonl merge=union\n"
    assert ".pre-commit-config.yaml stays; add this to it:\n      - repo: https://" in result.stdout


@pytest.mark.parametrize("path", ["permalinks.jsonl", "docs/permalinks.jsonl"])
def test_a_ledger_that_exists_stays_and_is_used(repository, capsys, path):
    update = ["permalinks", "update", ".claude/agents", "--permalinks", path]
    (repository / "docs").mkdir()
    assert CliRunner().invoke(main, update).exit_code == 0
    before = files(repository)[path]
    assert init("--yes").exit_code == 0
    now = files(repository)
    assert [name for name in now if name.endswith("permalinks.jsonl")] == [path]
    assert now[path] == before
    assert now[".gitattributes"] == f"{path} merge=union\n"
    build(capsys)
    assert init("--yes").stdout == "Nothing to do: the repository has everything.\n"


def test_every_command_in_the_root_knows_the_ledger(repository):
    init("--yes")
    write(repository / ".claude/agents/lamp.md", LAMP.replace("wick", "whole wick"))
    for arguments in (["update", ".claude/agents"], ["update", "docs", "--conf"]):
        result = CliRunner().invoke(main, ["permalinks", *arguments])
        assert result.exit_code == 0, result.output
    assert "no changes" in result.stdout
    found = json.loads(CliRunner().invoke(main, ["cite", "wick", "-n1", "--format", "json"]).stdout)[0]["code"]
    assert f'"code":"{found}"' in files(repository)["permalinks.jsonl"]


# -- what cannot be started


def conf(text: str):
    return lambda root: write(root / "docs/conf.py", text)


def outside(root: Path) -> None:
    (root / "elsewhere").symlink_to(root.parent)


REFUSED = {
    "no definitions": (
        lambda root: (root / ".claude/agents/lamp.md").unlink(),
        [],
        "there are no definitions in .claude/agents, agents, .github/agents, .agents; name their folder with --source",
    ),
    "another folder": (lambda root: None, ["--source", "crew"], "there are no definitions in crew; name their folder"),
    "no folder": (lambda root: None, ["nowhere"], "nowhere is no folder; name the one"),
    "outside": (
        lambda root: write(root.parent / "crew/a.md", LAMP),
        ["--source", "../crew"],
        "../crew is outside of",
    ),
    "no Python": (conf("extensions = ["), [], "conf.py cannot be read ('[' was never closed"),
    "agents of its own": (
        conf('extensions = ["sphinx_agentdocs"]\nagentdocs_collections = {"crew": "../crew"}\n'),
        [],
        "docs/conf.py has agents already, but not those in .claude/agents; name their folder with --source",
    ),
    "a folder of that name": (
        lambda root: (conf("")(root), write(root / "docs/agents/index.rst", "x")),
        [],
        "docs/agents is a folder of the documentation, where the pages of agents would be",
    ),
    "a folder of the repository": (lambda root: None, [".claude"], "is a folder of the repository"),
    "a link out of it": (
        lambda root: (root / "docs").symlink_to(root.parent),
        ["--yes"],
        "docs/conf.py leads out of",
    ),
}


@pytest.mark.parametrize(("prepare", "arguments", "message"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused(repository, prepare, arguments, message):
    prepare(repository)
    before = files(repository)
    result = init(*arguments)
    assert result.exit_code == 2
    assert result.stderr.startswith("agentdocs: ")
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert files(repository) == before


def test_no_configuration_is_executed(repository):
    write(repository / "docs/conf.py", "open('ran', 'w')\n")
    assert init("--yes").exit_code == 0
    assert not (repository / "ran").exists()


def test_a_file_that_appears_in_the_meantime_is_not_replaced(repository):
    start = planned(repository)
    write(repository / "docs/conf.py", "mine")
    with pytest.raises(UserError, match=r"docs/conf.py cannot be written \(File exists\); run the command again"):
        list(written(start))
    assert files(repository)["docs/conf.py"] == "mine"
