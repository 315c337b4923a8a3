"""Codes that two rules have, wherever they stand; each file is named by a letter."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.checking.rule_codes import same_codes
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.text.rule_codes import may_have_codes
from sphinx_agentdocs.core.units import units_of

TABLE = "| Code | Rule |\n| --- | --- |\n"
QA = "---\nname: naming\nid: QA-8\n---\n"
AGAIN = "`{}` is also the code of `{}` {}; give one of them another code"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        (
            ["## [SEC-1] Encrypt it\n", "## SEC-1: Log it\n"],
            [("b", 1, AGAIN.format("SEC-1", "Encrypt it", "in a.md, line 1"))],
        ),
        (
            [f"{TABLE}| SEC-1 | Encrypt it |\n| SEC-1 | Log it |\n"],
            [("a", 4, AGAIN.format("SEC-1", "Encrypt it", "on line 3"))],
        ),
        ([QA, "## [QA-8] Log it\n"], [("b", 1, AGAIN.format("QA-8", "Naming", "in a.md, line 1"))]),
        (["## [QA-8] Log it\n", QA], [("b", 1, AGAIN.format("QA-8", "Log it", "in a.md, line 1"))]),
        (
            ["- NAME_IT-1: Log it\n", "- NAME-IT-1: Encrypt it\n"],
            [("b", 1, AGAIN.format("NAME-IT-1", "Log it", "in a.md, line 1"))],
        ),
        (["## [SEC-1] Encrypt it\n\nNow.\n", "## SEC-1: encrypt it\n\nSoon.\n"], []),
        (["- SEC-1: Encrypt it\n", "- **SEC-1** Encrypt it.\n"], []),
        ([f"{QA}# [QA-8] Name it\n"], []),
        (["- SEC-1: Log it\n", "## SEC-1: Encrypt it\n", f"{TABLE}| SEC-1 | 3 findings |\n"], []),
        (["- SEC-1: Log it\n", f"{TABLE}| SEC-1 | 3 findings |\n"], []),
        (["- SEC-1: see the list\n", "- SEC-1: Log it\n", f"{TABLE}| SEC-1 | see b |\n"], []),
        (["```\nSEC-1: Log it\n```\n", "- SEC-1: Encrypt it\n"], []),
    ],
)
def test_two_rules_with_one_code(files, found):
    pages = dict(zip("abc", files, strict=False))
    units = []
    for page, text in pages.items():
        assert may_have_codes(text) or text.startswith("```")
        units += units_of(read_definition(text.encode(), f"{page}.md"), page)
    again = [
        (page, finding.line, finding.message) for page, finding in same_codes(units, {p: f"{p}.md" for p in pages})
    ]
    assert again == found
