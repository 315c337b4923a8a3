"""Vocabularies that are written in more than one place agree: those of the code with its schema and its pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from sphinx_agentdocs.core.citing.forms import FORMS
from sphinx_agentdocs.core.model import MentionKind, SectionClass
from sphinx_agentdocs.core.naming.mentions import find_mentions
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.reading.sections import VOCABULARY
from sphinx_agentdocs.core.relating.relations import RELATION_KINDS, WRITTEN
from sphinx_agentdocs.core.short_links.addresses import ADDRESS_KINDS, short_link
from sphinx_agentdocs.sphinx import assets

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


def test_the_page_about_configuration_lists_every_section_class():
    listed = page("configuration").partition("## Section classes")[2].partition("\n## ")[0].partition(". The")[0]
    named = [kind for kind in re.findall(r"`([a-z-]+)`", listed) if kind in get_args(SectionClass)]
    assert named == [kind for kind in get_args(SectionClass) if kind != "other"]


def test_every_section_class_has_words():
    assert set(VOCABULARY) == set(get_args(SectionClass)) - {"other"}


def test_every_kind_of_mention_can_be_written():
    written = {
        "names": "Leave the keys with the agent lamp-keeper.",
        "works-with": "Work with lamp-keeper on every lamp.",
        "delegates-to": "Delegate broken lamps to lamp-keeper.",
        "reports-to": "Report to lamp-keeper at dawn.",
        "escalates-to": "Escalate to lamp-keeper when it is dark.",
    }
    found = {kind: kinds_of(f"---\nname: a\ndescription: Use it.\n---\n{text}\n") for kind, text in written.items()}
    assert found == {kind: {kind} for kind in written}
    assert kinds_of("---\nname: a\ndescription: Use it.\nrelated: [lamp-keeper]\n---\nGo.\n") == {"declared"}
    assert {*written, "declared"} == set(get_args(MentionKind))


def kinds_of(definition: str) -> set[str]:
    """The kinds of the mentions in a definition."""
    return {mention.kind for mention in find_mentions(read_definition(definition.encode(), "a.md"))}


def script(name: str) -> str:
    return (ROOT / "ext/sphinx_agentdocs/static" / name).read_text("utf-8")


def test_the_menu_and_the_command_offer_the_same_forms():
    copies = json.loads(re.search(r"COPIES = (\[.*?\]);", script("agentdocs-menu.js"))[1])
    of_the_command = {"url" if form == "link" else form for form in copies}
    assert of_the_command - {"code"} == set(FORMS) - {"json"}, "a code is for reviews, JSON is for programs"
    words = assets._words_of_menu()
    assert {f"{form}{suffix}" for form in copies for suffix in ("", "-copied")} <= set(words)


def test_the_script_that_quotes_knows_the_addresses_of_short_links():
    text = script("agentdocs-quoting.js")
    shown = {kind: short_link(kind, "${code}") for kind in ADDRESS_KINDS}
    assert shown == {"pages": "g/${code}/", "resolver": "g/#${code}"}
    assert "${base}g/${code}/${file}" in text
    assert "${base}g/${file}#${code}" in text
