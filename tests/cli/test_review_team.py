"""A small team of reviewers who cite rules by code: each query finds the rule that is meant, and finds it first."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from sphinx_agentdocs.cli import main

AGENTS = Path(__file__).parents[1] / "roots" / "test-review-team" / "agents"
QUERIES = {
    "PERF-1": "[PERF-1] Avoid queries in loops",
    "[PERF-2]": "[PERF-2] Load pages of results, never all of them",
    "perf-3": "[PERF-3] Cache what the calendar asks for",
    "SEC-1": "SEC-1 Never write the name of a guest to a log.",
    "SEC-12": "SEC-12: Delete passports thirty days after the departure.",
    "sec-20": "SEC-20: Send amounts as integers of the smallest unit.",
    "SEC-22": "SEC-22: Refuse a payment whose signature is missing.",
    "R4.1": "R4.1 Name routes after resources",
    "r4.2": "R4.2 Keep verbs out of routes",
    "NAMING-3": "Naming Of Routes: Use when a route of the booking service is added or renamed.",
    "naming-7": "Compare the new one with its neighbours (id: naming-7).",
    "queries in loops": "[PERF-1] Avoid queries in loops",
    "limit of a list": "Flag a list without a limit.",
    "constant bound": "the loop has a constant bound",
    "budget for search": "Path: Search for a room; Budget: 200 ms at the 95th percentile",
    "encrypt passport": "SEC-2 Encrypt passports at rest.",
    "currency": "SEC-21: Check the currency on the server.",
    "number of a card": "Store the number of a card",
    "disables the audit log": "Never approve a change that disables the audit log!",
    "leaked key": "Tell the security lead about a leaked key at once.",
    "createBooking": "Do NOT write /createBooking.",
    "verbs in routes": "R4.2 Keep verbs out of routes",
}


def cited(query: str, *options: str) -> str:
    result = CliRunner().invoke(main, ["cite", query, "--source", str(AGENTS), "-n", "1", *options])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.mark.parametrize(("query", "text"), QUERIES.items())
def test_the_rule_that_is_meant_comes_first(query, text):
    (found,) = json.loads(cited(query, "--format", "json"))
    assert found["text"].startswith(text)


@pytest.mark.parametrize("query", QUERIES)
def test_a_built_site_is_cited_alike(query, site):
    from_site = CliRunner().invoke(main, ["cite", query, "--site", str(site), "-n", "1", "--format", "json"])
    assert json.loads(from_site.stdout) == json.loads(cited(query, "--format", "json"))


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("review-team") / "site"
    result = CliRunner().invoke(main, ["build", str(AGENTS), "-o", str(out), "-q"])
    assert (result.exit_code, result.output) == (0, "")
    return out


def test_a_rule_below_a_negative_lead_in_is_quoted_with_it():
    assert cited("constant bound", "--format", "quote").startswith("> Do NOT flag if: the loop has a constant bound\n")
    assert cited("number of a card", "--format", "quote").startswith("> Never: Store the number of a card\n")


@pytest.mark.parametrize(
    ("query", "lead", "weight"),
    [("constant bound", "Do NOT flag if:", "fact"), ("budget for search", "", "rule")],
)
def test_what_a_rule_depends_on_and_its_weight_are_in_the_json(query, lead, weight):
    (found,) = json.loads(cited(query, "--format", "json"))
    assert (found["lead"], found["weight"]) == (lead, weight)


def test_a_file_that_is_one_rule_is_cited_with_its_words(site):
    found = json.loads(cited("NAMING-3", "--format", "json"))[0]
    text = "Naming Of Routes: Use when a route of the booking service is added or renamed."
    assert cited("NAMING-3") == f"[{text}]({found['url']})\n"
    assert cited("NAMING-3", "--format", "quote").startswith(f"> {text}\n")
    assert found["url"] == f"g/{found['code']}/"
    assert json.loads(cited(found["code"], "--format", "json")) == [found]
    for name in (found["code"], "naming-3"):
        assert text.partition(": ")[2] in (site / "g" / name / "index.html").read_text("utf-8")


def test_each_code_has_a_page_that_leads_to_its_rule(site):
    for code in ("perf-1", "sec-12", "r4.2", "naming-3", "naming-7"):
        assert "0;url=../../agents/" in (site / "g" / code / "index.html").read_text("utf-8")


def test_a_team_with_codes_is_clean():
    result = CliRunner().invoke(main, ["check", str(AGENTS)])
    assert result.output == "3 definitions checked, no problems found.\n"
