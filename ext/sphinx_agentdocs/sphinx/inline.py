"""Inline Markdown tokens to docutils nodes: text, emphasis, code and links; an image is a link or its text."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote

from docutils import nodes
from markdown_it.token import Token

from ..core.text.characters import VisibleText, visible
from .link_targets import is_file, is_live, readable
from .locale import _
from .nodes import definition_link, line_break

_MARKED = {"strong_open": nodes.strong, "em_open": nodes.emphasis}


def add_inline(inline: Token, parent: nodes.Element, *, links: bool = True) -> None:
    """Append the inline content of a token to *parent*.  Without *links*, each is its text and its target."""
    _Inline(parent, links).add(inline.children or ())


class _Inline:
    """Adds tokens to one node; ``stack`` holds the nodes that are open, and text waits until it is complete."""

    def __init__(self, parent: nodes.Element, links: bool) -> None:
        self.links = links
        self.stack = [parent]
        self.dead_targets: list[VisibleText] = []
        self.text: list[str] = []

    def add(self, tokens: Iterable[Token]) -> None:
        """Append each of *tokens*."""
        for token in tokens:
            if token.type == "softbreak":
                self.text.append("\n")
            elif token.nesting == 0 and token.type not in _LEAVES:
                self.text.append(token.content)
            else:
                self._flush()
                self._structure(token)
        self._flush()

    def _flush(self) -> None:
        if self.text:
            self.stack[-1].append(nodes.Text(visible("".join(self.text))))
            self.text.clear()

    def _structure(self, token: Token) -> None:
        """Append what is not text, or go one node down or up."""
        if token.nesting == 1:
            self._open(token)
        elif token.nesting == -1:
            self._close()
        else:
            _LEAVES[token.type](self, token)

    def _open(self, token: Token) -> None:
        node = _opened(token, self.links)
        self.stack[-1].append(node)
        self.stack.append(node)
        self.dead_targets.append(_dead_target(token, self.links))

    def _close(self) -> None:
        self.stack.pop()
        if target := self.dead_targets.pop():
            self.stack[-1].append(_shown_target(target))

    def _code(self, token: Token) -> None:
        code = visible(token.content)
        self.stack[-1].append(nodes.literal(code, code))

    def _break(self, token: Token) -> None:
        self.stack[-1].append(line_break())

    def _image(self, token: Token) -> None:
        """Append an image, which is never loaded: its alternative text, as a link if it may be one."""
        parent, (source, title) = self.stack[-1], _address(token, "src")
        if self.links and is_live(source) and not _is_in_a_link(parent):
            words: nodes.Element = _live_link(source, title)
            parent.append(words)
        else:
            words = nodes.inline()
            parent += [words, _shown_target(readable(source, title))]
        add_inline(token, words, links=False)
        if not words.children:
            words += nodes.Text(_("image"))


_LEAVES = {"code_inline": _Inline._code, "hardbreak": _Inline._break, "image": _Inline._image}
"""The tokens that are neither text nor around others."""


def _opened(token: Token, links: bool) -> nodes.Element:
    """The node for a token that has others inside."""
    if token.type in _MARKED:
        return _MARKED[token.type]()
    if token.type == "s_open":
        return nodes.inline(classes=["agent-deleted"])
    if token.type == "link_open" and links:
        href, title = _address(token, "href")
        if is_live(href):
            return _live_link(href, title)
        if is_file(href):
            return definition_link(target=unquote(href), title=visible(title))
    return nodes.inline()


def _live_link(address: str, title: str) -> nodes.reference:
    node = nodes.reference(refuri=address, internal=False)
    if title:
        node["reftitle"] = visible(title)
    return node


def _dead_target(token: Token, links: bool) -> VisibleText:
    """The target to show after the text of a link that cannot be followed, or an empty text."""
    href, title = _address(token, "href") if token.type == "link_open" else ("", "")
    if links and (is_live(href) or is_file(href)):
        return VisibleText("")
    return readable(href, title)


def _shown_target(target: VisibleText) -> nodes.inline:
    return nodes.inline("", f" ({target})", classes=["agent-target"])


def _address(token: Token, name: str) -> tuple[str, str]:
    """The address in the attribute *name* of a link or an image, and its title."""
    return str(token.attrs.get(name, "")), str(token.attrs.get("title", ""))


def _is_in_a_link(node: nodes.Element | None) -> bool:
    while node is not None:
        if isinstance(node, nodes.reference):
            return True
        node = node.parent
    return False
