"""Nothing moves while a page loads: what scripts fill in has its place before they run.

A browser counts what moves without the reader as *layout shifts*.  A slow processor paints before the scripts run.
"""

from __future__ import annotations

import pytest
from chromium import wait_for

NOTE_SHIFTS = """
// Sphinx marks what was searched for on the next page.
try { localStorage.removeItem("sphinx_highlight_terms"); } catch {}
window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, sources } of list.getEntries()) {
    const moved = sources.map(({ node }) => `${node?.nodeName}.${node?.className} ${node?.textContent?.slice(0, 40)}`);
    shifts.push([value, ...moved]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""
ENOUGH_TO_SEE = 0.001  # the theme's own icons move by less
INDEX = "# Site\n\nWelcome.\n\n```{toctree}\nmanual\n```\n\n```{agent:catalog}\n```\n"
EXAMPLE = '<example>\n  user: "Who trims it?"\n  assistant: "The keeper."\n  </example>'
MODELS = ("haiku", "opus")
PAGES = {
    "the first page": "index.html",
    "a described task": "index.html?q=lamp",
    "an agent": "agents/bow/a00.html",
    "the guidelines": "guidance.html",
    "guidelines that were found": "guidance.html?q=lamp",
    "the map": "map.html",
    "the examples": "examples.html",
    "the index of agents": "agent-index.html",
    "the search": "search.html?q=lamp",
    "a search without hits": "search.html?q=zebra",
    "an empty search": "search.html",
    "a missing page": "404.html",
    "chosen agents": "index.html?model=opus",
}


def files(definition, count):
    crew = {
        f"agents/{('bow', 'stern')[at % 2]}/a{at:02}.md": definition(
            f"a{at:02}",
            f"|\n  Ask the keeper a{(at + 2) % count:02} about lamps.\n\n  {EXAMPLE}",
            model=MODELS[at % 4 == 0],
            body=f"# Lamps\n\nAsk a{(at + 1) % count:02}.\n\n- **Trim lamp {at}**: A clean wick burns.\n- Rule {at}.\n",
        )
        for at in range(count)
    }
    return {"index.md": INDEX, "manual.md": "# The manual\n\nHow to trim a lamp.\n", **crew}


@pytest.fixture(scope="module", params=[8, 64], ids=["few agents", "many agents"])
def own(request, make_site, definition, serve):
    return serve(make_site(files(definition, request.param), {"html_theme": "furo"}).out).url


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("slower", [1, 4])
def test_nothing_moves(own, browser, width, slower):
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=("light", "dark")[slower > 1])
    context.add_init_script(NOTE_SHIFTS)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
    moved = {kind: shifts for kind, path in PAGES.items() if (shifts := least_moved(page, kind, own + path))}
    context.close()
    assert moved == {}


def least_moved(page, kind, address):
    """What moves each time that a page loads; a busy machine may paint a page before all of it has arrived."""
    for _ in range(3):
        page.goto("about:blank")
        page.goto(address)
        wait_for(page, kind)
        shifts = page.evaluate("shifts")
        if sum(shift[0] for shift in shifts) < ENOUGH_TO_SEE:
            return []
    return shifts
