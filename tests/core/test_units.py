"""Which parts of a page have a link, and what each unit says."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.ledger.update import update
from sphinx_agentdocs.core.reading.reader import read_definition
from sphinx_agentdocs.core.seeds import SHORTEST
from sphinx_agentdocs.core.units import page_parts, sort_of, units_of, words_of_file

EXAMPLE = '<example>\nuser: "Go?"\n</example>\n'


def read(description="", body=""):
    front = f"---\nname: keeper\n{f'description: {description}' if description else ''}\n---\n"
    return read_definition(f"{front}{body}".encode(), "keeper.md")


@pytest.mark.parametrize(
    ("description", "body", "parts"),
    [
        ("", "", ("definition",)),
        ("Use it.", "", ("when-to-use", "definition")),
        ("", "You trim.\n", ("role", "definition")),
        ("Use it.", "You trim.\n", ("when-to-use", "role", "definition")),
        ("", "# Dusk\n\nTrim.\n", ("definition",)),
        ("Use it.", "# Dusk\n\nTrim.\n", ("when-to-use", "definition")),
        ("", f"{EXAMPLE}\nYou trim.\n", ("when-to-use", "role", "definition")),
        ("", f"You trim.\n\n{EXAMPLE}", ("role", "definition")),
    ],
)
def test_the_parts_of_a_page(description, body, parts):
    definition = read(description, body)
    assert page_parts(definition) == parts
    assert tuple(unit.text for unit in units_of(definition, "a/keeper") if unit.kind == "part") == parts


def test_every_unit_has_its_text_its_sections_and_its_line():
    body = f"# Night\n\n## Dusk\n\n- **Care**: trim the wick.\n\n{EXAMPLE}\n# Day\n"
    rows = [
        (unit.kind, unit.anchor, unit.title, unit.text, unit.section, unit.line)
        for unit in units_of(read("Use it.", body), "a/keeper")
    ]
    assert rows == [
        ("agent", "keeper", "Keeper", "Keeper", (), 1),
        ("part", "keeper.when-to-use", "When to use", "when-to-use", (), 1),
        ("part", "keeper.definition", "Definition", "definition", (), 1),
        ("example", "keeper.go", "Go?", '<example> user: "Go?" </example>', (), 11),
        ("section", "keeper.night", "Night", "Night", (), 5),
        ("section", "keeper.dusk", "Dusk", "Dusk", ("Night",), 7),
        ("section", "keeper.day", "Day", "Day", (), 15),
        ("item", "keeper.care", "Care", "Care: trim the wick.", ("Night", "Dusk"), 9),
    ]


def test_what_a_unit_says_besides_its_text():
    body = "You trim.\n\n```\nlead\n```\n\n# Dusk\n\n    code\n\n- Run:\n  ~~~\n  make\u200b\n  ~~~\n\n# Day\n"
    example = "<example>\nuser: Go?\nassistant: Yes:\n- oil\n- wick\n</example>\n"
    found = units_of(read("|\n  Use it.\n\n  Or not.", f"{body}\n{example}\n{EXAMPLE}"), "a/keeper")
    assert [(unit.text, unit.body) for unit in found] == [
        ("Keeper", ""),
        ("when-to-use", "Use it.\n\nOr not."),
        ("role", "```\nlead\n```"),
        ("definition", ""),
        ("<example> user: Go? assistant: Yes: - oil - wick </example>", example.strip()),
        ('<example> user: "Go?" </example>', ""),
        ("Dusk", "    code"),
        ("Day", ""),
        ("You trim.", ""),
        ("Run:", "Run:\n~~~\nmake[U+200B]\n~~~"),
    ]


def test_a_prompt_shown_verbatim_and_a_long_description_are_kept_up_to_a_limit():
    body = "- a\n" * 7_000
    parts = {unit.text: unit.body for unit in units_of(read("w" * 30_000, body), "a/keeper")}
    assert parts == {
        "Keeper": "",
        "when-to-use": f"{'w' * 20_000}\n\n\u2026 (10,000 more characters omitted)",
        "role": f"{body[:20_000]}\n\n\u2026 (8,000 more characters omitted)",
        "definition": "",
    }


def test_guidelines_are_of_one_sort():
    kinds = ("item", "step", "principle", "paragraph", "section", "example", "agent", "part")
    assert [sort_of(kind) for kind in kinds] == ["guideline"] * 4 + ["section", "example", "agent", "part"]


def test_a_title_that_is_cut_at_a_joiner_shows_it():
    letters = "\u0628"
    context = f"Context: {letters * 79}\u200c{letters * 20}"
    data = f"---\nname: a\ndescription: x\n---\n\n<example>\n{context}\nuser: Hi.\nassistant: Yes.\n</example>\n"
    titles = [unit.title for unit in units_of(read_definition(data.encode(), "a.md"), "x") if unit.kind == "example"]
    assert titles == [f"{letters * 79}[U+200C] \u2026"]


@pytest.mark.parametrize(
    ("description", "body", "words"),
    [
        ("End each service in Service.", "Do it.\n", "End each service in Service."),
        ("Trim. " + "Trim the wick. " * 40, "", "Trim. " + "Trim the wick. " * 12 + "Trim the wick."),
        ('"Trim it.\\n\\nExamples:"', "", "Trim it."),
        ("", "A lamp is lit.\n\n- ALWAYS trim the wick.\n", "ALWAYS trim the wick."),
        ("", "A lamp is lit.\n", "A lamp is lit."),
        ("", "Do NOT trim if:\n\n- the lamp is lit\n", "Do NOT trim if: the lamp is lit"),
        ("", "", ""),
    ],
)
def test_what_a_file_that_is_one_rule_says(description, body, words):
    assert words_of_file(units_of(read(description, body), "a/keeper")) == words


def test_a_code_is_the_same_whether_it_was_derived_with_its_unit_or_by_the_update():
    table = "| Rule | Why |\n|---|---|\n| Trim | Smoke |\n"
    body = f"You trim.\n\n# Night\n\n- Trim the wick.\n- Oil it.\n\n{table}\n{EXAMPLE}"
    units = [unit for page in ("a/keeper", "b/keeper") for unit in units_of(read("Use it.", body), page)]
    without = [unit._replace(code="") for unit in units]
    assert all(len(unit.code) == SHORTEST for unit in units)
    assert update({}, units, "2026-01-01") == update({}, without, "2026-01-01")
    recorded = update({}, units[:9], "2026-01-01").entries
    assert update(recorded, units, "2026-01-02") == update(recorded, without, "2026-01-02")
