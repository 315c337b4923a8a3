"""Every collection below the folder CORPUS as a site: a page for each definition, and no word lost."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from sphinx_agentdocs.core.reading.frontmatter import read_frontmatter
from sphinx_agentdocs.core.reading.written_newlines import unescape_newlines
from sphinx_agentdocs.disk.files import find_definitions
from sphinx_agentdocs.site.build import Request, build_site

CORPUS = Path(os.environ["CORPUS"])
COLLECTIONS = sorted(path.name for path in CORPUS.iterdir() if path.is_dir() and find_definitions(path).paths)
MARKERS = str.maketrans("", "", "*_`~\\")
SHOWN_OTHERWISE = ("model", "color", "tools")


@pytest.fixture(scope="module", params=COLLECTIONS)
def site(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, dict[str, Any]]:
    """The folder of a collection, its site, and the content of its agents.json."""
    source, out = CORPUS / request.param, tmp_path_factory.mktemp("corpus") / "site"
    report = build_site(Request(source, out, quiet=True))
    data = json.loads((out / "agents.json").read_text("utf-8"))
    assert report.agents == len(data["agents"])
    return source, out, data


def test_each_definition_has_a_page_of_its_own(site: tuple[Path, Path, dict[str, Any]]) -> None:
    source, out, data = site
    assert sorted(agent["source"] for agent in data["agents"]) == list(find_definitions(source).paths)
    assert len({agent["url"] for agent in data["agents"]}) == len(data["agents"])
    for agent in data["agents"]:
        assert agent["title"] in article(out, agent).css_first("h1").text()


def test_every_link_leads_to_its_unit(site: tuple[Path, Path, dict[str, Any]]) -> None:
    _, out, data = site
    for agent in data["agents"]:
        ids = [node.attributes["id"] for node in article(out, agent).css("[id]")]
        assert len(ids) == len(set(ids)), agent["source"]
        urls = [unit["url"] for unit in (*agent["guidelines"], *agent["examples"])]
        assert {unquote(url.partition("#")[2]) for url in urls} <= set(ids), agent["source"]


def test_no_word_is_lost(site: tuple[Path, Path, dict[str, Any]]) -> None:
    source, out, data = site
    lost = {}
    for agent in data["agents"]:
        raw = (source / agent["source"]).read_text("utf-8-sig")
        missing = words_of_source(raw) - words_of_page(article(out, agent))
        if missing:
            lost[agent["source"]] = dict(missing)
    assert lost == {}


def test_every_example_is_found(site: tuple[Path, Path, dict[str, Any]]) -> None:
    source, out, data = site
    for agent in data["agents"]:
        raw = re.sub(r"(?ms)^ *(```|~~~).*?^ *\1", "", (source / agent["source"]).read_text("utf-8-sig"))
        cards = article(out, agent).css(".agent-example")
        assert len(cards) == len(agent["examples"])
        assert len(cards) >= raw.count("<example>"), agent["source"]
        assert all(len(example["turns"]) > 1 for example in agent["examples"]), agent["source"]


def article(out: Path, agent: dict[str, Any]) -> Any:
    """The content of an agent's page without the view of the raw file."""
    tree = LexborHTMLParser((out / unquote(agent["url"])).read_text("utf-8"))
    for node in tree.css(".agent-source"):
        node.decompose()
    return tree.css_first("article")


def words_of_page(content: Any) -> Counter[str]:
    """What a reader sees: the text, and where links lead."""
    links = [node.attributes.get(key) or "" for node in content.css("a[href]") for key in ("href", "title")]
    return words(content.text(separator="")) + words(unquote(" ".join(links)))


def words_of_source(raw: str) -> Counter[str]:
    """What the model reads: the values of the frontmatter and the body, without list numbers and levels of headings."""
    front = read_frontmatter(raw)
    values = [unescape_newlines(field.text) for field in front.fields if field.key not in SHOWN_OTHERWISE]
    facts = [field.text for field in front.fields if field.key in SHOWN_OTHERWISE]
    body = re.sub(r"(?m)^([ \t>]*)\d+[.)](?=\s)", r"\1", front.body)
    linked = re.sub(r"\]\([^()\s]*\.md\)", "]()", body)
    return words(" ".join([*values, *facts, linked]))


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.translate(MARKERS).casefold()))
