"""Starting a project: which files it lacks, shown before any is written; nothing that exists is replaced.

A `conf.py` is read as text and not executed.  New files are written, and a few lines are added at the end of some that
exist; of all others the lines to add are shown.
"""

from __future__ import annotations

import ast
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .. import __version__
from ..core.paths import LEDGER
from ..disk.files import find_definitions
from ..disk.git import repository_of, run
from ..disk.plain_files import open_plain, read_plain
from ..disk.replace import replace_file
from ..errors import UserError
from . import start_files as files
from .start_files import filled

_SOURCES = (".claude/agents", "agents", ".github/agents", ".agents")
_DOCS = ("docs", "docs/source", "doc", "doc/source", ".")
_PAGE, _WORKFLOW, _HOOKS = "our-agents", ".github/workflows/agents.yml", ".pre-commit-config.yaml"
_PLAIN = re.compile(r"[\w. /-]+")


@dataclass(frozen=True, slots=True)
class Step:
    """What happens to one file: it is created, gets lines at its end, or stays, and somebody has to add the lines."""

    path: str
    kind: Literal["create", "add", "leave"]
    text: str


@dataclass(frozen=True, slots=True)
class Start:
    """How a project starts: its root, the folder of its definitions, the ledger that keeps its links, and the steps."""

    root: Path
    source: str
    ledger: Path
    steps: tuple[Step, ...]


def planned(root: Path, source: str = "") -> Start:
    """The start of the project in *root*; raises UserError if there is nothing to start with."""
    if not root.is_dir():
        raise UserError(f"{root} is no folder; name the one that is to have the documentation")
    root = root.resolve()
    if (repository := repository_of(root)) not in (None, root):
        raise UserError(f"{root} is a folder of the repository {repository}; run the command there")
    source = _source(root, source)
    found = next((folder for folder in _DOCS if (root / folder / "conf.py").is_file()), "")
    docs = found or _DOCS[0]
    conf = _Conf(root / docs / "conf.py") if found else None
    ledger = _ledger(root, docs, conf)
    steps = (
        *(_in_documentation(root, docs, source, ledger, conf) if conf else _new_site(root, source, ledger)),
        *_around(root, source, docs, ledger, is_new=conf is None),
    )
    return Start(root, source, root / ledger, steps)


def described(start: Start) -> Iterator[str]:
    """The steps, line by line."""
    for step in start.steps:
        yield {"create": "Create {}:", "add": "Add to {}:", "leave": "{} stays; add this to it:"}[step.kind].format(
            step.path
        )
        yield from (f"    {line}".rstrip() for line in step.text.strip("\n").splitlines())
        yield ""


def written(start: Start) -> Iterator[str]:
    """Write the files, and name each; raises UserError if one has appeared in the meantime, or cannot be written."""
    for step in start.steps:
        path = start.root / step.path
        if not path.parent.resolve().is_relative_to(start.root):
            raise UserError(f"{step.path} leads out of {start.root} through a symbolic link; replace the link")
        try:
            if step.kind == "create":
                path.parent.mkdir(parents=True, exist_ok=True)
                with os.fdopen(open_plain(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w", encoding="utf-8") as file:
                    file.write(step.text)
            elif step.kind == "add":
                before = read_plain(path)
                gap = b"" if not before or before.endswith(b"\n") else b"\n"
                replace_file(path, before + gap + step.text.encode())
        except OSError as error:
            raise UserError(
                f"{step.path} cannot be written ({error.strerror or error}); run the command again"
            ) from error
        if step.kind != "leave":
            yield step.path


# -- what a project has


def _source(root: Path, named: str) -> str:
    for folder in [named] if named else _SOURCES:
        if (root / folder).is_dir() and find_definitions(root / folder, ()).paths:
            path = os.path.relpath(root / folder, root).replace(os.sep, "/")
            if path.startswith("..") or not _PLAIN.fullmatch(path):
                raise UserError(
                    f"{folder} is outside of {root}, or its name has characters that no workflow can contain"
                )
            return path
    places = named or ", ".join(_SOURCES)
    raise UserError(f"there are no definitions in {places}; name their folder with --source")


def _branch(root: Path) -> str:
    """The name of the present branch, or `main`."""
    try:
        found = run(root, "symbolic-ref", "--short", "HEAD").stdout.decode().strip()
    except OSError:
        return "main"
    return found if _PLAIN.fullmatch(found) else "main"


# -- the site


def _ledger(root: Path, docs: str, conf: _Conf | None) -> str:
    """The path of the ledger: in the root, where every command finds it, unless there is one next to the `conf.py`."""
    beside = os.path.normpath(f"{docs}/{LEDGER}").replace(os.sep, "/")
    is_set = conf is not None and _from(docs, LEDGER) in conf.words
    is_beside = (conf is not None and conf.has_agents) or (root / beside).exists()
    return beside if is_beside and not is_set else LEDGER


def _new_site(root: Path, source: str, ledger: str) -> Iterator[Step]:
    docs, name = _DOCS[0], re.sub(r'["\\\n]', "", root.name) or "Agents"
    words = {"PROJECT": name, "UNDERLINE": "=" * max(len(name), 4), **_paths(docs, source, ledger)}
    yield Step(f"{docs}/conf.py", "create", filled(files.CONF, words))
    if not any((root / docs / f"index{suffix}").exists() for suffix in files.PAGE):
        yield Step(f"{docs}/index.rst", "create", filled(files.INDEX, words))


def _in_documentation(root: Path, docs: str, source: str, ledger: str, conf: _Conf) -> Iterator[Step]:
    if conf.has_agents and _from(docs, source) not in conf.words:
        raise UserError(
            f"{docs}/conf.py has agents already, but not those in {source}; name their folder with --source"
        )
    if conf.has_agents and "agents" not in conf.words:
        fix = "name the collection agents, or write the workflow by hand"
        raise UserError(f"{docs}/conf.py calls the definitions in {source} by a name that a gate cannot know; {fix}")
    if conf.has_agents:
        return
    if (root / docs / "agents").exists() and (root / docs / "agents").resolve() != (root / source).resolve():
        raise UserError(
            f"{docs}/agents is a folder of the documentation, where the pages of agents would be; set"
            " agentdocs_collections yourself, with another name"
        )
    words = {"EXTENSIONS": conf.with_ours, **_paths(docs, source, ledger)}
    yield Step(f"{docs}/conf.py", "add", filled(files.LINES_OF_CONF, words))
    home = next((name for suffix in files.PAGE if (root / (name := f"{docs}/{conf.home}{suffix}")).is_file()), "")
    suffix = Path(home).suffix or ".rst"
    if not any((root / docs / f"{_PAGE}{suffix}").exists() for suffix in files.PAGE):
        yield Step(f"{docs}/{_PAGE}{suffix}", "create", files.PAGE[suffix])
    yield Step(home or f"the home page in {docs}", "add" if home else "leave", files.TREE[suffix])


def _from(docs: str, path: str) -> str:
    return os.path.relpath(path, docs).replace(os.sep, "/")


def _paths(docs: str, source: str, ledger: str) -> dict[str, str]:
    """The paths in a `conf.py`."""
    return {"COLLECTION": _from(docs, source), "LEDGER": _from(docs, ledger)}


class _Conf:
    """What can be known of a `conf.py` without executing it; raises UserError if it is not Python."""

    def __init__(self, path: Path) -> None:
        try:
            tree = ast.parse(read_plain(path))
        except (OSError, SyntaxError, ValueError) as error:
            raise UserError(f"{path} cannot be read ({error}); fix it first") from error
        nodes = list(ast.walk(tree))
        self.words = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        set_here = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
        takes_all = any(isinstance(node, ast.ImportFrom) and node.names[0].name == "*" for node in nodes)
        self.has_agents = "sphinx_agentdocs" in self.words
        self.home = next(filter(None, map(_home, tree.body)), "index")
        if "extensions" in set_here:
            self.with_ours = '[*extensions, "sphinx_agentdocs"]'
        elif takes_all:
            self.with_ours = '[*globals().get("extensions", []), "sphinx_agentdocs"]'
        else:
            self.with_ours = '["sphinx_agentdocs"]'


def _home(statement: ast.stmt) -> str:
    """The name of the home page, if a statement sets it."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Constant):
        return ""
    names = {target.id for target in statement.targets if isinstance(target, ast.Name)}
    return str(statement.value.value) if names & {"root_doc", "master_doc"} else ""


# -- the files around it


def _around(root: Path, source: str, docs: str, ledger: str, *, is_new: bool) -> Iterator[Step]:
    words = {
        "SOURCE": f"'{source}'" if " " in source else source,
        "LEDGER": ledger,
        "DOCS": docs,
        "BRANCH": _branch(root),
        "VERSION": __version__,
        "PATTERN": re.escape(source),
    }
    if not (root / _WORKFLOW).exists():
        yield Step(_WORKFLOW, "create", filled(files.GATE + (files.SITE if is_new else ""), words))
    attributes = filled(files.ATTRIBUTES, words)
    known = read_plain(root / ".gitattributes").decode(errors="replace") if (root / ".gitattributes").exists() else None
    if known is None or attributes.strip() not in map(str.strip, known.splitlines()):
        yield Step(".gitattributes", "create" if known is None else "add", attributes)
    hooks = root / _HOOKS
    if not hooks.exists():
        yield Step(_HOOKS, "create", filled(files.HOOKS, words))
    elif b"agentdocs-" not in read_plain(hooks):
        lines = filled(files.HOOKS, words).partition("\n")[2]
        yield Step(_HOOKS, "leave", lines)
