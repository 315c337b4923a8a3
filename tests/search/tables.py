"""The tables of the search: words of texts, a small team, and what questions find in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from sphinx_agentdocs.core.search.documents import FoundAgent, FoundUnit, by_name, keys_of
from sphinx_agentdocs.core.search.ranking import Answer

FOLDER = Path(__file__).parent


def rows(name: str) -> Any:
    """The content of a table."""
    return json.loads((FOLDER / name).read_text("utf-8"))


def titled(name: str) -> list[Any]:
    """The rows of a table as cases, each with its title."""
    return [pytest.param(*row[1:], id=row[0]) for row in rows(name)]


def makes(agents: Mapping[str, FoundAgent]) -> dict[str, Callable[[], FoundAgent]]:
    """What makes each of *agents*, by key."""
    return {key: partial(FoundAgent, *agent) for key, agent in agents.items()}


def team() -> dict[str, FoundAgent]:
    """The agents of the table, by key."""
    table = rows("agents.json")
    keys = keys_of(row["docname"] for row in table)
    return {keys[row["docname"]]: _agent(row) for row in table}


def _agent(row: Mapping[str, Any]) -> FoundAgent:
    examples = [FoundUnit("example", "", anchor, "", text, text) for text, anchor in row["examples"]]
    guidelines = [
        FoundUnit("guideline", weight, f"u{number}", "".join(codes[:1]), title, text, path, "", tuple(codes[1:]))
        for number, (weight, title, text, path, *codes) in enumerate(row["guidelines"])
    ]
    units = by_name([*examples, *guidelines])
    return FoundAgent(
        f"{row['docname']}.html", row["title"], "a", "deck", row["description"], row.get("others", ""), units
    )


def said(found: Answer, agents: Mapping[str, FoundAgent]) -> dict[str, Any]:
    """An answer in the words of the tables."""
    return {
        "agents": [agents[hit.agent].title for hit in found.agents],
        "examples": [agents[hit.agent].units[hit.uid].text for hit in found.examples],
        "guidelines": [
            agents[hit.agent].units[hit.uid].text + (f" +{len(hit.also)}" if hit.also else "")
            for hit in found.guidelines
        ],
        "read_as": {word: list(terms) for word, terms in found.read_as},
        "unknown": list(found.unknown),
        "whole": bool(found.guidelines) and found.guidelines[0].whole,
    }
