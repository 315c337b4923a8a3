"""The keys and values that Claude Code knows in a definition: colours, models, tools and the words of other fields.

Source: the Claude Code documentation on sub-agents, skills, model configuration and tools, as of 2026
(https://code.claude.com/docs/en/sub-agents, https://code.claude.com/docs/en/skills,
https://code.claude.com/docs/en/tools-reference), plus names from earlier versions that definitions still use.
"""

from __future__ import annotations

import re

COLORS = ("red", "blue", "green", "yellow", "purple", "orange", "pink", "cyan")
MODELS = ("inherit", "sonnet", "opus", "haiku", "fable", "default", "best", "opusplan")
TOOLS = (
    "Agent", "Artifact", "AskUserQuestion", "Bash", "BashOutput", "CronCreate", "CronDelete", "CronList", "Edit",
    "EndConversation", "EnterPlanMode", "EnterWorktree", "ExitPlanMode", "ExitWorktree", "Glob", "Grep", "KillBash",
    "KillShell", "LS", "LSP", "ListAgents", "ListMcpResourcesTool", "Monitor", "MultiEdit", "NotebookEdit",
    "NotebookRead", "PowerShell", "PushNotification", "Read", "ReadMcpResourceTool", "RemoteTrigger", "ReportFindings",
    "ScheduleWakeup", "SendMessage", "SendUserFile", "ShareOnboardingGuide", "Skill", "SlashCommand",
    "StructuredOutput", "Task", "TaskCreate", "TaskGet", "TaskList", "TaskOutput", "TaskStop", "TaskUpdate",
    "TeamCreate", "TeamDelete", "TodoRead", "TodoWrite", "ToolSearch", "WaitForMcpServers", "WebFetch", "WebSearch",
    "Workflow", "Write",
)  # fmt: skip
"""Some are never given to sub-agents, but an agent that runs a session of its own has them."""
KEYS = (
    "name", "description", "tools", "disallowedTools", "model", "permissionMode", "maxTurns", "skills", "mcpServers",
    "hooks", "memory", "background", "effort", "isolation", "color", "initialPrompt",
)  # fmt: skip
"""The keys of an agent."""
OTHER_KEYS = {"allowedTools": "tools", "allowed-tools": "tools", "allowed_tools": "tools", "colour": "color"}
"""Keys of other programs and formats, and what an agent has in their place."""
SKILL_KEYS = {
    "allowedTools": "allowed-tools",
    "allowed_tools": "allowed-tools",
    "disallowedTools": "disallowed-tools",
    "disallowed_tools": "disallowed-tools",
}
"""Keys that a skill or a command does not have, and what it has in their place."""
VALUES = {
    "permissionMode": ("default", "acceptEdits", "auto", "dontAsk", "bypassPermissions", "plan", "manual"),
    "memory": ("user", "project", "local"),
    "effort": ("low", "medium", "high", "xhigh", "max"),
    "isolation": ("worktree",),
}
"""The words that a field can have as its value."""

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
