"""Vocabularies that are written in more than one place agree: those of the code with its schema and its pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from sphinx_agentdocs.core.model import MentionKind, SectionClass
from sphinx_agentdocs.core.relating.relations import RELATION_KINDS, WRITTEN

ROOT = Path(__file__).parents[1]


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def test_the_schema_knows_every_kind_of_relation():
    schema = json.loads((ROOT / "ext/sphinx_agentdocs/agents.schema.json").read_text("utf-8"))
    assert [values for values in enums(schema) if "works-with" in values] == [list(RELATION_KINDS)]


def enums(value: object) -> list[list[str]]:
    """Every ``enum`` in a schema."""
    if isinstance(value, dict):
        own = [value["enum"]] if "enum" in value else []
        return own + [found for child in value.values() for found in enums(child)]
    return [found for child in value for found in enums(child)] if isinstance(value, list) else []


def test_the_kinds_that_a_definition_writes_are_those_of_its_mentions():
    assert set(WRITTEN) == set(get_args(MentionKind))


def test_the_page_about_relations_lists_every_kind_in_order():
    assert (
        re.sub(r"\s+", " ", page("related-agents")).count(", ".join(f"`{kind}`" for kind in RELATION_KINDS[:-1])) == 1
    )


def test_the_page_about_configuration_lists_every_kind_of_section():
    listed = page("configuration").partition("## Kinds of sections")[2].partition("\n## ")[0].partition(". The")[0]
    named = [kind for kind in re.findall(r"`([a-z-]+)`", listed) if kind in get_args(SectionClass)]
    assert named == [kind for kind in get_args(SectionClass) if kind != "other"]
