"""The page of an agent: what stands on it and in which order is decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes
from sphinx.locale import _

from ..core.model import Definition, Example, Field, Section
from ..core.subagent_format import COLORS, HEX_COLOR
from ..core.text.characters import visible
from ..core.units import PARTS, page_parts
from .agents import place
from .nodes import definition_source, related_agents, swatch, withdrawn_guidance
from .project import Location
from .render import Renderer

__all__ = ["build_page"]
_FACTS = frozenset({"name", "description", "model", "color", "tools"})
_FILLS = dict(
    zip(COLORS, ("#dc2626", "#2563eb", "#16a34a", "#ca8a04", "#9333ea", "#ea580c", "#db2777", "#0891b2"), strict=True)
)
_ROWS = 1_000
"""Fields that are rows of a table; what is more is shown as lines."""


def build_page(definition: Definition, location: Location, source: str) -> nodes.section:
    """The whole page as one section; *source* is the path that warnings name."""
    body = definition.body
    ids = {section.token: section.anchor for section in body.sections}
    ids |= {unit.token: unit.anchor for unit in body.guidelines}
    renderer = Renderer(source, body.line, body.source, ids)
    renderer.examples = dict(body.examples)
    page = nodes.section(ids=[definition.anchor], names=[])
    page += _own_title(renderer, visible(definition.title))
    page += _facts(definition, location)
    _Body(definition, renderer, page).build()
    page += related_agents(docname="")
    page += withdrawn_guidance(docname="", anchor=definition.anchors["withdrawn-guidance"])
    page += _source_section(definition, renderer)
    return page


def _own_title(renderer: Renderer, text: str) -> nodes.title:
    """A title that does not stand in the prompt.  Outside of a build a translation is looked up here."""
    title = nodes.title("", str(text))
    renderer.at(title, 1, str(text))
    return title


# -- the line of facts


def _facts(definition: Definition, location: Location) -> nodes.paragraph:
    facts = nodes.paragraph(classes=["agent-facts"])
    for number, fact in enumerate(_each_fact(definition, location)):
        if number:
            facts += nodes.Text(" · ")
        facts += nodes.inline("", "", *fact, classes=["agent-fact"])
    return facts


def _each_fact(definition: Definition, location: Location) -> Iterator[list[nodes.Node]]:
    yield [nodes.literal("", definition.name)]
    if definition.model:
        yield [nodes.Text(_("model") + " "), nodes.strong("", definition.model)]
    if definition.color:
        yield [*_swatch(definition.color), nodes.Text(definition.color)]
    if definition.tools is None:
        yield [nodes.Text(_("tools") + " "), nodes.strong("", _("all"))]
    else:
        yield [nodes.Text(_("tools") + " "), nodes.strong("", ", ".join(definition.tools) or _("none"))]
    yield [nodes.Text(place(location.collection, location.group))]


def _swatch(color: str) -> list[nodes.Node]:
    fill = _FILLS.get(color.casefold()) or (color if HEX_COLOR.match(color) else "")
    return [swatch(fill=fill), nodes.Text(" ")] if fill else []


# -- the description and the body


class _Body:
    """Puts the description and the prompt below the title, each part in its section."""

    def __init__(self, definition: Definition, renderer: Renderer, page: nodes.section) -> None:
        self.definition, self.renderer, self.page = definition, renderer, page
        self.open = [page]

    def build(self) -> None:
        body = self.definition.body
        before = {"when-to-use": self._when_to_use, "role": self._role}
        for name in page_parts(self.definition):
            if name in before:
                title = _own_title(self.renderer, _(PARTS[name]))
                before[name](self._section(1, self.definition.anchors[name], title))
        stops = [*(section.token for section in body.sections[1:]), len(body.tokens)]
        for section, stop in zip(body.sections, stops, strict=False):
            self._author_section(section, stop)

    def _section(self, depth: int, anchor: str, title: nodes.title, classes: Sequence[str] = ()) -> nodes.section:
        """A new section of *depth* (from 1) below the last one that encloses it."""
        section = nodes.section(ids=[anchor], names=[], classes=list(classes))
        section += title
        del self.open[depth:]
        self.open[-1] += section
        self.open.append(section)
        return section

    def _when_to_use(self, section: nodes.section) -> None:
        self._description(section)
        self.renderer.blocks(self.definition.body.tokens, 0, self.definition.body.lead, section)

    def _description(self, section: nodes.section) -> None:
        for block in self.definition.description.blocks:
            if isinstance(block, Example):
                section += self.renderer.example(block)
            else:
                text = visible(block.text)
                paragraph = nodes.paragraph("", text, classes=["agent-announce" if text[-1:] == ":" else "agent-lead"])
                section += self.renderer.at(paragraph, block.line, text)

    def _role(self, section: nodes.section) -> None:
        body = self.definition.body
        if body.literal:
            section += self.renderer.literal("\n".join(body.source), body.line)
            return
        stop = body.sections[0].token if body.sections else len(body.tokens)
        self.renderer.blocks(body.tokens, body.role or 0, stop, section)

    def _author_section(self, found: Section, stop: int) -> None:
        """A section of the author with its own title, and what follows up to the next one."""
        body = self.definition.body
        title = self.renderer.title(body.tokens[found.token + 1], found.line)
        section = self._section(found.depth, found.anchor, title, (f"agent-section-{found.kind}",))
        self.renderer.blocks(body.tokens, found.token + 3, stop, section)


# -- the definition itself


def _source_section(definition: Definition, renderer: Renderer) -> nodes.section:
    section = nodes.section(ids=[definition.anchors["definition"]], names=[])
    section += _own_title(renderer, _(PARTS["definition"]))
    seen: set[str] = set()
    others = []
    for field in definition.fields:
        if field.key not in _FACTS or field.key in seen or not _is_shown(definition, field):
            others.append(field)
        seen.add(field.key)
    if others:
        section += _table(others[:_ROWS])
    if others[_ROWS:]:
        rest = "\n".join(f"{field.key}: {field.text}" for field in others[_ROWS:])
        section += renderer.literal(rest, others[_ROWS].line)
    section += definition_source(text=visible(definition.raw))
    return section


def _is_shown(definition: Definition, field: Field) -> bool:
    """Whether a field of the facts stands on the page with all of its words."""
    shown = {"name": definition.name, "model": definition.model, "color": definition.color}
    if field.key == "description":
        return bool(definition.description.blocks)
    return field.key == "tools" or shown[field.key] == " ".join(visible(field.text).split())


def _table(fields: list[Field]) -> nodes.table:
    rows = [
        nodes.row(
            "", nodes.entry("", _cell(nodes.literal, field.key)), nodes.entry("", _cell(nodes.inline, field.text))
        )
        for field in fields
    ]
    columns = [nodes.colspec(colwidth=width) for width in (20, 80)]
    group = nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=2)
    return nodes.table("", group, classes=["agent-fields"])


def _cell(kind: type[nodes.TextElement], text: str) -> nodes.paragraph:
    text = visible(text)
    return nodes.paragraph("", "", kind("", text)) if text else nodes.paragraph()
