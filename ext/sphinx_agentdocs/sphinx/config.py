"""The configuration values, each defined once: they are registered, validated and documented from here."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

from ..core.citing.autolinks import prefix_problem
from ..core.limits import Limits, limits_problem, limits_with
from ..core.paths import LEDGER, is_collection
from ..core.reading.sections import Vocabulary, vocabulary_problem, vocabulary_with
from ..core.short_links import addresses as short_links
from . import compat
from .csp import source_problem
from .stand_ins import SUFFIX


@dataclass(frozen=True, slots=True)
class Option:
    """One configuration value: its default, what a change rebuilds, a check of values, its description.

    *types* are the types a value may have, if there are more than that of the default.
    """

    name: str
    default: Any
    rebuild: Literal["env", "html"]
    problem: Callable[[Any], str]
    doc: str
    types: tuple[type, ...] = ()


def _collections_problem(value: Any) -> str:
    if not isinstance(value, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in value.items()):
        return "not a dict of names and folders; write one such as {'agents': '../.claude/agents'}"
    for name in value:
        if not re.fullmatch(r"[A-Za-z0-9][\w.-]*", name):
            return f"the name {name!r} cannot be part of an address; use letters, digits, '.', '_' and '-'"
        if not is_collection(name):
            return f"the name {name!r} is that of a file or folder of the site, or of a device; use another name"
    return ""


def _patterns_problem(value: Any) -> str:
    fits = isinstance(value, (list, tuple)) and all(isinstance(item, str) for item in value)
    return "" if fits else "not a list of patterns; write one such as ['README.md', 'drafts/*']"


def _vocabulary_problem(value: Any) -> str:
    if not isinstance(value, dict) or not all(isinstance(words, (list, tuple)) for words in value.values()):
        return "not a dict of section classes and lists of words; write one such as {'guidelines': ['house rules']}"
    return vocabulary_problem(value)


def _count_problem(value: Any) -> str:
    fits = isinstance(value, int) and not isinstance(value, bool) and value > 0
    return "" if fits else f"{value!r} is not a number above 0; write one such as 100"


def _flag_problem(value: Any) -> str:
    return "" if isinstance(value, bool) else f"{value!r} is neither True nor False; write one of them"


def _limits_problem(value: Any) -> str:
    return limits_problem(value) if isinstance(value, dict) else "not a dict; write one such as {'tokens': 50_000}"


def _policy_problem(value: Any) -> str:
    if value is None or value == ALL_PAGES:
        return ""
    if not isinstance(value, dict) or not all(isinstance(sources, (list, tuple)) for sources in value.values()):
        example = "{'img-src': ['https://a.example']}"
        return f"not a dict of directives and lists of sources; write one such as {example}, {ALL_PAGES!r} or None"
    problems = (source_problem(directive, sources) for directive, sources in value.items())
    return next(filter(None, problems), "")


def _ledger_problem(value: Any) -> str:
    fits = value is None or (isinstance(value, str) and value.strip())
    return "" if fits else "not the path of a file; write one such as 'permalinks.jsonl', or None"


def _short_links_problem(value: Any) -> str:
    return (
        ""
        if value in SHORT_LINKS
        else f"{value!r} is not a form of short links; use one of {', '.join(map(repr, SHORT_LINKS))}"
    )


def _pages_problem(value: Any) -> str:
    fits = isinstance(value, (list, tuple)) and all(name in OWN_PAGES for name in value)
    return "" if fits else f"not a list of pages; name any of {', '.join(map(repr, OWN_PAGES))}"


def _address_problem(value: Any) -> str:
    fits = isinstance(value, str) and (not value or re.match(r"https?://[^/\s]+/\S+$", value))
    return "" if fits else f"{value!r} is not an address; write one such as 'https://github.com/acme/agents/blob/main'"


def _prefix_problem(value: Any) -> str:
    if value == "":
        return ""
    return prefix_problem(value) if isinstance(value, str) else f"{value!r} is not a text; write one such as 'AG-'"


ALL_PAGES = "all"
_NEARLY = 0.88
OWN_PAGES = ("map", "guidance", "examples", "index", "404")
SHORT_LINKS = (*short_links.ADDRESS_KINDS, "none")

OPTIONS = (
    Option(
        "agentdocs_collections",
        {},
        "env",
        _collections_problem,
        "The folders of definitions, by name. The addresses of the pages of a folder begin with its name. A folder is"
        " relative to the folder of `conf.py` and may be outside it. Its subfolders become groups.",
    ),
    Option(
        "agentdocs_exclude",
        [],
        "env",
        _patterns_problem,
        "Patterns of files and folders that are not definitions, matched against the path below the collection."
        " `*` matches `/` as well. If a collection contains the documentation, name the pages of the documentation"
        " here, such as `docs/*`: only those are read as documents.",
    ),
    Option(
        "agentdocs_section_vocabulary",
        {},
        "env",
        _vocabulary_problem,
        "Words in section titles, by section class, in addition to the built-in ones.",
    ),
    Option(
        "agentdocs_limits",
        {},
        "env",
        _limits_problem,
        "Limits for a definition and for the site, by name, in place of the defaults. A page that exceeds one says so"
        " and shows what it can. {doc}`security` lists all limits.",
    ),
    Option(
        "agentdocs_permalinks",
        LEDGER,
        "env",
        _ledger_problem,
        "The ledger of every link ever published, as a path relative to the folder of `conf.py`."
        " `agentdocs permalinks update` writes it; a build only reads it, and works without one. `None` ignores it."
        " See {doc}`permalinks`.",
        (str, type(None)),
    ),
    Option(
        "agentdocs_short_links",
        "pages",
        "html",
        _short_links_problem,
        'The form of the short links: `"pages"` makes a small static page for each code, `"resolver"` one page'
        ' with a script, for very large sites, and `"none"` no short links.',
    ),
    Option(
        "agentdocs_code_prefix",
        "",
        "html",
        _prefix_problem,
        'The prefix that people write before a code, such as `"AG-"`. A code that is copied from a page begins with it.'
        " Use the prefix of your autolinks; see {doc}`citing`.",
    ),
    Option(
        "agentdocs_drop_short_links",
        False,
        "html",
        _flag_problem,
        "Accept that the short links in the ledger have no pages, because `agentdocs_short_links` is not"
        ' `"pages"`. Otherwise a build warns, since short links that were published as pages stop working.',
    ),
    Option(
        "agentdocs_builder_redirects",
        True,
        "html",
        _flag_problem,
        "With a ledger, also write a small page at the address that each agent has with another builder"
        " (`html`, `dirhtml` or `singlehtml`), so that a change of builder breaks no link.",
    ),
    Option(
        "agentdocs_last_changed",
        False,
        "html",
        _flag_problem,
        "Show on the page of each definition when it was last changed and by whom. See {ref}`last-changed`.",
    ),
    Option(
        "agentdocs_standalone",
        False,
        "html",
        _flag_problem,
        "The site is about agents and nothing else, as one that `agentdocs init` starts. Then each page leads to the"
        " lists of agents, the search box of the theme shows what it finds while one types, and the site has an icon.",
    ),
    Option(
        "agentdocs_navigation_limit",
        30,
        "html",
        _count_problem,
        "The maximum number of agents in the sidebar of a page. For a larger group, the sidebar lists the neighbours"
        " of the page, so that pages do not grow with the site.",
    ),
    Option(
        "agentdocs_content_security_policy",
        {},
        "html",
        _policy_problem,
        "Sources that pages of agents may load in addition to their own files, as a dict of directives and lists of"
        " sources, such as `{'img-src': ['https://a.example']}`. `\"all\"` gives the policy to every page of the site,"
        " `None` to none. See {ref}`content-security-policy`.",
        (dict, str, type(None)),
    ),
    Option(
        "agentdocs_pages",
        list(OWN_PAGES),
        "html",
        _pages_problem,
        "The pages that this package makes besides those of definitions: the map of all agents, the list of all"
        " guidelines, that of all examples, the index of agents, and `404.html`, with which a host answers for a"
        " missing page. Leave one out to switch it off. The map and the list are not made either if a page of"
        " yours has the directive `agent:map` or `agent:guidelines`: that is how you choose their place.",
    ),
    Option(
        "agentdocs_repository_url",
        "",
        "html",
        _address_problem,
        "The address at which the repository of the definitions shows its files, such as"
        " `https://github.com/acme/agents/blob/main`. Links of the theme to edit or view a definition then lead there."
        " It is needed only if the definitions are in another repository than the documentation: see"
        " {ref}`links-to-edit-a-definition`.",
    ),
)


def register(app: Sphinx) -> None:
    """Register every option with Sphinx."""
    for option in OPTIONS:
        app.add_config_value(option.name, option.default, option.rebuild, option.types)


def validate(app: Sphinx, config: Config) -> None:
    """Check every value (an event handler); raises ConfigError with the fix."""
    if problem := first_problem(config) or _problem_of_folders(app):
        raise compat.in_one_line(ConfigError(problem))


def first_problem(config: Config) -> str:
    """The problem with the first value that has one, or an empty text."""
    found = ((option.name, option.problem(config[option.name])) for option in OPTIONS)
    return next((f"{name}: {problem}" for name, problem in found if problem), "") or _misspelt(config)


def _misspelt(config: Config) -> str:
    """The problem with a name that is nearly that of a value; a `conf.py` may have variables of its own."""
    names = [option.name for option in OPTIONS]
    for name in compat.set_names(config):
        meant = get_close_matches(name, names, 1, _NEARLY) if name not in names else []
        if meant:
            return f"{name}: there is no such value; write {meant[0]}"
    return ""


def _problem_of_folders(app: Sphinx) -> str:
    """The problem with the first collection that has one, or an empty text."""
    for name, folder in collections(app).items():
        if not folder.is_dir():
            return f"agentdocs_collections: {name!r} is the folder {folder}, which does not exist; fix the path"
        inside = (app.srcdir / name).resolve()
        if inside.exists() and inside != folder:
            return f"agentdocs_collections: {name!r} is also a folder of the documentation; use another name"
    return ""


_OF_FILES_IN_GIT = ("git_exclude_patterns",)
"""Values of other extensions with patterns of sources that they do not look for in Git, where no stand-in is."""


def hide_collections(app: Sphinx, config: Config) -> None:
    """Keep Sphinx from looking for documents in any collection (an event handler).

    Sphinx does so before the collections are known, follows links, and would pass what it finds to MyST.
    """
    named = [Path(os.path.normpath(Path(app.confdir, folder))) for folder in config.agentdocs_collections.values()]
    inside = {
        f"{_pattern(path.relative_to(app.srcdir).as_posix())}/**"
        for path in (*named, *collections(app).values())
        if path.is_relative_to(app.srcdir) and path != Path(app.srcdir)
    }
    config.exclude_patterns = [*config.exclude_patterns, *sorted(inside)]
    for name in _OF_FILES_IN_GIT:
        if name in config:
            setattr(config, name, [*getattr(config, name), f"**{SUFFIX}"])


def _pattern(path: str) -> str:
    """The exclude pattern for *path* itself; ``[`` becomes ``[?[]``, since Python warns about ``[[]``."""
    return re.sub(r"[*?[]", lambda found: "[?[]" if found[0] == "[" else f"[{found[0]}]", path)


def is_used(app: Sphinx) -> bool:
    """Whether a site has agents, or once had: one that only refers to those of other sites gets no files of ours."""
    ledger = ledger_path(Path(app.confdir), app.config)
    return bool(app.config.agentdocs_collections or app.config.agentdocs_joined) or bool(ledger and ledger.is_file())


def collections(app: Sphinx) -> dict[str, Path]:
    """The folder of each collection, resolved."""
    return collection_folders(Path(app.confdir), app.config)


def collection_folders(confdir: Path, config: Config) -> dict[str, Path]:
    """The folder of each collection of the site that is configured in *confdir*, resolved."""
    return {
        posixpath.normpath(name): Path(confdir, folder).resolve()
        for name, folder in config.agentdocs_collections.items()
    }


def ledger_path(confdir: Path, config: Config) -> Path | None:
    """The path of the ledger of the site that is configured in *confdir*, whether or not it exists."""
    return Path(confdir, config.agentdocs_permalinks) if config.agentdocs_permalinks else None


def limits(config: Config) -> Limits:
    """The limits for a definition and for the site."""
    return limits_with(config.agentdocs_limits)


def vocabulary(config: Config) -> Vocabulary:
    """The words in section titles, with those that the site adds."""
    return vocabulary_with(config.agentdocs_section_vocabulary)
