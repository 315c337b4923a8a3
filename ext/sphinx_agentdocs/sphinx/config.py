"""The configuration values, each defined once: registered, validated and documented from here."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from ..core.limits import Limits, limits_problem, limits_with
from ..core.model import SectionClass
from ..core.reading.sections import VOCABULARY, Vocabulary
from ..disk.ledger_file import NAME as LEDGER
from .csp import DIRECTIVES, ONLY_AS_HEADER


@dataclass(frozen=True, slots=True)
class Option:
    """One configuration value: its default, what it is rebuilt for, what is wrong with a value, its description.

    *types* are those that a value may have, where they are more than the one of its default.
    """

    name: str
    default: Any
    rebuild: Literal["env", "html"]
    problem: Callable[[Any], str]
    doc: str
    types: tuple[type, ...] = ()


def _collections_problem(value: Any) -> str:
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        return "write a dict of a name and a folder, such as {'agents': '../.claude/agents'}"
    for name in value:
        if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
            return f"the name {name!r} is a part of addresses; use letters, digits, '.', '_' and '-'"
    return ""


def _patterns_problem(value: Any) -> str:
    fits = isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    return "" if fits else "write a list of patterns, such as ['README.md', 'drafts/*']"


def _vocabulary_problem(value: Any) -> str:
    kinds = [kind for kind in get_args(SectionClass) if kind != "other"]
    if not isinstance(value, dict) or not all(isinstance(words, (list, tuple)) for words in value.values()):
        return "write a dict of a kind of section and a list of words, such as {'guidelines': ['house rules']}"
    unknown = [kind for kind in value if kind not in kinds]
    return f"{unknown[0]!r} is no kind of section; use one of {', '.join(kinds)}" if unknown else ""


def _count_problem(value: Any) -> str:
    return "" if isinstance(value, int) and not isinstance(value, bool) and value > 0 else "write a number above 0"


def _limits_problem(value: Any) -> str:
    return limits_problem(value) if isinstance(value, dict) else "write a dict, such as {'tokens': 50_000}"


def _policy_problem(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, dict) or not all(isinstance(sources, (list, tuple)) for sources in value.values()):
        return "write a dict of a directive and a list of sources, such as {'img-src': ['https://a.example']}, or None"
    for directive, sources in value.items():
        if directive in ONLY_AS_HEADER:
            return f"a page cannot carry {directive!r}; let the server send it as a header"
        if directive not in DIRECTIVES:
            return f"{directive!r} is no directive; use one of {', '.join(DIRECTIVES)}"
        for source in sources:
            if not isinstance(source, str) or not re.fullmatch(r"[!-~]+", source) or re.search('[;,"]', source):
                return (
                    f"{source!r} is no source; write one without spaces, ';', ',' and '\"', such as 'https://a.example'"
                )
            if re.fullmatch(r"none|self|unsafe-[a-z-]+|strict-dynamic|(?:sha\d+|nonce)-.*", source):
                return f"{source!r} needs quotes of its own; write \"'{source}'\""
    return ""


def _ledger_problem(value: Any) -> str:
    fits = value is None or (isinstance(value, str) and value.strip())
    return "" if fits else "write the path of a file, such as 'permalinks.jsonl', or None"


def _short_links_problem(value: Any) -> str:
    return "" if value in SHORT_LINKS else f"write one of {', '.join(map(repr, SHORT_LINKS))}"


SHORT_LINKS = ("pages", "resolver", "none")

OPTIONS = (
    Option(
        "agentdocs_collections",
        {},
        "env",
        _collections_problem,
        "The folders of definitions, by the name under which their pages stand. A folder is relative to"
        " the folder of `conf.py` and may lie outside of it. Folders in it become groups.",
    ),
    Option(
        "agentdocs_exclude",
        [],
        "env",
        _patterns_problem,
        "Patterns of paths below a collection that are not definitions. `*` matches `/` as well.",
    ),
    Option(
        "agentdocs_section_vocabulary",
        {},
        "env",
        _vocabulary_problem,
        "Words of section titles, by kind of section, in addition to the ones that are known.",
    ),
    Option(
        "agentdocs_limits",
        {},
        "env",
        _limits_problem,
        "Limits of a definition and of the site, by name, in place of the defaults. Past a limit a page says so and"
        " shows what it can. {doc}`security` lists them.",
    ),
    Option(
        "agentdocs_permalinks",
        LEDGER,
        "env",
        _ledger_problem,
        "The ledger of every link that was ever published, a path relative to the folder of `conf.py`."
        " `agentdocs permalinks update` writes it, a build only reads it and works without one. `None` ignores it."
        " See {doc}`permalinks`.",
        (str, type(None)),
    ),
    Option(
        "agentdocs_short_links",
        "pages",
        "html",
        _short_links_problem,
        'What stands at the short links: `"pages"` is a small static page for each code, `"resolver"` one page'
        ' with a script, for very large sites, and `"none"` nothing.',
    ),
    Option(
        "agentdocs_navigation_limit",
        30,
        "html",
        _count_problem,
        "How many agents the sidebar of a page lists at most. A larger group shows the neighbours of the"
        " page, so that the size of a page does not grow with the site.",
    ),
    Option(
        "agentdocs_content_security_policy",
        {},
        "html",
        _policy_problem,
        "What pages may load in addition to what is their own, as a dict of a directive and a list of sources,"
        " such as `{'img-src': ['https://a.example']}`. `None` leaves the policy out."
        " See {ref}`content-security-policy`.",
    ),
)


def register(app: Sphinx) -> None:
    """Make every option known to Sphinx."""
    for option in OPTIONS:
        app.add_config_value(option.name, option.default, option.rebuild, option.types)


def validate(app: Sphinx, config: Config) -> None:
    """Check every value (an event handler); raises ConfigError with what to write instead."""
    if problem := first_problem(config):
        raise ConfigError(problem)
    for name, folder in collections(app).items():
        if not folder.is_dir():
            raise ConfigError(
                f"agentdocs_collections: {name!r} is the folder {folder}, which does not exist; mend the path"
            )
        inside = (app.srcdir / name).resolve()
        if inside.exists() and inside != folder:
            raise ConfigError(
                f"agentdocs_collections: {name!r} is also a folder of the documentation; use another name"
            )


def first_problem(config: Config) -> str:
    """What is wrong with the first value that is wrong, or an empty text."""
    found = ((option.name, option.problem(config[option.name])) for option in OPTIONS)
    return next((f"{name}: {problem}" for name, problem in found if problem), "")


def hide_collections(app: Sphinx, config: Config) -> None:
    """Keep Sphinx's own search for documents out of every collection (an event handler).

    It runs before the collections are known, follows links, and would hand what it finds to MyST.
    """
    named = [Path(os.path.normpath(Path(app.confdir, folder))) for folder in config.agentdocs_collections.values()]
    inside = {
        f"{_pattern(path.relative_to(app.srcdir).as_posix())}/**"
        for path in (*named, *collections(app).values())
        if path.is_relative_to(app.srcdir) and path != Path(app.srcdir)
    }
    config.exclude_patterns = [*config.exclude_patterns, *sorted(inside)]


def _pattern(path: str) -> str:
    """The pattern of Sphinx that matches *path* and no other; ``[[]`` would be a warning of Python."""
    return re.sub(r"[*?[]", lambda found: "[?[]" if found[0] == "[" else f"[{found[0]}]", path)


def collections(app: Sphinx) -> dict[str, Path]:
    """The folder of each collection, resolved."""
    return collection_folders(Path(app.confdir), app.config)


def collection_folders(confdir: Path, config: Config) -> dict[str, Path]:
    """The folder of each collection of the site configured in *confdir*, resolved."""
    return {
        posixpath.normpath(name): Path(confdir, folder).resolve()
        for name, folder in config.agentdocs_collections.items()
    }


def ledger_path(confdir: Path, config: Config) -> Path | None:
    """Where the ledger of the site configured in *confdir* is, or would be."""
    return Path(confdir, config.agentdocs_permalinks) if config.agentdocs_permalinks else None


def limits(config: Config) -> Limits:
    """The limits of a definition and of the site."""
    return limits_with(config.agentdocs_limits)


def vocabulary(config: Config) -> Vocabulary:
    """The words of section titles with the ones that the site adds."""
    added = config.agentdocs_section_vocabulary
    return {
        kind: (*words, *(str(word).casefold() for word in added.get(kind, ()))) for kind, words in VOCABULARY.items()
    }
