from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from stanceshift.frames import validate
from stanceshift.labels.bootstrap import interval, resample_weights
from stanceshift.labels.codebook import load_codebook
from stanceshift.labels.evaluate import (
    NONE,
    acts_confusion,
    coder_agreement,
    coder_scores,
    evaluate,
    reliability_bins,
    themes_confusion,
)
from stanceshift.labels.evaluate_baselines import majority
from stanceshift.labels.evaluate_errors import errors
from stanceshift.labels.evaluate_parity import parity, version_pairs
from stanceshift.labels.evaluation_schemas import Agreement, Confusion, Errors, Labelling, Reliability, Scores
from stanceshift.labels.gold import Entry, Gold, Index
from stanceshift.labels.schemas import ACTS
from tests.labels.synthetic import ROOT, labelling, position, spoil_acts

NAMES = [f"s-{year}-01-01.fr#{n}" for year in range(2015, 2019) for n in range(1, 9)]
THEMES = ["climate", "cyber", "nato"]
RUNGS = load_codebook(ROOT / "data/codebook").rungs
GOLD = labelling(
    [position(name, 10, 20, ACTS[i % 5], theme=THEMES[i % 3]) for i, name in enumerate(NAMES)]
    + [position(name, 40, 50, "commit", theme=THEMES[i % 3]) for i, name in enumerate(NAMES)],
    {name: [THEMES[i % 3]] for i, name in enumerate(NAMES)},
)
SENTENCES = pd.DataFrame(
    [{"paragraph_id": name, "start": start, "end": start + 30, "text": "y" * 30} for name in NAMES for start in (0, 35)]
)


def figure(scores: pd.DataFrame, measure: str, system: str = "default", language: str = "all") -> float:
    rows = scores[(scores["measure"] == measure) & (scores["system"] == system) & (scores["label"] == "")]
    return float(rows.loc[rows["language"] == language, "value"].iat[0])


def wrong_themes(gold: Labelling) -> Labelling:
    return replace(
        gold, paragraphs=gold.paragraphs.assign(main_theme="other"), themes=gold.themes.assign(theme="other")
    )


def test_a_perfect_system_scores_one_and_the_table_keeps_its_schema() -> None:
    scores = validate(evaluate({"seed": GOLD}, {"default": GOLD}, n_resamples=20), Scores, "scores")
    for measure in ("themes_micro_f1", "act_f1", "stance_accuracy", "detection_f1"):
        assert figure(scores, measure) == 1.0
        assert figure(scores, measure, language="fr") == 1.0


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6])
def test_corrupted_labels_move_the_figures_by_as_much_as_was_corrupted(share: float) -> None:
    scores = evaluate({"seed": GOLD}, {"default": spoil_acts(GOLD, share)}, n_resamples=20)
    assert figure(scores, "act_accuracy") == pytest.approx(1 - share, abs=0.13)
    assert figure(scores, "act_f1") < 1
    assert figure(scores, "themes_micro_f1") == 1.0, "only what was corrupted falls"


def test_other_corruptions_move_their_own_figures() -> None:
    shifted = replace(
        GOLD, positions=GOLD.positions.assign(start=GOLD.positions["start"] + 200, end=GOLD.positions["end"] + 200)
    )
    fewer = replace(GOLD, positions=GOLD.positions.iloc[::2].reset_index(drop=True))
    held = replace(GOLD, positions=GOLD.positions.assign(holder="fr", direction="against", force=0))
    systems = {"default": GOLD, "shifted": shifted, "fewer": fewer, "held": held, "themes": wrong_themes(GOLD)}
    scores = evaluate({"seed": GOLD}, systems, n_resamples=20)
    assert figure(scores, "detection_f1", "shifted") == 0.0
    assert figure(scores, "detection_recall", "fewer") == 0.5
    assert [figure(scores, f"{name}_accuracy", "held") for name in ("holder", "direction", "force")] == [0, 0, 0]
    assert figure(scores, "themes_micro_f1", "themes") == figure(scores, "main_theme_accuracy", "themes") == 0.0


def test_the_majority_baseline_knows_nothing_of_the_session_it_labels() -> None:
    base = majority(GOLD, SENTENCES)
    changed = replace(
        GOLD,
        positions=GOLD.positions.assign(
            act=GOLD.positions["act"].where(~GOLD.positions["paragraph_id"].str.startswith("s-2015"), "condemn")
        ),
    )
    again = majority(changed, SENTENCES)
    own = base.positions["paragraph_id"].str.startswith("s-2015")
    assert base.positions[own]["act"].tolist() == again.positions[own]["act"].tolist()
    scores = evaluate({"seed": GOLD}, {"majority": base}, n_resamples=20)
    assert figure(scores, "detection_f1", "majority") == 1.0
    assert figure(scores, "act_accuracy", "majority") < 0.7
    assert figure(scores, "main_theme_accuracy", "majority") < 0.5


def test_confusion_counts_missed_and_invented_positions() -> None:
    gold = labelling([position("a.fr#1", 0, 5, "urge"), position("a.fr#1", 10, 15, "note")], {"a.fr#1": ["climate"]})
    found = labelling([position("a.fr#1", 0, 5, "demand"), position("a.fr#1", 90, 95, "hope")], {"a.fr#1": ["cyber"]})
    table = validate(acts_confusion("seed", "default", gold, found), Confusion, "confusion")
    pairs = set(zip(table["actual"], table["predicted"], strict=True))
    assert pairs == {("urge", "demand"), ("note", NONE), (NONE, "hope")}
    themes = themes_confusion("seed", "default", gold, found)
    assert themes[["actual", "predicted", "n"]].values.tolist() == [["climate", "cyber", 1]]
    validate(reliability_bins("seed", "default", gold, found), Reliability, "reliability")


def test_worst_errors_come_first_with_their_text() -> None:
    text = "Les ministres ont condamné les attentats et ont salué la paix."
    start = text.index("ont condamné")
    gold = labelling(
        [position("a.fr#1", start, start + 12, "condemn", direction="against")],
        {"a.fr#1": ["terrorism"]},
        {"a.fr#1": "critical"},
        text=text,
    )
    found = labelling(
        [position("a.fr#1", start, start + 12, "note", direction="none"), position("a.fr#1", 44, 53, "welcome")],
        {"a.fr#1": ["terrorism"]},
        {"a.fr#1": "supportive"},
    )
    table = validate(errors("seed", "default", gold, found, RUNGS), Errors, "errors")
    assert table["kind"].tolist() == ["stance", "act", "direction", "invented"]
    assert table["severity"].is_monotonic_decreasing
    act = table[table["kind"] == "act"].iloc[0]
    assert (act["gold"], act["predicted"], act["text"]) == ("condemn", "note", "ont condamné")
    assert "attentats" in act["context"]


def test_a_perfect_system_has_no_errors() -> None:
    assert errors("seed", "default", GOLD, GOLD, RUNGS).empty


def test_parity_compares_language_versions_of_a_digest() -> None:
    def version(language: str, theme: str, direction: str) -> Labelling:
        name = f"s-2020-01-01.{language}.digest#1"
        return labelling([position(name, 0, 5, direction=direction)], {name: [theme]}, language=language)

    parts = [version("en", "climate", "for"), version("fr", "climate", "for"), version("ja", "cyber", "against")]
    both = Labelling(
        *(
            pd.concat([getattr(p, table) for p in parts], ignore_index=True)
            for table in ("positions", "themes", "paragraphs")
        )
    )
    pairs = version_pairs(both.paragraphs)
    assert pairs["languages"].tolist() == ["en-fr", "en-ja", "fr-ja"]
    scored = parity(both, pairs, n_resamples=10, seed=0).set_index(["label", "measure"])["value"]
    assert scored["", "main_theme"] == pytest.approx(1 / 3)
    assert scored["en-fr", "main_theme"] == 1.0
    assert scored["en-ja", "direction_shares"] == 0.0
    assert scored["en-fr", "direction_shares"] == 1.0


def test_versions_of_different_kinds_are_not_compared() -> None:
    frame = pd.DataFrame(
        {
            "document_id": ["s.fr", "s.en.digest"],
            "paragraph_id": ["s.fr#1", "s.en.digest#1"],
            "number": [1, 1],
            "language": ["fr", "en"],
        }
    )
    assert version_pairs(frame).empty


def test_coders_stand_beside_with_their_caveat() -> None:
    entry = Entry(
        set="seed",
        role="coder",
        coder="a",
        kind="language model",
        date="2026-11-23",
        files="x",
        min_files=1,
        min_paragraphs=1,
    )
    index = Index(codebook_version="1.0.0", text_hash="x", entries=[entry], caveats={"seed": ["Same family."]})
    gold = Gold({"seed": GOLD}, {"seed": {"a": GOLD, "b": spoil_acts(GOLD, 0.2)}}, index)
    table = validate(coder_agreement(gold, n_resamples=20), Agreement, "agreement")
    assert set(table["caveat"]) == {"Same family."}
    scores = coder_scores(gold, n_resamples=20)
    assert figure(scores, "act_accuracy", "coder") == pytest.approx(0.8, abs=0.12)


def test_bootstrap_draws_as_many_clusters_as_there_are_and_reproducibly() -> None:
    weights = resample_weights(12, 50, 7)
    assert (weights.sum(axis=1) == 12).all()
    assert (weights == resample_weights(12, 50, 7)).all()
    assert weights.std() > 0
    assert interval(weights[:0].sum(axis=1)) != interval(weights.mean(axis=1))
