"""The colours, models and tools that the sub-agent format allows in a definition.

Source: the Claude Code documentation on sub-agents, model configuration and tools
(https://code.claude.com/docs/en/sub-agents, https://code.claude.com/docs/en/tools-reference),
plus names from earlier versions that definitions still use.
"""

from __future__ import annotations

import re

COLORS = ("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan")
MODELS = ("inherit", "sonnet", "opus", "haiku", "fable", "default", "best", "opusplan")
TOOLS = (
    "Agent", "AskUserQuestion", "Bash", "BashOutput", "CronCreate", "CronDelete", "CronList", "Edit", "EnterPlanMode",
    "EnterWorktree", "ExitPlanMode", "ExitWorktree", "Glob", "Grep", "KillBash", "KillShell", "LS", "LSP",
    "ListMcpResourcesTool", "Monitor", "MultiEdit", "NotebookEdit", "NotebookRead", "PowerShell", "PushNotification",
    "Read", "ReadMcpResourceTool", "RemoteTrigger", "SendMessage", "Skill", "SlashCommand", "StructuredOutput", "Task",
    "TaskCreate", "TaskGet", "TaskList", "TaskOutput", "TaskStop", "TaskUpdate", "TeamCreate", "TeamDelete", "TodoRead",
    "TodoWrite", "ToolSearch", "WebFetch", "WebSearch", "Write",
)  # fmt: skip

HEX_COLOR = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})\Z")
"""A colour that is not part of the format but can be shown."""
_FULL_MODEL_NAME = re.compile(r"[\w.:/@-]*\d[\w.:/@-]*(?:\[\w+\])?\Z")
_MODEL_WINDOW = re.compile(r"\[\w+\]\Z")


def is_color(text: str) -> bool:
    """Whether *text* is one of the eight names or a hexadecimal value."""
    return text.casefold() in COLORS or bool(HEX_COLOR.match(text))


def is_model(text: str) -> bool:
    """Whether *text* is an alias, or may be the full name of a model: full names contain a version number."""
    return _MODEL_WINDOW.sub("", text).casefold() in MODELS or bool(_FULL_MODEL_NAME.match(text))


def is_tool(name: str) -> bool:
    """Whether *name*, given without a pattern in parentheses, is a tool or may be one of an MCP server."""
    return name in TOOLS or name == "*" or name.startswith("mcp__")
