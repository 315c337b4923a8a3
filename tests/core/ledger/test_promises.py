"""What each page promises: every wording that a link ever had is shown where the link leads."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.ledger.entries import Entry, Wording
from sphinx_agentdocs.core.ledger.promises import Former, promises
from sphinx_agentdocs.core.ledger.update import Update, update
from sphinx_agentdocs.core.units import Unit

PAGE, OTHER = "crew/keeper", "crew/mate"
UNIT = Unit(PAGE, "keeper.trim", "item", "", "Trim the wick.", (), 7)
LIVE = Entry("00001", "item", PAGE, "keeper.trim", "Trim the wick.", was=(Wording("Trim it.", "2026-01-05"),))
MERGED = Entry("00002", "item", PAGE, "keeper.cut", "Cut the wick.", status="moved", to="00001", until="2026-01-03")
AWAY = Entry("00003", "item", OTHER, "mate.snip", "Snip the wick.", status="moved", to="00002", until="2026-01-02")


def made(*entries: Entry, unit: Unit | None = UNIT) -> Update:
    done = update({entry.code: entry for entry in entries}, [unit] if unit else [], "2026-02-01")
    assert done.changes == ()
    return done


def former(*entries: Entry) -> list[tuple[str, str, str]]:
    """The former wordings of the unit: each text, its date, and the other page it was on."""
    found = promises(made(*entries))[PAGE].former.get("keeper.trim", ())
    return [(one.wording.text, one.wording.until, one.page) for one in found]


def test_a_reworded_unit_has_its_own_wordings():
    assert former(LIVE) == [("Trim it.", "2026-01-05", "")]
    assert former(LIVE._replace(was=())) == []


def test_a_unit_has_the_wordings_of_all_that_became_part_of_it_by_date():
    assert former(LIVE, MERGED, AWAY) == [
        ("Snip the wick.", "2026-01-02", OTHER),
        ("Cut the wick.", "2026-01-03", ""),
        ("Trim it.", "2026-01-05", ""),
    ]


def test_a_merged_unit_brings_its_former_wordings():
    merged = MERGED._replace(was=(Wording("Slice the wick.", "2026-01-01"),))
    assert former(LIVE._replace(was=()), merged) == [
        ("Slice the wick.", "2026-01-01", ""),
        ("Cut the wick.", "2026-01-03", ""),
    ]


def test_a_wording_is_shown_once():
    merged = MERGED._replace(was=(Wording("Trim it.", "2026-01-01"), Wording("Trim the wick.", "2026-01-02")))
    assert former(LIVE, merged, merged._replace(code="00004", anchor="keeper.cut-2")) == [
        ("Cut the wick.", "2026-01-03", ""),
        ("Trim it.", "2026-01-05", ""),
    ]


def test_a_code_block_that_the_destination_lacks_is_a_wording():
    merged = MERGED._replace(text="Trim the wick.", body="Trim the wick.\n```\ntrim\n```")
    page = promises(made(LIVE, merged))[PAGE]
    assert page.former["keeper.trim"] == (
        Former(Wording("Trim the wick.", "2026-01-03", merged.body)),
        Former(LIVE.was[0]),
    )
    assert [one.entry.code for one in page.gone] == ["00002"]
    assert page.ids == {"keeper.trim": ("keeper.trim",)}


def test_a_unit_that_said_the_same_has_no_tombstone():
    merged = MERGED._replace(text="Trim it.")
    page = promises(made(LIVE, merged))[PAGE]
    assert (page.gone, page.ids) == ((), {"keeper.trim": ("keeper.trim", "keeper.cut", "g/00002")})


@pytest.mark.parametrize("through", [(), (MERGED,)])
def test_a_tombstone_has_the_wordings_of_what_became_part_of_it(through):
    gone = LIVE._replace(status="withdrawn", until="2026-01-09")
    away = AWAY if through else AWAY._replace(to="00001")
    stones = promises(made(gone, away, *through, unit=None))[PAGE].gone
    (stone,) = (one for one in stones if one.entry.code == "00001")
    assert [one.wording.text for one in stone.former] == [
        *(["Snip the wick.", "Cut the wick."] if through else ["Snip the wick."]),
        "Trim it.",
    ]


def test_what_moved_to_another_page_shows_there_and_here_what_it_said():
    live = LIVE._replace(former=(f"{OTHER}#mate.trim",))
    pages = promises(made(live))
    assert pages[PAGE].former == {"keeper.trim": (Former(LIVE.was[0]),)}
    (stone,) = pages[OTHER].gone
    assert (stone.anchors, stone.now, stone.former) == (("mate.trim",), live, (Former(LIVE.was[0]),))


def test_each_spelling_of_a_page_keeps_the_anchors_of_the_other():
    """The agent was on one page in two spellings and moved away; then another agent came to the first one."""
    former = ("crew/Keeper#keeper.cut", "crew/keeper#keeper.trim")
    away = Entry("00001", "item", OTHER, "keeper.trim", "Trim the wick.", former=former)
    new = Unit(PAGE, "cook.salt", "item", "", "Salt the soup.", (), 5)
    entries = {"00001": away, "00009": Entry("00009", "item", PAGE, "cook.salt", "Salt the soup.")}
    pages = promises(update(entries, [UNIT._replace(page=OTHER, anchor="keeper.trim"), new], ""))
    assert [sorted(one.anchors) for one in pages[PAGE].gone] == [["keeper.cut", "keeper.trim"]]
    gone = [sorted(one.anchors) for one in pages["crew/Keeper"].gone]
    assert gone == [["keeper.cut", "keeper.trim"], ["cook.salt"]]


def test_a_code_stays_on_each_spelling_of_a_page_although_another_unit_has_its_anchor_on_one():
    away = Entry("00001", "item", OTHER, "mate.trim", "Trim the wick.", former=("crew/Keeper#keeper.trim",))
    new = Entry("00009", "item", PAGE, "keeper.trim", "Salt the soup.")
    units = [UNIT._replace(page=OTHER, anchor="mate.trim"), UNIT._replace(text="Salt the soup.")]
    pages = promises(update({"00001": away, "00009": new}, units, ""))
    assert pages[PAGE].ids == {"keeper.trim": ("keeper.trim",)}
    assert [(one.anchors, one.entry.code) for one in pages[PAGE].gone] == [((), "00001")]
    assert [(one.anchors, one.entry.code) for one in pages["crew/Keeper"].gone] == [
        (("keeper.trim",), "00001"),
        ((), "00009"),
    ]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"was": (Wording("Trim.", "2026-01-02"), Wording("Trim it.", "2026-01-05"))}, ["Trim it."]),
        ({"was": (), "status": "withdrawn", "until": "2026-01-09"}, ["Trim the wick."]),
    ],
    ids=["reworded since", "withdrawn since"],
)
def test_a_tombstone_has_the_wordings_of_what_it_became_since_then(change, expected):
    heir = LIVE._replace(**change)
    merged = MERGED._replace(page=OTHER, anchor="mate.cut")
    (stone,) = promises(made(heir, merged, unit=UNIT if heir.status == "live" else None))[OTHER].gone
    assert [(one.wording.text, one.page) for one in stone.former] == [(text, PAGE) for text in expected]
