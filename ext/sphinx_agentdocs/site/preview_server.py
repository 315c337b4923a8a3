"""The server of a preview: the pages of a site, for this machine only, each with a script that loads it again.

The script is a file of the server and listens to events of the server, so the policy of the pages allows both.
"""

from __future__ import annotations

import threading
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

HOST = "127.0.0.1"
_SCRIPT, _EVENTS = "/-/reload.js", "/-/events"
_TAG = f'<script defer src="{_SCRIPT}"></script>'.encode()
_RELOAD = f"""let known;
new EventSource("{_EVENTS}").onmessage = (event) => {{
  if (known !== undefined && known !== event.data) location.reload();
  known = event.data;
}};
""".encode()
_SECONDS_BETWEEN_SIGNS = 5.0


class Preview:
    """A server for one folder; raises OSError if the port is taken."""

    def __init__(self, folder: Path, port: int) -> None:
        self._changed = threading.Condition()
        self._version = 0
        self._server = ThreadingHTTPServer((HOST, port), partial(_Handler, self, directory=str(folder)))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()

    @property
    def address(self) -> str:
        """The address of the front page."""
        return f"http://{HOST}:{self._server.server_port}/"

    @property
    def hosts(self) -> tuple[str, ...]:
        """The names by which a browser of this machine may ask; a page of a stranger would ask by its own."""
        return tuple(f"{name}:{self._server.server_port}" for name in (HOST, "localhost"))

    def reload(self) -> None:
        """Have all pages that are open loaded again."""
        with self._changed:
            self._version += 1
            self._changed.notify_all()

    def version(self, known: int | None) -> int:
        """The number of the site, as soon as it is not the *known* one, or after a few seconds."""
        with self._changed:
            if known == self._version:
                self._changed.wait(_SECONDS_BETWEEN_SIGNS)
            return self._version

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._server.server_close()


class _Handler(SimpleHTTPRequestHandler):
    def __init__(self, preview: Preview, *args: Any, **options: Any) -> None:
        self._preview = preview
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        """Answer a request."""
        if self.headers.get("Host") not in self._preview.hosts:
            self.send_error(HTTPStatus.FORBIDDEN)
        elif self.path == _SCRIPT:
            self._send(_RELOAD, "text/javascript")
        elif self.path == _EVENTS:
            self._send_events()
        else:
            super().do_GET()

    def send_head(self) -> BinaryIO | BytesIO | None:
        """The file to send; a page with the script at its end."""
        path = Path(self.translate_path(self.path))
        page = path / "index.html" if path.is_dir() and self.path.partition("?")[0].endswith("/") else path
        if page.suffix != ".html" or not page.is_file():
            return super().send_head()
        before, end, after = page.read_bytes().rpartition(b"</body>")
        content = before + _TAG + end + after if end else after + _TAG
        self._send_headers("text/html; charset=utf-8", len(content))
        return BytesIO(content)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that failed; for a missing page with that of the site, as its host will."""
        page = Path(self.directory, "404.html")
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
        else:
            self._send(page.read_bytes(), "text/html; charset=utf-8", HTTPStatus.NOT_FOUND)

    def end_headers(self) -> None:
        """Have nothing kept by the browser: every file may change."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *args: Any) -> None:
        """Do not list requests."""

    def _send(self, content: bytes, kind: str, status: int = HTTPStatus.OK) -> None:
        self._send_headers(kind, len(content), status)
        if self.command != "HEAD":
            self.wfile.write(content)

    def _send_headers(self, kind: str, length: int | None = None, status: int = HTTPStatus.OK) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        if length is not None:
            self.send_header("Content-Length", str(length))
        self.end_headers()

    def _send_events(self) -> None:
        """Send the number of the site now and after each change, until the browser closes the page."""
        self._send_headers("text/event-stream")
        known = None
        try:
            while True:
                known = self._preview.version(known)
                self.wfile.write(f"data: {known}\n\n".encode())
        except OSError:
            self.close_connection = True
