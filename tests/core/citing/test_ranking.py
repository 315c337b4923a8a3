"""Which guidelines a query finds, and in which order."""

from __future__ import annotations

import random

import pytest

from sphinx_agentdocs.core.citing.citation import Citation
from sphinx_agentdocs.core.citing.ranking import best


def guideline(name, title="", text="", section=(), agent="Someone"):
    """A guideline, identified by its link."""
    return Citation(agent, tuple(section), "item", title, text or title or "Something else altogether.", "", name)


TEAM = [
    guideline(
        "small", "Smallest change first", "Smallest change first: leave renames out.", ["Core Approach"], "Reviewer"
    ),
    guideline("applied", "", "Never edit a migration that was applied.", ["Data rules"], "Database Engineer"),
    guideline("backfill", "", "Backfill in small batches after the migration.", ["Data rules"], "Database Engineer"),
    guideline(
        "migration", "Migration names", "Migration names: say what changes.", ["Data rules"], "Database Engineer"
    ),
    guideline("tests", "Run the tests", "Run the tests: before each commit.", ["Workflow"], "Test Engineer"),
    guideline("testing", "", "Testing without asserting is no test.", ["Workflow"], "Test Engineer"),
    guideline("zh", "先写测试", "先写测试: 在提交之前运行所有测试。", ["核心方法"], "审查员"),
    guideline("ja", "", "小さな変更を優先してください。", ["手順"], "レビュアー"),
    guideline("ko", "", "커밋하기 전에 테스트를 실행하세요.", ["절차"], "검토자"),
    guideline("el", "Μικρές αλλαγές", "Μικρές αλλαγές πρώτα.", ["Κανόνες"], "Ελεγκτής"),
]


def found(query, most=5, team=TEAM):
    return [one.link for one in best(query, team, most)]


@pytest.mark.parametrize(
    ("query", "links"),
    [
        # the field that contains the word
        ("migration", ["migration", "applied", "backfill"]),
        ("workflow", ["tests", "testing"]),
        ("database", ["migration", "applied", "backfill"]),
        # rare words count more than common ones
        ("batches migration", ["backfill", "migration", "applied"]),
        # forms of a word, and its beginning
        ("migrations", ["migration", "applied", "backfill"]),
        ("batch", ["backfill"]),
        ("smallest changes", ["small", "migration"]),
        # typing errors
        ("migraton", ["migration", "applied", "backfill"]),
        ("smalest chnage", ["small"]),
        ("bakcfill", ["backfill"]),
        # a word that exists is not treated as a typing error
        ("names", ["migration"]),
        # other scripts
        ("测试", ["zh"]),
        ("运行测试", ["zh"]),
        ("变", []),
        ("測", []),
        ("変更", ["ja"]),
        ("変", ["ja"]),
        ("테스트", ["ko"]),
        ("ΜΙΚΡΈΣ", ["el"]),
        # nothing
        ("", []),
        ("...", []),
        ("zebra", []),
        ("qux", []),
    ],
)
def test_what_is_found(query, links):
    assert found(query) == links


def test_phrases_come_first():
    apart = guideline("apart", "", "Commit early; run each check and the tests of it.")
    together = guideline("together", "", "Before you push what you have to offer here, run the tests.")
    assert found("run the tests", team=[apart, together]) == ["together", "apart"]


def test_the_title_itself_comes_first():
    longer = guideline("longer", "Be brief in prose", "Be brief in prose.")
    exact = guideline("exact", "Be brief", "Be brief: it is read more often than it is written.")
    assert found("be brief", team=[longer, exact]) == ["exact", "longer"]


def test_fewer_typing_errors_come_first():
    two, one = guideline("two", "", "Configurable."), guideline("one", "", "Konfigurable and more words.")
    assert found("konfigurabel", team=[two, one]) == ["one", "two"]
    assert found("konfigurxyz", team=[two, one]) == []


def test_unknown_words_hide_nothing():
    assert found("zebra giraffe elephant migration") == found("migration")
    assert found("zebra giraffe elephant") == []


def test_no_more_than_asked_for():
    assert found("migration", most=2) == ["migration", "applied"]


def test_the_order_does_not_depend_on_that_of_the_guidelines():
    twins = [guideline(f"{number:02}", "", "Keep the door closed.") for number in range(12)]
    orders = set()
    for seed in range(20):
        shuffled = [*TEAM, *twins]
        random.Random(seed).shuffle(shuffled)
        orders.add(tuple(found("keep door", 20, shuffled)))
    assert orders == {tuple(f"{number:02}" for number in range(12))}


def test_a_very_long_query():
    assert found("migration " * 10_000)[0] == "migration"
    assert found(" ".join(f"word{number}" for number in range(10_000))) == []
