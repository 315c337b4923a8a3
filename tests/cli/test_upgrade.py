"""A ledger of an earlier version of this program, which cut definitions differently into units.

`said.json` holds every address of the site that this version built, with what it said there.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from replay import Replay, Saying

from sphinx_agentdocs.disk.ledger_file import read_file

TAGGED = (
    "<constraints> - Never cut a rope that carries a load. - Say why a rope is bad, then how to mend it."
    " </constraints> </reviewer>"
)
SPLICE = (
    "[ROPE-1] Look at the splice first: A splice shows wear before the rope does."
    " Do NOT report it if: the rope is new; the splice is covered"
)
ROOT = Path(__file__).parents[1] / "roots" / "test-upgrade"


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory) -> Replay:
    """The same definitions, published again by this version."""
    work = tmp_path_factory.mktemp("upgrade")
    shutil.copy(ROOT / "permalinks.jsonl", work)
    replay = Replay(work)
    said = json.loads((ROOT / "said.json").read_text("utf-8"))
    replay.said = {Saying(url, kind, tuple(pieces)): 0 for url, kind, pieces in said}
    replay.step(ROOT / "agents")
    return replay


def test_every_address_leads_to_what_it_said(upgraded):
    assert (upgraded.broken(), upgraded.unreadable, upgraded.unlisted) == ([], [], [])


def test_nothing_is_withdrawn_whose_words_still_stand(upgraded):
    assert [entry for entry in read_file(upgraded.ledger).values() if entry.status == "withdrawn"] == []
    assert [fate for fate in upgraded.fates() if "withdrawn" in fate] == []


def test_each_entry_leads_to_the_unit_that_holds_its_words(upgraded):
    before, after = read_file(ROOT / "permalinks.jsonl"), read_file(upgraded.ledger)
    changed = {}
    for code, entry in before.items():
        now = after[after[code].to] if after[code].status == "moved" else after[code]
        if now.text != entry.text:
            changed[entry.text] = (now.kind, now.text)
    template = ("section", "Begin with this template:")
    assert changed == {
        "<!-- The log is read by the harbour master -->": ("section", "The log"),
        TAGGED: ("item", "Never cut a rope that carries a load."),
        "<reviewer> <role> You review ropes. </role>": ("paragraph", "You review ropes."),
        "ALWAYS name the boat first. Ask the harbour before you ring twice. Do NOT ring at night.": (
            "paragraph",
            "ALWAYS name the boat first.",
        ),
        "Name each ship that came in": template,
        "Name each ship that left": template,
        "Ring three times for a storm Never ring for:": ("item", "Ring three times for a storm"),
        "Ships": template,
        "[ROPE-1] Look at the splice first": ("rule", SPLICE),
        "[ROPE-2] Never trust a wet rope": ("rule", "[ROPE-2] Never trust a wet rope: Water hides the wear of a rope."),
        "role": ("section", "Role"),
        "tourists Each ring must be written down in the log.": ("item", "tourists"),
    }
