"""Targets for atheris: the addresses of a site, its inventory, and the list by which its cache is trusted.

    python tests/fuzz/fuzz_site.py --addresses|--inventory|--cache [options of libFuzzer] [folder of inputs]

`make fuzz` runs all of them.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
with atheris.instrument_imports(include=["sphinx_agentdocs.core", "sphinx_agentdocs.site"]):
    from sphinx.util.inventory import InventoryFile

    from sphinx_agentdocs.core.ledger.reading import read_ledger
    from sphinx_agentdocs.core.ledger.update import update
    from sphinx_agentdocs.core.ledger.writing import ledger_text
    from sphinx_agentdocs.core.paths import addresses
    from sphinx_agentdocs.core.reading.reader import read_definition
    from sphinx_agentdocs.core.units import units_of
    from sphinx_agentdocs.site import cache
    from sphinx_agentdocs.site.records import Records
    from sphinx_agentdocs.sphinx.domain import AgentDomain
    from sphinx_agentdocs.sphinx.project import Location

BASE = "https://team.example/docs/"
_UNSAFE = re.compile(r"[\s\x00-\x1f\x7f\\:?#%<>\"'|*]")


def paths_in(data: bytes) -> list[str]:
    """The paths of definitions that a folder could contain, one a line."""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    parts = ([part for part in line.replace("\0", "").split("/") if part not in ("", ".", "..")] for line in lines)
    found = ["/".join(some) + ".md" for some in parts if some]
    return sorted({path for path in found if all(len(os.fsencode(part)) < 256 for part in path.split("/"))})[:40]


def definition_at(path: str) -> bytes:
    """A definition with the name and the guideline that its path spells."""
    stem = path.removesuffix(".md").encode("utf-8", "replace").decode()
    return f"---\nname: {json.dumps(stem)}\ndescription: d.\n---\n\n## {stem}\n\n- Mind {stem}.\n".encode()


# -- addresses


def address(data: bytes) -> None:
    """Each definition has an address of its own on every system, and the ledger takes what is at it."""
    paths = paths_in(data)
    found = addresses(paths)
    assert sorted(found) == paths
    assert found == addresses(reversed(paths)), "the order of the files matters"
    folded = [unicodedata.normalize("NFC", one).casefold() for one in found.values()]
    assert len(set(folded)) == len(folded), "two pages are one file on some systems"
    for one in found.values():
        check_address(one)
    for suffix in (".html", "/index.html"):
        check_files({f"{one}{suffix}" for one in found.values()})
    check_ledger(found)


def check_address(address: str) -> None:
    for part in address.split("/"):
        assert part, address
        assert not _UNSAFE.search(part), part
        assert part == part.strip(". ") or part.startswith("."), part
        assert len(part.encode()) < 200, part


def check_files(files: set[str]) -> None:
    """No file has the name of a folder that another one needs."""
    folders = {file[:at] for file in files for at in range(len(file)) if file[at] == "/"}
    assert not files & folders, files & folders


def check_ledger(found: dict[str, str]) -> None:
    """What the definitions publish is read back from the ledger as it was written."""
    units = [
        unit
        for path, one in found.items()
        for unit in units_of(read_definition(definition_at(path), path), f"agents/{one}")
    ]
    done = update({}, units, "2026-01-01")
    assert read_ledger(ledger_text(done.entries.values())) == done.entries
    assert update(done.entries, units, "2026-01-02").changes == ()


# -- inventory


def inventory(data: bytes) -> None:
    """Another project reads from the inventory exactly the entries that were written, all within this site."""
    written = {}
    domain = domain_with(paths_in(data))
    for name, words, kind, page, anchor, _ in domain.get_objects():
        written[f"agent:{kind}", name] = (f"{BASE}{page}.html#{anchor}", words)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "objects.inv")
        InventoryFile.dump(str(file), environment(domain), SimpleNamespace(get_target_uri=lambda page: f"{page}.html"))
        read = InventoryFile.loads(file.read_bytes(), uri=BASE).data
    found = {
        (kind, name): (item.uri, name if item.display_name == "-" else item.display_name)
        for kind, items in read.items()
        for name, item in items.items()
    }
    different = {key for key in found.keys() | written.keys() if found.get(key) != written.get(key)}
    assert not different, {key: (found.get(key), written.get(key)) for key in different}


def domain_with(paths: list[str]) -> AgentDomain:
    """The domain of a build that has read these definitions."""
    env = SimpleNamespace(domaindata={}, found_docs=set(), config=SimpleNamespace(language="en"))
    domain = AgentDomain(env)  # type: ignore[arg-type]  # all that it asks for
    for path, one in addresses(paths).items():
        location = Location("agents", Path("agents"), path)
        domain.note_agent(f"agents/{one}", read_definition(definition_at(path), path), location, ())
    return domain


def environment(domain: AgentDomain) -> SimpleNamespace:
    """As much of an environment as the writer of inventories uses."""

    class Domains(dict[str, AgentDomain]):
        def sorted(self) -> Iterator[AgentDomain]:
            return iter(self.values())

    return SimpleNamespace(domains=Domains(agent=domain), config=SimpleNamespace(project="Team", version="1"))


# -- cache

_TIME = 1_000_000_000


def listed(data: bytes) -> None:
    """Whatever the list of a cache says, no folder is used again that the last build did not make."""
    with tempfile.TemporaryDirectory() as folder:
        place, kept = Path(folder, "site.cache"), Path(folder, "records")
        kept.mkdir(mode=0o700)
        records, notes = Records(kept), list[str]()
        with cache.locked(place):
            own, files = cache.open_work(place, records, notes.append)
            plant(own)
            cache.close_work(place, own, files, records)
            right = (place / cache.LIST).read_bytes()
            stranger = place / "work-stranger"
            stranger.mkdir()
            plant(stranger)
            (place / "work-link").symlink_to(folder)
            (place / cache.LIST).write_bytes(data.replace(b"work-own", own.name.encode()))
            used, _ = cache.open_work(place, records, notes.append)
        assert used.parent == place, used
        assert used.is_dir(), used
        assert not used.is_symlink(), used
        assert used.name not in ("work-stranger", "work-link"), used
        assert not any(used.iterdir()) or (used == own and meant(data, own) == meant(right, own)), used


def plant(folder: Path) -> None:
    """A file of which a stranger knows size and time."""
    (folder / "environment.pickle").write_bytes(b"state")
    os.utime(folder / "environment.pickle", (_TIME, _TIME))


def meant(data: bytes, own: Path) -> object:
    """What a list says, however it is written."""
    return json.loads(data.replace(b"work-own", own.name.encode()))


TARGETS = {"--addresses": address, "--inventory": inventory, "--cache": listed}


def main() -> None:
    """Fuzz until libFuzzer's options end the run."""
    target = next(TARGETS[argument] for argument in sys.argv if argument in TARGETS)
    atheris.Setup([argument for argument in sys.argv if argument not in TARGETS], target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
