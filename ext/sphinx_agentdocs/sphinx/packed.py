"""Large data of the environment, stored one by one, so that a build loads what it looks at and stores what it changed.

Sphinx pickles the whole environment after each build.  Most of it is the agents and the entries of the ledger, which
take longer to pickle than everything else of a site together.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any, TypeVar

Value = TypeVar("Value")


class Packed(MutableMapping[str, Value]):
    """Values by name, each loaded when it is first asked for; one that nobody changed is stored as it was."""

    def __init__(self, values: Mapping[str, Value] | None = None, stored: Mapping[str, bytes] | None = None) -> None:
        self._stored = dict(stored or {})
        """The pickle of each value that is as it was stored; among the values there is ``None`` until it is loaded."""
        self._values: dict[str, Value | None] = {**dict.fromkeys(self._stored), **(values or {})}

    def __getitem__(self, name: str) -> Value:
        value = self._values[name]
        if value is None:
            value = self._values[name] = pickle.loads(self._stored[name])  # noqa: S301  # part of a pickle
        return value

    def __setitem__(self, name: str, value: Value) -> None:
        self._stored.pop(name, None)
        self._values[name] = value

    def __delitem__(self, name: str) -> None:
        self._stored.pop(name, None)
        del self._values[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def __reduce__(self) -> tuple[Callable[[Mapping[str, bytes]], Packed[Any]], tuple[Mapping[str, bytes]]]:
        """How to pickle them: as the pickle of each."""
        return packed, ({name: self._stored.get(name) or _pickled(value) for name, value in self._values.items()},)


def packed(stored: Mapping[str, bytes]) -> Packed[Any]:
    """The values of which *stored* has the pickles, by name."""
    return Packed(stored=stored)


def _pickled(value: object) -> bytes:
    return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
