"""What an update of the ledger makes of each kind of change.

A case holds versions of a folder, divided by ``===``: ``@ page`` or ``@ page = name``, and
the prompt of the agent below.  What is expected is what the last update changed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from sphinx_agentdocs.core.ledger.promises import promises
from sphinx_agentdocs.core.ledger.reading import read_ledger
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.ledger.writing import ledger_text
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


def test_the_order_of_the_ledger_does_not_matter():
    versions = "@ a/x\n- Feed the hens.\n- Feed the hens.\n- Close the gate.\n", "@ a/x\n- Feed the hens.\n"
    done = update({}, units(versions[0]), "2026-01-01")
    turned = dict(reversed(done.entries.items()))
    assert update(turned, units(versions[1]), "2026-01-02") == update(done.entries, units(versions[1]), "2026-01-02")


def test_a_code_is_never_given_twice():
    done = update({}, units("@ a/x\n- Feed the hens.\n"), "2026-01-01")
    entry = next(entry for entry in done.entries.values() if entry.text == "Feed the hens.")
    taken = {entry.code: replace(entry, text="Another thing.", anchor="x.another-thing", status="withdrawn")}
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
