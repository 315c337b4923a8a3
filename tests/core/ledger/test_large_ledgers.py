"""Ledgers that could keep an update or a build busy for minutes: anyone can add lines to a ledger in a pull request.

These tests check results, not time; but if the time grew with the square of the ledger, they would not finish.
"""

from __future__ import annotations

from collections import Counter

from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.joining import join, joined
from sphinx_agentdocs.core.ledger.promises import promises
from sphinx_agentdocs.core.ledger.recuts import Holder, Holders, split
from sphinx_agentdocs.core.ledger.update import Update, update
from sphinx_agentdocs.core.text.characters import visible
from sphinx_agentdocs.core.units import Unit

PAGE = "agents/keeper"
DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"


def code(number: int) -> str:
    return "z" + "".join(DIGITS[number >> shift & 31] for shift in (20, 15, 10, 5, 0))


def entry(number: int, text: str, **more: object) -> Entry:
    return Entry(code(number), "item", PAGE, f"keeper.e{number}", text, since="2026-01-01", **more)  # type: ignore[arg-type]


def unit(number: int, text: str, body: str = "") -> Unit:
    return Unit(PAGE, f"keeper.u{number}", "item", visible(""), visible(text), (), number, visible(body))


def test_many_links_that_one_rule_holds():
    body = "\n".join(f"- Keep lamp {number} here." for number in range(1500))
    whole = Entry("00001", "item", PAGE, "keeper.whole", "All of it.", since="2026-01-01", body=body)
    old = [entry(number, f"Keep lamp {number % 1500} here.", status="moved", to="00001") for number in range(8000)]
    done = Update({one.code: one for one in (whole, *old)}, {(PAGE, "keeper.whole"): "00001"}, ())
    page = promises(done)[PAGE]
    assert len(page.ids["keeper.whole"]) == 1 + 2 * len(old)
    assert page.gone == ()


def test_many_texts_that_almost_begin_like_many_units():
    units = {number: unit(number, "a") for number in range(2000)}
    entries = [entry(number, "a " * 500 + f"b{number}") for number in range(4000)]
    assert list(split(entries, units)) == []
    assert list(split([entry(1, "a a a")], units)) == [(code(1), 0, 3)]


def test_many_beginnings_of_many_texts():
    units = {number: unit(number, "w " * number + "w") for number in range(60)}
    holders = Holders(units)
    ends = "s. " * 30
    assert [holders.find(entry(number, "w " * 58 + ends + f"b{number}.")) for number in range(500)] == [None] * 500


def test_a_line_of_spaces_in_a_unit():
    assert not Holder(unit(1, "a", "\n".join([" " * 19_000 + "x"] * 20))).has("Keep it.")
    assert Holder(unit(1, "a", " " * 19_000 + "x\n- Keep it.  -->")).has("Keep it.")


def test_many_likely_successors_of_long_texts():
    entries = [
        entry(number, "a. " * 60 + f"b{number}", status="withdrawn", until="2026-02-01") for number in range(2000)
    ]
    done = update(
        {one.code: one for one in entries}, [unit(number, "a. " * 1500) for number in range(20)], "2026-03-01"
    )
    assert [one.status for one in done.entries.values() if one.code in {old.code for old in entries}] == [
        "withdrawn"
    ] * 2000


def test_many_states_of_one_rule():
    states = [entry(1, "Keep it.", aliases=(f"a-{number}",)) for number in range(20_000)]
    assert sorted(joined({code(1): states})[code(1)].aliases) == sorted(f"a-{number}" for number in range(20_000))


def test_the_present_alias_of_the_state_with_the_longest_history_is_the_last_one():
    first = entry(1, "Keep it.", aliases=("a-1", "a-2"))
    other = entry(1, "Keep it.", aliases=("a-2", "a-3"))
    assert join(first, [other]).aliases == ("a-3", "a-1", "a-2")


def test_many_parts_of_a_rule_that_loses_their_words():
    """So many are withdrawn that no person edits them at once; the others stay part of it, and quoted there."""
    body = "\n".join(f"- Keep lamp {number} here." for number in range(1500))
    whole = Entry("00001", "item", PAGE, "keeper.whole", "All of it.", since="2026-01-01", body=body)
    old = [entry(number, f"Keep lamp {number % 1500} here.", status="moved", to="00001") for number in range(20_000)]
    now = unit(1, "All of it.", "\n".join(f"- Oil wheel {number}." for number in range(1500)))
    done = update({one.code: one for one in (whole, *old)}, [now._replace(anchor="keeper.whole")], "2026-01-02")
    assert Counter(one.status for one in done.entries.values()) == {"live": 1, "withdrawn": 5_000, "moved": 15_000}
