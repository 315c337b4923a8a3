"""An entry of the ledger: one published link, its wordings, and where it leads now."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from ..reading.whole import lost_blocks
from ..text.polarity import polarity
from ..units import CODED_SORTS, GUIDELINES, LABEL, Unit, address, sort_of

Status = Literal["live", "moved", "withdrawn"]
ENTRY_KINDS = ("agent", "part", "section", "example", *GUIDELINES, LABEL)


class Wording(NamedTuple):
    """A former text of a link, and the date on which it was replaced; *body* and *lead* are as in `Entry`."""

    text: str
    until: str
    body: str = ""
    lead: str = ""

    def covers(self, other: Wording) -> bool:
        """Whether this wording says all that *other* says, apart from items of lists, which have links of their own."""
        if self.text != other.text or not is_same_lead(self.text, self.lead, other.lead):
            return False
        return other.body == self.body or not lost_blocks(other.body, self.body)


def is_same_lead(text: str, one: str, other: str) -> bool:
    """Whether *text* means the same after two leads: both forbid it, or it forbids itself without one."""
    return one == other or all(_forbids(text, lead) for lead in (one, other))


def _forbids(text: str, lead: str) -> bool:
    """Whether *lead* forbids whatever follows it; without one, whether *text* does itself."""
    said, _ = polarity("", [lead]) if lead else polarity(text, [])
    return said == "dont"


class Entry(NamedTuple):
    """A published unit, with everything recorded about it since its first update.

    *page* and *anchor* are where it is, or last was; *former* holds its earlier addresses
    (``page#anchor``) and *was* its former wordings, both oldest first.  *since* is the date it
    was first recorded.  A ``withdrawn`` entry has the date (*until*), and may name the code of
    its replacement (*to*) or the codes it may have become (*candidates*).  A ``moved`` entry
    has become the entry *to*.  *body* is the whole unit as Markdown if it says more than *text*
    (see `Unit`); else it is empty.  *lead* is what comes before the text (see `Guideline`); *aliases* are
    the codes that its team ever gave it and nothing else had before, as in addresses, the present one last.
    One that *is_older_than_leads* comes from a file of a version that kept none.
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
    body: str = ""
    lead: str = ""
    aliases: tuple[str, ...] = ()
    is_older_than_leads: bool = False

    @property
    def address(self) -> str:
        """Where it is, or last was."""
        return address(self.page, self.anchor)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address it ever had, the current one first."""
        return tuple(dict.fromkeys((self.address, *self.former))) if self.former else (self.address,)

    @property
    def born(self) -> str:
        """Its first address."""
        return self.former[0] if self.former else self.address

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text it ever had: the current one first, then the others, oldest first."""
        return (self.text, *(wording.text for wording in self.was))

    @property
    def last(self) -> Wording:
        """Its current or last wording, in the form of a former one."""
        return Wording(self.text, self.until, self.body, self.lead)

    def says(self, wording: Wording) -> bool:
        """Whether it says, or ever said, all of *wording*; one without a lead may be older than leads."""
        said = [own for own in (self.last, *self.was) if own.text == wording.text]
        if not wording.lead:
            said = [own._replace(lead="") for own in said if own.lead in ("", self.lead)]
        return any(own.covers(wording) for own in said)

    @property
    def first_text(self) -> str:
        """Its text when it was first recorded."""
        return self.was[0].text if self.was else self.text

    @property
    def sort(self) -> str:
        """The sort of its kind."""
        return sort_of(self.kind)

    @property
    def has_short_link(self) -> bool:
        """Whether its code leads to it: a label has none, unless it was published before labels were told apart."""
        return self.sort in CODED_SORTS and self.kind != LABEL


def recorded_kind(unit: Unit) -> str:
    """The kind under which the ledger records a unit."""
    return LABEL if unit.is_label else unit.kind


def is_as_recorded(entry: Entry, unit: Unit) -> bool:
    """Whether an entry of the last update says all about *unit* that there is to record, and has no past."""
    is_plain = entry.status == "live" and not (entry.until or entry.to or entry.candidates or entry.former)
    return (
        is_plain
        and not unit.team_code
        and entry.text == unit.text
        and entry.anchor == unit.anchor
        and entry.page == unit.page
        and entry.kind == recorded_kind(unit)
        and entry.title == unit.title
        and entry.section == unit.section
        and entry.body == unit.body
        and entry.lead == unit.lead
    )


def current(entry: Entry, entries: Mapping[str, Entry]) -> Entry:
    """The entry that the link of *entry* leads to now: *entry* itself unless it has moved."""
    while entry.status == "moved":
        entry = entries[entry.to]
    return entry


def destinations(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entry to which the link of each code leads now, as `current` finds it, in time linear in *entries*."""
    found = {code: entry for code, entry in entries.items() if entry.status != "moved"}
    for code in entries.keys() - found.keys():
        way = []
        while code not in found:
            way.append(code)
            code = entries[code].to
        found.update(dict.fromkeys(way, found[code]))
    return found
