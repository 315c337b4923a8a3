"""The page of an agent: its parts and their order are decided here and nowhere else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from docutils import nodes

from ..core.model import Definition, Example, Field, Passage, Section
from ..core.text.characters import visible
from ..core.text.messages import N_
from ..core.units import PARTS, page_parts
from .agents import place
from .locale import _
from .nodes import (
    agent_actions,
    definition_source,
    guideline_section,
    guideline_title,
    related_agents,
    swatch,
    withdrawn_guidance,
)
from .project import Location
from .render import Renderer
from .swatches import fill_of

_FACTS = frozenset({"name", "description", "model", "color", "tools"})
_ROWS = 1_000
"""Fields that are rows of a table; the rest is shown as lines."""


def build_page(definition: Definition, location: Location, source: str) -> nodes.section:
    """The whole page as one section; *source* is the path that warnings name."""
    renderer = Renderer(source, definition.body)
    page = nodes.section(ids=[definition.anchor], names=[], classes=["agent-page"])
    page += _own_title(renderer, definition.title)
    page += _facts(definition, location)
    page += agent_actions()
    _Body(definition, renderer, page).build()
    related = definition.anchors["related-agents"]
    page += _related_section(related, renderer)
    page += withdrawn_guidance(docname="", anchor=definition.anchors["withdrawn-guidance"], related=related)
    page += _source_section(definition, renderer)
    return page


def _own_title(renderer: Renderer, text: str) -> nodes.title:
    """A title that is not from the prompt."""
    title = nodes.title("", text)
    renderer.at(title, 1, text)
    return title


def _title_of_part(renderer: Renderer, message: str) -> nodes.title:
    """The title of a section that pages add.  A site that translates its documents may translate it with them."""
    title = _own_title(renderer, str(_(message)))  # outside a build, `_` returns an object that is translated later
    title.rawsource = message
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
    fill = fill_of(color)
    return [swatch(fill=fill), nodes.Text(" ")] if fill else []


# -- the description and the prompt


class _Body:
    """Adds the description and the prompt below the title, each part in its section."""

    def __init__(self, definition: Definition, renderer: Renderer, page: nodes.section) -> None:
        self.definition, self.renderer, self.page = definition, renderer, page
        self.open = [page]
        self.role: nodes.section | None = None
        self.rules = {unit.token for unit in definition.body.guidelines if unit.kind == "rule"}

    def build(self) -> None:
        body = self.definition.body
        before = {"when-to-use": self._when_to_use, "role": self._role}
        for name in page_parts(self.definition):
            if name in before:
                title = _title_of_part(self.renderer, PARTS[name])
                before[name](self._section(1, self.definition.anchors[name], title))
        stops = [*(section.token for section in body.sections[1:]), len(body.tokens)]
        for section, stop in zip(body.sections, stops, strict=False):
            self._author_section(section, stop)

    def _section(
        self,
        depth: int,
        anchor: str,
        title: nodes.title,
        classes: Sequence[str] = (),
        kind: type[nodes.section] = nodes.section,
    ) -> nodes.section:
        """A new section at *depth* (from 1), inside the last one that is less deep."""
        section = kind(ids=[anchor], names=[], classes=list(classes))
        section += guideline_title("", "", *title.children, **title.attributes) if kind is guideline_section else title
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
                section += self._passage(block)

    def _passage(self, passage: Passage) -> nodes.Element:
        text = visible(passage.text)
        kind = "agent-announce" if text.endswith(":") else "agent-lead"
        return self.renderer.at(nodes.paragraph("", text, classes=[kind]), passage.line, text)

    def _role(self, section: nodes.section) -> None:
        self.role = section
        body = self.definition.body
        if body.literal:
            section += self.renderer.literal("\n".join(body.source), body.line)
            return
        stop = body.sections[0].token if body.sections else len(body.tokens)
        self.renderer.blocks(body.tokens, body.role or 0, stop, section)

    def _author_section(self, found: Section, stop: int) -> None:
        """A section of the author: its title, and the text up to the next section."""
        body = self.definition.body
        token = body.tokens[found.token]
        if token.type == "tag":
            title, start = _own_title(self.renderer, visible(found.title)), found.token
        else:
            title, start = self.renderer.title(body.tokens[found.token + 1], found.line), found.token + 3
        kind = guideline_section if found.token in self.rules else nodes.section
        is_label = token.type == "paragraph_open"
        if is_label:
            _set_colon_apart(title)
        classes = (f"agent-section-{found.kind}", *(["agent-label-section"] if is_label else []))
        section = self._section(self._depth(found, is_label=is_label), found.anchor, title, classes, kind)
        self.renderer.add_lead(section, found.token)
        self.renderer.blocks(body.tokens, start, stop, section)

    def _depth(self, found: Section, *, is_label: bool) -> int:
        """The depth of a section on the page: a label right after the role, in no section, is part of it."""
        if found.depth == 1 and not is_label:
            self.role = None
        return found.depth + (self.role is not None)


def _set_colon_apart(title: nodes.title) -> None:
    """Put the colon at the end of a label into an element of its own, so that a stylesheet can hide it."""
    last = title[-1]
    if isinstance(last, nodes.Text) and last.endswith((":", "\uff1a")):
        title[-1:] = [
            *([nodes.Text(last[:-1])] if last[:-1] else []),
            nodes.inline("", last[-1:], classes=["agent-colon"]),
        ]


# -- the parts about others, and the definition itself


def _related_section(anchor: str, renderer: Renderer) -> nodes.section:
    """A section that is always there, because readers may link to it; its content depends on other agents."""
    section = nodes.section(ids=[anchor], names=[], classes=["agent-related", "no-search"])
    section += _title_of_part(renderer, N_("Related agents"))
    section += related_agents(docname="")
    return section


def _source_section(definition: Definition, renderer: Renderer) -> nodes.section:
    name = "definition"
    section = nodes.section(ids=[definition.anchors[name]], names=[])
    section += _title_of_part(renderer, PARTS[name])
    section += _fields(list(_other_fields(definition)), renderer)
    section += definition_source(text=visible(definition.raw))
    return section


def _other_fields(definition: Definition) -> Iterator[Field]:
    """The fields that are not shown elsewhere on the page, or not in full."""
    seen: set[str] = set()
    for field in definition.fields:
        if field.key not in _FACTS or field.key in seen or not _is_shown(definition, field):
            yield field
        seen.add(field.key)


def _is_shown(definition: Definition, field: Field) -> bool:
    """Whether the page shows all words of a field that is one of the facts."""
    shown = {"name": definition.name, "model": definition.model, "color": definition.color}
    if field.key == "description":
        return bool(definition.description.blocks)
    if field.key == "tools":
        return field.typed != "mapping"
    return shown[field.key] == " ".join(visible(field.text).split())


def _fields(fields: list[Field], renderer: Renderer) -> Iterator[nodes.Element]:
    if fields:
        yield _table(fields[:_ROWS])
    if rest := fields[_ROWS:]:
        yield renderer.literal("\n".join(f"{field.key}: {field.text}" for field in rest), rest[0].line)


def _table(fields: list[Field]) -> nodes.table:
    cells = [(_cell(nodes.literal, field.key), _cell(nodes.inline, field.text)) for field in fields]
    rows = [nodes.row("", *row) for row in cells]
    columns = [nodes.colspec(colwidth=width) for width in (20, 80)]
    group = nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=2)
    return nodes.table("", group, classes=["agent-fields"])


def _cell(kind: type[nodes.TextElement], text: str) -> nodes.entry:
    shown = visible(text)
    return nodes.entry("", nodes.paragraph("", "", kind("", shown)) if shown else nodes.paragraph())
