"""In a process that collects little garbage, pages are freed at once when they are stored or written."""

from __future__ import annotations

import gc
from weakref import ref

import pytest
from sphinx.environment import BuildEnvironment
from sphinx.testing.util import SphinxTestApp

from sphinx_agentdocs.sphinx.garbage import at_once, collect_with_pages


@pytest.fixture
def uncollected():
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("builder", ["html", "dirhtml", "text"])
def test_no_page_of_an_agent_is_left_for_the_collector(make_site, definition, uncollected, monkeypatch, builder):
    monkeypatch.setattr("sphinx_agentdocs.sphinx.net._IN_MEMORY", 2)
    monkeypatch.setattr("sphinx_agentdocs.sphinx.garbage.collect_what_follows", lambda: None)
    files = {f"agents/{name}.md": definition(name, body=f"You {name}.\n\n- Run `{name}`.\n") for name in "abcd"}
    site = make_site({"index.md": "# Front\n\n```{agent:catalog}\n```\n", **files}, builder=builder)
    app = SphinxTestApp(builder, srcdir=site.src, builddir=site.folder / "freed")
    seen = {"doctree-read": [], "doctree-resolved": []}

    def see(event, page):
        if "agent-page" in page.children[0]["classes"]:
            seen[event].append(ref(page.children[0]))

    app.connect("doctree-read", lambda app, page: see("doctree-read", page))
    app.connect("doctree-resolved", lambda app, page, name: see("doctree-resolved", page))
    collect_with_pages(app)
    app.build()
    app.cleanup()
    assert [len(some) for some in seen.values()] == [4, 4]
    assert [page() for some in seen.values() for page in some if page() is not None] == []
    made = {path.relative_to(app.outdir): path.read_bytes() for path in app.outdir.rglob("*.html")}
    assert made == {path.relative_to(site.out): path.read_bytes() for path in site.out.rglob("*.html")}


def test_what_is_loaded_and_compared_is_left_alone_until_the_build_ends(make_site, definition):
    site = make_site({"index.md": "# Front\n", **{f"agents/{name}.md": definition(name) for name in "abcd"}})
    site.edit("agents/a.md", "You review.", "You look.")
    counted, found = {}, gc.get_freeze_count
    app = SphinxTestApp("html", srcdir=site.src, builddir=site.folder / site.place)
    counted["loaded"] = found()
    app.connect("env-updated", lambda app, env: counted.update(related=found()), priority=20_000)
    app.connect("env-get-updated", lambda app, env: counted.update(compared=found()) or [], priority=20_000)
    app.build()
    app.cleanup()
    assert 0 < counted["loaded"] < counted["related"] < counted["compared"]
    assert found() == 0


def test_hardly_any_garbage_is_collected_while_the_environment_is_loaded(make_site, definition, monkeypatch):
    before = (700, 10, 10)
    site = make_site({"index.md": "# Front\n", "agents/a.md": definition("a")})
    gc.set_threshold(*before)
    seen, load = {}, BuildEnvironment.__setstate__
    monkeypatch.setattr(
        BuildEnvironment, "__setstate__", lambda env, state: (seen.update(load=gc.get_threshold()), load(env, state))
    )
    app = SphinxTestApp("html", srcdir=site.src, builddir=site.folder / site.place)
    seen["begin"] = gc.get_threshold()
    app.build()
    app.cleanup()
    assert seen == {"load": (1_000_000, *before[1:]), "begin": before}


def test_what_a_handler_made_is_left_alone_in_a_process_that_collects_garbage(uncollected):
    def made():
        return [[at] for at in range(1_000)]

    gc.unfreeze()
    at_once(made)()
    assert gc.get_freeze_count() == 0
    gc.enable()
    kept = at_once(made)()
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    assert (len(kept), frozen > 1_000, gc.isenabled()) == (1_000, True, True)
