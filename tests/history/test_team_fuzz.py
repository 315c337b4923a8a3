"""A short run of the fuzz of teams: real repositories, every kind of merge, and every published link tried."""

from __future__ import annotations

from team_fuzz import FATAL, Texts, report, run

SEED = 8
LINKS = 900
STEPS = 8


def test_no_link_is_lost_or_wrong_and_the_gate_lets_nothing_through():
    outcome = run(LINKS, SEED, steps=STEPS)
    assert outcome.links >= LINKS
    assert outcome.counts["stopped as merged"] > 0, "no merge lost links: the gate was not tried"
    assert {what: outcome.counts[what] for what in FATAL} == dict.fromkeys(FATAL, 0), report(outcome)


def test_texts_of_one_rule_stay_one_rule():
    texts = Texts()
    texts.join("Trim the wick.", "Trim each wick.")
    texts.join("Trim each wick.", "Trim each wick at dusk.")
    assert texts.find("Trim the wick") == texts.find("Trim each wick at dusk.")
    assert texts.find("Trim the wick") != texts.find("Wind the clock.")
