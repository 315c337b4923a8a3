"""What can be wrong with a definition, as codes that are documented where they are defined."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Code(Enum):
    """A kind of finding.  The value is ``(code, what is wrong, how to mend it)``.

    The reference of warnings in the documentation is generated from these members.
    """

    FRONTMATTER = (
        "frontmatter",
        (
            "The block between the two `---` lines is missing, is not valid YAML, is not closed, holds a key twice, or"
            " is not a list of `key: value` pairs. What YAML refuses was read line by line, and the page is complete."
        ),
        "Quote the value, or write it as a block: `description: |` with the text indented below.",
    )
    ENCODING = (
        "encoding",
        "The file is not UTF-8, or it holds a NUL character. Bytes that are not text are shown as `\\xNN`.",
        "Save the file as UTF-8.",
    )
    EMPTY = (
        "empty",
        "The file is empty, or there is no prompt below its frontmatter.",
        "Write the prompt below the closing `---`, or exclude the file with `agentdocs_exclude`.",
    )
    NAME = (
        "name",
        "The name is missing, is not text, or cannot be used as the name of an agent.",
        "Give `name:` lower-case words joined by hyphens, such as `code-reviewer`.",
    )
    DUPLICATE_NAME = (
        "duplicate-name",
        "Two definitions carry the same name. Both have a page; a reference by name leads to the first.",
        "Rename one of them, or refer to the second by the path of its page.",
    )
    DESCRIPTION = (
        "description",
        "The description is missing, or is not text.",
        "Add `description:` and say when to use the agent; it is what an agent is chosen by.",
    )
    FIELD = (
        "field",
        "A field has a value of the wrong type.",
        "Give `model` and `color` one word each, and `tools` a comma-separated line or a list of names.",
    )
    COLOR = (
        "unknown-color",
        "The colour is neither one of the eight names nor a hexadecimal value.",
        "Use red, blue, green, yellow, purple, orange, pink, cyan, or a value such as `#673ab7`.",
    )
    CONTROL_CHARACTER = (
        "control-character",
        (
            "The text holds characters that cannot be seen or that change the direction of the text."
            " They are shown as `[U+202E]`, so that the reader sees what the model reads."
        ),
        "Remove the characters, unless they are meant.",
    )
    TOO_DEEP = (
        "too-deep",
        (
            "Lists, quotations or emphasis are nested deeper than a page can show."
            " The part is shown as it stands in the file."
        ),
        "Flatten the nesting.",
    )
    TOO_LARGE = (
        "too-large",
        "The file, a line or a paragraph is larger than the limit. What fits is shown, as it stands in the file.",
        "Split the definition, or shorten the line.",
    )
    UNREADABLE = (
        "unreadable",
        "The file cannot be read: it vanished, it is not a plain file, or access to it is denied.",
        "Restore the file, or mend its permissions.",
    )
    UNSAFE_FILE = (
        "unsafe-file",
        "The entry is a link that leads out of its collection, or its name is not UTF-8. It was left out.",
        "Put the file itself there, or rename it.",
    )
    FILENAME = (
        "filename",
        "The path cannot be used in an address everywhere, so the page has a mended one.",
        "Use letters, digits, `.`, `_` and `-` in names, and no two names that differ by case only.",
    )

    UNKNOWN_AGENT = (
        "unknown-agent",
        "A page of the documentation shows a card of an agent that does not exist.",
        "Use the name in the frontmatter of the definition.",
    )
    UNKNOWN_COLLECTION = (
        "unknown-collection",
        "A page of the documentation shows a catalogue of a collection that does not exist.",
        "Use a name of `agentdocs_collections`, or none for all collections.",
    )
    INTERNAL = (
        "internal",
        "This program failed on the definition. The page shows the file as it stands, and all other pages are whole.",
        "Report it with the definition, or with the part of it that is enough to repeat it.",
    )

    @property
    def code(self) -> str:
        """The code as written in a warning, without the leading ``agentdocs.``."""
        return str(self.value[0])

    @property
    def meaning(self) -> str:
        """What is wrong, in Markdown."""
        return str(self.value[1])

    @property
    def mend(self) -> str:
        """How to put it right, in Markdown."""
        return str(self.value[2])


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding in one file.

    ``message`` says what is wrong here and how to mend it; ``line`` counts from 1.
    """

    code: Code
    message: str
    line: int = 1
