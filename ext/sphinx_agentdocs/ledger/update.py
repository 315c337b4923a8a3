"""Recording what the definitions publish: update, rename, and starting from the history."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from ..core.ledger.adoption import Adoption
from ..core.ledger.entries import Entry
from ..core.ledger.keeping import keep as keep_published
from ..core.ledger.keeping import with_merges
from ..core.ledger.update import Change, ChangeKind, Update, changes, update
from ..core.text.characters import on_a_line
from ..core.text.counts import counted
from ..core.text.rule_codes import without_code
from ..core.text.sentences import first_sentences
from ..core.units import Unit
from ..disk.ledger_file import write_file
from ..errors import UserError
from .commits import is_merged, is_shallow, ledger_in, published_before
from .opened import Ledger, today
from .settled import Said
from .source import Published, read_history, read_published

_ORDER: tuple[ChangeKind, ...] = (
    "new",
    "reworded",
    "moved",
    "merged",
    "returned",
    "changed",
    "withdrawn",
    "ambiguous",
)
"""The kinds of change in the order in which a summary lists them."""
_LISTED = 20
"""The most agents, and the most codes, that a summary lists."""
_NAMED = 5
"""The most agents that an error names."""
_TITLE_CHARS = 60

Confirm = Callable[[str], None]
"""Is given what an update would withdraw or move, and raises UserError if it must not."""


def refuse(problem: str) -> None:
    """Refuse to withdraw or move many links."""
    raise UserError(f"{problem}; name another folder, or confirm with --yes")


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an update did: *content* is that of the ledger now, *definitions* the digest of what it records.

    *is_settled* is whether the next update would change nothing if both stay the same.
    """

    done: Update
    content: bytes
    definitions: bytes
    is_settled: bool


def bring_up_to_date(
    ledger: Ledger, renamed: tuple[str, str] | None = None, *, keep: str = "", confirmed: Confirm = refuse
) -> Recorded:
    """Record what the definitions publish now; *renamed* is an agent's old and new name.

    Whatever the ledger has in the commit *keep* stays as it is, merges included.  By default, links
    stay as they are in the commit that is likely published, and merges are those of the ledger, which
    may correct that one.  Where many links would be withdrawn with their agents, or
    all agents moved, *confirmed* is asked.  Raises UserError.
    """
    published = read_published(ledger.source)
    before, base = ledger.entries, _base(ledger, keep)
    if base:
        ledger = replace(ledger, entries=keep_published(before, base, published.units))
    pages = _renamed_pages(ledger, published, *renamed) if renamed else {}
    done = update(ledger.entries, published.units, today(), pages)
    if keep:
        done = replace(done, entries=with_merges(done.entries, base))
    if problem := _withdraws_much(ledger, done) or _moves_all(ledger, done):
        confirmed(problem)
    was_there = ledger.path.exists()
    content = write_file(ledger.path, done.entries.values())
    done = replace(done, changes=tuple(changes(before if was_there else {}, done.entries)))
    is_settled = not keep and (not done.changes if before else not (base or renamed))
    return Recorded(done, content, published.digest, is_settled)


def _base(ledger: Ledger, commit: str) -> Mapping[str, Entry]:
    """The entries that were published: in *commit*, or in the one that is likely published."""
    if not commit:
        return published_before(ledger)[1]
    if is_merged(ledger, commit) or is_shallow(ledger):
        return ledger_in(ledger, commit)
    ledger_in(ledger, commit)  # whatever is wrong with the name itself comes first
    raise UserError(f"{commit} is not part of this branch yet; merge it first, with `git merge {commit}`")


def _withdraws_much(ledger: Ledger, done: Update) -> str:
    """What an update would withdraw, if it is more than a team usually withdraws at once; else nothing.

    That is more than a tenth of the links with the agents that have them, or more than half of all links; without a
    configuration, also any link of a collection that only a configuration can define.
    """
    if problem := _leaves_collection(ledger, done):
        return problem
    live = [entry for entry in ledger.entries.values() if entry.status == "live"]
    closed = {change.after.code for change in done.changes if change.after.status == "withdrawn"}
    going = [entry for entry in live if entry.code in closed]
    pages = {entry.page for entry in going if entry.kind == "agent"}
    with_agents = [entry for entry in going if entry.page in pages]
    if 10 * len(with_agents) <= len(live) and 2 * len(going) <= len(live):
        return ""
    agents = f"{counted(len(pages), 'agent')} and " if pages else ""
    links = f"{len(going):,} of the {counted(len(live), 'link')}"
    return f"{agents}{links} of {ledger.path} would be withdrawn, since {ledger.given} does not define them"


def _moves_all(ledger: Ledger, done: Update) -> str:
    """That an update would move all of several agents, as one of another folder does; nothing if it would not."""
    live = [entry for entry in ledger.entries.values() if entry.kind == "agent" and entry.status == "live"]
    moved = [(entry.page, now.page) for entry in live if (now := done.entries[entry.code]).page != entry.page]
    if ledger.source.configured or len(live) < 2 or len(moved) < len(live):
        return ""
    before, after = moved[0]
    which = f"all {len(live):,} agents of {ledger.path} would move, such as {before} to {after},"
    return f"{which} since {ledger.given} is read as their folder"


def _leaves_collection(ledger: Ledger, done: Update) -> str:
    """What an update of one folder would do to the links of other collections; nothing if there are none."""
    before = (change.before for change in done.changes if change.before and change.before.status == "live")
    changed = {entry.page.partition("/")[0]: entry for entry in before}
    others = sorted(changed.keys() - ledger.source.collections.keys())
    if ledger.source.configured or not others:
        return ""
    which, it = (f"collection {others[0]}", "it") if len(others) == 1 else (f"collections {', '.join(others)}", "them")
    return (
        f"links of the {which} would be moved or withdrawn, since {ledger.given} does not define {it}; "
        f"run the command with --conf on the folder of the conf.py that defines {it}"
    )


def said_of(ledger: Ledger, done: Update) -> Said:
    """What people are told about an update, apart from open decisions."""
    lines = [f"{ledger.path}: {summary(done)}", *map(on_a_line, by_agent(done))]
    return Said(lines, [on_a_line(line) for line in (*returned_elsewhere(ledger, done), *claimed(done))])


def nothing_new(ledger: Ledger, done: Update) -> Said:
    """What the next update says if nothing changes until then."""
    return said_of(ledger, replace(done, changes=()))


def summary(done: Update) -> str:
    """The number of links, and of changes by kind, in one line."""
    total = counted(len(done.entries), "link")
    changes = changes_by_kind(done)
    return f"{total}: {changes}." if changes else f"{total}, no changes."


def by_agent(done: Update) -> Iterator[str]:
    """What became of the links of each agent, one line an agent.

    None where that is no news: for a ledger that starts with this update, and for changes within one agent.
    """
    groups: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in done.changes:
        groups[(change.before or change.after).page, change.after.page].append(change)
    is_new = len(done.changes) == len(done.entries) and all(change.kind == "new" for change in done.changes)
    is_within_one = len(groups) == 1 and all(old == new for old, new in groups)
    if is_new or is_within_one:
        return
    names = _names(done)
    for (old, new), group in sorted(groups.items())[:_LISTED]:
        ends = (old, new) if old != new and names[old] == names[new] else (names[old], names[new])
        who = " \u2192 ".join(dict.fromkeys(ends))
        yield f"  {who}: {_outcome(group, follows=old != new)}"
    if len(groups) > _LISTED:
        yield f"  and {counted(len(groups) - _LISTED, 'more agent')}"


def returned_elsewhere(ledger: Ledger, done: Update) -> Iterator[str]:
    """Agents that are withdrawn although one of the same name is now on another page, with the command for each."""
    agents = [entry for entry in done.entries.values() if entry.kind == "agent"]
    named = Counter(agent.anchor for agent in agents if agent.status == "live")
    pages = {agent.anchor: agent.page for agent in agents if agent.status == "live" and named[agent.anchor] == 1}
    for agent in agents:
        if agent.status == "withdrawn" and agent.anchor in pages:
            command = ledger.command("rename", agent.page, pages[agent.anchor], "--source", ledger.given)
            yield f"{agent.page} is withdrawn, but {pages[agent.anchor]} has an agent of the same name; if it is the"
            yield f"  same agent, run `{command}`"


def claimed(done: Update) -> Iterator[str]:
    """Rules whose team gave them the code of another rule, to which the links with that code still lead."""
    for unit, owner in done.claims[:_LISTED]:
        now, before = (f"\u201c{_title(one)}\u201d ({one.page})" for one in (unit, owner))
        yield (
            f"rule-code: {unit.team_code}, now the code of {now}, still leads to {before};"
            " give the rule that has it now a code that no rule had"
        )
    if len(done.claims) > _LISTED:
        yield f"  and {counted(len(done.claims) - _LISTED, 'more code')}"


def _title(one: Unit | Entry) -> str:
    """The first words of a rule without its code."""
    title = one.title or one.text
    return first_sentences(without_code(title) or title, _TITLE_CHARS)


def _names(done: Update) -> Mapping[str, str]:
    """The name of the agent of each page: the one that it has or had there, else the page."""
    names: dict[str, str] = {}
    for entry in done.entries.values():
        for place in entry.addresses if entry.kind == "agent" else ():
            page, _, anchor = place.partition("#")
            names[page] = anchor
    pages = (entry.page for change in done.changes for entry in (change.before, change.after) if entry)
    return {page: names.get(page, page) for page in pages}


def _outcome(group: Sequence[Change], *, follows: bool) -> str:
    counts = Counter(change.kind for change in group)
    number = counts.pop("moved") if follows and counts["moved"] else 0
    moved = [f"{counted(number, 'link')} follow{'s' * (number == 1)}"] if number else []
    return ", ".join(moved + [f"{counts[kind]:,} {kind}" for kind in _ORDER if counts[kind]])


def changes_by_kind(done: Update) -> str:
    """How many changes of each kind there are, as in ``3 new, 1 moved``; empty for none."""
    counts = Counter(change.kind for change in done.changes)
    return ", ".join(f"{counts[kind]:,} {kind}" for kind in _ORDER if counts[kind])


def with_history(ledger: Ledger) -> Ledger:
    """The ledger with everything that the commits of its repository published, as sites without a ledger did.

    Raises UserError, also where the ledger has entries already.
    """
    if ledger.entries:
        message = f"{ledger.path} already has entries; --from-git starts a new ledger, so remove that file first"
        raise UserError(message)
    adoption = Adoption()
    for date, units in read_history(ledger.source):
        adoption.add(units, date)
    return replace(ledger, entries=adoption.entries())


# -- rename


def _renamed_pages(ledger: Ledger, published: Published, old: str, new: str) -> dict[str, str]:
    before = _page_called(old, (entry for entry in ledger.entries.values() if entry.kind == "agent"), "in the ledger")
    after = _page_called(new, (unit for unit in published.units if unit.kind == "agent"), f"in {ledger.given}")
    if before == after:
        raise UserError(f"{old} and {new} are the same page, {before}; there is nothing to rename")
    return {before: after}


def _page_called(name: str, agents: Iterable[Entry | Unit], where: str) -> str:
    """The page of the agent called *name*: its page, its name or its title."""
    known = list(agents)
    by_page = [agent.page for agent in known if agent.page == name]
    by_name = [agent.page for agent in known if name in (agent.anchor, agent.page.rpartition("/")[2])]
    by_title = [agent.page for agent in known if agent.title.casefold() == name.casefold()]
    for found in (by_page, by_name, by_title):
        pages = sorted(set(found))
        if len(pages) > 1:
            raise UserError(f"{name} is the name of {len(pages)} agents {where}; use a page: {', '.join(pages)}")
        if pages:
            return pages[0]
    names = sorted({agent.anchor for agent in known})
    close = get_close_matches(name, names, 1)
    rest = ["\u2026"] if len(names) > _NAMED else []
    others = f"the agents are {', '.join([*names[:_NAMED], *rest])}"
    fix = f"did you mean {close[0]}?" if close else others
    raise UserError(f"no agent is called {name} {where}; {fix}")
