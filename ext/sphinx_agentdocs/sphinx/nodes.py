"""The nodes of our pages that docutils does not have.

Each names its fallback: the output of a builder that does not know the node.  Where docutils has
a similar node, ours is a subclass and that node is the fallback.  `node_writers` has the rest.
"""

from __future__ import annotations

from docutils import nodes

# -- the author's text


class guideline_item(nodes.list_item):  # noqa: N801  # docutils writes nodes in lower case
    """A list item that is a guideline; ``code`` is its code.  Fallback: a list item."""


class guideline_paragraph(nodes.paragraph):  # noqa: N801
    """A paragraph that is a guideline; ``code`` is its code.  Fallback: a paragraph."""


class guideline_row(nodes.row):  # noqa: N801
    """A row of a table that is a guideline; ``code`` is its code.  Fallback: a row."""


class guideline_cell(nodes.entry):  # noqa: N801
    """The first cell of a row that is a guideline, which holds its link.  Fallback: a cell."""


class guideline_section(nodes.section):  # noqa: N801
    """A section that states a rule, and so is a guideline; ``code`` is its code.  Fallback: a section."""


class guideline_title(nodes.title):  # noqa: N801
    """The title of a section that is a guideline, which holds its link.  Fallback: a title."""


GUIDELINE_NODES = (guideline_item, guideline_paragraph, guideline_row, guideline_section)
"""The nodes of guidelines.  Each may have a ``lead``: the words before it without which it would mislead."""


def guidelines_in(page: nodes.Element) -> list[nodes.Element]:
    """The nodes of all guidelines on a page."""
    return [node for kind in GUIDELINE_NODES for node in page.findall(kind)]


def add_note(guideline: nodes.Element, note: nodes.Element) -> None:
    """Put a note next to a guideline: in an item before the lists in it, in a row in its last cell, below a title."""
    if isinstance(guideline, nodes.section):
        guideline.insert(1, note)
    elif isinstance(guideline, guideline_paragraph):
        guideline.parent.insert(guideline.parent.index(guideline) + 1, note)
    elif isinstance(guideline, guideline_item):
        lists = (nodes.bullet_list, nodes.enumerated_list)
        guideline.insert(
            next((at for at, child in enumerate(guideline) if isinstance(child, lists)), len(guideline)), note
        )
    elif isinstance(guideline, guideline_row):
        for cell in guideline.children[-1:]:
            cell.insert(len(cell.children), note)  # type: ignore[attr-defined]  # the children of a row are cells
    else:
        guideline += note


class example_card(nodes.container):  # noqa: N801
    """An example, as a card; ``code`` is its code.  Fallback: a container."""


class example_part(nodes.paragraph):  # noqa: N801
    """A piece of an example: a turn, the context, a tag.  No space is added around it.  Fallback: a paragraph."""


class code_block(nodes.literal_block):  # noqa: N801
    """A fenced block; ``info`` is the text after its fence.  Fallback: a literal block."""


class line_break(nodes.Inline, nodes.Element):  # noqa: N801
    """A hard line break in a paragraph.  Fallback: a newline."""

    def astext(self) -> str:
        """A newline, so that the words on both sides stay apart where only text is wanted."""
        return "\n"


class definition_source(nodes.General, nodes.Element):  # noqa: N801
    """The file verbatim, in the attribute ``text``: not highlighted, indexed or translated.  Fallback: nothing."""


# -- parts that the page adds


class agent_actions(nodes.General, nodes.Element):  # noqa: N801
    """What a reader can do with a definition: a link to download it, and more by a script.  Fallback: nothing."""


class agent_crumbs(nodes.General, nodes.Element):  # noqa: N801
    """The way to a page: pairs of words and an address, ``links``.  Fallback: nothing."""


class swatch(nodes.Inline, nodes.Element):  # noqa: N801
    """A dot in the agent's colour; ``fill`` is a colour of ours or a checked hexadecimal value.  Fallback: nothing."""


class agent_card(nodes.list_item):  # noqa: N801
    """An agent in a catalogue of a site, with all that its card shows as attributes.  Other builders have none."""


class plain_links(nodes.General, nodes.Element):  # noqa: N801
    """A list of links on a page of ours, ``links``: pairs of words and an address.  Other builders have none."""


class agent_map(nodes.General, nodes.Element):  # noqa: N801
    """A drawing, in the attribute ``svg``, as `core.maps` makes it; ``label`` names its box.  Fallback: nothing."""


class agents_around(nodes.General, nodes.Element):  # noqa: N801
    """The place where a script draws ``title`` and the agents in the cards below it; ``lines`` lead to them.

    Fallback: nothing.
    """


class agent_table(nodes.General, nodes.Element):  # noqa: N801
    """The agents of a map and their numbers: ``label``, ``head`` and ``groups`` of rows.  Fallback: nothing."""


class folded(nodes.container):  # noqa: N801
    """Long content below a line, ``summary``, and ``heading``, if any; ``open`` unfolds it.  Fallback: a container."""


class scripted(nodes.General, nodes.Element):  # noqa: N801
    """A field, a choice or an area for a script, as ``html`` of ours; see `scripted`.  Other builders have none."""


class agent_tree(nodes.compound):  # noqa: N801
    """The toctree, ``tree``, that makes agents the children of a page with a catalogue.  Fallback: a compound."""


class shared_note(nodes.General, nodes.TextElement):  # noqa: N801
    """The other agents that have a guideline too.  Fallback: a paragraph.

    ``wordings`` are pairs of an agent and the pieces of its wording, if that differs.
    """


class former_wordings(nodes.General, nodes.Element):  # noqa: N801
    """The former wordings of a unit, newest first; ``open`` shows them at once.  Fallback: nothing."""


class former_wording(nodes.General, nodes.Element):  # noqa: N801
    """One former wording: its ``text``, or as its content the whole unit.  Fallback: nothing.

    ``until`` is the day until which it was in use; ``agent`` is the agent it belonged to, if that is another one.
    """


class tombstone(nodes.list_item):  # noqa: N801
    """Something that was withdrawn or has moved; ``to`` is its new address, if any.  Fallback: a list item."""


class tombstones(nodes.bullet_list):  # noqa: N801
    """A list of tombstones; ``to`` is the new address of the agent itself, if any.  Fallback: a bullet list."""


# -- parts that depend on other pages


class placeholder(nodes.Element):  # noqa: N801
    """The place of something that depends on other pages, until all are read.  No builder sees one: no fallback."""


class definition_link(placeholder, nodes.Inline, nodes.TextElement):  # noqa: N801
    """A link to another file of the collection, until it is known whether that has a page."""


class agent_catalog(placeholder, nodes.General):  # noqa: N801
    """The place of a catalogue, until all definitions are read."""


class guideline_list(placeholder, nodes.General):  # noqa: N801
    """The place of the list of all guidelines, until all definitions are read."""


class map_placeholder(placeholder, nodes.General):  # noqa: N801
    """The place of the map of a ``collection`` and its ``group``, until all definitions are read."""


class related_agents(placeholder, nodes.General):  # noqa: N801
    """The place of the agents related to one, until all definitions are read."""


class withdrawn_guidance(placeholder, nodes.General):  # noqa: N801
    """The place of the tombstones of a page, until the ledger is compared with all definitions."""
