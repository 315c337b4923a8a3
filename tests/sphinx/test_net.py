"""One definition never stops the others: each step of a build fails on one of them, and the site is whole otherwise."""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx.writers.html5 import HTML5Translator
from sphinx.writers.latex import LaTeXTranslator
from sphinx.writers.manpage import ManualPageTranslator
from sphinx.writers.text import TextTranslator

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.core.search import shards
from sphinx_agentdocs.sphinx import (
    agents,
    assets,
    catalog,
    compat,
    domain,
    freshness,
    guidance,
    ledger,
    lookup,
    maps,
    navigation,
    outputs,
    page_csp,
    parser,
    raw_files,
    related,
    render,
    search_index,
    short_links,
    tombstones,
    transforms,
)
from sphinx_agentdocs.sphinx.net import failing

BAD, GONE = "bad-apple", "bad-apple-of-old"
NAMES = ("anchor-keeper", BAD, "chart-maker", "deck-hand")
OTHERS = tuple(name for name in NAMES if name != BAD)
BODY = "You are {0}.\n\n- **Know your place**: Only {0} does what {0} does here.\n- Ask `deck-hand` for help.\n"
LEDGER = ledger_text(
    [
        Entry("00000", "agent", f"agents/{GONE}", "old", "Old hand.", "Old", status="withdrawn"),
        Entry("11111", "item", f"agents/{GONE}", "old.x", "It was.", status="withdrawn"),
    ]
)


@pytest.fixture
def sources(make_site, definition):
    files = {f"agents/{name}.md": definition(name, body=BODY.format(name)) for name in NAMES}
    return make_site({**files, "permalinks.jsonl": LEDGER}, build=False)


def is_about_bad(value, depth=0):
    """Whether an argument is, or contains, the definition on which a step fails."""
    if isinstance(value, str):
        return BAD in value
    if isinstance(value, dict) and "pagename" in value:
        return BAD in value["pagename"]
    if isinstance(value, (list, tuple, set, frozenset, dict)):
        return depth < 2 and any(is_about_bad(one, depth + 1) for one in value)
    if isinstance(value, nodes.Node):
        return f"Only {BAD}" in value.astext() or BAD in getattr(value, "attributes", {}).get("docname", "")
    return any(
        BAD in str(getattr(value, name, "")) for name in ("docname", "source", "page", "path", "content", "target")
    )


@pytest.fixture
def break_step(monkeypatch):
    """Makes a function fail whenever it is called for the one definition."""

    def break_it(owner, name):
        original = getattr(owner, name)

        def fails(*args, **kwargs):
            if any(map(is_about_bad, (*args, *kwargs.values()))):
                raise RuntimeError("broken")
            return original(*args, **kwargs)

        monkeypatch.setattr(owner, name, fails)

    return break_it


def internal(site):
    """The findings that this program failed, without what is the same in all of them."""
    found = sorted({line for line in site.warnings if "agentdocs.internal" in line})
    start, end = (
        "WARNING: sphinx-agentdocs failed on this definition (RuntimeError: broken)",
        "; report it [agentdocs.internal]",
    )
    assert all(start in line and line.endswith(end) for line in found), found
    return [line.replace(f" {start}", "").removesuffix(end) for line in found]


def shows_all(site, names=OTHERS):
    """Whether each page shows its definition as usual."""
    items = {name: [item.text() for item in site.html(f"agents/{name}").css("section ul li")] for name in names}
    return all(any(f"Only {name} does what" in item for item in items[name]) for name in names)


def shows_verbatim(site):
    """Whether the page of the one definition shows its text verbatim."""
    page = site.html(f"agents/{BAD}")
    return any("- Ask `deck-hand` for help." in node.text() for node in page.css("section .agent-verbatim pre"))


READING = [
    (parser, "read_definition"),
    (parser, "build_page"),
    (render, "add_inline"),
    (domain, "agent_of"),
    (agents, "units_of"),
    (agents, "profile_of"),
]
RESOLVING = [(transforms, "show_related"), (related, "link_names"), (transforms, "keep_promises")]


@pytest.mark.parametrize("parallel", [0, 3], ids=["serial", "parallel"])
@pytest.mark.parametrize(("owner", "name"), READING, ids=lambda value: getattr(value, "__name__", value))
def test_reading(sources, break_step, owner, name, parallel):
    break_step(owner, name)
    site = sources.build(parallel=parallel)
    assert internal(site) == [f"agents/{BAD}.md:1:"]
    assert shows_all(site)
    assert shows_verbatim(site)


def once_for_bad(app, doctree, docname=""):
    """Fail on the usual page of the definition, as another extension may; not on its text."""
    if "Only bad-apple" in doctree.astext() and doctree.next_node(nodes.list_item):
        raise RuntimeError("broken")


@pytest.mark.parametrize("parallel", [0, 3], ids=["serial", "parallel"])
@pytest.mark.parametrize(
    ("event", "step"), [("doctree-read", "reading its page"), ("doctree-resolved", "resolving its links")]
)
def test_another_extension(sources, event, step, parallel):
    site = sources.build(parallel=parallel, handlers={event: once_for_bad})
    assert internal(site) == [f"agents/{BAD}.md:1: while {step}"]
    assert shows_all(site)
    assert shows_verbatim(site)


@pytest.mark.parametrize("parallel", [0, 3], ids=["serial", "parallel"])
@pytest.mark.parametrize(("owner", "name"), RESOLVING, ids=lambda value: getattr(value, "__name__", value))
def test_resolving(sources, break_step, owner, name, parallel):
    break_step(owner, name)
    site = sources.build(parallel=parallel)
    assert internal(site) == [f"agents/{BAD}.md:1: while resolving its links"]
    assert shows_all(site)
    assert shows_verbatim(site)


@pytest.mark.parametrize("parallel", [0, 3], ids=["serial", "parallel"])
def test_writing(sources, break_step, parallel):
    break_step(HTML5Translator, "visit_list_item")
    site = sources.build(parallel=parallel)
    assert internal(site) == [f"agents/{BAD}.md:1: while writing its page"]
    assert shows_all(site)
    assert shows_verbatim(site)


def test_a_page_verbatim_has_every_id(sources, break_step):
    ids = {node.id for node in sources.build(place="whole").html(f"agents/{BAD}").css("section [id^='bad-apple.']")}
    break_step(transforms, "keep_promises")
    site = sources.build()
    assert len(ids) > 3
    assert ids <= {node.id for node in site.html(f"agents/{BAD}").css("[id]")}


def test_a_failure_is_reported_by_the_next_build_as_well(sources, break_step):
    break_step(HTML5Translator, "visit_list_item")
    first = sources.build()
    assert internal(first.build()) == internal(first) == [f"agents/{BAD}.md:1: while writing its page"]


ONE_DOCUMENT = {
    "singlehtml": HTML5Translator, "latex": LaTeXTranslator, "man": ManualPageTranslator,
}  # fmt: skip
EACH_PAGE = {"text": TextTranslator, "epub": HTML5Translator, "dirhtml": HTML5Translator}
FILES = {
    "singlehtml": "index.html", "latex": "site.tex", "man": "site.1", "text": "agents/{}.txt",
    "epub": "agents/{}.xhtml", "dirhtml": "agents/{}/index.html",
}  # fmt: skip


@pytest.mark.parametrize("builder", [*ONE_DOCUMENT, *EACH_PAGE])
def test_every_builder(sources, break_step, squashed, builder):
    break_step({**ONE_DOCUMENT, **EACH_PAGE}[builder], "visit_list_item")
    site = sources.build(builder=builder)
    assert internal(site) == [f"agents/{BAD}.md:1: while writing its page"]
    for name in NAMES:
        text = squashed(site.text(FILES[builder].format(name)).replace("\\sphinxhyphen{}", "-").replace("\\-", "-"))
        assert name in text
        assert text.count("does here") >= 1


@pytest.mark.parametrize("builder", ["singlehtml", "latex", "man", "texinfo", "text", "xml", "epub"])
def test_resolving_in_every_builder(sources, break_step, builder):
    break_step(transforms, "show_related")
    site = sources.build(builder=builder)
    steps = "writing its page" if builder in ("singlehtml", "latex", "man", "texinfo") else "resolving its links"
    assert internal(site) == [f"agents/{BAD}.md:1: while {steps}"]


SHARES = [
    (catalog, "_site_card", "listing it"),
    (guidance, "_item", "listing it"),
    (guidance._Writing, "parts", "listing its guidelines"),
    (guidance, "address_of", "listing its guidelines"),
    (maps, "node_of", "drawing it"),
    (maps._Lists, "item", "listing it"),
    (outputs, "_agent", "adding it to agents.json"),
    (domain, "IndexEntry", "adding it to the index"),
    (lookup, "_of_kind", "looking up its guidelines and examples"),
    (short_links, "short_page", "writing its short links"),
    (navigation, "listed", "making its sidebar"),
    (assets, "_has_units", "adding its scripts"),
    (page_csp, "file_grants", "making its policy"),
    (freshness, "_promises", "comparing it with the previous build"),
    (related, "relate", "relating it to the others"),
    (ledger, "update", "looking up its links"),
    (compat, "point_toc_at", "making its table of contents"),
    (search_index, "_found_agent", "adding it to the search"),
    (shards, "piece", "adding it to the search"),
    (raw_files, "opened", "copying its file"),
    (raw_files, "location_of", "naming its file"),
]


@pytest.mark.parametrize(("owner", "name", "step"), SHARES, ids=lambda value: getattr(value, "__name__", value))
def test_the_share_of_one_definition_is_left_out(sources, break_step, owner, name, step):
    break_step(owner, name)
    site = sources.build()
    found = internal(site)
    assert f"agents/{BAD}.md:1: while {step}" in found
    assert {line.partition(":")[0] for line in found} <= {f"agents/{BAD}.md", f"agents/{GONE}.rst"}
    assert shows_all(site)
    assert {agent["name"] for agent in site.json()["agents"]} >= set(OTHERS)
    assert {f"{name}.know-your-place" for name in OTHERS} <= site.inventory()["agent:guideline"].keys()


def test_the_page_of_a_gone_agent(sources, break_step):
    break_step(tombstones._Section, "whole_page")
    site = sources.build()
    assert shows_all(site, NAMES)


def test_strict(sources, break_step):
    break_step(transforms, "show_related")
    assert sources.build().app.statuscode == 0
    assert sources.build(strict=True, place="strict").app.statuscode == 1


def test_an_error_about_another_page_stops_the_build(sources):
    def fails(app, doctree, docname):
        if docname == "index":
            raise RuntimeError("broken")

    with pytest.raises(Exception, match="broken"):
        sources.build(handlers={"doctree-resolved": fails})


@pytest.mark.parametrize("broken", [{3}, {0, 6}, {1, 2, 3}, set(range(7))])
def test_those_on_which_something_fails_are_found(broken):
    error = ValueError("broken")
    tried = []

    def attempt(some):
        tried.append(some)
        return error if broken & set(some) else None

    assert failing(range(7), attempt) == dict.fromkeys(sorted(broken), error)
    assert failing(range(7), lambda some: error) == {}
    assert failing(range(7), lambda some: error if {2, 5} <= set(some) else None) == {}
    assert len(tried) <= 15
