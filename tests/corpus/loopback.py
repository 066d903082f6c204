"""A real web server on loopback that does as a test tells it."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

PAGE = b"<!doctype html><html><body><p>The ministers met and agreed.</p></body></html>"


@dataclass
class Server:
    """A server whose pages are functions of the handler; counts requests and keeps the headers sent."""

    base: str
    pages: dict[str, Callable[[BaseHTTPRequestHandler, int], None]]
    hits: Counter = field(default_factory=Counter)
    headers: dict[str, str] = field(default_factory=dict)


def answer(handler, status=200, body=PAGE, kind="text/html", length=None, **headers):
    handler.send_response(status)
    if kind is not None:
        handler.send_header("Content-Type", kind)
    if length != "none":
        handler.send_header("Content-Length", str(len(body) if length is None else length))
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


@pytest.fixture
def server(monkeypatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            state.hits[self.path] += 1
            state.headers.update(dict(self.headers))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                state.pages[self.path](self, state.hits[self.path])
            self.close_connection = True

        def log_message(self, *arguments):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    httpd.daemon_threads = True
    state = Server(f"http://127.0.0.1:{httpd.server_address[1]}", {})
    thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield state
    httpd.shutdown()
    httpd.server_close()
