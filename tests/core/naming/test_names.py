"""Which agent a name means."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.model import Mention
from sphinx_agentdocs.core.naming.name_spans import is_kebab
from sphinx_agentdocs.core.naming.names import Named, Names, stem_of


def names(*agents: str) -> Names:
    """Agents as "collection:group/stem = name"; without a name the stem is the name."""
    made = []
    for agent in agents:
        path, _, name = agent.partition(" = ")
        collection, _, place = path.partition(":")
        group, _, stem = place.rpartition("/")
        made.append(Named(path, collection, group, name or stem, stem))
    return Names(made)


CREW = names(
    "sea:bosun",
    "sea:deck/oil-carrier",
    "sea:deck/lamp = lamp-lighter",
    "sea:hold/oil-carrier",
    "sea:hold/sea-net-mender = Net Mender",
    "sea:hold/审查员 = 代码审查员",
    "sea:hold/绳匠 = 绳匠 (Splicer)",
    "sea:hold/django-frontend-engineer",
    "sea:hold/senior-architect",
    "sea:deck/rope-chief = Chief of Ropes",
    "sea:hold/rope-chief = Chief of All Ropes",
    "shore:cask-maker",
    "shore:rope-maker",
    "shore:oil-carrier",
    "quay:rope-maker",
    "quay:bosun",
)


@pytest.mark.parametrize(
    ("name", "how", "page", "expected"),
    [
        ("oil-carrier", "word", "sea:deck/lamp", "sea:deck/oil-carrier"),  # the same folder
        ("oil-carrier", "word", "sea:hold/senior-architect", "sea:hold/oil-carrier"),
        ("oil-carrier", "word", "sea:bosun", "sea:deck/oil-carrier"),  # the first of the collection
        ("cask-maker", "word", "sea:bosun", "shore:cask-maker"),  # the only one of the site
        ("rope-maker", "word", "sea:bosun", None),  # one of two elsewhere
        ("rope-maker", "word", "quay:bosun", "quay:rope-maker"),
        ("bosun", "word", "sea:deck/lamp", None),  # a single word
        ("bosun", "marked", "sea:deck/lamp", "sea:bosun"),
        ("bosun", "marked", "shore:cask-maker", None),  # a single word does not leave its collection
        ("Net Mender", "marked", "sea:bosun", "sea:hold/sea-net-mender"),
        ("Net Mender", "word", "sea:bosun", None),
        ("net mender", "marked", "sea:bosun", None),
        ("代码审查员", "marked", "sea:bosun", "sea:hold/审查员"),
        ("sea-net-mender", "word", "sea:bosun", "sea:hold/sea-net-mender"),  # the name of a file
        ("rope-chief", "word", "sea:deck/lamp", "sea:deck/rope-chief"),
        ("rope-chief", "word", "sea:hold/senior-architect", "sea:hold/rope-chief"),
        ("rope-chief", "word", "sea:bosun", None),
        ("lamp", "marked", "sea:bosun", None),
        ("sea-net-mender", "word", "shore:cask-maker", None),
        ("lamp-lighter", "word", "sea:deck/lamp", None),  # itself
        ("oil-carrier", "word", "sea:deck/oil-carrier", None),
        ("../hold/oil-carrier.md", "file", "sea:deck/lamp", "sea:hold/oil-carrier"),
        ("oil-carrier.md", "file", "sea:deck/lamp", "sea:deck/oil-carrier"),
        (".claude/agents/senior-architect.md", "file", "sea:deck/lamp", "sea:hold/senior-architect"),
        ("../../../bosun.md", "file", "sea:deck/lamp", None),
        ("docs/lamp.md", "file", "sea:bosun", None),
        ("lamp.md", "file", "sea:deck/lamp", None),
        ("architects", "role", "sea:bosun", "sea:hold/senior-architect"),
        ("our front-end counterparts", "role", "sea:bosun", "sea:hold/django-frontend-engineer"),
        ("Front End developers", "role", "sea:bosun", "sea:hold/django-frontend-engineer"),
        ("oil carriers", "role", "sea:bosun", None),  # two of them
        ("engineers", "role", "sea:bosun", None),
        ("back-end architects", "role", "sea:bosun", None),
        ("architects", "role", "sea:hold/senior-architect", None),
        ("cask makers", "role", "sea:bosun", None),  # of another collection
    ],
)
def test_which_agent_a_name_means(name, how, page, expected):
    assert CREW.find(name, how, page) == expected


@pytest.mark.parametrize(
    ("name", "kind", "page", "expected"),
    [
        ("Oil Carrier", "works-with", "sea:deck/lamp", "sea:deck/oil-carrier"),  # the title of a name
        ("Oil Carrier Agent", "works-with", "sea:deck/lamp", "sea:deck/oil-carrier"),
        ("Oil-Carrier", "reports-to", "sea:hold/senior-architect", "sea:hold/oil-carrier"),
        ("Oil Carrier", "works-with", "sea:bosun", None),  # two of them in other folders
        ("Oil Carrier", "names", "sea:deck/lamp", None),  # no list of agents
        ("oil carrier", "works-with", "sea:deck/lamp", None),  # no title
        ("Bosun", "works-with", "sea:deck/lamp", "sea:bosun"),
        ("Bosun", "works-with", "sea:bosun", None),  # itself
        ("Cask Maker", "works-with", "sea:bosun", None),  # of another collection
        ("net mender", "works-with", "sea:bosun", None),
        ("甲板 (Oil Carrier)", "names", "sea:deck/lamp", "sea:deck/oil-carrier"),
        ("Oil Carrier（甲板）", "names", "sea:deck/lamp", "sea:deck/oil-carrier"),
        ("代码审查员 (Nobody)", "names", "sea:bosun", "sea:hold/审查员"),
        ("Deck (Oil Carrier)", "works-with", "sea:deck/lamp", None),  # one script
        ("Oil (carrier)", "works-with", "sea:deck/lamp", "sea:deck/oil-carrier"),
        ("Splicer", "delegates-to", "sea:bosun", "sea:hold/绳匠"),  # its own name has two scripts
        ("绳匠", "delegates-to", "sea:bosun", "sea:hold/绳匠"),
    ],
)
def test_a_title_names_an_agent_where_agents_are_listed(name, kind, page, expected):
    mention = Mention(name, kind, "marked", 1, "", "", called=False, both=False)
    assert CREW.named(mention, page) == expected


@pytest.mark.parametrize(
    "path", ["./caulker.agent.md", "../crew/caulker.agent.md", "caulker.md", "x/ship-caulker.chatmode.md"]
)
def test_the_file_of_an_agent_may_say_that_it_is_one(path):
    crew = names("sea:crew/caulker", "sea:crew/ship-caulker", "sea:crew/bosun")
    assert crew.find(path, "file", "sea:crew/bosun") == f"sea:crew/{stem_of(path).rpartition('/')[2]}"


def test_an_agent_without_a_name_is_called_by_its_file():
    crew = names("sea:caulker = caulker.agent", "sea:bosun")
    mention = Mention("Caulker", "delegates-to", "marked", 1, "", "", called=False, both=False)
    assert crew.named(mention, "sea:bosun") == "sea:caulker"


def test_the_order_of_agents_does_not_matter():
    agents = ["a:x/one-name", "a:y/one-name", "a:z/other-name"]
    for order in (agents, agents[::-1]):
        assert names(*order).find("one-name", "word", "a:z/other-name") == "a:x/one-name"


@pytest.mark.parametrize(
    ("name", "page", "expected"),
    [
        ("oil-carier", "sea:bosun", "oil-carrier"),
        ("oil-bearer", "sea:bosun", ""),
        ("lamp-expert", "sea:bosun", ""),
        ("bosum", "sea:deck/lamp", "bosun"),
        ("bosum", "sea:bosun", ""),  # not itself
        ("frontend-developer", "sea:bosun", ""),
        ("harbour-master", "sea:bosun", ""),
        ("data-engineer", "sea:bosun", ""),
    ],
)
def test_the_name_that_may_be_meant(name, page, expected):
    assert CREW.meant_by(name, page) == expected


@pytest.mark.parametrize("name", ["oil-carrier", "powershell-5.1-expert", "a-1", "größe-prüfer"])
def test_words_joined_by_hyphens(name):
    assert is_kebab(name)


@pytest.mark.parametrize(
    "name", ["oil", "Oil-Carrier", "oil-carrier.js", "oil-carrier_2", "1-a", "oil--carrier", "-a", "a-", "a b-c", ""]
)
def test_what_is_not_words_joined_by_hyphens(name):
    assert not is_kebab(name)
