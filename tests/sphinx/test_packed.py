"""The agents of a site are stored one by one."""

from __future__ import annotations

import copy
import pickle

from sphinx_agentdocs.sphinx.packed import Packed


def stored(agents):
    return pickle.loads(pickle.dumps(agents))


def test_agents_come_back_as_they_were(make_site, definition):
    site = make_site({f"agents/{name}.md": definition(name) for name in "ab"})
    agents = site.app.env.domaindata["agent"]["agents"]
    assert isinstance(agents, Packed)
    again = stored(agents)
    assert (list(again.items()), type(again)) == (list(agents.items()), Packed)
    assert list(stored(copy.deepcopy(again)).items()) == list(agents.items())


def test_only_those_that_are_others_are_stored_again(monkeypatch):
    made = []
    inner = pickle.dumps
    agents = stored(Packed({"a": "one", "b": "two", "c": "three"}))
    agents["b"] = "changed"
    agents["d"] = "new"
    del agents["a"]
    monkeypatch.setattr(
        "sphinx_agentdocs.sphinx.packed.pickle.dumps", lambda agent, *how: made.append(agent) or inner(agent, *how)
    )
    again = pickle.loads(inner(agents))
    assert again == {"b": "changed", "c": "three", "d": "new"}
    assert made == ["changed", "new"]
    agents.clear()
    agents["c"] = "other"
    assert pickle.loads(inner(agents)) == {"c": "other"}
