"""Everything on a page that has a link of its own: the agent, its parts, headings, examples and guidelines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from .limits import DEFAULT_LIMITS
from .model import LEAD, Definition, Example, Passage, Weight
from .seeds import seed, shortest_code
from .text.characters import VisibleText, visible
from .text.messages import N_
from .text.polarity import Polarity
from .text.rule_codes import alias_of, code_of_fields, is_alias, rank
from .text.sentences import first_sentences

_TITLE = 80
_HAS_LAYOUT = re.compile(r"^[ \t]*(?:```|~~~|[-*+] |\d{1,9}[.)] |\|)", re.MULTILINE)
GUIDELINES = ("item", "step", "principle", "paragraph", "row", "rule")
"""The kinds of unit that are guidelines."""

LABEL = "label"
"""The kind under which the ledger records a guideline that is a mere label, and so has no short link."""

TEXT_SORTS = ("guideline", "example")
"""The sorts with a text of their own.  The ledger follows that text wherever it moves, and keeps former wordings."""

CODED_SORTS = (*TEXT_SORTS, "agent")
"""The sorts whose codes readers see; every unit of these sorts has a short link."""


PARTS = {"when-to-use": N_("When to use"), "role": N_("Role"), "definition": N_("Definition")}
"""The titles of the sections that a page adds to those of the prompt, by name, in page order."""


DESCRIPTION = "when-to-use"
"""The part with the description, which is shown as plain text."""


class Unit(NamedTuple):
    """Something that has a link.  A site has tens of thousands; a tuple is the fastest to make and to store.

    *page* is the name of the page, *anchor* the id derived from the text; *kind* is ``agent``,
    ``part`` (a section that the page adds), ``section``, ``example`` or a kind of guideline;
    *section* holds the titles of the enclosing sections.  *line* counts from 1 in the file;
    the agent and the parts, which come from the file as a whole, have line 1.  *body* is the whole
    unit as written, with its line breaks, if it says more than *text*; else it is empty.  *stem*, *lead*, *polarity*
    and *weight* are as in `Guideline`; *team_code* is the code that the team gave a rule, as written.  *code* is
    derived from what it says; the unit gets it unless another one has it.  It is empty until it is derived.
    """

    page: str
    anchor: str
    kind: str
    title: VisibleText
    text: VisibleText
    section: tuple[VisibleText, ...]
    line: int
    body: VisibleText = VisibleText("")
    stem: tuple[VisibleText, ...] = ()
    lead: VisibleText = VisibleText("")
    polarity: Polarity = ""
    weight: Weight = "rule"
    team_code: VisibleText = VisibleText("")
    code: str = ""

    @property
    def alias(self) -> str:
        """The code that the team gave a rule as a part of an address, or an empty string."""
        found = alias_of(self.team_code) if self.team_code else ""
        return found if is_alias(found) else ""

    @property
    def path(self) -> str:
        """Its stem as one text."""
        return " \u203a ".join(self.stem)

    @property
    def is_label(self) -> bool:
        """Whether it is a mere label: it has an id on its page, but no short link of its own."""
        return self.weight == "label"

    @property
    def introduces(self) -> bool:
        """Whether it is a label that introduces what follows."""
        return self.is_label and self.text.endswith((":", "\uff1a"))


def address(page: str, anchor: str) -> str:
    """The page and the anchor as one text, by which the ledger identifies a place."""
    return f"{page}#{anchor}"


def sort_of(kind: str) -> str:
    """The sort of a kind: units of one sort can turn into each other.  All guidelines are of one sort."""
    return "guideline" if kind in GUIDELINES or kind == LABEL else kind


def family_of(sort: str) -> str:
    """What units of a sort can turn into: a heading can become a rule, and a part a heading of the author."""
    return "text" if sort in ("section", "guideline", "part") else sort


def page_parts(definition: Definition) -> tuple[str, ...]:
    """The names of the parts (see `PARTS`) that the page of *definition* has, in page order."""
    has = {
        "when-to-use": bool(definition.description.blocks or definition.body.lead),
        "role": definition.body.role is not None,
        "definition": True,
    }
    return tuple(name for name in PARTS if has[name])


def seed_of(kind: str, agent: str, text: str, *more: str) -> str:
    """What the code of a unit is derived from; *agent* is the anchor of the agent on its page."""
    sort = sort_of(kind)
    return seed(sort, agent, "" if sort == "agent" else text, *more)


def units_of(definition: Definition, page: str) -> tuple[Unit, ...]:
    """Every unit on the page of a definition, the agent and the parts first."""
    agent = definition.anchor
    units = _units(definition, page)
    return tuple(unit._replace(code=shortest_code(seed_of(unit.kind, agent, unit.text))) for unit in units)


def _units(definition: Definition, page: str) -> Iterator[Unit]:
    title = definition.title
    code = visible(code_of_fields((field.key, field.text) for field in definition.fields))
    yield Unit(page, definition.anchor, "agent", title, title, (), 1, team_code=code)
    for name in page_parts(definition):
        whole = _part(definition, name)
        yield Unit(page, definition.anchors[name], "part", VisibleText(PARTS[name]), VisibleText(name), (), 1, whole)
    for example in definition.examples:
        shown = visible(first_sentences(visible(example.title), _TITLE))
        yield Unit(page, example.anchor, "example", shown, _text_of(example), (), example.line, _laid_out(example))
    rules = {unit.token for unit in definition.body.guidelines if unit.kind == "rule"}
    for section in definition.body.sections:
        if section.token in rules:
            continue
        path, title = _visible_path(section.path[:-1]), visible(section.title)
        whole = _whole(definition, section.token)
        yield Unit(page, section.anchor, "section", title, title, path, section.line, whole)
    for unit in definition.body.guidelines:
        yield Unit(
            page,
            unit.anchor,
            unit.kind,
            visible(unit.title),
            visible(unit.text),
            _visible_path(unit.section),
            unit.line,
            _whole(definition, unit.token),
            _visible_path(unit.stem),
            visible(unit.lead),
            unit.polarity,
            unit.weight,
            visible(unit.code),
        )


def stated_rules(units: Iterable[Unit]) -> list[Unit]:
    """The units of a site that state a rule with a code of the team.

    Others with the same code only refer to the rule: those of a higher rank, and all in a file that is that rule.
    """
    coded = [unit for unit in units if unit.team_code and unit.alias]
    files = {(unit.page, unit.alias) for unit in coded if unit.kind == "agent"}
    best: dict[str, int] = {}
    for unit in coded:
        best[unit.alias] = min(rank(unit.kind), best.get(unit.alias, rank(unit.kind)))
    return [
        unit
        for unit in coded
        if rank(unit.kind) == best[unit.alias] and (unit.kind == "agent" or (unit.page, unit.alias) not in files)
    ]


def words_of_file(units: Iterable[Unit]) -> VisibleText:
    """What a file that is one rule says when it is cited, from the units of its page.

    That is the beginning of its description, which is about the whole file; without one, its first rule, or else its
    first fact, after the words on which that depends.
    """
    units = list(units)
    described = next((unit.body for unit in units if unit.kind == "part" and unit.text == DESCRIPTION), "")
    if said := first_sentences(" ".join(text for text in described.split("\n\n") if not text.endswith(":"))):
        return visible(said)
    guidelines = [unit for unit in units if unit.kind in GUIDELINES and not unit.is_label]
    for unit in sorted(guidelines, key=lambda unit: unit.weight != "rule")[:1]:
        return visible(" ".join(filter(None, (unit.lead, unit.text))))
    return VisibleText("")


def _visible_path(titles: tuple[str, ...]) -> tuple[VisibleText, ...]:
    return tuple(visible(title) for title in titles)


def _whole(definition: Definition, token: int) -> VisibleText:
    """The source of a unit that says more than its text, found by its token."""
    return visible(definition.body.whole.get(token, ""))


def _part(definition: Definition, name: str) -> VisibleText:
    """What a section that the page adds says, as far as it is not in units of their own."""
    if name == DESCRIPTION:
        texts = (block.text.strip() for block in definition.description.blocks if isinstance(block, Passage))
        return _cut("\n\n".join(texts))
    if name == "role" and definition.body.literal:
        return _cut("\n".join(definition.body.source))
    return _whole(definition, LEAD) if name == "role" else VisibleText("")


def _text_of(example: Example) -> VisibleText:
    """The whole text of an example, labels included, on one line."""
    return visible(" ".join(_source_of(example).split()))


def _laid_out(example: Example) -> VisibleText:
    """An example with its line breaks, if it contains code or a list, which one line would spoil."""
    source = _source_of(example).strip("\n")
    return _cut(source) if _HAS_LAYOUT.search(source) else VisibleText("")


def _cut(source: str) -> VisibleText:
    """*source*, cut to a limit; it says so."""
    most = DEFAULT_LIMITS.paragraph_chars
    if len(source) > most:
        source = f"{source[:most]}\n\n\u2026 ({len(source) - most:,} more characters omitted)"
    return visible(source)


def _source_of(example: Example) -> str:
    return "".join(f"{part.label}{part.text}{part.end}" for part in example.parts)
