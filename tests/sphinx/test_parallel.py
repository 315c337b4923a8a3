"""Several processes make the same site as a single one."""

from __future__ import annotations

import pytest

DEFINITION = """\
---
name: agent-{number}
description: |
  Use it for {number}.

  <example>
  user: 'What is {number}?'
  assistant: 'A number.'
  </example>
color: {color}
---

You know all of {number}, and you ask [the next](agent-{next}.md).

## Rules

- **Count**: Begin at {number}.
- Never skip.
"""
NUMBERS = range(12)


@pytest.fixture(scope="module")
def sources(make_site):
    """Twelve definitions in two groups, some of them with errors, and documents that refer to them."""
    files = {
        f"agents/{'low' if number < 6 else 'high'}/agent-{number}.md": DEFINITION.format(
            number=number, next=number + 1, color="puce" if number % 4 == 0 else "red"
        )
        for number in NUMBERS
    }
    references = "\n".join(f"- {{agent:guideline}}`agent-{number}.count`" for number in NUMBERS)
    return make_site(
        {
            **files,
            "agents/copy.md": DEFINITION.format(number=3, next=4, color="red"),
            "agents/empty.md": "",
            "index.md": "# Front\n\n```{agent:catalog}\n```\n\n```{toctree}\nlist\nlost\n```\n",
            "list.md": f"# List\n\n{references}\n",
            "lost.md": "# Lost\n\n{agent:ref}`nobody`\n",
        },
        build=False,
    )


@pytest.fixture(scope="module")
def serial(sources):
    return sources.build(place="serial")


@pytest.fixture(scope="module")
def parallel(sources):
    return sources.build(place="parallel", parallel=2)


def test_every_file_is_the_same(serial, parallel):
    one, two = serial.files(), parallel.files()
    assert sorted(one) == sorted(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_the_warnings_are_the_same(serial, parallel):
    assert len(serial.warnings) == 6
    assert sorted(serial.warnings) == sorted(parallel.warnings)


def test_all_objects_are_known(parallel):
    found = parallel.inventory()
    agents = found["agent:agent"]
    assert len([name for name in agents if "/" not in name]) == len(NUMBERS) + 1
    assert len([name for name in agents if "/" in name]) == len(NUMBERS) + 2  # by their pages, for the search
    assert len(found["agent:guideline"]) == 3 * (len(NUMBERS) + 1)
    assert len(found["agent:example"]) == len(NUMBERS) + 1


@pytest.mark.parametrize("builder", ["epub", "latex", "text", "gettext"])
def test_other_builders(sources, builder):
    one = sources.build(builder=builder, place=f"serial-{builder}")
    two = sources.build(builder=builder, place=f"parallel-{builder}", parallel=2)
    text = (".xhtml", ".tex", ".txt", ".pot")
    assert one.files(*text) == two.files(*text)
    assert sorted(one.warnings) == sorted(two.warnings)
