"""Codes that two rules have, as a build reports them."""

from __future__ import annotations

AGAIN = "`PERF-1` is also the code of `Avoid queries in loops` in agents/a.md, line 5; give one of them another code"


def test_a_build_reports_a_code_of_two_rules_until_one_has_another(make_site, definition):
    files = {
        "agents/a.md": definition("a", body="## [PERF-1] Avoid queries in loops\n\nOne query is enough.\n"),
        "agents/b.md": definition("b", body="## [PERF-1] Cache it\n\nIt is asked for each week.\n"),
        "agents/c.md": definition("c", body="- PERF-1: see a\n"),
    }
    site = make_site(files)
    assert [
        (line.count(AGAIN), "agents/b.md:5" in line, "[agentdocs.rule-code]" in line) for line in site.warnings
    ] == [(1, True, True)]
    site.edit("agents/c.md", "see a", "see it in a")
    assert [AGAIN in line for line in site.build().warnings] == [True]
    site.edit("agents/b.md", "PERF-1", "PERF-2")
    assert site.build().warnings == []
