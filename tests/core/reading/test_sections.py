from __future__ import annotations

import pytest

from sphinx_agentdocs.core.reading.markdown import parse
from sphinx_agentdocs.core.reading.sections import VOCABULARY, classify, find_role, find_sections, phrases_of


def test_sections(case):
    tokens = parse(case.input).tokens
    sections = find_sections(tokens, 1)
    lines = [f"{section.line} {section.depth} {' > '.join(section.path)} ({section.kind})" for section in sections]
    role = find_role(tokens, sections)
    lines.append("no role" if role is None else f"role: {tokens[role + 1].content or tokens[role].type}")
    assert "\n".join(lines) == case.expected


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Core Approach", "core-approach"),
        ("2. Your CORE   approach", "core-approach"),
        ("Do and don't", "guidelines"),
        ("🧪 Anti-Patterns", "guidelines"),
        ("Quality assurance process", "quality"),
        ("Testing workflow", "workflow"),
        ("Approachable people", "other"),
        ("", "other"),
        ("品質の確認", "quality"),
        ("Nutzungsregeln und Regeln", "guidelines"),
        ("Étapes à suivre", "workflow"),
        ("작업 절차", "workflow"),
        ("Tool usage", "other"),
        ("Architecture patterns", "other"),
        ("Testing", "other"),
        ("味", "other"),
    ],
)
def test_a_title_determines_the_section_class(title, kind):
    assert classify(title, phrases_of(VOCABULARY)) == kind


def test_a_site_extends_the_vocabulary():
    vocabulary = {**VOCABULARY, "quality": ("味", "taste test"), "workflow": (*VOCABULARY["workflow"], "recipe")}
    phrases = phrases_of(vocabulary)
    assert classify("味", phrases) == "quality"
    assert classify("The recipe", phrases) == "workflow"
    assert classify("Process", phrases) == "workflow"
    assert classify("Verification", phrases) == "other"
