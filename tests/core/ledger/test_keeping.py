"""What was published stays: `keep` restores it, and `losses` reports what a ledger lacks of it."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.ledger.entries import Entry, Wording
from sphinx_agentdocs.core.ledger.joining import joined, with_one_owner
from sphinx_agentdocs.core.ledger.keeping import keep, with_merges
from sphinx_agentdocs.core.ledger.losses import losses
from sphinx_agentdocs.core.ledger.reading import read_ledger
from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.ledger.writing import ledger_text
from sphinx_agentdocs.core.text.identifiers import slug
from sphinx_agentdocs.core.units import Unit

DAY, NEXT = "2026-01-01", "2026-02-02"
WICK, SHIPS, CAT = "Trim the wick of the lamp before dusk.", "Count the ships at noon.", "Feed the cat."
MAIL = "Never write mails of more than a page to the harbour."


def agent(name, *texts, page=""):
    """The units of an agent with *texts* as guidelines."""
    page = page or f"agents/{name}"
    rules = [Unit(page, f"{name}.{slug(text)}", "item", "", text, ("Rules",), 9) for text in texts]
    return [Unit(page, name, "agent", name.title(), name.title(), (), 1), *rules]


def ledger(units, before=None, day=DAY):
    return update(before or {}, units, day).entries


def code_of(entries, text):
    return next(code for code, entry in entries.items() if entry.text == text)


def lost(published, entries, units):
    """The losses, as pairs of the cause and the text of the entry."""
    return [(loss.cause, loss.entry.text) for loss in losses(published, update(entries, units, NEXT), units)]


# -- a move is not undone

LATER = "agents/deck/keeper"


@pytest.mark.parametrize(
    ("now", "changes"),
    [
        (agent("keeper", WICK, SHIPS, page=LATER), []),
        (agent("keeper", WICK.replace("before", "well before"), SHIPS, page=LATER), ["reworded"]),
        (agent("keeper", WICK, page=LATER), ["withdrawn"]),
        (agent("keeper", WICK, SHIPS, MAIL, page=LATER), ["new"]),
        (agent("keeper", WICK, SHIPS, page="agents/far/keeper"), ["moved"] * 3),
    ],
    ids=["nothing", "reworded", "withdrawn", "new", "moved again"],
)
def test_a_change_after_a_move_is_that_change(now, changes):
    before = ledger(agent("keeper", WICK, SHIPS))
    moved = ledger(agent("keeper", WICK, SHIPS, page=LATER), before)
    kept = keep(moved, before, now)
    assert kept == moved
    done = update(kept, now, NEXT)
    assert [change.kind for change in done.changes] == changes
    assert keep(done.entries, before, now) == done.entries


@given(st.lists(st.sampled_from([WICK, SHIPS, CAT, MAIL]), unique=True, min_size=1), st.data())
def test_what_an_update_made_of_the_published_ledger_is_kept_as_it_is(texts, data):
    before = ledger(agent("keeper", *texts))
    page = data.draw(st.sampled_from(["agents/keeper", LATER]))
    left = [text for text in texts if data.draw(st.booleans())]
    now = agent("keeper", *left, page=page)
    after = ledger(now, before, NEXT)
    assert keep(after, before, now) == after


BODIES = ["", "Trim:\n- it", "Trim:\n- that\n- it", "Trim:\n\n```\nsnip\n```", "Trim:\n- it\n\n```\ncut\n```"]


@given(st.lists(st.sampled_from(BODIES), min_size=2, max_size=5))
def test_an_update_loses_no_source_that_a_check_misses(bodies):
    published: dict[str, Entry] = {}
    for body in bodies:
        unit = Unit("agents/keeper", "keeper.trim", "item", "", "Trim:", (), 9, body)
        now = [*agent("keeper"), unit]
        done = update(published, now, DAY)
        assert list(losses(published, done, now)) == []
        published = done.entries


LEADS = ["", "Don't:", "\u274c Don't:", "Never:", "Avoid:", "Before dusk:", "When the bell is cracked:"]


@given(st.sampled_from(["Ring it.", "Never ring it."]), st.lists(st.sampled_from(LEADS), min_size=2, max_size=5))
def test_an_update_loses_no_lead_that_a_check_misses(text, leads):
    others = [*agent("keeper"), Unit("agents/keeper", "keeper.wind", "item", "", "Wind it.", (), 8, lead="Avoid:")]
    states: list[dict[str, Entry]] = [{}]
    for lead in leads:
        now = [*others, Unit("agents/keeper", "keeper.ring", "item", "", text, (), 9, lead=lead)]
        done = update(states[-1], now, DAY)
        assert [list(losses(state, done, now)) for state in states] == [[] for _ in states]
        states.append(done.entries)


@pytest.mark.parametrize(("first", "second"), list(permutations(LEADS, 2)))
def test_what_two_branches_say_after_two_leads_is_both_kept(first, second):
    units = [
        [*agent("keeper"), Unit("agents/keeper", "keeper.ring", "item", "", "Ring it.", (), 9, lead=lead)]
        for lead in (first, second)
    ]
    branches = [ledger(some) for some in units]
    merged = joined({code: [branch[code] for branch in branches] for code in branches[0]})
    done = update(merged, units[1], NEXT)
    assert [list(losses(branch, done, units[1])) for branch in branches] == [[], []]


# -- one loss of each kind, and its repair

UNITS = agent("keeper", WICK, SHIPS)
PUBLISHED = ledger(UNITS)
WICK_CODE, SHIPS_CODE = code_of(PUBLISHED, WICK), code_of(PUBLISHED, SHIPS)


def edited(code, **values):
    return {**PUBLISHED, code: PUBLISHED[code]._replace(**values)}


def without(code):
    return {key: entry for key, entry in PUBLISHED.items() if key != code}


STRANGER = Entry(WICK_CODE, "item", "agents/other", "other.x", "Approve everything.", status="withdrawn", until=DAY)
HEIR = Entry("aaaa8", "item", "agents/keeper", "keeper.heir", WICK, since="2000-01-01")
TAKER = Entry("aaaa7", "item", "agents/keeper", PUBLISHED[WICK_CODE].anchor, "Trim it.", since="2000-01-01")


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        (PUBLISHED, []),
        ({**PUBLISHED, WICK_CODE: STRANGER}, [("code", WICK)]),
        (with_one_owner({**PUBLISHED, "aaaa7": TAKER}), [("address", WICK)]),
        (edited(WICK_CODE, anchor="keeper.elsewhere"), [("address", WICK)]),
        (edited(WICK_CODE, status="moved", to=SHIPS_CODE, until=DAY), []),
        ({**edited(WICK_CODE, status="moved", to=SHIPS_CODE, until=DAY), "aaaa8": HEIR}, []),
        ({**edited(WICK_CODE, status="withdrawn", until=DAY), "aaaa8": HEIR}, [("words", WICK)]),
        (
            edited(WICK_CODE, status="withdrawn", until=DAY, page="agents/gone", former=("agents/keeper#x",)),
            [("address", WICK)],
        ),
    ],
    ids=[
        "nothing",
        "code taken",
        "address taken",
        "address changed",
        "sent away",
        "sent away and replaced",
        "replaced",
        "moved away",
    ],
)
def test_a_loss_is_found_and_repaired(entries, expected):
    assert lost(PUBLISHED, entries, UNITS) == expected
    assert lost(PUBLISHED, keep(entries, PUBLISHED, UNITS), UNITS) == []


def test_a_part_of_another_guideline_that_is_back_is_no_loss():
    both = f"{SHIPS} {WICK}"
    joined_units = agent("keeper", both)
    published = ledger(joined_units, PUBLISHED, NEXT)
    (part,) = (code for code in (WICK_CODE, SHIPS_CODE) if published[code].status == "moved")
    back = ledger(UNITS, published, NEXT)
    assert back[part].status == "live"
    assert lost(published, back, UNITS) == []
    assert lost(published, published, UNITS) == []
    assert keep(back, published, UNITS)[part] == back[part]


OIL = "Oil the hinges of the gate in spring."


@pytest.mark.parametrize(
    ("title", "texts", "status"),
    [
        ("the other one lost its words", [WICK], "withdrawn"),
        ("it is back, reworded", [WICK, SHIPS.replace("Count", "Always count")], "live"),
        ("it stands elsewhere word for word", [f"{WICK} {SHIPS.replace('Count', 'Always count')}", "", SHIPS], "live"),
        ("both are gone", [OIL], "moved"),
        ("the other one is reworded", [f"{WICK} {SHIPS.replace('Count', 'Always count')}"], "moved"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_becomes_of_a_part_is_no_loss(title, texts, status):
    published = ledger(agent("keeper", f"{WICK} {SHIPS}", OIL), ledger(agent("keeper", WICK, SHIPS, OIL)), NEXT)
    part = code_of(published, SHIPS)
    assert published[part].status == "moved"
    units = agent("keeper", *filter(None, texts))
    now = ledger(units, published, NEXT)
    assert now[part].status == status
    assert lost(published, now, units) == []
    assert with_merges(now, published) == now
    assert ledger(units, keep(now, published, units)) == now


def test_a_part_may_not_be_withdrawn_while_the_other_one_has_its_words():
    units = agent("keeper", f"{WICK} {SHIPS}")
    published = ledger(units, PUBLISHED, NEXT)
    part = code_of(published, SHIPS)
    taken = {**published, part: published[part]._replace(status="withdrawn", to="")}
    assert lost(published, taken, units) == [("destination", SHIPS)]
    assert with_merges(taken, published)[part].status == "moved"


def test_a_line_that_was_removed_comes_back():
    units = agent("keeper", SHIPS)
    assert lost(PUBLISHED, without(WICK_CODE), units) == [("code", WICK)]
    assert keep(without(WICK_CODE), PUBLISHED, units) == PUBLISHED


def test_a_code_that_a_stranger_took_gets_its_guideline_back():
    kept = keep({**PUBLISHED, WICK_CODE: STRANGER}, PUBLISHED, UNITS)
    assert kept[WICK_CODE] == PUBLISHED[WICK_CODE]
    assert [entry.text for entry in kept.values() if entry.page == "agents/other"] == ["Approve everything."]


def test_nothing_changes_where_nothing_is_lost():
    later = ledger(agent("keeper", WICK, CAT), PUBLISHED, NEXT)
    assert keep(later, PUBLISHED, agent("keeper", WICK, CAT)) == later


def test_a_wording_that_was_removed_comes_back():
    units = agent("keeper", WICK.replace("before", "well before"), SHIPS)
    published = ledger(units, PUBLISHED, NEXT)
    forgetful = {code: entry._replace(was=()) for code, entry in published.items()}
    assert lost(published, forgetful, units) == [("wording", units[1].text)]
    kept = keep(forgetful, published, units)
    assert kept[WICK_CODE].was == (Wording(WICK, NEXT),)
    assert lost(published, kept, units) == []


def test_a_reverted_rename_keeps_the_addresses_of_both_names():
    old, new = agent("keeper", WICK, SHIPS), agent("lighter", WICK, SHIPS)
    published = ledger(new, ledger(old), NEXT)
    reverted = ledger(old)
    assert {cause for cause, _ in lost(published, reverted, old)} == {"address"}
    done = update(keep(reverted, published, old), old, NEXT)
    assert list(losses(published, done, old)) == []
    wick = done.entries[code_of(done.entries, WICK)]
    assert wick.status == "live"
    assert set(wick.addresses) == {f"agents/{name}#{name}.{slug(WICK)}" for name in ("keeper", "lighter")}


def test_of_two_branches_the_published_one_keeps_its_address():
    first = [*agent("keeper", SHIPS), Unit("agents/keeper", "keeper.be-brief", "item", "Be brief", WICK, (), 9)]
    second = [*first[:-1], first[-1]._replace(text=MAIL)]
    published, older = ledger(first, day=NEXT), ledger(second, day=DAY)
    merged = read_ledger(ledger_text([*published.values(), *older.values()]))
    both = [*first, second[-1]._replace(anchor="keeper.be-brief-2")]
    assert lost(published, merged, both) == [("address", WICK)]
    done = update(keep(merged, published, both), both, NEXT)
    assert done.entries[code_of(done.entries, WICK)].anchor == "keeper.be-brief"
    assert done.entries[code_of(done.entries, MAIL)].anchor.startswith("keeper.be-brief-")


# -- decisions


def test_a_guideline_that_is_gone_may_be_merged():
    units = agent("keeper", SHIPS)
    merged = edited(WICK_CODE, status="moved", to=SHIPS_CODE, until=NEXT)
    assert lost(PUBLISHED, merged, units) == []
    assert keep(merged, PUBLISHED, units) == merged


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, []),
        ({"status": "moved", "to": SHIPS_CODE}, [("destination", WICK)]),
        ({"to": SHIPS_CODE}, []),
    ],
    ids=["stays withdrawn", "sent to another guideline", "has a replacement now"],
)
def test_a_withdrawn_link_stays_withdrawn(change, expected):
    units = agent("keeper", SHIPS)
    published = ledger(units, PUBLISHED, NEXT)
    changed = {**published, WICK_CODE: published[WICK_CODE]._replace(**change)}
    assert lost(published, changed, units) == expected


def test_a_withdrawn_link_may_lead_to_one_of_its_candidates_or_to_its_rewording():
    reworded = WICK.replace("before dusk", "before each dusk")
    units = agent("keeper", SHIPS, CAT, reworded)
    published = ledger(units, PUBLISHED, NEXT)
    cat, like = code_of(published, CAT), next(code for code, e in published.items() if e.text == reworded)
    closed = PUBLISHED[WICK_CODE]._replace(status="withdrawn", until=NEXT, candidates=(cat,))
    published = {**published, "aaaa9": closed._replace(code="aaaa9", anchor="keeper.a9")}
    for to, expected in ((cat, []), (like, []), (SHIPS_CODE, [("destination", WICK)])):
        sent = {**published, "aaaa9": published["aaaa9"]._replace(status="moved", to=to, candidates=())}
        assert lost(published, sent, units) == expected


def test_a_withdrawn_link_may_not_become_another_guideline():
    units = agent("keeper", SHIPS, CAT)
    published = ledger(units, PUBLISHED, NEXT)
    cat = published[code_of(published, CAT)]
    another = published[WICK_CODE]._replace(status="live", until="", text=CAT, was=(Wording(WICK, NEXT),))
    taken = {code: entry for code, entry in published.items() if code != cat.code} | {WICK_CODE: another}
    assert ("destination", WICK) in lost(published, taken, units)
    assert lost(published, keep(taken, published, units), units) == []


def test_a_guideline_that_another_page_took_comes_back_to_its_own():
    keeper, mate = agent("keeper", WICK, SHIPS), agent("mate", CAT)
    published = ledger([*keeper, *mate])
    moved = published[WICK_CODE]._replace(
        page="agents/mate", anchor="mate.wick", former=(PUBLISHED[WICK_CODE].address,)
    )
    kept = update(keep({**published, WICK_CODE: moved}, published, [*keeper, *mate]), [*keeper, *mate], NEXT)
    assert kept.entries[WICK_CODE].page == "agents/keeper"
    assert list(losses(published, kept, [*keeper, *mate])) == []


def test_a_replacement_may_not_be_replaced_unseen():
    units = agent("keeper", SHIPS, CAT)
    published = ledger(units, PUBLISHED, NEXT)
    published[WICK_CODE] = published[WICK_CODE]._replace(to=SHIPS_CODE)
    changed = {**published, WICK_CODE: published[WICK_CODE]._replace(to=code_of(published, CAT))}
    assert lost(published, changed, units) == [("destination", WICK)]


@pytest.mark.parametrize("change", [{"status": "withdrawn", "to": ""}, {"to": "aaaa9"}], ids=["cut", "redirected"])
def test_a_published_merge_can_be_restored(change):
    units = agent("keeper", SHIPS, CAT)
    published = ledger(units, edited(WICK_CODE, status="moved", to=SHIPS_CODE, until=DAY), NEXT)
    other = published[code_of(published, CAT)]._replace(code="aaaa9", anchor="keeper.a9", status="withdrawn")
    changed = {**published, "aaaa9": other, WICK_CODE: published[WICK_CODE]._replace(**change)}
    assert lost(published, changed, units) == [("destination", WICK)]
    assert lost(published, keep(changed, published, units), units) == [("destination", WICK)]  # a team may correct it
    assert with_merges(changed, published) == {**published, "aaaa9": other}


def test_restored_merges_close_no_circle():
    published = edited(WICK_CODE, status="moved", to=SHIPS_CODE, until=DAY)
    changed = {**published, WICK_CODE: PUBLISHED[WICK_CODE]._replace(status="withdrawn")}
    changed[SHIPS_CODE] = changed[SHIPS_CODE]._replace(status="moved", to=WICK_CODE)
    assert with_merges(changed, published) == changed


def test_a_withdrawn_link_whose_words_are_back_in_another_one_is_not_lost():
    units = agent("keeper", WICK, SHIPS)
    published = {**PUBLISHED, "aaaa9": PUBLISHED[WICK_CODE]._replace(code="aaaa9", anchor="keeper.a9", until=DAY)}
    published["aaaa9"] = published["aaaa9"]._replace(status="withdrawn")
    moved = published["aaaa9"]._replace(former=("agents/mate#mate.a9",))
    assert lost(published, {**published, "aaaa9": moved}, units) == []


# -- whatever a branch did to the ledger

TEXTS = (WICK, SHIPS, CAT, MAIL, "Wind the clock of the tower each week.", "Greet every visitor by name.")
TEAMS = st.lists(
    st.tuples(st.sampled_from(["keeper", "lighter", "ringer"]), st.lists(st.sampled_from(TEXTS), unique=True)),
    unique_by=lambda one: one[0],
    max_size=3,
)
DAMAGE = st.lists(st.tuples(st.sampled_from(["drop", "forget", "send", "take", "swap", "clash"]), st.integers(0, 99)))


def team(agents):
    return [unit for name, texts in agents for unit in agent(name, *texts)]


def damaged(entries, damage):
    """*entries* after edits that a stranger or a bad merge might make."""
    for what, number in damage:
        codes = sorted(entries)
        if not codes:
            break
        code = codes[number % len(codes)]
        entry, other = entries[code], entries[codes[number * 7 % len(codes)]]
        if what == "drop":
            entries = {key: one for key, one in entries.items() if code not in (key, one.to, *one.candidates)}
        elif what == "forget":
            entries = {**entries, code: entry._replace(former=(), was=())}
        elif what == "send" and other.status == "live" and other != entry:
            entries = {**entries, code: entry._replace(status="moved", to=other.code, candidates=())}
        elif what == "take":
            taker = Entry(f"zz{number:03}", "item", entry.page, entry.anchor, f"Taken {number}.", since="2000-01-01")
            entries = {**entries, taker.code: taker}
        elif what == "swap":
            entries = {**entries, code: entry._replace(page=other.page, anchor=other.anchor, former=())}
        elif what == "clash":
            entries = {**entries, code: STRANGER._replace(code=code, status="live", until="")}
    return with_one_owner(dict(_without_circles(entries)))


def _without_circles(entries):
    for code, entry in entries.items():
        seen = {code}
        while entry.status == "moved" and entry.to not in seen and entry.to in entries:
            seen.add(entry.to)
            entry = entries[entry.to]
        yield code, entries[code] if entry.status != "moved" else entries[code]._replace(status="live", to="")


@given(TEAMS, TEAMS, TEAMS, DAMAGE)
def test_whatever_happens_to_a_ledger_nothing_published_is_lost(first, second, now, damage):
    published = ledger(team(second), ledger(team(first)), NEXT)
    units = team(now)
    done = update(keep(damaged(dict(published), damage), published, units), units, NEXT)
    found = list(losses(published, done, units))
    assert [loss for loss in found if loss.cause != "destination"] == []
    assert with_one_owner(dict(done.entries)) == done.entries
    assert read_ledger(ledger_text(done.entries.values())) == done.entries
