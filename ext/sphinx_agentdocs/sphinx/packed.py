"""Large data of the environment, stored one by one, so that an edit stores again only what it changed.

Sphinx pickles the whole environment after each build.  Most of it is the agents and the entries of the ledger, which
take longer to pickle than everything else of a site together.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

Value = TypeVar("Value")


class Packed(dict[str, Value]):
    """Values by name; one that is the same object as when it was loaded is stored as it was then."""

    loaded: Mapping[str, tuple[Value, bytes]] = {}
    """Each value as it was loaded, with its pickle."""

    def __reduce__(self) -> tuple[Callable[[Mapping[str, bytes]], Packed[Any]], tuple[Mapping[str, bytes]]]:
        """How to pickle them: as the pickle of each."""
        return unpacked, ({name: self._pickled(name, value) for name, value in self.items()},)

    def _pickled(self, name: str, value: Value) -> bytes:
        loaded, content = self.loaded.get(name, (None, b""))
        return content if loaded is value else pickle.dumps(value, pickle.HIGHEST_PROTOCOL)


def unpacked(content: Mapping[str, bytes]) -> Packed[Any]:
    """The values from the pickle of each, by name."""
    values = Packed[Any]((name, pickle.loads(data)) for name, data in content.items())  # noqa: S301  # part of a pickle
    values.loaded = {name: (values[name], data) for name, data in content.items()}
    return values
