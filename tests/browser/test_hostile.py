"""A site of definitions that mean harm, as a browser shows it: from a server and from the disk, light and dark."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import pytest

ROOT = Path(__file__).parents[1] / "roots" / "test-hostile"
AGENTS = sorted(path.stem for path in (ROOT / "agents").iterdir())
PAGES = ["index", "guide", "genindex", "agent-index", "search", *(f"agents/{name}" for name in AGENTS)]
SCHEMES = {"http:", "https:", "mailto:", ":"}  # the last is an address that the browser cannot read, and leads nowhere
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
def site(make_site):
    return make_site(root="hostile")


@pytest.fixture(scope="module", params=["http", "file"])
def own(request, site, serve):
    return serve(site.out).url if request.param == "http" else site.out.as_uri() + "/"


@pytest.fixture(scope="module")
def served(site, serve):
    return serve(site.out).url


def test_the_build_is_as_it_should_be(site):
    assert site.warnings == []


@pytest.mark.parametrize("name", PAGES)
def test_nothing_of_a_definition_runs_or_loads(own, watch, name):
    watched = watch(own)
    page = watched.open(f"{name}.html")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        page.evaluate(WAKE)
        watched.settle()
        assert watched.found() == []
    assert page.url == f"{own}{name}.html"
    schemes = page.eval_on_selector_all("a[href]", "links => links.map(link => link.protocol)")
    assert set(schemes) - SCHEMES - {own.partition("//")[0]} == set()
    assert page.eval_on_selector_all("iframe, object, embed, base, meta[http-equiv=refresh]", "all => all.length") == 0


def test_every_definition_is_shown(served, watch):
    watched = watch(served)
    for name in AGENTS:
        page = watched.open(f"agents/{name}.html")
        text = page.inner_text("article")
        assert "window.ran" in text or "evil.example" in text


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
def test_a_title_that_means_harm_is_found_and_followed(served, watch, query, agent):
    watched = watch(served)
    page = watched.open(f"search.html?{urlencode({'q': query})}")
    link = page.locator("#search-results li a", has_text=query).first
    link.wait_for()
    page.locator("#search-results li p.context").first.wait_for()
    assert "window.ran" in link.inner_text()
    link.click()
    page.wait_for_url(f"**/agents/{agent}.html*")
    watched.settle()
    assert watched.found() == []


def test_following_every_link_of_a_page_runs_nothing(served, watch):
    watched = watch(served)
    page = watched.open("agents/schemes.html")
    page.evaluate("addEventListener('click', event => event.preventDefault())")
    for link in page.locator("article a[href]").all():
        link.dispatch_event("click")
    watched.settle()
    assert watched.found() == []
