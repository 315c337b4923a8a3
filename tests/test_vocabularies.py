"""Vocabularies that are written in more than one place agree: those of the code, its schema, scripts and pages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import get_args

from sphinx_agentdocs.core.citing.forms import FORMS
from sphinx_agentdocs.core.maps.drawing import SYMMETRIC
from sphinx_agentdocs.core.model import MentionKind, SectionClass
from sphinx_agentdocs.core.reading.sections import VOCABULARY
from sphinx_agentdocs.core.relating.relations import RELATION_KINDS, WRITTEN
from sphinx_agentdocs.core.short_links.addresses import FOLDER
from sphinx_agentdocs.sphinx.assets import _words_of_menu

ROOT = Path(__file__).parents[1]
FORM_OF = {"link": "url"}
"""The choices of the menu whose form has another name in the core."""
NOT_IN_MENU = {"json"}
"""The forms for programs, which nobody pastes."""
NOT_CITED = {"code"}
"""The choices of the menu that copy no citation."""


def page(name: str) -> str:
    return (ROOT / "docs" / f"{name}.md").read_text("utf-8")


def script(name: str) -> str:
    return (ROOT / "ext" / "scripts" / f"agentdocs-{name}.js").read_text("utf-8")


def copies() -> list[str]:
    """What the menu of a link copies, in order."""
    (listed,) = re.findall(r"const COPIES = (\[.*\]);", script("menu"))
    found: list[str] = json.loads(listed)
    return found


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


def test_the_script_of_a_map_knows_every_kind_of_relation():
    written, symmetric = re.findall(r"const (?:KINDS|SYMMETRIC) = (\[.*\]);", script("map"))
    assert json.loads(written) == list(WRITTEN)
    assert set(json.loads(symmetric)) == SYMMETRIC == set(RELATION_KINDS) - {*WRITTEN, "named-by"}


def test_the_page_about_configuration_lists_every_section_class():
    listed = page("configuration").partition("## Section classes")[2].partition("\n## ")[0].partition(". The")[0]
    named = [kind for kind in re.findall(r"`([a-z-]+)`", listed) if kind in get_args(SectionClass)]
    assert named == [kind for kind in get_args(SectionClass) if kind != "other"]


def test_every_section_class_has_words_in_the_vocabulary():
    assert set(VOCABULARY) == set(get_args(SectionClass)) - {"other"}
    assert all(VOCABULARY.values())


def test_the_menu_of_a_link_copies_every_form_for_people():
    assert {FORM_OF.get(kind, kind) for kind in copies()} - NOT_CITED == set(FORMS) - NOT_IN_MENU


def test_the_menu_has_a_text_for_everything_it_copies():
    """The menu itself copies addresses and codes; the other script writes the rest."""
    (texts,) = re.findall(r"const texts = \{ (.*) \};", script("menu"))
    (exported,) = re.findall(r"^  return \{ (.*) \};$", script("quoting"), re.MULTILINE)
    assert set(re.findall(r"(\w+): \(\) =>", texts)) == set(copies()) - NOT_CITED
    assert set(re.findall(r"agentQuoting\.(\w+)\(unit\)", texts)) == set(copies()) - {*NOT_CITED, *FORM_OF}
    assert set(copies()) - {*NOT_CITED, *FORM_OF} <= set(exported.split(", "))


def test_the_menu_has_both_words_for_everything_it_copies():
    words = _words_of_menu()
    assert [name for kind in copies() for name in (kind, f"{kind}-copied") if not words.get(name)] == []
    assert {name.removesuffix("-copied") for name in words if name.endswith("-copied")} == set(copies())


def test_the_script_that_writes_short_links_uses_their_folder():
    assert re.findall(r"\$\{base\}([^$/`]+)/", script("copying")) == [FOLDER, FOLDER]
