"""The pages at the short links of a site, and what remains when something is withdrawn."""

from __future__ import annotations

import json
import os
import re

import pytest
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs.core import seeds
from sphinx_agentdocs.core.ledger import codes
from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.sphinx.csp import digest

ALPHA = """\
---
name: alpha
description: The first of all.%s
---

You begin.

- **Be early**: Nobody waits for the first.
- Ask [what](https://a.example/) it is & go.
"""
EXAMPLE = ' <example>user: "Go?" assistant: "I call alpha."</example>'
LEDGER = [
    Entry("00000", "item", "agents/x/alpha", "alpha.come", "Come: be prompt.", status="withdrawn", until="2026-01-31"),
    Entry("11111", "agent", "agents/omega", "omega", "The last of all.", "Omega", status="withdrawn"),
    Entry("22222", "item", "agents/omega", "omega.end", "End well.", status="moved", to="33333"),
    Entry("33333", "item", "agents/x/alpha", "alpha.be-early", "Be early: Nobody waits for the first.", "Be early"),
    Entry("44444", "section", "agents/omega", "omega.rules", "Rules", "Rules", status="withdrawn"),
]  # fmt: skip
BASE = "https://coast.example/team"
PAGES = (".html", ".json", ".js")


@pytest.fixture
def sources(make_site):
    return make_site(
        {
            "agents/x/alpha.md": ALPHA % EXAMPLE,
            "agents/beta.md": ALPHA.replace("alpha", "beta") % "",
            "permalinks.jsonl": ledger_text(LEDGER),
        },
        {"html_baseurl": BASE},
        build=False,
    )


@pytest.fixture(params=["html", "dirhtml"])
def site(sources, request):
    return sources.build(builder=request.param)


def short_pages(site):
    """The short pages by code, parsed."""
    folder = site.out / "g"
    return {path.parent.name: HTMLParser(path.read_text("utf-8")) for path in folder.glob("*/index.html")}


def target(page):
    return page.css_first("meta[http-equiv=refresh]").attributes["content"].removeprefix("0;url=")


def place(site, page):
    """The file and the anchor that a short page leads to."""
    address, _, anchor = target(page).partition("#")
    path = (site.out / "g/code" / address).resolve()
    return (path / "index.html" if path.is_dir() else path), anchor


def same_as_clean(site):
    clean = site.clean()
    return site.files(*PAGES) == clean.files(*PAGES)


def test_each_leads_to_its_place(site):
    pages = short_pages(site)
    assert len(pages) == 4 + 4 + 4  # from the ledger, the rest of alpha, and all of beta
    for code, page in pages.items():
        path, anchor = place(site, page)
        assert HTMLParser(path.read_text("utf-8")).css_first(f"[id='{anchor}']"), code
        link = page.css_first("a").attributes["href"]
        assert link.partition("#")[0] == target(page).partition("#")[0]
        assert HTMLParser(path.read_text("utf-8")).css_first(f"[id='{link.partition('#')[2]}']"), code
        relative = target(page).removeprefix("../../")
        assert page.css_first("link[rel=canonical]").attributes["href"] == f"{BASE}/{relative}"


def test_each_guideline_of_agents_json_has_one(site):
    units = [unit for agent in site.json()["agents"] for unit in agent["guidelines"]]
    assert len(units) == 6
    for unit in units:
        page = HTMLParser(site.text(f"{unit['permalink']}index.html"))
        assert page.css_first("a").attributes["href"] == f"../../{unit['url']}"
        assert target(page) == f"../../{unit['url'].partition('#')[0]}#g/{unit['code']}"
        assert page.css_first("meta[property='og:description']").attributes["content"] == unit["text"]
        assert page.css_first("p").text() == unit["text"]


def test_what_a_page_says(site):
    page = short_pages(site)["33333"]
    assert page.css_first("html").attributes["lang"] == "en"
    assert page.css_first("title").text() == "Be early \u2013 Alpha"
    assert page.css_first("meta[property='og:title']").attributes["content"] == "Be early \u2013 Alpha"
    policy = page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert (policy, page.css("script, style, img")) == ("default-src 'none'", [])


def test_no_tag_is_given_to_a_preview(make_site, definition):
    site = make_site({"agents/a.md": definition("a", body="- Write <meta name=x> as text.\n")})
    page = next(page for page in short_pages(site).values() if "<meta name=x>" in page.css_first("p").text())
    assert page.css_first("meta[property='og:title']").attributes["content"] == "A"
    assert page.css_first("meta[property='og:description']") is None


def test_a_withdrawn_unit(site):
    pages = short_pages(site)
    assert "44444" not in pages, "a section has no short link"
    assert pages["00000"].css_first("p").text() == "Withdrawn on 2026-01-31. Come: be prompt."
    assert pages["11111"].css_first("p").text() == "Withdrawn. The last of all."
    assert place(site, pages["11111"])[0].relative_to(site.out).as_posix() in (
        "agents/omega.html",
        "agents/omega/index.html",
    )
    assert target(pages["22222"]) == target(pages["33333"])


def test_a_guideline_that_is_in_a_code_block_now(make_site, definition):
    """It leads to the section, whose title says nothing of it, so the page shows what it said."""
    rule = Entry("55555", "item", "agents/a", "a.ring", "Ring it.", lead="Never:", status="moved", to="66666")
    section = Entry("66666", "section", "agents/a", "a.bells", "Bells", "Bells")
    body = "# Bells\n```\nRing it.\n```\n"
    site = make_site({"agents/a.md": definition("a", body=body), "permalinks.jsonl": ledger_text([rule, section])})
    page = short_pages(site)["55555"]
    assert page.css_first("p").text() == "Never: Ring it."
    assert (page.css_first("a").text(), target(page)) == ("Bells \u2013 A", "../../agents/a.html#a.bells")


def test_without_an_address_of_the_site(sources):
    site = sources.build(conf={"html_baseurl": ""})
    page = short_pages(site)["33333"]
    assert (
        page.css_first("link[rel=canonical]").attributes["href"] == target(page) == "../../agents/x/alpha.html#g/33333"
    )
    assert HTMLParser(site.text("404.html")).css("a") == []


def test_one_page_for_all_agents(sources):
    site = sources.build(builder="singlehtml")
    pages = short_pages(site)
    assert target(pages["33333"]) == "../../index.html#g/33333"
    assert site.html("index").css_first("[id='g/33333']")


def test_a_site_for_readers_of_books_has_none(sources):
    site = sources.build(builder="epub")
    assert not (site.out / "g").exists()
    assert not (site.out / "404.html").exists()


# -- builds after builds


def test_nothing_is_written_twice(site):
    before = {name: time for name, time in site.times().items() if name.startswith(("g/", "404"))}
    assert len(before) == 12 + 2
    site.edit("agents/beta.md", "You begin.", "You begin at dawn.")
    after = site.build().times()
    changed = {name for name, time in before.items() if after.get(name) != time}
    assert len(changed) == 1, "the only page whose text is gone"
    assert same_as_clean(site)


def test_changes_leave_nothing_behind(site):
    site.edit("agents/x/alpha.md", "Nobody waits", "No one waits")
    (site.src / "agents/beta.md").unlink()
    again = site.build()
    assert [code for code, page in short_pages(again).items() if "beta" in target(page)] == []
    assert same_as_clean(again)


def test_two_processes(sources):
    site = sources.build(parallel=2)
    site.edit("agents/x/alpha.md", "Nobody waits", "No one waits")
    again = site.build()
    assert again.files(*PAGES) == again.build(place="serial", parallel=0).files(*PAGES)


@pytest.mark.parametrize("kinds", [("pages", "resolver", "pages"), ("resolver", "none"), ("pages", "none", "resolver")])
def test_a_change_of_kind(sources, kinds):
    for kind in kinds:
        site = sources.build(conf={"agentdocs_short_links": kind})
        assert same_as_clean(site), kind


def test_none(sources):
    site = sources.build(conf={"agentdocs_short_links": "none"})
    assert not (site.out / "g").exists()
    assert not (site.out / "404.html").exists()
    assert {unit["permalink"] for agent in site.json()["agents"] for unit in agent["guidelines"]} == {None}


def test_files_of_others_stay(site):
    for name in ("g/zzzzz/index.html", "g/yyyyy/mine.txt", "g/mine.html"):
        (site.out / name).parent.mkdir(exist_ok=True)
        (site.out / name).write_text("mine")
    os.link(site.out / "g/33333/index.html", site.out / "g/yyyyy/index.html")
    (site.out / "g/wwwww").symlink_to("33333")
    (site.out / "404.html").write_text("mine")
    again = site.build(conf={"agentdocs_short_links": "none"})
    left = sorted(name for name in again.files() if name.startswith(("g/", "404")))
    assert left == ["404.html", "g/mine.html", "g/yyyyy/index.html", "g/yyyyy/mine.txt", "g/zzzzz/index.html"]
    assert (again.out / "g/wwwww").is_symlink()


def test_a_document_at_the_place_of_a_short_link(sources):
    sources.write(
        {"g/33333/index.md": "---\norphan: true\n---\n# Mine\n", "404.md": "---\norphan: true\n---\n# Lost\n"}
    )
    site = sources.build()
    assert site.html("g/33333/index").css_first("h1").text().startswith("Mine")
    assert site.html("404").css_first("h1").text().startswith("Lost")
    assert same_as_clean(site.build(conf={"agentdocs_short_links": "none"}))


def test_a_404_page_of_the_site_itself(sources):
    sources.write({"extra/404.html": "mine"})
    site = sources.build(conf={"html_extra_path": ["extra"]})
    assert site.text("404.html") == "mine"
    assert site.build().text("404.html") == "mine"


def test_a_site_without_definitions(make_site):
    site = make_site({"index.md": "# Front\n"}, {"agentdocs_collections": None})
    assert [name for name in site.files() if name.startswith(("g/", "404"))] == []


# -- pages with scripts


def policy_of(page):
    return page.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]


def test_the_404_page(site):
    page = HTMLParser(site.text("404.html"))
    links = [(link.text(), link.attributes["href"]) for link in page.css("main > a")]
    assert links == [("Front page", f"{BASE}/"), ("Search", f"{BASE}/search.html")]
    assert page.css("link, img, [src]") == []
    ((script,), (style,)) = page.css("script"), page.css("style")
    allowed = f"script-src {digest(script.text())}; style-src {digest(style.text())}"
    assert policy_of(page) == f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def test_one_page_that_knows_all_codes(sources):
    site = sources.build(conf={"agentdocs_short_links": "resolver"})
    names = sorted(name for name in site.files() if name.startswith("g/"))
    assert names == sorted(["g/index.html", *(f"g/{first}.js" for first in "0123456789abcdefghjkmnpqrstvwxyz")])
    known = {}
    for name in names[:-1] if names[-1] == "g/index.html" else [name for name in names if name.endswith(".js")]:
        text = site.text(name)
        assert re.fullmatch(r"agentdocsLinks\(\{.*\}\);\n", text, re.DOTALL)
        links = json.loads(text[len("agentdocsLinks(") : -len(");\n")])
        assert {code[0] for code in links} <= {name[2]}
        known |= links
    pages = short_pages(sources.build())
    assert known == {code: target(page).removeprefix("../../") for code, page in pages.items()}
    page = HTMLParser(sources.build(conf={"agentdocs_short_links": "resolver"}).text("g/index.html"))
    assert [link.attributes["href"] for link in page.css("a")] == ["../index.html"]
    (script,) = page.css("script")
    assert f"script-src 'self' {digest(script.text())};" in policy_of(page)


LAMP = """\
---
name: lamp-keeper
description: Use this agent when lamps need care.
---

You look after every lamp of the coast.

- **Wick first**: Trim the wick of each lamp before dusk falls.
- Never leave a lamp burning unattended in the workshop overnight.
"""


def recorded(site):
    """Record what the last build published, as an update would."""
    site.write({"permalinks.jsonl": ledger_text(site.app.env.domains["agent"].links.entries.values())})


def ids_of(site, page):
    return {node.id for node in site.html(page).css("[id]")}


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
def test_the_address_to_which_a_short_link_leads_stays(make_site, builder):
    site = make_site({"agents/lamp.md": LAMP}, builder=builder)
    before = {anchor for anchor in ids_of(site, "agents/lamp") if anchor.startswith(("g/", "lamp-keeper"))}
    recorded(site)
    (site.src / "agents/lamp.md").rename(site.src / "agents/lantern.md")
    site.edit("agents/lantern.md", "lamp-keeper", "lantern-keeper")
    moved = site.build()
    assert before <= ids_of(moved, "agents/lamp")
    recorded(moved)
    site.write({"agents/other.md": LAMP.replace("lamp", "candle")})
    (site.src / "agents/lantern.md").unlink()
    gone = site.build()
    assert before <= ids_of(gone, "agents/lamp")
    assert {anchor for anchor in before if anchor.startswith("g/")} <= ids_of(gone, "agents/lantern")


def test_an_entry_merged_into_another_keeps_the_address_of_its_short_link(make_site):
    site = make_site({"agents/lamp.md": LAMP})
    entries = site.app.env.domains["agent"].links.entries.values()
    into = next(entry for entry in entries if entry.kind == "item")
    for text in (into.text, "Something else."):
        merged = Entry("00000", "item", "agents/lamp", "lamp-keeper.x", text, status="moved", to=into.code)
        site.write({"permalinks.jsonl": ledger_text([*entries, merged])})
        assert {"g/00000", "lamp-keeper.x", f"g/{into.code}"} <= ids_of(site.build(), "agents/lamp")


def test_a_site_without_short_links_keeps_their_addresses(make_site):
    site = make_site({"agents/lamp.md": LAMP})
    before = ids_of(site, "agents/lamp")
    assert before <= ids_of(site.build(conf={"agentdocs_short_links": "none"}), "agents/lamp")


@pytest.mark.parametrize("builder", ["html", "dirhtml"])
@pytest.mark.parametrize(
    "names", [("Lamp", "lamp"), ("lamp", "Lamp"), ("x/lamp", "X/lamp"), ("caf\u00c9/a", "caf\u00e9/a")]
)
def test_a_former_spelling_is_the_same_page(make_site, builder, names):
    old, new = names
    site = make_site({f"agents/{old}.md": LAMP}, builder=builder)
    before = {anchor for anchor in ids_of(site, f"agents/{old}") if anchor.startswith(("g/", "lamp-keeper"))}
    recorded(site)
    (site.src / f"agents/{old}.md").unlink()
    site.write({f"agents/{new}.md": LAMP.replace("every lamp", "each lamp").replace("- Never", "- Do never")})
    again = site.build()
    assert again.html(f"agents/{new}").html == again.html(f"agents/{old}").html
    assert before <= ids_of(again, f"agents/{new}")
    text = (site.out / f"agents/{new}{'/index' if builder == 'dirhtml' else ''}.html").read_text("utf-8")
    for anchor in before:
        assert len(re.findall(f'id="{re.escape(anchor)}"', text)) == 1, anchor
    assert same_as_clean(again)


def test_a_former_spelling_where_another_agent_is_now(make_site):
    site = make_site({"agents/Lamp.md": LAMP})
    recorded(site)
    other = LAMP.replace("lamp-keeper", "other-agent").replace("lamp", "ship").replace("wick", "sail")
    site.write({"agents/lamp.md": other})
    again = site.build()
    moved = next(name for name in again.files(".html") if name.startswith("agents/Lamp-"))
    assert "This agent is now Lamp Keeper." in again.html("agents/Lamp").body.text()
    assert "agent-gone" not in again.text("agents/lamp.html")
    assert "agent-gone" not in again.text(moved)


def test_a_page_in_the_way_of_that_of_a_gone_agent(make_site):
    entry = Entry("00000", "agent", "agents/lamp.html/x", "x", "Gone.", "X", status="withdrawn")
    site = make_site({"agents/lamp.md": LAMP, "permalinks.jsonl": ledger_text([entry])})
    assert "Trim the wick" in site.text("agents/lamp.html")
    assert [line.partition(": ")[2] for line in site.warnings] == [
        (
            "WARNING: the page agents/lamp.html/x of the ledger cannot be written, because x.html or its folder is"
            " taken; rename what takes its place [agentdocs.ledger]"
        )
    ]


def test_a_new_definition_takes_over_no_code(make_site, monkeypatch):
    """Both get longer codes, and the short one leads to neither but names both; a recorded one stays."""
    files = {"agents/lamp.md": LAMP, "permalinks.jsonl": ledger_text([])}
    site = make_site(files, {"agentdocs_permalinks": None})
    code = next(unit["code"] for unit in site.json()["agents"][0]["guidelines"] if "Wick" in unit["title"])
    whole = codes.digest

    def found_by_trying(text, length=6):
        return (code + whole(text, length))[:length] if "number 7" in text else whole(text, length)

    for module in (codes, seeds):
        monkeypatch.setattr(module, "digest", found_by_trying)
    site.write({"agents/aa.md": "---\nname: aa\ndescription: Helps.\n---\n- Approve all, number 7.\n"})
    attacked = site.build()
    units = {u["text"]: u["code"] for agent in attacked.json()["agents"] for u in agent["guidelines"]}
    mine = next(found for text, found in units.items() if "Wick" in text)
    theirs = units["Approve all, number 7."]
    assert {mine[:5], theirs[:5]} == {code}
    assert len({code, mine, theirs}) == 3
    page = HTMLParser(attacked.text(f"g/{code}/index.html"))
    assert page.css_first("meta[http-equiv=refresh], script") is None
    links = {link.attributes["href"]: link.text() for link in page.css("li a")}
    assert links == {
        f"../../agents/lamp.html#g/{mine}": "Lamp Keeper: Wick first",
        f"../../agents/aa.html#g/{theirs}": "Aa: Approve all, number 7.",
    }
    assert same_as_clean(attacked.build())
    site.write({"permalinks.jsonl": ledger_text(site.app.env.domains["agent"].links.entries.values())})
    kept = site.build(conf={"agentdocs_permalinks": "permalinks.jsonl"})
    assert target(short_pages(kept)[code]) == f"../../agents/lamp.html#g/{code}"
    (site.src / "agents/aa.md").unlink()
    assert same_as_clean(site.build())
