"""Limits: a page that exceeds one says so and shows what it can, and every other page is complete."""

from __future__ import annotations

import pytest

BODIES = {
    "file_bytes": (100, "word " * 40, "larger than 100 bytes, so the rest is omitted; split the definition"),
    "file_chars": (90, "word " * 40, "longer than 90 characters, so the rest is omitted; split the definition"),
    "line_chars": (50, "word " * 40, "a line of 200 characters is shortened; break it"),
    "tokens": (20, "- word\n" * 20, "the prompt has more than 20 elements, so it is shown verbatim; split it"),
    "paragraph_chars": (60, "A *word* " * 9, "too long to parse as Markdown, so shown verbatim; split it"),
    "inline_depth": (2, "A *word **in _the_ middle***", "nested too deeply, so shown verbatim; flatten it"),
    "depth": (4, "- word\n  - word\n    - word\n", "nested too deeply, so shown verbatim; flatten it"),
}


@pytest.mark.parametrize("name", BODIES)
def test_past_a_limit_the_page_says_so(make_site, definition, name):
    limit, body, message = BODIES[name]
    files = {"agents/big.md": definition("big", body=body), "agents/small.md": definition("small", body="Well.\n")}
    site = make_site(files, {"agentdocs_limits": {name: limit}})
    code = "too-deep" if "depth" in name else "too-large"
    assert [line.partition("WARNING: ")[2] for line in site.warnings] == [f"{message} [agentdocs.{code}]"]
    page = site.html("agents/big")
    assert [note.text().strip() for note in page.css(".admonition.note > p:last-child")] == [message]
    assert "word" in page.css_first("div.body > section").text()
    assert site.html("agents/small").css(".admonition") == []


def test_a_limit_that_is_raised_shows_the_rest(make_site, definition):
    site = make_site({"agents/big.md": definition("big", body="word " * 40)}, {"agentdocs_limits": {"line_chars": 50}})
    assert len(site.warnings) == 1
    raised = site.build(conf={"agentdocs_limits": {"line_chars": 500}})
    assert (raised.warnings, raised.read) == ([], ["agents/big", "index"])
    assert raised.html("agents/big").css(".admonition") == []


def test_definitions_past_the_limit_are_counted(make_site, definition):
    files = {f"agents/{name}.md": definition(name) for name in ("one", "three", "two", "zero")}
    site = make_site(files, {"agentdocs_limits": {"definitions": 2}})
    message = "2 definitions from here on have no page; raise the limit `definitions`, or exclude files"
    assert site.warnings == [f"agents/two.md:1: WARNING: {message} [agentdocs.too-many]"]
    assert sorted(agent["name"] for agent in site.json()["agents"]) == ["one", "three"]
    assert [note.text().split() for note in site.html("index").css(".admonition.note > p:last-child")] == [
        "2 more definitions are not shown".split()
    ]


def test_the_count_is_kept_up_to_date(make_site, definition):
    files = {f"agents/{name}.md": definition(name) for name in ("one", "three", "two")}
    site = make_site(files, {"agentdocs_limits": {"definitions": 2}})
    site.write({"agents/zero.md": definition("zero")})
    again = site.build()
    assert "index" in again.written
    assert again.files(".html") == site.clean().files(".html")


def test_the_limit_holds_for_all_collections_together(make_site, definition):
    files = {f"{folder}/{name}.md": definition(name) for folder in ("agents", "crew") for name in ("one", "two")}
    conf = {"agentdocs_collections": {"agents": "agents", "crew": "crew"}, "agentdocs_limits": {"definitions": 3}}
    site = make_site(files, conf)
    assert sorted(agent["url"] for agent in site.json()["agents"]) == [
        "agents/one.html", "agents/two.html", "crew/one.html",
    ]  # fmt: skip


@pytest.mark.parametrize("builder", ["html", "dirhtml", "singlehtml", "epub"])
def test_a_file_above_the_limit_has_no_raw_copy_and_no_link_to_it(make_site, definition, builder):
    text = definition("big", body="word " * 40)
    files = {"agents/big.md": text, "agents/fit.md": text[:100].replace("big", "fit")}
    site = make_site(files, {"agentdocs_limits": {"file_bytes": 100}}, builder=builder)
    assert not list(site.out.rglob("big.md*"))
    assert b"big.md.txt" not in b"".join(site.files(".html", ".xhtml").values())
    copies = [path.relative_to(site.out).as_posix() for path in site.out.rglob("fit.md*")]
    assert copies == (["_sources/agents/fit.md.txt"] if builder in ("html", "dirhtml") else [])


def test_a_raw_copy_is_removed_when_the_file_grows_and_made_when_the_limit_is_raised(make_site, definition):
    conf = {"agentdocs_limits": {"file_bytes": 200}}
    site = make_site({"agents/x.md": definition("x")}, conf)
    copy = site.out / "_sources/agents/x.md.txt"
    assert copy.read_text() == definition("x")
    big = definition("x", body="word " * 80)
    site.write({"agents/x.md": big})
    grown = site.build()
    assert (copy.exists(), grown.html("agents/x").css("p.agent-raw")) == (False, [])
    again = grown.build()
    assert (again.read, copy.exists()) == ([], False)
    raised = again.build(conf={"agentdocs_limits": {"file_bytes": 2000}})
    assert (copy.read_text(), len(raised.html("agents/x").css("p.agent-raw a"))) == (big, 1)


def test_a_sparse_file_costs_no_space(make_site, definition):
    site = make_site({"agents/x.md": definition("x")}, build=False)
    with (site.src / "agents/big.md").open("wb") as file:
        file.truncate(1 << 30)
    built = site.build()
    assert sum(path.stat().st_size for path in built.folder.rglob("*") if "src" not in path.parts) < 50_000_000
