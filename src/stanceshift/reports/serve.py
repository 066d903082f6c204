"""Opens the report on this machine alone and rebuilds it when something that an analyst edits has changed."""

from __future__ import annotations

import os
import queue
import re
import subprocess
import sys
import threading
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from rich.console import Console
from watchfiles import Change, watch

from stanceshift.errors import StanceshiftError

HOST = "127.0.0.1"
SITE = Path("reports/site")
COMMAND = (sys.executable, "-m", "dvc", "repro")
KINDS = {
    "data/corpus": "text",
    "data/catalogue": "catalogue",
    "data/codebook": "codebook",
    "data/lexicon": "lexicon",
    "data/review": "correction",
    "data/shifts": "followed phrase",
    "data/facts": "recorded position",
    "data/training": "training sentence",
    "data/gold": "annotation",
    "data/interface": "text of the pages",
    "params.yaml": "setting",
}
"""What is watched, and what a file there is called in the terminal."""
VERBS = {Change.added: "added", Change.modified: "changed", Change.deleted: "removed"}
LAST_LINES = 25
"""Lines of a failed rebuild that are shown."""
_RAN = re.compile(r"^(?:Running|Reproducing) stage '([^']+)'", re.MULTILINE)
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True)
class Outcome:
    """What a rebuild did: whether it succeeded, the stages that ran, and the last lines it printed."""

    succeeded: bool
    stages: tuple[str, ...]
    tail: str


Rebuild = Callable[[], Outcome]


class Handler(SimpleHTTPRequestHandler):
    """Answers requests that come from this machine under its own name; says nothing of those that succeed."""

    def send_head(self) -> Any:
        """Refuse a request addressed to another host name (a page elsewhere that points its name at this machine)."""
        name = (self.headers.get("Host") or "").rsplit(":", 1)[0]
        if name not in (HOST, "localhost"):
            self.send_error(HTTPStatus.FORBIDDEN, "this server answers only to its own name")
            return None
        return super().send_head()

    def end_headers(self) -> None:
        """Have the browser ask again each time, so that a rebuilt page is seen."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Leave out what succeeded; errors are logged by `log_error`."""


def open_server(site: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of the folder ``site`` bound to this machine alone; port 0 takes any free one.

    Raises
    ------
    StanceshiftError
        Where the port is taken.
    """
    try:
        return ThreadingHTTPServer((HOST, port), partial(Handler, directory=str(site)))
    except OSError as error:
        raise StanceshiftError(
            f"cannot listen on port {port}: {error.strerror}", fix="name another with --port, or 0 for any"
        ) from error


def kind_of(path: Path) -> str:
    """Return what a watched file (path from the project folder) is called in the terminal, "" for one not watched."""
    text = path.as_posix()
    for prefix, kind in KINDS.items():
        if text == prefix or text.startswith(f"{prefix}/"):
            return kind
    return ""


def described(changes: Iterable[tuple[Change, str]], root: Path) -> list[str]:
    """Return a line for each change, by path: ``correction changed: data/review/corrections.csv``."""
    lines = []
    base = root.resolve()
    for change, name in sorted(changes, key=lambda item: (item[1], item[0])):
        path = Path(name)
        inside = path.relative_to(base) if path.is_relative_to(base) else path
        kind = kind_of(inside)
        if kind:
            lines.append(f"{kind} {VERBS[change]}: {inside.as_posix()}")
    return lines


def dvc_repro(root: Path, command: tuple[str, ...] = COMMAND) -> Outcome:
    """Rebuild with `dvc repro` in the project folder and return what it did; a failure is an outcome, not an error."""
    environment = os.environ | {"DVC_NO_ANALYTICS": "1", "NO_COLOR": "1"}
    try:
        done = subprocess.run(
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
    except OSError as error:
        return Outcome(False, (), f"{command[0]}: {error.strerror}")
    output = _ESCAPES.sub("", done.stdout.decode("utf-8", "replace")).replace("\r", "\n")
    lines = [line.rstrip() for line in output.splitlines() if line.strip()]
    return Outcome(done.returncode == 0, tuple(_RAN.findall(output)), "\n".join(lines[-LAST_LINES:]))


def tell(console: Console, outcome: Outcome) -> None:
    """Print what a rebuild did; of a failed one the last lines, which name file, place, problem and remedy."""
    if outcome.succeeded and outcome.stages:
        console.print(f"rebuilt: {', '.join(outcome.stages)}. Reload the page.", markup=False, soft_wrap=True)
    elif outcome.succeeded:
        console.print("nothing to rebuild: every stage is up to date.")
    else:
        failed = f" in stage {outcome.stages[-1]}" if outcome.stages else ""
        console.print(f"rebuild failed{failed}; the pages stay as they were:", style="bold red", markup=False)
        console.print(outcome.tail, markup=False, highlight=False, soft_wrap=True)
        console.print("Waiting for the next change.")


def changes_in(root: Path, stop: threading.Event) -> Iterator[set[tuple[Change, str]]]:
    """Yield sets of changes below data/ and to params.yaml, those that come together in one set, until ``stop`` is set.

    The project folder itself is watched for params.yaml (not the file, which an editor may replace by another of that
    name), without its subfolders.
    """
    found: queue.Queue[set[tuple[Change, str]]] = queue.Queue()

    def look(folder: Path, recursive: bool) -> None:
        for changes in watch(folder, recursive=recursive, stop_event=stop, debounce=400, rust_timeout=500):
            found.put(changes)

    watched = ((root, False), (root / "data", True))
    for folder, recursive in watched:
        if folder.is_dir():
            threading.Thread(target=look, args=(folder.resolve(), recursive), daemon=True).start()
    while not stop.is_set():
        try:
            changes = found.get(timeout=0.5)
        except queue.Empty:
            continue
        while not found.empty():
            changes |= found.get()
        yield changes


def follow(root: Path, console: Console, rebuild: Rebuild, stop: threading.Event) -> None:
    """Rebuild at every change to a watched file until ``stop`` is set; a failed rebuild is shown and survived."""
    for changes in changes_in(root, stop):
        lines = described(changes, root)
        if not lines:
            continue
        for line in lines:
            console.print(line, markup=False, highlight=False, soft_wrap=True)
        console.print("rebuilding …")
        tell(console, rebuild())


def serve(root: Path, port: int, open_browser: bool, console: Console) -> None:
    """Serve ``reports/site`` of a project folder until interrupted, and rebuild it at every change.

    Raises
    ------
    StanceshiftError
        Where the port is taken, the folder holds no project, or there are no pages and the first build fails.
    """
    if not (root / "params.yaml").is_file():
        raise StanceshiftError("no params.yaml here", file=root, fix="run `stanceshift serve` in the project folder")
    rebuild = partial(dvc_repro, root)
    if not (root / SITE / "index.html").is_file():
        console.print("no pages yet: building them …")
        outcome = rebuild()
        tell(console, outcome)
        if not (root / SITE / "index.html").is_file():
            raise StanceshiftError("there are no pages to open", file=root / SITE, fix="mend the error above")
    server = open_server(root / SITE, port)
    address = f"http://{HOST}:{server.server_port}/index.html"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    console.print(f"Report: {address} (Ctrl-C ends)", highlight=False, soft_wrap=True)
    console.print("A change to a text, the codebook, a lexicon, a correction or a setting rebuilds it.")
    if open_browser:
        webbrowser.open(address)
    stop = threading.Event()
    try:
        follow(root, console, rebuild, stop)
    except KeyboardInterrupt:
        pass
    finally:
        stop.set()
        server.shutdown()
        server.server_close()
        console.print("ended")
