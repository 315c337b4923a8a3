"""Finding rewordings on a page: which ones count as the same, which are only shown, and how long that takes."""

from __future__ import annotations

import random
import time

import pytest

from sphinx_agentdocs.core.ledger.site_links import site_links
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.units import Unit, units_of

PAGE = "a/keeper"


def units(body, name="keeper"):
    data = f"---\nname: {name}\ndescription: Use it.\n---\n{body}".encode()
    return units_of(read_definition(data, f"{PAGE}.md"), PAGE)


def history(*bodies):
    """The update of each version in turn."""
    entries, done = {}, []
    for day, body in enumerate(bodies, 1):
        done.append(update(entries, units(*([body] if isinstance(body, str) else body)), f"2026-01-0{day}"))
        entries = done[-1].entries
    return done


def likely(done):
    return {done.entries[code].text: done.entries[other].text for code, other in done.likely.items()}


def rewordings(done):
    return {change.before.text: change.after.text for change in done.changes if change.kind == "reworded"}


LIST = "# List\n- Trim wicks daily\n- Oil hinges\n- Count the ships at noon.\n"


def test_one_other_word_in_the_same_list_is_a_rewording():
    done = history(LIST, LIST.replace("daily", "thoroughly").replace("hinges", "hinges and locks"))[-1]
    assert rewordings(done) == {"Trim wicks daily": "Trim wicks thoroughly", "Oil hinges": "Oil hinges and locks"}


def test_one_other_word_in_another_list_is_not_a_rewording():
    done = history(LIST, f"{LIST.replace('- Trim wicks daily', '')}# Other\n- Trim wicks thoroughly\n")[-1]
    assert rewordings(done) == {}
    assert likely(done) == {"Trim wicks daily": "Trim wicks thoroughly"}


def test_a_renamed_list_is_the_same_list():
    more = "- Read the log of the night.\n"
    body = (LIST + more).replace("# List", "# Daily work").replace("daily", "thoroughly")
    assert rewordings(history(LIST + more, body)[-1])["Trim wicks daily"] == "Trim wicks thoroughly"


def test_a_title_that_others_have_proves_nothing():
    old = "- **Storm watch:** wipe the lens of the lamp and the door\n- **Storm watch:** ring once\n"
    new = "- **Storm watch:** polish lens and lamp once an hour at night\n- **Storm watch:** ring once\n"
    assert rewordings(history(old, new)[-1]) == {}
    alone = [text.splitlines()[0] for text in (old, new)]
    assert len(rewordings(history(*alone)[-1])) == 1


def test_an_agent_renamed_in_its_own_file_with_every_line_retouched():
    old = "- Trim the wick of each lamp before dusk.\n- Count the ships at noon.\n- Oil every hinge of the gate.\n"
    new = "- Trim the wick of every lamp before dusk.\n- Count all ships at noon.\n- Oil each hinge of the old gate.\n"
    done = history((old, "keeper"), (new, "warden"))[-1]
    assert rewordings(done) == {
        "Keeper": "Warden",
        "Trim the wick of each lamp before dusk.": "Trim the wick of every lamp before dusk.",
        "Count the ships at noon.": "Count all ships at noon.",
        "Oil every hinge of the gate.": "Oil each hinge of the old gate.",
    }


def test_another_agent_in_the_same_file_is_another_agent():
    new = "- Greet each guest at the door of the inn.\n- Serve the soup while it is hot.\n"
    done = history((LIST, "keeper"), (new, "host"))[-1]
    assert [change.before.text for change in done.changes if change.before and change.before.kind == "agent"] == [
        "Keeper"
    ]
    assert rewordings(done) == {}


def test_repeated_texts_become_one_that_is_reworded():
    old = "# One\n- Trim the wick of the lamp before dusk.\n# Two\n- Trim the wick of the lamp before dusk.\n"
    done = history(old, "# One\n- Trim the wick of the old lamp before dusk.\n# Two\n- Count the ships.\n")[-1]
    kinds = sorted(change.kind for change in done.changes if change.before and change.before.kind == "item")
    assert kinds == ["merged", "reworded"]


# -- what is only shown

OLD = "# One\n- Find the mark for your target vessel (e.g., a lantern, jar, or bottle)\n- Oil hinges.\n"
NEW = "# Two\n- Find the mark for your target vessel (e.g., @e1, @e2)\n# One\n- Oil hinges.\n"


def test_a_likely_successor_is_named_in_every_later_build():
    done = history(OLD, NEW, NEW)
    expected = {OLD.splitlines()[1][2:]: NEW.splitlines()[1][2:]}
    assert [likely(one) for one in done] == [{}, expected, expected]
    code = next(iter(done[-1].likely))
    assert done[-1].entries[code].status == "withdrawn"
    assert site_links(done[-1], {}).successor(code).text == NEW.splitlines()[1][2:]


@pytest.mark.parametrize(
    "new",
    ["- Count the ships at noon and at night in winter.\n", "- Never trim the wick of a lamp in the tower.\n"],
)
def test_neither_another_guideline_nor_the_opposite_is_likely(new):
    done = history("- Trim the wick of a lamp in the tower.\n", new)[-1]
    assert [entry.text for entry in done.entries.values() if entry.status == "withdrawn"] == [
        "Trim the wick of a lamp in the tower."
    ]
    assert done.likely == {}


def test_what_the_team_decided_is_not_guessed():
    entries = dict(history(OLD, NEW)[-1].entries)
    code = next(iter(update(entries, units(NEW), "2026-01-03").likely))
    other = next(code for code, entry in entries.items() if entry.text == "Oil hinges.")
    entries[code] = entries[code]._replace(to=other)
    assert update(entries, units(NEW), "2026-01-03").likely == {}


# -- time


def seconds(entries, published):
    start = time.process_time()
    done = update(entries, published, "2026-01-01")
    return time.process_time() - start, done


def agent(page, name, said):
    whole = Unit(page, name, "agent", name, name, (), 1)
    return [whole, *(Unit(page, f"{name}.{at}", "item", "", text, (), at) for at, text in enumerate(said, 1))]


@pytest.mark.parametrize("is_new", [True, False], ids=["new", "there before"])
def test_many_agents_from_one_template_take_little_time(is_new):
    said = [f"Template line {number} that all agents share." for number in range(3)]
    before, after = [], []
    for number in range(400):
        before += agent(f"old/p{number}", f"o{number}", said)
        before += [] if is_new else agent(f"new/q{number}", f"n{number}", ())
        after += agent(f"new/q{number}", f"n{number}", said)
    took, done = seconds(update({}, before, "2025-01-01").entries, after)
    assert sum(entry.status == "withdrawn" for entry in done.entries.values()) == 1600
    assert not any(entry.candidates for entry in done.entries.values()), "a question with 400 answers"
    assert took < 2


@pytest.mark.parametrize(("count", "length"), [(500, 14), (500, 60), (500, 400), (2_000, 14)])
def test_a_page_of_retouched_guidelines_takes_little_time(count, length):
    chance = random.Random(1)
    words = [f"w{number}" for number in range(60)]
    said = [chance.choices(words, k=length) for _ in range(count)]
    before = update({}, agent("a/p", "p", map(" ".join, said)), "2025-01-01").entries
    retouched = [" ".join([*one[:3], "zz", *one[4:]]) for one in said]
    took, done = seconds(before, agent("a/p", "p", retouched))
    assert sum(change.kind == "reworded" for change in done.changes) == count
    assert took < 6


def test_a_page_with_many_withdrawn_guidelines_takes_little_time():
    chance = random.Random(1)
    words = [f"w{number}" for number in range(60)]
    said = [" ".join(chance.choices(words, k=30)) for _ in range(4_000)]
    before = update({}, agent("a/p", "p", said[:2_000]), "2025-01-01").entries
    withdrawn = update(before, agent("a/p", "p", said[2_000:]), "2025-01-02").entries
    took, _ = seconds(withdrawn, agent("a/p", "p", said[2_000:]))
    assert took < 2
