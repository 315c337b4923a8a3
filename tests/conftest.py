"""What the tests of the extension share: sites made from a few files, and what was built from them."""

from __future__ import annotations

import gc
import inspect
import json
import logging
import os
import posixpath
import runpy
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache, partial
from io import StringIO
from pathlib import Path
from types import CodeType
from typing import Any, ClassVar

import click.testing
import pytest
import sphinx.jinja2glue
import sphinx.registry
import sphinx.theming
from jinja2.bccache import Bucket, BytecodeCache
from jinja2.sandbox import SandboxedEnvironment
from selectolax.lexbor import LexborHTMLParser as HTMLParser
from sphinx.testing.util import SphinxTestApp
from sphinx.util.console import strip_escape_sequences
from sphinx.util.inventory import InventoryFile

gc.set_threshold(100_000, 50, 50)  # as the command sets it: a fifth of the time of a small site
logging.disable(logging.DEBUG)  # Sphinx makes hundreds of records in each build, and shows none of them

CACHES = tempfile.TemporaryDirectory(prefix="agentdocs-")
os.environ["XDG_CACHE_HOME"] = os.environ["LOCALAPPDATA"] = CACHES.name
"""The folder where builds record what they leave: never the real one."""


def pytest_unconfigure() -> None:
    """Remove the folder: a process of pytest-xdist ends without the steps that Python takes at an end."""
    CACHES.cleanup()


ROOTS = Path(__file__).parent / "roots"
INDEX = "# Site\n\n```{agent:catalog}\n```\n"
CONF = {
    "project": "Site",
    "extensions": ["sphinx_agentdocs"],
    "agentdocs_collections": {"agents": "agents"},
    "html_theme": "basic",
    "html_title": "Site",
    "show_warning_types": True,  # the default since Sphinx 8
}


class CompiledTemplates(BytecodeCache):
    """Templates compiled by one build, for the next: each build would compile all of them again.

    That is a third of the time of the tests that build a site.
    """

    def __init__(self) -> None:
        self.compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load what an earlier build compiled; Jinja compares the source."""
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what this build compiled."""
        self.compiled[bucket.key] = bucket.bytecode_to_string()


COMPILED = CompiledTemplates()


class Templates(SandboxedEnvironment):
    """The environment of Jinja, which compiles each template only once for all tests, also those without a file."""

    texts: ClassVar[dict[tuple[str, ...], CodeType]] = {}

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, bytecode_cache=COMPILED, **options)

    def from_string(self, source: Any, *_: Any) -> Any:
        """The template of a text, such as that of a stylesheet, which each build fills in."""
        key = (source, *self.extensions)
        if key not in self.texts:
            self.texts[key] = self.compile(source)
        return self.template_class.from_code(self, self.texts[key], self.make_globals(None))


if "mix_stderr" in inspect.signature(click.testing.CliRunner).parameters:  # before click 8.2
    click.testing.CliRunner = partial(click.testing.CliRunner, mix_stderr=False)  # type: ignore[misc, assignment]

sphinx.jinja2glue.SandboxedEnvironment = Templates
sphinx.registry.entry_points = sphinx.theming.entry_points = cache(sphinx.theming.entry_points)  # reads all packages


def address_and_words(item: Any) -> tuple[str, str]:
    """The last two fields of an entry of an inventory, which was a tuple before Sphinx 8.2."""
    return (item.uri, item.display_name) if hasattr(item, "uri") else item[2:]


def squashed(text: str) -> str:
    """*text* with every run of white space as one space."""
    return " ".join(text.split())


@dataclass
class Site:
    """A documentation project in a folder of its own, and its last build.

    ``warnings`` are the lines of the build's warnings, with paths relative to the sources;
    ``read`` and ``written`` are the pages that the build read and wrote; ``only`` are the files to build, if not all.
    """

    folder: Path
    conf: dict[str, Any]
    builder: str = "html"
    parallel: int = 0
    strict: bool = False
    handlers: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    place: str = "build"
    only: tuple[str, ...] = ()
    app: SphinxTestApp = field(init=False)
    warnings: list[str] = field(init=False, default_factory=list)
    read: list[str] = field(init=False, default_factory=list)
    written: list[str] = field(init=False, default_factory=list)

    @property
    def src(self) -> Path:
        """The folder of ``conf.py``."""
        return self.folder / "src"

    @property
    def out(self) -> Path:
        """The folder of the pages."""
        return self.folder / self.place / self.builder

    # -- the sources

    def write(self, files: Mapping[str, str | bytes]) -> None:
        """Write *files*, by their paths relative to the sources."""
        for name, content in files.items():
            path = self.src / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace *old*, which occurs once in the file, with *new*."""
        text = (self.src / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} occurs {text.count(old)} times in {name}"
        (self.src / name).write_text(text.replace(old, new), "utf-8")

    # -- building

    def build(self, **changes: Any) -> Site:
        """The site built (again) from its sources as they are now; *changes* are fields of the result."""
        values = {key: getattr(self, key) for key in ("folder", "builder", "parallel", "strict", "handlers", "place")}
        conf = {**self.conf, **changes.pop("conf", {})}
        site = Site(conf=conf, **{**values, **changes})
        lines = "".join(f"{key} = {value!r}\n" for key, value in site.conf.items())
        if not (site.src / "conf.py").exists() or (site.src / "conf.py").read_text("utf-8") != lines:
            (site.src / "conf.py").write_text(lines, "utf-8")
        site._run()
        return site

    def clean(self) -> Site:
        """A clean build of the same sources, which knows nothing of earlier ones."""
        shutil.rmtree(self.folder / "clean", ignore_errors=True)
        return self.build(place="clean")

    def _run(self) -> None:
        warning = StringIO()
        self.app = SphinxTestApp(
            self.builder,
            srcdir=self.src,
            builddir=self.folder / self.place,
            confoverrides={"html_theme": self.conf["html_theme"]},
            parallel=self.parallel,
            warning=warning,
            warningiserror=self.strict,
            **({"keep_going": True} if sphinx.version_info < (8, 1) else {}),  # later versions always do
        )
        try:
            for event, handler in self.handlers.items():
                self.app.connect(event, handler)
            self.app.connect(
                "env-before-read-docs", lambda app, env, names: self.read.extend(sorted(names)), priority=900
            )
            self.app.connect("doctree-resolved", lambda app, doctree, name: self.written.append(name))
            self.app.build(filenames=[str(self.src / name) for name in self.only] or None)
        finally:
            self.app.cleanup()
        text = strip_escape_sequences(warning.getvalue()).replace(f"{self.src}{os.sep}", "")
        self.warnings = text.replace(f"{self.folder}{os.sep}", "../").splitlines()
        if sphinx.version_info < (8, 2) and "toc.not_included" in self.conf.get("suppress_warnings", ()):
            outside = "WARNING: document isn't included in any toctree"  # has no code yet by which to suppress it
            self.warnings = [line for line in self.warnings if not line.endswith(outside)]
        self.written.sort()

    # -- what was built

    def text(self, name: str) -> str:
        """A file of the output as text."""
        return (self.out / name).read_text("utf-8")

    def html(self, docname: str) -> HTMLParser:
        """A page of an HTML builder, parsed."""
        name = f"{docname}/index.html" if self.builder == "dirhtml" and docname != "index" else f"{docname}.html"
        return HTMLParser(self.text(name))

    def json(self) -> dict[str, Any]:
        """The content of ``agents.json``."""
        return json.loads(self.text("agents.json"))  # type: ignore[no-any-return]

    def inventory(self) -> dict[str, dict[str, tuple[str, str]]]:
        """The address and the words of each object of ``objects.inv``, by type and name."""
        with (self.out / "objects.inv").open("rb") as file:
            loaded = InventoryFile.load(file, "", posixpath.join)
        return {
            kind: {name: address_and_words(item) for name, item in items.items()}
            for kind, items in loaded.items()
            if kind.startswith("agent:")
        }

    def files(self, *suffixes: str) -> dict[str, bytes]:
        """The content of every file of the output, or of those with one of *suffixes*."""
        return {
            path.relative_to(self.out).as_posix(): path.read_bytes()
            for path in sorted(self.out.rglob("*"))
            if path.is_file() and path.name != ".buildinfo" and (not suffixes or path.name.endswith(suffixes))
        }

    def times(self) -> dict[str, int]:
        """The time of the last change of every file of the output."""
        return {
            path.relative_to(self.out).as_posix(): path.stat().st_mtime_ns
            for path in sorted(self.out.rglob("*"))
            if path.is_file()
        }


class SiteFactory:
    """Makes sites, each in a folder of its own."""

    def __init__(self, new_folder: Callable[[], Path]) -> None:
        self.new_folder = new_folder

    def __call__(
        self,
        files: Mapping[str, str | bytes] | None = None,
        conf: Mapping[str, Any] | None = None,
        *,
        root: str = "",
        build: bool = True,
        **options: Any,
    ) -> Site:
        """The site of *files* (paths relative to the sources), in addition to those of the *root*.

        Without a root there is a collection ``agents`` in the folder of that name, and a front
        page with a catalogue; a value ``None`` in *conf* removes one of the defaults.
        *options* are fields of `Site`.
        """
        folder = self.new_folder()
        own = runpy.run_path(str(ROOTS / f"test-{root}" / "conf.py")) if root else CONF
        values = {**{key: value for key, value in own.items() if not key.startswith("__")}, **(conf or {})}
        site = Site(folder, {key: value for key, value in values.items() if value is not None}, **options)
        if root:
            shutil.copytree(ROOTS / f"test-{root}", site.src)
        else:
            site.write({"index.md": INDEX})
        site.write(files or {})
        return site.build() if build else site


@pytest.fixture(scope="session")
def make_site(tmp_path_factory: pytest.TempPathFactory) -> SiteFactory:
    """The factory of sites; see `SiteFactory.__call__`."""
    return SiteFactory(lambda: tmp_path_factory.mktemp("site"))


def definition_text(
    name: str = "reviewer", description: str = "Use it to review.", body: str = "You review.\n", **fields: str
) -> str:
    """The text of a small definition; a field with an empty text is left out."""
    values = {"name": name, "description": description, **fields}
    front = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
    return f"---\n{front}---\n{body}"


@pytest.fixture(scope="session")
def definition() -> Callable[..., str]:
    """The maker of small definitions; see `definition_text`."""
    return definition_text


@pytest.fixture(scope="session", name="squashed")
def squashed_fixture() -> Callable[[str], str]:
    """The function that squashes white space."""
    return squashed
