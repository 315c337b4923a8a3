"""An entry of the ledger: one published link, its wordings, and where it leads now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ..units import GUIDELINES, address, sort_of

Status = Literal["live", "moved", "withdrawn"]
KINDS = ("agent", "part", "section", "example", *GUIDELINES)


class Wording(NamedTuple):
    """What a link once said, and the day on which it was found to say something else."""

    text: str
    until: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was published, from the day it was first recorded.

    *page* and *anchor* are where it stands, or last stood; *former* holds the addresses
    (``page#anchor``) that it left, *was* its former wordings, both oldest first.
    A ``withdrawn`` entry has the day, and may name what replaced it (*to*) or what it may
    have become (*candidates*), each by its code.  A ``moved`` one is now the same as *to*.
    """

    code: str
    kind: str
    page: str
    anchor: str
    text: str
    title: str = ""
    section: tuple[str, ...] = ()
    status: Status = "live"
    since: str = ""
    until: str = ""
    to: str = ""
    candidates: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    was: tuple[Wording, ...] = ()

    @property
    def address(self) -> str:
        """Where it stands, or last stood."""
        return address(self.page, self.anchor)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that it ever had, the present one first."""
        return tuple(dict.fromkeys((self.address, *self.former)))

    @property
    def born(self) -> str:
        """The first address that it had."""
        return self.former[0] if self.former else self.address

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text that it ever had, the present one first, then the oldest."""
        return (self.text, *(wording.text for wording in self.was))

    @property
    def first_text(self) -> str:
        """What it said when it was first recorded."""
        return self.was[0].text if self.was else self.text

    @property
    def sort(self) -> str:
        """The sort of its kind."""
        return sort_of(self.kind)


def current(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    """The entry to which the link of *entry* leads now: itself, unless it has moved."""
    while entry.status == "moved":
        entry = entries[entry.to]
    return entry
