"""The sub-agent format, and the schema of the frontmatter for editors."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import frontmatter
import pytest
from jsonschema import Draft202012Validator

from sphinx_agentdocs.core.reading.frontmatter import DefinitionHandler
from sphinx_agentdocs.core.subagent_format import COLORS, KEYS, MODELS, TOOLS, VALUES, is_color, is_model, is_tool

SCHEMA = json.loads((files("sphinx_agentdocs") / "frontmatter.schema.json").read_text("utf-8"))
AGENTS = Path(__file__).parents[2] / "agents"


@pytest.mark.parametrize(
    "text", ["sonnet", "Opus", "inherit", "sonnet[1m]", "claude-opus-4-6", "gpt-5", "o3", "a/b-1:2"]
)
def test_models(text):
    assert is_model(text)


@pytest.mark.parametrize("text", ["", "sonet", "large", "sonnet opus", "the 4th", "sonnet[1m"])
def test_words_that_are_not_models(text):
    assert not is_model(text)


def test_colors():
    texts = ("red", "Blue", "#fff", "#A0b1C2", "teal", "#ffff", "#ggg", "red;", "")
    assert [text for text in texts if is_color(text)] == ["red", "Blue", "#fff", "#A0b1C2"]


def test_tools():
    names = ("Read", "mcp__a__b", "*", "read", "Reed", "", "mcp_a")
    assert [name for name in names if is_tool(name)] == ["Read", "mcp__a__b", "*"]


def test_the_schema_is_valid_and_agrees_with_the_code():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["properties"]["color"]["anyOf"][0]["enum"] == list(COLORS)
    assert SCHEMA["properties"]["model"]["anyOf"][0]["enum"] == list(MODELS)
    assert SCHEMA["$defs"]["tool"]["anyOf"][0]["enum"] == list(TOOLS)
    assert {key: tuple(SCHEMA["properties"][key]["enum"]) for key in VALUES} == VALUES
    assert set(KEYS) - set(SCHEMA["properties"]) == {"mcpServers", "hooks"}


@pytest.mark.parametrize(
    ("values", "problems"),
    [
        ({"name": "a", "description": "b"}, []),
        ({"name": "a", "description": "b", "tools": ["Read", "Bash(ls)", "mcp__x"], "color": "#fff", "vibe": 3}, []),
        ({"name": "a", "description": "b", "tools": "Read, Write", "model": "claude-opus-4-6"}, []),
        ({"name": "a"}, ["$"]),
        ({"name": 3, "description": ""}, ["$.description", "$.name"]),
        ({"name": "a", "description": "b", "color": "mauve", "model": "sonet"}, ["$.color", "$.model"]),
        ({"name": "a", "description": "b", "tools": ["grep"]}, ["$.tools"]),
        ({"name": "a", "description": "b", "effort": "xhigh", "memory": "user", "permissionMode": "plan"}, []),
        ({"name": "a", "description": "b", "effort": 3, "maxTurns": 0}, ["$.effort", "$.maxTurns"]),
    ],
)
def test_what_the_schema_finds(values, problems):
    assert sorted(error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(values)) == problems


def test_the_agents_of_this_project_fit_the_schema():
    handler = DefinitionHandler()
    for path in sorted(AGENTS.glob("*.md")):
        values = frontmatter.load(str(path), handler=handler).metadata
        assert list(Draft202012Validator(SCHEMA).iter_errors(values)) == [], path.name
