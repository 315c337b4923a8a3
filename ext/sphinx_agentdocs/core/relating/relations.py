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
from ..naming.names import Named, Names, stem_of
from ..text.sentences import first_sentences
from ..units import DESCRIPTION, GUIDELINES, Unit
from .common_phrases import common_phrases
from .shared_guidance import Guidance, Shared, fingerprint, said, shared_guidance
from .similar_agents import Near, terms_of

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
        stem=stem_of(file),
        title=definition.title,
        mentions=mentions,
        terms=terms_of(definition),
        prints=tuple(
            () if unit.anchor in lists else fingerprint(unit.title, unit.text) for unit in definition.body.guidelines
        ),
    )


def relate(
    profiles: Iterable[Profile], units: Mapping[str, Sequence[Unit]], names: Names, near: Mapping[str, Sequence[Near]]
) -> dict[str, Related]:
    """The related agents that each page shows; *units* and *near* are the units and the similar agents of each page.

    The result does not depend on the order of *profiles*.
    """
    agents = {profile.page: profile for profile in sorted(profiles, key=lambda profile: profile.page)}
    written = {page: _written(profile, names) for page, profile in agents.items()}
    stated = _stated(written)
    shared = shared_guidance(_guidance(agents.values(), units))
    found: dict[str, list[Relation]] = {page: list(stated[page]) for page in agents}
    for page, relations in stated.items():
        for other in _first_of_each(relations):
            found[other.page].append(
                Relation(page, "named-by", other.evidence, other.home, other.anchor, via=other.kind)
            )
    for page, relations in _sharing(shared, units).items():
        found[page] += relations
    known = {(page, one.page) for page, relations in found.items() for one in relations if not is_one_line(one)}
    for page, relations in _similar(near, units):
        found[page] += [relation for relation in relations if (page, relation.page) not in known]
    by_page: dict[str, list[tuple[str, Shared]]] = {}
    for (page, anchor), one in shared.items():
        by_page.setdefault(page, []).append((anchor, one))
    return {
        page: Related(tuple(_sorted(found[page], agents)), written[page].called, tuple(sorted(by_page.get(page, ()))))
        for page in agents
    }


# -- written relations


class _Written(NamedTuple):
    """What a definition says about others.

    *own* are the relations of its agent, and *back* those of other agents to it, each with the page of the other one;
    *deferred* are the pages to which it only defers, and *called* the names in its text.
    """

    own: tuple[Relation, ...]
    back: tuple[tuple[str, Relation], ...]
    deferred: frozenset[str]
    called: tuple[NamedAgent, ...]


def _written(profile: Profile, names: Names) -> _Written:
    """The agents that a definition names, once for each kind of relation, and their names in its text."""
    own: dict[tuple[str, str], Relation] = {}
    back: dict[tuple[str, str], Relation] = {}
    sure: set[str] = set()
    deferred: set[str] = set()
    called: dict[NamedAgent, None] = {}
    for mention in profile.mentions:
        other = names.named(mention, profile.page)
        if other is None:
            continue
        if mention.way == "back":
            relation = Relation(profile.page, mention.kind, mention.evidence, profile.page, mention.anchor)
            back.setdefault((other, mention.kind), relation)
        else:
            relation = Relation(other, mention.kind, mention.evidence, profile.page, mention.anchor)
            own.setdefault((other, mention.kind), relation)
        if mention.kind == "delegates-to" and mention.way != "back":
            (deferred if mention.way else sure).add(other)
        if mention.how in _LINKED:
            only_here = "" if "-" in mention.name else mention.anchor
            called[NamedAgent(mention.name, other, only_here)] = None
    backs = tuple((other, relation) for (other, _), relation in back.items())
    return _Written(tuple(own.values()), backs, frozenset(deferred - sure), tuple(called))


def _stated(written: Mapping[str, _Written]) -> dict[str, list[Relation]]:
    """The relations of each page that any definition states, in order, without those that say less than another.

    To defer to a superior is not to delegate.
    """
    stated = {page: {(one.page, one.kind): one for one in whole.own} for page, whole in written.items()}
    for whole in written.values():
        for other, relation in whole.back:
            stated[other].setdefault((relation.page, relation.kind), relation)
    above: dict[str, set[str]] = {page: set() for page in written}
    for page, relations in stated.items():
        for other, kind in relations:
            if kind in ("reports-to", "escalates-to"):
                above[page].add(other)
            elif kind == "delegates-to" and other not in written[page].deferred:
                above[other].add(page)
    result = {}
    for page, relations in stated.items():
        deferred = written[page].deferred and written[page].deferred & _superiors(page, above)
        kept = {
            (other, "names" if kind == "delegates-to" and other in deferred else kind): one
            for (other, kind), one in relations.items()
        }
        specific = {other for other, kind in kept if kind != "names"} | {other for other, _ in written[page].back}
        result[page] = [
            one._replace(kind=kind) for (other, kind), one in kept.items() if kind != "names" or other not in specific
        ]
    return result


def _superiors(page: str, above: Mapping[str, set[str]]) -> set[str]:
    """Those above an agent, and those above them."""
    found = {page}
    todo = [page]
    while todo:
        further = above[todo.pop()] - found
        found |= further
        todo += further
    return found - {page}


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
    """For each page, the agents that share guidelines with it; the one that says most is the evidence."""
    pairs: dict[str, dict[str, list[str]]] = {}
    for (page, anchor), one in shared.items():
        if not one.common:
            for other in {share.page for share in one.others}:
                pairs.setdefault(page, {}).setdefault(other, []).append(anchor)
    result = {}
    for page, others in pairs.items():
        places = {unit.anchor: (-said(unit.text), at, unit) for at, unit in enumerate(units[page])}
        result[page] = [_shares(other, [places[anchor] for anchor in anchors]) for other, anchors in others.items()]
    return result


def _shares(other: str, found: Sequence[tuple[int, int, Unit]]) -> Relation:
    _, _, strongest = min(found)
    text = first_sentences(strongest.text, _EVIDENCE)
    return Relation(other, "shares-guidance", text, strongest.page, strongest.anchor, len(found))


def is_one_line(relation: Relation) -> bool:
    """Whether a relation is one shared guideline, which says less than a similar purpose."""
    return relation.kind == "shares-guidance" and relation.common == 1


def _similar(
    near: Mapping[str, Sequence[Near]], units: Mapping[str, Sequence[Unit]]
) -> Iterator[tuple[str, list[Relation]]]:
    for page, others in near.items():
        yield page, [Relation(one.page, "similar", _in_common(one, units[page], units[one.page])) for one in others]


def _in_common(near: Near, own: Sequence[Unit], others: Sequence[Unit]) -> str:
    """The words in common; if a reader would not know them as words, when to use the other agent."""
    if all(map(str.isascii, near.terms)):
        return ", ".join(near.terms)
    words = common_phrases(near.terms, _purpose(own), _purpose(others))
    return ", ".join(words) or first_sentences(next((unit.body for unit in others if unit.text == DESCRIPTION), ""))


def _purpose(units: Sequence[Unit]) -> str:
    """The texts from which the words of a comparison come."""
    return "\n".join(
        unit.body or unit.text
        for unit in units
        if unit.kind in ("agent", "section", "example") or unit.text == DESCRIPTION
    )


def _sorted(relations: Iterable[Relation], agents: Mapping[str, Profile]) -> list[Relation]:
    """By kind, one shared line last.

    Within a kind, written and similar ones stay in the order found; the rest go by number and title.
    """

    def place(relation: Relation) -> tuple[int, int, str, str]:
        kind = len(RELATION_KINDS) if is_one_line(relation) else RELATION_KINDS.index(relation.kind)
        if relation.kind in ("named-by", "shares-guidance"):
            return kind, -relation.common, agents[relation.page].title.casefold(), relation.page
        return kind, 0, "", ""

    return sorted(relations, key=place)
