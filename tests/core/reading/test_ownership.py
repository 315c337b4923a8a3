"""Every word of a prompt belongs to exactly one unit, section title, example, table head or block that is no text."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sphinx_agentdocs.core.model import Body
from sphinx_agentdocs.core.reading.reader import read_definition

FORMS = (
    *("- {}", "- {}", "  - {}", "* **{}**: x", "1. {}", "5. {}", "7) {}", "- [ ] {}", "- {}:", "  {}", "    {}"),
    *(
        "{}",
        "{}",
        "{}.",
        "ALWAYS {}.",
        "Do NOT {}.",
        "\u2705 {}",
        "\u2192 {}",
        "**{}:** x",
        "**{}**",
        "{}:",
        "**Never {}!**",
    ),
    *("**{} is it, {} says so.**", "# {}", "## {}", "### [AB-1] {}", "### Never {} it", "{}\n===", "> {}", "> - {}"),
    *(
        "| {} | {} |\n|---|---|\n| {} | {} |",
        "| {} |",
        "```\n{}\n```",
        "```md\n```sh\n{}\n```\n{}\n```",
        "```{}",
        "<!-- {} -->",
    ),
    *(
        "<!-- {}\n\n- {} -->",
        "<rules>",
        "</rules>",
        "<notes>{} and so on.</notes>",
        "  <steps>",
        "    - {}",
        "  </steps>",
    ),
    *(
        "<example>\nuser: {}\n</example>",
        "",
        "",
        "---",
        "[{}]: https://a.example",
        "a {} b",
        "`{}`",
        "{} [x](https://a.example)",
    ),
)


@st.composite
def prompts(draw: st.DrawFn) -> str:
    """A prompt whose words are all different."""
    number = 0

    def word(_: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"w{number}q"

    lines = draw(st.lists(st.sampled_from(FORMS), min_size=1, max_size=14))
    return "\n".join(re.sub(r"\{\}", word, line) for line in lines)


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"w\d+q", text))


def heads(body: Body) -> Counter[str]:
    """The words in the heads of tables."""
    return sum(
        (words(body.tokens[at + 1].content) for at, token in enumerate(body.tokens) if token.type == "th_open"),
        Counter(),
    )


def owned(body: Body) -> Counter[str]:
    """How often each word of a prompt is in what owns it: the text of a row has the heads of its cells, which do."""
    titles = {section.token: section.title for section in body.sections}
    found = heads(body)
    for unit in body.guidelines:
        if unit.kind != "rule":  # its title is that of the section, and the rest are units of their own
            found += words(unit.text) - (heads(body) if unit.kind == "row" else Counter())
    for title in titles.values():
        found += words(title)
    for _, example in body.examples:
        found += sum((words(part.label + part.text + part.end) for part in example.parts), Counter())
    for token in body.tokens:
        if token.type in ("fence", "code_block", "literal_block", "comment", "tag"):
            found += words(f"{token.info} {token.content}")
        elif token.type == "definition":
            found += words("\n".join(body.source[token.map[0] : token.map[1]]) if token.map else "")
    return found


@given(prompts())
def test_each_word_has_one_owner(prompt):
    body = read_definition(f"---\nname: x\ndescription: y\n---\n\n{prompt}\n".encode(), "x.md").body
    assert owned(body) == words(prompt)
