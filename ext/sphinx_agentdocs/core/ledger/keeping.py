"""Keeping what a ledger has published: its entries, addresses and wordings outlive whatever a branch made of them.

Two branches can claim one code or one address, and a reverted commit takes its part of the ledger
with it.  The order in which branches ran their updates proves nothing.  So a ledger that is known to
be published, such as that of the main branch, decides: what it has stays as it is.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from ..seeds import seed
from ..text.rewording import compare, is_reworded, is_reworded_in_place, prepared
from ..units import TEXT_SORTS, Unit, family_of, sort_of
from .aliases import with_one_owner_of_aliases
from .codes import free_code
from .entries import Entry, destinations
from .joining import join, open_circles, with_one_owner
from .merged import Texts, lost_its_part
from .update import update


def keep(entries: Mapping[str, Entry], published: Mapping[str, Entry], units: Sequence[Unit]) -> dict[str, Entry]:
    """*entries* with everything that *published* has; *units* are what the definitions say now.

    A published entry keeps its code, all of its addresses and all of its wordings.  It also keeps
    its destination as long as its guideline is published word for word, and stays withdrawn
    rather than become another guideline.  Other decisions, such as that it was withdrawn or merged,
    are those of *entries*.
    """
    back = _taken_back(entries, published, units)
    if not back and all(_has_all(entries.get(code), base) for code, base in published.items()):
        return dict(entries)
    kept = {
        code: _kept(base, entries[code], taken_back=code in back) if is_state_of(entries.get(code), base) else base
        for code, base in published.items()
    }
    owners = {place: code for code, base in published.items() for place in base.addresses}
    renamed: dict[str, str] = {}
    for code, entry in entries.items():
        if code in kept and is_state_of(entry, published[code]):
            continue
        owner = owners.get(entry.born, "")
        if owner and {entry.text, entry.first_text} & set(published[owner].texts):
            renamed[code] = owner  # a second entry of a published guideline, which its owner replaces
        else:
            new = code if code not in kept else free_code(seed(entry.sort, entry.born, entry.first_text), kept)
            kept[new] = entry._replace(code=new)
            renamed[code] = new
    dropped = {code: new for code, new in renamed.items() if code != new and code not in published}
    kept = {code: _pointing(entry, dropped) for code, entry in kept.items()}
    return with_one_owner(with_one_owner_of_aliases(kept, list(kept), published), owners)


def with_merges(entries: Mapping[str, Entry], published: Mapping[str, Entry]) -> dict[str, Entry]:
    """*entries*, with each that was merged into another one in *published* leading there again.

    One that is live is left as it is, and so is one whose words the other one has lost since.
    """
    then, texts_then, texts = destinations(published), Texts(), Texts()
    cut = [
        code
        for code, base in published.items()
        if base.status == "moved"
        and code in entries
        and entries[code].status != "live"
        and entries[code].to != base.to
        and not lost_its_part(base, texts_then.of(then[code]), texts.of(entries.get(then[code].code, then[code])))
    ]
    restored = {code: entries[code]._replace(status=published[code].status, to=published[code].to) for code in cut}
    result = {**entries, **restored}
    open_circles(result, cut)
    return result


def is_state_of(entry: Entry | None, published: Entry) -> bool:
    """Whether *entry*, which has the same code, is the published one at another time: they share an address or a text.

    A code is derived from the first text, so two entries that share neither are different units.
    """
    if entry is None or family_of(entry.sort) != family_of(published.sort):
        return False
    share = not {*entry.addresses}.isdisjoint(published.addresses)
    return share or not {*entry.texts}.isdisjoint(published.texts)


def is_alike(base: Entry, now: Entry) -> bool:
    """Whether *now* is what *base* was: the same entry, or a text that it had or that is a rewording of one."""
    if now.sort != base.sort:
        return False
    if now.code == base.code and base.sort not in TEXT_SORTS:
        return True  # only its title can have changed
    text = prepared(now.title, now.text)
    found = (compare(prepared("", one), text) for one in base.texts)
    return any(is_reworded(one) or is_reworded_in_place(one) for one in found)


def said_word_for_word(
    published: Mapping[str, Entry], codes: Iterable[str], units: Sequence[Unit]
) -> dict[str, tuple[str, str]]:
    """The page and the derived anchor of those *published* entries with these *codes* that their agents still say.

    A text that went to another agent is left out, since the branch may know better where it went.
    Without the text of any of them in *units*, which is usual, no matching is needed.
    """
    texts = {(sort_of(unit.kind), unit.text) for unit in units}
    sought = {code for code in codes if (published[code].sort, published[code].text) in texts}
    if not sought:
        return {}
    found = {code: place for place, code in update(published, units, "").codes.items() if code in published}
    moved = {published[code].page: place[0] for code, place in found.items() if published[code].kind == "agent"}
    text_at = {(unit.page, unit.anchor): unit.text for unit in units}
    said = {}
    for code in sought & found.keys():
        base, place = published[code], found[code]
        if text_at[place] == base.text and place[0] == moved.get(base.page, base.page):
            said[code] = place
    return said


def _taken_back(entries: Mapping[str, Entry], published: Mapping[str, Entry], units: Sequence[Unit]) -> Container[str]:
    """The codes whose present state contradicts the definitions, which still say what was published."""
    states = ((code, base, entries.get(code)) for code, base in published.items())
    changed = [
        code for code, base, entry in states if entry and state(entry) != state(base) and not _returned(base, entry)
    ]
    said = said_word_for_word(published, changed, units)
    return {code for code, (page, _) in said.items() if not _only_moved(published[code], entries[code], page)}


def _returned(base: Entry, entry: Entry) -> bool:
    """Whether an entry that was withdrawn or merged is live again with its published words."""
    return base.status != "live" and entry.status == "live" and entry.text == base.text


def _only_moved(base: Entry, entry: Entry, page: str) -> bool:
    """Whether an entry differs from the published one by its page alone, and the definitions say it on another one too.

    Its agent moved after it was published, perhaps more than once.
    """
    return page != base.page and state(entry) == state(base._replace(page=entry.page))


def state(entry: Entry) -> tuple[str, ...]:
    """What decides where the link of an entry leads, and what it says there."""
    return entry.status, entry.text, entry.page, entry.to


def _has_all(entry: Entry | None, base: Entry) -> bool:
    """Whether *entry* is a later state of *base* that lacks nothing."""
    if entry is base or entry == base:
        return True
    if entry is None or not is_state_of(entry, base):
        return False
    return _includes(entry, base) and not _became_another(base, entry)


def _became_another(base: Entry, entry: Entry) -> bool:
    """Whether an entry that was withdrawn is a guideline again, but evidently another one."""
    return base.status != "live" and entry.status == "live" and not is_alike(base, entry)


def _includes(entry: Entry, base: Entry) -> bool:
    has_all = {*base.addresses} <= {*entry.addresses} and {*base.aliases} <= {*entry.aliases}
    return has_all and all(entry.says(one) for one in (base.last, *base.was))


def _kept(base: Entry, entry: Entry, *, taken_back: bool) -> Entry:
    """One entry with all that *base* has; its state is that of *entry*, unless that cannot be a later one."""
    if base == entry:
        return entry
    if _became_another(base, entry):
        return base  # with none of the words that are another guideline's
    if taken_back or base.address not in entry.addresses:
        return join(base, [entry])
    return join(entry, [base])


def _pointing(entry: Entry, renamed: Mapping[str, str]) -> Entry:
    """*entry*, with the codes that it names replaced by those that these entries have now."""
    if entry.to not in renamed and not any(code in renamed for code in entry.candidates):
        return entry
    candidates = tuple(dict.fromkeys(renamed.get(code, code) for code in entry.candidates))
    return entry._replace(to=renamed.get(entry.to, entry.to), candidates=candidates)
