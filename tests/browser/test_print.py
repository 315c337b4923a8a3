"""Pages on paper: every word is there, and no sheet is left half empty without need."""

from __future__ import annotations

from io import BytesIO

import pytest
from pypdf import PdfReader

LONG_LINE = "start " + "word-" * 40 + "end"
MARKS = "links => links.map(link => [link.id, getComputedStyle(link, '::before').content])"
CELLS = [f"cell{number}-long-word" for number in range(12)]
BODY = f"""\
Follow each step.

- Be brief.
- Stress testing

```text
{LONG_LINE}
```

| {" | ".join(CELLS)} |
|{" --- |" * len(CELLS)}
"""


@pytest.fixture(scope="module")
def crew(make_site, definition):
    """A site with so many agents that they are folded by group, one of them with what is wider than a sheet."""
    files = {f"agents/{'ab'[at % 2]}/sailor-{at:02}.md": definition(f"sailor-{at:02}") for at in range(64)}
    return make_site(files | {"agents/keeper.md": definition("keeper", body=BODY)}, {"html_theme": "furo"})


@pytest.fixture
def sheets(crew, serve, watch):
    """The text of each sheet of a page."""

    def of(path: str) -> list[str]:
        pdf = watch(serve(crew.out).url).open(path).pdf(format="A4")
        return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]

    return of


def test_what_is_wider_than_a_sheet_is_whole(sheets):
    text = "".join("".join(sheets("agents/keeper.html")).split())
    assert [words for words in (LONG_LINE.replace(" ", ""), *CELLS) if words not in text] == []


def test_agents_in_folded_groups_are_printed_from_the_first_sheet_on(sheets):
    printed = sheets("index.html")
    assert all(f"sailor-{at:02}" in "\n".join(printed).lower().replace(" ", "-") for at in range(64))
    assert "Sailor 00" in printed[0]


def test_only_links_with_a_code_have_a_mark_in_the_margin(crew, serve, watch):
    page = watch(serve(crew.out).url).open("agents/keeper.html")
    page.emulate_media(media="print")
    marks = page.eval_on_selector_all(".agent-link", MARKS)
    assert ["", "none"] in marks
    assert [content for id_, content in marks if id_] == [f'"{id_}"' for id_, _ in marks if id_]


@pytest.mark.parametrize("path", ["index.html", "agents/keeper.html", "guidance.html", "map.html", "examples.html"])
def test_menus_of_the_theme_are_not_printed(crew, serve, watch, path):
    page = watch(serve(crew.out).url).open(path)
    page.emulate_media(media="print")
    assert not page.locator(".sidebar-drawer").is_visible()
    assert not page.locator(".toc-drawer").is_visible()
