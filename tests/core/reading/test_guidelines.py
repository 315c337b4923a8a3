from __future__ import annotations

from sphinx_agentdocs.core.reading.guidelines import find_guidelines
from sphinx_agentdocs.core.reading.markdown import parse
from sphinx_agentdocs.core.reading.sections import find_sections


def test_guidelines(case):
    tokens = parse(case.input).tokens
    lines = []
    for unit in find_guidelines(tokens, find_sections(tokens, 1), 1):
        path = f" in {' > '.join(unit.section)}" if unit.section else ""
        title = f"[{unit.title}] " if unit.title else ""
        lines.append(f"{unit.line} {unit.kind}{path}: {title}{unit.text}")
    assert "\n".join(lines) == case.expected
