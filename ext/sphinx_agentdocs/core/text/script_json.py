"""JSON that is harmless inside a script of a page and on a terminal."""

from __future__ import annotations

import json
import re
from typing import Any

_UNSAFE = re.compile("[<\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that end a script or a line of it, or turn the direction of text.  JSON may escape any character."""
_ENCODER = json.JSONEncoder(ensure_ascii=False)


def dumps(value: Any) -> str:
    """*value* as JSON with such characters escaped."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", _ENCODER.encode(value))
