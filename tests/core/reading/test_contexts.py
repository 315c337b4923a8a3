from __future__ import annotations

from sphinx_agentdocs.core.reading.guidelines import find_guidelines
from sphinx_agentdocs.core.reading.markdown import parse
from sphinx_agentdocs.core.reading.sections import find_sections


def test_contexts(case):
    """Each unit with its weight, its polarity, what it depends on, and the words without which it would mislead."""
    tokens = parse(case.input).tokens
    lines = []
    for unit in find_guidelines(tokens, find_sections(tokens, 1), 1):
        stem = f" in {' > '.join(unit.stem)}" if unit.stem else ""
        lead = f" after {unit.lead!r}" if unit.lead else ""
        lines.append(f"{unit.line} {unit.weight} {unit.polarity or '-'}{stem}{lead}")
    assert "\n".join(lines) == case.expected
