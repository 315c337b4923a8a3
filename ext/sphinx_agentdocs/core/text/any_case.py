"""Patterns that ignore the case of letters, and find the same in a text of ASCII in half of the time.

``re`` compares letters without their case one by one, and cannot tell by its first letter that an alternative does not
fit.  A text of ASCII in small letters has the same length, and can be searched with case.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property


class AnyCase:
    """A *pattern* in small letters, also in its classes; the words of its matches can be in small letters, too."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """See `re.Pattern.finditer`."""
        return self._small.finditer(text.lower()) if text.isascii() else self._any.finditer(text)

    def search(self, text: str) -> re.Match[str] | None:
        """See `re.Pattern.search`."""
        return self._small.search(text.lower()) if text.isascii() else self._any.search(text)

    @cached_property
    def _small(self) -> re.Pattern[str]:
        return re.compile(self._pattern)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile(self._pattern, re.IGNORECASE)
