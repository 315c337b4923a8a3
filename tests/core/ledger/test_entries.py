"""The file of the ledger: written, read, joined, and refused where no update has written it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from sphinx_agentdocs.core.ledger.entries import Entry, Wording
from sphinx_agentdocs.core.ledger.reading import LedgerError, read_ledger
from sphinx_agentdocs.core.ledger.writing import LAST_LINE, ledger_text

SCHEMA = json.loads((files("sphinx_agentdocs") / "permalinks.schema.json").read_text("utf-8"))
PLAIN = Entry("7q2kd", "item", "agents/keeper", "keeper.trim", "Trim the wick.", since="2026-01-01")
FULL = Entry(
    "0zzzz",
    "principle",
    "agents/crew/mate",
    "mate.coil-\u7e69",
    "Coil: the ropes \U0001f600.",
    "Coil",
    ("Deck", "Ropes"),
    "withdrawn",
    "2026-01-01",
    "2026-02-01",
    "7q2kd",
    ("7q2kd",),
    ("agents/mate#mate.coil",),
    (Wording("Coil the rope.", "2026-01-15"), Wording("Coil it:", "2026-01-20", "Coil it:\n```\nnow\n```")),
    "Coil:\n- ropes\n- lines",
)
LINE = (
    '{"code":"7q2kd","kind":"item","page":"agents/keeper","anchor":"keeper.trim","text":"Trim the wick.",'
    '"status":"live","since":"2026-01-01"}'
)


def test_a_ledger_as_it_is_written():
    assert ledger_text([PLAIN]) == f"{LINE}\n{LAST_LINE}\n"


def test_what_a_unit_says_besides_its_text_comes_after_it():
    line = LINE.replace('"status"', '"body":"Trim:\\n- it","status"')
    whole = PLAIN._replace(body="Trim:\n- it")
    assert ledger_text([whole]) == f"{line}\n{LAST_LINE}\n"


def test_it_is_read_as_it_was_written_whatever_the_order_of_its_lines():
    text = ledger_text([PLAIN, FULL])
    assert read_ledger(text) == {"0zzzz": FULL, "7q2kd": PLAIN}
    assert text == ledger_text([FULL, PLAIN])
    turned = "\r\n".join(["", *reversed(text.split("\n"))])
    assert read_ledger(turned) == {"0zzzz": FULL, "7q2kd": PLAIN}


def test_every_line_fits_the_schema():
    Draft202012Validator.check_schema(SCHEMA)
    for line in ledger_text([PLAIN, FULL]).split("\n")[:-1]:
        assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(json.loads(line))] == []


def changed(**values):
    found = {**json.loads(LINE), **values}
    return json.dumps({key: value for key, value in found.items() if value is not None})


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not a JSON object ({)"),
        (LINE[:40], f"not a JSON object ({LINE[:40]})"),
        ("[1]", "not a JSON object ([1])"),
        ('"' + "[" * 60 + '"', 'not a JSON object ("' + "[" * 39 + "\u2026)"),
        ("[" * 100_000, "not a JSON object (" + "[" * 40 + "\u2026)"),
        ("<<<<<<< HEAD", "an unresolved merge conflict"),
        ('{"version":4}', "written by another version of this program"),
        (changed(colour="red"), "a ledger has no key colour"),
        (changed(text=7), "`text` is not text"),
        (changed(former="x"), "`former` is not a list of texts"),
        (changed(section=[1]), "`section` is not a list of texts"),
        (changed(page=None), "`page` is missing"),
        (
            changed(kind="remark"),
            (
                "the kind remark is not one of agent, part, section, example, item, step, principle, paragraph, row,"
                " rule, label"
            ),
        ),
        (changed(status="gone"), "the status gone is not one of live, moved, withdrawn"),
        (changed(code="7Q2KD"), "7Q2KD is not a code"),
        (changed(code="../.."), "../.. is not a code"),
        (changed(candidates=["il"]), "il is not a code"),
        (changed(status="moved"), "the entry has moved, but `to` does not say where"),
        (changed(since="today"), "`since` is not a date such as 2026-01-31"),
        (changed(page="../../etc/passwd"), "../../etc/passwd#keeper.trim is not an address"),
        (changed(page="/etc/passwd"), "/etc/passwd#keeper.trim is not an address"),
        (changed(page="agents/./x"), "agents/./x#keeper.trim is not an address"),
        (changed(page="agents//x"), "agents//x#keeper.trim is not an address"),
        (changed(page="agents\\x"), "agents\\x#keeper.trim is not an address"),
        (changed(page="http://x"), "http://x#keeper.trim is not an address"),
        (changed(anchor='"><script>'), '"><script> is not an address'),
        (changed(anchor=""), "agents/keeper# is not an address"),
        (changed(former=["agents/keeper"]), "agents/keeper# is not an address"),
        (changed(was=[{"text": "x"}]), "`was` is not a list of wordings, each with `text` and `until`"),
        (changed(page="keeper"), "keeper#keeper.trim is not an address"),
        (changed(page="agents/index"), "agents/index#keeper.trim is not an address"),
        (changed(page="_static/x"), "_static/x#keeper.trim is not an address"),
        (changed(page="G/x"), "G/x#keeper.trim is not an address"),
        (changed(page="404/x"), "404/x#keeper.trim is not an address"),
        (changed(page="agents.json/x"), "agents.json/x#keeper.trim is not an address"),
        (changed(page="agents/CON"), "agents/CON#keeper.trim is not an address"),
        (changed(page="agents/a."), "agents/a.#keeper.trim is not an address"),
        (changed(page="agents/a\u202eb"), "agents/a[U+202E]b#keeper.trim is not an address"),
        (changed(page="agents/a\x9bb"), "agents/a[U+009B]b#keeper.trim is not an address"),
        (changed(page="agents/e\u0301"), "agents/e\u0301#keeper.trim is not an address"),
        (changed(page="agents/" + "x" * 137), f"agents/{'x' * 33}\u2026 is not an address"),
        (changed(page="agents" + "/d" * 61), f"agents{'/d' * 17}\u2026 is not an address"),
        (
            changed(page="agents" + "/eighteen-is-so-long" * 41),
            "agents/eighteen-is-so-long/eighteen-is-s\u2026 is not an address",
        ),
        (changed(former=["404#x"]), "404#x is not an address"),
        (changed(anchor="a\u202eb"), "agents/keeper#a[U+202E]b is not an address"),
        (changed(anchor="a\x85b"), "agents/keeper#a[U+0085]b is not an address"),
        (changed(anchor="g/7q2kd"), "agents/keeper#g/7q2kd is not an address"),
        (changed(anchor="x" * 1001), f"agents/keeper#{'x' * 26}\u2026 is not an address"),
        (changed(since="2026-13-45"), "`since` is not a date such as 2026-01-31"),
        (changed(since="0000-01-01"), "`since` is not a date such as 2026-01-31"),
        (changed(until="2026-02-29"), "`until` is not a date such as 2026-01-31"),
        (changed(until="2026-W01-1"), "`until` is not a date such as 2026-01-31"),
        (changed(was=[{"text": "x", "until": "then"}]), "`until` of a wording is not a date such as 2026-01-31"),
        (LINE[:-1] + ',"code":"aaaaa"}', "the key code appears twice"),
        (
            changed(was=[{"text": "x", "until": "", "body": 1}]),
            "`was` is not a list of wordings, each with `text` and `until`",
        ),
        (changed(body=["x"]), "`body` is not text"),
        (changed(was="x"), "`was` is not a list of wordings, each with `text` and `until`"),
        (changed(to="zzzzz"), "the entry names the code zzzzz, which is not in the ledger"),
        (
            changed(status="moved", to="7q2kd"),
            'the entry moved in a circle, through 7q2kd; set one of them to "withdrawn"',
        ),
    ],
)
def test_a_line_that_no_update_has_written(line, message):
    with pytest.raises(LedgerError) as caught:
        read_ledger(f"\n{line}\n{LAST_LINE}\n")
    assert caught.value.line == 2
    assert caught.value.message.endswith(message)


@pytest.mark.parametrize(
    ("line", "fix"),
    [
        ("=======", "keep the lines of both sides, remove the conflict markers, and update"),
        ('{"version":4}', "install that version or a later one"),
        ("{", ""),
    ],
)
def test_the_fix_that_is_not_to_restore_the_file(line, fix):
    with pytest.raises(LedgerError) as caught:
        read_ledger(f"{line}\n{LAST_LINE}\n")
    assert caught.value.fix == fix


@pytest.mark.parametrize(
    ("key", "value", "message"),
    [
        ("former", lambda: ["agents/x#x"] * 100_001, "`former` has 100,001 items, more than 100,000"),
        ("was", lambda: [{"text": "", "until": ""}] * 100_001, "`was` has 100,001 items, more than 100,000"),
        ("text", lambda: "x" * 16_000_001, "`text` contains a text of more than 16,000,000 characters"),
        ("title", lambda: "\u202e" * 2_000_001, "`title` contains a text of more than 16,000,000 characters"),
        ("section", lambda: ["x" * 16_000_001], "`section` contains a text of more than 16,000,000 characters"),
    ],
    ids=["former", "was", "text", "hidden", "section"],
)
def test_a_line_with_more_than_any_definition_has(key, value, message):
    with pytest.raises(LedgerError) as caught:
        read_ledger(f"\n{changed(**{key: value()})}\n{LAST_LINE}\n")
    assert (caught.value.line, caught.value.message) == (2, message)


def test_what_is_shown_is_made_visible_and_no_less_is_shown():
    hidden = "Say\u202e it\x9b and\u00ad\u200d\u0628."
    line = changed(text=hidden, title=hidden, section=[hidden], was=[{"text": hidden, "until": ""}])
    entry = read_ledger(f"{line}\n{LAST_LINE}\n")["7q2kd"]
    shown = "Say[U+202E] it[U+009B] and[U+00AD][U+200D]\u0628."
    assert (entry.text, entry.title, entry.section, entry.was) == (shown, shown, (shown,), (Wording(shown, ""),))


@pytest.mark.parametrize(
    "page",
    [
        "agents/caf\u00e9/\u7e69",
        "agents/.hidden/_x",
        "Team.v2/a--b",
        "agents/x.html/y",
        f"agents/{'x' * 136}",
        "a" + "/d" * 60,
    ],
)
def test_a_page_that_an_update_can_write_is_read(page):
    assert read_ledger(f"{changed(page=page)}\n{LAST_LINE}\n")["7q2kd"].page == page


@pytest.mark.parametrize(("text", "line"), [("", 1), (f"{LINE}\n", 1), (f"{LINE}\n{changed(code='aaaaa')}\n\n", 2)])
def test_a_ledger_without_its_end(text, line):
    with pytest.raises(LedgerError) as caught:
        read_ledger(text)
    assert (caught.value.line, caught.value.message) == (
        line,
        "the file ends here without its last line, so entries may be missing",
    )


def test_a_wording_says_all_of_a_shorter_one():
    whole, text = Wording("Trim:", "2026-01-01", "Trim:\n- it"), Wording("Trim:", "")
    assert [whole.covers(text), text.covers(whole), whole.covers(whole), whole.covers(Wording("Coil:", ""))] == [
        *(True, False, True, False)
    ]
    entry = PLAIN._replace(was=(whole,))
    assert [entry.says(one) for one in (whole, text, entry.last, whole._replace(body="Trim:\n\n```\nthat\n```"))] == [
        *(True, True, True, False)
    ]


def test_items_of_a_list_belong_to_their_own_links():
    one, other = (Wording("Trim:", "", f"Trim:\n- {what}") for what in ("it", "that"))
    code = Wording("Trim:", "", "Trim:\n- it\n\n```\nsnip\n```")
    assert [one.covers(other), code.covers(other), other.covers(code)] == [True, True, False]


# -- what merging leaves behind


def joined(*entries):
    return read_ledger("".join(ledger_text([entry]) for entry in entries))


def test_the_state_with_the_longer_history_counts():
    newer = PLAIN._replace(text="Trim every wick.", was=(Wording("Trim the wick.", "2026-02-01"),))
    assert joined(PLAIN, newer) == joined(newer, PLAIN) == {"7q2kd": newer}


def test_what_both_branches_changed_is_all_there():
    one = PLAIN._replace(text="Trim each wick.", was=(Wording("Trim the wick.", "2026-02-01"),))
    other = PLAIN._replace(page="agents/mate", former=("agents/keeper#keeper.trim",))
    assert joined(one, other)["7q2kd"] == one._replace(former=("agents/mate#keeper.trim",))


def test_a_withdrawal_goes_before_the_state_before_it():
    gone = PLAIN._replace(status="withdrawn", until="2026-02-01")
    assert joined(gone, PLAIN) == joined(PLAIN, gone) == {"7q2kd": gone}


def test_two_things_with_one_code_are_told_apart():
    other = PLAIN._replace(page="agents/mate", anchor="mate.trim", text="Trim the sail.")
    found = joined(PLAIN, other)
    assert found == joined(other, PLAIN)
    assert sorted(entry.text for entry in found.values()) == ["Trim the sail.", "Trim the wick."]
    assert "7q2kd" in found


def test_two_things_with_one_address_are_told_apart():
    other = PLAIN._replace(code="aaaaa", text="Trim the sail.")
    found = joined(PLAIN, other)
    assert found == joined(other, PLAIN)
    assert len({entry.address for entry in found.values()}) == 2


# -- what manual edits and branches do to a file


def test_the_error_names_its_line():
    assert str(LedgerError(3, "no object")) == "line 3: no object"


def test_an_empty_text_is_written_and_other_scripts_as_they_are():
    empty = PLAIN._replace(text="")
    assert read_ledger(ledger_text([empty])) == {"7q2kd": empty}
    assert "mate.coil-\u7e69" in ledger_text([FULL])


@pytest.mark.parametrize(
    "values",
    [
        {"text": "\ud800"},
        {"was": {}},
        {"was": ""},
        {"was": ["x"]},
        {"was": [{"text": 7, "until": ""}]},
        {"was": [{"text": "x", "until": "", "by": "me"}]},
    ],
)
def test_a_value_that_no_update_has_written(values):
    with pytest.raises(LedgerError) as caught:
        read_ledger(f"{LINE}\n{changed(code='aaaaa', **values)}\n{LAST_LINE}\n")
    assert caught.value.line == 2


def test_an_escaped_character_is_read():
    line = changed(text="Caf\u00e9")
    assert "\\u00e9" in line
    assert read_ledger(f"{line}\n{LAST_LINE}\n")["7q2kd"].text == "Caf\u00e9"


def test_a_circle_is_reported_where_the_way_into_it_begins():
    ways = {"aaaaa": "bbbbb", "bbbbb": "ccccc", "ccccc": "bbbbb"}
    lines = "".join(f"{changed(code=code, status='moved', to=to)}\n" for code, to in ways.items())
    with pytest.raises(LedgerError) as caught:
        read_ledger(lines + LAST_LINE)
    assert caught.value.line == 1


def test_an_unknown_code_is_reported_where_it_is_named_and_not_where_its_entry_is():
    first = changed(code="aaaaa", status="withdrawn", to="bbbbb", until="2026-02-01")
    second = changed(code="bbbbb", status="withdrawn", candidates=["zzzzz"])
    with pytest.raises(LedgerError) as caught:
        read_ledger(f"\n{first}\n{second}\n{LAST_LINE}\n")
    assert caught.value.line == 3


def test_of_two_states_the_earlier_day_counts_and_a_missing_one_does_not():
    later = PLAIN._replace(since="2026-03-01", text="Trim every wick.", was=(Wording("Trim the wick.", "2026-03-02"),))
    assert joined(PLAIN, later)["7q2kd"].since == "2026-01-01"
    assert joined(PLAIN, later._replace(since=""))["7q2kd"].since == "2026-01-01"


def test_former_wordings_of_both_branches_are_kept_once():
    old = Wording("Trim it.", "2026-01-02")
    one = PLAIN._replace(text="Trim each wick.", was=(old, Wording("Trim the wick.", "2026-02-01")))
    other = PLAIN._replace(page="agents/y", text="Trim every wick.", was=(old,), former=(PLAIN.address,))
    assert joined(one, other)["7q2kd"].was == (*one.was, Wording("Trim every wick.", ""))


def test_every_code_that_two_things_were_given_is_told_apart():
    codes = ("7q2kd", "aaaaa")
    one = [PLAIN._replace(code=code, anchor=f"keeper.{code}") for code in codes]
    other = [entry._replace(page="agents/mate", text="Trim the sail.") for entry in one]
    found = joined(*one, *other)
    assert len(found) == 4
    assert {entry.address for entry in found.values()} == {entry.address for entry in (*one, *other)}


# -- the address that two branches gave to different things


OLDER = PLAIN._replace(code="zzzzz", since="2026-01-01")
YOUNGER = PLAIN._replace(code="aaaaa", text="Trim the sail.", since="2026-02-01")


def test_of_two_that_took_one_address_the_older_keeps_it():
    found = joined(YOUNGER, OLDER)
    assert found["zzzzz"] == OLDER
    assert found["aaaaa"].anchor.startswith("keeper.trim-")
    assert found["aaaaa"]._replace(anchor="keeper.trim") == YOUNGER


def test_a_former_address_that_an_older_one_has_is_no_longer_of_the_younger():
    moved = YOUNGER._replace(anchor="keeper.sail", former=("agents/keeper#keeper.trim", "agents/keeper#keeper.canvas"))
    assert joined(OLDER, moved)["aaaaa"] == moved._replace(former=("agents/keeper#keeper.canvas",))


def test_the_new_anchor_of_the_younger_is_one_that_nobody_else_has():
    anchor = joined(OLDER, YOUNGER)["aaaaa"].anchor
    youngest = PLAIN._replace(code="bbbbb", anchor=anchor, text="Trim the oars.", since="2026-03-01")
    found = joined(OLDER, YOUNGER, youngest)
    assert found["bbbbb"] == youngest
    assert found["aaaaa"].anchor == "keeper.trim-mrvwcgxn"


def test_any_number_of_entries_at_one_address_are_separated():
    same = [YOUNGER._replace(code=f"aaa{number:02}") for number in range(50)]
    assert len({entry.address for entry in joined(*same).values()}) == 50


def test_an_entry_without_a_date_takes_nothing_from_one_with_a_date():
    undated = YOUNGER._replace(code="00000", since="")
    assert joined(undated, OLDER)["zzzzz"] == OLDER
    assert joined(undated, OLDER)["00000"].address != OLDER.address


# -- repeated texts of which each branch removed another one


def test_a_circle_that_a_merge_closed_is_opened_at_its_oldest_entry():
    one, other = PLAIN, PLAIN._replace(code="aaaaa", anchor="keeper.trim-2", since="2026-01-02")
    gone = one._replace(status="moved", to="aaaaa", until="2026-02-01")
    other_gone = other._replace(status="moved", to="7q2kd", until="2026-02-01")
    found = joined(one, other, gone, other_gone)
    assert found == joined(other_gone, gone, other, one)
    assert found == {"7q2kd": gone._replace(status="withdrawn", to=""), "aaaaa": other_gone}


def test_a_circle_of_entries_with_one_state_each_is_refused_even_after_a_way_into_it():
    lines = [
        changed(code=code, status="moved", to=to)
        for code, to in (("aaaaa", "bbbbb"), ("bbbbb", "ccccc"), ("ccccc", "bbbbb"))
    ]
    with pytest.raises(LedgerError, match="moved in a circle"):
        read_ledger("\n".join([changed(code="aaaaa"), *lines, LAST_LINE]))


# -- the code that lines use for different units


FIRST = PLAIN._replace(since="2026-01-01")
LATER = PLAIN._replace(page="agents/mate", anchor="mate.z", text="Trim the sail.", since="2026-02-01")


@pytest.mark.parametrize("later", [LATER, LATER._replace(since=""), PLAIN._replace(kind="agent", since="2026-02-01")])
def test_the_unit_that_was_recorded_first_keeps_the_code(later):
    found = joined(later, FIRST)
    assert found == joined(FIRST, later)
    assert found["7q2kd"] == FIRST
    assert len(found) == 2


def test_units_with_one_origin_get_codes_as_short_as_any():
    codes = [f"aaa{number:02}" for number in range(30)]
    found = joined(
        *(unit._replace(code=code) for code in codes for unit in (FIRST._replace(anchor=f"x.{code}"), LATER))
    )
    assert len(found) == 60
    assert {len(code) for code in found} == {5}


def test_states_of_one_unit_are_one_entry():
    found = joined(FIRST, FIRST._replace(status="withdrawn"), FIRST._replace(code="aaaaa", anchor="keeper.x"))
    assert found.keys() == {"7q2kd", "aaaaa"}


def test_code_blocks_of_both_branches_are_kept():
    code = Wording("Trim:", "2026-02-01", "Trim:\n```\na\n```")
    one = PLAIN._replace(text="Trim:", body="Trim:\n```\nb\n```", was=(code,))
    other = one._replace(body="Trim:\n```\nc\n```")
    entry = joined(one, other)["7q2kd"]
    assert sorted([entry.body, *(wording.body for wording in entry.was)]) == [code.body, one.body, other.body]
