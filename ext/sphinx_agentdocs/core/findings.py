"""The kinds of problems that a definition can have, each with a code and its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Level = Literal["error", "warning", "note"]


class Code(Enum):
    """A kind of finding.  The value is ``(code, level, meaning, fix)``.

    *code* is what users write, without the leading ``agentdocs.``; *meaning* (what is wrong) and
    *fix* (what to do) are Markdown.  *level* is "error" if an agent or its page is not what its
    author meant, "warning" if it probably is not, and "note" if it could be better.  The
    reference of warnings in the documentation is generated from these members.
    """

    FRONTMATTER = (
        "frontmatter",
        "error",
        (
            "The block between the two `---` lines is missing, is not at the top, is not closed, is not valid YAML,"
            " contains a key twice, or is not a list of `key: value` pairs. Claude Code skips an agent whose YAML is"
            " invalid. Here it was read line by line, so the page is complete."
        ),
        "Quote the value, or write it as a block: `description: |` with the text indented below.",
    )
    ENCODING = (
        "encoding",
        "error",
        "The file is not UTF-8, or it contains a NUL character. Bytes that are not text are shown as `\\xNN`.",
        "Save the file as UTF-8.",
    )
    EMPTY = (
        "empty",
        "warning",
        "The file is empty, or has no prompt below its frontmatter.",
        "Write the prompt below the closing `---`, or exclude the file with `agentdocs_exclude`.",
    )
    NAME = (
        "name",
        "error",
        "The name is missing, is not text, or cannot be used as the name of an agent.",
        "Set `name:` to lower-case words joined by hyphens, such as `code-reviewer`.",
    )
    DUPLICATE_NAME = (
        "duplicate-name",
        "warning",
        (
            "Two definitions in one team have the same name. Both have a page; a reference by name leads to the first."
            " Each plugin, and each project with its own folder of agents, is a separate team."
        ),
        "Rename one of them, or refer to the second by the path of its page.",
    )
    DESCRIPTION = (
        "description",
        "error",
        "The description is missing, or is not text.",
        "Add `description:` and say when to use the agent. An agent is chosen by its description.",
    )
    FIELD = (
        "field",
        "warning",
        "A field has a value of the wrong type.",
        "Set `model` and `color` to one word each, and `tools` to a comma-separated line or a list of names.",
    )
    COLOR = (
        "unknown-color",
        "warning",
        "The colour is neither one of the eight names nor a hexadecimal value.",
        "Use red, blue, green, yellow, purple, orange, pink, cyan, or a value such as `#673ab7`.",
    )
    CONTROL_CHARACTER = (
        "control-character",
        "warning",
        (
            "The text contains characters that are invisible or that change its direction."
            " They are shown as `[U+202E]`, so that a reader sees what the model reads."
        ),
        "Remove the characters, unless they are intended.",
    )
    TOO_DEEP = (
        "too-deep",
        "warning",
        "Lists, quotations or emphasis are nested deeper than a page can show. That part is shown verbatim.",
        "Flatten the nesting.",
    )
    TOO_LARGE = (
        "too-large",
        "warning",
        "The file, a line or a paragraph exceeds a limit. The part within the limit is shown verbatim.",
        "Split the definition, or shorten the line.",
    )
    NESTED_FENCE = (
        "nested-fence",
        "warning",
        (
            "A code block seems to contain another one with the same fence. In Markdown, the first closing fence ends"
            " the outer block, so the rest of it is read as text, and the text after it as code."
        ),
        "Give the outer fence more backticks than any fence inside it, such as four.",
    )
    UNCLOSED_FENCE = (
        "unclosed-fence",
        "warning",
        "A code block has no closing fence, so everything to the end of the prompt or the list is code.",
        "Close the block with the same fence, on a line of its own.",
    )
    RULE_CODE = (
        "rule-code",
        "error",
        (
            "Two rules have the same code, such as PERF-1, or a rule has a code whose published links belong to another"
            " rule. A review that cites the code could mean either."
        ),
        "Give the rule a code that no rule has ever had.",
    )
    UNREADABLE = (
        "unreadable",
        "error",
        "The file cannot be read: it does not exist, is not a plain file, or access to it is denied.",
        "Restore the file, or fix its permissions.",
    )
    UNSAFE_FILE = (
        "unsafe-file",
        "error",
        "The entry is a symbolic link to a folder or out of its collection, or its name is not UTF-8. It is skipped.",
        "Replace the link with the file itself, or rename the file.",
    )
    FILENAME = (
        "filename",
        "warning",
        (
            "The path does not work as an address on every system, so the page has a different one; or the name does"
            " not end in lower-case `.md`, so there is no page."
        ),
        "Use letters, digits, `.`, `_` and `-` in names, and no two names that differ only in case.",
    )
    TOO_MANY = (
        "too-many",
        "warning",
        (
            "There are more definitions than the limit. Only the first, in order of path, have pages;"
            " catalogues state how many are missing."
        ),
        "Raise the limit `definitions`, exclude files that are not definitions, or build one site per folder.",
    )
    NAME_MISMATCH = (
        "name-mismatch",
        "note",
        "The name and the file name have no word in common, so neither helps to find the other.",
        "Rename the file after the agent.",
    )
    UNKNOWN_MODEL = (
        "unknown-model",
        "warning",
        "The model is neither a known alias nor the full name of a model.",
        "Use `inherit`, an alias such as `sonnet`, or the full name of a model.",
    )
    UNKNOWN_TOOL = (
        "unknown-tool",
        "warning",
        "A tool in the list does not exist, so the agent will not have it.",
        "Write the exact name of the tool, such as `Read`, or `mcp__server__tool` for a tool of an MCP server.",
    )
    UNKNOWN_VALUE = (
        "unknown-value",
        "warning",
        "A field such as `permissionMode`, `memory`, `effort` or `isolation` has a value unknown to Claude Code.",
        "Write a value that the message suggests.",
    )
    MISNAMED_FIELD = (
        "misnamed-field",
        "warning",
        "The format does not have this key, only a similar one. The field has no effect.",
        "Write the key that the message suggests, such as `tools` for `allowedTools`.",
    )
    CUT_SHORT = (
        "cut-short",
        "warning",
        "An unquoted value contains ` #`, which begins a comment in YAML. What follows is not part of the value.",
        "Quote the value, or write it as a block: `description: |` with the text indented below.",
    )
    WHEN_TO_USE = (
        "when-to-use",
        "note",
        "The description says what the agent is, but not when to use it.",
        'Begin with the situation, as in "Use this agent when \u2026".',
    )
    NO_EXAMPLE = (
        "no-example",
        "note",
        (
            "Neither the description nor the prompt contains an example of a request for the agent, although most"
            " definitions in the collection have one. Only the first such definition is reported, with the number of"
            " others."
        ),
        "Add an `<example>` with a context, the user's request and the answer.",
    )
    EXAMPLE_AGENT = (
        "example-agent",
        "warning",
        "The examples call another agent but never this one. Often that is a former name of the agent.",
        "Use the name of this agent in its examples.",
    )
    LONG_DESCRIPTION = (
        "long-description",
        "note",
        "The description is too long: to choose an agent, the model reads every description.",
        "Keep the situations that call for the agent and a few examples, and move the rest to the prompt.",
    )
    REPEATED_GUIDELINE = (
        "repeated-guideline",
        "note",
        "A definition contains the same guideline twice. When only one of them is changed, they disagree.",
        "Remove one of them.",
    )
    CONTRADICTION = (
        "contradictory-guidelines",
        "warning",
        "One guideline demands what another forbids, in the same words.",
        "Choose one of them, or say when each applies.",
    )
    HIDDEN_COMMENT = (
        "hidden-comment",
        "note",
        "The prompt contains a comment. Most Markdown viewers hide it, but the model reads it.",
        "Remove the comment, or write it as text.",
    )
    ESCAPED_NEWLINE = (
        "escaped-newline",
        "note",
        "The description is one line with a literal `\\n` for each line break, which is hard to read and review.",
        "Write it as a block: `description: |` with the text indented below.",
    )
    UNKNOWN_NAME = (
        "unknown-name",
        "warning",
        "A definition names an agent that does not exist. Often it was renamed, or belongs to another team.",
        "Use the current name of the agent, or remove the name.",
    )
    ONE_SIDED = (
        "one-sided",
        "note",
        "The agent lists others as collaborators, but their lists do not include it.",
        'Add the agent to their lists, or state the direction, as in "Assist code-reviewer".',
    )

    UNKNOWN_AGENT = (
        "unknown-agent",
        "error",
        "A documentation page contains a card for an agent that does not exist.",
        "Use the `name:` in the frontmatter of the definition.",
    )
    UNKNOWN_COLLECTION = (
        "unknown-collection",
        "error",
        "A documentation page contains a catalogue of a collection that does not exist.",
        "Use a name from `agentdocs_collections`, or no name for all collections.",
    )
    LEDGER = (
        "ledger",
        "error",
        (
            "The ledger in `agentdocs_permalinks`, the place for one of its pages or the pages for its short links are"
            " missing, so published links break."
        ),
        (
            "Create the ledger with `agentdocs permalinks update` or fix the path; rename what takes the place of the"
            ' page; or set `agentdocs_short_links` to `"pages"`.'
        ),
    )
    BROKEN_LINK = (
        "broken-link",
        "error",
        (
            "The guideline of a published link was reworded, moved or removed, and the ledger does not record it;"
            " or an entry that was in an earlier commit's ledger is missing."
        ),
        "Run `agentdocs permalinks update` and commit the ledger with the definitions.",
    )
    UNRECORDED_LINK = (
        "unrecorded-link",
        "warning",
        "A new link, or the new address of one, is not in the ledger yet.",
        "Run `agentdocs permalinks update` and commit the ledger with the definitions.",
    )
    INTERNAL = (
        "internal",
        "error",
        (
            "This program failed on the definition. Its page shows the file verbatim, or what failed leaves the"
            " definition out; everything else is complete."
        ),
        "Report it with the definition, or with the smallest part of it that causes the failure.",
    )

    def __init__(self, code: str, level: Level, meaning: str, fix: str) -> None:
        self.code = code
        self.level = level
        self.meaning = meaning
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in one file.

    *message* says what is wrong here and what to do about it.  *line* and *column* count from
    1, the column in characters.
    """

    code: Code
    message: str
    line: int = 1
    column: int = 1


def failure(error: Exception, step: str = "") -> str:
    """The message of an `internal` finding: this program failed with *error*, in *step* of the work on a definition."""
    cause = f"{type(error).__name__}: {' '.join(str(error).split())[:120]}"
    return f"sphinx-agentdocs failed on this definition ({cause}){f' while {step}' if step else ''}; report it"
