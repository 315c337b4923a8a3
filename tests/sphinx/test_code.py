"""Which code is highlighted.  The lexer is a program that a stranger chooses, and the text is theirs as well."""

from __future__ import annotations

from pathlib import Path

import pytest
from pygments.lexers import find_lexer_class_by_name, get_all_lexers

from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.sphinx.highlighting import LANGUAGES
from sphinx_agentdocs.sphinx.nodes import code_block
from sphinx_agentdocs.sphinx.page import build_page
from sphinx_agentdocs.sphinx.project import Location


def languages(body: str) -> list[tuple[str, int]]:
    """The language and the length of each code block."""
    text = f"---\nname: coder\ndescription: Use it.\n---\n{body}"
    page = build_page(read_definition(text.encode(), "coder.md"), Location("agents", Path(), "coder.md"), "coder.md")
    return [(block["language"], len(block.astext())) for block in page.findall(code_block)]


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("python", "python"),
        ("py {.big}", "py"),
        ("c++", "c++"),
        ("C#", "none"),
        ("jinja", "jinja"),
        ("", "none"),
        ("gherkin", "none"),
        ("mcschema", "none"),
        ("no-such-language", "none"),
    ],
)
def test_the_languages_that_are_highlighted(info, language):
    assert languages(f"```{info}\nx\n```\n") == [(language, 1)]


def test_a_long_block_is_plain():
    assert languages(f"```python\n{'x' * 5000}\n```\n") == [("python", 5000)]
    assert languages(f"```python\n{'x' * 5001}\n```\n") == [("none", 5001)]


def test_a_page_of_many_blocks_is_highlighted_in_part():
    block = f"```python\n{'x' * 5000}\n```\n\n"
    found = languages(block * 7 + "```python\ny\n```\n")
    assert found == [("python", 5000)] * 5 + [("none", 5000)] * 2 + [("none", 1)]


def test_each_language_has_the_first_name_of_its_lexer():
    known = {name for lexer in get_all_lexers(plugins=False) for name in lexer[1]}
    assert {find_lexer_class_by_name(name).aliases[0] for name in LANGUAGES & known} == LANGUAGES & known
    assert len(LANGUAGES - known) <= 5  # Pygments of 2024 lacks a few
