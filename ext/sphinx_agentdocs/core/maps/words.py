"""The words for relations and maps, in English and ready to be translated.

This is the only place that has them: headings, sentences and drawings all take them from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from ..relating.relations import RelationKind
from ..text.messages import N_


class RelationWords(NamedTuple):
    """What a kind of relation is called: as a *heading* above the related agents, and as a *phrase* in a sentence."""

    heading: str
    phrase: str


RELATIONS: Mapping[RelationKind, RelationWords] = {
    "declared": RelationWords(N_("Declared as related"), N_("related to")),
    "works-with": RelationWords(N_("Works with"), N_("works with")),
    "delegates-to": RelationWords(N_("Delegates to"), N_("delegates to")),
    "reports-to": RelationWords(N_("Reports to"), N_("reports to")),
    "escalates-to": RelationWords(N_("Escalates to"), N_("escalates to")),
    "names": RelationWords(N_("Names"), N_("names")),
    "named-by": RelationWords(N_("Named by"), N_("named by")),
    "shares-guidance": RelationWords(N_("Shares guidance with"), N_("shares guidance")),
    "similar": RelationWords(N_("Similar purpose"), N_("similar purpose")),
}
"""The words for every kind of relation."""


@dataclass(frozen=True, slots=True)
class MapWords:
    """Everything that a map says.  *phrases* are the words for each kind of relation."""

    phrases: Mapping[RelationKind, str]
    around: str = N_("Agents around %s")
    more: str = N_("and %s more")
    and_more: str = N_("%s and %s more")
    and_others: str = N_("%s and others")
    map_of_all: str = N_("Map of %s agents")
    map_of_group: str = N_("Map of %s: %s agents")
    several_agents: str = N_("%s agents")
    one_agent: str = N_("1 agent")
    several_relations: str = N_("%s relations")
    one_relation: str = N_("1 relation")
    untitled: str = N_("Untitled")

    def agents(self, count: int) -> str:
        """A number of agents, in words."""
        return self.one_agent if count == 1 else self.several_agents % f"{count:,}"

    def relations(self, count: int) -> str:
        """A number of relations, in words."""
        return self.one_relation if count == 1 else self.several_relations % f"{count:,}"

    def title(self, title: str) -> str:
        """The title of an agent or a group, or a word for one without."""
        return title.strip() or self.untitled

    def translated(self, translate: Callable[[str], str]) -> MapWords:
        """The same words in another language."""
        texts = {field.name: translate(getattr(self, field.name)) for field in fields(self) if field.name != "phrases"}
        return replace(self, phrases={kind: translate(words) for kind, words in self.phrases.items()}, **texts)


ENGLISH = MapWords({kind: words.phrase for kind, words in RELATIONS.items()})
"""The words of a map in English."""
