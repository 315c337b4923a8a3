"""The page at a short link: small and static, with all that a chat needs for a preview."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

MOST_BYTES = 999
_ENOUGH = 240
"""The bytes that a page keeps free for its words, even if it has to leave out other parts."""
_AGENT_BYTES, _TEXT_BYTES = 60, 60
_ROOM_FOR_A_CUT_LEAD = 150
_DASH, _ELLIPSIS = " \u2013 ", "\u2026"
_ENCODED = re.compile("(?:%[89A-F][0-9A-F])+", re.IGNORECASE)
_HEAD = (
    '<!DOCTYPE html>\n<html lang="{}">\n<meta charset="utf-8">\n'
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">\n'
)
_CHOICE = '<meta name="robots" content="noindex">\n'
_REFRESH = '<meta http-equiv="refresh" content="0;url='
_AFTER_HEAD = f"(?:{re.escape(_REFRESH)}|{re.escape(_CHOICE)})"
_OURS = re.compile(
    re.escape(_HEAD).replace(r"\{\}", r"[\w-]*")
    + '(?:<base href="[^"]*">\n)?'
    + f"(?:{re.escape(_REFRESH)}|{re.escape(_CHOICE)})",
    re.ASCII,
)
_BEGINNING = 2_000


@dataclass(frozen=True, slots=True)
class ShortPage:
    """The target of a short link, and its address.

    *target* is the address relative to the page, *canonical* the absolute one, and *link* the
    readable one, if there is one.  *notice* says that the target was withdrawn; else it is empty.
    *lead* comes before the text (see `Guideline`).  *likely* is the address of the likely successor of something
    withdrawn, and *hint* names it.  The page *stays* as it is where nothing is at the target.
    """

    lang: str
    title: str
    text: str
    agent: str
    target: str
    canonical: str
    notice: str = ""
    link: str = ""
    likely: str = ""
    hint: str = ""
    lead: str = ""
    stays: bool = False


def is_short_page(data: bytes) -> bool:
    """Whether the content of a file is one of these pages, or empty, as an interrupted build can leave it."""
    return not data or bool(_OURS.match(data[:_BEGINNING].decode("utf-8", "replace")))


def short_page(page: ShortPage) -> bytes:
    """The page, under 1000 bytes: its text is cut first, then its title, but never its target."""
    title, text = _title(page.title, page), _said(page, page.lead, page.text)
    for form in _forms(page):
        data = form.html(title, text)
        if len(data) <= MOST_BYTES:
            return data
        room = MOST_BYTES - len(form.html("", ""))
        if room >= _ENOUGH:
            break
    for_title = room - min(_size(text), _TEXT_BYTES) * form.texts
    if _size(title) * form.titles > for_title:
        title = _cut(page.title, for_title // form.titles - _size(_title("-", page)))
        title = _cut(_title(title, page), room // form.titles)
    return form.html(title, _cut_said(page, (room - _size(title) * form.titles) // form.texts))


def _said(page: ShortPage, lead: str, text: str) -> str:
    return " ".join(filter(None, (page.notice, lead, text)))


def _cut_said(page: ShortPage, room: int) -> str:
    """What a page says, in *room* bytes, of which the words before the text take a third at most."""
    lead = page.lead
    if _size(lead) > room // 3:
        lead = _cut(lead, room // 3) if room >= _ROOM_FOR_A_CUT_LEAD else ""
    return _cut(_said(page, lead, page.text), room)


def choice_page(lang: str, title: str, text: str, choices: Sequence[tuple[str, str]]) -> bytes:
    """A page that names everything its code may mean, as pairs of an address and words, and leads to none of it."""
    items = "".join(f'<li><a href="{escape(address)}">{escape(words)}</a>\n' for address, words in choices)
    head = f"{_HEAD.format(lang)}{_CHOICE}<title>{escape(title)}</title>\n"
    return f"{head}<p>{escape(text)}</p>\n<ul>\n{items}</ul>\n".encode()


def redirect_only(lang: str, target: str) -> bytes:
    """A page with its target and nothing else."""
    link = f'<a href="{escape(target)}">{escape(target)}</a>'
    return f'{_HEAD.format(lang)}{_REFRESH}{escape(target)}">\n<title></title>\n{link}\n'.encode()


@dataclass(frozen=True, slots=True)
class _Form:
    """A way to write a page; *titles* and *texts* count how often it contains each."""

    page: ShortPage
    target: str
    link: str
    canonical: str = ""
    base: str = ""
    titles: int = 3
    texts: int = 1
    hint: bool = False

    def html(self, title: str, text: str) -> bytes:
        title, text = escape(title), escape(text)
        parts = [
            _HEAD.format(self.page.lang),
            f'<base href="{escape(self.base)}">\n' if self.base else "",
            _CHOICE if self.page.stays else f'{_REFRESH}{escape(self.target)}">\n',
            f"<title>{title}</title>\n",
            f'<link rel="canonical" href="{escape(self.canonical)}">\n' if self.canonical else "",
            f'<meta property="og:title" content="{title}">\n' if self.titles > 2 and _is_plain(title) else "",
            f'<meta property="og:description" content="{text}">\n' if self.titles > 2 and _is_plain(text) else "",
            f"<p>{text}</p>\n" if self.texts > 1 or self.titles == 2 else "",
            f'<a href="{escape(self.link)}">{title}</a>\n',
            f'<p><a href="{escape(self.page.likely)}">{escape(self.page.hint)}</a></p>\n' if self.hint else "",
        ]
        return "".join(parts).encode()


def _is_plain(escaped: str) -> bool:
    """Whether a preview may show a text: not one with tags, because another program may not treat them as text."""
    return "&lt;" not in escaped


def _forms(page: ShortPage) -> Iterator[_Form]:
    """From the complete page to one with little more than the address, and that only once."""
    link = page.link or page.target
    if page.likely:
        yield _Form(page, page.target, link, page.canonical, texts=2, hint=True)
    yield _Form(page, page.target, link, page.canonical, texts=2)
    target, link = _in_letters(page.target), _in_letters(link)
    yield _Form(page, target, link, texts=2)
    yield _Form(page, target, link)
    yield _Form(page, target, target)
    where, mark, anchor = target.partition("#")
    yield _Form(page, mark + anchor, "", base=where)
    yield _Form(page, mark + anchor, "", base=where, titles=2)


def _in_letters(address: str) -> str:
    """The same address, with letters of other scripts not percent-encoded."""
    return _ENCODED.sub(lambda found: unquote(found[0], errors="strict"), address)


def _title(title: str, page: ShortPage) -> str:
    agent = _cut(page.agent, _AGENT_BYTES)
    return f"{title}{_DASH}{agent}" if title else agent


def _size(text: str) -> int:
    """How many bytes *text* takes in a page."""
    return len(escape(text).encode())


def _cut(text: str, room: int) -> str:
    """As much of *text* as fits *room* bytes, with an ellipsis if it is cut."""
    if _size(text) <= room:
        return text
    room -= _size(_ELLIPSIS)
    most = range(min(len(text), max(room, 0)) + 1)
    end = max(bisect_right(most, room, key=lambda length: _size(text[:length])) - 1, 0)
    words = text[:end].rpartition(" ")[0] or text[:end]
    kept = words if len(words) > end // 2 else text[:end]
    return kept.rstrip(" ,;:") + _ELLIPSIS if end else ""
