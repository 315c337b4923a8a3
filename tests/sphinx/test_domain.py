"""Roles, directives, the index of agents, links from other projects, and what the domain remembers."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from sphinx_agentdocs.core.relating.similar_agents import Compared
from sphinx_agentdocs.sphinx.domain import UNKNOWN, AgentDomain, domain_of

REVIEWER = """\
---
name: code-reviewer
description: |
  Reads changes. Says what to fix.

  <example>
  Context: A branch is done
  user: "Look at it."
  assistant: "I call the code-reviewer agent."
  </example>
model: sonnet
---

You read.

## Rules

- **Cite the rule**: Every remark has a link.
- Keep it short & kind.
"""
COPY = "copy it from the link next to"
RST = """\
Page
====

- {markup}
"""


def markdown(text):
    return f"# Page\n\n- {text}\n"


def restructured(text):
    return RST.format(markup=text.replace("{", ":", 1).replace("}", ":", 1))


@pytest.fixture(params=["md", "rst"])
def linked(make_site, request):
    """A function that puts MyST into a list item and returns the item and the warnings, in Markdown and in reST."""

    def linked(text):
        page = markdown(text) if request.param == "md" else restructured(text)
        site = make_site(
            {
                "agents/team/code-reviewer.md": REVIEWER,
                "docs/page." + request.param: page,
                "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\ndocs/page\n```\n",
            }
        )
        return site.html("docs/page").css_first("div.body li"), [line.split(": ", 1)[1] for line in site.warnings]

    return linked


PAGE = "../agents/team/code-reviewer.html"


@pytest.mark.parametrize(
    ("text", "href", "words"),
    [
        ("{agent:ref}`code-reviewer`", f"{PAGE}#code-reviewer", "Code Reviewer"),
        ("{agent:ref}`agents/team/code-reviewer`", f"{PAGE}#code-reviewer", "Code Reviewer"),
        ("{agent:ref}`Code Reviewer`", f"{PAGE}#code-reviewer", "Code Reviewer"),
        ("{agent:ref}`the critic <code-reviewer>`", f"{PAGE}#code-reviewer", "the critic"),
        ("{agent:guideline}`code-reviewer.cite-the-rule`", f"{PAGE}#code-reviewer.cite-the-rule", "Cite the rule"),
        (
            "{agent:guideline}`code-reviewer.keep-it-short-kind`",
            f"{PAGE}#code-reviewer.keep-it-short-kind",
            "Keep it short & kind.",
        ),
        ("{agent:guideline}`so <code-reviewer.cite-the-rule>`", f"{PAGE}#code-reviewer.cite-the-rule", "so"),
        (
            "{agent:example}`code-reviewer.a-branch-is-done`",
            f"{PAGE}#code-reviewer.a-branch-is-done",
            "A branch is done",
        ),
        ("{any}`code-reviewer.cite-the-rule`", f"{PAGE}#code-reviewer.cite-the-rule", "Cite the rule"),
    ],
)
def test_a_role_is_a_link(linked, text, href, words):
    item, warnings = linked(text)
    assert warnings == []
    assert [(link.attributes["href"], link.text()) for link in item.css("a")] == [(href, words)]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        ("{agent:ref}`nobody`", "no agent is called nobody; use the name in its frontmatter [ref.ref]"),
        (
            "{agent:guideline}`code-reviewer.nothing`",
            f"no guideline has the anchor code-reviewer.nothing; {COPY} the guideline [ref.guideline]",
        ),
        (
            "{agent:example}`code-reviewer.nothing`",
            f"no example has the anchor code-reviewer.nothing; {COPY} the example [ref.example]",
        ),
        (
            "{agent:example}`code-reviewer.cite-the-rule`",
            f"no example has the anchor code-reviewer.cite-the-rule; {COPY} the example [ref.example]",
        ),
    ],
)
def test_an_unknown_target_is_one_warning(linked, text, warning):
    item, warnings = linked(text)
    assert warnings == [f"WARNING: {warning}"]
    assert item.css("a") == []
    assert text.split("`")[1] in item.text()


def test_the_place_of_an_unknown_target(make_site):
    site = make_site({"index.md": "# Site\n\nOne.\n\nTwo {agent:ref}`nobody`.\n"}, {"agentdocs_collections": None})
    assert site.warnings == [
        "index.md:5: WARNING: no agent is called nobody; use the name in its frontmatter [ref.ref]"
    ]


@pytest.fixture(scope="module")
def site(make_site, definition):
    return make_site(
        {
            "agents/team/code-reviewer.md": REVIEWER,
            "agents/zoë.md": definition("zoë", body="Say hello.\n"),
            "helpers/code-reviewer.md": REVIEWER,
            "index.md": "# Site\n\n```{agent:catalog}\n```\n",
        },
        {"agentdocs_collections": {"agents": "agents", "helpers": "helpers"}},
    )


def test_every_object_is_in_the_inventory(site):
    assert site.inventory() == {
        "agent:agent": {
            "code-reviewer": ("agents/team/code-reviewer.html#code-reviewer", "Code Reviewer"),
            "agents/team/code-reviewer": ("agents/team/code-reviewer.html#code-reviewer", "Code Reviewer"),
            "helpers/code-reviewer": ("helpers/code-reviewer.html#code-reviewer", "Code Reviewer"),
            "zoë": ("agents/zo%C3%AB.html#zoë", "-"),  # the name is the title
        },
        "agent:guideline": {
            "code-reviewer.you-read": ("agents/team/code-reviewer.html#code-reviewer.you-read", "You read."),
            "code-reviewer.cite-the-rule": (
                "agents/team/code-reviewer.html#code-reviewer.cite-the-rule",
                "Cite the rule",
            ),
            "code-reviewer.keep-it-short-kind": (
                "agents/team/code-reviewer.html#code-reviewer.keep-it-short-kind",
                "Keep it short & kind.",
            ),
            "helpers/code-reviewer:code-reviewer.you-read": (
                "helpers/code-reviewer.html#code-reviewer.you-read",
                "You read.",
            ),
            "helpers/code-reviewer:code-reviewer.cite-the-rule": (
                "helpers/code-reviewer.html#code-reviewer.cite-the-rule",
                "Cite the rule",
            ),
            "helpers/code-reviewer:code-reviewer.keep-it-short-kind": (
                "helpers/code-reviewer.html#code-reviewer.keep-it-short-kind",
                "Keep it short & kind.",
            ),
            "zoë.say-hello": ("agents/zo%C3%AB.html#zoë.say-hello", "Say hello."),
        },
        "agent:example": {
            "code-reviewer.a-branch-is-done": (
                "agents/team/code-reviewer.html#code-reviewer.a-branch-is-done",
                "A branch is done",
            ),
            "helpers/code-reviewer:code-reviewer.a-branch-is-done": (
                "helpers/code-reviewer.html#code-reviewer.a-branch-is-done",
                "A branch is done",
            ),
        },
    }


def test_a_second_agent_of_a_name_is_called_by_its_page(site):
    site.write(
        {
            "more.md": "---\norphan: true\n---\n# More\n\n{agent:ref}`helpers/code-reviewer`"
            " {agent:guideline}`helpers/code-reviewer:code-reviewer.cite-the-rule`\n"
        }
    )
    again = site.build(place="again")
    links = again.html("more").css("div.body p a")
    assert [link.attributes["href"] for link in links] == [
        "helpers/code-reviewer.html#code-reviewer",
        "helpers/code-reviewer.html#code-reviewer.cite-the-rule",
    ]


def test_the_index_lists_all_agents(site):
    links = site.html("agent-index").css("table.indextable a")
    assert [(link.text(), link.attributes["href"]) for link in links] == [
        ("Code Reviewer", "agents/team/code-reviewer.html#code-reviewer"),
        ("Code Reviewer", "helpers/code-reviewer.html#code-reviewer"),
        ("zoë", "agents/zo%C3%AB.html#zoë"),
    ]


def test_another_project_links_by_intersphinx(make_site, site):
    inventory = str(site.out / "objects.inv")
    other = make_site(
        {
            "index.md": "# Other\n\n- {agent:guideline}`code-reviewer.cite-the-rule`\n"
            "- {agent:ref}`they <code-reviewer>`\n"
            "- {external+team:agent:example}`code-reviewer.a-branch-is-done`\n",
        },
        {
            "extensions": ["sphinx_agentdocs", "sphinx.ext.intersphinx"],
            "intersphinx_mapping": {"team": ("https://team.example/", inventory)},
            "agentdocs_collections": None,
        },
    )
    page = "https://team.example/agents/team/code-reviewer.html"
    assert other.warnings == []
    assert [(link.attributes["href"], link.text()) for link in other.html("index").css("div.body li a")] == [
        (f"{page}#code-reviewer.cite-the-rule", "Cite the rule"),
        (f"{page}#code-reviewer", "they"),
        (f"{page}#code-reviewer.a-branch-is-done", "A branch is done"),
    ]


# -- directives


@pytest.fixture
def shown(make_site, definition):
    """A function that builds a page with a directive and returns the names on its cards, the warnings and the page."""

    def shown(directive):
        site = make_site(
            {
                "index.md": f"# Site\n\n{directive}\n",
                "rest.md": "---\norphan: true\n---\n# Rest\n\n```{agent:catalog}\n```\n",
                "agents/zeta.md": definition("zeta", model="opus"),
                "agents/eta.md": definition("eta", description="For tea. " + "And more tea. " * 30),
                "agents/deep/er/iota.md": definition("iota"),
                "agents/deep/theta.md": definition("theta"),
                "helpers/alpha.md": REVIEWER,
            },
            {"agentdocs_collections": {"agents": "agents", "helpers": "helpers"}},
        )
        body = site.html("index").css_first("div.body")
        texts = [node.text() for node in body.css(".agent-group, ul.agent-catalog a")]
        return texts, site.warnings, body

    return shown


def test_a_catalogue_of_all(shown):
    texts, warnings, _ = shown("```{agent:catalog}\n```")
    assert warnings == []
    assert texts == [
        *("Agents", "Eta", "Zeta"),
        *("Deep", "Theta"),
        *("Deep / Er", "Iota"),
        *("Helpers", "Code Reviewer"),
    ]


def test_a_catalogue_of_a_collection(shown):
    texts, warnings, _ = shown("```{agent:catalog} helpers\n```")
    assert (texts, warnings) == (["Code Reviewer"], [])


def test_a_catalogue_of_a_group(shown):
    texts, warnings, _ = shown("```{agent:catalog} agents\n:group: deep\n```")
    assert (texts, warnings) == (["Deep", "Theta", "Deep / Er", "Iota"], [])


def test_a_catalogue_of_an_inner_group(shown):
    texts, warnings, _ = shown("```{agent:catalog}\n:group: deep/er\n```")
    assert (texts, warnings) == (["Iota"], [])


def test_a_catalogue_of_an_unknown_collection(shown):
    texts, warnings, _ = shown("```{agent:catalog} others\n```")
    assert texts == []
    message = "no collection is called others; use one of: agents, helpers"
    assert warnings == [f"index.md:3: WARNING: {message} [agentdocs.unknown-collection]"]


def test_a_catalogue_of_an_unknown_group(shown):
    texts, warnings, _ = shown("```{agent:catalog} agents\n:group: shallow\n```")
    assert texts == []
    assert warnings == [
        "index.md:3: WARNING: no group is called shallow; use one of: deep, deep/er [agentdocs.unknown-collection]"
    ]


def test_a_catalogue_is_filled_when_its_group_is_added(make_site, definition):
    page = "# Site\n\n```{agent:catalog}\n:group: later/\n```\n"
    site = make_site({"index.md": page, "agents/later/a.md": definition("a")}, build=False)
    (site.src / "agents/later/a.md").rename(site.src / "agents/a.md")
    assert "no group is called later; use one of: none" in site.build().warnings[0]
    (site.src / "agents/a.md").rename(site.src / "agents/later/a.md")
    again = site.build()
    assert again.warnings == []
    assert again.html("index").css_first("ul.agent-catalog a").text() == "A"


def test_a_card(shown, squashed):
    texts, warnings, body = shown("```{agent:card} code-reviewer\n```")
    assert (texts, warnings) == (["Code Reviewer"], [])
    card = body.css_first("ul.agent-catalog > li")
    assert [squashed(part.text()) for part in card.css("a, small, p")] == [
        "Code Reviewer",
        "sonnet · 1 example",
        "Reads changes. Says what to fix.",
        "Look at it.",
    ]
    assert card.css_first("a").attributes["href"] == "helpers/alpha.html"


def test_a_card_is_short(shown):
    _, _, body = shown("```{agent:card} eta\n```")
    summary = body.css_first("ul.agent-catalog p").text().rstrip("\n")
    assert summary.startswith("For tea. And more tea.")
    assert summary.endswith("And more tea.")
    assert len(summary) <= 200


def test_a_card_of_nobody(shown):
    texts, warnings, body = shown("```{agent:card} nobody at all\n```")
    assert texts == []
    message = "no agent is called nobody at all; use the name in its frontmatter"
    assert warnings == [f"index.md:3: WARNING: {message} [agentdocs.unknown-agent]"]
    assert "nobody at all" in body.text()


def test_a_card_without_a_name(shown):
    _, warnings, _ = shown("```{agent:card}\n```")
    assert len(warnings) == 1
    assert "1 argument(s) required, 0 supplied" in warnings[0]


def test_links_between_definitions(make_site, definition):
    body = (
        "- [a](b.md)\n- [b](../agents/b.md)\n- [c](deep/c.md#c.role)\n- [d](missing.md 'Its title')\n"
        "- [e](../../secret.md)\n- [f](/b.md)\n- [g](b.md?x)\n- [h](deep%2Fc.md)\n"
    )
    site = make_site(
        {"agents/a.md": definition("a", body=body), "agents/b.md": definition("b"), "agents/deep/c.md": definition("c")}
    )
    items = site.html("agents/a").css("section[id='a.role'] li")
    found = [(item.text().strip(), [link.attributes["href"] for link in item.css("a.reference")]) for item in items]
    assert site.warnings == []
    assert found == [
        ("a", ["b.html#b"]),
        ("b (../agents/b.md)", []),
        ("c", ["deep/c.html#c"]),
        ("d (missing.md Its title)", []),
        ("e (../../secret.md)", []),
        ("f (/b.md)", []),
        ("g (b.md?x)", []),
        ("h", ["deep/c.html#c"]),
    ]


# -- what the domain remembers

ALL = "# All\n\n```{agent:catalog}\n```\n\n```{agent:guidelines}\n```\n\n```{agent:map}\n```\n\n{agent:ref}`a`\n"
KNOWN = {
    "agents": ["agents/a", "agents/b"],
    "readings": ["agents/a", "agents/b"],
    "stamps": ["agents/a", "agents/b"],
    "findings": ["agents/b"],
    "catalogs": ["all", "index"],
    "guideline_lists": ["all"],
    "maps": ["all"],
    "references": ["agents/a", "all"],
}
"""What each key of the domain knows of the site, by page."""
PLAIN = {f"plain{number}.md": f"---\norphan: true\n---\n# Plain {number}\n" for number in range(6)}


@pytest.fixture
def remembered(make_site, definition):
    """A site that fills every key of the domain when it is read."""
    files = {
        "index.md": "# Site\n\n```{agent:catalog}\n```\n\n```{toctree}\nall\n```\n",
        "all.md": ALL,
        "agents/a.md": definition("a", body="- One.\n- See [b](b.md).\n"),
        "agents/b.md": definition("b", color="puce"),
        **PLAIN,
    }
    return make_site(files, build=False)


def known(site):
    """The pages that each key of the domain has."""
    data = domain_of(site.app.env).data
    return {key: sorted(data[key]) for key in KNOWN}


def test_every_key_is_filled_also_by_several_processes(remembered):
    serial, parallel = remembered.build(place="serial"), remembered.build(place="parallel", parallel=2)
    assert known(serial) == KNOWN
    assert known(parallel) == KNOWN
    one, two = domain_of(serial.app.env).data, domain_of(parallel.app.env).data
    same = KNOWN.keys() - {"readings"}  # each reading is another one
    assert {key: two[key] for key in same} == {key: one[key] for key in same}


def test_a_process_sends_back_only_what_it_read(make_site, definition):
    files = {f"agents/a{number:02}.md": definition(f"a{number:02}") for number in range(12)}
    site = make_site(files, parallel=2)
    sent: list[tuple[set[str], set[str], set[str]]] = []

    def note(app, env, docnames, other):
        sent.append((set(docnames), set(other.domaindata["agent"]["agents"]), set(other.tocs)))

    for name in list(files)[:8]:
        site.edit(name, "You review.", "You review more.")
    again = site.build(handlers={"env-merge-info": note})
    assert len(sent) > 1
    for docnames, agents, tocs in sent:
        assert agents == {name for name in docnames if name.startswith("agents/")}
        assert {name for name in tocs if name.startswith("agents/")} == agents
    assert again.files() == again.clean().files()


def test_a_page_that_loses_its_directives_is_forgotten(remembered):
    site = remembered.build()
    assert not (site.out / "map.html").exists()
    site.write({"all.md": "# All\n\nNothing.\n"})
    again = site.build()
    assert known(again) == {key: [page for page in pages if page != "all"] for key, pages in KNOWN.items()}
    links = again.html("index").css(".agent-all-guidelines a, .agent-site-map a")
    assert [link.attributes["href"] for link in links] == ["map.html", "guidance.html"]
    again.edit("agents/a.md", "name: a\n", "name: a\ntitle: First\n")
    assert "all" not in again.build().written


def test_a_definition_that_is_removed_is_forgotten(remembered):
    site = remembered.build()
    (site.src / "agents/b.md").unlink()
    again = site.build()
    assert known(again) == {key: [page for page in pages if page != "agents/b"] for key, pages in KNOWN.items()}
    assert "agents/b" not in domain_of(again.app.env).digests["html"]


@pytest.fixture
def domain():
    """A domain that knows nothing."""
    return AgentDomain(SimpleNamespace(domaindata={}))


def test_a_page_that_is_read_again_is_unknown_to_every_builder(domain):
    domain.digests.update(html={"page": "1", "other": "2"}, text={"page": "3"})
    domain.clear_doc("page")
    assert domain.digests == {"html": {"page": UNKNOWN, "other": "2"}, "text": {"page": UNKNOWN}}


@pytest.mark.parametrize("key", KNOWN)
def test_a_page_is_cleared_from_every_key(domain, key):
    domain.data[key].update(page=1, other=2)
    domain.clear_doc("page")
    assert domain.data[key] == {"other": 2}
    domain.clear_doc("page")
    assert domain.data[key] == {"other": 2}


@pytest.mark.parametrize("key", KNOWN)
def test_only_the_pages_of_another_process_are_merged(domain, key):
    domain.data[key].update(mine=1)
    empty = {name: {} for name in KNOWN}
    domain.merge_domaindata({"theirs"}, {**empty, key: {"mine": 3, "theirs": 2}})
    assert domain.data[key] == {"mine": 1, "theirs": 2}


def test_relations_are_found_again_only_for_agents(domain):
    domain.clear_doc("page")
    domain.merge_domaindata({"page"}, {name: {} for name in KNOWN})
    assert not domain.changed
    domain.merge_domaindata({"agents/a"}, {**{name: {} for name in KNOWN}, "agents": {"agents/a": 1}})
    assert domain.changed
    domain.set_related({}, {}, Compared("", {}))
    assert not domain.changed
    domain.clear_doc("agents/a")
    assert domain.changed


HOST = """\
.. _lamp:

Api
===

See :any:`mod.f`, `f`, :any:`lamp`, :any:`wick`, :any:`buoy`, :any:`bell`.

.. py:module:: mod

.. py:function:: f()

.. glossary::

   wick
     It burns.
"""


@pytest.mark.parametrize("parallel", [0, 2])
def test_no_agent_takes_over_a_reference_of_its_host(make_site, definition, parallel):
    index = "# Site\n\n```{toctree}\napi\nbuoy\n```\n\n[](#mod.f) [](#bell)\n\n```{agent:catalog}\n```\n"
    files = {"index.md": index, "api.rst": HOST, "buoy.rst": "Buoy\n====\n"}
    names = ("mod.f", "f", "lamp", "wick", "buoy", "bell")
    agents = {f"agents/a{number}.md": definition(name) for number, name in enumerate(names)}
    site = make_site(
        {**files, **agents}, {"default_role": "any", "suppress_warnings": ["agentdocs"]}, parallel=parallel
    )
    links = [link.attributes["href"] for link in site.html("api").css("p a.reference.internal")]
    assert links == ["#mod.f", "#mod.f", "#lamp", "#term-wick", "buoy.html", "agents/a5.html#bell"]
    links = [link.attributes["href"] for link in site.html("index").css("p a.reference.internal")][:2]
    assert links == ["api.html#mod.f", "agents/a5.html#bell"]
    assert site.warnings == []


def test_references_of_any_domain_follow_an_agent(make_site, definition):
    index = "# Site\n\n```{toctree}\nsecond\nfirst\n```\n\n```{agent:catalog}\n```\n"
    files = {"index.md": index, "first.md": "# First\n\n{any}`keeper`\n"}
    files["second.md"] = "# Second\n\n[](#keeper.trim-the-wick-at-dusk)\n"
    files["agents/keeper.md"] = definition("keeper", body="- Trim the wick at dusk.\n")
    site = make_site(files)

    def links():
        pages = [site.html(name) for name in ("first", "second")]
        return [link.attributes["href"] for page in pages for link in page.css("p a.reference.internal")]

    anchors = ["#keeper", "#keeper.trim-the-wick-at-dusk"]
    assert links() == [f"agents/keeper.html{anchor}" for anchor in anchors]
    (site.src / "agents/deck").mkdir()
    (site.src / "agents/keeper.md").rename(site.src / "agents/deck/keeper.md")
    site = site.build()
    assert links() == [f"agents/deck/keeper.html{anchor}" for anchor in anchors]
    assert site.build().written == []
    (site.src / "agents/deck/keeper.md").unlink()
    site = site.build()
    assert [address for address in links() if "agents" in address] == []
    assert len(site.warnings) == 2
