"""What can be wrong with a definition, as codes that are documented where they are defined."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Literal

Level = Literal["error", "warning", "note"]


class Code(Enum):
    """A kind of finding.  The value is ``(code, level, what is wrong, how to mend it)``.

    The level is "error" where an agent or its page is not what its author meant, "warning"
    where it most likely is not, and "note" where it could be better.  The reference of
    warnings in the documentation is generated from these members.
    """

    FRONTMATTER = (
        "frontmatter",
        "error",
        (
            "The block between the two `---` lines is missing, is not valid YAML, is not closed, holds a key twice, or"
            " is not a list of `key: value` pairs. What YAML refuses was read line by line, and the page is complete."
        ),
        "Quote the value, or write it as a block: `description: |` with the text indented below.",
    )
    ENCODING = (
        "encoding",
        "error",
        "The file is not UTF-8, or it holds a NUL character. Bytes that are not text are shown as `\\xNN`.",
        "Save the file as UTF-8.",
    )
    EMPTY = (
        "empty",
        "warning",
        "The file is empty, or there is no prompt below its frontmatter.",
        "Write the prompt below the closing `---`, or exclude the file with `agentdocs_exclude`.",
    )
    NAME = (
        "name",
        "error",
        "The name is missing, is not text, or cannot be used as the name of an agent.",
        "Give `name:` lower-case words joined by hyphens, such as `code-reviewer`.",
    )
    DUPLICATE_NAME = (
        "duplicate-name",
        "warning",
        "Two definitions carry the same name. Both have a page; a reference by name leads to the first.",
        "Rename one of them, or refer to the second by the path of its page.",
    )
    DESCRIPTION = (
        "description",
        "error",
        "The description is missing, or is not text.",
        "Add `description:` and say when to use the agent; it is what an agent is chosen by.",
    )
    FIELD = (
        "field",
        "warning",
        "A field has a value of the wrong type.",
        "Give `model` and `color` one word each, and `tools` a comma-separated line or a list of names.",
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
            "The text holds characters that cannot be seen or that change the direction of the text."
            " They are shown as `[U+202E]`, so that the reader sees what the model reads."
        ),
        "Remove the characters, unless they are meant.",
    )
    TOO_DEEP = (
        "too-deep",
        "warning",
        (
            "Lists, quotations or emphasis are nested deeper than a page can show."
            " The part is shown as it stands in the file."
        ),
        "Flatten the nesting.",
    )
    TOO_LARGE = (
        "too-large",
        "warning",
        "The file, a line or a paragraph is larger than the limit. What fits is shown, as it stands in the file.",
        "Split the definition, or shorten the line.",
    )
    UNREADABLE = (
        "unreadable",
        "error",
        "The file cannot be read: it vanished, it is not a plain file, or access to it is denied.",
        "Restore the file, or mend its permissions.",
    )
    UNSAFE_FILE = (
        "unsafe-file",
        "error",
        "The entry is a link out of its collection or to a folder, or its name is not UTF-8. It was left out.",
        "Put the file itself there, or rename it.",
    )
    FILENAME = (
        "filename",
        "warning",
        (
            "The path cannot be used in an address everywhere, so the page has a mended one; or the name does not end"
            " in `.md`, in lower case, so that there is no page."
        ),
        "Use letters, digits, `.`, `_` and `-` in names, and no two names that differ by case only.",
    )
    TOO_MANY = (
        "too-many",
        "warning",
        "There are more definitions than the limit. The first ones by path have pages, and catalogues count the rest.",
        "Raise the limit `definitions`, exclude what is no definition, or build a site for each folder.",
    )
    NAME_MISMATCH = (
        "name-mismatch",
        "note",
        "The name and the file name are different words, so that neither leads to the other.",
        "Rename the file after the agent.",
    )
    UNKNOWN_MODEL = (
        "unknown-model",
        "warning",
        "The model is neither an alias that is known nor the full name of a model.",
        "Use `inherit`, an alias such as `sonnet`, or the full name of a model.",
    )
    UNKNOWN_TOOL = (
        "unknown-tool",
        "warning",
        "The agent is given a tool that does not exist, so it will not have it.",
        "Write the name as the program has it, such as `Read`, or `mcp__server__tool` for a tool of an MCP server.",
    )
    WHEN_TO_USE = (
        "when-to-use",
        "note",
        "The description says what the agent is, and not when to use it.",
        'Begin with the occasion, such as "Use this agent when \u2026".',
    )
    NO_EXAMPLE = (
        "no-example",
        "note",
        "Neither the description nor the prompt holds an example of a request that the agent is for.",
        "Add an `<example>` with a context, what the user says and what is answered.",
    )
    EXAMPLE_AGENT = (
        "example-agent",
        "warning",
        "The examples of a definition call another agent, and none calls its own. It is often a name from before.",
        "Write the name of this agent in its examples.",
    )
    LONG_DESCRIPTION = (
        "long-description",
        "note",
        "The description is too long to choose an agent by: it is read for each choice, with those of all others.",
        "Keep the occasions and a few examples, and move the rest into the prompt.",
    )
    REPEATED_GUIDELINE = (
        "repeated-guideline",
        "note",
        "The same guideline stands twice in one definition. Once only one of them is changed, they disagree.",
        "Keep one of them.",
    )
    CONTRADICTION = (
        "contradictory-guidelines",
        "warning",
        "One guideline asks for what another one forbids, in the same words.",
        "Decide for one, or say when each applies.",
    )
    HIDDEN_COMMENT = (
        "hidden-comment",
        "note",
        "The prompt holds a comment. Most viewers of Markdown hide it, and the model reads it.",
        "Remove the comment, or write it as text.",
    )
    ESCAPED_NEWLINE = (
        "escaped-newline",
        "note",
        "The description is one line with a literal `\\n` for each line break, which is hard to read and to review.",
        "Write it as a block: `description: |` with the text indented below.",
    )
    UNKNOWN_NAME = (
        "unknown-name",
        "warning",
        "A definition names an agent that does not exist. It is often a name from before, or one of another team.",
        "Write the name that the agent has now, or remove it.",
    )
    ONE_SIDED = (
        "one-sided",
        "note",
        "A list says that the agent works together with others, and the lists of these do not name it.",
        "Name the agent in the lists of the others, or say which of the two gives and which takes.",
    )

    UNKNOWN_AGENT = (
        "unknown-agent",
        "error",
        "A page of the documentation shows a card of an agent that does not exist.",
        "Use the name in the frontmatter of the definition.",
    )
    UNKNOWN_COLLECTION = (
        "unknown-collection",
        "error",
        "A page of the documentation shows a catalogue of a collection that does not exist.",
        "Use a name of `agentdocs_collections`, or none for all collections.",
    )
    LEDGER = (
        "ledger",
        "error",
        "The ledger of links that `agentdocs_permalinks` names does not exist, so that no link of the past is kept.",
        "Start it with `agentdocs permalinks update`, or mend the path.",
    )
    BROKEN_LINK = (
        "broken-link",
        "error",
        (
            "A published link says something that its guideline no longer says, or lost its guideline, and the ledger"
            " does not record it. Or the ledger lacks what it held in the commit before."
        ),
        "Run `agentdocs permalinks update` and commit the ledger with the definitions.",
    )
    UNRECORDED_LINK = (
        "unrecorded-link",
        "warning",
        "Something that will have a link of its own, or its new place, is not in the ledger.",
        "Run `agentdocs permalinks update` and commit the ledger with the definitions.",
    )
    INTERNAL = (
        "internal",
        "error",
        "This program failed on the definition. The page shows the file as it stands, and all other pages are whole.",
        "Report it with the definition, or with the part of it that is enough to repeat it.",
    )

    def __init__(self, code: str, level: Level, meaning: str, fix: str) -> None:
        self.code = code
        self.level = level
        self.meaning = meaning
        self.fix = fix


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding in one file.

    ``message`` says what is wrong here and how to mend it; ``line`` and ``column`` count
    from 1, the column in characters.
    """

    code: Code
    message: str
    line: int = 1
    column: int = 1
