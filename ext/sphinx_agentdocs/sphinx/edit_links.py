"""Links of a theme to edit or view the file of a page: those of a definition lead to its file in the repository.

Themes write such an address as that of the source directory, with the name of the page below it.  A definition may
be anywhere, so its address is that of the source directory, followed to the file as one walks from folder to folder.
Where that does not lead to the file, as with one in another repository, the page has no such link.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from ..disk.git import repository_of
from . import compat
from .page_csp import is_of_definition, is_ours
from .project import location_of

_EDIT, _BLOB = "edit", "blob"
_BUTTONS = ("source-file-button", "source-edit-button")
_DOWNLOAD = "download-source-button"
_FORGES = ("github", "gitlab", "bitbucket")


def lead_to_definitions(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Correct the links of every theme on the page of a definition (an event handler that runs after the theme)."""
    location = location_of(app.env.project, pagename)
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    if location is None:
        if is_of_definition(app, pagename) or is_ours(app, pagename):
            _immaterial(context, lambda address: "")
        return
    file = (location.root / location.path).resolve()
    files = Files(Path(app.srcdir).resolve(), file, app.config.agentdocs_repository_url)
    name = f"{pagename}{context.get('page_source_suffix') or ''}"
    _basic_ng(context, files)
    _pydata(context, lambda address: files.led(address, name))
    _book(context, lambda address: files.led(address, name))
    _rtd(context, files, compat.theme_names(app.builder))
    _shibuya(context, app.builder, lambda address: files.led(address, name), name)
    _immaterial(context, lambda address: files.led(address, str(app.env.doc2path(pagename, False))))


def without_links(app: Sphinx, pagename: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Leave out all links to the file of a definition (see `lead_to_definitions`)."""
    if location_of(app.env.project, pagename) is not None:
        context["page_source_suffix"] = ""
        context |= {f"display_{forge}": False for forge in _FORGES}
        _book(context, lambda address: "")
        _immaterial(context, lambda address: "")


# -- where a file is


@dataclass(frozen=True, slots=True)
class Files:
    """The file of a definition and the source directory, both resolved.

    *repository* is the address at which the repository of the definitions shows its files, if the site names one.
    """

    srcdir: Path
    file: Path
    repository: str = ""

    def led(self, address: str, name: str) -> str:
        """An *address* that a theme made for the page called *name*, led to the file; empty if that is not possible."""
        before, found, after = address.rpartition(name)
        if not found:
            return ""
        here = self.below(before)
        return f"{here}{after}" if here else ""

    def below(self, address: str) -> str:
        """The address of the file, where *address* is that of the source directory; empty if it does not lead there."""
        if self.repository:
            return self._in_repository(is_edited=f"/{_EDIT}/" in address)
        folder, root = self.srcdir, address.rstrip("/")
        if repository_of(self.file.parent) != repository_of(folder):
            return ""
        while not self.file.is_relative_to(folder):
            root, _, last = root.rpartition("/")
            if unquote(last) != folder.name:
                return ""
            folder = folder.parent
        return _joined(root, self.file.relative_to(folder))

    def _in_repository(self, *, is_edited: bool) -> str:
        root = repository_of(self.file.parent)
        if root is None:
            return ""
        address = _joined(self.repository.rstrip("/"), self.file.relative_to(root))
        return address.replace(f"/{_BLOB}/", f"/{_EDIT}/", 1) if is_edited else address


def _joined(root: str, path: Path) -> str:
    return f"{root}/{'/'.join(quote(part) for part in path.parts)}"


# -- the themes, each in its own way.  *lead* makes of an address that the theme made the right one, or an empty text.

Lead = Callable[[str], str]


def _basic_ng(context: dict[str, Any], files: Files) -> None:
    """Furo and others based on `sphinx-basic-ng` make the addresses in the template, of options of the theme."""
    for kind in ("edit", "view"):
        option = f"theme_source_{kind}_link"
        made = context.get(option) or _of_repository(context, kind) or _of_read_the_docs(context, kind)
        if files.repository and option in context and not made:
            made = f"/{_EDIT if kind == 'edit' else _BLOB}/{{filename}}"
        if made:
            before, found, after = made.partition("{filename}")
            here = files.below(before) if found else ""
            context[option] = f"{here}{after}".replace("{", "{{").replace("}", "}}") if here else ""
    if not context.get("theme_source_edit_link"):
        context["theme_source_repository"] = ""  # without the link, the template would make one of this
    if "theme_source_edit_link" in context:
        context["conf_py_path"] = ""  # so does Furo on Read the Docs


def _of_repository(context: dict[str, Any], kind: str) -> str:
    """What the template makes of the option ``source_repository``, with a placeholder for the name."""
    root, branch = str(context.get("theme_source_repository") or "").rstrip("/"), context.get("theme_source_branch")
    folder = str(context.get("theme_source_directory") or "").rstrip("/")
    path = f"{folder}/{{filename}}" if folder else "{filename}"
    if not root or not branch:
        return ""
    if root.startswith("https://github.com/"):
        return f"{root}/edit/{branch}/{path}" if kind == "edit" else f"{root}/blob/{branch}/{path}?plain=true"
    if root.startswith("https://gitlab.com/"):
        return f"{root}/-/edit/{branch}/{path}" if kind == "edit" else f"{root}/blob/{branch}/{path}"
    if root.startswith("https://bitbucket.org/"):
        return f"{root}/src/{branch}/{path}" + (f"?mode=edit&at={branch}" if kind == "edit" else "")
    return ""


def _of_read_the_docs(context: dict[str, Any], kind: str) -> str:
    """What Furo makes of the values that Read the Docs adds, with a placeholder for the name."""
    if not context.get("READTHEDOCS") or not context.get("conf_py_path"):
        return ""
    made = _of_forge(context, "github", _EDIT if kind == "edit" else _BLOB)
    return f"{made}?plain=true" if made and kind == "view" else made


def _of_forge(context: dict[str, Any], forge: str, mode: str) -> str:
    """The address of a file with the values that Read the Docs defined, with a placeholder for the name."""
    user, repository, version, path = (
        str(context.get(key) or "") for key in (f"{forge}_user", f"{forge}_repo", f"{forge}_version", "conf_py_path")
    )
    if not user or not repository or not version:
        return ""
    host = context.get(f"{forge}_host") or {"bitbucket": "bitbucket.org"}.get(forge, f"{forge}.com")
    if forge == "bitbucket":
        return f"https://{host}/{user}/{repository}/src/{version}{path}{{filename}}?mode={mode}"
    return f"https://{host}/{user}/{repository}/{mode}/{version}{path}{{filename}}"


def _rtd(context: dict[str, Any], files: Files, themes: frozenset[str]) -> None:
    """`sphinx_rtd_theme` takes an address from the metadata of a page; other themes of the same values do not."""
    context["source_url_prefix"] = ""
    shown = next((forge for forge in _FORGES if context.get(f"display_{forge}")), "")
    if not shown:
        return
    here = ""
    if "sphinx_rtd_theme" in themes:
        mode = context.get("theme_vcs_pageview_mode") or ("view" if shown == "bitbucket" else _BLOB)
        before, _, after = _of_forge(context, shown, mode).partition("{filename}")
        here = files.below(before)
    if here:
        context["meta"] = {**(context.get("meta") or {}), f"{shown}_url": f"{here}{after}"}
    else:
        context |= {f"display_{forge}": False for forge in _FORGES}


def _pydata(context: dict[str, Any], lead: Lead) -> None:
    """`pydata_sphinx_theme` gives its template a function."""
    made = context.get("get_edit_provider_and_url")
    if made and _is_on(context.get("theme_use_edit_page_button")):
        provider, address = made()
        right = lead(address)
        context["get_edit_provider_and_url"] = lambda: (provider, right)
        context["theme_use_edit_page_button"] = bool(right)


def _is_on(value: object) -> bool:
    return value is True or str(value).casefold() == "true"


def _book(context: dict[str, Any], lead: Lead) -> None:
    """`sphinx_book_theme` gives its template a list of buttons, some of them in groups."""
    if buttons := context.get("header_buttons"):
        context["header_buttons"] = list(_led_buttons(buttons, lead, has_source=bool(context.get("sourcename"))))


def _led_buttons(buttons: list[dict[str, Any]], lead: Lead, *, has_source: bool) -> Iterator[dict[str, Any]]:
    for button in buttons:
        if button.get("label") in _BUTTONS:
            if address := lead(button["url"]):
                yield {**button, "url": address}
        elif "buttons" in button:
            if inner := list(_led_buttons(button["buttons"], lead, has_source=has_source)):
                yield {**button, "buttons": inner}
        elif has_source or button.get("label") != _DOWNLOAD:
            yield button


def _shibuya(context: dict[str, Any], builder: StandaloneHTMLBuilder, lead: Lead, name: str) -> None:
    """`shibuya` gives all templates functions, which those in the context of a page hide."""
    for function in ("edit_source_link", "view_source_link"):
        if made := compat.template_globals(builder).get(function):
            address = made(name) or ""
            is_copy = function == "view_source_link" and "/_sources/" in address
            if not is_copy:
                right = lead(address)
                context[function] = lambda filename, right=right: right


def _immaterial(context: dict[str, Any], lead: Lead) -> None:
    """`sphinx_immaterial` gives its template an object for the page, also for one without a file."""
    page = context.get("page")
    if isinstance(page, dict) and page.get("edit_url"):
        page["edit_url"] = _without_modes(lead(page["edit_url"]), context)


def _without_modes(address: str, context: dict[str, Any]) -> str:
    """The *address*, with the word escaped in its path that the template replaces everywhere to view a file."""
    if "content.action.view" not in (context.get("theme_features") or ()):
        return address
    mode = _BLOB if f"/{_BLOB}/" in address else _EDIT
    root, found, path = address.partition(f"/{mode}/")
    return f"{root}{found}{path.replace(mode, f'%{ord(mode[0]):x}{mode[1:]}')}"
