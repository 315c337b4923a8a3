"""The words for relations and maps, in English and ready to be translated.

This is the only place that has them: sentences and drawings all take them from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace

from ..relating.relations import RelationKind
from ..text.messages import N_

RELATIONS: Mapping[RelationKind, str] = {
    "declared": N_("related to"),
    "works-with": N_("works with"),
    "delegates-to": N_("delegates to"),
    "reports-to": N_("reports to"),
    "escalates-to": N_("escalates to"),
    "names": N_("names"),
    "named-by": N_("named by"),
    "shares-guidance": N_("shares guidance"),
    "similar": N_("similar purpose"),
}
"""The words for every kind of relation, as they stand in a sentence."""


def _english(one: str, several: str, count: int) -> str:
    return one if count == 1 else several


@dataclass(frozen=True, slots=True)
class MapWords:
    """All words on a map.

    *phrases* are the words for each kind of relation.  *ngettext* chooses the form of a text for a number;
    it has the name by which gettext tools find the texts.  *number* writes a number.
    """

    phrases: Mapping[RelationKind, str]
    more: str = N_("and %s more")
    and_more: str = N_("%s and %s more")
    and_others: str = N_("%s and others")
    untitled: str = N_("Untitled")
    ngettext: Callable[[str, str, int], str] = _english
    number: Callable[[int], str] = "{:,}".format

    def agents(self, count: int) -> str:
        """A number of agents, in words."""
        return self.ngettext("%s agent", "%s agents", count) % self.number(count)

    def relations(self, count: int) -> str:
        """A number of relations, in words."""
        return self.ngettext("%s relation", "%s relations", count) % self.number(count)

    def map_of(self, count: int) -> str:
        """The name of a map of *count* agents."""
        return self.ngettext("Map of %s agent", "Map of %s agents", count) % self.number(count)

    def title(self, title: str) -> str:
        """The title of an agent or a group, or a word for one without."""
        return title.strip() or self.untitled

    def translated(
        self,
        translate: Callable[[str], str],
        ngettext: Callable[[str, str, int], str] = _english,
        number: Callable[[int], str] = "{:,}".format,
    ) -> MapWords:
        """The same words in another language."""
        phrases = {kind: translate(words) for kind, words in self.phrases.items()}
        names = (field.name for field in fields(self) if field.name not in ("phrases", "ngettext", "number"))
        texts = {name: translate(getattr(self, name)) for name in names}
        return replace(self, phrases=phrases, ngettext=ngettext, number=number, **texts)


ENGLISH = MapWords(RELATIONS)
"""The words of a map in English."""
