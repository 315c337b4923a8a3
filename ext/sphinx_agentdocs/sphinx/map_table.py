"""The table beside a map: a row for each agent with its numbers, and the agents that stand out above it.

It is complete without scripts: each name is a link to the page with all relations of the agent.  A script
sorts it, and shows whom an agent reaches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from docutils import nodes

from ..core.maps.drawing import MapNode
from ..core.maps.map import Map
from ..core.maps.numbers import NOTHING, Numbers, labels, most
from ..core.maps.words import MapWords
from .locale import _
from .nodes import agent_table

_FIRST = 3
"""How many agents stand out for each of the numbers."""
_NEAREST = 3


def table(drawn: Map, numbers: Mapping[str, Numbers], words: MapWords) -> list[nodes.Node]:
    """The agents that stand out, and the table of all agents of a map, by its parts."""
    every = [node for part in drawn.parts for node in part.agents] or list(drawn.agents)
    if not every:
        return []
    called = labels(every, words)

    def row(node: MapNode) -> tuple[str, str, Numbers]:
        return node.href, called[node.key], numbers.get(node.key, NOTHING)

    groups = [
        (part.anchor, part.title, _about(drawn, number, words), [row(node) for node in part.agents])
        for number, part in enumerate(drawn.parts)
    ]
    head = [_("Agent"), _("Names"), _("Named by"), _("Shares guidance")]
    rows = agent_table(
        label=_("All agents and their numbers"),
        head=head,
        groups=groups or [("", "", "", [row(node) for node in every])],
    )
    items = list(_outstanding(every, called, numbers, words))
    return [nodes.bullet_list("", *items, bullet="-", classes=["agent-map-first"]), rows] if items else [rows]


def _about(drawn: Map, number: int, words: MapWords) -> str:
    """The size of a part, and the parts with which it has the most relations."""
    size = words.agents(len(drawn.parts[number].agents))
    near = [(one + other - number, weight) for one, other, weight in drawn.between if number in (one, other)]
    if not near:
        return size
    others = ", ".join(f"{drawn.parts[other].title} ({words.number(weight)})" for other, weight in near[:_NEAREST])
    relations = _("most relations with:")
    return f"{size}; {relations} {others}"


def _outstanding(
    every: Sequence[MapNode], called: Mapping[str, str], numbers: Mapping[str, Numbers], words: MapWords
) -> Iterator[nodes.list_item]:
    """The agents with the highest numbers, and those that no other names."""
    questions: list[tuple[str, Callable[[Numbers], int]]] = [
        (_("Name most others:"), lambda one: one.names),
        (_("Named by most others:"), lambda one: one.named_by),
        (_("Share guidance with most others:"), lambda one: one.shares),
    ]
    for question, number_of in questions:
        counts = {key: number_of(one) for key, one in numbers.items()}
        if first := most(every, counts, _FIRST):
            yield _line(question, [(node, f" ({words.number(counts[node.key])})") for node in first], "", called)
    nobody = [node for node in every if not numbers.get(node.key, NOTHING).named_by]
    if nobody:
        left = len(nobody) - _FIRST
        rest = " " + words.more % words.number(left) if left > 0 else ""
        yield _line(_("Named by nobody:"), [(node, "") for node in nobody[:_FIRST]], rest, called)


def _line(
    question: str, answers: Sequence[tuple[MapNode, str]], rest: str, called: Mapping[str, str]
) -> nodes.list_item:
    line = nodes.paragraph("", f"{question} ")
    for at, (node, note) in enumerate(answers):
        link = nodes.reference("", called[node.key], internal=True, refuri=node.href)
        line += [nodes.Text(", "), link, nodes.Text(note)][at == 0 :]
    if rest:
        line += nodes.Text(rest)
    return nodes.list_item("", line)
