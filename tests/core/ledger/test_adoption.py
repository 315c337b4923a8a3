"""A ledger that starts from the versions of a site without one keeps everything that each version showed."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.test_links_forever import day, doubled, histories, keeps, published
from hypothesis import given

from sphinx_agentdocs.core.ledger.adoption import Adoption
from sphinx_agentdocs.core.ledger.entries import Entry
from sphinx_agentdocs.core.ledger.promises import promises
from sphinx_agentdocs.core.ledger.reading import read_ledger
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.core.units import CODED_SORTS, Unit, sort_of

PAGE = "agents/ada"


def adopted(versions: Sequence[Sequence[Unit]]) -> dict[str, Entry]:
    adoption = Adoption()
    for number, units in enumerate(versions):
        adoption.add(units, day(number))
    return adoption.entries()


def shown(units: Sequence[Unit]) -> list[tuple[str, str, Unit]]:
    """The address and the code of each unit on a site without a ledger."""
    done = update({}, units, "")
    found = [(done.entries[done.codes[unit.page, unit.anchor]], unit) for unit in units]
    return [(entry.address, entry.code, unit) for entry, unit in found]


@given(histories())
def test_everything_that_a_version_showed_is_kept(states):
    versions = [published(folder) for folder in states]
    entries = adopted(versions)
    done = update(entries, versions[-1], "2026-02-01")
    pages = promises(done)
    assert doubled(pages) == []
    places = {place: unit for units in versions for place, _, unit in shown(units)}  # the newest claim counts
    assert [place for place, unit in places.items() if not keeps(pages, place, unit)] == []
    codes = {
        code: unit
        for units in versions
        for _, code, unit in shown(units)
        if sort_of(unit.kind) in CODED_SORTS and not unit.is_label
    }
    assert [code for code, unit in codes.items() if unit.text not in done.entries[code].texts] == []


@given(histories())
def test_adopting_changes_nothing_that_a_site_shows_today(states):
    versions = [published(folder) for folder in states]
    done = update(adopted(versions), versions[-1], "2026-02-01")
    assert done.changes == ()
    bare = update({}, versions[-1], "")
    coded = {at: code for at, code in bare.codes.items() if bare.entries[code].has_short_link}
    assert {at: done.codes[at] for at in coded} == coded
    pages = promises(done)
    ids = {(page, derived): ids[0] for page, kept in pages.items() for derived, ids in kept.ids.items()}
    assert {(unit.page, unit.anchor): ids[unit.page, unit.anchor] for unit in versions[-1]} == {
        (unit.page, unit.anchor): unit.anchor for unit in versions[-1]
    }


@given(histories())
def test_the_adopted_ledger_is_one_that_can_be_read(states):
    entries = adopted([published(folder) for folder in states])
    assert read_ledger(ledger_text(entries.values())) == dict(sorted(entries.items()))


# -- one rule at a time


def rule(text: str, anchor: str, title: str = "") -> Unit:
    return Unit(PAGE, f"ada.{anchor}", "item", title, text, (), 5)


AGENT = Unit(PAGE, "ada", "agent", "Ada", "Ada", (), 1)
TRIM = rule("Trim the wick. Do it before dusk falls.", "trim-the-wick-do-it-before-dusk-falls")
BOLD = rule("Trim the wick. Do it before dusk falls.", "trim-the-wick", "Trim the wick")
OTHER = rule("Trim the wick. Never at dawn, when the ships come in.", "trim-the-wick", "Trim the wick")


def rules(*versions: Sequence[Unit]) -> dict[str, Entry]:
    """The adopted entries of guidelines, by text and status."""
    entries = adopted([(AGENT, *units) for units in versions])
    return {f"{entry.status} {entry.text}": entry for entry in entries.values() if entry.sort == "guideline"}


def test_the_anchor_of_each_version_is_an_address():
    (entry,) = rules([TRIM], [BOLD]).values()
    assert (entry.anchor, entry.former) == (BOLD.anchor, (f"{PAGE}#{TRIM.anchor}",))


def test_an_address_belongs_to_the_unit_that_has_it_today():
    entries = rules([BOLD], [OTHER])
    live, gone = entries[f"live {OTHER.text}"], entries[f"withdrawn {BOLD.text}"]
    assert (live.anchor, live.former) == (OTHER.anchor, ())
    assert (gone.anchor, gone.former) == (f"{BOLD.anchor}-{gone.code}", ())


def test_a_former_code_leads_to_the_unit():
    before = rule("Keep functions small, and name them by what they do.", "keep")
    after = rule("Keep functions small, and name them by what they do for the caller.", "keep")
    entries = rules([before], [after], [after])
    live, former = entries[f"live {after.text}"], entries[f"moved {before.text}"]
    assert [wording.text for wording in live.was] == [before.text]
    assert (former.to, former.since, former.until) == (live.code, day(0), day(1))
    assert former.anchor == f"ada.keep-{former.code}"
    ids = promises(update({one.code: one for one in entries.values()}, [after], ""))[PAGE]
    assert (ids.ids, ids.gone) == ({"ada.keep": ("ada.keep", former.anchor, f"g/{former.code}")}, ())


def test_a_code_belongs_to_the_unit_that_has_it_today():
    """The first rule was reworded, and then another one said what it had said."""
    first = rule("Keep functions small, and name them by what they do.", "keep-1")
    then = rule("Keep functions small, and name them by what they do for the caller.", "keep-2")
    entries = rules([first], [then], [then, first])
    assert entries[f"live {then.text}"].was[0].text == first.text
    codes = {unit.text: code for _, code, unit in shown([AGENT, then, first])}
    assert entries[f"live {first.text}"].code == codes[first.text]
    assert entries[f"live {then.text}"].code == codes[then.text]
    assert len(entries) == 2
