"""The fields that the format defines: the value of each, and the problems with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..findings import Code, Finding
from ..formats import Format, switched_on
from ..limits import Limits
from ..model import Description, Field, Passage
from ..subagent_format import COLORS, is_color
from ..text.characters import VisibleText, visible
from ..text.sentences import first_sentences
from .examples import pieces_in, split_description
from .written_newlines import unescape_newlines

_QUOTED = 40
"""Characters of a value that a finding quotes."""
_FIX_NAME = "write `name:` and lower-case words joined by hyphens"
_SUSPECT_NAME = re.compile(r"[/\\]|\.\.|\A\W*\Z|%[0-9a-fA-F]{2}|\A_")
_WORDS_JOINED = re.compile(r"(?<=\w)/(?=\w)")
"""A slash that joins two words of a name in words, such as "LSP/Index Engineer"."""
_TOOL = re.compile(r"(?:\([^()\n]*\)|[^,\n])+")
"""A name in a comma-separated line; commas in parentheses, as in ``Bash(ls, cat)``, belong to it."""


def read_name(field: Field | None, stem: str, limits: Limits, of: Format) -> tuple[str, list[Finding]]:
    """The name of the agent; *stem*, the name that its place gives to it, where the field has none."""
    written = visible(field.text) if field else ""
    name = " ".join(written.split())
    if field is None or not name:
        if field is None and "name" not in of.required:
            return stem, []
        what = "empty" if field else "missing"
        message = f"the name is {what}, so the file name is used; {_FIX_NAME}"
        return stem, [Finding(Code.NAME, message, field.line if field else 1)]
    problems = _problems_of_name(field, written, name, of)
    findings = [Finding(Code.NAME, problem, field.line) for problem in problems]
    if len(name) > limits.name_chars:
        findings.append(Finding(Code.NAME, f"the name has {len(name):,} characters; shorten it", field.line))
        name = name[: limits.name_chars] + "\u2026"
    return name, findings


def _problems_of_name(field: Field, written: str, name: str, of: Format) -> Iterator[str]:
    quoted = first_sentences(name, _QUOTED)
    if field.typed:
        yield f"the name is a YAML {field.typed}, not text; quote it or {_FIX_NAME}"
    elif of is Format.CLAUDE_AGENT and ":" in name:
        yield f"the name `{quoted}` contains `:`, so Claude Code does not load the agent; {_FIX_NAME}"
    elif of is Format.CLAUDE_AGENT and name.startswith("-"):
        yield f"the name `{quoted}` begins with `-`, so Claude Code does not load the agent; {_FIX_NAME}"
    elif _SUSPECT_NAME.search(_WORDS_JOINED.sub(" ", name) if " " in name else name):
        yield f"the name `{quoted}` cannot be part of a path; {_FIX_NAME}"
    elif written.strip("\n") != name:
        yield f"the name `{quoted}` has a line break or extra spaces; {_FIX_NAME}"


def read_description(
    field: Field | None, line_without: int, raw: str, limits: Limits, of: Format
) -> tuple[Description, list[Finding]]:
    """The description, split into passages and examples; a missing one is reported on *line_without*."""
    if field is None or not field.text.strip():
        line = field.line if field else line_without
        if "description" not in of.required:
            return Description((), line), []
        message = f"no description; say in `description:` when to use the {'skill' if of is Format.SKILL else 'agent'}"
        return Description((), line), [Finding(Code.DESCRIPTION, message, line)]
    findings = []
    if field.typed:
        message = f"the description is a YAML {field.typed}, not text; quote it"
        findings.append(Finding(Code.DESCRIPTION, message, field.line))
    source = raw.split("\n", field.text_line - 1)[-1]
    if field.text_line == field.line:
        source = source.partition(":")[2]
    text = unescape_newlines(field.text)
    description = split_description(text, field.text_line, source)
    if len(description.blocks) + pieces_in(description.examples) > limits.tokens:
        message = f"the description has more than {limits.tokens:,} pieces, so it is shown verbatim; shorten it"
        findings.append(Finding(Code.TOO_LARGE, message, field.line))
        description = Description((Passage(text.strip(), field.text_line),), field.text_line)
    return description, findings


def read_tools(field: Field | None, of: Format) -> tuple[tuple[VisibleText, ...] | None, list[Finding]]:
    """The names of the tools; ``None`` without the field, which means that the agent has all of them.

    A mapping switches tools on and off.  One that switches none on leaves all others on, so it names none either.
    """
    if field is None or field.value is None:
        return None, []
    switched = switched_on(field.text) if of is Format.OPENCODE_AGENT and field.typed == "mapping" else None
    if switched is not None:
        return tuple(map(visible, switched)) or None, []
    findings = []
    if of.has_claude_values and field.typed not in ("", "list"):
        message = f"`tools` is a YAML {field.typed}; write a comma-separated line or a list of names"
        findings.append(Finding(Code.FIELD, message, field.line))
    texts = field.value if isinstance(field.value, tuple) else _TOOL.findall(field.value)
    return tuple(visible(text.strip()) for text in texts if text.strip()), findings


def read_word(field: Field | None) -> str | None:
    """The value of ``model`` or ``color`` on one line, or ``None`` where it is missing or empty."""
    return " ".join(visible(field.text).split()) if field and field.text.strip() else None


def word_findings(fields: Mapping[str, Field], of: Format) -> Iterator[Finding]:
    """The problems with ``model`` and ``color``: a type other than text, or a colour that does not exist."""
    if not of.has_claude_values:
        return
    for key in ("model", "color"):
        field = fields.get(key)
        if field and field.typed:
            yield Finding(Code.FIELD, f"`{key}` is a YAML {field.typed}, not text; write one word", field.line)
        elif field and key == "color" and field.text and not is_color(field.text):
            color = first_sentences(field.text, _QUOTED)
            message = f"`{color}` is not a colour of the format; use {', '.join(COLORS)}, or `#rrggbb`"
            yield Finding(Code.COLOR, message, field.line)
