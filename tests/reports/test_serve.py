"""Tests of the local server and of rebuilding at a change, with a stand-in for `dvc repro`."""

from __future__ import annotations

import http.client
import io
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.console import Console
from watchfiles import Change

from stanceshift.errors import StanceshiftError
from stanceshift.reports.serve import HOST, Outcome, described, dvc_repro, follow, kind_of, open_server, serve, tell


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "params.yaml").write_text("report: {}\n", encoding="utf-8")
    for name in ("data/corpus/france-japan", "data/lexicon", "data/codebook"):
        (tmp_path / name).mkdir(parents=True)
    site = tmp_path / "reports/site"
    site.mkdir(parents=True)
    (site / "index.html").write_text("<p>first</p>", encoding="utf-8")
    return tmp_path


@pytest.fixture
def console() -> Console:
    return Console(file=io.StringIO(), width=200)


def printed(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def get(port: int, path: str, host: str = HOST) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    connection.request("GET", path, headers={"Host": f"{host}:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read()


@pytest.fixture
def port(project: Path) -> Iterator[int]:
    server = open_server(project / "reports/site", 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def test_pages_are_served_to_this_machine_alone(port: int) -> None:
    assert get(port, "/index.html") == (200, b"<p>first</p>")
    assert get(port, "/../../params.yaml")[0] == 404
    assert get(port, "/index.html", host="elsewhere.example")[0] == 403


def test_a_rebuilt_site_is_seen_though_its_folder_was_replaced(project: Path, port: int) -> None:
    site = project / "reports/site"
    site.rename(project / "reports/old")
    site.mkdir()
    (site / "index.html").write_text("<p>second</p>", encoding="utf-8")
    assert get(port, "/index.html")[1] == b"<p>second</p>"


def test_a_taken_port_is_named(project: Path, port: int) -> None:
    with pytest.raises(StanceshiftError, match=f"(?s)port {port}.*--port"):
        open_server(project / "reports/site", port)


def test_a_folder_without_a_project_is_refused(tmp_path: Path, console: Console) -> None:
    with pytest.raises(StanceshiftError, match=r"no params\.yaml"):
        serve(tmp_path, 0, False, console)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("data/corpus/france-japan/x.fr.txt", "text"),
        ("data/codebook/themes.yaml", "codebook"),
        ("data/lexicon/fr.yaml", "lexicon"),
        ("data/review/corrections.csv", "correction"),
        ("params.yaml", "setting"),
        ("data/corpus2/x.txt", ""),
        ("README.md", ""),
    ],
)
def test_what_is_watched_has_a_name(path: str, kind: str) -> None:
    assert kind_of(Path(path)) == kind


def test_changes_are_told_in_order_and_others_left_out(project: Path) -> None:
    changes = [
        (Change.modified, str(project.resolve() / "params.yaml")),
        (Change.added, str(project.resolve() / "data/corpus/france-japan/b.fr.txt")),
        (Change.modified, str(project.resolve() / "dvc.lock")),
    ]
    assert described(changes, project) == [
        "text added: data/corpus/france-japan/b.fr.txt",
        "setting changed: params.yaml",
    ]


def test_a_rebuild_tells_which_stages_ran(project: Path) -> None:
    script = "print(\"Stage 'ingest' didn't change, skipping\"); print(\"Running stage 'label':\")"
    outcome = dvc_repro(project, (sys.executable, "-c", script))
    assert outcome.succeeded
    assert outcome.stages == ("label",)


def test_a_failed_rebuild_shows_its_error(project: Path, console: Console) -> None:
    script = "import sys; print(\"Running stage 'label':\"); sys.exit('data/lexicon/fr.yaml: line 3: not valid YAML')"
    outcome = dvc_repro(project, (sys.executable, "-c", script))
    assert not outcome.succeeded
    tell(console, outcome)
    assert "failed in stage label" in printed(console)
    assert "data/lexicon/fr.yaml: line 3: not valid YAML" in printed(console)


def test_a_rebuild_without_its_program_is_an_outcome(project: Path) -> None:
    assert not dvc_repro(project, ("no-such-program-here",)).succeeded


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_following_survives_a_failure_and_sees_every_kind_of_change(project: Path, console: Console) -> None:
    outcomes = [Outcome(False, ("ingest",), "x.fr.txt: not UTF-8"), Outcome(True, ("label", "report"), "")]
    outcomes += [Outcome(True, (), "")]
    calls: list[int] = []

    def rebuild() -> Outcome:
        calls.append(1)
        return outcomes[min(len(calls), len(outcomes)) - 1]

    stop = threading.Event()
    thread = threading.Thread(target=follow, args=(project, console, rebuild, stop), daemon=True)
    thread.start()
    time.sleep(1.0)
    try:
        (project / "data/corpus/france-japan/x.fr.txt").write_text("Les ministres…", encoding="utf-8")
        assert until(lambda: len(calls) == 1)
        (project / "build").mkdir()
        (project / "dvc.lock").write_text("written by the rebuild", encoding="utf-8")
        new = project / "params.new"
        new.write_text("report: {language: fr}\n", encoding="utf-8")
        new.replace(project / "params.yaml")
        assert until(lambda: len(calls) == 2)
        (project / "data/review").mkdir()
        time.sleep(0.3)
        (project / "data/review/corrections.csv").write_text("position_id\n", encoding="utf-8")
        assert until(lambda: "corrections.csv" in printed(console))
    finally:
        stop.set()
        thread.join(5)
    told = printed(console)
    assert "text added: data/corpus/france-japan/x.fr.txt" in told
    assert "not UTF-8" in told
    assert ": params.yaml" in told
    assert "rebuilt: label, report" in told
    assert "dvc.lock" not in told
