"""Short links lead a browser to their unit, on a server and on disk."""

from __future__ import annotations

import re

import pytest

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.writing import ledger_text
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
    unit = watched.page.locator("li:has(> .agent-link:target)")
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


def host(site, own, asked):
    """Answers like a host of static sites: a missing file gets the page for missing files."""

    def answer(route):
        asked.append(route.request.url.removeprefix(own))
        response = route.fetch()
        if response.status == 404:
            route.fulfill(status=404, content_type="text/html", body=site.text("404.html"))
        else:
            route.fulfill(response=response)

    return answer


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_a_code_in_upper_case_is_sent_on_once(make_site, serve, watch, builder):
    site = make_site(FILES, {"html_theme": "furo"}, builder=builder)
    own, (code, unknown) = serve(site.out).url, codes(site)
    watched, asked = watch(own), []
    page = watched.page
    page.route("**/g/**", host(site, own, asked))
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


@pytest.mark.parametrize(
    "path",
    ["//evil.example/g/{}", "/\\evil.example/g/{}", "/%2Fevil.example/g/{}", "/%2fevil.example/g/{}",
     "//user@evil.example/g/{}", "/%5Cevil.example/g/{}", "///evil.example/g/{}/", "/x//evil.example/g/{}",
     "/.//evil.example/g/{}/index.html", "/@evil.example//g/{}", "/javascript:alert(1)/g/{}"],
)  # fmt: skip
def test_a_missing_address_leads_to_no_other_host(pages, serve, watch, path):
    own, (code, _) = serve(pages.out).url, codes(pages)
    watched, asked = watch(own), []
    page = watched.page
    page.route("**/*", host(pages, own, asked))
    page.goto(own.removesuffix("/") + path.format(code.upper()))
    watched.settle()
    page.wait_for_timeout(100)
    assert page.inner_text("h1") == "Page not found"
    assert len(asked) == 1
    assert page.url.startswith(own)
    assert [line for line in watched.complaints if not line.startswith("console: Failed to load")] == []


@pytest.mark.parametrize("folder", ["docs", "team-a/v1.2/docs", "caf\u00e9", "my team"])
def test_a_code_in_upper_case_is_sent_on_below_a_folder(make_site, serve, watch, tmp_path, folder):
    site = make_site(FILES, {"html_theme": "furo"})
    (tmp_path / folder).parent.mkdir(parents=True, exist_ok=True)
    own, code = serve(tmp_path).url, codes(site)[0]
    site.out.rename(tmp_path / folder)
    missing = (tmp_path / folder / "404.html").read_text("utf-8")
    page = watch(own).page
    page.route(f"**/{code.upper()}", lambda route: route.fulfill(status=404, content_type="text/html", body=missing))
    page.goto(f"{own}{folder}/g/{code.upper()}")
    page.wait_for_url(re.compile(f"/agents/a.html#g/{code}$"))
    assert page.url.startswith(own)


def test_an_address_of_the_resolver_leads_to_the_page_of_its_code(pages, address, watch):
    own, (code, _) = address(pages), codes(pages)
    watched = watch(own)
    watched.page.goto(f"{own}g/index.html#{code.upper()}")
    watched.page.wait_for_url(f"{own}{PAGE}#g/{code}")
    watched.settle()
    assert watched.found() == []


def test_a_missing_page_of_a_code_leads_to_the_resolver(resolver, serve, watch):
    own, (code, _) = serve(resolver.out).url, codes(resolver)
    page = watch(own).page
    page.route(f"**/g/{code}/", host(resolver, own, []))
    page.goto(f"{own}g/{code}/")
    page.wait_for_url(f"{own}{PAGE}#g/{code}")


@pytest.mark.parametrize(
    ("builder", "old", "new"),
    [
        ("dirhtml", "agents/a.html", "agents/a/"),
        ("html", "agents/a/index.html", "agents/a.html"),
        ("html", "agents/a/", "agents/a.html"),
        ("singlehtml", "agents/a/", "index.html"),
        ("singlehtml", "agents/a.html", "index.html"),
    ],
)
@pytest.mark.parametrize("fragment", ["", "#a.be-early", "#g/00000"])
def test_the_address_with_another_builder_leads_on(make_site, serve, watch, builder, old, new, fragment):
    ledger = ledger_text([Entry("00000", "item", "agents/a", "a.gone", "It is gone.", status="withdrawn")])
    site = make_site({**FILES, "permalinks.jsonl": ledger}, builder=builder)
    own = serve(site.out).url
    watched = watch(own)
    watched.page.goto(f"{own}{old}{fragment}")
    expected = fragment or ("#a" if builder == "singlehtml" else "")
    watched.page.wait_for_url(f"{own}{new}{expected}")
    watched.settle()
    assert watched.found() == []
