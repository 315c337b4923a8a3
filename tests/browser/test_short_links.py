"""Short links lead a browser to their unit, on a server and on disk."""

from __future__ import annotations

import re

import pytest

from sphinx_agentdocs.core.short_links.short_page import ShortPage, short_page

FILES = {"agents/a.md": "---\nname: a\ndescription: Use it.\n---\n\n- **Be early**: Nobody waits.\n"}
PAGE = "agents/a.html"


def codes(site):
    """The code of the guideline, and a code that no guideline has."""
    (unit,) = site.json()["agents"][0]["guidelines"]
    return unit["code"], "zzzzz"


@pytest.fixture(scope="module")
def pages(make_site):
    return make_site(FILES, {"html_theme": "furo"})


@pytest.fixture(scope="module")
def resolver(make_site):
    return make_site(FILES, {"html_theme": "furo", "agentdocs_short_links": "resolver"})


@pytest.fixture(params=["http", "file"])
def address(request, serve):
    return lambda site: serve(site.out).url if request.param == "http" else f"{site.out.as_uri()}/"


def test_a_page_leads_on(pages, address, watch):
    own, (code, _) = address(pages), codes(pages)
    watched = watch(own)
    watched.page.goto(f"{own}g/{code}/index.html")
    watched.page.wait_for_url(f"{own}{PAGE}#g/{code}")
    watched.settle()
    unit = watched.page.locator("li:has(> span:target)")
    assert unit.inner_text().startswith("Be early")
    assert unit.evaluate("unit => getComputedStyle(unit).backgroundColor") != "rgba(0, 0, 0, 0)", "it is highlighted"
    assert watched.found() == []


def test_a_page_with_room_for_one_address_leads_on(pages, address, watch):
    """If an address is very long, the page is named once and the anchor is relative to it."""
    own, anchor = address(pages), "長" * 180
    path = pages.out / "g/yyyyy/index.html"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(short_page(ShortPage("en", "Long", "Long.", "A", f"../../agents/a.html#{anchor}", "")))
    assert b"<base href" in path.read_bytes()
    watched = watch(own)
    watched.page.goto(f"{own}g/yyyyy/index.html")
    watched.page.wait_for_url("**/agents/a.html#*")
    assert watched.page.evaluate("decodeURIComponent(location.hash)") == f"#{anchor}"
    assert watched.page.url.startswith(f"{own}agents/a.html#")


@pytest.mark.parametrize("written", ["{}", "upper", "look-alikes"])
def test_one_page_finds_the_place_of_a_code(resolver, address, watch, written):
    own, (code, _) = address(resolver), codes(resolver)
    alike = code.replace("1", "l").replace("0", "O")
    watched = watch(own)
    watched.page.goto(f"{own}g/index.html#" + {"upper": code.upper(), "look-alikes": alike}.get(written, code))
    watched.page.wait_for_url(f"{own}{PAGE}#g/{code}")
    watched.settle()
    assert watched.found() == []


@pytest.mark.parametrize(
    ("fragment", "says"),
    [
        ("", "This address has no code after the #."),
        ("#<img src=x>", "This address has no code after the #."),
        ("#zzzzz", "This site has no guideline with the code zzzzz."),
        ("#proto", "This site has no guideline with the code pr0t0."),
    ],
)
def test_one_page_reports_a_missing_or_unknown_code(resolver, address, watch, fragment, says):
    own = address(resolver)
    watched = watch(own)
    page = watched.open(f"g/index.html{fragment}")
    page.locator("p:visible").wait_for()
    assert page.locator("p:visible").all_inner_texts() == [says]
    assert watched.found() == []


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_code_in_upper_case_is_sent_on_once(make_site, serve, watch, builder):
    site = make_site(FILES, {"html_theme": "furo"}, builder=builder)
    own, (code, unknown) = serve(site.out).url, codes(site)
    watched, asked = watch(own), []

    def answer(route):
        """Answer like a host of static sites: a missing file gets the page for missing files."""
        response = route.fetch()
        asked.append(route.request.url.removeprefix(own))
        if response.status == 404:
            route.fulfill(status=404, content_type="text/html", body=site.text("404.html"))
        else:
            route.fulfill(response=response)

    page = watched.page
    page.route("**/g/**", answer)
    page.goto(f"{own}g/{code.upper()}/")
    page.wait_for_url(re.compile(f"/agents/a(/|.html)#g/{code}$"))
    assert asked[:2] == [f"g/{code.upper()}/", f"g/{code}/"]
    asked.clear()
    page.goto(f"{own}g/{unknown.upper()}/")
    page.wait_for_url(f"**/g/{unknown}/")
    watched.settle()
    assert page.inner_text("h1") == "Page not found"
    assert asked == [f"g/{unknown.upper()}/", f"g/{unknown}/"]
    assert page.evaluate("violations") == []
