"""A site of malicious definitions in a browser: from a server and from disk, light and dark."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parents[1] / "roots" / "test-hostile"
AGENTS = sorted(f"agents/{path.stem}" for path in (ROOT / "agents").iterdir())
PAGES = ["index", "guide", "genindex", "agent-index", "search", *AGENTS]
SCHEMES = {"http:", "https:", "mailto:", ":"}  # the last is that of an address that the browser cannot parse
SCHEMES_OF = "links => links.map(link => link.protocol ?? new URL(link.href.baseVal, document.baseURI).protocol)"
"""The scheme of each link; links in a drawing have no property for it."""
WAKE = """
() => {
  for (const details of document.querySelectorAll("details")) details.open = true;
  for (const element of document.querySelectorAll("article *")) {
    element.dispatchEvent(new MouseEvent("mouseover", { bubbles: true }));
    element.focus();
  }
}
"""


@pytest.fixture(scope="module")
def served(site, serve):
    return serve(site.out).url


def test_the_build_is_as_it_should_be(site):
    assert site.warnings == []


def test_nothing_in_a_definition_runs_or_loads(own, watch):
    watched = watch(own)
    for name in PAGES:
        page = watched.open(f"{name}.html")
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.evaluate(WAKE)
            watched.settle()
            assert (name, scheme, watched.found()) == (name, scheme, [])
        assert page.url == f"{own}{name}.html"
        schemes = page.eval_on_selector_all("a[href]", SCHEMES_OF)
        assert (name, set(schemes) - SCHEMES - {own.partition("//")[0]}) == (name, set())
        assert (name, page.locator("iframe, object, embed, base, meta[http-equiv=refresh]").count()) == (name, 0)
        text = page.locator("article").inner_text()
        assert name not in AGENTS or "window.ran" in text or "evil.example" in text


@pytest.mark.parametrize(
    ("query", "agent"),
    [
        ("quokka", "fields"),
        ("<script>window.ran = 'one'</script> numbat", "headings"),
        ("<img src=/q onerror=window.ran='two'> bilby", "headings"),
        ("</a><script>window.ran = 'four'</script> potoroo", "headings"),
        ("6. &lt;script&gt;window.ran = 'six'&lt;/script&gt; quoll", "headings"),
    ],
)
def test_a_malicious_title_is_found_and_followed(served, watch, query, agent):
    watched = watch(served)
    page = watched.open(f"search.html?{urlencode({'q': query})}")
    page.locator(".agent-found li").first.wait_for()
    assert watched.found() == []
    page = watched.open(f"search.html?{urlencode({'q': query.split()[-1]})}")
    link = page.locator(f".agent-found a[href*='/{agent}.html']").first
    link.wait_for()
    assert watched.found() == []
    link.click()
    page.wait_for_url(f"**/agents/{agent}.html*")
    watched.settle()
    assert watched.found() == []


def test_marks_above_a_letter_do_not_leave_the_card_of_their_agent(served, watch):
    """Hundreds of them make a column that would paint over the agents around it."""
    page = watch(served).open("index.html")
    overflow = page.eval_on_selector_all(
        "ul.agent-catalog > li", "cards => cards.map(c => getComputedStyle(c).overflow)"
    )
    assert set(overflow) == {"clip"}
