"""The pages of a host are the same with and without agents, byte for byte, in eleven themes."""

from __future__ import annotations

import os

import pytest

AWAY = [f"https://web.example/{number}" for number in range(30)]
FILES = {
    "index.rst": (
        "Home\n====\n\n.. toctree::\n   :caption: Guide\n   :numbered:\n\n   guide/index\n   team\n"
        "   Away <https://web.example/>\n\n.. toctree::\n   :hidden:\n   :maxdepth: 1\n\n   last\n"
    ),
    "guide/index.rst": "Guide\n=====\n\n.. toctree::\n\n   a\n   b\n" + "".join(f"   Away <{one}>\n" for one in AWAY),
    "guide/a.rst": "A *page*\n========\n\nFirst\n-----\n\n.. math:: a\n\nSecond\n------\n\nWords.\n",
    "guide/b.rst": "B\n=\n\n.. toctree::\n\n   deep\n",
    "guide/deep.rst": "Deep\n====\n\n.. code-block:: python\n\n   x = 1\n",
    "team.rst": "Team\n====\n\nOur agents.\n\n{catalog}\n\nMore\n----\n\nWords.\n",
    "last.rst": "Last\n====\n\nWords.\n",
}
THEMES = {
    "furo": [],
    "sphinx_rtd_theme": [],
    "pydata_sphinx_theme": [],
    "sphinx_book_theme": [],
    "alabaster": [],
    "shibuya": [],
    "sphinx_immaterial": ["sphinx_immaterial"],
    "sphinxawesome_theme": [],
    "piccolo_theme": [],
    "sphinx_material": [],
    "classic": [],
}
"""The themes, each with the extensions that it needs."""
FEW = ("furo", "sphinx_rtd_theme")
OPTIONS = {"sphinx_immaterial": {"font": False}}
MADE = {"genindex.html", "search.html"}
"""Pages that list what is on others."""


@pytest.mark.parametrize("theme", FEW if os.environ.get("HOSTS") == "few" else THEMES)
def test_the_pages_of_a_host_are_the_same(make_host, changed, theme):
    host = make_host(FILES, {"html_theme": theme, "html_theme_options": OPTIONS.get(theme, {})})
    none = host.build("none", THEMES[theme], "")
    ours = host.build("ours", [*THEMES[theme], "sphinx_agentdocs"], ".. agent:catalog::")
    assert (ours.status, ours.warnings) == (none.status, none.warnings)
    before, after = none.pages(), ours.pages()
    differ = {page: changed(after[page], before[page]) for page in before.keys() - MADE - {"team.html"}}
    assert {page: lines for page, lines in differ.items() if lines} == {}
    assert len(differ) == 6
    team = changed(after["team.html"], before["team.html"])
    assert [line for line in team if line.startswith("-")] == []
    assert {"agents/axe.html", "agents/bell.html", "agents/crane.html"} <= after.keys()
