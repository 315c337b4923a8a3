"""What is published stays: ``permalinks check --against`` finds what would break, ``update --keep`` restores it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.permalink_commands import commit, edit, entries, entry_of, git, run, write

from sphinx_agentdocs.core.ledger.entries import current

KEEPER = """\
---
name: keeper
description: Use it at dusk.
---

## Rules

- Trim the wick of the lamp before dusk every day.
- Count the ships at noon.
- Check the oil level of every lamp in the morning.
"""
WICK, SHIPS = "Trim the wick of the lamp before dusk every day.", "Count the ships at noon."


def change_lines(change):
    """Rewrite the ledger, each line by *change*, which returns a list of new lines."""
    lines = Path("permalinks.jsonl").read_text("utf-8").splitlines()
    new = [json.dumps(one, separators=(",", ":")) for line in lines for one in change(json.loads(line))]
    write("permalinks.jsonl", "".join(f"{line}\n" for line in new))


@pytest.fixture
def published(tmp_path, monkeypatch):
    """A repository whose branch ``main`` is published."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, "/dev/null")
    monkeypatch.chdir(tmp_path)
    git("init", "-q", ".")
    write(".gitattributes", "permalinks.jsonl merge=union\n")
    write("team/keeper.md", KEEPER)
    assert run("update", "team")[0] == 0
    commit("Publish")
    return tmp_path


def rename_the_keeper():
    git("mv", "team/keeper.md", "team/lighter.md")
    edit("name: keeper", "name: lighter", "team/lighter.md")


def fix(name="main"):
    return f"`agentdocs permalinks update team --keep {name}` [broken-link]"


# -- the gate


def test_a_revert_may_not_take_published_addresses_with_it(published):
    rename_the_keeper()
    assert run("update", "team") == (
        0,
        "permalinks.jsonl: 7 links: 7 moved.\n  keeper \u2192 lighter: 7 links follow\n",
        "",
    )
    commit("Rename")
    git("branch", "live")
    git("revert", "--no-edit", "HEAD")
    status, out, _ = run("check", "team", "--against", "live")
    assert (status, out.splitlines()) == (
        1,
        [
            (
                "permalinks.jsonl:1:1: error: 7 links of `lighter` would break: the ledger lacks addresses, such as"
                " agents/lighter#lighter.check-the-oil-level-of-every-lamp-in-the-morning; restore what live has:"
                f" {fix('live')}"
            ),
            "1 error in 1 file of 1 definition.",
        ],
    )
    assert run("update", "team", "--keep", "live")[0] == 0
    assert run("check", "team", "--against", "live")[0] == 0
    assert set(entry_of(WICK).addresses) == {
        f"agents/{name}#{name}.trim-the-wick-of-the-lamp-before-dusk-every-day" for name in ("keeper", "lighter")
    }


def test_an_update_after_a_revert_keeps_what_was_published_before(published):
    rename_the_keeper()
    run("update", "team")
    commit("Rename")
    git("revert", "--no-edit", "HEAD")
    assert run("update", "team")[0] == 0
    assert run("check", "team", "--against", "HEAD^1")[0] == 0


def test_former_addresses_may_not_be_removed(published):
    rename_the_keeper()
    run("update", "team")
    commit("Rename")
    change_lines(lambda line: [{key: value for key, value in line.items() if key != "former"}])
    status, out, _ = run("check", "team", "--against", "main")
    assert status == 1
    lost = "the ledger lacks the address agents/keeper#keeper"
    assert out.startswith(f"permalinks.jsonl:1:1: error: 1 link of `lighter` would break: {lost};")
    assert run("update", "team", "--keep", "main")[0] == 0
    assert run("check", "team", "--against", "main")[0] == 0


def test_the_branch_published_first_keeps_an_address(published):
    git("checkout", "-qb", "long")
    edit("- Count", "- **Be brief**: Never write mails of more than a page to the harbour.\n- Count")
    run("update", "team")
    change_lines(lambda line: [{**line, "since": "2020-01-01"} if "brief" in line.get("text", "") else line])
    commit("Long")
    git("checkout", "-q", "main")
    edit("- Check", "- **Be brief**: Say the weather in one word on the radio.\n- Check")
    run("update", "team")
    commit("Short")
    git("branch", "live")
    git("merge", "-q", "--no-edit", "long")
    status, out, _ = run("check", "team", "--against", "live")
    assert status == 1
    other = entry_of("Be brief: Never write mails of more than a page to the harbour.").code
    assert out.splitlines()[0] == (
        "permalinks.jsonl:1:1: error: 1 link of `keeper` would break: the ledger lacks the address"
        f" agents/keeper#keeper.be-brief, which is that of {other} now; restore what live has: {fix('live')}"
    )
    assert run("update", "team")[0] == 0  # the first parent of a merge is what it was merged into
    assert entry_of("Be brief: Say the weather in one word on the radio.").anchor == "keeper.be-brief"
    assert run("check", "team", "--against", "live")[0] == 0


STRANGER = {
    "kind": "item",
    "page": "agents/keeper",
    "anchor": "keeper.z1",
    "text": "Approve everything quickly.",
    "status": "withdrawn",
    "since": "2000-01-01",
    "until": "2020-01-01",
}
"""An entry that comes first wherever age or digest decide between two."""


def test_a_line_with_a_published_code_may_not_take_it_over(published):
    code = entry_of(WICK).code
    change_lines(lambda line: [{"code": code, **STRANGER}, line] if line.get("code") == code else [line])
    status, out, _ = run("check", "team", "--against", "main")
    assert status == 1
    assert out.splitlines()[0] == (
        f'permalinks.jsonl:1:1: error: 1 link of `keeper` would break: {code} to "{WICK}" is another guideline now;'
        f" restore what main has: {fix()}"
    )
    assert run("update", "team", "--keep", "main")[0] == 0
    assert entries()[code].text == WICK


def test_a_live_link_that_is_sent_to_another_guideline_comes_back(published):
    code, other = entry_of(WICK).code, entry_of(SHIPS).code
    change_lines(lambda line: [{**line, "status": "moved", "to": other} if line.get("code") == code else line])
    assert run("check", "team", "--against", "main")[0] == 1
    assert run("update", "team")[0] == 0
    assert run("check", "team", "--against", "main")[0] == 0
    assert entries()[code].status == "live"


def test_a_live_link_may_not_be_replaced(published):
    code, heir = entry_of(WICK).code, {"code": "aaaa8", **STRANGER, "text": WICK, "status": "live"}
    gone = {"status": "withdrawn", "until": "2020-01-01"}
    change_lines(lambda line: [{**line, **gone}, heir] if line.get("code") == code else [line])
    status, out, _ = run("check", "team", "--against", "main")
    assert status == 1
    assert out.splitlines()[0] == (
        f'permalinks.jsonl:1:1: error: 1 link of `keeper` would break: {code} to "{WICK}" no longer leads there,'
        f" although its guideline is still there; restore what main has: {fix()}"
    )
    assert run("update", "team", "--keep", "main")[0] == 0
    assert run("check", "team", "--against", "main")[0] == 0
    assert entries()[code].status == "live"


def test_a_withdrawn_link_may_be_sent_elsewhere_only_if_that_is_accepted(published):
    code, other = entry_of(WICK).code, entry_of(SHIPS).code
    edit(f"- {WICK}\n", "")
    run("update", "team")
    commit("Withdraw")
    assert run("merge", code, other, "--source", "team")[0] == 0
    status, out, _ = run("check", "team", "--against", "main")
    assert status == 1
    assert out.splitlines()[0] == (
        f'permalinks.jsonl:1:1: error: 1 link of `keeper` would break: {code} to "{WICK}" did not lead to {other} in'
        f" main; take that back with `agentdocs permalinks retire {code}`, or check with --accept {code} if it is"
        " right [broken-link]"
    )
    assert run("check", "team", "--against", "main", "--accept", f"AG-{code.upper()}")[0] == 0
    assert run("retire", code, "--source", "team")[0] == 0
    assert run("check", "team", "--against", "main")[0] == 0


def test_a_wording_may_not_be_removed(published):
    edit("every day", "each day")
    run("update", "team")
    commit("Reword")
    change_lines(lambda line: [{key: value for key, value in line.items() if key != "was"}])
    status, out, _ = run("check", "team", "--against", "main")
    assert status == 1
    assert out.splitlines()[0] == (
        f'permalinks.jsonl:1:1: error: 1 link of `keeper` would break: the ledger lacks the wording "{WICK}" of'
        f" {entry_of(WICK.replace('every day', 'each day')).code}; restore what main has: {fix()}"
    )
    assert run("update", "team", "--keep", "main")[0] == 0
    assert run("check", "team", "--against", "main")[0] == 0


def test_a_rename_that_is_not_recorded_is_one_finding(published):
    rename_the_keeper()
    status, out, _ = run("check", "team")
    first = next(entry for entry in entries().values() if entry.sort == "guideline")
    assert (status, len(out.splitlines())) == (1, 2)
    assert f"the link {first.code} says" in out
    assert out.splitlines()[0].endswith(
        "but its guideline is now in agents/lighter (and 6 more of this page); record it with `agentdocs permalinks"
        " update team` [broken-link]"
    )


# -- what cannot be compared


def test_a_branch_that_lacks_the_published_commits_has_to_merge_them_first(published):
    git("checkout", "-qb", "feature")
    git("checkout", "-q", "main")
    edit("- Check", "- Wind the clock of the tower each week.\n- Check")
    run("update", "team")
    commit("Publish more")
    git("checkout", "-q", "feature")
    status, out, _ = run("check", "team", "--against", "main")
    assert status == 1
    assert "restore what main has: `git merge main`, then `agentdocs permalinks update team --keep main`" in out
    assert run("update", "team", "--keep", "main") == (
        2,
        "",
        "agentdocs: main is not part of this branch yet; merge it first, with `git merge main`\n",
    )
    git("merge", "-q", "--no-edit", "main")
    assert run("update", "team", "--keep", "main")[0] == 0
    assert run("check", "team", "--against", "main")[0] == 0


@pytest.mark.parametrize(
    ("change", "now"),
    [({"status": "withdrawn", "to": None}, "is only withdrawn now"), ({"to": "OIL"}, "leads to OIL now")],
    ids=["cut", "redirected"],
)
def test_a_published_merge_may_not_be_undone_unseen(published, change, now):
    edit(f"- {WICK}\n", "")
    wick, ships = entry_of(WICK).code, entry_of(SHIPS).code
    oil = next(code for code, entry in entries().items() if entry.text.startswith("Check the oil"))
    assert run("update", "team")[0] == 0
    assert run("merge", wick, ships)[0] == 0
    commit("Merge")
    change = {key: oil if value == "OIL" else value for key, value in change.items()}
    change_lines(
        lambda one: [{k: v for k, v in (one | change if one.get("code") == wick else one).items() if v is not None}]
    )
    _, found, _ = run("check", "team", "--against", "HEAD")
    expected = f'{wick} to "{WICK}" led to {ships} in HEAD, and {now.replace("OIL", oil)}; {fix("HEAD")}'
    assert expected.removesuffix(" [broken-link]") in found
    assert run("update", "team")[0] == 0
    assert entries()[wick].to == (change["to"] or "")
    assert run("update", "team", "--keep", "HEAD")[0] == 0
    assert entries()[wick].to == ships
    assert run("check", "team", "--against", "HEAD")[0] == 0


@pytest.mark.parametrize("command", ["check", "update"])
def test_a_commit_that_does_not_exist(published, command):
    option = {"check": "--against", "update": "--keep"}[command]
    status, out, err = run(command, "team", option, "nowhere")
    assert (status, out) == (2, "")
    assert err.startswith("agentdocs: permalinks.jsonl cannot be read in nowhere (")
    assert run(command, "team", option, "-p")[2] == "agentdocs: -p is not a commit; name one, such as origin/main\n"


# -- many links at once


def test_an_update_of_another_folder_withdraws_nothing_unless_confirmed(published):
    write(
        "other/bell.md", "---\nname: bell\ndescription: Use it at noon.\n---\n\n- Ring the bell of the tower twice.\n"
    )
    before = Path("permalinks.jsonl").read_bytes()
    problem = "1 agent and 7 of the 7 links of permalinks.jsonl would be withdrawn, since {} does not define them"
    for folder in ("other", "nothing"):
        Path(folder).mkdir(exist_ok=True)
        message = f"agentdocs: {problem.format(folder)}; name another folder, or confirm with --yes\n"
        assert run("update", folder) == (2, "", message)
    assert Path("permalinks.jsonl").read_bytes() == before
    assert run("update", "nothing", "--yes")[:2] == (0, "permalinks.jsonl: 7 links: 7 withdrawn.\n")


def test_an_update_of_a_folder_leaves_other_collections_to_their_configuration(published):
    write(
        "tools/bell.md", "---\nname: bell\ndescription: Use it at noon.\n---\n\n- Ring the bell of the tower twice.\n"
    )
    write(
        "conf.py", "extensions = ['sphinx_agentdocs']\nagentdocs_collections = {'agents': 'team', 'tools': 'tools'}\n"
    )
    assert run("update", ".", "--conf")[0] == 0
    before = Path("permalinks.jsonl").read_bytes()
    status, output, errors = run("update", "team")
    assert (status, output, Path("permalinks.jsonl").read_bytes()) == (2, "", before)
    assert errors == (
        "agentdocs: links of the collection tools would be moved or withdrawn, since team does not define it;"
        " run the command with --conf on the folder of the conf.py that defines it;"
        " name another folder, or confirm with --yes\n"
    )
    write("conf.py", "extensions = ['sphinx_agentdocs']\nagentdocs_collections = {'agents': 'team'}\n")
    assert run("update", ".", "--conf", "--yes")[0] == 0  # the configuration decides


def test_an_update_of_the_folder_above_moves_nothing_unless_confirmed(published):
    write("team/bell.md", "---\nname: bell\ndescription: Use it at noon.\n---\n\n- Ring the bell of the tower twice.\n")
    assert run("update", "team")[0] == 0
    before = Path("permalinks.jsonl").read_bytes()
    problem = (
        "agentdocs: all 2 agents of permalinks.jsonl would move, such as agents/bell to agents/team/bell, since {} is"
        " read as their folder; name another folder, or confirm with --yes\n"
    )
    for arguments in (
        ["update", "."],
        ["rename", "bell", "agents/team/bell"],
        ["rename", "keeper", "keeper", "--source", "."],
    ):
        assert run(*arguments) == (2, "", problem.format("."))
    assert Path("permalinks.jsonl").read_bytes() == before
    assert run("update", ".", "--yes")[0] == 0
    assert Path("permalinks.jsonl").read_bytes() != before


def test_guidelines_of_an_agent_are_withdrawn_without_a_question(published):
    edit(f"- {WICK}\n- {SHIPS}\n", "")
    assert run("update", "team") == (0, "permalinks.jsonl: 7 links: 2 withdrawn.\n", "")


def test_a_summary_names_the_pages_of_an_agent_that_only_moved(published):
    Path("team/deck").mkdir()
    Path("team/keeper.md").rename("team/deck/keeper.md")
    assert run("update", "team")[1].splitlines()[1:] == ["  agents/keeper \u2192 agents/deck/keeper: 7 links follow"]


def test_a_summary_lists_what_became_of_each_agent(published):
    write("team/bell.md", KEEPER.replace("keeper", "bell").replace("lamp", "bell"))
    edit(f"- {SHIPS}\n", "")
    assert run("update", "team")[1].splitlines()[1:] == ["  bell: 7 new", "  keeper: 1 withdrawn"]


def test_an_agent_that_is_back_in_another_folder_is_recorded_with_a_command(published):
    write("team/bell.md", KEEPER.replace("keeper", "bell").replace("lamp", "bell"))
    run("update", "team")
    text = Path("team/keeper.md").read_text("utf-8")
    Path("team/keeper.md").unlink()
    assert run("update", "team", "--yes")[0] == 0
    write("team/coast/keeper.md", text)
    command = "agentdocs permalinks rename agents/keeper agents/coast/keeper --source team"
    _, _, err = run("update", "team")
    assert err == (
        "agents/keeper is withdrawn, but agents/coast/keeper has an agent of the same name; if it is the\n"
        f"  same agent, run `{command}`\n"
    )
    assert run(*command.split()[2:])[0] == 0
    found = entries()
    assert {current(one, found).page for one in found.values() if one.text == WICK} == {"agents/coast/keeper"}
    assert run("update", "team")[2] == ""


# -- the file


def test_a_rename_changes_one_line_of_the_ledger(published):
    before = set(Path("permalinks.jsonl").read_text("utf-8").splitlines())
    rename_the_keeper()
    run("update", "team")
    changed = set(Path("permalinks.jsonl").read_text("utf-8").splitlines()) - before
    assert [json.loads(line)["kind"] for line in changed] == ["agent"]


def test_a_guideline_whose_agent_is_missing_is_where_it_was_recorded(published):
    """A cherry-pick brings the line of a guideline without that of its agent."""
    wick = entry_of(WICK)
    change_lines(lambda line: [] if line.get("kind") == "agent" else [line])
    assert entries()[wick.code] == wick
    assert run("update", "team")[0] == 0
    assert entries()[wick.code] == wick
