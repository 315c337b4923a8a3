"""Everything of ours can be read in the light and the dark form of every theme: a contrast of 4.5 to 1 or more."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM
from host_themes import THEMES
from playwright.sync_api import sync_playwright

TESTS = Path(__file__).parent.parent
MEASURE = (Path(__file__).parent / "contrast.js").read_text("utf-8")
LEAST = 4.5
FEW = ("furo", "sphinx_immaterial", "sphinx_rtd_theme")
CREWS = ("roots/test-upgrade/agents", "roots/test-two-crews/deck", "roots/test-two-crews/galley", "../agents")
PAGES = {
    "index": [],
    "guidance": ["search"],
    "map": [],
    "agents/code-reviewer": ["menu", "unfold"],
    "agents/rope-reviewer": ["unfold"],
}
"""Pages that show everything, and what to do on them first."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module", params=FEW if os.environ.get("HOSTS") == "few" else sorted(THEMES))
def host(request, build_host) -> Path:
    crews = [path for folder in CREWS for path in sorted((TESTS / folder).rglob("*.md"))]
    ledger = (TESTS / "roots/test-upgrade/permalinks.jsonl").read_text("utf-8")
    files = {path.name: path.read_text("utf-8") for path in crews} | {"../src/permalinks.jsonl": ledger}
    return build_host(request.param, files, THEMES[request.param])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(browser, host, scheme):
    found: dict[str, Mapping[str, float]] = {}
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce", viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for name, actions in PAGES.items():
        page.goto((host / f"{name}.html").as_uri())
        for action in actions:
            ACTIONS[action](page)
        measured = page.evaluate(MEASURE, LEAST)
        assert measured["seen"] > 20, name
        if measured["found"]:
            found[name] = measured["found"]
    context.close()
    assert found == {}


def _search(page):
    page.fill(".agent-filter input", "rope")
    page.locator("ul.agent-results mark").first.wait_for()


def _menu(page):
    link = page.locator(".agent-link").nth(2)
    link.evaluate("link => link.click()")
    page.locator(".agent-menu").first.wait_for()


def _unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


ACTIONS = {"search": _search, "menu": _menu, "unfold": _unfold}
