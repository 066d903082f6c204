from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from stanceshift.errors import StanceshiftError
from stanceshift.files import text_sha
from stanceshift.frames import columns_of, validate
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluation_schemas import Labelling
from stanceshift.labels.review import apply_corrections, paragraph_shas
from stanceshift.labels.review_file import HEADER, corrections_csv, read_corrections, write_to_fill
from stanceshift.labels.review_list import least_certain
from stanceshift.labels.schemas import ParagraphLabels, Positions, Themes
from stanceshift.labels.stance import load_stance_rule
from tests.labels.synthetic import ROOT

RUNGS = load_codebook(ROOT / "data/codebook").rungs
P = "s-2020-01-01.en#1"
SENTENCES = ("The ministers noted the talks and condemned the attack.", "They welcome the plan.")
SILENT = "Reform of the talks."
TEXT = " ".join(SENTENCES)
TABLE = pd.DataFrame(
    [
        {
            **{"sentence_id": f"{P}.{n}", "paragraph_id": P, "document_id": "s-2020-01-01.en", "index": n},
            **{"text": text, "language": "en", "start": start, "end": start + len(text)},
            **{"source_start": start, "source_end": start + len(text)},
        }
        for n, text, start in (
            (1, SENTENCES[0], 0),
            (2, SENTENCES[1], len(SENTENCES[0]) + 1),
            (3, SILENT, len(TEXT) + 1),
        )
    ]
)
"""All sentences: the last one has no position."""


def row(sentence: int, number: int, verb: str, act: str, score: float = 0.9, **more: object) -> dict[str, object]:
    text = SENTENCES[sentence - 1]
    base = TEXT.index(text)
    start = base + text.index(verb)
    return {
        "position_id": f"{P}.{sentence}.{number}",
        "sentence_id": f"{P}.{sentence}",
        "paragraph_id": P,
        "document_id": "s-2020-01-01.en",
        "language": "en",
        **{"act": act, "direction": "for", "force": 1, "rung": 2, "holder": "joint", "theme": "climate"},
        **{"verb": verb, "start": start, "end": start + len(verb), "cue": verb, "cue_start": start},
        **{"cue_end": start + len(verb), "target": "unnamed", "target_start": None, "target_end": None},
        **{"negated": False, "reiterated": False, "implicit": False, "reported": False, "source": "lexicon"},
        **{"cue_id": "c", "score": score, "theme_score": 0.8, "source_start": base, "source_end": base + len(text)},
        **{"sentence_text": text, "text_sha": text_sha(text), **more},
    }


@pytest.fixture
def labels() -> Labelling:
    positions = pd.DataFrame(
        [row(1, 1, "noted", "note", 0.5), row(1, 2, "condemned", "condemn"), row(2, 1, "welcome", "welcome", 0.7)]
    )
    themes = pd.DataFrame(
        [
            (P, "s-2020-01-01.en", "climate", 0.9, 1, "supportive", 3, "model"),
            (P, "s-2020-01-01.en", "cyber", 0.5, 2, "neutral", 0, "model"),
        ],
        columns=columns_of(Themes),
    )
    paragraphs = pd.DataFrame(
        [(P, "s-2020-01-01.en", "en", "climate", "supportive", "condemn", 0.9, 3)], columns=columns_of(ParagraphLabels)
    )
    return Labelling(positions[columns_of(Positions)], themes, paragraphs)


def correct(tmp_path: Path, *rows: dict[str, str]):
    base = {"reviewer": "amal", "date": "2026-11-23"}
    filled = []
    for given in rows:
        sentence = int(given.get("position_id", ".1.").split(".")[-2]) if "position_id" in given else 1
        sha = text_sha(
            f"{TEXT} {SILENT}" if "paragraph_id" in given and given["field"] != "add" else SENTENCES[sentence - 1]
        )
        filled.append({**base, "text_sha": sha, **given})
    path = tmp_path / "corrections.csv"
    path.write_text(corrections_csv(filled), encoding="utf-8")
    return read_corrections(path)


def check(labels: Labelling) -> None:
    validate(labels.positions, Positions, "positions")
    validate(labels.themes, Themes, "themes")
    validate(labels.paragraphs, ParagraphLabels, "paragraphs")


def test_no_file_means_no_corrections(labels: Labelling, tmp_path: Path) -> None:
    outcome = apply_corrections(labels, read_corrections(tmp_path / "none.csv"), rungs=RUNGS, sentences=TABLE)
    assert outcome.report.empty
    pd.testing.assert_frame_equal(outcome.labels.positions, labels.positions, check_dtype=False)


def test_a_corrected_act_wins_and_says_who_settled_it(labels: Labelling, tmp_path: Path) -> None:
    given = {"position_id": f"{P}.1.1", "verb": "noted", "field": "act", "value": "support"}
    outcome = apply_corrections(labels, correct(tmp_path, given), rungs=RUNGS, sentences=TABLE)
    changed = outcome.labels.positions.set_index("position_id").loc[f"{P}.1.1"]
    assert (changed["act"], changed["rung"], changed["source"], changed["score"]) == ("support", 3, "reviewer", 1.0)
    assert outcome.report["status"].tolist() == ["applied"]
    assert outcome.labels.positions["source"].tolist() == ["reviewer", "lexicon", "lexicon"]
    check(outcome.labels)


def test_a_correction_of_a_changed_sentence_is_reported_not_applied(labels: Labelling, tmp_path: Path) -> None:
    given = {"position_id": f"{P}.1.1", "verb": "noted", "field": "act", "value": "support", "text_sha": "0" * 12}
    outcome = apply_corrections(labels, correct(tmp_path, given), rungs=RUNGS, sentences=TABLE)
    assert outcome.report[["status", "reason", "line"]].values.tolist() == [["stale", "the sentence has changed", 2]]
    pd.testing.assert_frame_equal(outcome.labels.positions, labels.positions, check_dtype=False)


def test_a_correction_follows_its_verb_when_positions_are_numbered_anew(labels: Labelling, tmp_path: Path) -> None:
    given = {"position_id": f"{P}.1.1", "verb": "condemned", "field": "force", "value": "2"}
    outcome = apply_corrections(labels, correct(tmp_path, given), rungs=RUNGS, sentences=TABLE)
    forces = dict(zip(outcome.labels.positions["verb"], outcome.labels.positions["force"], strict=True))
    assert forces == {"noted": 1, "condemned": 2, "welcome": 1}
    lost = {"position_id": f"{P}.1.1", "verb": "deplored", "field": "force", "value": "2"}
    assert apply_corrections(labels, correct(tmp_path, lost), rungs=RUNGS, sentences=TABLE).report[
        "status"
    ].tolist() == ["stale"]


def test_positions_are_added_and_removed_with_their_quotes(labels: Labelling, tmp_path: Path) -> None:
    added = {
        "paragraph_id": P,
        "field": "add",
        "value": "verb=the talks and condemned | act=oppose | theme=nato | direction=against | target=the attack",
    }
    removed = {"position_id": f"{P}.1.1", "verb": "noted", "field": "remove"}
    outcome = apply_corrections(labels, correct(tmp_path, added, removed), rungs=RUNGS, sentences=TABLE)
    positions = outcome.labels.positions
    assert positions["verb"].tolist() == ["the talks and condemned", "condemned", "welcome"]
    new = positions.iloc[0]
    assert TEXT[new["start"] : new["end"]] == new["verb"]
    assert TEXT[new["target_start"] : new["target_end"]] == "the attack"
    assert (new["act"], new["rung"], new["source"]) == ("oppose", 3, "reviewer")
    assert positions["position_id"].is_unique
    assert outcome.labels.themes["theme"].tolist() == ["climate", "cyber", "nato"]
    check(outcome.labels)


def test_targets_in_a_later_sentence_get_offsets_of_the_paragraph(labels: Labelling, tmp_path: Path) -> None:
    given = {"position_id": f"{P}.2.1", "verb": "welcome", "field": "target", "value": "the plan"}
    changed = apply_corrections(labels, correct(tmp_path, given), rungs=RUNGS, sentences=TABLE).labels.positions.iloc[2]
    assert TEXT[changed["target_start"] : changed["target_end"]] == "the plan"


def test_themes_and_stance_of_a_paragraph(labels: Labelling, tmp_path: Path) -> None:
    rows = [
        {"paragraph_id": P, "field": "main_theme", "value": "cyber"},
        {"paragraph_id": P, "field": "add_theme", "value": "space"},
        {"paragraph_id": P, "field": "remove_theme", "value": "climate"},
        {"paragraph_id": P, "field": "stance", "value": "mixed"},
    ]
    outcome = apply_corrections(labels, correct(tmp_path, *rows), rungs=RUNGS, sentences=TABLE)
    assert outcome.labels.themes[["theme", "rank"]].values.tolist() == [["cyber", 1], ["space", 2]]
    assert outcome.labels.paragraphs[["main_theme", "stance"]].values.tolist() == [["cyber", "mixed"]]
    check(outcome.labels)


def test_stance_is_decided_again_from_corrected_positions(labels: Labelling, tmp_path: Path) -> None:
    given = [
        {"position_id": f"{P}.{place}", "verb": verb, "field": "direction", "value": "against"}
        for place, verb in (("1.2", "condemned"), ("2.1", "welcome"))
    ]
    rule = load_stance_rule(ROOT / "data")
    one_side = apply_corrections(labels, correct(tmp_path, given[0]), rungs=RUNGS, sentences=TABLE, rule=rule)
    assert one_side.labels.paragraphs["stance"].tolist() == ["mixed"]
    outcome = apply_corrections(labels, correct(tmp_path, *given), rungs=RUNGS, sentences=TABLE, rule=rule)
    assert outcome.labels.paragraphs["stance"].tolist() == ["critical"]
    assert outcome.labels.themes["stance"].tolist() == ["critical", "neutral"]


def test_a_sentence_may_lose_its_last_position(labels: Labelling, tmp_path: Path) -> None:
    given = {"position_id": f"{P}.2.1", "verb": "welcome", "field": "remove"}
    corrections = correct(tmp_path, given)
    outcome = apply_corrections(labels, corrections, rungs=RUNGS, sentences=TABLE)
    assert outcome.report["status"].tolist() == ["applied"]
    assert outcome.labels.positions["verb"].tolist() == ["noted", "condemned"]
    again = apply_corrections(outcome.labels, corrections, rungs=RUNGS, sentences=TABLE).report.iloc[0]
    assert again["reason"] == "no position with the verb 'welcome' is found in the sentence any more"


def test_a_paragraph_that_loses_every_position_states_a_fact(labels: Labelling, tmp_path: Path) -> None:
    given = [
        {"position_id": f"{P}.{place}", "verb": verb, "field": "remove"}
        for place, verb in (("1.1", "noted"), ("1.2", "condemned"), ("2.1", "welcome"))
    ]
    rule = load_stance_rule(ROOT / "data")
    outcome = apply_corrections(labels, correct(tmp_path, *given), rungs=RUNGS, sentences=TABLE, rule=rule)
    summary = outcome.labels.paragraphs.iloc[0]
    assert (summary["main_act"], summary["stance"], summary["n_positions"]) == ("state", "neutral", 0)


def test_a_position_is_added_to_a_sentence_without_one(labels: Labelling, tmp_path: Path) -> None:
    value = "verb=Reform | act=commit | direction=for | theme=climate"
    given = {"paragraph_id": P, "verb": "", "field": "add", "value": value, "text_sha": text_sha(SILENT)}
    outcome = apply_corrections(labels, correct(tmp_path, given), rungs=RUNGS, sentences=TABLE)
    added = validate(outcome.labels.positions, Positions, "positions").iloc[-1]
    assert (added["sentence_id"], added["position_id"], added["act"]) == (f"{P}.3", f"{P}.3.1", "commit")
    assert (added["start"], added["source_start"]) == (len(TEXT) + 1, len(TEXT) + 1)
    assert outcome.labels.paragraphs["n_positions"].tolist() == [4]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"value": "applaud"}, "value 'applaud' is not one of condemn"),
        ({"field": "mood"}, "unknown field 'mood'"),
        ({"verb": ""}, "verb is missing"),
        ({"date": "today"}, "date"),
        ({"reviewer": ""}, "reviewer"),
        ({"paragraph_id": P}, "either position_id or paragraph_id"),
    ],
)
def test_wrong_lines_are_refused_with_file_and_line(tmp_path: Path, change: dict[str, str], message: str) -> None:
    right = {"position_id": f"{P}.1.1", "verb": "noted", "field": "act", "value": "note"}
    wrong = {**right, "text_sha": "0" * 12, "reviewer": "amal", "date": "2026-11-23", **change}
    path = tmp_path / "corrections.csv"
    path.write_text(corrections_csv([{**wrong, **right, **change}]), encoding="utf-8")
    with pytest.raises(StanceshiftError, match=rf"corrections\.csv, line 2: .*{message}"):
        read_corrections(path)


def test_an_added_position_needs_verb_act_and_theme(labels: Labelling, tmp_path: Path) -> None:
    for value, message in (("act=note | theme=cyber", "no verb"), ("verb=noted | act=shout | theme=cyber", "shout")):
        given = correct(tmp_path, {"paragraph_id": P, "field": "add", "value": value})
        with pytest.raises(StanceshiftError, match=message):
            apply_corrections(labels, given, rungs=RUNGS, sentences=TABLE)


def test_unknown_columns_and_themes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "corrections.csv"
    path.write_text("position_id,field,value\n", encoding="utf-8")
    with pytest.raises(StanceshiftError, match="columns missing: paragraph_id"):
        read_corrections(path)
    rows = {
        "paragraph_id": P,
        "text_sha": "0",
        "field": "main_theme",
        "value": "x",
        "reviewer": "a",
        "date": "2026-01-01",
    }
    path.write_text(corrections_csv([rows]), encoding="utf-8")
    with pytest.raises(StanceshiftError, match="unknown theme 'x'"):
        read_corrections(path, ["climate"])


def test_least_certain_first_and_what_a_reviewer_settled_left_out(labels: Labelling, tmp_path: Path) -> None:
    assert least_certain(labels)["verb"].tolist() == ["noted", "welcome", "condemned"]
    given = {"position_id": f"{P}.1.1", "verb": "noted", "field": "act", "value": "support"}
    settled = apply_corrections(labels, correct(tmp_path, given), rungs=RUNGS, sentences=TABLE).labels
    assert least_certain(settled)["verb"].tolist() == ["welcome", "condemned"]


def test_a_file_ready_to_fill_needs_only_reviewer_and_date(labels: Labelling, tmp_path: Path) -> None:
    path = tmp_path / "fill.csv"
    write_to_fill(least_certain(labels, 2), path)
    frame = pd.read_csv(path, dtype=str, keep_default_na=False)
    assert list(frame.columns) == list(HEADER)
    frame.assign(reviewer="amal", date="2026-11-23").to_csv(path, index=False)
    assert apply_corrections(labels, read_corrections(path), rungs=RUNGS, sentences=TABLE).report[
        "status"
    ].tolist() == [
        "applied",
        "applied",
    ]


def test_the_hash_of_a_paragraph_is_that_of_its_text(labels: Labelling) -> None:
    assert paragraph_shas(TABLE) == {P: text_sha(f"{TEXT} {SILENT}")}, "with the sentences that have no position"
