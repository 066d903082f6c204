"""Compares the shifts of a build with changes that a reader noted: recall by importance, series, kind; headline rows to judge.

A noted change is found where a row of theme_changes or of the ledger has the same series, pair of sessions, the theme or one
near it (data/shifts/themes.yaml) and a compatible kind. As a ledger has many rows, stricter counts stand beside it:
`in words`, where the text of such a row holds one of the noted key terms, and `headline`, where such a row is a headline.
`shown` leaves theme and kind aside: a row of the pair that tells a change (not verbatim, not unknown) holds a key term.

Run: python benchmarks/ledger_recall.py BUILD [--yardstick benchmarks/real_changes.jsonl] [--series NOTED=BUILT]
     [--judgements benchmarks/real_headline_judgements.jsonl] [--misses] [--headlines]
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from stanceshift.settings import load_settings
from stanceshift.shifts.names import Names, load_names, plain

HERE = Path(__file__).parent
KINDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "new": (frozenset({"new"}), frozenset()),
    "dropped": (frozenset({"dropped"}), frozenset()),
    "constant": (frozenset({"reworded", "verbatim"}), frozenset()),
    "reworded": (frozenset({"reworded"}), frozenset({"rewritten"})),
    "holder_changed": (frozenset(), frozenset({"holder_changed"})),
    "target_named": (frozenset(), frozenset({"target_newly_named"})),
    "target_unnamed": (frozenset(), frozenset({"target_no_longer_named"})),
    "stage": (frozenset({"strengthened"}), frozenset({"act_to_commitment"})),
    "strengthened": (frozenset({"strengthened"}), frozenset()),
    "softened": (frozenset({"softened"}), frozenset()),
}
"""For each kind of noted change the changes and the flags of a row that answer it; a reversal answers by its sign."""


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def built_rows(build: Path, least: float) -> pd.DataFrame:
    """Return theme_changes, ledger and commitments as one table: where, change, flags, texts, headline, row."""
    folder = build / "compare"
    positions = pd.read_parquet(build / "label" / "positions.parquet").set_index("position_id")
    themes = pd.read_parquet(folder / "theme_changes.parquet").rename(columns={"change_id": "row"})
    for side in ("before", "after"):
        known = themes[f"{side}_position_id"].map(positions["sentence_text"])
        themes[f"{side}_text"] = known.fillna("")
        themes[f"{side}_direction"] = themes[f"{side}_position_id"].map(positions["direction"]).fillna("")
    themes["headline"] = themes["importance"] >= least
    ledger = pd.read_parquet(folder / "ledger.parquet").rename(columns={"row_id": "row"})
    rows = pd.concat([themes.assign(table="theme_changes"), ledger.assign(table="ledger")], ignore_index=True)
    rows["flags"] = [frozenset(flags) for flags in rows["flags"]]
    return rows


def answers(kind: str, row: Any) -> bool:
    """Return whether a row's change or flags answer a noted change of this kind."""
    changes, flags = KINDS[kind]
    change = row.change
    if change == "reversed":
        change = "strengthened" if row.after_direction == "against" else "softened"
    return change in changes or bool(flags & row.flags)


def holds(texts: Iterable[str], noted: dict[str, Any]) -> bool:
    """Return whether one of the texts holds one of the noted key terms, case and white space ignored."""
    bare = [" ".join(plain(text).lower().split()) for text in texts]
    terms = [plain(term).lower() for side in ("before", "after") for term in (noted[side] or {}).get("key_terms", [])]
    return any(term in text for term in terms for text in bare)


def look(noted: dict[str, Any], rows: pd.DataFrame, commitments: pd.DataFrame, names: Names) -> dict[str, bool]:
    """Return for one noted change whether it is found, found in words, and found among the headlines."""
    here = rows[(rows["from_date"] == noted["from"]) & (rows["to_date"] == noted["to"])]
    near = here[[names.nearness(noted["theme"], theme) > 0 for theme in here["theme"]]]
    matching = [row for row in near.itertuples() if answers(noted["kind"], row)]
    found = {
        "found": bool(matching),
        "in words": any(holds((str(row.before_text), str(row.after_text)), noted) for row in matching),
        "headline": any(row.headline for row in matching),
        "shown": any(
            holds((str(row.before_text), str(row.after_text)), noted)
            for row in here.itertuples()
            if noted["kind"] == "constant" or row.change not in ("verbatim", "not_seen")
        ),
    }
    if noted["kind"] == "stage":
        steps = commitments[commitments["date"] == noted["to"]]
        staged = any(holds([text], noted) for text in steps["text"])
        found = {
            "found": found["found"] or staged,
            "in words": found["in words"] or staged,
            "headline": found["headline"],
            "shown": found["shown"] or staged,
        }
    return found


def recall_table(frame: pd.DataFrame, by: Callable[[pd.DataFrame], pd.Series]) -> pd.DataFrame:
    """Return counts and recall by a key of the noted changes, and for all."""
    key = by(frame)
    parts = [(str(name), group) for name, group in frame.groupby(key, sort=True)] + [("all", frame)]
    table = {
        name: {"noted": len(group)}
        | {
            column: f"{group[column].sum()} ({group[column].mean():.2f})"
            for column in ("found", "in words", "shown", "headline")
        }
        for name, group in parts
    }
    return pd.DataFrame(table).T


def main() -> None:
    """Print recall by importance, series and kind, then on demand the misses and the headline rows."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=Path)
    parser.add_argument("--yardstick", type=Path, default=HERE / "real_changes.jsonl")
    parser.add_argument("--judgements", type=Path, default=HERE / "real_headline_judgements.jsonl")
    parser.add_argument("--params", default="params.yaml")
    parser.add_argument("--series", action="append", default=[], metavar="NOTED=BUILT", help="a series by another name")
    parser.add_argument("--misses", action="store_true", help="list what is not found, or not in words")
    parser.add_argument("--headlines", action="store_true", help="list the headline rows with their texts")
    options = parser.parse_args()
    if not (options.build / "compare" / "ledger.parquet").is_file():
        raise SystemExit(f"{options.build}: no compare/ledger.parquet; run `dvc repro compare` first")
    renamed = dict(item.split("=", 1) for item in options.series)
    names = load_names()
    rows = built_rows(options.build, load_settings(options.params).compare.headline_importance)
    commitments = pd.read_parquet(options.build / "compare" / "commitments.parquet")
    noted = read_lines(options.yardstick)
    looked = []
    for change in noted:
        series = renamed.get(change["series"], change["series"])
        found = look(change, rows[rows["series"] == series], commitments[commitments["series"] == series], names)
        looked.append(change | found)
    frame = pd.DataFrame(looked)
    for title, by in (
        ("importance", lambda table: table["importance"]),
        ("series", lambda table: table["series"]),
        ("kind", lambda table: table["kind"]),
    ):
        print(f"\nby {title}\n{recall_table(frame, by).to_string()}")
    important = frame[frame["importance"] == 3]
    print(f"\nimportance 3, by kind\n{recall_table(important, lambda table: table['kind']).to_string()}")
    headlines = rows[rows["headline"].astype(bool) & rows["series"].isin({renamed.get(s, s) for s in frame["series"]})]
    judged = (
        {(line["row"], line["change"]): line["verdict"] for line in read_lines(options.judgements)}
        if options.judgements.is_file()
        else {}
    )
    for table, group in headlines.groupby("table"):
        verdicts = (
            pd.Series([judged.get((row.row, row.change), "not judged") for row in group.itertuples()])
            .value_counts()
            .to_dict()
        )
        counted = {name: verdicts.get(name, 0) for name in ("true", "arguable", "false", "not judged")}
        known = sum(counted[name] for name in ("true", "arguable", "false"))
        share = (
            f"; true {counted['true'] / known:.2f}, true or arguable {1 - counted['false'] / known:.2f}"
            if known
            else ""
        )
        print(f"\nheadlines of {table}: {len(group)}, judged {counted}{share}")
    if options.misses:
        for change in looked:
            if not (change["found"] and change["in words"]):
                label = ("not found" if not change["found"] else "not in words") + (
                    ", shown otherwise" if change["shown"] else ""
                )
                where = f"{change['series']} {change['from']} {change['to']} {change['theme']} {change['kind']}"
                print(f"{label} [{change['importance']}] {where}: {change['what']}")
    if options.headlines:
        for row in headlines.itertuples():
            verdict = judged.get((row.row, row.change), "not judged")
            print(
                f"\n{row.row} [{row.table} {row.importance}] {row.theme} {row.change} {sorted(row.flags)} ({verdict})"
            )
            print(f"  {row.reason}\n  - {row.before_text}\n  + {row.after_text}")


if __name__ == "__main__":
    main()
