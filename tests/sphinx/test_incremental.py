"""Incremental builds: they leave alone what has not changed, and make the site that a clean build makes."""

from __future__ import annotations

import shutil

import pytest

from sphinx_agentdocs.sphinx import net

ALPHA = """\
---
name: alpha
description: The first of all. %s
---

You begin.

- **Be early**: Nobody waits for the first.
"""
BETA = """\
---
name: beta
description: The second of all.
---

You follow [the first](alpha.md).
"""
GAMMA = """\
---
name: gamma
description: The third of all.
---

You close the row.
"""
LOST_GUIDELINE = (
    "guide.md:3: WARNING: no guideline has the anchor alpha.be-early;"
    " copy it from the link next to the guideline [ref.guideline]"
)
PAGES = (".html", ".json", ".inv", ".js", ".txt")


@pytest.fixture
def sources(make_site):
    """Two groups, and sidebars so short that no page lists the agents of another group.

    Sphinx writes the page of a toctree whenever a page in it was read, so a change of an agent
    always writes ``index``.
    """
    return make_site(
        {
            "index.md": "# Front\n\n```{agent:catalog}\n```\n\n```{toctree}\nguide\ncards\nplain\n```\n",
            "guide.md": "# Guide\n\n{agent:ref}`alpha` says {agent:guideline}`alpha.be-early`.\n",
            "plain.md": "# Plain\n\nNothing of agents.\n",
            "cards.md": "# Cards\n\n```{agent:card} alpha\n```\n",
            "agents/x/alpha.md": ALPHA % "",
            "agents/x/beta.md": BETA,
            "agents/y/gamma.md": GAMMA,
            "agents/y/omega.md": GAMMA.replace("gamma", "omega"),
        },
        {"agentdocs_navigation_limit": 2},
        build=False,
    )


@pytest.fixture(params=["html", "dirhtml"])
def site(sources, request):
    site = sources.build(builder=request.param)
    assert site.warnings == []
    return site


def same_as_clean(site):
    """Whether the site, including its warnings, is the one that a clean build makes."""
    clean = site.clean()
    mine, other = site.files(*PAGES), clean.files(*PAGES)
    assert sorted(mine) == sorted(other)
    assert [name for name in other if mine[name] != other[name]] == []
    assert site.warnings == clean.warnings
    return True


def test_nothing_is_done_when_nothing_has_changed(site):
    times, files = site.times(), site.files()
    again = site.build()
    assert (again.read, again.written, again.warnings) == ([], [], [])
    assert again.files() == files
    touched = {name for name, time in again.times().items() if times[name] != time}
    assert {name for name in touched if name.startswith(("agents", "index", "guide", "plain", "cards"))} == set()


def test_a_changed_prompt_writes_its_page_and_no_catalogue(site):
    site.edit("agents/x/alpha.md", "You begin.", "You begin at dawn.")
    again = site.build()
    assert (again.read, again.written) == (["agents/x/alpha"], ["agents/x/alpha", "index"])
    assert "You begin at dawn." in again.html("agents/x/alpha").text()
    assert same_as_clean(again)


def test_a_changed_description_writes_its_page_and_the_catalogues(site):
    site.edit("agents/x/alpha.md", "The first of all.", "The very first.")
    again = site.build()
    assert (again.read, again.written) == (["agents/x/alpha"], ["agents/x/alpha", "cards", "index"])
    assert "The very first." in again.html("index").text()
    assert "The very first." in again.html("cards").text()
    assert same_as_clean(again)


def test_a_changed_name_writes_every_page_that_shows_it(site):
    site.edit("agents/x/alpha.md", "name: alpha", "name: aleph-one")
    site.edit("guide.md", "`alpha`", "`aleph-one`")
    site.edit("guide.md", "`alpha.be-early`", "`aleph-one.be-early`")
    site.edit("cards.md", "alpha", "aleph-one")
    again = site.build()
    assert again.read == ["agents/x/alpha", "cards", "guide"]
    assert again.written == ["agents/x/alpha", "agents/x/beta", "cards", "guide", "index", "plain"]
    assert "Aleph One" in again.html("index").css_first("ul.agent-catalog").text()
    assert (
        again.html("agents/x/beta").css_first("section[id='beta.role'] a.reference").attributes["title"] == "Aleph One"
    )
    assert "Aleph One" in again.html("guide").css_first("div.body").text()
    assert same_as_clean(again)


def test_a_changed_title_reaches_the_pages_that_refer_to_it(site):
    site.edit("agents/x/alpha.md", "**Be early**", "**Be early!**")
    again = site.build()
    assert (again.read, again.written) == (["agents/x/alpha"], ["agents/x/alpha", "guide", "index"])
    assert "Be early!" in again.html("guide").css_first("div.body").text()
    assert same_as_clean(again)


def test_a_lost_target_is_a_warning_about_a_page_that_did_not_change(site):
    site.edit("agents/x/alpha.md", "**Be early**", "**Be late**")
    again = site.build()
    assert again.written == ["agents/x/alpha", "guide", "index"]
    assert again.warnings == [LOST_GUIDELINE]
    assert same_as_clean(again)


def test_a_new_definition(site, definition):
    site.write({"agents/x/apex.md": definition("apex")})
    again = site.build()
    # Its card and its place in the tree are on the front page; its name is in the sidebars of its group.
    assert again.read == ["agents/x/apex", "index"]
    assert again.written == ["agents/x/alpha", "agents/x/apex", "agents/x/beta", "cards", "index"]
    assert "Apex" in again.html("index").css_first("ul.agent-catalog").text()
    assert same_as_clean(again)


def test_a_deleted_definition_leaves_nothing_behind(site):
    (site.src / "agents/x/beta.md").unlink()
    again = site.build()
    assert again.written == ["agents/x/alpha", "cards", "index"]
    assert [name for name in again.files() if "beta" in name] == []
    assert same_as_clean(again)


def test_a_deleted_definition_leaves_no_folder(site):
    """A server would list what is in it."""
    (site.src / "agents/z/deep/er").mkdir(parents=True)
    (site.src / "agents/x/beta.md").rename(site.src / "agents/z/deep/er/beta.md")
    site.build()
    (site.src / "agents/z/deep/er/beta.md").rename(site.src / "agents/x/beta.md")
    shutil.rmtree(site.src / "agents/y")
    (site.src / "agents/x/beta.md").unlink()
    out = site.build().out
    assert [path for path in out.rglob("*") if path.is_dir() and not any(path.iterdir())] == []


def test_links_to_a_deleted_definition_become_text(site):
    (site.src / "agents/x/alpha.md").unlink()
    again = site.build()
    assert again.written == ["agents/x/beta", "cards", "guide", "index", "plain"]
    assert again.warnings == [
        "cards.md:3: WARNING: no agent is called alpha; use the name in its frontmatter [agentdocs.unknown-agent]",
        "guide.md:3: WARNING: no agent is called alpha; use the name in its frontmatter [ref.ref]",
        LOST_GUIDELINE,
    ]
    assert "the first (alpha.md)" in again.html("agents/x/beta").text()
    assert same_as_clean(again)


def test_a_deleted_definition_comes_back(site):
    text = (site.src / "agents/x/beta.md").read_text()
    (site.src / "agents/x/beta.md").unlink()
    site.build()
    site.write({"agents/x/beta.md": text})
    again = site.build()
    assert again.html("agents/x/beta").css_first("h1").text() == "Beta¶"
    assert same_as_clean(again)


def test_a_renamed_file(site):
    (site.src / "agents/x/beta.md").rename(site.src / "agents/x/bravo.md")
    again = site.build()
    assert [name for name in again.files(*PAGES) if "beta" in name] == []
    assert again.inventory()["agent:agent"]["beta"][0].endswith("#beta")
    assert same_as_clean(again)


def test_a_moved_file(site):
    (site.src / "agents/x/beta.md").rename(site.src / "agents/y/beta.md")
    again = site.build()
    assert "the first (alpha.md)" in again.html("agents/y/beta").text()
    assert same_as_clean(again)


def test_a_folder_of_definitions_is_deleted(site):
    shutil.rmtree(site.src / "agents/y")
    assert same_as_clean(site.build())


def test_a_second_definition_of_a_name_comes_and_goes(site):
    site.write({"agents/a/alpha.md": ALPHA % "Again."})
    again = site.build()
    assert again.warnings == [
        (
            "agents/x/alpha.md:2: WARNING: the name `alpha` is also in agents/a/alpha.md; rename one of them"
            " [agentdocs.duplicate-name]"
        )
    ]
    assert "guide" in again.written
    assert same_as_clean(again)
    (site.src / "agents/a/alpha.md").unlink()
    last = again.build()
    assert "guide" in last.written
    assert same_as_clean(last)


def test_a_warning_is_repeated_until_it_is_fixed(site):
    site.edit("agents/y/gamma.md", "name: gamma\n", "")
    expected = (
        "agents/y/gamma.md:1: WARNING: the name is missing, so the file name is used;"
        " write `name:` and lower-case words joined by hyphens [agentdocs.name]"
    )
    assert site.build().warnings == [expected]
    assert site.build().warnings == [expected]
    site.edit("agents/y/gamma.md", "description", "name: gamma\ndescription")
    again = site.build()
    assert again.warnings == []
    assert same_as_clean(again)


def test_a_document_changes(site):
    site.edit("plain.md", "Nothing", "Not a word")
    again = site.build()
    assert (again.read, again.written) == (["plain"], ["index", "plain"])
    assert same_as_clean(again)


@pytest.mark.parametrize("theme", ["basic", "alabaster", "furo"])
def test_a_new_title_of_a_document_reaches_every_sidebar(sources, theme):
    site = sources.build(conf={"html_theme": theme})
    site.edit("plain.md", "# Plain", "# Plainer")
    again = site.build()
    assert again.read == ["plain"]
    assert same_as_clean(again)


def test_an_excluded_definition_leaves_nothing_behind(site):
    again = site.build(conf={"agentdocs_exclude": ["x/beta.md"]})
    assert [name for name in again.files(*PAGES) if "beta" in name] == []
    assert same_as_clean(again)


def test_changes_are_the_same_with_two_processes(sources, definition):
    site = sources.build(parallel=2)
    site.edit("agents/x/alpha.md", "name: alpha", "name: aleph")
    site.write({f"agents/x/more-{number}.md": definition(f"more-{number}") for number in range(8)})
    (site.src / "agents/y/gamma.md").unlink()
    again = site.build()
    assert len(again.read) == 10
    mine, other = again.files(*PAGES), again.build(place="serial", parallel=0).files(*PAGES)
    assert mine == other


def test_builders_share_what_was_read(sources):
    sources.build(builder="html")
    site = sources.build(builder="text")
    assert site.read == []
    sources.edit("agents/x/alpha.md", "You begin.", "You start.")
    assert sources.build(builder="html").read == ["agents/x/alpha"]
    again = sources.build(builder="text")
    assert (again.read, "You start." in again.text("agents/x/alpha.txt")) == ([], True)


# -- pages between reading and writing


def test_few_pages_stay_in_memory_until_they_are_written(make_site, definition, monkeypatch):
    files = {f"agents/{name}.md": definition(name) for name in "abcd"}
    expected = make_site(files).files(".html")
    monkeypatch.setattr(net, "_IN_MEMORY", 2)
    waiting = []
    count = {"env-updated": lambda app, env: waiting.append(sorted(env._write_doc_doctree_cache))}
    site = make_site(files, build=False).build(handlers=count)
    assert [len([name for name in names if name.startswith("agents/")]) for names in waiting] == [2]
    assert site.files(".html") == expected
