"""The documentation of published projects, with and without the extension: what is installed, built and the same.

    python tests/projects.py FOLDER [NAME ...]

Source archives come from the package index into FOLDER, and each project gets an environment of its own there, with
what it declares for its documentation and then this package.  Fails if pip cannot install this package beside that, if
a page of the project is another one than without the extension, or if a page of an agent is missing.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
AGENTS = ROOT / "agents"
CATALOG = ":orphan:\n\nOur agents\n==========\n\n.. agent:catalog::\n"
OURS = f"""
extensions = [*extensions, "sphinx_agentdocs"]
agentdocs_collections = {{"agents": {str(AGENTS)!r}}}
suppress_warnings = [*globals().get("suppress_warnings", ()), "agentdocs"]
"""
LOADED = re.compile(r"[ \t]*<(?:link|script)\b[^>]*/agentdocs\.(?:css|js)\?v=[^>]*>(?:</script>)?\n?")
MADE = ("genindex.html", "search.html", "py-modindex.html")
OFFLINE = "\nintersphinx_mapping = {}\n"


@dataclass(frozen=True)
class Project:
    """A project of the package index: its release, its documentation, and what it declares for that."""

    release: str
    docs: str
    declared: tuple[str, ...]


PROJECTS = {
    "attrs": Project("attrs==25.3.0", "docs", (".[docs]",)),
    "flask": Project("flask==3.1.0", "docs", ("-r", "requirements/docs.txt", ".")),
    "jupyter-client": Project("jupyter-client==8.6.3", "docs", (".[docs]",)),
    "mistune": Project("mistune==3.1.3", "docs", ("shibuya", ".")),
    "numpydoc": Project("numpydoc==1.8.0", "doc", (".[doc]",)),
}


def run(*command: str | Path, where: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a command and keep what it says."""
    return subprocess.run([str(part) for part in command], cwd=where, capture_output=True, text=True, check=False)


def fetched(project: Project, folder: Path, python: Path) -> Path:
    """The unpacked source archive of a project."""
    if not any(path.is_dir() for path in folder.glob("source/*")):
        options = ("--quiet", "--no-deps", "--no-binary", ":all:")
        done = run(python, "-m", "pip", "download", *options, "--dest", folder, project.release)
        archives = list(folder.glob("*.tar.gz"))
        assert archives, done.stderr
        with tarfile.open(archives[0]) as archive:
            archive.extractall(folder / "source", filter="data")
    return next(path for path in folder.glob("source/*") if path.is_dir())


def environment(project: Project, folder: Path) -> Path:
    """The Python of an environment with the declared requirements of a project."""
    python = folder / "venv" / "bin" / "python"
    if not (folder / "venv" / ".installed").exists():
        run(sys.executable, "-m", "venv", folder / "venv")
        source = fetched(project, folder, python)
        done = run(python, "-m", "pip", "install", "--quiet", *project.declared, where=source)
        assert done.returncode == 0, done.stderr
        (folder / "venv" / ".installed").touch()
    return python


def versions(python: Path) -> dict[str, str]:
    """The installed packages."""
    lines = run(python, "-m", "pip", "list", "--format", "freeze").stdout.splitlines()
    return dict(line.split("==", 1) for line in lines if "==" in line)


def pages(out: Path) -> dict[str, str]:
    """The text of each page, without the two files that each page of a site with agents loads."""
    found = {path.relative_to(out).as_posix(): path for path in out.rglob("*.html")}
    return {name: LOADED.sub("", path.read_text("utf-8")) for name, path in found.items() if name[0] != "_"}


def build(python: Path, docs: Path, out: Path, more: str) -> tuple[dict[str, str], list[str], float]:
    """The pages and the warnings of documentation with *more* in its configuration, and the seconds that took."""
    conf = docs / "conf.py"
    before = conf.read_bytes()
    conf.write_bytes(before + (OFFLINE + more).encode())
    start = time.monotonic()
    try:
        done = run(python, "-m", "sphinx", "-q", "-E", "-b", "html", "-d", out.with_suffix(".trees"), docs, out)
    finally:
        conf.write_bytes(before)
    assert done.returncode == 0, done.stderr[-2000:]
    return pages(out), sorted(done.stderr.splitlines()), time.monotonic() - start


def check(name: str, folder: Path) -> bool:
    """Try one project; prints one line with what was found."""
    project, folder = PROJECTS[name], folder / name
    folder.mkdir(parents=True, exist_ok=True)
    python = environment(project, folder)
    docs = fetched(project, folder, python) / project.docs
    run(python, "-m", "pip", "uninstall", "--yes", "sphinx-agentdocs")
    before = versions(python)
    none, said, seconds = build(python, docs, folder / "none", "")
    installed = run(python, "-m", "pip", "install", "--quiet", ROOT)
    assert installed.returncode == 0, installed.stderr
    after = versions(python)
    (docs / "our-agents.rst").write_text(CATALOG, "utf-8")
    try:
        ours, said_too, seconds_too = build(python, docs, folder / "ours", OURS)
    finally:
        (docs / "our-agents.rst").unlink()
    moved = sorted(package for package in before if after.get(package) != before[package])
    differ = sorted(page for page in none if page not in MADE and ours.get(page) != none[page])
    agents = [page for page in ours if page.startswith("agents/")]
    new = [line for line in said_too if line not in said]
    sys.stdout.write(
        f"{name}: Sphinx {after['Sphinx']}, {len(none)} pages, {len(differ)} differ, {len(agents)} pages of agents, "
        f"{len(new)} more warnings, {len(moved)} packages changed, {seconds:.0f} s, then {seconds_too:.0f} s\n"
    )
    sys.stdout.writelines(f"    {line[:200]}\n" for line in (*differ, *new, *moved))
    sys.stdout.flush()
    return not (differ or new or moved) and len(agents) == len(list(AGENTS.rglob("*.md")))


if __name__ == "__main__":
    target, names = Path(sys.argv[1]).resolve(), sys.argv[2:] or list(PROJECTS)
    results = [check(name, target) for name in names]
    sys.exit(not all(results))
