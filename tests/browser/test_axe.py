"""No kind of page breaks a rule of axe-core, in light and dark, wide and narrow.

`make test-browser` gets axe-core from npm.  Its rules are of any severity, and it reads the pages of the theme as well.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from chromium import wait_for

TESTS = Path(__file__).parent.parent
AXE = Path(os.environ.get("AXE") or TESTS.parent / "_build/axe/package/axe.min.js")
CREWS = ("roots/test-upgrade/agents", "roots/test-two-crews/deck", "roots/test-two-crews/galley", "../agents")
INDEX = "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\n:caption: Guide\n\nmanual\n```\n"
MANUAL = f"# Manual\n\n```python\nlines = {list(range(60))}\n```\n"
PAGES = {
    "the first page": "index.html",
    "a described task": "index.html?q=slow",
    "an agent": "agents/code-reviewer.html",
    "an agent with former guidance": "agents/rope-reviewer.html",
    "the guidelines": "guidance.html",
    "guidelines that were found": "guidance.html?q=test",
    "the map": "map.html",
    "the examples": "examples.html",
    "the index of agents": "agent-index.html",
    "the search": "search.html?q=slow",
    "a search without hits": "search.html?q=zebra",
    "a document": "manual.html",
    "the general index": "genindex.html",
    "a missing page": "404.html",
}
RUN = "() => axe.run(document, {resultTypes: ['violations']})"


@pytest.fixture(scope="module")
def own(make_site, serve):
    crews = [path for folder in CREWS for path in sorted((TESTS / folder).rglob("*.md"))]
    files = {f"agents/{path.name}": path.read_text("utf-8") for path in crews}
    ledger = (TESTS / "roots/test-upgrade/permalinks.jsonl").read_text("utf-8")
    site = make_site(
        {**files, "index.md": INDEX, "manual.md": MANUAL, "permalinks.jsonl": ledger},
        {"html_theme": "furo", "html_baseurl": "https://example.org/docs/"},
    )
    return serve(site.out).url


@pytest.fixture(scope="module")
def axe():
    assert AXE.is_file(), f"{AXE} is missing; run `make test-browser`, which gets it"
    return AXE.read_text("utf-8")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_rule_is_broken(own, axe, browser, scheme, width):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, reduced_motion="reduce", bypass_csp=True
    )
    page = context.new_page()
    broken = {}
    for kind, path in PAGES.items():
        page.goto(own + path)
        wait_for(page, kind)
        page.evaluate(axe)
        for rule in page.evaluate(RUN)["violations"]:
            broken[kind, rule["id"]] = [node["html"] for node in rule["nodes"]]
    context.close()
    assert broken == {}


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_open_search_box_breaks_none(make_site, serve, axe, browser, scheme, width):
    agents = {f"agents/{path.name}": path.read_text("utf-8") for path in (TESTS.parent / "agents").glob("*.md")}
    site = make_site({"index.md": INDEX, **agents}, {"html_theme": "furo", "agentdocs_standalone": True})
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    page.goto(f"{serve(site.out).url}agents/code-reviewer.html")
    if width == 390:
        page.locator(".nav-overlay-icon").first.click()
    page.locator("input[name=q]").fill("slow")
    page.locator("input[name=q]").focus()
    page.locator(".agent-box h2").first.wait_for()
    page.evaluate(axe)
    broken = {rule["id"]: [node["html"] for node in rule["nodes"]] for rule in page.evaluate(RUN)["violations"]}
    context.close()
    assert broken == {}
