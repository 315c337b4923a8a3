"""The words of a text, and what a question finds: the tables that the search of the pages has to pass too."""

from __future__ import annotations

import csv
import json
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from search.tables import FOLDER, makes, rows, said, team, titled

from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.search import index as index_module
from sphinx_agentdocs.core.search import shards, words
from sphinx_agentdocs.core.search.documents import FoundAgent, FoundUnit, by_name, keys_of
from sphinx_agentdocs.core.search.findable import description_of, findable, found_guideline, other_words
from sphinx_agentdocs.core.search.index import MemoryIndex
from sphinx_agentdocs.core.search.notes import note_of
from sphinx_agentdocs.core.search.ranking import answer
from sphinx_agentdocs.core.search.shards import shard_of, updated
from sphinx_agentdocs.core.search.words import terms_in, terms_of
from sphinx_agentdocs.core.units import units_of

MOST = 5


@pytest.mark.parametrize(("text", "terms"), titled("words.json"))
def test_the_words_of_a_text(text, terms):
    assert terms_of(text) == terms


@given(st.lists(st.text("aB1 .-+#_'\n\u00e9\u0130\u6f22\u5b57", max_size=12), max_size=6))
def test_the_terms_of_several_texts_are_those_of_each(texts):
    assert terms_in(texts) == {term for text in texts for term in terms_of(text)}


@pytest.mark.parametrize(("question", "expected"), titled("questions.json"))
def test_what_a_question_finds(question, expected):
    agents = team()
    found = said(answer(question, MemoryIndex(agents), MOST), agents)
    assert {name: found[name] for name in expected} == expected


def test_the_note_says_what_was_done():
    def note(question):
        return note_of(answer(question, MemoryIndex(team()), MOST))

    assert note("trim the wick") == ""
    assert note("wikc") == '"wikc" was read as "wick-"'
    assert note("zeppelin fog") == 'nothing has "zeppelin"'
    assert note("fog tugs ink") == "no guideline has all of these words; the best matches are shown"


def test_a_very_long_question():
    agents = team()
    assert said(answer("wick " * 10_000, MemoryIndex(agents), 1), agents)["guidelines"][0].startswith("Trim the wick")
    assert answer(" ".join(f"word{number}" for number in range(10_000)), MemoryIndex(agents), 1).guidelines == ()


def test_the_order_of_agents_does_not_matter():
    agents = list(team().items())
    orders = set()
    for seed in range(10):
        random.Random(seed).shuffle(agents)
        orders.add(tuple(said(answer("fog ship log", MemoryIndex(dict(agents)), 9), dict(agents))["guidelines"]))
    assert len(orders) == 1


def test_an_agent_is_found_by_what_a_word_means_though_others_have_the_word_itself():
    """Many agents say what it means, so that it is less rare than the word and the other words of the question."""
    texts = {"tester": "Run each check.", "gardener": "Look for blind spots.", "cook": "Cut the leek. Peel the turnip."}
    texts |= {f"other-{number}": "Think of accessibility." for number in range(30)}
    agents = {}
    for name, text in texts.items():
        title = "Accessibility Tester" if name == "tester" else name
        agents[keys_of([name])[name]] = FoundAgent(f"{name}.html", title, "a", "", "", "", by_name([guideline(text)]))
    found = said(answer("leek, turnip, blind people", MemoryIndex(agents), 5), agents)["agents"]
    assert found == ["cook", "Accessibility Tester", "gardener"]


def test_the_best_agents_where_none_has_enough_of_the_question():
    names = "ash beech cedar elm fir hazel larch maple oak pine".split()
    agents = {
        keys_of([name])[name]: FoundAgent(f"{name}.html", name, "a", "", "", "", by_name([guideline(f"Plant {name}.")]))
        for name in names
    }
    assert sorted(said(answer(" ".join(names), MemoryIndex(agents), 20), agents)["agents"]) == names


# -- names


def test_two_texts_of_an_agent_never_share_a_name(monkeypatch):
    monkeypatch.setattr("sphinx_agentdocs.core.search.documents._name", lambda said: said[-1:])
    units = [guideline("Go.\nx"), guideline("Stop.\nx"), guideline("Go.\nx")]
    assert [unit.text for unit in by_name(units).values()] == ["Go.\nx", "Stop.\nx"]


def test_two_agents_never_share_a_key(monkeypatch):
    monkeypatch.setattr("sphinx_agentdocs.core.search.documents.digest", lambda text, length: text[-1:])
    assert keys_of(["b/x", "a/x"]) == {"a/x": "x", "b/x": "2"}


# -- the files


def guideline(text, code="", aliases=()):
    return FoundUnit("guideline", "rule", "a.b", code, "", text, aliases=aliases)


def agent(*texts, codes=(), title="Someone"):
    units = [guideline(text, *code) for text, code in zip(texts, [*codes, *[()] * len(texts)], strict=False)]
    return FoundAgent("a.html", title, "a", "crew", "Use it.", "", by_name(units))


def built(agents):
    changes = updated(makes(agents), lambda name: None)
    assert changes.names == changes.written.keys()
    return dict(changes.written)


def rebuilt(files, agents):
    """The files after an update, and the names of those that it changed."""
    changes = updated(makes(agents), files.get)
    after = {name: text for name, text in {**files, **changes.written}.items() if name in changes.names}
    return after, {*changes.written, *(files.keys() - changes.names)}


CREW = {
    "agent1": agent("Trim the wick.", "Read the log.", codes=[("abc12",), ("xyz34", ("log-1",))]),
    "agent2": agent("Trim the sail.", "Read the log."),
    "agent3": agent("Ring the bell."),
}


def test_an_edit_changes_the_files_of_its_words_only():
    edited = {**CREW, "agent3": agent("Ring the gong.")}
    after, changed = rebuilt(built(CREW), edited)
    assert after == built(edited)
    words = {f"w-{shard_of(term, 4):x}" for term in ("ring", "bell", "gong")}
    assert changed == {"index", "files", "a-agent3", "v-b", "v-g", *words}
    assert rebuilt(after, edited) == (after, set())


def test_the_index_has_one_version_for_the_agents_whose_keys_begin_alike():
    crew = {key: CREW[name] for key, name in (("ab0001", "agent1"), ("ab0002", "agent2"), ("ac0001", "agent3"))}
    edits = {"ab0002": agent("Trim the jib."), "ac0001": agent("Ring the gong.")}
    groups = groups_of(built(crew))
    assert list(groups) == ["ab", "ac"]
    for key, edited in edits.items():
        now = groups_of(built({**crew, key: edited}))
        assert {name for name in groups if groups[name] != now[name]} == {key[:2]}


def groups_of(files):
    text = json.loads(files["index"].removeprefix('agentdocsSearch("index", ').removesuffix(");\n"))[3]
    return {text[at : at + 2]: text[at + 2 : at + 8] for at in range(0, len(text), 8)}


@pytest.mark.parametrize(
    "edited",
    [
        pytest.param({key: CREW[key] for key in ("agent1", "agent2")}, id="an agent is gone"),
        pytest.param({}, id="all are gone"),
        pytest.param({**CREW, "agent4": agent("Ring the gong.", codes=[("new99",)])}, id="an agent is new"),
        pytest.param({f"more{number:02}": agent(f"Rule {number}.") for number in range(20)}, id="more shards"),
        pytest.param({**CREW, "agent1": agent("Trim the wick.", codes=[("abc12", ("wick-2",))])}, id="other codes"),
        pytest.param({**CREW, "agent2": CREW["agent2"]._replace(page="b.html")}, id="another address"),
    ],
)
def test_an_updated_index_is_the_same_as_a_new_one(edited):
    after, _ = rebuilt(built(CREW), edited)
    assert after == built(edited)


def test_very_common_words_are_updated_too(monkeypatch):
    monkeypatch.setattr(index_module, "MOST", 3)
    crew = {f"agent{number}": agent(*(f"Log {at} {'long ' * at}" for at in range(3))) for number in range(3)}
    files = built(crew)
    assert f"r-{shard_of('log', 4):x}" in files
    assert "r-" not in files["index"]
    for edited in ({**crew, "agent0": agent("Nothing.")}, {**crew, "agent1": agent("Log.", "Log log.")}):
        after, _ = rebuilt(files, edited)
        assert after == built(edited)


@pytest.mark.parametrize("name", ["index", "files", "a-agent3", "w"])
@pytest.mark.parametrize("broken", ["", "agentdocsSearch(", 'agentdocsSearch("index", [4]);\n', "evil()"])
def test_files_of_someone_else_are_not_updated_but_made_anew(name, broken):
    files = built(CREW)
    name = f"w-{shard_of('bell', 4):x}" if name == "w" else name
    files[name] = broken
    edited = {**CREW, "agent3": agent("Ring the gong.")}
    after, _ = rebuilt(files, edited)
    assert after == built(edited)


def test_a_list_of_files_of_another_build_is_not_used():
    edited = {**CREW, "agent3": agent("Ring the gong.")}
    files = {**built(CREW), "files": built(edited)["files"]}
    assert rebuilt(files, edited)[0] == built(edited)


def test_files_made_by_other_rules_are_made_anew(monkeypatch):
    monkeypatch.setattr(shards, "_RULES", "older1")
    monkeypatch.setattr(words, "STOP_WORDS", words.STOP_WORDS | {"bell"})
    old = built(CREW)
    monkeypatch.undo()
    assert rebuilt(old, CREW)[0] == built(CREW)


def test_no_text_ends_its_script():
    evil = "</script><script>alert(1)</script><!-- \u2028"
    files = built({"agent1": agent(evil, title=evil)})
    assert [name for name, text in files.items() if "<" in text or "\u2028" in text] == []


def test_the_tables_are_read():
    assert len(rows("words.json")) > 15
    assert len(rows("questions.json")) > 20


# -- this project's own team


def team_questions():
    path = FOLDER / "team_questions.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_most_questions_about_our_team_find_what_they_mean():
    """The wanted hit is among the first three for nine of ten questions, and each question finds something."""
    found = own_team()
    index = MemoryIndex(found)
    ranks = [rank(row, answer(row["query"], index, 10), found) for row in team_questions()]
    assert [row["query"] for row, place in zip(team_questions(), ranks, strict=True) if place is None] == []
    assert sum(1 <= place <= 3 for place in ranks) >= 0.9 * len(ranks)


def own_team():
    agents = {}
    for path in sorted((FOLDER.parents[1] / "agents").glob("*.md")):
        definition = read_definition(path.read_bytes(), path.name)
        units = units_of(definition, path.stem)
        found_units = by_name(found_guideline(unit, units, unit.anchor, "") for unit in findable(units))
        about = description_of(units)
        agents[path.stem] = FoundAgent(
            path.stem, definition.title, "", "", about, other_words(definition, units), found_units
        )
    keys = keys_of(agents)
    return {keys[name]: one for name, one in agents.items()}


def rank(row, found, agents):
    """The place of the wanted hit, 0 if it is not among the first ten, or nothing if there is no hit at all."""
    wanted = row["agent"].split("|")
    if row["kind"] == "agent":
        places = [agents[hit.agent].page in wanted for hit in found.agents]
    else:
        beginning = row["text starts with"].replace("`", "")
        hits = [(agents[hit.agent], agents[hit.agent].units[hit.uid]) for hit in found.guidelines]
        places = [agent.page in wanted and unit.text.startswith(beginning) for agent, unit in hits]
    return (places.index(True) + 1 if True in places else 0) if places else None
