from __future__ import annotations

import pytest

from sphinx_agentdocs.core.text.polarity import polarity


@pytest.mark.parametrize(
    ("text", "places", "expected"),
    [
        ("Never ring at night.", [], ("dont", "")),
        ("Do NOT ring at night.", [], ("dont", "")),
        ("You must not ring.", [], ("dont", "")),
        ("\u274c Ring twice", [], ("dont", "")),
        ("No ringing at night.", [], ("dont", "")),
        ("No matter what happens, ring.", [], ("", "")),
        ("ALWAYS ring.", [], ("do", "")),
        ("\u2705 Ring once", [], ("do", "")),
        ("You should ring.", [], ("do", "")),
        ("Write it down.", [], ("do", "")),
        ("The bell is old.", [], ("", "")),
        ("Ring", ["Avoid:"], ("dont", "Avoid:")),
        ("the boat is known", ["Do NOT ring if:", "Rules"], ("dont", "Do NOT ring if:")),
        ("Ring", ["Signals", "Common mistakes"], ("dont", "Common mistakes")),
        ("Never ring", ["Don'ts"], ("dont", "Don'ts")),
        ("Ring", ["Do:", "Never at night"], ("do", "")),
        ("Never ring", ["Good:"], ("dont", "")),
        ("Ring", ["Do's and don'ts"], ("", "")),
        ("Always ring", ["Dos and don'ts"], ("do", "")),
        ("Ring", ["Not only boats"], ("", "")),
        ("Ring", ["Low-code and no-code bells"], ("", "")),
        ("Ring", ["Go/No-Go"], ("", "")),
        ("Ring", ["They are not part of the harbour:"], ("", "")),
        ("Ring", ["What you must NOT do"], ("dont", "What you must NOT do")),
        ("Ring", ["Red flags to avoid"], ("dont", "Red flags to avoid")),
        ("Ring", ["Donations"], ("", "")),
        ("Ringing late", ["Common pitfalls"], ("dont", "Common pitfalls")),
        ("Write the hour down", ["Red lines"], ("", "Red lines")),
        ("Every boat must be logged", ["Red lines"], ("", "Red lines")),
        ("A boat must not wait", ["Red lines"], ("", "Red lines")),
        ("Cannot ring: the rope is gone", [], ("", "")),
        ("You cannot ring", [], ("dont", "")),
        ("Never wait", ["Red lines"], ("dont", "Red lines")),
        ("Write in pencil", ["Forbidden"], ("dont", "Forbidden")),
        ("Fix: ring once", ["Anti-patterns"], ("do", "")),
        ("Instead, ring once", ["Never:"], ("do", "")),
        ("No boat is known", ["Ring only when:"], ("", "")),
        ("No boat is known", ["Do NOT ring if:"], ("dont", "Do NOT ring if:")),
        ("Ring", ["Stop words"], ("", "")),
        ("Ring", ["Never ring at night. The pattern:"], ("", "")),
    ],
)
def test_what_to_do_and_what_not(text, places, expected):
    assert polarity(text, places) == expected
