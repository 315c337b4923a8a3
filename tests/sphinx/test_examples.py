"""The page of all examples."""

from __future__ import annotations

EXAMPLE = '\'Use it. <example>Context: Fog. user: "Light it!" assistant: "I light it."</example>\''


def test_every_example_is_listed_by_agent(make_site, definition):
    files = {"agents/lamp.md": definition("lamp", EXAMPLE), "agents/oar.md": definition("oar")}
    page = make_site(files).html("examples")
    links = [(link.text(), link.attributes["href"]) for link in page.css(".agent-all-examples a")]
    assert links == [("Lamp", "agents/lamp.html"), ("Light it!", "agents/lamp.html#lamp.fog")]


def test_without_examples_there_is_no_page(make_site, definition):
    site = make_site({"agents/lamp.md": definition("lamp", EXAMPLE)})
    site.write({"agents/lamp.md": definition("lamp")})
    again = site.build()
    assert not (again.out / "examples.html").exists()
    assert "examples.html" not in again.text("agents/lamp.html")
    assert again.files() == again.clean().files()
