from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from stanceshift.errors import StanceshiftError
from stanceshift.frames import write_table
from stanceshift.shifts import compare, trace
from stanceshift.shifts.commands import compare_command, trace_command
from stanceshift.shifts.stage_compare import main
from stanceshift.shifts.stored import INPUTS
from tests.shifts.frames import CYBER, DATA, SCS, SCS_HARDER, said, session, tables_of

CONCERN = said(SCS, "south_china_sea", "concern", "concern")
OPPOSE = said(SCS_HARDER, "south_china_sea", "oppose", "strong opposition", force=2)
NETWORKS = said(CYBER, "cyber", "commit", "decided")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder in which stage compare has run on three sessions."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "params.yaml").write_text("compare: {same_thread: 0.45}\n")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "shifts").symlink_to(DATA)
    made = [session("2017-01-01", CONCERN), session("2018-01-01", OPPOSE), session("2019-01-01", OPPOSE, NETWORKS)]
    for name, table in tables_of(*made).items():
        write_table(table, Path("build") / INPUTS[name][0] / f"{name}.parquet", INPUTS[name][1])
    main([], standalone_mode=False)
    return tmp_path


def test_the_stage_writes_every_table_and_the_same_bytes_again(project: Path) -> None:
    files = sorted([*(project / "build" / "compare").iterdir(), project / "reports" / "metrics" / "compare.json"])
    before = {path: path.read_bytes() for path in files}
    main([], standalone_mode=False)
    assert {path: path.read_bytes() for path in files} == before
    dictionary = json.loads((project / "build" / "compare" / "data-dictionary.json").read_text())
    assert all(column["description"] for table in dictionary.values() for column in table["columns"])
    rows = json.loads((project / "build" / "compare" / "ledger.json").read_text())
    header = (project / "build" / "compare" / "ledger.csv").read_text().splitlines()[0].split(",")
    assert sorted(rows[0]) == sorted(header)
    assert header == [column["name"] for column in dictionary["ledger"]["columns"]]
    metrics = json.loads((project / "reports" / "metrics" / "compare.json").read_text())
    assert metrics["ledger"]["strengthened"] == 1


def test_trace_and_compare_return_frames(project: Path) -> None:
    table = trace("south_china_sea", "a-b")
    assert list(table["change"]) == ["", "strengthened", "verbatim"]
    assert list(table["strength"]) == [-2.0, -3.3, -3.3]
    assert list(compare("a-b-2017-01-01", "a-b-2018-01-01")["change"]) == ["strengthened"]
    far = compare("a-b-2017-01-01", "a-b-2019-01-01")
    assert dict(zip(far["theme"], far["change"], strict=True)) == {"south_china_sea": "strengthened", "cyber": "new"}
    back = compare("a-b-2018-01-01", "a-b-2017-01-01", theme="south_china_sea")
    assert list(back["change"]) == ["softened"]


def run(command: object, *arguments: str) -> Result:
    return CliRunner().invoke(command, list(arguments))  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ["table", "csv", "json", "md"])
def test_commands_print_every_format(project: Path, form: str) -> None:
    result = run(trace_command, "south_china_sea", "--series", "a-b", "--format", form)
    assert result.exit_code == 0, result.output
    assert "strengthened" in result.output.replace("\n", "") or form == "table"
    result = run(compare_command, "a-b-2017-01-01", "a-b-2018-01-01", "--format", form)
    assert result.exit_code == 0, result.output
    if form == "json":
        assert json.loads(result.output)[0]["change"] == "strengthened"


def test_unknown_names_list_the_nearest(project: Path) -> None:
    result = run(trace_command, "south_chna_sea", "--series", "a-b")
    assert result.exit_code != 0
    assert "unknown theme 'south_chna_sea'" in result.output
    assert "south_china_sea" in result.output
    assert "a-b" in run(trace_command, "cyber", "--series", "a-bb").output
    assert "a-b-2017-01-01" in run(compare_command, "a-b-2017-01-02", "a-b-2018-01-01").output
    with pytest.raises(StanceshiftError, match="with itself"):
        compare("a-b-2018-01-01", "a-b-2018-01-01")
