"""The formats of definitions, told apart by the place of a file and by its keys, because each has rules of its own.

Sources: the documentation of the programs that read them, as of 2026:

- Claude Code: https://code.claude.com/docs/en/sub-agents, https://code.claude.com/docs/en/skills,
  https://code.claude.com/docs/en/memory
- Agent Skills: https://agentskills.io/specification
- GitHub Copilot: https://docs.github.com/en/copilot/reference/custom-agents-configuration,
  https://code.visualstudio.com/docs/copilot/customization/custom-instructions
- OpenCode: https://opencode.ai/docs/agents
- Gemini CLI: https://github.com/google-gemini/gemini-cli/blob/main/docs/core/subagents.md
- Cursor: https://cursor.com/docs/context/rules
- Kiro: https://kiro.dev/docs/steering
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from itertools import pairwise
from pathlib import PurePosixPath
from typing import Literal, Protocol

NameSource = Literal["field", "file", "folder"]


class Format(Enum):
    """A format, as ``(id, title, name_from, required)``.

    *id* is what ``agents.json`` says.  *title* is for people.  *name_from* says what names a definition: its field
    ``name``, its file, or its folder; the field is optional unless it is in *required*, the keys without which the
    program does not use the file.
    """

    CLAUDE_AGENT = ("claude-agent", "Claude Code agent", "field", ("name", "description"))
    CLAUDE_COMMAND = ("claude-command", "Claude Code command", "file", ())
    CLAUDE_RULE = ("claude-rule", "Claude Code rule", "file", ())
    SKILL = ("skill", "skill", "folder", ("description",))
    COPILOT_AGENT = ("copilot-agent", "Copilot agent", "field", ("description",))
    COPILOT_INSTRUCTIONS = ("copilot-instructions", "Copilot instructions", "file", ())
    COPILOT_PROMPT = ("copilot-prompt", "Copilot prompt", "file", ())
    OPENCODE_AGENT = ("opencode-agent", "OpenCode agent", "file", ("description",))
    GEMINI_AGENT = ("gemini-agent", "Gemini CLI agent", "field", ("name", "description"))
    CURSOR_RULE = ("cursor-rule", "Cursor rule", "file", ())
    KIRO_STEERING = ("kiro-steering", "Kiro steering", "file", ())
    DOCUMENT = ("document", "document", "file", ())

    def __init__(self, id_: str, title: str, name_from: NameSource, required: tuple[str, ...]) -> None:
        self.id = id_
        self.title = title
        self.name_from = name_from
        self.required = required

    @property
    def has_claude_values(self) -> bool:
        """Whether the values of `core.subagent_format` apply to ``model``, ``effort`` and the like."""
        return self in (Format.CLAUDE_AGENT, Format.CLAUDE_COMMAND, Format.SKILL)

    @property
    def is_chosen_by_description(self) -> bool:
        """Whether a model reads the description to decide when to use the definition."""
        return self in _CHOSEN


_CHOSEN = frozenset(
    {Format.CLAUDE_AGENT, Format.SKILL, Format.COPILOT_AGENT, Format.OPENCODE_AGENT, Format.GEMINI_AGENT}
)

_SUFFIXES = {
    ".agent.md": Format.COPILOT_AGENT,
    ".chatmode.md": Format.COPILOT_AGENT,
    ".instructions.md": Format.COPILOT_INSTRUCTIONS,
    ".prompt.md": Format.COPILOT_PROMPT,
}
"""Ends of file names that say the format in any folder."""
_FOLDERS = {
    (".claude", "agents"): Format.CLAUDE_AGENT,
    (".claude", "commands"): Format.CLAUDE_COMMAND,
    (".claude", "rules"): Format.CLAUDE_RULE,
    (".github", "agents"): Format.COPILOT_AGENT,
    (".github", "chatmodes"): Format.COPILOT_AGENT,
    (".github", "instructions"): Format.COPILOT_INSTRUCTIONS,
    (".github", "prompts"): Format.COPILOT_PROMPT,
    (".opencode", "agent"): Format.OPENCODE_AGENT,
    (".opencode", "agents"): Format.OPENCODE_AGENT,
    (".gemini", "agents"): Format.GEMINI_AGENT,
    (".cursor", "rules"): Format.CURSOR_RULE,
    (".kiro", "steering"): Format.KIRO_STEERING,
}
_TEAM_FOLDERS = frozenset({"agents", *(folder for folder, _ in _FOLDERS)})
_SKILL_FILE = "skill.md"
_DOCUMENTS = frozenset(
    "agents changelog claude code_of_conduct contributing copilot-instructions gemini index license readme security"
    " support".split()
)
"""File names without suffix that are read by people, or by a program as plain text."""
_NEAR_FOLDERS = 4
"""How many folders above a collection may say its format; those further up belong to somebody's computer."""

_AGENT_KEYS = frozenset(
    (
        "name description tools disallowedTools model permissionMode maxTurns skills mcpServers hooks memory background"
        " effort isolation color initialPrompt allowedTools allowed-tools"
    ).split()
)
_COPILOT_KEYS = frozenset({"handoffs", "target", "infer", "mcp-servers"})
_CURSOR_KEYS = frozenset({"globs", "alwaysApply"})
_KIRO_KEYS = frozenset({"inclusion", "fileMatchPattern"})
_GEMINI_KEYS = frozenset({"max_turns", "timeout_mins"})
_GEMINI_TOOLS = frozenset(
    (
        "google_web_search grep_search list_directory read_file read_many_files run_shell_command save_memory"
        " search_file_content web_fetch write_file write_todos"
    ).split()
)
_OPENCODE_MODES = frozenset({"primary", "subagent", "all"})
ALL_KEYS = _AGENT_KEYS | frozenset(
    (
        "agent agents alwaysApply applyTo argument-hint arguments compatibility context disable"
        " disable-model-invocation disallowed-tools excludeAgent fileMatchPattern globs handoffs hidden inclusion infer"
        " kind license max_turns maxSteps mcp-servers metadata mode paths permission prompt shell target temperature"
        " timeout_mins top_p user-invocable when_to_use"
    ).split()
)
"""The keys of all formats."""
_COPILOT_TOOL = re.compile(r"(?:execute|read|edit|search|agent|web|todo)\Z|[\w.-]+/[\w.*-]+\Z")
_SWITCH = re.compile(r"""["']?([^\s"':{},]+)["']?\s*:\s*(true|false)\s*(?:#.*)?\Z""", re.IGNORECASE)


class HasText(Protocol):
    """A field of the frontmatter."""

    @property
    def text(self) -> str:
        """The value as one text."""

    @property
    def typed(self) -> str:
        """The YAML type of a value that is not text."""


def format_of(path: str, fields: Mapping[str, HasText] | None, folder: str = "") -> Format:
    """The format of the file *path* with the frontmatter *fields*; *folder* is the one that *path* begins at.

    *fields* is ``None`` for a file without frontmatter.

    The place decides.  Elsewhere the keys do, and a file with none that an agent has is a document.
    """
    name = PurePosixPath(path).name.casefold()
    if suffixed := _by_name(name):
        return suffixed
    if placed := _by_folder(_parts(path, folder)):
        return Format.DOCUMENT if placed.required and _is_document(name, fields) else placed
    keyed = _by_keys(fields) if fields else None
    return keyed or (Format.DOCUMENT if _is_document(name, fields) else Format.CLAUDE_AGENT)


def is_plugin(path: str, folder: str = "") -> bool:
    """Whether *path* looks like a file of a Claude Code plugin, below ``plugins``."""
    parts = _parts(path, folder)
    return "plugins" in parts and ".claude" not in parts[parts.index("plugins") :]


def team_of(path: str, of: Format) -> str:
    """The team of a definition, within which a name has to be unique: one program, and one place of it.

    A plugin, and a project with its own folder of agents, has its own names.  A folder that is divided into folders
    may be such a project.
    """
    parts = path.split("/")[:-1]
    ends = [index for index, part in enumerate(parts) if part in _TEAM_FOLDERS]
    plugins = [index + 2 for index, part in enumerate(parts[:-1]) if part == "plugins"]
    return "/".join([of.id, *parts[: min([*ends, *plugins[-1:]], default=len(parts) > 1)]])


def stem_of(path: str, of: Format) -> str:
    """The name that the place of a file gives to it: of its folder for a skill, else of the file without suffix."""
    where = PurePosixPath(path)
    if of.name_from == "folder" and where.name.casefold() == _SKILL_FILE and where.parent.name:
        return where.parent.name
    end = next((end for end in _SUFFIXES if where.name.casefold().endswith(end)), ".md")
    return where.name[: -len(end)] if len(where.name) > len(end) else where.name.removesuffix(".md")


def place_of_installed(path: str, of: Format) -> str:
    """Where a program looks for the file *path* in a project, or an empty text if it does not."""
    name = PurePosixPath(path).name
    if of is Format.SKILL:
        return f".claude/skills/{stem_of(path, of)}/SKILL.md"
    return next((f"{'/'.join(folder)}/{name}" for folder, placed in _FOLDERS.items() if placed is of), "")


def switched_on(mapping: str) -> tuple[str, ...] | None:
    """The tools that the source of a YAML *mapping* switches on, or ``None`` if it is not one of names to booleans."""
    entries = re.split(r"[,\n]", mapping.strip().removeprefix("{").removesuffix("}"))
    switches = [_SWITCH.match(entry.strip()) for entry in entries if entry.strip() and entry.strip()[0] != "#"]
    if not switches or None in switches:
        return None
    return tuple(switch[1] for switch in switches if switch and switch[2].casefold() == "true")


def _parts(path: str, folder: str) -> list[str]:
    near = [part for part in folder.replace("\\", "/").split("/") if part][-_NEAR_FOLDERS:]
    return [*near, *path.split("/")[:-1]]


def _by_name(name: str) -> Format | None:
    if name == _SKILL_FILE:
        return Format.SKILL
    return next((found for end, found in _SUFFIXES.items() if name.endswith(end)), None)


def _by_folder(parts: Sequence[str]) -> Format | None:
    placed = (_FOLDERS.get(pair) for pair in reversed(list(pairwise(parts))))
    return next((found for found in placed if found), None)


def is_for_people(path: str) -> bool:
    """Whether a file has a name such as README, which no program takes for an agent."""
    return PurePosixPath(path).name.casefold().removesuffix(".md") in _DOCUMENTS


def _is_document(name: str, fields: Mapping[str, HasText] | None) -> bool:
    """Whether a file is for people: no name, and none of the keys of an agent, or a file name such as README."""
    if fields is None:
        return True
    if "name" in fields:
        return False
    known = is_for_people(name)
    keys = set(fields) - {"#"}
    return known or "title" in keys or (bool(keys) and _AGENT_KEYS.isdisjoint(keys) and "" not in keys)


def _by_keys(fields: Mapping[str, HasText]) -> Format | None:
    """The format that only these keys or values belong to, or ``None``."""
    named = "name" in fields
    tools = fields.get("tools")
    if "applyTo" in fields:
        return Format.COPILOT_INSTRUCTIONS
    if not named and not _CURSOR_KEYS.isdisjoint(fields):
        return Format.CURSOR_RULE
    if not named and not _KIRO_KEYS.isdisjoint(fields):
        return Format.KIRO_STEERING
    if set(fields) - {"#"} == {"paths"}:
        return Format.CLAUDE_RULE
    if _is_opencode(fields, named=named):
        return Format.OPENCODE_AGENT
    names = [part.strip() for part in tools.text.split(",")] if tools else []
    if not _GEMINI_KEYS.isdisjoint(fields) or not _GEMINI_TOOLS.isdisjoint(names):
        return Format.GEMINI_AGENT
    if not _COPILOT_KEYS.isdisjoint(fields) or (not named and names and all(map(_COPILOT_TOOL.match, names))):
        return Format.COPILOT_AGENT
    if not named and ("argument-hint" in fields or "allowed-tools" in fields) and "tools" not in fields:
        return Format.CLAUDE_COMMAND
    return None


def _is_opencode(fields: Mapping[str, HasText], *, named: bool) -> bool:
    mode, tools = fields.get("mode"), fields.get("tools")
    if tools and tools.typed == "mapping":
        return switched_on(tools.text) is not None
    modal = mode is not None and mode.text.strip() in _OPENCODE_MODES
    return modal or (not named and "permission" in fields)
