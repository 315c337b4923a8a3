"""What an update of the ledger records for each kind of change.

A case contains versions of a folder, separated by ``===``: ``@ page`` or ``@ page = name``, and
the prompt of the agent below.  The expected result is what the last update changed.
"""

from __future__ import annotations

import re

import pytest

from sphinx_agentdocs.core.ledger.entries import Entry, Wording
from sphinx_agentdocs.core.ledger.promises import promises
from sphinx_agentdocs.core.ledger.reading import read_ledger
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.ledger.writing import LAST_LINE, ledger_text
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.units import units_of

FILE = re.compile(r"^@ (\S+)(?: = (\S+))?\n((?:(?!@ ).*\n?)*)", re.MULTILINE)
PLAIN = ("agent", "part", "section")


def units(version):
    found = []
    for page, name, body in FILE.findall(version + "\n"):
        name = name or page.rpartition("/")[2]
        data = f"---\nname: {name}\ndescription: Use it.\n---\n{body}".encode()
        found += units_of(read_definition(data, f"{page}.md"), page)
    return found


def history(text, renamed=None):
    """The last update of the versions in *text*."""
    entries, done = {}, None
    versions = text.split("===\n")
    for number, version in enumerate(versions, 1):
        last = number == len(versions)
        done = update(entries, units(version), f"2026-01-0{number}", renamed if last else None)
        entries = read_ledger(ledger_text(done.entries.values()))
        assert entries == done.entries
        assert update(entries, units(version), "2026-02-01").changes == (), "an update of what is up to date"
    return done


def told(entry, done):
    name = entry.anchor if entry.sort in PLAIN else f'"{entry.text}"'
    return f"{name} at {entry.page}"


def lines(done):
    for change in done.changes:
        before, after = change.before, change.after
        if change.kind == "new":
            yield f"new: {told(after, done)}"
        elif change.kind == "merged":
            yield f"merged: {told(before, done)} -> {told(done.entries[after.to], done)}"
        elif change.kind == "ambiguous":
            others = " | ".join(sorted(told(done.entries[code], done) for code in after.candidates))
            yield f"ambiguous: {told(before, done)} -> {others}"
        elif change.kind == "withdrawn":
            yield f"withdrawn: {told(before, done)}"
        elif before.address != after.address or before.text != after.text:
            yield f"{change.kind}: {told(before, done)} -> {told(after, done)}"
        else:
            yield f"{change.kind}: {told(after, done)}"


def test_updates(case):
    assert "\n".join(sorted(lines(history(case.input)))) == case.expected


def test_an_agent_that_the_team_says_is_renamed():
    text = "@ a/old\n- Salt the steps before the frost.\n- Sweep the yard on Fridays.\n===\n"
    text += "@ a/new\n- Put salt on the steps before any frost comes.\n- Sweep the yard.\n- Count the brooms.\n"
    assert sorted(lines(history(text))) == [
        'new: "Count the brooms." at a/new',
        'new: "Put salt on the steps before any frost comes." at a/new',
        'new: "Sweep the yard." at a/new',
        "new: new at a/new",
        "new: new.definition at a/new",
        "new: new.role at a/new",
        "new: new.when-to-use at a/new",
        'withdrawn: "Salt the steps before the frost." at a/old',
        'withdrawn: "Sweep the yard on Fridays." at a/old',
        "withdrawn: old at a/old",
        "withdrawn: old.definition at a/old",
        "withdrawn: old.role at a/old",
        "withdrawn: old.when-to-use at a/old",
    ]
    assert [line for line in lines(history(text, {"a/old": "a/new"})) if '"' not in line and "new:" not in line] == [
        "moved: old at a/old -> new at a/new",
        "moved: old.definition at a/old -> new.definition at a/new",
        "moved: old.role at a/old -> new.role at a/new",
        "moved: old.when-to-use at a/old -> new.when-to-use at a/new",
    ]


def test_a_rename_that_is_told_after_an_update_finds_what_was_withdrawn():
    text = "@ a/old\n- Salt all of the steps before the frost.\n===\n@ a/new\n- Salt all the steps before the frost.\n"
    done = history(text)
    again = update(done.entries, units(text.split("===\n")[1]), "2026-01-03", {"a/old": "a/new"})
    assert sorted(lines(again)) == [
        'merged: "Salt all of the steps before the frost." at a/old -> "Salt all the steps before the frost." at a/new',
        "merged: old at a/old -> new at a/new",
        "merged: old.definition at a/old -> new.definition at a/new",
        "merged: old.role at a/old -> new.role at a/new",
        "merged: old.when-to-use at a/old -> new.when-to-use at a/new",
    ]


JOINED = """\
@ a/x
- Fill the tank every morning before the visitors come.
- Polish the big brass lens with a soft cloth.
===
@ a/x
- Fill the tank every morning before the visitors come. Polish the big brass lens with a soft cloth.
===
@ a/x
- Fill the tank every morning before the visitors come.
"""


def test_a_part_whose_words_are_gone_has_no_other_guideline():
    (lens,) = (one for one in history(JOINED).entries.values() if one.text.startswith("Polish"))
    assert (lens.status, lens.to, lens.until) == ("withdrawn", "", "2026-01-03")


def test_a_part_whose_words_are_gone_has_a_likely_successor():
    near = "- In the evening, polish each big lens with a cloth.\n"
    done = history(JOINED + near)
    assert [(done.entries[code].text[:6], done.entries[to].text) for code, to in done.likely.items()] == [
        ("Polish", near[2:-1])
    ]


def test_a_part_of_a_withdrawn_guideline_stays_part_of_it():
    """Older versions left both so."""
    entries = history(JOINED.rpartition("===\n")[0]).entries
    both = next(one for one in entries.values() if "come. Polish" in one.text)
    gone = {**entries, both.code: both._replace(status="withdrawn", until="2026-01-03")}
    changed = {change.after.text for change in update(gone, units("@ a/x\n"), "2026-01-04").changes}
    assert not [text for text in changed if "lens" in text]


def test_what_a_team_merged_stays_merged_until_its_words_are_back():
    """The other guideline never had them, so it does not lack them."""
    versions = [
        "@ a/x\n- Feed the hens at dawn.\n- Shut the gate.\n- Wind the clock.\n",
        "@ a/x\n- Shut the gate.\n- Wind the clock.\n",
        "@ a/x\n- Shut the gate of the yard at night.\n- Wind the clock.\n",
        "@ a/x\n- Wind the clock.\n",
        "@ a/x\n- Wind the clock.\n- Feed the hens at dawn.\n",
    ]
    entries: dict[str, Entry] = {}
    states = []
    for day, version in enumerate(versions, 1):
        entries = update(entries, units(version), f"2026-01-0{day}").entries
        hens, gate = (next(one for one in entries.values() if one.text.startswith(text)) for text in ("Feed", "Shut"))
        if day == 2:
            entries = {**entries, hens.code: hens._replace(status="moved", to=gate.code)}
        states.append((hens.status, hens.to == gate.code, gate.status))
    assert states == [
        ("live", False, "live"),
        ("withdrawn", False, "live"),
        ("moved", True, "live"),
        ("moved", True, "withdrawn"),
        ("live", False, "withdrawn"),
    ]


def test_the_order_of_the_ledger_does_not_matter():
    versions = "@ a/x\n- Feed the hens.\n- Feed the hens.\n- Close the gate.\n", "@ a/x\n- Feed the hens.\n"
    done = update({}, units(versions[0]), "2026-01-01")
    turned = dict(reversed(done.entries.items()))
    assert update(turned, units(versions[1]), "2026-01-02") == update(done.entries, units(versions[1]), "2026-01-02")


def test_a_code_is_never_given_twice():
    done = update({}, units("@ a/x\n- Feed the hens.\n"), "2026-01-01")
    entry = next(entry for entry in done.entries.values() if entry.text == "Feed the hens.")
    taken = {entry.code: entry._replace(text="Another thing.", anchor="x.another-thing", status="withdrawn")}
    again = update(taken, units("@ a/x\n- Feed the hens.\n"), "2026-01-02")
    codes = [one.code for one in again.entries.values() if one.text == "Feed the hens."]
    assert len(codes) == 1
    assert codes[0] != entry.code


def test_promises(case):
    done = history(case.input)
    found = []
    for page, kept in sorted(promises(done).items()):
        for derived, ids in kept.ids.items():
            if len(ids) > 1 or ids[0] != derived:
                found.append(f"{page}: {derived} has {' '.join(ids)}")
        for one in kept.gone:
            where = f"now {one.now.page}#{one.now.anchor}" if one.now else "gone"
            found.append(f"{page}: {' '.join(one.anchors)} {where}")
    assert "\n".join(found) == case.expected


# -- what an update keeps of the past


def wordings(text):
    """The former wordings of each guideline after the versions in *text*."""
    return {
        one.text: [was.text for was in one.was] for one in history(text).entries.values() if one.sort == "guideline"
    }


SHORT, LONG, EVERY = (f"Trim {wick} before dusk." for wick in ("the wick", "the long wick", "every long wick"))


def test_every_former_wording_is_kept_once_and_the_present_one_is_none():
    def versions(*texts):
        return "===\n".join(f"@ a/keeper\n- {text}\n" for text in texts)

    assert wordings(versions(SHORT, LONG)) == {LONG: [SHORT]}
    assert wordings(versions(SHORT, LONG, SHORT)) == {SHORT: [LONG]}
    assert wordings(versions(SHORT, LONG, SHORT, LONG)) == {LONG: [SHORT]}
    assert wordings(versions(SHORT, LONG, EVERY)) == {EVERY: [SHORT, LONG]}


def test_a_wording_has_the_day_on_which_it_was_found_to_be_former():
    done = history(f"@ a/keeper\n- {SHORT}\n===\n@ a/keeper\n- {LONG}\n")
    assert [one.was for one in done.entries.values() if one.was] == [(Wording(SHORT, "2026-01-02"),)]


def code_block(*versions, text="Run:"):
    """The entry of an item after versions of what is below its text, and the kinds of the last changes."""
    done = history("===\n".join(f"@ a/keeper\n- {text}\n{below}" for below in versions))
    (entry,) = (one for one in done.entries.values() if one.sort == "guideline" and one.text == text)
    return entry, [change.kind for change in done.changes]


MAKE, TEST = "  ```\n  make\n  ```\n", "  ```\n  make test\n  ```\n"


def test_a_changed_code_block_is_a_former_wording():
    entry, kinds = code_block(MAKE, TEST)
    assert kinds == ["changed"]
    assert entry.body == "Run:\n```\nmake test\n```"
    assert entry.was == (Wording("Run:", "2026-01-02", "Run:\n```\nmake\n```"),)


@pytest.mark.parametrize("versions", [("", MAKE), (MAKE, MAKE + "  - Tell.\n"), ("  - Tell.\n", "  - Go.\n")])
def test_a_change_that_loses_no_block_records_no_wording(versions):
    """The items of a list inside an item have wordings of their own."""
    entry, kinds = code_block(*versions)
    assert "changed" in kinds
    assert entry.was == ()


def test_a_code_block_that_returns_is_not_a_former_wording():
    entry, _ = code_block(MAKE, TEST, MAKE)
    assert [wording.body for wording in entry.was] == ["Run:\n```\nmake test\n```"]


def test_a_reworded_item_keeps_its_code_block_too():
    done = history(f"@ a/keeper\n- {SHORT}\n{MAKE}===\n@ a/keeper\n- {LONG}\n{MAKE}")
    assert [one.was for one in done.entries.values() if one.was] == [
        (Wording(SHORT, "2026-01-02", f"{SHORT}\n```\nmake\n```"),)
    ]


def leads(*headings):
    """What was said before of an item that was below each of *headings*, in this order; another item has a lead."""
    done = history("===\n".join(f"@ a/keeper\n## {one}\n- {SHORT}\n## Avoid\n- ring twice\n" for one in headings))
    (entry,) = (one for one in done.entries.values() if one.text == SHORT)
    return [f"{was.lead} {was.text}".strip() for was in entry.was], entry.lead


@pytest.mark.parametrize(
    ("headings", "before", "now"),
    [
        (["Do", "Don't"], [SHORT], "Don't:"),
        (["Don't", "Do"], [f"Don't: {SHORT}"], ""),
        (["Don't", "Do", "Don't"], [SHORT], "Don't:"),
        (["Don't", "Never"], [], "Never:"),
        (["Before dusk:", "After dusk:"], [f"Before dusk: {SHORT}"], "After dusk:"),
        (["Rules", "Duties"], [], ""),
    ],
)
def test_a_text_that_means_something_else_has_its_former_lead(headings, before, now):
    assert leads(*headings) == (before, now)


def test_an_earlier_version_without_leads_is_no_former_wording():
    version = f"@ a/keeper\n## Don't\n- {SHORT}\n"
    first = update({}, [unit._replace(lead="") for unit in units(version)], "2026-01-01")
    text = ledger_text(first.entries.values()).replace(LAST_LINE, '{"version":2}')
    done = update(read_ledger(text), units(version), "2026-01-02")
    assert {entry.was for entry in done.entries.values()} == {()}


def test_an_earlier_version_that_says_the_same_is_unchanged():
    version = f"@ a/keeper\n- {SHORT}\n- {SHORT}\n===\n@ a/keeper\n- {SHORT}\n"
    text = ledger_text(history(version).entries.values()).replace(LAST_LINE, '{"version":2}')
    done = update(read_ledger(text), units(version.split("===\n")[1]), "2026-01-03")
    assert done.changes == ()
    assert done.entries == read_ledger(ledger_text(done.entries.values())), "it is of this version now"


def test_a_ledger_of_an_earlier_version_is_completed_without_former_wordings():
    """It did not record what a unit says besides its text."""
    version = f"@ a/keeper\n# Dusk\n- Run:\n{MAKE}\n```\ncode\n```\n"
    first = update({}, [unit._replace(body="") for unit in units(version)], "2026-01-01")
    done = update(first.entries, units(version), "2026-01-02")
    assert sorted((change.kind, change.after.text) for change in done.changes) == [
        ("changed", text) for text in ("Dusk", "Run:", "when-to-use")
    ]
    assert {entry.was for entry in done.entries.values()} == {()}


@pytest.mark.parametrize("heading", ["Dawn", "Dusk"])
def test_what_was_said_twice_below_one_heading_becomes_the_one_that_is_left_there(heading):
    rule = "- Be on time.\n"
    twice = "".join(f"# {name}\n{rule * (1 + (name == heading))}" for name in ("Dawn", "Dusk"))
    done = history(f"@ a/keeper\n{twice}===\n@ a/keeper\n# Dawn\n{rule}# Dusk\n{rule}")
    (change,) = (change for change in done.changes if change.kind == "merged")
    assert done.entries[change.after.to].section == (heading,)


def test_an_anchor_that_was_given_is_never_given_again():
    text = "Feed the hens."
    first = update({}, units(f"@ a/x\n- {text}\n"), "2026-01-01")
    (hens,) = (entry for entry in first.entries.values() if entry.text == text)
    gone, anchors = {}, []
    for number in range(4):
        code = f"zzzz{number}"
        done = update(gone, units(f"@ a/x\n- {text}\n"), "2026-01-02")
        anchors += [entry.anchor for entry in done.entries.values() if entry.text == text]
        gone[code] = hens._replace(code=code, anchor=anchors[-1], text=f"Another {number}.", status="withdrawn")
    stem = anchors[1]
    assert stem.startswith("x.feed-the-hens-")
    assert anchors == ["x.feed-the-hens", stem, f"{stem}-2", f"{stem}-3"]


def test_of_two_agents_that_a_merge_left_on_a_page_the_one_of_its_name_stays():
    done = update({}, units("@ a/x\n- Feed the hens.\n"), "2026-01-01")
    (agent,) = (entry for entry in done.entries.values() if entry.kind == "agent")
    other = agent._replace(code="00000", anchor="y", text="y", title="y")
    again = update({**done.entries, "00000": other}, units("@ a/x\n- Feed the hens.\n"), "2026-01-02")
    assert list(lines(again)) == ["merged: y at a/x -> x at a/x"]


def test_a_name_that_the_team_gives_to_nobody_changes_nothing():
    text = "@ a/old\n- Salt the steps before the frost.\n"
    for renamed in ({"a/old": "a/nowhere"}, {"a/nowhere": "a/old"}, {"a/one": "a/two"}):
        assert history(f"{text}===\n{text}", renamed).changes == ()


def test_what_had_become_another_is_not_sought_when_its_agent_is_renamed():
    rule = "- Be on time.\n"
    text = f"@ a/old\n# Dusk\n{rule}# Dawn\n{rule}===\n@ a/old\n# Dawn\n{rule}===\n@ a/new\n# Dawn\n{rule}"
    assert [line for line in sorted(lines(history(text, {"a/old": "a/new"}))) if '"' in line] == [
        'moved: "Be on time." at a/old -> "Be on time." at a/new'
    ]


def test_what_the_team_says_goes_before_the_name_and_the_page():
    text = (
        "@ a/x = keeper\n- Feed the hens.\n===\n@ a/x = keeper\n- Feed the hens.\n@ a/y = keeper\n- Salt the steps.\n"
    )
    changes = [line for line in lines(history(text, {"a/x": "a/y"})) if "keeper at" in line]
    assert changes == ["moved: keeper at a/x -> keeper at a/y"]
