"""The data that the site keeps about each agent."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

from ..core.formats import Format, team_of
from ..core.model import Definition, Example, Field
from ..core.relating.relations import Profile, profile_of
from ..core.search.findable import description_of, other_words
from ..core.text.characters import VisibleText, visible
from ..core.text.identifiers import capitalised, spelled
from ..core.units import GUIDELINES, Unit, units_of, words_of_file
from .project import Location

_BETWEEN_WORDS = re.compile(r"[-_\s]+")
_GENERIC_FOLDERS = frozenset({"agents", "subagents", "sub-agents", ".claude", "categories", "plugins"})
_ORDER = re.compile(r"^\d+[-_. ]+(?=\S)")
"""A number that sorts folders."""
_SHOWN_ELSEWHERE = frozenset({"name", "description", "model", "color", "tools", "#", ""})
"""Frontmatter keys that `Agent` stores in a field of their own, and lines that are not a key."""


class ExampleEntry(NamedTuple):
    """The data that the site keeps about an example; each turn is a pair of the speaker and what they say."""

    anchor: str
    title: VisibleText
    context: VisibleText
    turns: tuple[tuple[VisibleText, VisibleText], ...]
    commentary: VisibleText


@dataclass(frozen=True, slots=True)
class Agent:
    """The data about one agent that other pages and ``agents.json`` show."""

    docname: str
    collection: str
    path: str
    name: str
    title: VisibleText
    anchor: str
    line: int
    summary: VisibleText
    model: str | None
    color: str | None
    tools: tuple[str, ...] | None
    format: Format
    fields: tuple[tuple[VisibleText, VisibleText], ...]
    examples: tuple[ExampleEntry, ...]
    units: tuple[Unit, ...]
    profile: Profile
    other_words: str

    @property
    def guidelines(self) -> list[Unit]:
        """The guidelines in order."""
        return [unit for unit in self.units if unit.kind in GUIDELINES]

    @property
    def count(self) -> int:
        """The number of its guidelines, without mere labels."""
        return sum(not unit.is_label for unit in self.guidelines)

    @property
    def description(self) -> VisibleText:
        """When to use it, without its examples."""
        return description_of(self.units)

    @property
    def words(self) -> VisibleText:
        """What the file says when it is cited, if it is one rule; else nothing."""
        return words_of_file(self.units) if self.units[0].team_code else VisibleText("")

    @property
    def team(self) -> str:
        """The same for the agents among which its name has to be unique."""
        return team_of(self.path, self.format)

    @property
    def group(self) -> str:
        """The folders between the collection and the file."""
        return self.path.rpartition("/")[0]


def agent_of(docname: str, definition: Definition, location: Location) -> Agent:
    """The data to keep about a definition."""
    others = [field for field in definition.fields if field.key not in _SHOWN_ELSEWHERE or _is_switched(field)]
    units = units_of(definition, docname)
    return Agent(
        docname=docname,
        collection=location.collection,
        path=location.path,
        name=definition.name,
        title=definition.title,
        anchor=definition.anchor,
        line=definition.name_line,
        summary=definition.summary,
        model=definition.model,
        color=definition.color,
        tools=definition.tools,
        format=definition.format,
        fields=tuple((visible(field.key), visible(field.text)) for field in others),
        examples=tuple(_example_entry(example) for example in definition.examples),
        units=units,
        profile=profile_of(definition, docname, location.collection, location.path),
        other_words=other_words(definition, units),
    )


def _is_switched(field: Field) -> bool:
    """Whether a field switches tools off as well as on, which the names of the tools do not show."""
    return field.key == "tools" and field.typed == "mapping"


def place(collection: str, group: str) -> VisibleText:
    """Where an agent belongs, in words: the folders inside its collection, else the collection."""
    return visible(" / ".join(part for part in group.split("/") if part) or collection)


def group_title(collection: str, group: str) -> VisibleText:
    """The name of a group for people: its meaningful folders as words, without the numbers that sort them."""
    shown = place(collection, "/".join(meaningful_folders(group)))
    return VisibleText(" / ".join(_folder_title(part) for part in shown.split(" / ")))


def meaningful_folders(group: str) -> list[str]:
    """The folders of a group without those that many collections have, or the last of these if there are no others."""
    folders = [part for part in group.split("/") if part]
    return [part for part in folders if part.casefold() not in _GENERIC_FOLDERS] or folders[-1:]


def _folder_title(folder: str) -> str:
    first, *others = [word for word in _BETWEEN_WORDS.split(_ORDER.sub("", folder)) if word] or [folder]
    return " ".join((capitalised(first), *map(spelled, others)))


def is_in(group: str, folder: str) -> bool:
    """Whether *group* is *folder* or lies inside it; every group lies inside the empty one."""
    return not folder or f"{group}/".startswith(f"{folder}/")


def _example_entry(example: Example) -> ExampleEntry:
    turns = tuple((visible(turn.speaker), visible(turn.text)) for turn in example.turns)
    title, context, commentary = visible(example.title), visible(example.context), visible(example.commentary)
    return ExampleEntry(example.anchor, title, context, turns, commentary)
