"""What the rules for a definition find, and what they leave alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.checking.rules import check_definition
from sphinx_agentdocs.core.reading.reader import read_definition

HEAD = "---\nname: {name}\ndescription: Use it when it is dark.\n---\n"


def found(data: bytes, source: str = "harbour/lamp-lighter.md") -> list[str]:
    """The place, the code and the message of each finding, in the order of the file."""
    definition = read_definition(data, source, blocks_only=True)
    findings = [*definition.findings, *check_definition(definition)]
    return [
        f"{finding.line}:{finding.column} {finding.code.code} {finding.message}"
        for finding in sorted(findings, key=lambda finding: (finding.line, finding.column))
    ]


def test_rules(case):
    assert "\n".join(found(case.input.encode())) == case.expected


@pytest.mark.parametrize(
    "source",
    [
        "lamp-lighter.md",
        "harbour-lamp-lighter.md",
        "harbour/harbour-lamplighter.md",
        "harbour/harbour-lamp.md",
        "Lamp_Lighter.md",
        "lighter-lamp.md",
        "lamp-lighter/AGENT.md",
        "lamp-lighter/README.md",
        "index.md",
    ],
)
def test_files_that_are_named_after_their_agent(source):
    codes = [line.split()[1] for line in found(HEAD.format(name="lamp-lighter").encode() + b"Go.", source)]
    assert codes == []


@pytest.mark.parametrize("source", ["oil.md", "harbour/harbour-oil.md", "oil/agent.md"])
def test_files_that_are_not_named_after_their_agent(source):
    codes = [line.split()[1] for line in found(HEAD.format(name="lamp-lighter").encode() + b"Go.", source)]
    assert codes == ["name-mismatch"]


EXAMPLE = " <example>user: 'Dark.' assistant: 'lamp-lighter!'</example>"


@pytest.mark.parametrize(
    ("chars", "examples", "expected"),
    [
        (1000, 1, []),
        (1001, 1, ["1,001 characters without its examples"]),
        (200, 80, []),
        (201, 80, ["5,001 characters"]),
    ],
)
def test_long_descriptions(chars, examples, expected):
    text = "Use it when ".ljust(chars, "x") + EXAMPLE * examples
    lines = found(f"---\nname: lamp-lighter\ndescription: |-\n  {text}\n---\nGo.\n".encode())
    assert lines == [
        f"3:1 long-description the description has {what};"
        " keep the situations that call for it, and move the rest to the prompt"
        for what in expected
    ]


def test_no_rule_reports_an_empty_file():
    assert [line.split()[1] for line in found(b"")] == ["empty"]


def test_findings_of_one_rule_are_limited():
    body = "".join(f"- Trim the wick of lamp {number} before dusk.\n" * 2 for number in range(200))
    codes = [line.split()[1] for line in found(HEAD.format(name="lamp-lighter").encode() + body.encode())]
    assert codes == ["repeated-guideline"] * 50


PIECES = st.sampled_from(
    ["---\n", "name: a-b\n", "description: ", "<example>", "</example>", "user: ", "a-b agent ", "<!--", "-->", "`",
     "never use it\n", "use it\n", "\\n", "\n\n", "tools: a, b(c\n", "model: x\n", "[//]: # (x)\n", "# Avoid\n", "- ",
     "\u200b"]
)  # fmt: skip


@given(st.one_of(st.binary(), st.lists(PIECES).map(lambda pieces: "".join(pieces).encode())))
def test_every_finding_has_a_place_in_the_file(data):
    definition = read_definition(data, "x.md", blocks_only=True)
    lines = definition.raw.split("\n")
    for finding in [*definition.findings, *check_definition(definition)]:
        assert 1 <= finding.line <= len(lines) + 1
        assert finding.column >= 1
        assert "\n" not in finding.message


@given(st.lists(PIECES).map(lambda pieces: "".join(pieces).encode()))
def test_reading_blocks_only_finds_the_same(data):
    whole, blocks = read_definition(data, "x.md"), read_definition(data, "x.md", blocks_only=True)
    assert whole.findings == blocks.findings
    assert (whole.name, whole.fields, whole.raw) == (blocks.name, blocks.fields, blocks.raw)


def test_a_skill_has_keys_and_a_name_of_its_own():
    skill = "---\nname: {}\ndescription: Use it to trim wicks.\nallowedTools: Read\n---\nTrim.\n"
    key = "`allowedTools` is not a key of a skill, so it has no effect; write `allowed-tools`"
    assert found(skill.format("wick-trimming").encode(), "wick-trimming/SKILL.md") == [f"4:1 misnamed-field {key}"]
    assert found(skill.format("lamps").encode(), "wick-trimming/SKILL.md")[0] == (
        "2:7 name-mismatch the name is `lamps`, but the folder is wick-trimming; rename one to match the other"
    )
