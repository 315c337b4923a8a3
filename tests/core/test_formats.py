"""The format of a file, by its place and by its keys, and what follows from it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest

from sphinx_agentdocs.core.formats import Format, is_plugin, stem_of, switched_on, team_of
from sphinx_agentdocs.core.reading.reader import read_definition

AGENT = "name: baker\ndescription: Bakes."


def format_of(path: str, front: str | None, folder: str = "") -> str:
    text = "The bread.\n" if front is None else f"---\n{front}\n---\nThe bread.\n"
    return read_definition(text.encode(), path, folder=folder).format.id


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        (".claude/agents/baker.md", "", "claude-agent"),
        ("baker.md", "/home/ada/bakery/.claude/agents", "claude-agent"),
        ("ovens/baker.md", "/home/ada/bakery/.claude/agents/team", "claude-agent"),
        (".claude/commands/bake.md", "", "claude-command"),
        (".claude/rules/ovens/heat.md", "", "claude-rule"),
        ("skills/baking/SKILL.md", "", "skill"),
        (".claude/skills/baking/SKILL.md", "", "skill"),
        ("baker.agent.md", "", "copilot-agent"),
        (".claude/agents/baker.agent.md", "", "copilot-agent"),
        ("baker.chatmode.md", "", "copilot-agent"),
        (".github/agents/baker.md", "", "copilot-agent"),
        ("heat.instructions.md", "", "copilot-instructions"),
        ("bake.prompt.md", "", "copilot-prompt"),
        (".opencode/agent/baker.md", "", "opencode-agent"),
        (".opencode/agents/baker.md", "", "opencode-agent"),
        (".gemini/agents/baker.md", "", "gemini-agent"),
        (".cursor/rules/heat.md", "", "cursor-rule"),
        (".kiro/steering/heat.md", "", "kiro-steering"),
        ("a/.claude/agents/b/.kiro/steering/heat.md", "", "kiro-steering"),
        ("plugins/bakery/agents/baker.md", "", "claude-agent"),
        ("baker.md", "/home/ada/.opencode/agent/a/b/c/d", "claude-agent"),
    ],
)
def test_the_place_says_the_format(path, folder, expected):
    assert format_of(path, AGENT, folder) == expected


@pytest.mark.parametrize(
    ("front", "expected"),
    [
        (AGENT, "claude-agent"),
        ("description: Bakes.", "claude-agent"),
        ("model: opus", "claude-agent"),
        ("- a\n- b", "claude-agent"),
        ("title: Ovens\ndescription: All ovens.", "document"),
        ("nav_order: 3", "document"),
        (None, "document"),
        ("description: Bakes.\nmode: subagent", "opencode-agent"),
        (f"{AGENT}\nmode: primary", "opencode-agent"),
        (f"{AGENT}\nmode: fast", "claude-agent"),
        ("description: Bakes.\ntools:\n  write: false", "opencode-agent"),
        (f"{AGENT}\ntools: {{bash: true, write: false}}", "opencode-agent"),
        (f"{AGENT}\ntools: {{Read: yes}}", "claude-agent"),
        ("description: Bakes.\npermission:\n  edit: deny", "opencode-agent"),
        ("description: Bakes.\ntools: ['search', 'edit/editFiles']", "copilot-agent"),
        ("description: Bakes.\nhandoffs:\n  - label: Sell", "copilot-agent"),
        (f"{AGENT}\ntools: read, edit", "claude-agent"),
        ("applyTo: '**/*.py'", "copilot-instructions"),
        ("description: Heat.\nglobs: '*.py'\nalwaysApply: false", "cursor-rule"),
        ("inclusion: always", "kiro-steering"),
        ("paths: ['src/**']", "claude-rule"),
        (f"{AGENT}\ntools: [read_file, glob]", "gemini-agent"),
        (f"{AGENT}\nmax_turns: 4", "gemini-agent"),
        ("description: Bakes.\nargument-hint: '[loaf]'", "claude-command"),
        (f"{AGENT}\nargument-hint: '[loaf]'", "claude-agent"),
    ],
)
def test_elsewhere_the_keys_say_it(front, expected):
    assert format_of("baker.md", front) == expected


@pytest.mark.parametrize(
    ("path", "front", "expected"),
    [
        ("README.md", None, []),
        ("README.md", "title: Ovens\ndescription: x", []),
        ("README.md", "tools: Read", []),
        (".claude/agents/README.md", None, []),
        (".claude/agents/heat.md", None, ["frontmatter"]),
        ("heat.md", None, ["frontmatter"]),
        ("baker.md", "model: opus", ["name", "description"]),
        ("baker.agent.md", "tools: ['search', 'edit/editFiles']\ndescription: Bakes.", []),
        ("baker.agent.md", "model: ['GPT-5 (copilot)', 'Claude Sonnet 4.6 (copilot)']\ndescription: Bakes.", []),
        ("baker.agent.md", "name: baker", ["description"]),
        ("heat.instructions.md", "applyTo: '**'", []),
        ("baking/SKILL.md", "description: Bakes.", []),
        ("baking/SKILL.md", "name: baking", ["description"]),
        ("baking/SKILL.md", None, ["frontmatter"]),
        (".opencode/agent/baker.md", "description: Bakes.\ncolor: '#ff6b6'\nmodel: [a]", []),
        (".gemini/agents/baker.md", "description: Bakes.", ["name"]),
        (".kiro/steering/heat.md", None, []),
        (".claude/rules/heat.md", "paths: ['src/**']", []),
        (".claude/commands/bake.md", "argument-hint: '[loaf]'", []),
    ],
)
def test_what_a_format_requires(path, front, expected):
    text = "The bread.\n" if front is None else f"---\n{front}\n---\nThe bread.\n"
    assert [found.code.code for found in read_definition(text.encode(), path).findings] == expected


def test_what_becomes_of_an_agent_whose_yaml_is_invalid():
    def message(path: str) -> str:
        return read_definition(b"---\nname: a\ndescription: b: c\n---\nd\n", path).findings[0].message

    problem = "not valid YAML (mapping values are not allowed in this context)"
    mend = "; quote the value or write it as a block, `description: |`"
    assert message(".claude/agents/a.md") == f"{problem}, so Claude Code skips the file{mend}"
    assert message("plugins/x/agents/a.md") == f"{problem}, so Claude Code knows the agent only by its file name{mend}"
    assert message("a.agent.md") == problem + mend


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("ovens/baker.md", "baker"),
        ("ovens/baker.agent.md", "baker"),
        ("Baker.AGENT.md", "Baker"),
        ("heat.instructions.md", "heat"),
        (".agent.md", ".agent"),
        ("baking/SKILL.md", "baking"),
        ("SKILL.md", "SKILL"),
    ],
)
def test_the_name_that_a_place_gives(path, expected):
    assert read_definition(b"---\ndescription: x\n---\n", path).name == expected
    assert stem_of(path, Format.SKILL) == expected


@pytest.mark.parametrize(
    ("mapping", "expected"),
    [
        ("{write: false, bash: true}", ("bash",)),
        ("write: true\nbash: TRUE # always\n'mymcp_*': true", ("write", "bash", "mymcp_*")),
        ("write: false", ()),
        ("write: yes", None),
        ("write:\n  deep: true", None),
        ("", None),
    ],
)
def test_tools_that_are_switched_on(mapping, expected):
    assert switched_on(mapping) == expected


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("baker.md", "ovens/baker.md", True),
        ("ovens/baker.md", "shop/baker.md", True),
        ("ovens/hot/baker.md", "ovens/cold/baker.md", True),
        ("ovens/hot/baker.md", "shop/front/baker.md", False),
        (".claude/agents/baker.md", ".claude/agents/hot/baker.md", True),
        ("ovens/.claude/agents/baker.md", "shop/.claude/agents/baker.md", False),
        ("plugins/ovens/agents/baker.md", "plugins/shop/agents/baker.md", False),
    ],
)
def test_who_must_not_have_the_same_name(one, other, same):
    assert (team_of(one, Format.CLAUDE_AGENT) == team_of(other, Format.CLAUDE_AGENT)) is same
    assert team_of(one, Format.CLAUDE_AGENT) != team_of(one, Format.SKILL)


@pytest.mark.parametrize(
    ("path", "folder", "expected"),
    [
        ("plugins/ovens/agents/baker.md", "", True),
        ("agents/baker.md", "/home/ada/plugins/ovens", True),
        (".claude/agents/baker.md", "", False),
        (".claude/agents/baker.md", "/home/ada/plugins/ovens", False),
    ],
)
def test_files_of_a_plugin(path, folder, expected):
    assert is_plugin(path, folder) is expected


def test_the_schema_knows_all_formats():
    schema = json.loads((files("sphinx_agentdocs") / "agents.schema.json").read_text("utf-8"))
    assert schema["$defs"]["agent"]["properties"]["format"]["enum"] == [each.id for each in Format]
