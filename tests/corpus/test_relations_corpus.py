"""The relations that definitions of real teams state are found, and little else."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from corpus.relations import COLLECTIONS, CORPUS, Edge, collection, judged, score, stated_edges, written

from sphinx_agentdocs.checks.check import Request, check

HEADING = re.compile(r"(?:#{1,6} .*|\*\*[^*]+\*\*:?|[A-Z][^.|]{0,60}:)\s*\Z")
INTEGRATION = re.compile(r"\W*integration with other agents\W*\Z", re.IGNORECASE)
ENTRY = re.compile(r"\s*(?:[-*+]|\d+\.) |\s*\|")
FENCE = re.compile(r"\s*(?:```|~~~)")
STALE = {
    "django-expert": "django-task-planner",
    "frontend-expert": "htmx-expert-planner",
    "ui-researcher": "ui-ux-research-planner",
}


def listed(name: str) -> Iterator[tuple[str, str]]:
    """The names in the lists and tables under "Integration with other agents", found line by line."""
    definitions = collection(name).definitions.values()
    others = {definition.name for definition in definitions}
    for definition in definitions:
        inside = fenced = False
        for line in definition.raw.split("\n"):
            fenced ^= bool(FENCE.match(line))
            if not fenced and HEADING.match(line):
                inside = bool(INTEGRATION.match(line))
            elif inside and not fenced and ENTRY.match(line):
                words = set(re.findall(r"[\w-]+(?:\.[\w-]+)*", line))
                yield from ((definition.name, other) for other in (words & others) - {definition.name})


@pytest.mark.parametrize("name", COLLECTIONS)
def test_what_integration_lists_say_is_found(name):
    expected = set(listed(name))
    found = {(edge.home, edge.other) for edge in written(name) if edge.kind != "names"}
    missed = sorted(expected - found)
    assert len(missed) <= 0.005 * len(expected), missed
    assert name != "voltagent" or len(expected) > 1_000


def test_what_is_stated_in_so_many_words_is_found_with_its_kind():
    expected = {edge for name in COLLECTIONS for edge in stated_edges(name)}
    found = {edge for name in COLLECTIONS for edge in written(name)}
    missed = sorted(expected - found)
    assert len(missed) <= 0.03 * len(expected), missed
    assert {edge.kind for edge in expected} >= {"works-with", "delegates-to"}
    assert len(expected) > 900


def test_a_sentence_links_roles():
    sentence = "You work closely with architects and front-end counterparts to deliver cohesive solutions."
    said = {edge: text for edge, text in written("sloppy-labwork-2025-09").items() if edge.kind == "works-with"}
    assert said == {
        Edge("sloppy-labwork-2025-09", "django-backend-engineer", other, "works-with"): sentence
        for other in ("senior-architect", "django-frontend-engineer")
    }


def test_stale_names_in_examples_are_reported():
    findings = check(Request((CORPUS / "sloppy-labwork-2026-07",))).findings
    told = [found.message for found in findings if found.code in ("example-agent", "unknown-name")]
    assert told == [f"the examples call `{old}`, but never this agent; write `{new}`" for new, old in STALE.items()]


@pytest.mark.parametrize(("file", "least", "precision"), [("names.csv", 60, 0.98), ("works-with.csv", 130, 0.95)])
def test_what_is_found_is_right(file, least, precision):
    assert {edge.collection for edge in judged(file)} <= set(COLLECTIONS)
    still, right = score(file, {edge for name in COLLECTIONS for edge in written(name)})
    assert still >= least
    assert right >= precision
