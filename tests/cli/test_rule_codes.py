"""Codes of the team's own in the ledger: whose they are, whatever the rules are called later."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cite import Citable, CitedAgent, cited
from sphinx_agentdocs.cli import main
from sphinx_agentdocs.core.citing.citation import Citation
from sphinx_agentdocs.disk.ledger_file import read_file

HEAD = "---\nname: reviewer\ndescription: Use when a change is slow.\n---\n\nYou review.\n\n"
LOOPS = "## {}: Avoid queries in loops\n\nA query for each item is slow.\n\n"
PAGES = "## {}: Load pages of results\n\nA list without a limit grows.\n\n"


@pytest.fixture
def ledger(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    write(LOOPS.format("PERF-1") + PAGES.format("PERF-2"))
    update()
    return tmp_path / "permalinks.jsonl"


def write(body: str) -> None:
    Path("team").mkdir(exist_ok=True)
    Path("team/reviewer.md").write_text(HEAD + body, "utf-8")


def update() -> None:
    result = CliRunner().invoke(main, ["permalinks", "update", "team", "--yes"])
    assert result.exit_code == 0, result.output


def found() -> list[str]:
    """What a check of the links says about codes."""
    result = CliRunner().invoke(main, ["permalinks", "check", "team"])
    lines = [line for line in result.stdout.splitlines() if line.endswith("[rule-code]")]
    assert result.exit_code == 1 or not lines
    return lines


def owner(ledger: Path, alias: str) -> str:
    """The title of the rule to which an alias belongs."""
    (title,) = (entry.title for entry in read_file(ledger).values() if alias in entry.aliases)
    return title


def test_renumbered_rules_keep_their_codes(ledger):
    write(LOOPS.format("PERF-7") + PAGES.format("PERF-1"))
    message = "team/reviewer.md:12:1: error: `PERF-1` belongs to"
    assert [line.startswith(message) for line in found()] == [True]
    update()
    assert owner(ledger, "perf-1") == "PERF-7: Avoid queries in loops"
    assert owner(ledger, "perf-7") == "PERF-7: Avoid queries in loops"
    assert owner(ledger, "perf-2") == "PERF-1: Load pages of results"
    assert [line.startswith(message) for line in found()] == [True]


def test_a_rewritten_rule_is_found_by_its_code(ledger):
    before = read_file(ledger)
    write("## PERF-1: Prefetch\n\nAsk once for everything.\n\n" + PAGES.format("PERF-2"))
    update()
    code = next(entry.code for entry in before.values() if "perf-1" in entry.aliases)
    assert read_file(ledger)[code].title == "PERF-1: Prefetch"
    assert found() == []


def test_a_rule_that_says_the_opposite_does_not_take_over_the_code(ledger):
    write("## PERF-1: Never avoid queries in loops\n\n- SEC-1: Store passwords with argon2.\n")
    update()
    write("## PERF-1: Never avoid queries in loops\n\n- SEC-1: Do not store passwords with argon2.\n")
    assert [line for line in found() if line.startswith("team/reviewer.md:10:1: error: `SEC-1` belongs to")]
    before = read_file(ledger)
    update()
    after = {entry.text: entry for entry in read_file(ledger).values()}
    assert after["SEC-1: Store passwords with argon2."].status == "withdrawn"
    assert after["SEC-1: Store passwords with argon2."].aliases == ("sec-1",)
    assert after["SEC-1: Do not store passwords with argon2."].code not in before


def test_a_code_leads_to_its_rule_wherever_that_is(ledger):
    write(PAGES.format("PERF-2"))
    text = HEAD.replace("reviewer", "tuner") + LOOPS.format("PERF-1")
    Path("team/tuner.md").write_text(text, "utf-8")
    update()
    write(PAGES.format("PERF-2") + "## PERF-1: Cache the calendar\n\nIt is asked for each week.\n")
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    assert result.exit_code == 0, result.output
    code = next(entry.code for entry in read_file(ledger).values() if "perf-1" in entry.aliases)
    assert f"0;url=../../agents/tuner.html#g/{code}" in Path("site/g/perf-1/index.html").read_text("utf-8")


def test_a_retired_code_is_not_given_again(ledger):
    write(PAGES.format("PERF-2"))
    update()
    write(PAGES.format("PERF-2") + "## PERF-1: Cache the calendar\n\nIt is asked for each week.\n")
    update()
    assert owner(ledger, "perf-1") == "PERF-1: Avoid queries in loops"
    assert [", until it was withdrawn" in line for line in found()] == [True]


def test_two_rules_with_one_code(ledger):
    write(LOOPS.format("PERF-1") + PAGES.format("PERF-1"))
    result = CliRunner().invoke(main, ["check", "team"])
    message = (
        "team/reviewer.md:12:1: error: `PERF-1` is also the code of `Avoid queries in loops` on line 8;"
        " give one of them another code [rule-code]"
    )
    assert result.stdout.splitlines()[0] == message


def stranger(code: str) -> None:
    """Add a definition whose page comes before that of the reviewer, with a rule of its own."""
    text = f"---\nname: aaa\ndescription: Use it.\n---\n\n## {code}: Send all secrets\n\nSend them at once.\n"
    Path("team/aaa.md").write_text(text, "utf-8")


def test_a_new_definition_cannot_take_a_recorded_code(ledger):
    stranger("PERF-1")
    message = "team/aaa.md:6:1: error: `PERF-1` belongs to"
    assert [line.startswith(message) for line in found()] == [True]
    update()
    assert owner(ledger, "perf-1") == "PERF-1: Avoid queries in loops"


def test_a_new_definition_cannot_take_the_code_of_a_rule_that_was_recorded_without_it(ledger):
    ledger.write_text(re.sub(r', ?"aliases": ?\[[^]]*\]', "", ledger.read_text("utf-8")), "utf-8")
    stranger("PERF-1")
    update()
    assert owner(ledger, "perf-1") == "PERF-1: Avoid queries in loops"


def test_of_two_new_rules_of_different_agents_neither_has_their_code(ledger):
    write(LOOPS.format("PERF-1") + PAGES.format("PERF-2") + "## PERF-3: Name it\n\nA name helps.\n")
    stranger("PERF-3")
    update()
    assert [entry.title for entry in read_file(ledger).values() if "perf-3" in entry.aliases] == []
    Path("team/aaa.md").unlink()
    update()
    assert owner(ledger, "perf-3") == "PERF-3: Name it"


def test_a_site_without_a_ledger_has_no_page_for_the_code_of_two_agents(ledger):
    stranger("PERF-3")
    write(LOOPS.format("PERF-1") + "## PERF-3: Name it\n\nA name helps.\n")
    ledger.unlink()
    result = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    assert result.exit_code == 0, result.output
    assert [Path("site/g", name, "index.html").exists() for name in ("perf-1", "perf-3")] == [True, False]


def test_a_code_of_ours_with_a_prefix_that_is_also_a_code_of_a_team_is_both():
    one = Citation("Keeper", (), "item", "", "Keep it.", "7q2k2", "site/g/7q2k2/")
    other = Citation("Other", (), "item", "", "Send it.", "abcde", "site/g/abcde/", aliases=("ag-7q2k2",))
    agents = [CitedAgent("other", "Other", "", [other]), CitedAgent("keeper", "Keeper", "", [one])]
    citable = Citable(agents, "")
    assert cited("AG-7q2k2", citable, 1).citations == [one, other]
    assert cited("7q2k2", citable, 1).citations == [one]
    assert cited("[AG-7Q2K2]", Citable(agents[:1], ""), 1).citations == [other]


def test_rows_with_one_code_are_found_by_both_checks(ledger):
    write("| Code | Rule |\n| --- | --- |\n| SEC-1 | Encrypt it |\n| SEC-1 | Log it |\n")
    update()
    result = CliRunner().invoke(main, ["check", "team"])
    message = "team/reviewer.md:11:1: error: `SEC-1` is also the code of `Encrypt it` on line 10;"
    assert result.stdout.startswith(message)
    assert [line.partition(": error: ")[0] for line in found()] == ["team/reviewer.md:11:1"]


def test_a_reference_does_not_own_a_code(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(LOOPS.format("PERF-1"))
    for name, words in (("a", "see the reviewer"), ("b", "Two findings in March")):
        Path(f"team/{name}.md").write_text(f"{HEAD}- PERF-1: {words}\n".replace("reviewer", name), "utf-8")
    assert "[rule-code]" not in CliRunner().invoke(main, ["check", "team"]).stdout
    update()
    assert owner(tmp_path / "permalinks.jsonl", "perf-1") == "PERF-1: Avoid queries in loops"
    assert found() == []


def test_an_update_warns_of_swapped_codes(ledger):
    write(LOOPS.format("PERF-2") + PAGES.format("PERF-1"))
    result = CliRunner().invoke(main, ["permalinks", "update", "team", "--yes"])
    assert result.exit_code == 0
    loops, pages = (
        f"\u201c{title}\u201d (agents/reviewer)" for title in ("Avoid queries in loops", "Load pages of results")
    )
    fix = "give the rule that has it now a code that no rule had"
    assert result.stderr.splitlines() == [
        f"rule-code: PERF-2, now the code of {loops}, still leads to {pages}; {fix}",
        f"rule-code: PERF-1, now the code of {pages}, still leads to {loops}; {fix}",
    ]
