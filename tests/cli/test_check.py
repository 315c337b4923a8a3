"""``agentdocs check``: what it reports, in which formats, and what it fixes."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.checks.check import fixed_bytes
from sphinx_agentdocs.cli import main

GOOD = """\
---
name: {name}
description: 'Use it for {name}. <example>user: "Go." assistant: "I call {name}."</example>'
---

You are {name}.
"""
BROKEN = GOOD.format(name="{name}").replace("'Use", "Use").replace("</example>'", "</example>")


@pytest.fixture
def team(tmp_path, monkeypatch):
    """A folder ``team`` with one correct definition."""
    monkeypatch.chdir(tmp_path)
    write("team/alpha.md", GOOD.format(name="alpha"))
    return tmp_path / "team"


def write(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def check(*arguments: str, status: int = 1) -> str:
    """The output of the command."""
    result = CliRunner().invoke(main, ["check", *arguments])
    assert (result.exit_code, result.stderr) == (status, ""), result.output
    return result.stdout


def fails(*arguments: str) -> str:
    """The line that the command prints when it cannot run."""
    result = CliRunner().invoke(main, ["check", *arguments])
    assert (result.exit_code, result.stdout) == (2, "")
    return result.stderr.splitlines()[-1]


EXAMPLE = "no example of a request, unlike most definitions here; add an `<example>` with a request and its answer"
OTHER = "the name is `delta`, but the file is gamma.md; rename one to match the other"
LIMIT = "write a name and a number, such as tokens=50000"
ROOM = "free disk space or fix its permissions"
MODELS = "inherit, sonnet, opus, haiku, fable, default, best, opusplan, or the full name of a model"
YAML = (
    "not valid YAML (mapping values are not allowed in this context), so Claude Code skips the file;"
    " quote the value or write it as a block, `description: |`"
)


def test_no_problems(team):
    assert check("team", status=0) == "1 definition checked, no problems found.\n"


def test_findings_have_places_and_are_counted(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    write("team/gamma.md", "---\nname: delta\ndescription: Use it.\nmodel: sonet\n---\nGo.\n")
    assert check("team").splitlines() == [
        f"team/beta.md:3:44: error: {YAML} [frontmatter]",
        f"team/gamma.md:2:7: note: {OTHER} [name-mismatch]",
        f"team/gamma.md:3:1: note: {EXAMPLE} [no-example]",
        "team/gamma.md:4:8: warning: `sonet` is not a known model; write `sonnet` [unknown-model]",
        "1 error, 1 warning, 2 notes in 2 files of 3 definitions. 1 can be fixed with --fix.",
    ]


def test_what_only_a_folder_shows(team):
    write("team/deep/alpha.md", GOOD.format(name="alpha"))
    write("team/a b.md", GOOD.format(name="a-b"))
    (team / "out.md").symlink_to("/etc/hostname")
    lines = check("team").splitlines()
    assert [line.partition(";")[0] for line in lines[:-1]] == [
        "team/a b.md:1:1: warning: the page is at a-b-22pq5p because the path does not work as an address everywhere",
        "team/deep/alpha.md:2:1: warning: the name `alpha` is also in alpha.md",
        "team/out.md:1:1: error: the link leads out of its collection",
    ]


BARE = "---\nname: {name}\ndescription: Use it for {name}.\n---\n\nYou are {name}.\n"


def test_a_missing_example_is_reported_once_where_most_definitions_have_one(team):
    for name in ("beta", "gamma", "delta"):
        write(f"team/{name}.md", GOOD.format(name=name))
    for name in ("epsilon", "zeta", "eta"):
        write(f"team/{name}.md", BARE.format(name=name))
    write("team/theta.agent.md", "---\ndescription: Use it.\n---\n\nYou are theta.\n")
    assert check("team").splitlines() == [
        (
            "team/epsilon.md:3:1: note: no example of a request, unlike most definitions here, and 2 others have none"
            " either; add an `<example>` with a request and its answer [no-example]"
        ),
        "1 note in 1 file of 8 definitions.",
    ]
    write("team/iota.md", BARE.format(name="iota"))
    assert check("team", status=0)


def test_a_file_for_people_has_no_problems(team):
    write("team/README.md", "# The team\n\n<!-- table of contents -->\n\n- See alpha.\n")
    write("team/glossary.md", "# Glossary\n\nWords that we use.\n")
    write("team/site.md", "---\ntitle: Team\nlayout: wide\n---\nAll of us.\n")
    assert check("team", status=0) == "4 definitions checked, no problems found.\n"


def test_plugins_and_formats_have_names_of_their_own(team):
    for path in ("plugins/a/agents/alpha.md", "plugins/b/agents/alpha.md", "skills/alpha/SKILL.md"):
        write(f"team/{path}", GOOD.format(name="alpha"))
    assert check("team", status=0)
    write("team/plugins/b/agents/more/alpha.md", GOOD.format(name="alpha"))
    assert check("team").splitlines()[0] == (
        "team/plugins/b/agents/more/alpha.md:2:1: warning: the name `alpha` is also in plugins/b/agents/alpha.md;"
        " rename one of them [duplicate-name]"
    )


def test_the_place_of_a_folder_says_the_format(team, monkeypatch):
    write(".opencode/agent/rower.md", "---\ndescription: Use it to row.\n---\nRow.\n")
    monkeypatch.chdir(".opencode/agent")
    assert check(".", status=0)


CREW = """\
name: bosun
description: Use this agent when the deck is not in order.
tools: Read, Edit, Agent
model: opus

name: cook
description: Cooks for the crew. Use it before each watch.
tools: [Read, Write]
color: orange

name: helmsman
description: Steers the ship by the chart.
permissionMode: plan
effort: high

name: lookout
description: Use it proactively in fog.
memory: project
disallowedTools: Write, Edit

name: navigator
description: Finds the shortest way. Ask it before sailing.
model: claude-opus-4-6

name: purser
description: |
  Use it to count the stores: oil, rope and bread.
skills: [ledger]

name: sail-maker
description: 'Mends sails. Use it for any tear.'
isolation: worktree
maxTurns: 30

name: ship-doctor
description: Use it when a sailor is ill.
tools: Read, mcp__pharmacy__find
background: true
"""
DUTIES = """
You serve on a small ship.

## Duties

- Report to the bosun agent at eight bells.
- Never leave your post in a storm.

## Works with

- cook
- navigator
"""


def test_a_crew_of_eight_has_no_problems(team):
    for front in CREW.strip().split("\n\n"):
        name = front.partition("\n")[0].removeprefix("name: ")
        write(f"crew/{name}.md", f"---\n{front}\n---\n{DUTIES}")
    assert check("crew", status=0) == "8 definitions checked, no problems found.\n"


def test_single_files(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    assert check("team/alpha.md", status=0) == "1 definition checked, no problems found.\n"
    assert check("team/alpha.md", "team/beta.md").splitlines()[0] == f"team/beta.md:3:44: error: {YAML} [frontmatter]"


def test_a_file_that_is_named_twice_is_reported_once(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    assert check("team", "team/beta.md", "team").count("[frontmatter]") == 1


def test_the_current_folder(team, monkeypatch):
    monkeypatch.chdir(team)
    write("beta.md", BROKEN.format(name="beta"))
    assert check(".").startswith("beta.md:3:44: error: ")


NAMING = (
    GOOD
    + """
## Works with

- Coordinate with {other} on nothing
"""
)


def test_names_are_looked_for_in_all_folders(team):
    write("team/al-pha.md", NAMING.format(name="al-pha", other="be-ta"))
    write("other/be-ta.md", GOOD.format(name="be-ta"))
    assert check("team").splitlines()[0] == (
        "team/al-pha.md:10:19: warning: no agent is called `be-ta`; write its current name, or remove it [unknown-name]"
    )
    assert check("team", "other", status=0).splitlines() == ["3 definitions checked, no problems found."]


def test_names_are_not_checked_in_single_files(team):
    write("team/al-pha.md", NAMING.format(name="al-pha", other="be-ta"))
    assert check("team/al-pha.md", "team/alpha.md", status=0).splitlines() == [
        "2 definitions checked, no problems found."
    ]


def test_a_baseline_knows_names_by_their_lines(team):
    write("team/al-pha.md", NAMING.format(name="al-pha", other="be-ta"))
    check("team", "--baseline", "known.json", "--update-baseline", status=0)
    assert '"context": "- Coordinate with be-ta on nothing"' in Path("known.json").read_text("utf-8")
    text = NAMING.format(name="al-pha", other="be-ta").replace("## Works", "More.\n\n## Works")
    write("team/al-pha.md", text + "- Coordinate with ga-ma\n")
    assert check("team", "--baseline", "known.json").splitlines()[0] == (
        "team/al-pha.md:13:19: warning: no agent is called `ga-ma`; write its current name, or remove it [unknown-name]"
    )


@pytest.mark.parametrize(
    ("options", "codes"),
    [
        ((), ["name-mismatch", "unknown-model", "unknown-color"]),
        (("--select", "unknown-model"), ["unknown-model"]),
        (("--select", "unknown-model,unknown-color"), ["unknown-model", "unknown-color"]),
        (("--select", "unknown-model", "--select", "note"), ["name-mismatch", "unknown-model"]),
        (("--ignore", "unknown-model"), ["name-mismatch", "unknown-color"]),
        (("--select", "warning", "--ignore", "unknown-color"), ["unknown-model"]),
        (("--select", "all"), ["name-mismatch", "unknown-model", "unknown-color"]),
    ],
)
def test_codes_are_selected_and_ignored(team, options, codes):
    write("team/gamma.md", "---\nname: delta\ndescription: Use it.\nmodel: sonet\ncolor: mauve\n---\nGo.\n")
    assert [line.rpartition("[")[2][:-1] for line in check("team", *options).splitlines()[:-1]] == codes


@pytest.mark.parametrize("option", ["--select", "--ignore"])
def test_an_option_without_a_code(team, option):
    assert fails("team", option, ",").startswith(f"Error: Invalid value for '{option}': no code given; use one of ")


def test_what_is_ignored_does_not_fail(team):
    write("team/gamma.md", "---\nname: delta\ndescription: Use it.\n---\nGo.\n")
    assert check("team", "--ignore", "note", status=0) == "2 definitions checked, no problems found.\n"


def test_files_are_excluded(team):
    write("team/draft.md", "You are not ready.\n")
    assert check("team", "--exclude", "draft.md", status=0) == "1 definition checked, no problems found.\n"


def test_a_folder_of_which_everything_is_excluded(team):
    fix = "omit --exclude, or name another pattern"
    assert fails("team", "--exclude", "*") == f"agentdocs: team contains no definitions that are not excluded; {fix}"


def test_a_pattern_that_excludes_nothing_is_named(team):
    write("other/draft.md", "You are not ready.\n")
    write("other/delta.md", GOOD.format(name="delta"))
    options = "check", "team", "other", "--exclude", "draft.md", "--exclude", "team/gamma.md"
    result = CliRunner().invoke(main, options)
    assert (result.exit_code, result.stdout) == (0, "2 definitions checked, no problems found.\n")
    assert result.stderr == (
        "agentdocs: note: --exclude team/gamma.md matches nothing; a pattern is for a whole path below team, such as"
        " alpha.md, or for a folder in it, and * also matches /\n"
    )


def test_limits(team):
    write("team/beta.md", GOOD.format(name="beta") + "- item\n" * 50)
    assert check("team", status=0)
    assert check("team", "--limit", "tokens=100").splitlines()[0] == (
        "team/beta.md:5:1: warning: the prompt has more than 100 elements, so it is shown verbatim; split it"
        " [too-large]"
    )


# -- formats


HOSTILE = "% a,b:c \n ::error ::x.md"


def test_json(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    assert json.loads(check("team", "--format", "json")) == {
        "version": 1,
        "definitions": 2,
        "fixed": [],
        "mended": [],
        "findings": [
            {
                "path": "team/beta.md",
                "line": 3,
                "column": 44,
                "level": "error",
                "code": "frontmatter",
                "message": YAML,
                "fixable": True,
                "mendable": True,
            }
        ],
    }


def test_json_lists_the_files_that_were_fixed(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    data = json.loads(check("team", "--fix", "--format", "json", status=0))
    assert (data["fixed"], data["mended"], data["findings"]) == (["team/beta.md"], ["team/beta.md"], [])


@pytest.mark.parametrize("format_", ["json", "sarif"])
def test_a_format_for_programs_is_complete_without_findings(team, format_):
    data = json.loads(check("team", "--format", format_, status=0))
    assert (data.get("findings") or data.get("runs", [{"results": []}])[0]["results"]) == []


def test_annotations_of_github(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    write("team/gamma.md", '---\nname: delta\ndescription: "Use it."\nmodel: "a%0A:,\\n::error::b"\n---\nGo.\n')
    model = f"`a%250A:, ::error::b` is not a known model; write one of {MODELS}"
    assert check("team", "--format", "github").splitlines() == [
        f"::error file=team/beta.md,line=3,col=44,title=agentdocs frontmatter::{YAML}",
        f"::notice file=team/gamma.md,line=2,col=7,title=agentdocs name-mismatch::{OTHER}",
        f"::notice file=team/gamma.md,line=3,col=1,title=agentdocs no-example::{EXAMPLE}",
        f"::warning file=team/gamma.md,line=4,col=1,title=agentdocs unknown-model::{model}",
    ]
    assert check("team", "--format", "github", "--ignore", "all", status=0) == ""


def test_names_of_files_cannot_write_lines_or_commands(team):
    write(f"team/{HOSTILE}", "")
    name = "% a,b:c \\n ::error ::x.md"
    assert {line.rpartition(":1:1:")[0] for line in check("team").splitlines()[:-1]} == {f"team/{name}"}
    escaped = name.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    for line in check("team", "--format", "github").splitlines():
        assert line.startswith((f"::error file=team/{escaped},line=1,", f"::warning file=team/{escaped},line=1,"))


def test_a_line_does_not_begin_with_a_command(team, monkeypatch):
    monkeypatch.chdir(team)
    write("::stop-commands::x.md", BROKEN.format(name="x"))
    write(" ::stop-commands::y.md", BROKEN.format(name="y"))
    lines = check(".").splitlines()[:-1] + check(".", "--fix").splitlines()[:-1]
    assert lines
    assert all(line.startswith(("./::stop", "./ ::stop")) for line in lines)


@pytest.mark.parametrize("format_", ["text", "json", "github", "sarif"])
def test_no_format_holds_a_command_of_another_kind(team, format_):
    write("team/##[group]x.md", GOOD.format(name="'##[stop-commands]x ##vso[task.x]y'"))
    write("team/gamma.md", GOOD.format(name="gamma").replace("---\n\n", "model: '##[add-mask]e'\n---\n\n"))
    said = check("team", "--format", format_)
    assert "# #[add-mask]e" in said
    assert "##" not in said


def test_what_a_finding_quotes_cannot_write_lines(team):
    write("team/a\n::error::b.md", GOOD.format(name="alpha"))
    name = "a\\n::error::b.md"
    assert [
        line.partition(";")[0] for line in check("team", "--select", "duplicate-name,name-mismatch").splitlines()
    ] == [
        f"team/{name}:2:7: note: the name is `alpha`, but the file is {name}",
        f"team/alpha.md:2:1: warning: the name `alpha` is also in {name}",
        "1 warning, 1 note in 2 files of 2 definitions.",
    ]


def test_an_error_is_one_line(team):
    assert fails("gone\n::error::x") == (
        "agentdocs: gone\\n::error::x does not exist; name a folder of definitions or a single definition"
    )


@pytest.mark.parametrize("format_", ["text", "json", "github", "sarif"])
def test_characters_that_the_output_cannot_encode_are_escaped(team, format_):
    write("team/\u6f22.md", BROKEN.format(name="\u6f22"))
    result = CliRunner(charset="latin-1").invoke(main, ["check", "team", "--format", format_])
    assert (result.exit_code, result.stderr) == (1, "")
    shown = "%E6%BC%A2" if format_ == "sarif" else "\\u6f22"
    assert f"team/{shown}.md" in result.stdout


def test_sarif_has_no_links_but_its_own(team):
    write("team/gamma.md", GOOD.format(name="gamma").replace("---\n\n", "model: '[a](http://b.example)'\n---\n\n"))
    results = json.loads(check("team", "--format", "sarif"))["runs"][0]["results"]
    assert [result["message"]["text"].partition(";")[0] for result in results] == [
        "`[a] (http://b.example)` is not a known model"
    ]


def test_a_file_name_that_is_not_text(team):
    (team / os.fsdecode(b"caf\xe9.md")).write_text("x")
    assert check("team").splitlines()[0].startswith("team/caf\\udce9.md:1:1: error: the file name is not UTF-8")


def test_sarif(team):
    write("team/b eta.md", BROKEN.format(name="b-eta"))
    log = json.loads(check("team", "--format", "sarif"))
    run = log["runs"][0]
    assert (log["version"], run["tool"]["driver"]["name"], run["columnKind"]) == (
        "2.1.0",
        "agentdocs",
        "unicodeCodePoints",
    )
    rules = run["tool"]["driver"]["rules"]
    assert [(rule["id"], rule["defaultConfiguration"]["level"]) for rule in rules] == [
        ("filename", "warning"),
        ("frontmatter", "error"),
    ]
    result = run["results"][1]
    assert (result["ruleId"], result["ruleIndex"], result["level"], result["message"]) == (
        "frontmatter",
        1,
        "error",
        {"text": YAML},
    )
    assert result["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "team/b%20eta.md", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 3, "startColumn": 45},
            }
        }
    ]


def test_fingerprints_survive_that_lines_move(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    before = json.loads(check("team", "--format", "sarif"))["runs"][0]["results"]
    write("team/beta.md", BROKEN.format(name="beta").replace("name:", "model: opus\nname:"))
    after = json.loads(check("team", "--format", "sarif"))["runs"][0]["results"]
    assert before[0]["locations"] != after[0]["locations"]
    assert before[0]["partialFingerprints"] == after[0]["partialFingerprints"]


# -- fixing


def test_files_are_fixed(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    (team / "beta.md").chmod(0o640)
    before = (team / "alpha.md").stat().st_mtime_ns
    assert check("team", "--fix", status=0) == "team/beta.md: fixed\n2 definitions checked, no problems found.\n"
    assert (team / "beta.md").read_text() == (
        "---\nname: beta\ndescription: |-\n"
        '  Use it for beta. <example>user: "Go." assistant: "I call beta."</example>\n---\n\nYou are beta.\n'
    )
    assert (team / "beta.md").stat().st_mode & 0o777 == 0o640
    assert (team / "alpha.md").stat().st_mtime_ns == before
    assert sorted(path.name for path in team.iterdir()) == ["alpha.md", "beta.md"]


def test_what_cannot_be_fixed_is_still_reported(team):
    write("team/beta.md", BROKEN.format(name="beta").replace("---\n\n", "model: sonet\n---\n\n"))
    assert check("team", "--fix").splitlines() == [
        "team/beta.md: fixed",
        "team/beta.md:5:8: warning: `sonet` is not a known model; write `sonnet` [unknown-model]",
        "1 warning in 1 file of 2 definitions.",
    ]


def test_a_link_stays_a_link(team):
    write("team/real.md", BROKEN.format(name="real"))
    (team / "zlink.md").symlink_to("real.md")
    check("team", "--fix")
    assert (team / "zlink.md").is_symlink()
    assert (team / "real.md").read_text().startswith("---\nname: real\ndescription: |-\n")


def test_a_file_that_cannot_be_written_is_left_whole(team, monkeypatch):
    write("team/beta.md", BROKEN.format(name="beta"))

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert fails("team", "--fix") == (
        f"agentdocs: {team / 'beta.md'} cannot be written (No space left on device);"
        " free disk space or fix its permissions"
    )
    assert (team / "beta.md").read_text() == BROKEN.format(name="beta")
    assert sorted(path.name for path in team.iterdir()) == ["alpha.md", "beta.md"]


def test_a_file_that_was_not_read_whole_is_left_whole(team):
    text = BROKEN.format(name="beta") + "The rest.\n" * 10
    write("team/beta.md", text)
    check("team", "--fix", "--limit", "file_bytes=150")
    assert (team / "beta.md").read_text() == text


def test_a_file_that_changes_meanwhile_is_left_whole(team, monkeypatch):
    write("team/beta.md", BROKEN.format(name="beta"))

    def slowly(data):
        write("team/beta.md", "new")
        return fixed_bytes(data)

    monkeypatch.setattr("sphinx_agentdocs.checks.check.fixed_bytes", slowly)
    assert fails("team", "--fix") == f"agentdocs: {team / 'beta.md'} changed while it was being fixed; check again"
    assert (team / "beta.md").read_text() == "new"


def test_a_link_out_of_the_folder_is_not_fixed(team):
    write("outside.md", BROKEN.format(name="beta"))
    (team / "beta.md").symlink_to("../outside.md")
    check("team", "--fix")
    check("team/beta.md", "--fix")
    assert Path("outside.md").read_text() == BROKEN.format(name="beta")


# -- baselines


def test_what_a_baseline_knows_is_not_reported(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    assert check("team", "--baseline", "known.json", "--update-baseline", status=0)
    assert check("team", "--baseline", "known.json", status=0) == "2 definitions checked, no problems found.\n"
    write("team/beta.md", BROKEN.format(name="beta").replace("name:", "model: sonet\nname:"))
    assert [line.rpartition("[")[2] for line in check("team", "--baseline", "known.json").splitlines()[:-1]] == [
        "unknown-model]"
    ]


def test_a_baseline_is_text_to_merge(team):
    write("team/beta.md", BROKEN.format(name="beta"))
    check("team", "--baseline", "known.json", "--update-baseline", status=0)
    context = (team / "beta.md").read_text().splitlines()[2]
    row = {"path": "team/beta.md", "code": "frontmatter", "context": context, "count": 1}
    assert Path("known.json").read_text() == f'{{"version": 1, "findings": [\n{json.dumps(row)}\n]}}\n'


def test_a_second_finding_on_the_same_text_is_new(team):
    twice = "- Do it well and do it soon.\n" * 2
    write("team/beta.md", GOOD.format(name="beta") + "\n" + twice)
    check("team", "--baseline", "known.json", "--update-baseline", status=0)
    write("team/beta.md", GOOD.format(name="beta") + "\n" + twice + "- Do it well and do it soon.\n")
    assert check("team", "--baseline", "known.json").count("[repeated-guideline]") == 1


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (None, "known.json does not exist; create it with --update-baseline"),
        ("{", "known.json:1:2: not JSON (Expecting property name enclosed in double quotes); FIX"),
        ("<<<<<<< ours\n", "known.json:1:1: not JSON (Expecting value); FIX"),
        ("[]", "known.json is not a baseline; FIX"),
        ('{"version": 1}', "known.json is not a baseline; FIX"),
        ('{"version": 1, "findings": [{"path": "x"}]}', "known.json is not a baseline; FIX"),
        ("[" * 100_000, "known.json is not a baseline; FIX"),
        (
            '{"version": 1, "findings": [{"path": "x", "code": "y", "context": "", "count": 1e999}]}',
            "known.json is not a baseline; FIX",
        ),
        ('{"version": 9, "findings": []}', "known.json has version 9, but this program reads version 1; FIX"),
    ],
)
def test_a_baseline_that_cannot_be_read(team, text, problem):
    if text is not None:
        write("known.json", text)
    fix = "restore it, or write it again with --update-baseline"
    assert fails("team", "--baseline", "known.json") == f"agentdocs: {problem.replace('FIX', fix)}"
    assert text is None or Path("known.json").read_text() == text


# -- usage


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("gone",), "agentdocs: gone does not exist; name a folder of definitions or a single definition"),
        (("empty",), "agentdocs: empty contains no definitions; name a .md file or a folder with .md files"),
        (("a" * 300,), f"agentdocs: {'a' * 300} cannot be read (File name too long); fix the path or its permissions"),
        (("team", "empty"), "agentdocs: empty contains no definitions; name a .md file or a folder with .md files"),
        (
            ("team", "--baseline", "gone/known.json", "--update-baseline"),
            f"agentdocs: gone/known.json cannot be written (No such file or directory); {ROOM}",
        ),
        (("notes.txt",), "agentdocs: notes.txt contains no definitions; name a .md file or a folder with .md files"),
        (("team", "--update-baseline"), "Error: --update-baseline needs --baseline FILE, the file to write"),
        (("team", "--limit", "x"), f"Error: Invalid value for '--limit': {LIMIT}"),
    ],
)  # fmt: skip
def test_usage(team, arguments, problem):
    Path("empty").mkdir()
    write("notes.txt", "")
    assert fails(*arguments) == problem


def test_a_code_that_does_not_exist(team):
    assert fails("team", "--select", "fronmatter").startswith(
        "Error: Invalid value for '--select': no finding has the code 'fronmatter'; use one of broken-link, "
    )


def test_it_finds_everything_that_a_build_warns_about(team):
    write("team/beta.md", "---\nname: beta\ncolor: mauve\ntools: 7\n---\nHidden\u200b.\n")
    write("team/gamma.md", "---\nname: alpha\nname: x\ndescription: Use it.\n---\n")
    (team / "delta.md").write_bytes(b"---\nname: [a]\n---\n\xff")
    (team / "out.md").symlink_to("gone.md")
    build = CliRunner().invoke(main, ["build", "team", "-o", "site", "-q"])
    warned = {
        (Path(place.rpartition(":")[0]).name, int(place.rpartition(":")[2]), rest.rpartition("[agentdocs.")[2][:-1])
        for place, _, rest in (line.partition(": WARNING: ") for line in build.stderr.splitlines())
    }
    checked = json.loads(check("team", "--format", "json"))["findings"]
    assert warned <= {(Path(found["path"]).name, found["line"], found["code"]) for found in checked}
    assert len(warned) > 8
