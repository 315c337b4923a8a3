"""Newlines that are written as two characters."""

from __future__ import annotations

import pytest

from sphinx_agentdocs.core.reading.written_newlines import unescape_newlines


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"Use for docs\notes files.", None),
        (r"\\nas\share\notes and more", None),
        (r"D:\build\notes", None),
        (r"..\nested", None),
        (r"Edits src\new.cs only.", None),
        (r"C:\Users\me\new folder\notes", None),
        (r"Matches [\n\r]+ and \nu.", None),
        (r"Splits text on \n characters.", None),
        (r"Splits text on \n.", None),
        (r"Use it.\n\nIt is good.", "Use it.\n\nIt is good."),
        (r"Use it.\nIt is good.", "Use it.\nIt is good."),
        (r"Use it\n<example>", "Use it\n<example>"),
        (r"Context: a\nuser: b\nassistant: c", "Context: a\nuser: b\nassistant: c"),
        (r"For:\n- one\n- two", "For:\n- one\n- two"),
        (r"Use it\nfor this.\n\nAnd that.", "Use it\nfor this.\n\nAnd that."),
        (r"Use D:\old\notes.\n\nSplit on \n signs.", "Use D:\\old\\notes.\n\nSplit on \\n signs."),
    ],
)
def test_a_written_newline_is_one_only_where_a_line_begins(text, expected):
    assert unescape_newlines(text) == (text if expected is None else expected)
