"""What the pages of a site ask of its links."""

from __future__ import annotations

from dataclasses import replace

from sphinx_agentdocs.core.ledger.entries import Entry, Wording
from sphinx_agentdocs.core.ledger.site_links import Links, site_links
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.units import Unit

UNITS = (
    Unit("crew/keeper", "keeper", "agent", "Keeper", "Keeper", (), 1),
    Unit("crew/keeper", "keeper.dusk", "section", "Dusk", "Dusk", (), 5),
    Unit("crew/keeper", "keeper.trim", "item", "", "Trim.", ("Dusk",), 7),
)
RULE = Entry("00001", "item", "crew/keeper", "keeper.trim-it", "Trim.", section=("Dusk",), former=("crew/x#x.trim",))
AGENT = Entry("00002", "agent", "crew/keeper", "keeper", "Keeper", "Keeper")
GONE = Entry("00003", "agent", "deck/mate", "mate", "Mate", "Mate", status="withdrawn", until="2026-01-02")


def links(*entries: Entry, titles: dict[str, str] | None = None) -> Links:
    return site_links(update({entry.code: entry for entry in entries}, UNITS, "2026-02-01"), titles or {})


def test_units_have_codes_but_headings_show_none():
    found = links(RULE, AGENT)
    assert found.code("crew/keeper", "keeper.trim") == "00001"
    assert found.code("crew/keeper", "keeper") == "00002"
    assert found.code("crew/keeper", "keeper.dusk") == ""
    assert found.code("crew/keeper", "keeper.nothing") == ""
    assert found.code("crew/nobody", "keeper.trim") == ""


def test_a_unit_has_the_anchor_of_its_entry_and_else_its_own():
    found = links(RULE, AGENT)
    assert found.anchor("crew/keeper", "keeper.trim") == "keeper.trim-it"
    assert found.anchor("crew/keeper", "keeper.nothing") == "keeper.nothing"
    assert found.anchor("crew/nobody", "nobody.trim") == "nobody.trim"


def test_a_code_leads_to_what_it_is_now():
    was = RULE._replace(code="00004", anchor="keeper.snuff", text="Snuff.", former=(), status="moved", to="00001")
    found = links(RULE, AGENT, was)
    assert found.now("00004").code == "00001"
    assert found.address("00004") == ("crew/keeper", "keeper.trim-it")


def test_a_page_without_an_agent_still_has_links():
    found = links(RULE, AGENT, GONE)
    assert found.gone == ["crew/x", "deck/mate"]


def test_an_agent_that_is_back_elsewhere_is_a_likely_successor():
    back = GONE._replace(code="00005", page="old/keeper", anchor="keeper", text="Keeper", title="Keeper")
    found = links(RULE, AGENT, GONE, back)
    assert found.likely == {"00005": "00002"}
    assert (found.successor("00005"), found.successor("00003"), found.successor("00002")) == (AGENT, None, None)


def test_of_two_agents_of_one_name_none_is_likely():
    twin = Unit("deck/keeper", "keeper", "agent", "Keeper", "Keeper", (), 1)
    back = GONE._replace(page="old/keeper", anchor="keeper", text="Keeper", title="Keeper")
    done = update({entry.code: entry for entry in (RULE, AGENT, back)}, [*UNITS, twin], "2026-02-01")
    assert site_links(done, {}).likely == {}


def test_a_recorded_successor_is_surer_than_a_likely_one():
    gone = RULE._replace(code="00006", anchor="keeper.snuff", text="Snuff.", former=(), status="withdrawn")
    for entry in (gone._replace(to="00001"), gone._replace(candidates=("00001",))):
        assert replace(links(RULE, AGENT, entry), likely={"00006": "00001"}).successor("00006") is None
    assert replace(links(RULE, AGENT, gone), likely={"00006": "00001"}).successor("00006").code == "00001"
    assert replace(links(RULE, AGENT, gone), likely={"00006": "00003"}).successor("00006") is None
    assert replace(links(RULE, AGENT, gone, GONE), likely={"00006": "00003"}).successor("00006") is None


def test_an_agent_has_its_title_and_a_withdrawn_one_its_last():
    renamed = AGENT._replace(former=("old/lamp-keeper#lamp-keeper",), was=(Wording("Lamp Keeper", "2026-01-02"),))
    found = links(RULE, renamed, GONE, titles={"crew/keeper": "The Keeper"})
    assert found.agent_title("crew/keeper") == "The Keeper"
    assert found.agent_title("old/lamp-keeper") == "Lamp Keeper"
    assert found.agent_title("deck/mate") == "Mate"
    assert found.agent_title("a/b/nobody") == "nobody"
    assert links(RULE, AGENT).agent_title("crew/keeper") == "Keeper"
