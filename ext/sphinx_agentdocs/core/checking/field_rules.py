"""Rules for the fields of the frontmatter: keys, names, models, tools and other words that a program has to know.

Only Claude Code publishes what it knows, so only its definitions are judged.  Others ignore unknown words by design,
or take those of their plugins.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from ..findings import Code, Finding
from ..formats import Format, stem_of
from ..model import COMMENT, Definition, Field
from ..reading.known_fields import read_tools
from ..subagent_format import KEYS, MODELS, OTHER_KEYS, SKILL_KEYS, TOOLS, VALUES, is_model, is_tool
from ..text.identifiers import words
from ..text.typos import meant_by
from .quoting import at, field_of, lines_of, short

_GENERIC_STEMS = frozenset({"agent", "agents", "index", "readme", "prompt", "claude", "skill"})
_GENERIC_WORDS = frozenset("a agent and expert for of pro specialist the".split())
"""Words that any name may contain, so that they do not help to find one."""
_PROSE = frozenset({"description", "when_to_use", "initialPrompt", "summary"})
_TEXTS = _PROSE | {"name", "argument-hint", "title", "color"}
"""The fields whose text may contain a ``#`` that is not meant to begin a comment."""
_CUT = re.compile(r"(.*?\s)#(?![#\s]*$)(.*)")
_MARKS = frozenset("\"'|>[{&*!")
"""The characters with which a value begins that is not plain text."""
_ENDED = re.compile(r"[.!?)\"'\u2019\u201d]\Z")
_PLACEHOLDER = re.compile(r"[{}$<>]")
_KEPT_KEYS = frozenset(
    (
        "agent agents applyTo argument-hint arguments author category compatibility context globs handoffs hidden infer"
        " kind license license metadata mode modes paths permission prompt shell tags target temperature title type"
        " version"
    ).split()
)
"""Keys of other formats and of teams, which are not taken for misspelled keys of an agent."""


def _name_mismatch(definition: Definition) -> Iterator[Finding]:
    field = field_of(definition, "name")
    path = PurePosixPath(definition.source)
    stem, what = stem_of(definition.source, definition.format), f"file is {path.name}"
    if stem.casefold() in _GENERIC_STEMS:
        stem = path.parent.name
    elif definition.format is Format.SKILL:
        what = f"folder is {stem}"
    if field is None or not field.text.strip() or not stem:
        return
    folders = {word for folder in path.parts[:-1] for word in words(folder, "")}
    name, file = words(definition.name, ""), words(stem, "")
    if name and not _alike(name, file) and not _alike(name, [word for word in file if word not in folders]):
        message = f"the name is `{short(definition.name)}`, but the {what}; rename one to match the other"
        yield at(definition, Code.NAME_MISMATCH, message, field.line, definition.name)


def _alike(name: Sequence[str], file: Sequence[str]) -> bool:
    """Whether one contains the other, hyphens aside, or they share a word that helps to find one by the other."""
    one, other = "".join(name), "".join(file)
    return bool(other) and (one in other or other in one or not (set(name) & set(file)) <= _GENERIC_WORDS)


def _misnamed_field(definition: Definition) -> Iterator[Finding]:
    present = {field.key for field in definition.fields}
    for field in definition.fields:
        meant = _meant_key(field.key, definition.format) if field.key not in (COMMENT, "") else ""
        if meant and meant not in present:
            what = definition.format.title.removeprefix("Claude Code ")
            article = "an" if what[0] in "aeiou" else "a"
            message = f"`{short(field.key)}` is not a key of {article} {what}, so it has no effect; write `{meant}`"
            yield Finding(Code.MISNAMED_FIELD, message, field.line)


def _meant_key(key: str, of: Format) -> str:
    """The key that *key* stands for in another format or with a typing error, or an empty text."""
    if of is Format.CLAUDE_AGENT and key not in KEYS and key not in _KEPT_KEYS:
        return OTHER_KEYS.get(key) or meant_by(key, KEYS)
    return SKILL_KEYS.get(key, "") if of in (Format.SKILL, Format.CLAUDE_COMMAND) else ""


def _cut_short(definition: Definition) -> Iterator[Finding]:
    """Text after ` #`, which YAML takes for a comment.

    A remark begins with a space and stands after a sentence, so that a comment that is meant as one is left alone.
    """
    lines, owner = lines_of(definition.raw), None
    for field in definition.fields:
        if field.key != COMMENT:
            owner = field
        elif owner and owner.key in _TEXTS and _is_plain(owner, lines):
            text = lines[field.line - 1]
            match = _CUT.match(text.partition(":")[2] if field.line == owner.line else text)
            if match and (match[1].strip() or field.line == owner.line) and not _is_remark(owner.key, match):
                column = len(text) - len(match[0]) + match.end(1) + 1
                message = f"YAML ends `{owner.key}` at ` #` and drops the rest of the line; quote the value"
                yield Finding(Code.CUT_SHORT, message, field.line, column)


def _is_plain(field: Field, lines: Sequence[str]) -> bool:
    """Whether the value of *field* is text without quotation marks, or missing."""
    begin = lines[field.line - 1].partition(":")[2].strip() or lines[field.text_line - 1].strip()
    return not isinstance(field.value, tuple) and begin[:1] not in _MARKS


def _is_remark(key: str, match: re.Match[str]) -> bool:
    """Whether what follows the number sign is meant as a comment."""
    before = match[1].strip()
    return match[2][:1].isspace() and (key not in _PROSE or not before or bool(_ENDED.search(before)))


def _unknown_model(definition: Definition) -> Iterator[Finding]:
    field = field_of(definition, "model") if definition.format.has_claude_values else None
    if field and definition.model and not field.typed and not is_model(definition.model):
        known = f"write one of {', '.join(MODELS)}, or the full name of a model"
        message = f"`{short(definition.model)}` is not a known model; {_instead(definition.model, MODELS) or known}"
        yield at(definition, Code.UNKNOWN_MODEL, message, field.line, definition.model)


def _unknown_tool(definition: Definition) -> Iterator[Finding]:
    if definition.format is not Format.CLAUDE_AGENT:
        return
    for key in ("tools", "disallowedTools"):
        field = field_of(definition, key)
        tools, _ = read_tools(field, definition.format)
        for tool in tools or ():
            name = tool.partition("(")[0].strip()
            if field and name and not is_tool(name):
                message = f"`{short(name)}` is not a known tool; {_tool_instead(name)}"
                yield at(definition, Code.UNKNOWN_TOOL, message, field.line, name)


def _tool_instead(name: str) -> str:
    if " " in name and all(map(is_tool, name.split())):
        return "separate tools with commas"
    return _instead(name, TOOLS) or "write `mcp__server__tool` for a tool of an MCP server, or remove it"


def _unknown_value(definition: Definition) -> Iterator[Finding]:
    agent = definition.format is Format.CLAUDE_AGENT
    for field in definition.fields:
        known = VALUES.get(field.key, ()) if agent or field.key == "effort" else ()
        text = field.text.strip()
        if definition.format.has_claude_values and known and text and text not in known:
            if not _PLACEHOLDER.search(text):
                instead = _instead(text, known) or f"write {_one_of(known)}"
                message = f"`{short(text)}` is not a value of `{field.key}`; {instead}"
                yield at(definition, Code.UNKNOWN_VALUE, message, field.line, text)
        elif agent and field.key == "maxTurns" and text and not re.fullmatch(r"[1-9]\d*", text):
            message = f"`{short(text)}` is not a value of `maxTurns`; write a number, such as 20"
            yield at(definition, Code.UNKNOWN_VALUE, message, field.line, text)


def _one_of(known: Sequence[str]) -> str:
    return f"one of {', '.join(known)}" if len(known) > 1 else f"`{known[0]}` or remove the field"


def _instead(name: str, known: Sequence[str]) -> str:
    """Advice to write the one of the *known* names that *name* is meant to be, or an empty string."""
    meant = meant_by(name, known)
    return f"write `{meant}`" if meant else ""


FIELD_RULES: tuple[Callable[[Definition], Iterator[Finding]], ...] = (
    _name_mismatch,
    _misnamed_field,
    _cut_short,
    _unknown_model,
    _unknown_tool,
    _unknown_value,
)
"""The rules for the fields of one definition."""
