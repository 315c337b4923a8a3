from __future__ import annotations

import pytest

from sphinx_agentdocs.core.text.rule_codes import (
    alias_of,
    code_alone,
    code_of,
    code_of_fields,
    is_alias,
    may_have_codes,
    refers,
    without_code,
)


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("[PERF-1] Avoid queries in loops", "PERF-1", "Avoid queries in loops"),
        ("(SEC-12) Never log a token", "SEC-12", "Never log a token"),
        ("**SEC-12** Never log a token", "SEC-12", "Never log a token"),
        ("**SEC-12:** Never log a token", "SEC-12", "Never log a token"),
        ("`SEC-12` \u2014 Never log a token", "SEC-12", "Never log a token"),
        ("API-SEC-12.3: Name it", "API-SEC-12.3", "Name it"),
        ("R4.2 \u2013 Name it", "R4.2", "Name it"),
        ("SEC-12", "SEC-12", ""),
        ("Handle dates (id: naming-3)", "naming-3", "Handle dates (id: naming-3)"),
        ("Name it {rule: 4.2}", "4.2", "Name it {rule: 4.2}"),
        ("UTF-8: the only encoding", "", "the only encoding"),
        ("[UTF-8] The only encoding", "UTF-8", "The only encoding"),
        ("SEC-12 is a rule of others", "", "is a rule of others"),
        ("See SEC-12: it applies", "", "See SEC-12: it applies"),
        ("sec-12: in lower case", "", "sec-12: in lower case"),
        ("Version 1.2: new", "", "Version 1.2: new"),
    ],
)
def test_the_code_at_the_head_of_a_rule(text, code, rest):
    assert (code_of(text), without_code(text)) == (code, rest)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("You review.\n\n1. - [ ] > **PERF-1** Name it\n", True),
        ("| | `R4.2` | Name it |\n", True),
        ("_PERF-1_: Name it\n", True),
        ("<rule> PERF-1: Name it\n", True),
        ("Name it (id: naming-3)\n", True),
        ("---\nrule-id: naming-3\n---\n", True),
        ("- [UTF-8] the only encoding\n", True),
        ("- UTF-8: the only encoding\n", False),
        ("Look at PERF-1\n", False),
        ("PERF-1st\n", False),
        ("an id: naming-3\n", False),
    ],
)
def test_a_file_that_may_have_codes(text, may):
    assert may_have_codes(text) == may


@pytest.mark.parametrize(
    ("words", "is_reference"),
    [
        ("see the list of the team", True),
        ("See `loops.md`.", True),
        ("(as in loops.md)", True),
        ("defined in loops.md", True),
        ("See that no list grows", False),
        ("Seek a bound", False),
        ("Name it; see loops.md", False),
    ],
)
def test_words_that_only_refer_to_a_rule(words, is_reference):
    assert refers(words) == is_reference


@pytest.mark.parametrize(
    ("title", "code"),
    [("R4.2 Name the unit", "R4.2"), ("PERF-1 Name it", "PERF-1"), ("ERC-20 Token", ""), ("Name R4.2 it", "")],
)
def test_a_heading_sets_its_code_off(title, code):
    assert code_of(title, is_heading=True) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("PERF-1", "PERF-1"),
        ("[R4.2]", "R4.2"),
        ("UTF-8:", "UTF-8"),
        ("PERF-1 and", ""),
        ("the PERF-1", ""),
        ("PERF", ""),
    ],
)
def test_a_code_and_nothing_else(text, code):
    assert code_alone(text) == code


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([("name", "x"), ("ruleId", "NAMING-3")], "NAMING-3"),
        ([("id", "naming-3"), ("rule_id", "NAMING-4")], "NAMING-4"),
        ([("id", "naming")], ""),
        ([("id", "../naming-3")], ""),
        ([], ""),
    ],
)
def test_the_code_of_a_file(fields, code):
    assert code_of_fields(fields) == code


@pytest.mark.parametrize("alias", ["perf-1", "r4.2", "api-sec-12.3", "naming-3", "con-1"])
def test_an_alias_can_be_part_of_an_address(alias):
    assert is_alias(alias)


@pytest.mark.parametrize(
    "alias",
    [
        "",
        "perf",
        "7q2kd",
        "perf1",
        "-1",
        "a-",
        "a--1",
        "a..1",
        "../a-1",
        "a/b-1",
        "0.js",
        "A-1",
        "a-1\n",
        "con.1",
        "com1.1",
        "perf1.\u0663",
        "a-" + "1" * 60,
    ],
)
def test_what_is_no_alias(alias):
    assert not is_alias(alias)


def test_an_alias_is_in_lower_case_and_has_hyphens():
    assert alias_of("Perf_One-1") == "perf-one-1"
