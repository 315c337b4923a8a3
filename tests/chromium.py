"""The Chromium of the system, and when a page of a site has loaded in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

PLACES = ("/usr/bin/chromium-headless-shell", "/usr/bin/chromium")
"""Where it may be: the one without a window does the same in half of the time."""
CHROMIUM = next((place for place in PLACES if Path(place).is_file()), PLACES[0])

SHOWN = {
    "a described task": ".agent-found li",
    "the guidelines": ".agent-results li",
    "guidelines that were found": ".agent-results li",
    "the search": ".agent-found li",
    "a search without hits": ".agent-found-none",
}
"""What is there when a page of a kind has loaded, where scripts load it."""


def wait_for(page: Any, kind: str) -> None:
    """Wait until a page of this kind shows everything, and two frames are rendered."""
    page.locator(SHOWN.get(kind, "body:not(.agent-waiting)")).first.wait_for()
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
