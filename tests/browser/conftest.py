"""Shared by the browser tests: Chromium, a server for a site, and a page that records everything that goes wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from chromium import CHROMIUM
from playwright.sync_api import Browser, Dialog, Page, sync_playwright

ARGUMENTS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync
""".split()
VIEWPORT = {"width": 1280, "height": 400}
NOTE_VIOLATIONS = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  violations.push(`${event.effectiveDirective} ${event.blockedURI}`));
"""


class Server:
    """A local server for one folder; ``requests`` are the paths that were requested."""

    def __init__(self, folder: Path) -> None:
        self.requests: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, self.requests, directory=str(folder)))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}/"

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, requests: list[str], *args: Any, **kwargs: Any) -> None:
        self.requests = requests
        super().__init__(*args, **kwargs)

    def do_GET(self) -> None:
        """A file of the folder; browsers request an icon even if a site has none."""
        if self.path == "/favicon.ico":
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()
        else:
            super().do_GET()

    def log_message(self, *args: Any) -> None:
        self.requests.append(self.path)


class Watch:
    """A page of the browser that records what goes wrong in it: ``complaints``, in words."""

    def __init__(self, page: Page, own: str) -> None:
        self.page, self.own = page, own
        self.complaints: list[str] = []
        page.add_init_script(NOTE_VIOLATIONS)
        page.on("dialog", self._dialog)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("popup", lambda opened: self.complaints.append(f"opened: {opened.url}"))
        page.on("console", self._console)
        page.on("request", lambda request: self._address("requested", request.url))
        page.on("framenavigated", lambda frame: self._address("went to", frame.url))

    def open(self, path: str) -> Page:
        """The page at *path* of the site, loaded and rendered."""
        self.page.goto(self.own + path)
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the page has finished what it began: two frames are rendered."""
        self.page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def found(self) -> list[str]:
        """All complaints, including scripts that ran and violations of the policy, as the page reports them."""
        ran = self.page.evaluate("window.ran === undefined ? [] : [`ran: ${window.ran}`]")
        violations = self.page.evaluate("violations.map(text => `violation: ${text}`)")
        return [*self.complaints, *ran, *violations]

    def _dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"console: {message.text} ({message.location})")

    def _address(self, what: str, address: str) -> None:
        if not address.startswith((self.own, "data:")):
            self.complaints.append(f"{what}: {address}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of the system."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture(scope="session")
def serve() -> Iterator[Callable[[Path], Server]]:
    """Serves folders until the tests end."""
    servers: list[Server] = []

    def start(folder: Path) -> Server:
        servers.append(Server(folder))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def site(make_site: Callable[..., Any]) -> Any:
    """The site of malicious definitions."""
    return make_site(root="hostile")


@pytest.fixture(scope="session", params=["http", "file"])
def own(request: pytest.FixtureRequest, site: Any, serve: Callable[[Path], Server]) -> str:
    """The address of that site: on a server, and on disk."""
    return serve(site.out).url if request.param == "http" else f"{site.out.as_uri()}/"


@pytest.fixture
def watch(browser: Browser) -> Iterator[Callable[..., Watch]]:
    """Makes watched pages of the site at an address, each with its own storage."""
    contexts = []

    def new(own: str, **options: Any) -> Watch:
        contexts.append(browser.new_context(viewport=VIEWPORT, **options))
        return Watch(contexts[-1].new_page(), own)

    yield new
    for context in contexts:
        context.close()
