"""`agentdocs join`: one site from finished sites."""

from __future__ import annotations

import json
import shutil

import pytest
from click.testing import CliRunner
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from sphinx_agentdocs.cli import main

RULE = "Never deploy on a Friday without telling the people who will be on call over the weekend."
DEFINITIONS = {
    "harbour": {
        "pilot": (
            "Use it to bring ships in.",
            f"# Pilot\n\n- {RULE}\n- Hand over to the `tide-watcher` agent at noon.\n",
        ),
        "crew/cook": ("Use it to feed the crew.", "# Cook\n\n- Salt the soup before it boils, never after.\n"),
    },
    "coast": {
        "tide-watcher": (
            'Watch the tide.\n  <example>\n  user: "When can we leave?"\n  assistant: "At six."\n  </example>',
            f"# Tide\n\n- {RULE}\n- Trust the table, not the eye.\n",
        ),
    },
    "deck": {"pilot": ("Use it to steer by hand.", "# Deck pilot\n\n- Keep both hands on the wheel in a storm.\n")},
}


def run(*arguments):
    return CliRunner().invoke(main, [*map(str, arguments)], catch_exceptions=False)


@pytest.fixture(scope="module")
def sites(tmp_path_factory):
    """Three finished sites without their sources."""
    folder = tmp_path_factory.mktemp("sites")
    for site, definitions in DEFINITIONS.items():
        for name, (description, body) in definitions.items():
            path = folder / "sources" / site / f"{name}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"---\nname: {path.stem}\ndescription: |\n  {description}\n---\n{body}", "utf-8")
        assert run("build", folder / "sources" / site, "-o", folder / site, "-q").exit_code == 0
    shutil.rmtree(folder / "sources")
    return folder


def places(sites):
    return f"{sites}/harbour=https://harbour.example/docs/", f"{sites}/coast=https://coast.example", f"{sites}/deck"


@pytest.fixture(scope="module")
def joined(sites):
    out = sites / "joined"
    result = run("join", *places(sites), "-o", out, "--title", "All")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "4 agents, 1 example, 6 guidelines.\nNo warnings." in result.stdout
    return out


def agents(out):
    return {agent["url"]: agent for agent in json.loads((out / "agents.json").read_text("utf-8"))["agents"]}


COOK = "https://harbour.example/docs/agents/crew/cook.html"
HARBOUR_PILOT = "https://harbour.example/docs/agents/pilot.html"
TIDE = "https://coast.example/agents/tide-watcher.html"
DECK_PILOT = "../deck/agents/pilot.html"


def test_each_agent_is_listed_and_leads_to_its_page(joined):
    page = HTMLParser((joined / "index.html").read_text("utf-8"))
    cards = [(link.text(), link.attributes["href"]) for link in page.css("ul.agent-catalog a")]
    assert cards == [("Tide Watcher", TIDE), ("Pilot", DECK_PILOT), ("Pilot", HARBOUR_PILOT), ("Cook", COOK)]
    assert [group.text() for group in page.css(".agent-group")] == ["Coast", "Deck", "Harbour", "Harbour / Crew"]


def test_nothing_is_loaded_from_another_site(joined):
    for path in joined.rglob("*.html"):
        page = HTMLParser(path.read_text("utf-8"))
        loaded = [node.attributes.get("src") or node.attributes.get("href") for node in page.css("[src], link[href]")]
        assert [address for address in loaded if "example" in address] == [], path


def test_links_are_those_of_the_sites(joined, sites):
    found = agents(joined)
    assert sorted(found) == sorted([COOK, HARBOUR_PILOT, TIDE, DECK_PILOT])
    for site, address in (("harbour", "https://harbour.example/docs/"), ("coast", "https://coast.example/")):
        for url, agent in agents(sites / site).items():
            here = found[address + url]
            kept = ("name", "title", "summary", "description", "model", "color", "tools", "fields", "code")
            assert {key: here[key] for key in kept} == {key: agent[key] for key in kept}
            links = [(one["url"], one["code"], one["text"]) for one in here["guidelines"]]
            assert links == [(address + one["url"], one["code"], one["text"]) for one in agent["guidelines"]]
            said = [(one["url"], one["turns"]) for one in here["examples"]]
            assert said == [(address + one["url"], one["turns"]) for one in agent["examples"]]


def test_agents_of_several_sites_are_related(joined):
    related = {(one["kind"], one["url"]) for one in agents(joined)[HARBOUR_PILOT]["related"]}
    assert related == {("delegates-to", TIDE), ("shares-guidance", TIDE)}
    assert {one["kind"] for one in agents(joined)[TIDE]["related"]} == {"named-by", "shares-guidance"}


def test_the_index_of_the_search_leads_to_the_sites(joined):
    index = "".join(path.read_text("utf-8") for path in (joined / "search-index").glob("a-*.js"))
    assert {page for page in (COOK, HARBOUR_PILOT, TIDE, DECK_PILOT) if f'"{page}"' in index} == {
        COOK, HARBOUR_PILOT, TIDE, DECK_PILOT
    }  # fmt: skip


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("salt the soup", f"{COOK}#cook.salt-the-soup-before-it-boils-never-after"),
        ("trust the table", f"{TIDE}#tide-watcher.trust-the-table-not-the-eye"),
    ],
)
def test_a_guideline_is_cited_from_the_joined_site(joined, words, link):
    result = run("cite", words, "--site", joined, "--format", "url", "-n", 1)
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"{link}\n", "")


def test_the_guidance_and_the_map_lead_to_the_sites(joined):
    for name in ("guidance.html", "map.html", "examples.html"):
        page = HTMLParser((joined / name).read_text("utf-8"))
        addresses = {link.attributes["href"].partition("#")[0] for link in page.css("article a")}
        wanted = {TIDE} if name == "examples.html" else {COOK, HARBOUR_PILOT, TIDE, DECK_PILOT}
        assert wanted <= addresses, name


def test_joining_again_changes_nothing(joined, sites):
    before = {path: path.read_bytes() for path in joined.rglob("*") if path.is_file()}
    result = run("join", *places(sites), "-o", joined, "--title", "All")
    assert "Nothing has changed." in result.stdout
    assert {path: path.read_bytes() for path in joined.rglob("*") if path.is_file()} == before


def test_a_site_that_changed_is_joined_again(sites, tmp_path):
    shutil.copytree(sites / "deck", tmp_path / "deck")
    assert run("join", tmp_path / "deck", sites / "coast", "-o", tmp_path / "out", "-q").exit_code == 0
    listed = tmp_path / "deck/agents.json"
    words = json.loads(listed.read_text("utf-8"))["agents"][0]["guidelines"][-1]["text"]
    listed.write_text(listed.read_text("utf-8").replace(words, "Read the zodiac."), "utf-8")
    assert run("join", tmp_path / "deck", sites / "coast", "-o", tmp_path / "out", "-q").exit_code == 0
    assert run("join", tmp_path / "deck", sites / "coast", "-o", tmp_path / "new", "-q").exit_code == 0
    again, new = (
        {path.relative_to(out): path.read_bytes() for path in out.rglob("*.js*")}
        for out in (tmp_path / "out", tmp_path / "new")
    )
    assert again == new
    assert "zodiac" in (tmp_path / "out/agents.json").read_text("utf-8")


def test_a_site_that_moved_is_joined_again(sites, tmp_path):
    for host in ("old.example", "new.example"):
        coast, out = f"{sites}/coast=https://{host}/", tmp_path / "out"
        assert run("join", coast, sites / "deck", "-o", out, "-q").exit_code == 0
        for name in ("guidance.html", "map.html", "examples.html"):
            assert f"https://{host}/agents/tide-watcher.html" in (out / name).read_text("utf-8"), name


def test_a_joined_site_can_be_joined(joined, sites, tmp_path):
    result = run(
        "join", f"{joined}=https://all.example/", f"{sites}/deck=https://deck.example/", "-o", tmp_path / "out"
    )
    assert (result.exit_code, result.stderr) == (0, "")
    assert sorted(agents(tmp_path / "out")) == sorted(
        [COOK, HARBOUR_PILOT, TIDE, f"https://all.example/{DECK_PILOT}", "https://deck.example/agents/pilot.html"]
    )


def test_sites_of_one_name_are_told_apart(sites, tmp_path):
    for folder in ("one", "two"):
        shutil.copytree(sites / "deck", tmp_path / folder / "deck")
    assert run("join", tmp_path / "one/deck", tmp_path / "two/deck", "-o", tmp_path / "out", "-q").exit_code == 0
    assert [one["collection"] for one in agents(tmp_path / "out").values()] == ["deck", "deck-2"]


# -- bad input

WEB = "write one such as https://example.org/agents/"
PATH = "write a URL, or a path from the root of the joined site, such as ../backend/"


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["{sites}/nowhere"], "{sites}/nowhere is not a folder; name the folder of a built site, or its address"),
        (["{sites}"], "{sites} contains no agents.json; name the root of a site built with html or dirhtml"),
        (
            ["{sites}/deck=javascript://x/"],
            f"{{sites}}/deck=javascript://x/: 'javascript://x/' is not an http:// or https:// address; {WEB}",
        ),
        (
            ["{sites}/deck=../de ck/"],
            f"{{sites}}/deck=../de ck/: '../de ck/' is not an address; {PATH}",
        ),
        (
            ["{sites}/deck", "{sites}/deck=https://a.example/"],
            "{sites}/deck=https://a.example/ and {sites}/deck are the same site; name it once",
        ),
        (["{tmp}/out"], "{tmp}/out and the output {tmp}/out are in each other; choose another output folder"),
        (["{tmp}/out/docs"], "{tmp}/out/docs and the output {tmp}/out are in each other; choose another output folder"),
    ],
)
def test_an_argument_that_cannot_be_joined(sites, tmp_path, arguments, problem):
    named = [text.format(sites=sites, tmp=tmp_path) for text in arguments]
    result = run("join", *named, "-o", tmp_path / "out")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"agentdocs: {problem.format(sites=sites, tmp=tmp_path)}\n"
    assert list(tmp_path.iterdir()) == []


AGENT = {
    **dict.fromkeys(("model", "color", "tools")),
    "name": "a",
    "title": "A",
    "collection": "agents",
    "source": "a.md",
    "url": "agents/a.html",
    "summary": "",
    "fields": {},
    "examples": [],
    "guidelines": [],
    "related": [],
}
ITEM = {"anchor": "a.x", "url": "agents/a.html#a.x", "kind": "item", "section": [], "title": "", "text": "Be kind."}
ROOT = "name the root of a site built by agentdocs"


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("{", f"is not JSON (*); {ROOT}"),
        ("[" * 200_000, f"is not JSON (*); {ROOT}"),
        ("[]", f"lists no agents; {ROOT}"),
        ({"version": 2, "agents": []}, "has version 2 instead of 1; build that site with this version of agentdocs"),
        ({"version": 1, "base_url": 3, "agents": []}, "has a base_url that is not text; build the site again"),
    ],
)
def test_a_file_that_is_not_ours(tmp_path, content, problem):
    result, file = join_file(tmp_path, content)
    begin, star, end = f"agentdocs: {file} {problem}\n".partition("*")
    assert (result.stderr.startswith(begin), result.stderr.endswith(end)) == (True, True)
    assert star or result.stderr == begin


ELSEWHERE = "url is {!r}, which is not the address of a page of the site"


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"name": 5}, "name is not text but '5'"),
        ({"title": None}, "title is missing"),
        ({"url": "javascript:run()"}, ELSEWHERE.format("javascript:run()")),
        ({"url": "//evil.example/a.html"}, ELSEWHERE.format("//evil.example/a.html")),
        ({"url": 'a.html" onclick="run()'}, ELSEWHERE.format('a.html" onclick="run()')),
        ({"url": "https://evil.example"}, ELSEWHERE.format("https://evil.example")),
        ({"guidelines": {}}, "guidelines is not a list of objects"),
        ({"guidelines": [{**ITEM, "section": "x"}]}, "section is not a list"),
        ({"guidelines": [{**ITEM, "text": None}]}, "text is missing"),
        ({"fields": [1]}, "fields is not an object"),
        ({"related": "x"}, "related is not a list of objects"),
        ({"related": ["x"]}, "related is not a list of objects"),
        ({"related": [{"kind": "names", "url": True}]}, "url is not text but 'True'"),
        ({"related": [{"kind": "names", "url": "https:x"}]}, ELSEWHERE.format("https:x")),
        ({"related": [{"url": "agents/a.html"}]}, "kind is missing"),
    ],
)
def test_an_agent_that_is_not_ours(tmp_path, changes, problem):
    result, _ = join_file(tmp_path, [{**AGENT, **changes}])
    words = f"agent 1 of agents.json is not as agentdocs writes it ({problem}); build that site again"
    assert result.stderr == f"agentdocs: hold: {words}\n"


@pytest.mark.parametrize(
    ("agents", "problem"),
    [
        (["x"], "agent 1 of agents.json is not as agentdocs writes it (it is not an object)"),
        (
            [AGENT, AGENT],
            "agent 2 of agents.json is not as agentdocs writes it (another agent has the address 'agents/a.html', too)",
        ),
    ],
)
def test_agents_that_are_not_ours(tmp_path, agents, problem):
    result, _ = join_file(tmp_path, agents)
    assert result.stderr == f"agentdocs: hold: {problem}; build that site again\n"


@pytest.mark.parametrize(
    ("root", "url", "is_taken"),
    [
        ("https://ok.example/", "https://ok.example/agents/a.html", True),
        ("https://ok.example/", "http://OK.example:80/x/../agents/%61.html", True),
        ("https://ok.example/team/", "https://ok.example/team/agents/a.html", True),
        ("https://ok.example/team/", "https://ok.example/teams/agents/a.html", False),
        ("../ok/", "../ok/agents/a.html", True),
        ("https://bad.example/team/", "agents/a.html", False),
        ("https://bad.example/team/", "team/agents/a.html", True),
    ],
)
def test_no_site_has_pages_of_another_one(tmp_path, root, url, is_taken):
    """In either order: the words of one would be quoted with the links of the other."""
    for name, address in (("ok", "agents/a.html"), ("bad", url)):
        (tmp_path / name).mkdir()
        agents = [{**AGENT, "url": address, "title": name}]
        (tmp_path / name / "agents.json").write_text(json.dumps({"version": 1, "agents": agents}), "utf-8")
    bad = "../bad/" if root.startswith("..") else "https://bad.example/"
    places = [f"{tmp_path}/ok={root}", f"{tmp_path}/bad={bad}"]
    for some in (places, places[::-1]):
        result = run("join", *some, "-o", tmp_path / "out")
        assert result.exit_code == (2 if is_taken else 0), result.stderr
        assert ("which is a page of" in result.stderr) == is_taken


def join_file(tmp_path, content):
    """What joining a site says whose file has *content*, which is refused; and the path of the file."""
    hold, out = tmp_path / "hold", tmp_path / "out"
    hold.mkdir()
    whole = {"version": 1, "base_url": "", "agents": content} if isinstance(content, list) else content
    (hold / "agents.json").write_text(whole if isinstance(whole, str) else json.dumps(whole), "utf-8")
    result = run("join", hold, "-o", out)
    assert (result.exit_code, out.exists()) == (2, False)
    return result, hold / "agents.json"


def test_hostile_text_is_text(tmp_path):
    evil = "</script><script>window.ran = 1</script><img src=x onerror=run()>\u202e {{ x }} ```"
    texts = ("name", "title", "collection", "summary", "description", "model", "color", "code", "format")
    of_rule = ("kind", "stem", "lead", "polarity", "weight", "title", "text", "code")
    agent = {
        **AGENT,
        **dict.fromkeys(texts, evil),
        "source": f"../../{evil}/a.md",
        "tools": [evil],
        "fields": {evil: evil},
        "aliases": [evil],
        "examples": [
            {
                "url": "agents/a.html#a.e",
                "context": evil,
                "commentary": evil,
                "turns": [{"speaker": evil, "text": evil}],
            }
        ],
        "guidelines": [{**ITEM, **dict.fromkeys(of_rule, evil), "section": [evil], "aliases": [evil]}],
        "related": [{"name": evil, "url": "agents/a.html", "kind": evil, "evidence": evil}],
    }
    hold, out = tmp_path / "hold", tmp_path / "out"
    hold.mkdir()
    (hold / "agents.json").write_text(json.dumps({"version": 1, "agents": [agent]}), "utf-8")
    result = run("join", hold, "-o", out)
    assert result.exit_code == 0
    for path in out.rglob("*.html"):
        page = HTMLParser(path.read_text("utf-8"))
        assert page.css("img") == [], path
        assert [node for node in page.css("script") if "window.ran" in (node.text() or "")] == [], path
    for path in out.rglob("*.js"):
        assert "<script>window.ran" not in path.read_text("utf-8"), path
    assert sorted(path.name for path in tmp_path.iterdir()) == ["hold", "out", "out.cache"]


def test_sites_without_agents(tmp_path):
    result, _ = join_file(tmp_path, [])
    assert result.stderr == "agentdocs: none of these sites lists an agent; name sites that have some\n"
