"""Replays of a history: a folder is published step by step, then every address ever published is tried.

The sites are read as static HTML, the way a browser without scripts shows them.  A step need not be
built: `published` lists its addresses from the core.  Each site that is built proves that the list
is complete.
"""

from __future__ import annotations

import html
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin

from click.testing import CliRunner
from published import Published, Version, version
from rapidfuzz import fuzz
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from selectolax.lexbor import LexborNode as Node

from sphinx_agentdocs.cli import main
from sphinx_agentdocs.disk.ledger_file import read_file
from sphinx_agentdocs.ledger.source import open_source

BASE = "https://crew.example/docs/"
"""The address of a site that is built."""
_ADDRESS = re.compile(
    r'<a\s[^>]*?href="([^"]*)"|<link rel="canonical" href="([^"]*)"|<meta property="og:url" content="([^"]*)"'
)
_LISTS = ("agent-index", "genindex", "map")
"""Pages whose only fragments are letters: lists, that say nothing of their own."""
_OF_THE_THEME = "#furo-main-content"
_SEARCH = re.compile(r"\ASearch\.setIndex\((.*)\)\Z", re.DOTALL)

CONFIRMED = (
    ("--yes",) if any("--yes" in one.opts for one in main.commands["permalinks"].commands["update"].params) else ()
)
MOST_BYTES = 1_000
"""The largest size of the page of a short link."""
LIKELY = "Possibly now: "
"""How a short page begins to name the likely successor of something withdrawn."""
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


class Saying(NamedTuple):
    """Something that a step published: its address or short link, its kind, and the pieces of its text."""

    url: str
    kind: str
    pieces: tuple[str, ...]

    @property
    def text(self) -> str:
        return " / ".join(self.pieces)


def squashed(text: str) -> str:
    return " ".join(text.split())


def unspaced(text: str) -> str:
    return "".join(text.split())


# -- a site


class Site:
    """The pages of a built site, as a browser without scripts shows them."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.pages: dict[str, HTMLParser | None] = {}
        self.ids: dict[str, dict[str, Node]] = {}

    def file(self, url: str) -> Path:
        """The file of a page, by its address without a fragment."""
        path = self.out / unquote(url)
        return path / "index.html" if url.endswith("/") or not url else path

    def page(self, url: str) -> HTMLParser | None:
        """A page, without the view of the raw file, which shows everything again; ``None`` if there is none.

        It is read once; only short pages, of which there are tens of thousands, are not kept.
        """
        if url in self.pages:
            return self.pages[url]
        file = self.file(url)
        tree = HTMLParser(file.read_text("utf-8")) if file.is_file() else None
        for node in tree.css(".agent-source") if tree else ():
            node.decompose()
        if not url.startswith("g/"):
            self.pages[url] = tree
        return tree

    def at(self, url: str) -> Node | None:
        """The element at an address, or the one that contains an empty element with that id."""
        page, _, fragment = url.partition("#")
        tree = self.page(page)
        if tree is None or not fragment:
            return tree.body if tree else None
        node = self._ids(page).get(unquote(fragment))
        while node is not None and not node.text(strip=True) and node.parent is not None:
            node = node.parent
        # The link of a unit has an id; a row has it in its first cell, a section in its heading.
        return node.parent if node is not None and node.tag in ("td", *HEADINGS) else node

    def _ids(self, page: str) -> dict[str, Node]:
        if page not in self.ids:
            tree = self.page(page)
            self.ids[page] = {node.attributes["id"] or "": node for node in tree.css("[id]")} if tree else {}
        return self.ids[page]

    def agents(self) -> list[dict[str, Any]]:
        return json.loads((self.out / "agents.json").read_text("utf-8"))["agents"]


def says(node: Node, saying: Saying) -> bool:
    """Whether an element, or the former wordings just below it, contains what was said, word for word."""
    after = following(node)
    shown = [node, after] if after is not None and "agent-then" in classes(after) else [node]
    text = " ".join(one.text() for one in shown)
    return all(unspaced(piece) in unspaced(text) or _in_order(piece, text, node) for piece in saying.pieces)


def following(node: Node) -> Node | None:
    """The next sibling that is an element."""
    after = node.next
    while after is not None and after.tag == "-text":
        after = after.next
    return after


def _in_order(piece: str, text: str, node: Node) -> bool:
    """Whether the words of a unit occur in their order, with others between them.

    That happens if an item has a list in its middle, or if the target of a link is shown after its words.
    """
    if node.tag == "tr":
        return _row_says(node, piece)
    if node.tag == "section" and not node.css_first(", ".join(f"{heading} > .agent-link" for heading in HEADINGS)):
        titles = [title_of(one) for one in node.iter() if one.tag in HEADINGS]  # a section that is no rule
        text = " ".join([*titles, *(then.text() for then in node.css(".agent-then"))])
    text = text.replace("\u00b6", " ")
    is_whole = node.tag in ("li", "p", "section")
    return is_whole and (_are_in(piece, text) or _are_in(_unjoined(piece), _unjoined(text)))


def _are_in(piece: str, text: str) -> bool:
    words = iter(text.split())
    return all(word in words for word in piece.split())


def _unjoined(text: str) -> str:
    """*text* without the marks that join the parts of a rule."""
    return re.sub(r"[;:](?=\s|\Z)", "", text)


def _row_says(row: Node, piece: str) -> bool:
    """Whether a row has the text of *piece*, which names the column of each cell."""
    table = row
    while table.tag != "table" and table.parent is not None:
        table = table.parent
    heads = [squashed(head.text()) for head in table.css("thead th")]
    cells = [title_of(cell) for cell in row.css("td")]  # without what the page adds to the last one
    named = [f"{heads[at]}: {cell}" if at < len(heads) and heads[at] else cell for at, cell in enumerate(cells) if cell]
    return unspaced(piece) in unspaced("; ".join(named))


# -- what a step publishes


def published(site: Site) -> Iterator[Saying]:
    """Every address that a reader of the site may link to, with what it says."""
    for agent in site.agents():
        page = agent["url"].partition("#")[0]
        yield Saying(page, "page", (agent["title"],))
        yield Saying(agent["url"], "agent", (agent["title"],))
        for unit in agent["guidelines"]:
            yield Saying(unit["url"], "guideline", (unit["text"],))
            if unit["permalink"]:
                yield Saying(unit["permalink"], "code", (unit["text"],))
        for example in agent["examples"]:
            turns = (turn["text"] for turn in example["turns"])
            pieces = (example["context"], *turns, example["commentary"])
            yield Saying(example["url"], "example", tuple(filter(None, pieces)))
        for anchor, title in headings(site, page):
            yield Saying(f"{page}#{anchor}", "heading", (title,))


def headings(site: Site, page: str) -> Iterator[tuple[str, str]]:
    """The sections of a page by id, except for the withdrawn guidance, which is not the author's text."""
    tree = site.page(page)
    for section in tree.css("article section[id], [role=main] section[id], section[id]") if tree else ():
        heading = next((child for child in section.iter() if child.tag in HEADINGS), None)
        if heading is not None and "agent-withdrawn" not in (section.attributes.get("class") or ""):
            yield section.attributes["id"] or "", title_of(heading)


def title_of(heading: Node) -> str:
    """The text of a heading without its link to itself."""
    copy = HTMLParser(heading.html or "")
    for link in copy.css("a.headerlink, a.agent-link, .agent-target, .agent-also, .agent-then"):
        link.decompose()
    return squashed(copy.body.text() if copy.body else "")


def copied(site: Site, builder: str) -> Iterator[str]:
    """Every address within the site that its pages show, follow, or declare: what a reader could copy."""
    for file in sorted(site.out.rglob("index.html" if builder == "dirhtml" else "*.html")):
        name = file.relative_to(site.out).as_posix()
        url = quote(name.removesuffix("index.html") if builder == "dirhtml" or name.startswith("g/") else name)
        for found in _ADDRESS.findall(file.read_text("utf-8")):
            link = urljoin(BASE + url, html.unescape("".join(found)))
            if link.startswith(BASE) and not link.endswith(_OF_THE_THEME):
                yield from _kept(link.removeprefix(BASE).removesuffix("#"))
    yield from _found_by_search(site, builder)


def _kept(link: str) -> Iterator[str]:
    """An address, if it is that of a page or of a part of one."""
    page, _, fragment = link.partition("#")
    is_page = page.endswith((".html", "/")) or not page
    if is_page and not page.startswith("_") and not (fragment and page.startswith(_LISTS)):
        yield _encoded(link)


def _encoded(link: str) -> str:
    """An address as a browser shows it, which encodes what a page may leave as it is."""
    page, mark, fragment = link.partition("#")
    return quote(unquote(page)) + mark + quote(unquote(fragment), safe="/")


def _found_by_search(site: Site, builder: str) -> Iterator[str]:
    """The addresses of headings to which the search of a site leads."""
    found = _SEARCH.search((site.out / "searchindex.js").read_text("utf-8"))
    index = json.loads(found[1] if found else "")
    for number, anchor in chain.from_iterable(index["alltitles"].values()):
        if anchor and index["docnames"][number] not in _LISTS:
            yield Published("heading", index["docnames"][number], anchor, ()).url(builder)


# -- the replay


@dataclass
class Replay:
    """A folder that goes through the states of a history, and everything that was published on the way.

    *said* holds each address with what it said, by the first step that published it; *copied* every
    address in a site that was built.  *unreadable* lists texts missing from a page in the very step
    that published them, *unlisted* addresses of a page that the core does not list.  If the replay is
    *watched*, *on_the_way* lists the links that were broken after each step.
    """

    work: Path
    builder: str = "html"
    said: dict[Saying, int] = field(default_factory=dict)
    copied: set[str] = field(default_factory=set)
    steps: int = 0
    unreadable: list[str] = field(default_factory=list)
    unlisted: list[str] = field(default_factory=list)
    codes: dict[str, list[str]] = field(default_factory=dict)
    watched: bool = False
    on_the_way: list[str] = field(default_factory=list)

    @property
    def ledger(self) -> Path:
        return self.work / "permalinks.jsonl"

    def __post_init__(self) -> None:
        self.site = Site(self.work / "site")

    def step(self, snapshot: Path, *, built: bool = True) -> None:
        """Replace the folder with a snapshot, record it and publish it; *built*, as a site with pages."""
        folder = self.work / "agents"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(snapshot, folder)
        self.run("permalinks", "update", str(folder), "--permalinks", str(self.ledger), *CONFIRMED)
        self.steps += 1
        listed = self._list(version(open_source(folder, self.ledger), read_file(self.ledger)))
        if built:
            self.build()
            self._compare(listed)
        if built and self.watched:
            self.on_the_way += [f"step {self.steps}: {line}" for line in self.broken()]

    def _list(self, now: Version) -> list[Saying]:
        """Everything that this step publishes, by the core."""
        listed = [Saying(one.url(self.builder), one.kind, one.pieces) for one in now.addresses()]
        for saying in listed:
            self.said.setdefault(saying, self.steps)
        for entry in now.links.entries.values():
            if entry.sort == "guideline" and entry.status == "live":
                texts = self.codes.setdefault(entry.code, [])
                if entry.text not in texts:
                    texts.append(entry.text)
        return listed

    def _compare(self, listed: Iterable[Saying]) -> None:
        """Find what the site of this step lacks of *listed*, and what it has beyond it."""
        site = self.site = Site(self.work / "site")
        for saying in listed:
            node = site.at(saying.url)
            if saying.kind != "code" and (node is None or not says(node, saying)):
                self.unreadable.append(f"step {self.steps}: {saying.url} does not say {saying.text!r}")
        links = set(copied(site, self.builder))
        known = {saying.url for saying in self.said}
        owned = tuple({saying.url.partition("#")[0] for saying in self.said if saying.kind == "page"})
        unknown = {link for link in links if link.partition("#")[0] in owned} - known
        unknown |= {_encoded(saying.url) for saying in published(site)} - known
        self.unlisted += [f"step {self.steps}: {link}" for link in sorted(unknown)]
        self.copied |= links

    def build(self) -> None:
        options = ("-o", str(self.work / "site"), "-b", self.builder, "--base-url", BASE, "-q")
        self.run("build", str(self.work / "agents"), "--permalinks", str(self.ledger), *options)

    def run(self, *command: str) -> str:
        result = CliRunner().invoke(main, command)
        assert result.exit_code == 0, f"{command}: {result.output}{result.exception!r}"
        return result.output

    def broken(self) -> list[str]:
        """Every published link that no longer leads to what it said, and every address that is gone."""
        gone = [link for link in sorted(self.copied) if self.site.at(link) is None]
        said = [problem for saying in self.said for problem in problems(self.site, saying)]
        return said + [f"{link}: a page showed this address, which is gone" for link in gone]

    def fates(self) -> Counter[str]:
        """What became of everything published; each address and each of its texts counts once."""
        return Counter(f"{saying.kind}: {fate(self.site, saying)}" for saying in self.said)

    def rewordings(self) -> list[tuple[float, str, str]]:
        """Successive texts of the same code, the least alike first."""
        pairs = [(old, new) for texts in self.codes.values() for old, new in pairwise(texts)]
        return sorted((round(fuzz.ratio(old, new), 1), old, new) for old, new in pairs)

    def report(self) -> str:
        """The counts, for a person to read."""
        broken = self.broken()
        lost = sum("gone" in line for line in broken)
        urls = {saying.url for saying in self.said}
        lines = [
            f"{self.work.name}: {self.steps} steps, {len(urls):,} addresses with {len(self.said):,} texts published",
            f"  {lost:6} lost, {len(broken) - lost} wrong; {len(self.copied):,} addresses shown on pages",
        ]
        lines += [f"  {count:6} {name}" for name, count in sorted(self.fates().items())]
        lines += [f"  {value:5} {old!r} -> {new!r}" for value, old, new in self.rewordings()[:10]]
        return "\n".join(lines) + "\n"


# -- checks


def problems(site: Site, saying: Saying) -> Iterator[str]:
    """What is wrong with a published link."""
    if saying.kind == "code":
        yield from code_problems(site, saying)
        return
    page = saying.url.partition("#")[0]
    if site.page(page) is None:
        yield f"{saying.url}: the page is gone"
        return
    node = site.at(saying.url)
    if node is None:
        yield f"{saying.url}: the id is gone; it said {saying.text!r}"
        return
    if not says(node, saying) and not (saying.kind == "heading" and fate(site, saying) == "another title"):
        yield f"{saying.url}: it no longer says {saying.text!r}, but {squashed(node.text())[:200]!r}"
    for link in node.css("a[href]") if is_tombstone(node) else ():
        target = urljoin(page, link.attributes["href"] or "")
        if "#" in target and site.at(target) is None:
            yield f"{saying.url}: it leads on to {target}, which is not there"


def code_problems(site: Site, saying: Saying) -> Iterator[str]:
    """What is wrong with a short link."""
    tree = site.page(saying.url)
    if tree is None:
        yield f"{saying.url}: the page is gone; it said {saying.text!r}"
        return
    size = site.file(saying.url).stat().st_size
    if size >= MOST_BYTES:
        yield f"{saying.url}: {size} bytes"
    refresh = tree.css_first("meta[http-equiv=refresh]")
    content = refresh.attributes["content"] or "" if refresh else ""
    links = {link.attributes["href"] or "": link.text() for link in tree.css("a[href]")}
    likely = {href for href, text in links.items() if text.startswith(LIKELY)}
    targets = {content.partition("url=")[2]} | (links.keys() - likely)
    for href in sorted(likely):
        if site.page(urljoin(saying.url, href)) is None:
            yield f"{saying.url}: its likely successor {href} is not there"
    if not refresh or len(targets) not in (1, 2):  # by code and readable
        yield f"{saying.url}: it leads to {sorted(targets)}"
        return
    for target in sorted(urljoin(saying.url, target) for target in targets):
        yield from target_problems(site, saying, tree, target)


def target_problems(site: Site, saying: Saying, tree: HTMLParser, target: str) -> Iterator[str]:
    """What is wrong with the target of a short page."""
    node = site.at(target)
    if node is None or "#" not in target:
        yield f"{saying.url}: it leads to {target}, which is not there"
        return
    words = " ".join(one.text() for one in tree.css("p") if not one.text().startswith(LIKELY))
    shown = re.sub(r"\AWithdrawn( on [\d-]+)?\.", "", squashed(words))
    if shown.endswith("\u2026"):  # its last word may be cut, or lack the comma after it
        shown = shown.rpartition(" ")[0] or shown.rstrip("\u2026")
    shown = _without_lead(shown, node) or shown  # a lead can itself be what a page shows
    if not shown or not says(node, Saying(saying.url, "code", (shown,))):
        yield f"{saying.url}: it shows {shown!r}, which {target} does not say"
    if not says(node, saying):
        yield f"{saying.url}: {target} no longer says {saying.text!r}, but {squashed(node.text())[:200]!r}"


def _without_lead(shown: str, node: Node) -> str:
    """The words of a short page without those that come before the text, which may be cut."""
    link, where = node.css_first(".agent-link"), node.css_first(".agent-where")
    lead = (link.attributes.get("data-lead") or "") if link else squashed(where.text()) if where else ""
    words, mark, rest = shown.partition("\u2026 ")
    if mark and words.strip(" ,;:") in lead:
        return rest.strip()
    return next(
        (shown[len(part) :].strip() for part in [lead, *lead.split(" \u203a ")] if shown.startswith(part)), shown
    )


def is_tombstone(node: Node) -> bool:
    return bool({"agent-moved", "agent-withdrawn-unit"} & classes(node))


def classes(node: Node) -> set[str]:
    return set((node.attributes.get("class") or "").split())


def fate(site: Site, saying: Saying) -> str:
    """What became of something that was published, in a word."""
    if saying.kind == "code":
        return code_fate(site, saying)
    node = site.at(saying.url)
    if node is None:
        return "broken"
    if "agent-moved" in classes(node):
        return "moved"
    if "agent-withdrawn-unit" in classes(node):
        return "withdrawn"
    if node.css_first(".agent-gone") or "agent-gone" in classes(node):
        return "agent gone"
    after = following(node)
    quotes = node.css(".agent-then q") + (after.css("q") if after and "agent-then" in classes(after) else [])
    then = " ".join(squashed(quote.text()) for quote in quotes)
    if then and all(squashed(piece) in then for piece in saying.pieces):
        return "reworded"
    if saying.kind == "heading" and not says_as_title(node, saying):
        return "another title" if node.tag == "section" else "moved"
    return "live and the same"


def says_as_title(node: Node, saying: Saying) -> bool:
    heading = next((child for child in node.iter() if child.tag in HEADINGS), None)
    return heading is not None and title_of(heading) == saying.text


def code_fate(site: Site, saying: Saying) -> str:
    tree = site.page(saying.url)
    if tree is None:
        return "broken"
    link = tree.css_first("a[href]")
    target = urljoin(saying.url, (link.attributes["href"] if link else "") or "")
    return fate(site, Saying(target, "guideline", saying.pieces))


def replayed(work: Path, snapshots: list[Path], builder: str, *, watched: bool = False) -> Replay:
    """A replay of all snapshots, in the order of their names, each with its site built."""
    replay = Replay(work, builder, watched=watched)
    for snapshot in sorted(snapshots):
        replay.step(snapshot)
    return replay
