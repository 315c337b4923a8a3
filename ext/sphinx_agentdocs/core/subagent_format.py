"""What the format of sub-agents defines: the colours, models and tools that a definition may name.

Source: the documentation of Claude Code on sub-agents, model configuration and tools
(https://code.claude.com/docs/en/sub-agents, https://code.claude.com/docs/en/tools-reference),
with the names of earlier versions, which definitions still carry.
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
"""A colour that the format does not know and that can be shown all the same."""
_FULL_MODEL_NAME = re.compile(r"[\w.:/@-]*\d[\w.:/@-]*(?:\[\w+\])?\Z")
_MODEL_WINDOW = re.compile(r"\[\w+\]\Z")


def is_color(text: str) -> bool:
    """Whether *text* is one of the eight names or a hexadecimal value."""
    return text.casefold() in COLORS or bool(HEX_COLOR.match(text))


def is_model(text: str) -> bool:
    """Whether *text* is an alias, or can be the full name of a model: full names hold a version."""
    return _MODEL_WINDOW.sub("", text).casefold() in MODELS or bool(_FULL_MODEL_NAME.match(text))


def is_tool(name: str) -> bool:
    """Whether *name*, without the pattern in parentheses behind it, is a tool or can be one of an MCP server."""
    return name in TOOLS or name == "*" or name.startswith("mcp__")
