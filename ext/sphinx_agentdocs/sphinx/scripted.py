"""What only scripts can use: fields, choices and buttons, as HTML in their places.

A page has them before its scripts run, so that nothing moves when they do.  The stylesheet hides them from readers
without scripts.  They contain words of the interface only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from .agents import Agent, group_title
from .locale import _, number
from .nodes import scripted

CLASS = "agent-scripted"
FEW = 12
"""A page with more agents has choices."""


def task() -> scripted:
    """The field in which a reader describes a task."""
    words = escape(_("Describe your task"))
    return scripted(html=f'<label class="agent-task {CLASS}">{words}<input type="search" autocomplete="off"></label>\n')


def found() -> scripted:
    """The area for what the search finds for a task."""
    label = escape(_("Agents, examples and guidelines"))
    return scripted(html=f'<section class="agent-found {CLASS}" aria-label="{label}"></section>\n')


def choices(agents: Sequence[Agent]) -> list[scripted]:
    """The choices above a large catalogue: by what its agents differ in, and the order."""
    if len(agents) <= FEW:
        return []
    some = (
        _select(name, words, [("", _("{facet}: all").replace("{facet}", words))])
        for name, words, values in _facets(agents)
        if len(set(filter(None, values))) > 1
    )
    orders = [("group", _("By group")), ("name", _("By name")), ("guidelines", _("Most guidelines first"))]
    count = _("{shown} of {all}")
    for name in ("{shown}", "{all}"):
        count = count.replace(name, number(len(agents)))
    order, clear = _select("sort", _("Sort"), orders), escape(_("Show all"))
    return [
        scripted(
            html=f'<div class="agent-filter agent-choices {CLASS}">{"".join(some)}{order}'
            f'<p><output aria-live="polite">{escape(count)}</output> '
            f'<button type="button" class="agent-more">{clear}</button></p></div>\n'
        )
    ]


def _facets(agents: Sequence[Agent]) -> Iterator[tuple[str, str, Iterable[str | None]]]:
    """What a reader can choose by: the name that scripts and addresses use, a word, and the values of all agents."""
    yield "collection", _("Collection"), (agent.collection for agent in agents)
    yield "group", _("Group"), (group_title(agent.collection, agent.group) for agent in agents)
    yield "model", _("Model"), (agent.model for agent in agents)
    yield "tool", _("Tool"), (tool for agent in agents for tool in agent.tools or ())
    yield "color", _("Color"), (agent.color for agent in agents)


def _select(name: str, label: str, options: Iterable[tuple[str, str]]) -> str:
    items = "".join(f'<option value="{value}">{escape(words)}</option>' for value, words in options)
    return f'<select name="{name}" aria-label="{escape(label)}" autocomplete="off">{items}</select>'


def guidelines(words: str) -> scripted:
    """The field that searches all guidelines, with a line of *words* on their number, and the area for the list."""
    label = escape(_("Search the guidelines"))
    return scripted(
        html=f'<p class="agent-filter {CLASS}" role="search" aria-label="{label}">'
        f'<input class="agent-search" type="search" autocomplete="off" placeholder="{label}" aria-label="{label}">'
        f'<output aria-live="polite">{escape(words)}</output></p>\n<div class="agent-listed {CLASS}"></div>\n'
    )


def reach() -> scripted:
    """The choice of an agent on a map, and the area for whom it reaches."""
    question, choose = escape(_("Whom does this agent reach?")), escape(_("Choose an agent"))
    return scripted(
        html=f'<div class="agent-reach {CLASS}"><label class="agent-filter">{question}'
        f'<select autocomplete="off"><option value="">{choose}</option></select></label>'
        '<div class="agent-reached" aria-live="polite"></div></div>\n'
    )


def copy_buttons(*, with_install: bool) -> str:
    """The buttons that copy something of a definition."""
    buttons = {"path": _("Copy path"), "install": _("Copy install command"), "definition": _("Copy definition")}
    return " ".join(
        f'<button type="button" class="{CLASS}" name="{name}">{escape(words)}</button>'
        for name, words in buttons.items()
        if name != "install" or with_install
    )
