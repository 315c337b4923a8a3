"""Why agents are related: every relation has a kind, a direction and its evidence.

A `Profile` is made when a definition is read, without knowledge of the others.  `relate`
compares the profiles when all are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

from ..model import Definition, Mention
from ..naming.mentions import find_mentions
from ..naming.names import Named, Names
from ..text.sentences import first_sentences
from ..units import GUIDELINES, Unit
from .shared_guidance import Guidance, Shared, fingerprint, shared_guidance
from .similar_agents import Near, similar, terms_of

RelationKind = Literal[
    "declared",
    "works-with",
    "delegates-to",
    "reports-to",
    "escalates-to",
    "names",
    "named-by",
    "shares-guidance",
    "similar",
]
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)
"""The order in which a page shows them.  The first six are written in a definition."""
WRITTEN = RELATION_KINDS[:6]
_EVIDENCE = 200
_LINKED = ("word", "marked", "example")


class Relation(NamedTuple):
    """One agent as another one sees it.

    *page* is the other agent's page.  *evidence* is the sentence, line or words that prove the
    relation, as plain text; *home* and *anchor* are the page and the id where the evidence is, and
    empty if it has no place.  *common* is the number of shared guidelines; *via* is the kind of the
    relation that this one reverses.
    """

    page: str
    kind: RelationKind
    evidence: str
    home: str = ""
    anchor: str = ""
    common: int = 1
    via: RelationKind | Literal[""] = ""


class NamedAgent(NamedTuple):
    """A name in a definition and the page of the agent that it names.

    *anchor* is the one place where the word is known to be a name, such as an item of a list of
    agents; it is empty for a word that is a name everywhere.
    """

    name: str
    page: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Profile:
    """The part of a definition from which the relations of its agent are found.

    *prints* are the fingerprints of its guidelines, in order; those of guidelines about working with others are empty.
    """

    page: str
    collection: str
    group: str
    name: str
    stem: str
    title: str
    mentions: tuple[Mention, ...]
    terms: tuple[tuple[str, int], ...]
    prints: tuple[tuple[int, ...], ...]

    @property
    def named(self) -> Named:
        """The names by which others may call the agent."""
        return Named(self.page, self.collection, self.group, self.name, self.stem)


@dataclass(frozen=True, slots=True)
class Related:
    """Everything that the page of an agent shows about others.

    *shared* lists the counterparts of each shared guideline, by its anchor.
    """

    relations: tuple[Relation, ...] = ()
    names: tuple[NamedAgent, ...] = ()
    shared: tuple[tuple[str, Shared], ...] = ()


def profile_of(definition: Definition, page: str, collection: str, path: str) -> Profile:
    """The profile of a definition; *path* is that of its file below the collection."""
    group, _, file = path.rpartition("/")
    mentions = find_mentions(definition)
    lists = {mention.anchor for mention in mentions if mention.kind != "names"}
    return Profile(
        page=page,
        collection=collection,
        group=group,
        name=definition.name,
        stem=file.removesuffix(".md"),
        title=definition.title,
        mentions=mentions,
        terms=terms_of(definition),
        prints=tuple(
            () if unit.anchor in lists else fingerprint(unit.title, unit.text) for unit in definition.body.guidelines
        ),
    )


def relate(profiles: Iterable[Profile], units: Mapping[str, Sequence[Unit]], names: Names) -> dict[str, Related]:
    """The related agents that each page shows; *units* are the units of each page.

    The result does not depend on the order of *profiles*.
    """
    agents = {profile.page: profile for profile in sorted(profiles, key=lambda profile: profile.page)}
    written = {page: _written(profile, names) for page, profile in agents.items()}
    shared = shared_guidance(_guidance(agents.values(), units))
    found: dict[str, list[Relation]] = {page: list(named) for page, (named, _) in written.items()}
    for page, (named, _) in written.items():
        for other in _first_of_each(named):
            found[other.page].append(Relation(page, "named-by", other.evidence, page, other.anchor, via=other.kind))
    for page, relations in _sharing(shared, units).items():
        found[page] += relations
    near = similar({page: profile.terms for page, profile in agents.items()})
    known = {(page, relation.page) for page, relations in found.items() for relation in relations}
    for page, relations in _similar(near):
        found[page] += [relation for relation in relations if (page, relation.page) not in known]
    by_page: dict[str, list[tuple[str, Shared]]] = {}
    for (page, anchor), one in shared.items():
        by_page.setdefault(page, []).append((anchor, one))
    return {
        page: Related(tuple(_sorted(found[page], agents)), written[page][1], tuple(sorted(by_page.get(page, ()))))
        for page in agents
    }


# -- written relations


def _written(profile: Profile, names: Names) -> tuple[list[Relation], tuple[NamedAgent, ...]]:
    """The agents that a definition names, once for each kind of relation, and their names in its text."""
    relations: dict[tuple[str, str], Relation] = {}
    called: dict[NamedAgent, None] = {}
    for mention in profile.mentions:
        other = names.find(mention.name, mention.how, profile.page)
        if other is None:
            continue
        relation = Relation(other, mention.kind, mention.evidence, profile.page, mention.anchor)
        relations.setdefault((other, mention.kind), relation)
        if mention.how in _LINKED:
            only_here = "" if "-" in mention.name else mention.anchor
            called[NamedAgent(mention.name, other, only_here)] = None
    specific = {page for page, kind in relations if kind != "names"}
    kept = [one for one in relations.values() if one.kind != "names" or one.page not in specific]
    return kept, tuple(called)


def _first_of_each(relations: Iterable[Relation]) -> Iterator[Relation]:
    """The most specific relation to each agent."""
    best: dict[str, Relation] = {}
    for relation in sorted(relations, key=lambda relation: RELATION_KINDS.index(relation.kind)):
        best.setdefault(relation.page, relation)
    return iter(best.values())


# -- shared guidance and similar purpose


def _guidance(profiles: Iterable[Profile], units: Mapping[str, Sequence[Unit]]) -> Iterator[Guidance]:
    for profile in profiles:
        guidelines = [unit for unit in units[profile.page] if unit.kind in GUIDELINES]
        for unit, prints in zip(guidelines, profile.prints, strict=True):
            if prints:
                yield Guidance(profile.page, unit.anchor, unit.title, unit.text, prints)


def _sharing(
    shared: Mapping[tuple[str, str], Shared], units: Mapping[str, Sequence[Unit]]
) -> dict[str, list[Relation]]:
    """For each page, the agents that share guidelines with it; the first shared one is the evidence."""
    pairs: dict[str, dict[str, list[str]]] = {}
    for (page, anchor), one in shared.items():
        if not one.common:
            for other in {share.page for share in one.others}:
                pairs.setdefault(page, {}).setdefault(other, []).append(anchor)
    result = {}
    for page, others in pairs.items():
        places = {unit.anchor: (at, unit) for at, unit in enumerate(units[page])}
        result[page] = [_shares(page, other, sorted(places[a] for a in anchors)) for other, anchors in others.items()]
    return result


def _shares(page: str, other: str, found: Sequence[tuple[int, Unit]]) -> Relation:
    first = found[0][1]
    text = first.title or first_sentences(first.text, _EVIDENCE)
    return Relation(other, "shares-guidance", text, page, first.anchor, len(found))


def _similar(near: Mapping[str, Sequence[Near]]) -> Iterator[tuple[str, list[Relation]]]:
    for page, others in near.items():
        yield page, [Relation(one.page, "similar", ", ".join(one.terms)) for one in others]


def _sorted(relations: Iterable[Relation], agents: Mapping[str, Profile]) -> list[Relation]:
    """By kind.  Within a kind, written and similar ones stay in the order found; the rest go by number and title."""

    def place(relation: Relation) -> tuple[int, int, str, str]:
        kind = RELATION_KINDS.index(relation.kind)
        if relation.kind in ("named-by", "shares-guidance"):
            return kind, -relation.common, agents[relation.page].title.casefold(), relation.page
        return kind, 0, "", ""

    return sorted(relations, key=place)
