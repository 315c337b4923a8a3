"""Finding the texts nearest to a text."""

from __future__ import annotations

import random

import pytest

from sphinx_agentdocs.core.text.nearest import Nearest
from sphinx_agentdocs.core.text.rewording import prepared


@pytest.mark.parametrize("count", [3, 12, 13, 400])
@pytest.mark.parametrize("length", [3, 14, 80])
def test_a_text_with_one_other_word_is_found(count, length):
    chance = random.Random(count)
    words = [f"w{number}" for number in range(200)]
    said = [chance.choices(words, k=length) for _ in range(count)]
    index = Nearest({number: prepared("", " ".join(one)) for number, one in enumerate(said)})
    for number, one in enumerate(said):
        at = chance.randrange(length)
        changed = prepared("", " ".join([*one[:at], "zz", *one[at + 1 :]]))
        assert number in index.of(changed)


def test_few_of_many_are_returned():
    index = Nearest({number: prepared("", f"trim the wick of lamp {number}") for number in range(500)})
    found = index.of(prepared("", "trim the wick of lamp 77"))
    assert found[0] == 77
    assert len(found) <= 4


def test_nothing_in_common():
    index = Nearest({number: prepared("", f"trim the wick of lamp {number}") for number in range(500)})
    assert index.of(prepared("", "salt every step")) == []
    assert Nearest({}).of(prepared("", "salt every step")) == []
