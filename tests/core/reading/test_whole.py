"""Units that say more than their text: their source, without the marks of what is around them."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.limits import DEFAULT_LIMITS, Limits, limits_with
from sphinx_agentdocs.core.reading.prompt import read_prompt
from sphinx_agentdocs.core.reading.sections import VOCABULARY
from sphinx_agentdocs.core.reading.whole import lost_blocks


def sources(text: str, limits: Limits = DEFAULT_LIMITS) -> list[str]:
    body, _ = read_prompt(text, 1, limits, VOCABULARY)
    return [source for _, source in sorted(body.whole.items())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- Trim the **wick**, not `all`.\n  At dusk.\n", []),
        ("Trim the *wick*.\n\n1. One.\n2. Two.\n", []),
        ("- Run:\n  ```sh\n  make\n  ```\n  Then tell.\n- Rest.\n", ["Run:\n```sh\nmake\n```\nThen tell."]),
        ("10. Run:\n\n    ~~~\n    a\n      b\n    ~~~\n", ["Run:\n\n~~~\na\n  b\n~~~"]),
        ("-\tRun:\n\n\t```\n\t\tdeep\n\t```\n", ["Run:\n\n```\n\tdeep\n```"]),
        ("- Check:\n  - oil\n  - wick\n", ["Check:\n- oil\n- wick"]),
        ("- a\n  - b\n    - c\n\n      more\n", ["a\n- b\n  - c\n\n    more", "b\n- c\n\n  more", "c\n\nmore"]),
        ("- - inner:\n    ```\n    x\n    ```\n  - other\n", ["inner:\n```\nx\n```"]),
        ("- - first\n\n  last\n", ["- first\n\nlast"]),
        ("- ```\n  code\n  ```\n  after\n", ["```\ncode\n```\nafter"]),
        ("-     code\n\n  after\n", ["    code\n\nafter"]),
        ("- say\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n", ["say\n\n| a | b |\n|---|---|\n| 1 | 2 |"]),
        ("- lead\nlazy\n  ```\n  x\n  ```\n", ["lead\nlazy\n```\nx\n```"]),
        ("> - quoted:\n>   ```\n>   x\n>   ```\n", ["quoted:\n```\nx\n```"]),
        ("- See [it](https://a.example/b).\n", ["See [it](https://a.example/b)."]),
        ("- See <https://a.example/> and <a@b.example>.\n", []),
        ("- ![A lamp](lamp.png) burns.\n", ["![A lamp](lamp.png) burns."]),
        ("- Trim ~~all~~ the wick.\n", ["Trim ~~all~~ the wick."]),
        (
            "See [it][x].\n\nNo link.\n\n[x]: https://a.example/\n",
            ["[x]: https://a.example/", "See [it][x].\n\n[x]: https://a.example/"],
        ),
    ],
)
def test_guidelines(text, expected):
    assert sources(text) == expected


def test_a_section_has_its_blocks_that_are_not_in_a_guideline():
    text = (
        "```\nlead\n```\n\n# Dusk\n\nRule.\n\n```sh\nmake\n```\n\n- item:\n  ```\n  x\n  ```\n\n"
        "| a |\n|---|\n| b |\n\n> ~~~\n> quoted\n> ~~~\n\n## Night\n\n    indented\n"
    )
    assert sources(text) == [
        "```\nlead\n```",
        "```sh\nmake\n```\n\n| a |\n|---|\n| b |\n\n~~~\nquoted\n~~~",
        "item:\n```\nx\n```",
        "    indented",
    ]


def test_a_fence_that_is_not_closed_ends_before_the_next_block():
    assert sources("- ```\n\n~~~\nb\n~~~~\n\n- ~~~\n  c\n  ~~\n") == ["```\n```\n\n~~~\nb\n~~~~\n\n~~~\nc\n~~\n~~~"]


def test_a_heading_with_a_link():
    assert sources("# See [it](https://a.example/)\n\nRule.\n\n# <https://b.example/>\n") == [
        "See [it](https://a.example/)"
    ]


def test_a_long_source_is_cut_and_says_so():
    limits = limits_with({"paragraph_chars": 40})
    text = "- Run:\n  ```\n" + "  make\n" * 20 + "  ```\n"
    assert sources(text, limits) == [
        "Run:\n```\nmake\nmake\nmake\nmake\nmake\nmake\n\n\u2026 (74 more characters omitted)"
    ]


def test_a_long_line_is_cut_in_the_line():
    text = f"- {'x' * 40}\n  ```\n  make\n  ```\n"
    assert sources(text, limits_with({"paragraph_chars": 33})) == ["x" * 33 + "\n\n\u2026 (20 more characters omitted)"]


def test_all_sources_together_are_bounded():
    """Each nested list is part of every item around it."""
    depth = 30
    text = "".join(f"{'  ' * level}- {'word ' * 20}\n" for level in range(depth))
    limits = limits_with({"file_chars": 10_000})
    total = sum(map(len, sources(text, limits)))
    assert 9_000 < total < 10_000 + 100 * depth
    assert sum(map(len, sources(text))) > 30_000


@pytest.mark.parametrize(
    ("before", "after", "lost"),
    [
        ("", "Run:\n```\na\n```", False),
        ("Run:\n```\na\n```", "Run:\n```\na\n```", False),
        ("Run:\n```\na\n```", "Run:\n```\nb\n```", True),
        ("Run:\n```sh\na\n```", "Run:\n```py\na\n```", True),
        ("Run:\n```\na\n```", "", True),
        ("Run:\n```\na\n```", "Run:\n```\na\n```\nMore.", False),
        ("**Run**:\n```\na\n```", "Run:\n\n~~~\na\n~~~", False),
        ("Check:\n- oil\n- wick", "Check:\n- glass", False),
        ("Check:\n- oil\n\nThen go.", "Check:\n- oil", True),
        ("See [it](https://a.example/).", "See [it](https://b.example/).", True),
    ],
)
def test_what_a_change_loses(before, after, lost):
    assert lost_blocks(before, after) is lost
