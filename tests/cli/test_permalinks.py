"""The permalinks commands, from the first update to the decisions of a team."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tests.permalink_commands import KEEPER, edit, entries, entry_of, git, run, write

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.reading import read_ledger
from sphinx_agentdocs.core.ledger.writing import ledger_text


def code_of(text):
    return entry_of(text).code


@pytest.fixture
def team(tmp_path, monkeypatch):
    """A folder with one agent, recorded."""
    monkeypatch.chdir(tmp_path)
    write("team/keeper.md", KEEPER)
    assert run("update", "team") == (0, "permalinks.jsonl: 6 links: 6 new.\n", "")
    return tmp_path


def test_an_update_without_changes_leaves_the_file_alone(team):
    before = (team / "permalinks.jsonl").stat()
    assert run("update", "team") == (0, "permalinks.jsonl: 6 links, no changes.\n", "")
    after = (team / "permalinks.jsonl").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_an_update_counts_what_it_changed(team):
    edit("- Count the ships at noon.\n", "- Wind the clock.\n")
    edit("every day", "each day")
    assert run("update", "team") == (0, "permalinks.jsonl: 7 links: 1 new, 1 reworded, 1 withdrawn.\n", "")


def test_a_ledger_in_another_place(team):
    assert run("update", "team", "--permalinks", "team/links.jsonl")[:2] == (0, "team/links.jsonl: 6 links: 6 new.\n")
    assert Path("team/links.jsonl").read_bytes() == Path("permalinks.jsonl").read_bytes()


def test_the_folder_of_a_configuration(team):
    write("docs/conf.py", "agentdocs_collections = {'crew': '../team'}\nagentdocs_permalinks = 'links.jsonl'\n")
    assert run("update", "docs", "--conf") == (0, "docs/links.jsonl: 6 links: 6 new.\n", "")
    found = read_ledger(Path("docs/links.jsonl").read_text("utf-8"))
    assert {entry.page for entry in found.values()} == {"crew/keeper"}
    assert run("check", "docs", "--conf")[0] == 0


def trap(path="team/conf.py"):
    """Write a configuration that leaves a file ``ran`` where it is executed."""
    ran = str(Path("ran").absolute())
    write(path, f"from pathlib import Path\nPath({ran!r}).touch()\nagentdocs_collections = {{'crew': '.'}}\n")


COMMANDS = {
    "update": ("permalinks", "update", "team"),
    "status": ("permalinks", "status", "team"),
    "check": ("permalinks", "check", "team"),
    "rename": ("permalinks", "rename", "keeper", "keeper", "--source", "team"),
    "retire": ("permalinks", "retire", "00000", "--source", "team"),
    "merge": ("permalinks", "merge", "00000", "00001", "--source", "team"),
    "cite": ("cite", "wick", "--source", "team"),
    "check of definitions": ("check", "team"),
    "build": ("build", "team", "-o", "site", "-q"),
}


@pytest.mark.parametrize("ledger", ["in the current folder", "among the definitions", "missing"])
@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_a_configuration_among_definitions_is_never_executed(team, command, ledger):
    trap()
    if ledger == "among the definitions":
        write("team/permalinks.jsonl", Path("permalinks.jsonl").read_text("utf-8"))
    if ledger == "missing":
        Path("permalinks.jsonl").unlink()
    result = CliRunner().invoke(main, command)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert not Path("ran").exists()


def test_a_configuration_is_executed_only_where_asked(team):
    trap()
    note = "agentdocs: team/conf.py is not executed; add --conf if it names the collections\n"
    assert run("check", "team") == (0, "1 definition checked, no problems found.\n", note)
    assert run("check", "team", "--no-conf") == (0, "1 definition checked, no problems found.\n", "")
    assert run("check", "team", "--conf")[0] == 1
    assert Path("ran").exists()
    assert run("check", "team/..", "--conf") == (
        2,
        "",
        "agentdocs: team/.. has no conf.py; name the folder that has one, or omit --conf\n",
    )


def test_a_folder_that_looks_like_documentation_is_not_read_as_definitions(team):
    write("docs/conf.py", "agentdocs_collections = {'crew': '../team'}\n")
    assert run("update", "docs", "--permalinks", "docs/permalinks.jsonl") == (
        2,
        "",
        "agentdocs: docs has a conf.py; start its ledger with --conf, or add --no-conf\n",
    )
    assert run("update", "docs", "--conf")[0] == 0
    assert run("update", "docs") == (
        2,
        "",
        (
            "agentdocs: docs has a ledger and a conf.py, which is not executed unless you add --conf; to read docs as"
            " a folder of definitions, add --no-conf\n"
        ),
    )


def test_the_commands_in_messages_find_the_configuration_and_the_ledger(team):
    write("docs/conf.py", "agentdocs_collections = {'crew': '../team'}\n")
    run("update", "docs", "--conf")
    edit("every day.\n", "every single day.\n- Trim the wick of the lamp before dusk every cold day.\n")
    assert "record it with `agentdocs permalinks update docs --conf`" in run("check", "docs", "--conf")[1]
    _, _, err = run("update", "docs", "--conf")
    command = err.splitlines()[-1].split()
    assert command[:3] == ["agentdocs", "permalinks", "retire"]
    assert command[4:] == ["--permalinks", "docs/permalinks.jsonl"]
    assert run(*command[2:])[0] == 0


# -- check and status


def test_a_check_when_everything_is_recorded(team):
    assert run("check", "team") == (0, "1 definition checked, no problems found.\n", "")


def test_a_check_names_the_place_both_texts_and_the_command(team):
    edit("every day", "each day")
    edit("- Count the ships at noon.\n", "- Wind the clock.\n- Feed the cat.\n")
    wick, ships = code_of("Trim the wick of the lamp before dusk every day."), code_of("Count the ships at noon.")
    command = "record it with `agentdocs permalinks update team`"
    status, out, err = run("check", "team")
    assert (status, err) == (1, "")
    assert sorted(out.splitlines()[:-1]) == sorted(
        [
            (
                f'team/keeper.md:1:1: error: the link {ships} says "Count the ships at noon.", but no guideline says'
                f" this any more; {command} [broken-link]"
            ),
            (
                f'team/keeper.md:6:1: error: the link {wick} says "Trim the wick of the lamp before dusk every day.",'
                " but its guideline now says"
                f' "Trim the wick of the lamp before dusk each day."; {command} [broken-link]'
            ),
            (
                f'team/keeper.md:7:1: warning: no code is recorded for "Wind the clock." and 1 more; {command}'
                " [unrecorded-link]"
            ),
        ]
    )
    assert run("update", "team")[0] == 0
    assert run("check", "team")[0] == 0


def test_a_check_for_a_workflow(team):
    edit("every day", "each day")
    _, out, _ = run("check", "team", "--format", "github")
    assert out.startswith("::error file=team/keeper.md,line=6,col=1,title=agentdocs broken-link::the link ")


def test_a_check_before_the_first_update(team):
    Path("permalinks.jsonl").unlink()
    status, out, _ = run("check", "team")
    assert status == 1
    assert "no code is recorded for" in out


def test_a_check_writes_nothing(team):
    edit("every day", "each day")
    before = Path("permalinks.jsonl").read_bytes()
    run("check", "team")
    run("status", "team")
    assert Path("permalinks.jsonl").read_bytes() == before


def test_a_check_reports_entries_missing_since_a_commit(team):
    git("init", "-q", ".")
    git("add", ".")
    git("commit", "-qm", "One")
    lines = Path("permalinks.jsonl").read_text("utf-8").splitlines(keepends=True)
    text = "Count the ships at noon."
    code = code_of(text)
    edit(f"- {text}\n", "")
    write("permalinks.jsonl", "".join(line for line in lines if text not in line))
    status, out, _ = run("check", "team")
    assert status == 1
    assert out.splitlines()[0] == (
        f'permalinks.jsonl:1:1: error: 1 link of `keeper` would break: {code} to "{text}" is not in the ledger; restore'
        " what HEAD has: `agentdocs permalinks update team --keep HEAD` [broken-link]"
    )
    assert run("check", "team", "--against", "HEAD")[0] == 1
    git("add", ".")
    git("commit", "-qm", "Two")
    assert run("check", "team")[0] == 0
    assert run("check", "team", "--against", "HEAD~1")[0] == 1
    status, _, err = run("check", "team", "--against", "nowhere")
    assert status == 2
    assert err.startswith("agentdocs: permalinks.jsonl cannot be read in nowhere (")


def test_the_status(team):
    assert run("status", "team") == (0, "permalinks.jsonl: 6 live.\nEverything published is recorded.\n", "")
    edit("- Count the ships at noon.\n", "")
    assert run("status", "team")[1] == (
        "permalinks.jsonl: 6 live.\nNot recorded yet: 1 withdrawn. Run `agentdocs permalinks update team`.\n"
    )
    run("update", "team")
    assert run("status", "team")[1].startswith("permalinks.jsonl: 5 live, 1 withdrawn.\n")


# -- decisions


@pytest.fixture
def doubt(team):
    """The code in doubt, the codes of its two candidates, and the question."""
    edit("every day.\n", "every single day.\n- Trim the wick of the lamp before dusk every cold day.\n")
    old = code_of("Trim the wick of the lamp before dusk every day.")
    status, out, err = run("update", "team")
    assert (status, out) == (0, "permalinks.jsonl: 8 links: 2 new, 1 ambiguous.\n")
    found = [code_of(f"Trim the wick of the lamp before dusk every {kind} day.") for kind in ("single", "cold")]
    return old, found, err


def test_a_doubt_is_reported_with_the_commands_that_settle_it(doubt):
    old, (single, cold), err = doubt
    assert err.splitlines() == [
        (
            f'agents/keeper: the link {old} to "Trim the wick of the lamp before dusk every day." may now lead to'
            " any of 2:"
        ),
        f'  {single}: "Trim the wick of the lamp before dusk every single day." (agents/keeper)',
        f'  {cold}: "Trim the wick of the lamp before dusk every cold day." (agents/keeper)',
        "  Until you choose, it shows its last wording, with links to these. Run one of:",
        f"    agentdocs permalinks merge {old} {single}",
        f"    agentdocs permalinks merge {old} {cold}",
        f"    agentdocs permalinks retire {old}",
    ]
    assert run("status", "team")[2] == err
    assert run("check", "team")[0] == 0


def test_a_doubt_is_settled_by_a_merge(doubt):
    old, (single, _), _ = doubt
    assert run("merge", old, single) == (0, f"permalinks.jsonl: {old} is now {single}.\n", "")
    assert (entries()[old].status, entries()[old].to, entries()[old].candidates) == ("moved", single, ())
    assert run("update", "team")[1:] == ("permalinks.jsonl: 8 links, no changes.\n", "")


@pytest.mark.parametrize("typed", ["AG-O4161", "o4l6i", "O4I6L"])
def test_a_code_with_letters_that_look_like_digits(team, typed):
    gone = Entry("04161", "item", "agents/keeper", "keeper.gone", "Gone.", status="withdrawn", since="2026-01-01")
    write("permalinks.jsonl", ledger_text([*entries().values(), gone]))
    live = code_of("Count the ships at noon.")
    assert run("retire", typed) == (0, "permalinks.jsonl: 04161 is withdrawn.\n", "")
    assert run("merge", typed, f"AG-{live.upper()}") == (0, f"permalinks.jsonl: 04161 is now {live}.\n", "")


def test_a_doubt_is_settled_by_a_retirement(doubt):
    old, (_single, cold), _ = doubt
    assert run("retire", f"AG-{old.upper()}")[:2] == (0, f"permalinks.jsonl: {old} is withdrawn.\n")
    assert run("status", "team")[2] == ""
    assert (
        run("retire", old, "--replaced-by", cold)[1] == f"permalinks.jsonl: {old} is withdrawn, replaced by {cold}.\n"
    )
    assert (entries()[old].status, entries()[old].to) == ("withdrawn", cold)


def test_decisions_that_make_no_sense(doubt):
    old, (single, cold), _ = doubt
    live = "Trim the wick of the lamp before dusk every single day."
    for words, message in [
        (
            ("merge", single, cold),
            f'{single} is still live, "{live}" in agents/keeper; remove it there and update first',
        ),
        (("retire", single), f'{single} is still live, "{live}" in agents/keeper; remove it there and update first'),
        (("merge", old, old), f"{old} is itself withdrawn; name a live code for {old}"),
        (("retire", old, "--replaced-by", old), f"{old} is itself withdrawn; name a live code for {old}"),
        (
            ("retire", "zzzzz"),
            "no link has the code zzzzz; copy it from the menu of the guideline or find it with `agentdocs cite`",
        ),
        (("merge", old, single, "--permalinks", "none.jsonl"), "none.jsonl does not exist; start it with"),
    ]:
        status, out, err = run(*words)
        assert (status, out) == (2, ""), words
        assert err.startswith(f"agentdocs: {message}"), err
        assert err.count("\n") == 1


def test_an_agent_that_is_renamed_and_rewritten(team):
    Path("team/keeper.md").rename("team/lamp-keeper.md")
    text = Path("team/lamp-keeper.md").read_text("utf-8").replace("name: keeper", "name: lamp-keeper")
    write("team/lamp-keeper.md", text.replace("every day", "each day").replace("Count the ships", "Count the boats"))
    assert run("rename", "keeper", "lamp-keeper", "--source", "team")[:2] == (
        0,
        ("permalinks.jsonl: 6 links: 6 moved.\n  keeper \u2192 lamp-keeper: 6 links follow\n"),
    )
    old = next(entry for entry in entries().values() if entry.kind == "agent")
    assert (old.page, old.former) == ("agents/lamp-keeper", ("agents/keeper#keeper",))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("keper", "keeper"), "no agent is called keper in the ledger; did you mean keeper?"),
        (("keeper", "mate"), "no agent is called mate in team; the agents are keeper"),
        (("keeper", "Keeper"), "keeper and Keeper are the same page, agents/keeper; there is nothing to rename"),
    ],
)
def test_renames_that_make_no_sense(team, words, message):
    assert run("rename", *words, "--source", "team") == (2, "", f"agentdocs: {message}\n")


def test_names_that_two_agents_have(team):
    write("team/one/mate.md", KEEPER.replace("keeper", "mate"))
    write("team/two/mate.md", KEEPER.replace("keeper", "mate"))
    assert run("rename", "keeper", "mate", "--source", "team") == (
        2,
        "",
        "agentdocs: mate is the name of 2 agents in team; use a page: agents/one/mate, agents/two/mate\n",
    )


# -- missing and unreadable files


@pytest.mark.parametrize("command", ["update", "check", "status"])
def test_a_folder_that_is_not_there(team, command):
    assert run(command, "nowhere") == (
        2,
        "",
        "agentdocs: nowhere does not exist; name the folder that holds the definitions\n",
    )


def test_a_definition_that_cannot_be_read_is_not_withdrawn(team):
    Path("team/keeper.md").unlink()
    Path("team/keeper.md").mkdir()
    write("team/mate.md", KEEPER.replace("keeper", "mate"))
    before = Path("permalinks.jsonl").read_bytes()
    Path("team/keeper.md").rmdir()
    Path("team/keeper.md").symlink_to("mate.md")
    Path("team/mate.md").unlink()
    status, _, err = run("update", "team")
    assert (status, Path("permalinks.jsonl").read_bytes()) == (2, before), err


def test_a_build_with_a_ledger_that_is_named_and_missing(team):
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "--permalinks", "other.jsonl", "-q"])
    assert (result.exit_code, result.stderr) == (
        2,
        (
            "agentdocs: other.jsonl does not exist; start it with `agentdocs permalinks update team --permalinks"
            " other.jsonl`, or fix the path\n"
        ),
    )


def test_a_build_with_a_ledger_that_is_cut_off_leaves_the_site(team):
    assert CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"]).exit_code == 0
    before = sorted(Path("site").rglob("*"))
    text = Path("permalinks.jsonl").read_text("utf-8")
    write("permalinks.jsonl", text[: len(text) // 2])
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    assert result.exit_code == 2
    assert result.stderr.startswith(f"agentdocs: {team}/permalinks.jsonl:")
    assert result.stderr.endswith(
        "; restore it (`git checkout -- permalinks.jsonl`), or fix that line; nothing was changed\n"
    )
    assert sorted(Path("site").rglob("*")) == before
