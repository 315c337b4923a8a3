"""A site of someone else keeps its files, and gets none of ours that it has no use for."""

from __future__ import annotations

import pytest

BARE = {"index.rst": "Home\n====\n\n.. toctree::\n\n   guide\n", "guide.rst": "Guide\n=====\n\nWords.\n"}


@pytest.mark.parametrize("theme", ["furo", "alabaster", "basic"])
@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml"])
def test_a_site_without_a_collection_is_the_same_with_and_without_the_extension(make_site, theme, builder):
    conf = {"agentdocs_collections": None, "html_theme": theme}
    ours = make_site(BARE, conf, builder=builder)
    none = make_site(BARE, {**conf, "extensions": []}, builder=builder)
    assert ours.warnings == none.warnings == []
    assert ours.app.registry.translators == {}
    mine, theirs = ours.files(), none.files()
    changed = {name for name in mine.keys() | theirs.keys() if mine.get(name) != theirs.get(name)}
    assert changed <= {"objects.inv", "searchindex.js"}  # they name the domains that the site knows


def test_files_of_the_host_are_not_overwritten(make_site, definition):
    files = {
        **BARE,
        "agents/a.md": definition("a", body="- A rule.\n"),
        "extra/agents.json": "mine",
        "extra/404.html": "mine",
        "agent-index.rst": ":orphan:\n\nMine\n====\n",
        "guidance.rst": ":orphan:\n\nMine\n====\n",
    }
    site = make_site(files, {"html_extra_path": ["extra"], "suppress_warnings": ["toc.not_included"]})
    assert site.warnings == []
    assert (site.text("agents.json"), site.text("404.html")) == ("mine", "mine")
    assert site.html("agent-index").css_first("h1").text().startswith("Mine")
    assert site.html("guidance").css_first("h1").text().startswith("Mine")
    assert site.build().text("agents.json") == "mine"


@pytest.mark.parametrize(
    "suffixes", [".rst", [".rst"], (".rst", ".txt"), {".rst": "restructuredtext"}, [".rst", ".md"]]
)
def test_a_host_may_name_its_suffixes_in_any_way(make_site, definition, suffixes):
    files = {**BARE, "agents/a.md": definition("a"), "index.rst": f"{BARE['index.rst']}\n.. agent:catalog::\n"}
    extensions = ["myst_parser"] if ".md" in suffixes else []
    conf = {
        "source_suffix": suffixes,
        "extensions": [*extensions, "sphinx_agentdocs"],
        "exclude_patterns": ["index.md"],
    }
    site = make_site(files, conf)
    assert site.warnings == []
    assert site.html("agents/a").css_first("h1").text().startswith("A")


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "text", "epub"])
def test_a_configuration_that_is_the_same_is_not_called_another_one(make_site, definition, builder):
    site = make_site({"agents/a.md": definition("a")}, builder=builder)
    assert "configuration has changed" not in site.build().app._status.getvalue()
    assert (site.out / "_static/agentdocs.css").exists() == (builder != "text")
