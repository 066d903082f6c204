"""Holds the comparison of the shipped corpus against what it must never say, and what it must."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from stanceshift.shifts.queries import trace

ROOT = Path(__file__).parents[2]
COMPARE = ROOT / "build" / "compare"
built = pytest.mark.skipif(
    not (COMPARE / "ledger.parquet").is_file(), reason="build/compare is missing: run `dvc repro compare`"
)
pytestmark = [built, pytest.mark.pipeline]


def table(name: str, stage: str = "compare") -> pd.DataFrame:
    return pd.read_parquet(ROOT / "build" / stage / f"{name}.parquet")


@pytest.fixture(scope="module")
def coverage() -> dict[str, str]:
    documents = table("documents", "ingest")
    primary = documents[documents["primary"]]
    return dict(zip(primary["session_id"], primary["coverage"], strict=True))


@pytest.mark.parametrize("name", ["ledger", "theme_changes"])
def test_no_row_claims_a_disappearance_from_a_partial_text(name: str, coverage: dict[str, str]) -> None:
    rows = table(name)
    gone = rows["change"].eq("dropped") | rows["reason"].str.contains(
        "is gone from the full text|has nothing on the theme$"
    )
    later = rows.loc[gone & rows["before_position_id"].notna(), "to_session"]
    assert len(later) > 0
    assert {coverage[session] for session in later} == {"full"}
    for flag, side in (
        ("target_no_longer_named", "to_session"),
        ("narrowed", "to_session"),
        ("wording_lowered", "to_session"),
    ):
        flagged = rows[rows["flags"].map(lambda flags, flag=flag: flag in list(flags))]
        assert all(coverage[session] == "full" for session in flagged[side]), flag


def test_an_absence_stands_only_where_the_text_is_full(coverage: dict[str, str]) -> None:
    matrix = table("matrix")
    assert {coverage[session] for session in matrix.loc[matrix["status"] == "absent", "session_id"]} == {"full"}


def test_no_redline_where_little_is_in_common() -> None:
    rows = table("ledger")
    both = rows[rows["before_position_id"].notna() & rows["after_position_id"].notna()]
    little = both["similarity"].isna() | (both["similarity"] < 0.4)
    flagged = both["flags"].map(lambda flags: "rewritten" in list(flags))
    assert (little == flagged).all()
    assert (both["before_text"].ne("") & both["after_text"].ne("")).all()


def test_every_row_gives_its_reason_and_its_texts() -> None:
    rows = table("ledger")
    assert (rows["reason"].str.len() > 10).all()
    assert (rows["before_text"].ne("") == rows["before_position_id"].notna()).all()
    assert (rows["after_text"].ne("") == rows["after_position_id"].notna()).all()


@pytest.mark.parametrize("side", ["before", "after"])
def test_offsets_lead_to_the_sentence_in_the_source(side: str) -> None:
    rows = table("ledger")
    assert (rows[f"{side}_source_start"].notna() == rows[f"{side}_position_id"].notna()).all()
    documents = table("documents", "ingest").set_index("document_id")
    plain = documents["path"].str.endswith(".txt")
    positions = table("positions", "label").set_index("position_id")
    checked = 0
    for row in rows[rows[f"{side}_position_id"].notna()].to_dict("records"):
        document = positions.loc[row[f"{side}_position_id"], "document_id"]
        if plain[document]:
            source = (ROOT / "data" / "corpus" / documents.loc[document, "path"]).read_text(encoding="utf-8")
            found = source[int(row[f"{side}_source_start"]) : int(row[f"{side}_source_end"])]
            assert "".join(found.split()) == "".join(row[f"{side}_text"].split()), row["row_id"]
            checked += 1
    assert checked > 100


def test_verbatim_is_rare_because_digests_are_worded_anew() -> None:
    rows = table("ledger")
    assert (rows.loc[rows["change"] == "verbatim", "similarity"] >= 0.95).all()
    equal = rows[rows["before_text"].eq(rows["after_text"]) & rows["before_text"].ne("")]
    assert set(equal["change"]) <= {"verbatim", "strengthened", "softened"}


def test_the_expert_statement_on_france_japan_is_said() -> None:
    sea = trace("east_china_sea", "france-japan", ROOT / "build").set_index("date")
    assert sea.loc["2014-01-09", "status"] == "present"
    assert sea.loc["2015-03-13", "status"] == "unknown" and sea.loc["2015-03-13", "change"] == "not_seen"
    assert sea.loc["2017-01-06", "status"] == "absent" and sea.loc["2017-01-06", "change"] == "dropped"
    assert sea.loc["2018-01-26", "change"] == "new" and "forte opposition" in sea.loc["2018-01-26", "reason"]
    rows = table("ledger")
    moved = rows[rows["to_session"].eq("fr-jp-2023-05-09") & rows["after_text"].str.contains("personnes enlevées")]
    row = moved[moved["before_position_id"].notna()].iloc[0]
    assert "enlèvements" in row["before_text"] and row["from_session"] == "fr-jp-2017-01-06"
    assert (row["before_holder"], row["after_holder"]) == ("joint", "fr")
    assert "holder_changed" in list(row["flags"]) and row["headline"]


def test_time_zone_and_locale_change_nothing(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "stanceshift.shifts.stage_compare", "--build", str(tmp_path)]
    for stage in ("ingest", "label"):
        (tmp_path / stage).symlink_to(ROOT / "build" / stage)
    found = []
    for zone, locale, seed in (("UTC", "C.UTF-8", "0"), ("Pacific/Kiritimati", "C", "7")):
        environment = os.environ | {"TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed}
        subprocess.run(
            [*command, "--metrics", str(tmp_path / "metrics.json")], cwd=ROOT, env=environment, check=True, timeout=300
        )
        found.append({path.name: path.read_bytes() for path in sorted((tmp_path / "compare").iterdir())})
    assert found[0] == found[1]
