"""The words that two agents have in common."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.relating.common_phrases import common_phrases


@pytest.mark.parametrize(
    ("terms", "one", "other", "expected"),
    [
        (["net", "rope"], "nets", "ropes", ["net", "rope"]),
        (["渔网", "网和"], "修补渔网和绳索。", "检查渔网和绳索", ["渔网和绳索"]),
        (["net", "コー", "ード"], "コードを審査する", "古いコードを直す", ["net", "コード"]),
        (["する"], "審査する", "修理する", []),
        (["審査"], "審査", "修理", []),
    ],
)
def test_the_words_in_common(terms, one, other, expected):
    assert common_phrases(terms, one, other) == expected
