"""Digests of the states of files."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.disk.plain_files import NOT_PLAIN, State, digest_of

STATES = [State(1, 2, 3), State(4, 5, 6), NOT_PLAIN]


@pytest.mark.parametrize(
    "others",
    [
        pytest.param(STATES[:2], id="one fewer"),
        pytest.param([STATES[1], STATES[0], STATES[2]], id="another order"),
        pytest.param([State(1, 2, 4), *STATES[1:]], id="another time"),
        pytest.param([State(1, 2**70, 3), *STATES[1:]], id="a time in a million years"),
        pytest.param([State(1, 2**70 + 1, 3), *STATES[1:]], id="a later one"),
    ],
)
def test_other_states_have_another_digest(others):
    assert digest_of(STATES) == digest_of(list(STATES))
    assert digest_of(others) != digest_of(STATES)
    assert digest_of([]) != digest_of(others)


def test_times_far_away_are_told_apart():
    assert digest_of([State(1, 2**70, 3)]) != digest_of([State(1, 2**70 + 1, 3)])
